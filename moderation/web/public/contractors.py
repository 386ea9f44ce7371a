"""A contractor's one-time page: what is asked, where, and room for an answer with photos.

Nothing of the reporter is shown: masked words, and the place of the matter unless its sender asked
to stay unnamed.
"""

from http import HTTPStatus

from flask import make_response, render_template, request
from flask_wtf.csrf import CSRFError
from flask_wtf.file import MultipleFileField
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.wrappers import Response
from wtforms import TextAreaField

from moderation.adapters import photos as photo_files
from moderation.adapters.photos import Photo
from moderation.domain.errors import Invalid
from moderation.services import attachments, contractors
from moderation.services.attachments import MOST_PHOTOS
from moderation.web import fields, gates
from moderation.web.context import commit, give_up, now, session, tools
from moderation.web.contractor_words import asked
from moderation.web.fields import said
from moderation.web.headers import private
from moderation.web.public.routes import bp
from moderation.web.words import gettext, lazy_gettext

_LONG = 10_000
#: Each photo is refused alone when it is too large; this bounds what is read at all.
_MOST_BYTES = (MOST_PHOTOS + 1) * photo_files.MOST_BYTES


class ContractorAnswerForm(fields.Form):
    content = TextAreaField(
        lazy_gettext("Câu trả lời"),
        [fields.required(fields.NEEDED), fields.at_most(lambda: _LONG)],
        filters=[fields.block],
    )
    photos = MultipleFileField(lazy_gettext("Ảnh"))


@bp.get("/nha-thau/<token>")
@gates.anybody
@gates.misses_throttled
def contractor(token: str) -> Response:
    return _page(token, ContractorAnswerForm(formdata=None), HTTPStatus.OK)


@bp.post("/nha-thau/<token>")
@gates.checks_csrf_itself
@gates.anybody
@gates.misses_throttled
def answer_contractor(token: str) -> Response:
    """Once: the second answer finds the page gone."""
    form = _read_form()
    if form is None:
        form = ContractorAnswerForm(formdata=None)
        form.photos.errors = [gettext("Ảnh quá nặng nên chưa nhận được gì. Xin chọn ảnh nhỏ hơn.")]
        return _page(token, form, HTTPStatus.UNPROCESSABLE_ENTITY)
    link, part, complaint = contractors.find(session(), token)
    if not contractors.is_open(link, part, complaint, now()):
        return _gone()
    valid = form.validate()
    session().rollback()  # making the photos anew takes a while
    pictures = _pictures(form)
    if not valid or form.photos.errors:
        return _page(token, form, HTTPStatus.UNPROCESSABLE_ENTITY)
    return _keep(token, form, pictures)


def _read_form() -> ContractorAnswerForm | None:
    """The request's form, larger than others; None when it was too large to be read."""
    request.max_content_length = _MOST_BYTES
    try:
        fits = gates.csrf_fits()
    except RequestEntityTooLarge:
        return None
    if not fits:
        raise CSRFError
    return ContractorAnswerForm()


def _pictures(form: ContractorAnswerForm) -> list[Photo]:
    """The photos made anew: no place, no camera; what is none is said beside the field."""
    sent = [each for each in form.photos.data or () if each and each.filename]
    made: list[Photo] = []
    try:
        made += [
            photo_files.reencode(each.stream.read(photo_files.MOST_BYTES + 1))
            for each in sent[:MOST_PHOTOS]
        ]
    except Invalid:
        form.photos.errors = [gettext("Chưa đọc được ảnh này. Xin chọn ảnh khác.")]
    if len(sent) > MOST_PHOTOS:
        form.photos.errors = [gettext("Nhiều nhất năm ảnh.")]
    return made


def _keep(token: str, form: ContractorAnswerForm, pictures: list[Photo]) -> Response:
    """The answer with its photos, if the link is still open now that the pictures are made."""
    link, part, complaint = contractors.find(session(), token, to_answer=True)
    if not contractors.is_open(link, part, complaint, now()):
        return _gone()
    try:
        attachments.expect_room(session(), len(pictures), assignment_id=part.id)
    except Invalid:
        give_up()
        form.photos.errors = [gettext("Hồ sơ đã đủ năm ảnh. Xin gửi ít ảnh hơn.")]
        return _page(token, form, HTTPStatus.UNPROCESSABLE_ENTITY)
    for picture in pictures:
        attachments.add(session(), picture, store=tools().photos, now=now(), assignment_id=part.id)
    contractors.answer(session(), link, said(form.content), now=now())
    commit()
    return private(make_response(render_template("public/contractor_thanks.html")))


def _page(token: str, form: ContractorAnswerForm, status: HTTPStatus) -> Response:
    give_up()
    link, part, complaint = contractors.find(session(), token)
    if complaint is None or not contractors.is_open(link, part, complaint, now()):
        return _gone()
    told = asked(
        part, complaint, contractor=link.contractor, question=link.question, until=link.expires_at
    )
    body = render_template("public/contractor.html", token_of_link=token, form=form, **told)
    return private(make_response(body, status.value))


def _gone() -> Response:
    give_up()
    body = render_template("public/contractor_gone.html")
    return private(make_response(body, HTTPStatus.GONE.value))
