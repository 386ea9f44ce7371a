"""The lead's answer: kept, masked, filled from standard texts and opinions, previewed, sent."""

from collections.abc import Callable, Sequence
from http import HTTPStatus

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from models import ReplyText
from moderation.domain import generic_replies, reply_texts
from moderation.domain.case_states import AssignmentRole, AssignmentState, Outcome
from moderation.domain.errors import IllegalTransition, NotFound
from moderation.domain.generic_replies import Sign
from moderation.domain.permissions import Permission
from moderation.domain.proofs import Proof
from moderation.queries import agencies as agency_queries
from moderation.queries import agency_desk
from moderation.queries import cases as case_queries
from moderation.services import cases, publications, reply_drafts
from moderation.web.agency import own
from moderation.web.agency.forms import DraftForm
from moderation.web.agency.own import Mine
from moderation.web.agency.page import case_page, draft_form
from moderation.web.agency.photos import keep_photo, read_photo, takes_a_photo, to_answer
from moderation.web.agency.routes import bp
from moderation.web.chain_pages import number
from moderation.web.context import commit, give_up, me, now, session, tell, tools
from moderation.web.fields import said
from moderation.web.gates import need
from moderation.web.reply_labels import proof_words
from moderation.web.words import gettext

Show = Callable[[int, DraftForm, HTTPStatus], Response]


@bp.post("/cases/<int:assignment_id>/draft")
@takes_a_photo
@need(Permission.WORK_ON_CASES)
def change_draft(assignment_id: int) -> Response:
    """One of the buttons that send nothing; only `save` keeps what was typed."""
    mine = own.to_read(assignment_id)
    reply_drafts.expect_writable(mine.part, mine.case)
    form = draft_form()
    act = request.form.get("act", "save")
    if act not in _ACTS:
        raise NotFound
    if not form.validate():
        return unfinished(assignment_id, form, HTTPStatus.UNPROCESSABLE_ENTITY)
    return _ACTS[act](mine, form)


def _save(mine: Mine, form: DraftForm) -> Response:
    locked = to_answer(mine.part.id, form)
    reply_drafts.save(session(), locked.part, form.draft, seen_version=form.seen_version)
    commit()
    tell(gettext("Đã lưu dự thảo. Chưa gửi cho ai."))
    return _to(mine)


def _preview(mine: Mine, form: DraftForm) -> Response:
    give_up()
    if not form.may_go():
        return unfinished(mine.part.id, form, HTTPStatus.UNPROCESSABLE_ENTITY)
    form.public_content.data = publications.public_copy(
        said(form.content), said(form.public_content), cases.complaints_of(session(), mine.case)
    )
    return case_page(own.to_read(mine.part.id), answer=form, preview=True)


def _mask(mine: Mine, form: DraftForm) -> Response:
    """The public copy anew from the full words, with the masks that are suggested."""
    complaints = cases.complaints_of(session(), mine.case)
    form.public_content.data = publications.suggested(said(form.content), complaints)
    return unfinished(mine.part.id, form, HTTPStatus.OK)


def _opinions(mine: Mine, form: DraftForm) -> Response:
    """One consolidated reply: what the others said goes into the draft, to be edited there."""
    said_by_others = [
        f"{agency.name}: {part.answer}"
        + (f" ({part.document_number})" if part.document_number else "")
        for part, agency, _proposed in case_queries.parts(session(), mine.case.id)
        if part.is_current and part.role is AssignmentRole.COORDINATING and part.answered_at
    ]
    said_by_others += [
        f"{link.contractor}: {link.answer}"
        for link in agency_desk.contractor_links(session(), mine.part.id)
        if link.answered_at
    ]
    _append(form, said_by_others)
    return unfinished(mine.part.id, form, HTTPStatus.OK)


def _insert(mine: Mine, form: DraftForm) -> Response:
    """A standard answer, filled in, behind what is written."""
    usable = agency_desk.reply_texts(
        session(), own.agency_id(), category_code=mine.complaint.category_code
    )
    chosen = next((each for each in usable if each.id == number(form.reply_text.data)), None)
    if chosen is None:
        form.reply_text.errors = [gettext("Chọn một câu mẫu.")]
        return unfinished(mine.part.id, form, HTTPStatus.UNPROCESSABLE_ENTITY)
    _append(form, [_filled(mine, chosen)])
    if chosen.outcome and not form.outcome.data:
        form.outcome.data = str(chosen.outcome)
    return unfinished(mine.part.id, form, HTTPStatus.OK)


def _filled(mine: Mine, chosen: ReplyText) -> str:
    agency = agency_queries.get(session(), own.agency_id())
    values = {
        "code": mine.complaint.code,
        "ward": agency_queries.ward_name(session(), mine.complaint.ward_code),
        "agency": (chosen.language == "en" and agency.name_en) or agency.name,
        "due": f"{mine.part.due_on:%d/%m/%Y}",
    }
    return reply_texts.fill(chosen.text, values)


