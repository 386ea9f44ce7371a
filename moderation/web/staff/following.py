"""The propaganda side follows cases: masked words, opinions, proposals, requests to be told. It
closes nothing, chases nobody, and never learns who wrote.
"""

from dataclasses import replace
from http import HTTPStatus
from typing import Any

from flask import make_response, redirect, render_template, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response
from wtforms import SelectField, TextAreaField

from models import CaseFile
from moderation.domain.case_filters import CaseFilter, CaseQueue
from moderation.domain.case_states import PartyOpinionKind
from moderation.domain.errors import Invalid, NotFound
from moderation.domain.pages import DayMark
from moderation.domain.permissions import Permission
from moderation.queries import agencies as agency_queries
from moderation.queries import case_lists, desks, following
from moderation.queries import cases as case_queries
from moderation.services import cases, merging, party_opinions, publications
from moderation.web import fields, once
from moderation.web.case_labels import due_tone, due_words
from moderation.web.context import commit, day_mark_of, give_up, me, now, session, tell, tools
from moderation.web.fields import said
from moderation.web.gates import need
from moderation.web.locale import language
from moderation.web.options import options
from moderation.web.staff.case_lists import moment_here
from moderation.web.staff.case_rows import name_of_lead
from moderation.web.staff.forms import ActForm
from moderation.web.staff.party_words import party_kind_word
from moderation.web.staff.routes import bp
from moderation.web.staff.routing import agency_name
from moderation.web.words import gettext, lazy_gettext

_LISTS = (CaseQueue.OPEN, CaseQueue.LATE, CaseQueue.CLOSED)


class SayForm(once.OnceForm):
    """What somebody says about a case."""

    kind = SelectField(lazy_gettext("Loại"), validate_choice=True)
    text = TextAreaField(
        lazy_gettext("Nội dung"),
        [fields.required(fields.NEEDED), fields.at_most(lambda: 2000)],
        filters=[fields.block],
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind.choices = [(kind.value, party_kind_word(kind)) for kind in PartyOpinionKind]


@bp.get("/follow")
@need(Permission.FOLLOW_CASES)
def followed_cases() -> str:
    wanted = CaseFilter.parse({"queue": CaseQueue.OPEN.value, **request.args.to_dict()})
    if wanted.queue not in _LISTS:
        raise NotFound
    wanted = replace(wanted, lead_id=None, clock=None)
    rows, following_place = case_lists.page(
        session(), wanted, moment_here(), after=day_mark_of("after")
    )
    found = following.words(session(), [row.complaint_id for row in rows])
    wards = [(ward.code, ward.name) for ward in desks.wards(session())]
    names = {each.code: each.names[language()] for each in tools().taxonomy.categories}
    return render_template(
        "staff/follow.html",
        rows=rows,
        titles={key: publications.masked_words(row)[0] for key, row in found.items()},
        wanted=wanted,
        queues=_queue_names(),
        categories=names,
        choices={
            "category": options(list(names.items()), wanted.category),
            "ward": options(wards, wanted.ward),
        },
        clocks={row.due_on: (due_words(row.due_on), due_tone(row.due_on)) for row in rows},
        next=str(DayMark(*following_place)) if following_place else "",
        agency_of=name_of_lead,
    )


def _queue_names() -> dict[CaseQueue, str]:
    return {
        CaseQueue.OPEN: gettext("Đang xử lý"),
        CaseQueue.LATE: gettext("Quá hạn"),
        CaseQueue.CLOSED: gettext("Đã trả lời"),
    }


@bp.get("/follow/<int:case_id>")
@need(Permission.FOLLOW_CASES)
def followed_case(case_id: int) -> Response:
    return _show(case_id, SayForm(formdata=None))


def _show(case_id: int, form: SayForm, *, status: HTTPStatus = HTTPStatus.OK) -> Response:
    case, complaint = following.case(session(), case_id)
    parts = case_queries.parts(session(), case_id)
    title, content = publications.masked_words(complaint)
    names = {part.id: agency_name(agency) for part, agency, _ in parts}
    body = render_template(
        "staff/follow_case.html",
        case=case,
        code=complaint.code,
        spoken=complaint.language,
        category=complaint.category_code,
        is_urgent=complaint.is_urgent,
        title=title,
        content=content,
        answer=_public_answer(case),
        ward=agency_queries.ward_name(session(), complaint.ward_code),
        parts=parts,
        agency_name=agency_name,
        opinions=following.opinions(session(), case_id),
        kind_word=party_kind_word,
        steps=[
            (step, names.get(step.subject_id, "") if step.subject == "assignment" else "")
            for step in following.steps(session(), case_id, list(names))
        ],
        form=form,
    )
    return make_response(body, status.value)


def _public_answer(case: CaseFile) -> str:
    """The answer once it was given, without what the senders' own copy may say of them."""
    if case.answered_at is None:
        return ""
    everybody = merging.in_case(session(), case.id)
    return publications.suggested(case.public_answer or case.answer, everybody)


@bp.post("/follow/<int:case_id>/say")
@need(Permission.FOLLOW_CASES)
def say_about_case(case_id: int) -> Response:
    case = _in_the_open(session(), case_id)
    form = SayForm()
    if not form.validate():
        give_up()
        return _show(case_id, form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    sending = once.claim(form, "party", str(case_id), said(form.kind), said(form.text))
    if sending.is_repeated:
        return once.lead_to(url_for("staff.followed_case", case_id=case_id))
    if sending.is_edited:
        give_up()
        form.start_anew(form.text)
        return _show(case_id, form, status=HTTPStatus.CONFLICT)
    kind = PartyOpinionKind(form.kind.data)
    made = party_opinions.give(session(), case, kind, said(form.text), actor=me(), now=now())
    sending.makes(made.id)
    commit()
    tell(gettext("Đã gửi cho điều phối viên."))
    return _to(case_id)


@bp.post("/follow/<int:case_id>/prominent")
@need(Permission.FOLLOW_CASES)
def mark_prominent(case_id: int) -> Response:
    case = _in_the_open(session(), case_id)
    wanted = request.form.get("prominent", "")
    if wanted not in ("0", "1"):
        raise Invalid("marked or not", field="prominent")
    party_opinions.mark_prominent(
        session(), case, is_prominent=wanted == "1", seen_version=ActForm().seen_version,
        actor=me(), now=now(),
    )  # fmt: skip
    commit()
    tell(gettext("Đã đánh dấu điểm nóng.") if wanted == "1" else gettext("Đã bỏ dấu điểm nóng."))
    return _to(case_id)


def _in_the_open(held: Session, case_id: int) -> CaseFile:
    """The case, locked. Raises NotFound, also when its complaint was covered."""
    case = cases.load_case(held, case_id)
    following.case(held, case_id)
    return case


def _to(case_id: int) -> Response:
    return redirect(url_for("staff.followed_case", case_id=case_id), code=303)
