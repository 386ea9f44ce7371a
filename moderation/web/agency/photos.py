"""Photos: looking at those of a case, adding proof one by one, taking it out again."""

from functools import wraps
from http import HTTPStatus
from typing import Any, cast

from flask import make_response, redirect, request, url_for
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.wrappers import Response

from moderation.adapters import photos as photo_files
from moderation.adapters.photos import Photo
from moderation.domain.case_states import OWING
from moderation.domain.errors import IllegalTransition, Invalid
from moderation.domain.permissions import Permission
from moderation.services import assignments, attachments, reply_drafts
from moderation.web.agency import own
from moderation.web.agency.forms import AnswerForm
from moderation.web.agency.own import Mine
from moderation.web.agency.page import case_page, form_for
from moderation.web.agency.routes import bp
from moderation.web.context import commit, give_up, now, session, tell, tools
from moderation.web.gates import View, checks_csrf_itself, csrf_fits, need
from moderation.web.words import gettext

#: Larger than any photo we take: one that is too large is refused alone, what was typed stays.
_MOST_BYTES = 4 * photo_files.MOST_BYTES


def takes_a_photo(view: View) -> View:
    """A form of an assignment that may carry a photo: larger than others, and read only once that
    is said. Its token is checked here for that reason. The outermost decorator but the route.
    """

    @wraps(view)
    def large(*args: Any, **kwargs: Any) -> Any:
        request.max_content_length = _MOST_BYTES
        try:
            fits = csrf_fits()
        except RequestEntityTooLarge:
            tell(gettext("Ảnh quá nặng nên chưa nhận được gì. Xin chọn ảnh nhỏ hơn."), "warning")
            return redirect(url_for("agency.case", **kwargs), code=303)
        if not fits:
            raise CSRFError
        return view(*args, **kwargs)

    return checks_csrf_itself(cast(View, large))


@bp.get("/photos/<key>")
@need(Permission.WORK_ON_CASES)
def photo(key: str) -> Response:
    return _picture(own.photo(key).file)


@bp.get("/photos/<key>/nho")
@need(Permission.WORK_ON_CASES)
def small_photo(key: str) -> Response:
    return _picture(own.photo(key).thumbnail)


def _picture(name: str) -> Response:
    response = make_response(tools().photos.read(name))
    response.mimetype = Photo.content_type
    return response


@bp.post("/cases/<int:assignment_id>/photos")
@takes_a_photo
@need(Permission.WORK_ON_CASES)
def add_proof(assignment_id: int) -> Response:
    form = form_for(own.to_read(assignment_id))  # what is not ours is not worth decoding
    picture = read_photo(form)
    if picture is None and not form.photo.errors:
        form.photo.errors = [gettext("Chọn một ảnh trước.")]
    if picture is None or not keep_photo(to_answer(assignment_id, form), form, picture):
        give_up()
        return _again(assignment_id, form, HTTPStatus.UNPROCESSABLE_ENTITY)
    commit()
    tell(gettext("Đã thêm ảnh."))
    return _back_to_the_words(assignment_id, form)


@bp.post("/cases/<int:assignment_id>/photos/<key>/remove")
@takes_a_photo
@need(Permission.WORK_ON_CASES)
def remove_proof(assignment_id: int, key: str) -> Response:
    form = form_for(own.to_read(assignment_id))
    mine = to_answer(assignment_id, form)
    attachments.remove(session(), key, assignment_id=mine.part.id, store=tools().photos)
    commit()
    tell(gettext("Đã xóa ảnh."))
    return _back_to_the_words(assignment_id, form)


def to_answer(assignment_id: int, form: AnswerForm) -> Mine:
    """The assignment, locked, still to be answered and as it was seen. Raises NotFound,
    StaleVersion, IllegalTransition.
    """
    mine = own.to_change(assignment_id)
    assignments.expect(mine.part, form.seen_version)
    if mine.part.state not in OWING:
        raise IllegalTransition("photo", mine.part.state)
    reply_drafts.expect_not_waiting(mine.part, mine.case)
    return mine


def read_photo(form: AnswerForm) -> Photo | None:
    """The photo sent, made anew while nobody waits for our lock; None for none, or for one that
    will not do, whose fault is then among the form's.
    """
    sent = form.photo.data
    if not sent:
        return None
    session().rollback()  # this takes a while
    try:
        return photo_files.reencode(sent.stream.read(photo_files.MOST_BYTES + 1))
    except Invalid as refused:
        form.photo.errors = [_problem(str(refused))]
        return None


def keep_photo(mine: Mine, form: AnswerForm, picture: Photo) -> bool:
    """Whether there was room for one more; if not, the form says so."""
    try:
        attachments.add(
            session(), picture, store=tools().photos, now=now(), assignment_id=mine.part.id
        )
    except Invalid as refused:
        form.photo.errors = [_problem(str(refused))]
        return False
    return True


def _problem(reason: str) -> str:
    return {
        "too_large": gettext("Ảnh nặng hơn 10 MB nên chưa được thêm. Các phần khác giữ nguyên."),
        "too_many_pixels": gettext("Ảnh quá lớn. Xin chụp lại ở cỡ nhỏ hơn."),
        "not_a_photo": gettext("Chưa đọc được tệp này. Xin gửi ảnh JPEG, PNG hoặc WebP."),
        "too_many": gettext("Nhiều nhất năm ảnh. Xóa bớt một ảnh rồi thêm ảnh này."),
    }.get(reason, gettext("Chưa đọc được ảnh này. Xin chọn ảnh khác."))


def _back_to_the_words(assignment_id: int, form: AnswerForm) -> Response:
    """A fresh page, unless it would lose what was written but not sent."""
    if form.holds_words:
        return _again(assignment_id, form, HTTPStatus.OK)
    return redirect(url_for("agency.case", assignment_id=assignment_id) + "#answer", code=303)


def _again(assignment_id: int, form: AnswerForm, status: HTTPStatus) -> Response:
    return case_page(own.to_read(assignment_id), answer=form, status=status)