_ACTS: dict[str, Callable[[Mine, DraftForm], Response]] = {
    "save": _save,
    "preview": _preview,
    "mask": _mask,
    "opinions": _opinions,
    "insert": _insert,
}


def _append(form: DraftForm, texts: Sequence[str]) -> None:
    form.content.data = "\n\n".join(text for text in (said(form.content), *texts) if text)


def send(assignment_id: int, form: DraftForm, show: Show) -> Response:
    """Send the lead's answer with the photo chosen; `show` is the page it is shown on again."""
    valid = form.validate() and form.may_go()
    picture = read_photo(form)
    if not valid or form.photo.errors:
        return show(assignment_id, form, HTTPStatus.UNPROCESSABLE_ENTITY)
    mine = to_answer(assignment_id, form)
    if mine.part.role is not AssignmentRole.LEAD:
        raise IllegalTransition("draft", mine.part.state)
    if mine.part.state is AssignmentState.OFFERED:
        cases.accept_part(
            session(), mine.part, seen_version=form.seen_version, actor=me(), now=now()
        )
    if picture and not keep_photo(mine, form, picture):
        return show(assignment_id, form, HTTPStatus.UNPROCESSABLE_ENTITY)
    if _is_doubtful(mine, form):
        return _kept_but_not_sent(mine, form, show)
    is_in_house = reply_drafts.submit(
        session(), mine.part, form.draft, asked=_asked(mine), went_on=form.signs,
        seen_version=mine.part.version, actor=me(), now=now(),
    )  # fmt: skip
    commit()
    tell(
        gettext("Đã trình duyệt trong đơn vị.")
        if is_in_house
        else gettext("Đã gửi câu trả lời cho điều phối viên.")
    )
    return _to(mine)


def _is_doubtful(mine: Mine, form: DraftForm) -> bool:
    """Whether proof is missing, or a warning was not passed yet; the form says which."""
    lack = reply_drafts.lacking(session(), mine.part, form.draft, _asked(mine))
    if lack:
        field = form.document_number if lack is Proof.DOCUMENT else form.photo
        field.errors = [proof_words(lack)]
    form.signs = _signs(mine, form)
    return bool(lack or (form.signs and not form.anyway.data))


def _signs(mine: Mine, form: DraftForm) -> Sequence[Sign]:
    recent = agency_desk.recent_sketches(session(), own.agency_id(), but=mine.part.id)
    return generic_replies.signs(said(form.content), said(form.document_number), recent)


def _asked(mine: Mine) -> Proof:
    issue = tools().taxonomy.issue(mine.complaint.issue_code or "")
    return issue.proof if issue else Proof.NONE


def _kept_but_not_sent(mine: Mine, form: DraftForm, show: Show) -> Response:
    """A photo that was sent along is not asked for again, so the draft stays with it."""
    reply_drafts.save(session(), mine.part, form.draft, seen_version=mine.part.version)
    form.version.data = str(mine.part.version)
    commit()
    return show(mine.part.id, form, HTTPStatus.UNPROCESSABLE_ENTITY)


def unfinished(assignment_id: int, form: DraftForm, status: HTTPStatus) -> Response:
    """The page of the part with the form as it was typed."""
    give_up()
    return case_page(own.to_read(assignment_id), answer=form, status=status)


@bp.get("/cases/<int:assignment_id>/quick")
@need(Permission.WORK_ON_CASES)
def quick(assignment_id: int) -> Response:
    """Xử lý ngay: a photo, two lines, done."""
    form = DraftForm(formdata=None, outcome=Outcome.FIXED)
    form.offer()
    return _quick_page(assignment_id, form, HTTPStatus.OK)


@bp.post("/cases/<int:assignment_id>/quick")
@takes_a_photo
@need(Permission.WORK_ON_CASES)
def quick_send(assignment_id: int) -> Response:
    own.to_read(assignment_id)  # what is not ours is not worth decoding a picture
    form = draft_form()
    form.outcome.data = str(Outcome.FIXED)
    return send(assignment_id, form, _quick_page)


def _quick_page(assignment_id: int, form: DraftForm, status: HTTPStatus) -> Response:
    give_up()
    mine = own.to_read(assignment_id)
    page = render_template(
        "agency/quick.html",
        part=mine.part,
        answer=form,
        is_lead=mine.part.role is AssignmentRole.LEAD,
        code=mine.complaint.code,
        shown=[
            each.key
            for each in case_queries.proof(session(), mine.case.id, public_only=False)
            if each.assignment_id == mine.part.id
        ],
    )
    return Response(page, status.value, mimetype="text/html")


def _to(mine: Mine) -> Response:
    return redirect(url_for("agency.case", assignment_id=mine.part.id), code=303)
