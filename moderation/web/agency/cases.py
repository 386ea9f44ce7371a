"""An agency's inbox and its part of a case: accept, return, answer or give an opinion."""

import re
from datetime import date
from http import HTTPStatus

from flask import abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from moderation.domain.case_states import AssignmentRole, AssignmentState
from moderation.domain.errors import NotFound
from moderation.domain.permissions import Permission
from moderation.queries import agencies as agency_queries
from moderation.queries import cases as case_queries
from moderation.queries import joined as joined_queries
from moderation.services import assignments, cases
from moderation.web.agency import own, relay
from moderation.web.agency.forms import AnswerForm, PartForm, QuestionForm, ReturnForm
from moderation.web.agency.page import case_page, proposable
from moderation.web.agency.photos import keep_photo, read_photo, takes_a_photo, to_answer
from moderation.web.agency.routes import bp
from moderation.web.context import commit, give_up, me, now, session, tell, today
from moderation.web.fields import said
from moderation.web.gates import need
from moderation.web.words import gettext

#: The tabs, in the order of the work.
TABS = (AssignmentState.OFFERED, AssignmentState.ACCEPTED, AssignmentState.ANSWERED)
_PLACE = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})\.([0-9]{1,18})")


@bp.get("/")
@need(Permission.WORK_ON_CASES)
def inbox() -> str:
    tab = request.args.get("tab", AssignmentState.OFFERED)
    if tab not in TABS:
        raise NotFound
    state = AssignmentState(tab)
    rows, following = case_queries.inbox(
        session(), own.agency_id(), states=[state], after=_place(request.args.get("after", ""))
    )
    barred = own.barred_cases([row[1].id for row in rows])
    shown = [row for row in rows if row[1].id not in barred]
    merged = joined_queries.merged(session(), [row[1].id for row in shown])
    return render_template(
        "agency/inbox.html",
        agency=agency_queries.get(session(), own.agency_id()),
        tab=state,
        rows=[
            (part, relay.told(part, complaint, (), merged.get(case.id, ())), ward)
            for part, case, complaint, ward in shown
        ],
        next=f"{following[0].isoformat()}.{following[1]}" if following else "",
    )


def _place(text: str) -> tuple[date, int] | None:
    """Where a page begins: behind this due date and assignment."""
    if not text:
        return None
    found = _PLACE.fullmatch(text)
    try:
        return (date.fromisoformat(found[1]), int(found[2])) if found else abort(400)
    except ValueError:
        abort(400)


@bp.get("/cases/<int:assignment_id>")
@need(Permission.WORK_ON_CASES)
def case(assignment_id: int) -> Response:
    return case_page(own.to_read(assignment_id))


@bp.post("/cases/<int:assignment_id>/accept")
@need(Permission.WORK_ON_CASES)
def accept(assignment_id: int) -> Response:
    form = PartForm()
    mine = own.to_change(assignment_id)
    cases.accept_part(session(), mine.part, seen_version=form.seen_version, actor=me(), now=now())
    commit()
    tell(gettext("Đã nhận việc."))
    return redirect(url_for("agency.case", assignment_id=assignment_id), code=303)


@bp.post("/cases/<int:assignment_id>/return")
@need(Permission.WORK_ON_CASES)
def return_part(assignment_id: int) -> Response:
    mine = own.to_change(assignment_id)
    form = ReturnForm()
    form.offer(proposable(mine, today()))
    if not form.validate():
        give_up()
        return case_page(
            own.to_read(assignment_id), back=form, status=HTTPStatus.UNPROCESSABLE_ENTITY
        )
    assignments.return_part(
        session(),
        mine.part,
        said(form.reason_text),
        proposed_agency_id=form.proposed_id,
        seen_version=form.seen_version,
        actor=me(),
        now=now(),
    )
    commit()
    tell(gettext("Đã trả lại cho điều phối viên."))
    return redirect(url_for("agency.inbox"), code=303)


@bp.post("/cases/<int:assignment_id>/ask")
@need(Permission.WORK_ON_CASES)
def ask_sender(assignment_id: int) -> Response:
    """Through the coordinator: the agency need not know whom."""
    mine = own.to_change(assignment_id)
    form = QuestionForm()
    if not form.validate():
        give_up()
        return case_page(
            own.to_read(assignment_id), ask=form, status=HTTPStatus.UNPROCESSABLE_ENTITY
        )
    assignments.ask_sender(
        session(), mine.part, said(form.question), seen_version=form.seen_version, actor=me(),
        now=now(),
    )  # fmt: skip
    commit()
    tell(gettext("Đã chuyển câu hỏi cho điều phối viên."))
    return redirect(url_for("agency.case", assignment_id=assignment_id), code=303)


@bp.post("/cases/<int:assignment_id>/answer")
@takes_a_photo
@need(Permission.WORK_ON_CASES)
def answer(assignment_id: int) -> Response:
    """The words, and the photo that was chosen but not yet added."""
    form = AnswerForm()
    own.to_read(assignment_id)  # what is not ours is not worth decoding a picture
    valid = form.validate()
    picture = read_photo(form)
    if not valid or form.photo.errors:
        return _unfinished(assignment_id, form)
    mine = to_answer(assignment_id, form)
    if picture and not keep_photo(mine, form, picture):
        return _unfinished(assignment_id, form)
    cases.answer_part(
        session(),
        mine.part,
        said(form.content),
        document_number=said(form.document_number),
        seen_version=form.seen_version,
        actor=me(),
        now=now(),
    )
    is_lead = mine.part.role is AssignmentRole.LEAD
    commit()
    tell(
        gettext("Đã gửi câu trả lời cho điều phối viên.") if is_lead else gettext("Đã gửi ý kiến.")
    )
    return redirect(url_for("agency.case", assignment_id=assignment_id), code=303)


def _unfinished(assignment_id: int, form: AnswerForm) -> Response:
    give_up()
    return case_page(
        own.to_read(assignment_id), answer=form, status=HTTPStatus.UNPROCESSABLE_ENTITY
    )
