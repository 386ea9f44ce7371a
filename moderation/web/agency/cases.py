"""An agency's part of a case: accept, return, answer or give an opinion."""

from http import HTTPStatus

from flask import redirect, url_for
from werkzeug.wrappers import Response

from moderation.domain.permissions import Permission
from moderation.services import assignments, cases, reply_drafts
from moderation.web.agency import own
from moderation.web.agency.drafts import send, unfinished
from moderation.web.agency.forms import AnswerForm, DraftForm, PartForm, QuestionForm, ReturnForm
from moderation.web.agency.page import case_page, form_for, proposable
from moderation.web.agency.photos import keep_photo, read_photo, takes_a_photo, to_answer
from moderation.web.agency.routes import bp
from moderation.web.context import commit, give_up, me, now, session, tell
from moderation.web.fields import said
from moderation.web.gates import need
from moderation.web.words import gettext


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
    reply_drafts.expect_not_waiting(mine.part, mine.case)
    form = ReturnForm()
    form.offer(proposable(mine))
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
    mine = own.to_read(assignment_id)  # what is not ours is not worth decoding a picture
    form = form_for(mine)
    if isinstance(form, DraftForm):
        return send(assignment_id, form, unfinished)
    valid = form.validate()
    picture = read_photo(form)
    if not valid or form.photo.errors:
        return _opinion_again(assignment_id, form)
    mine = to_answer(assignment_id, form)
    if picture and not keep_photo(mine, form, picture):
        return _opinion_again(assignment_id, form)
    cases.answer_part(
        session(),
        mine.part,
        said(form.content),
        document_number=said(form.document_number),
        seen_version=form.seen_version,
        actor=me(),
        now=now(),
    )
    commit()
    tell(gettext("Đã gửi ý kiến."))
    return redirect(url_for("agency.case", assignment_id=assignment_id), code=303)


def _opinion_again(assignment_id: int, form: AnswerForm) -> Response:
    give_up()
    return case_page(
        own.to_read(assignment_id), answer=form, status=HTTPStatus.UNPROCESSABLE_ENTITY
    )
