"""The register of requests to take comments down."""

import re
from http import HTTPStatus
from typing import Any

from flask import make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response
from wtforms import SelectField, StringField, TextAreaField, ValidationError

from models import Comment
from moderation.domain import takedowns as clocks
from moderation.domain import tracking_codes
from moderation.domain.comment_states import CommentState
from moderation.domain.errors import NotFound
from moderation.domain.pages import LARGEST_ID
from moderation.domain.permissions import Permission
from moderation.domain.reasons import REFUTED
from moderation.queries import comments as comment_queries
from moderation.queries import takedowns as takedown_queries
from moderation.services import comments, takedowns
from moderation.services.takedowns import NewTakedown
from moderation.web import fields, moments, once
from moderation.web.context import (
    commit,
    give_up,
    intake_rules,
    mark_of,
    me,
    now,
    session,
    settings,
    tell,
    tools,
)
from moderation.web.fields import said
from moderation.web.gates import need
from moderation.web.locale import language
from moderation.web.staff.forms import VersionedForm, expect_source, reason_choices
from moderation.web.staff.routes import bp
from moderation.web.words import gettext, lazy_gettext

_LONG = 2000
_IN_LINK = re.compile(r"#bl-(\d{1,18})$|/staff/comments/(\d{1,18})$")


def _text(label: str, *checks: object) -> TextAreaField:
    return TextAreaField(label, [*checks, fields.at_most(lambda: _LONG)], filters=[fields.block])


class NewTakedownForm(once.OnceForm):
    comment = StringField(
        lazy_gettext("Bình luận nào"), [fields.required(fields.NEEDED)], filters=[fields.line]
    )
    requester = StringField(
        lazy_gettext("Bên yêu cầu"),
        [fields.required(fields.NEEDED), fields.at_most(lambda: 300)],
        filters=[fields.line],
    )
    legal_basis = _text(lazy_gettext("Căn cứ pháp lý"), fields.required(fields.NEEDED))
    received_at = moments.field(lazy_gettext("Nhận lúc"), fields.required(fields.NEEDED))
    is_urgent = fields.Tick(lazy_gettext("Khẩn"))
    is_oral = fields.Tick(lazy_gettext("Yêu cầu bằng lời, chưa có văn bản"))
    ordered_by = StringField(
        lazy_gettext("Ai ra yêu cầu bằng lời"),
        [fields.at_most(lambda: 300)],
        filters=[fields.line],
    )
    found: Comment | None = None

    def validate_comment(self, field: StringField) -> None:
        self.found = _comment_named(field.data or "")
        if self.found is None:
            raise ValidationError(
                gettext("Không thấy bình luận này. Ghi mã biên nhận, số hoặc đường dẫn của nó.")
            )

    def validate_received_at(self, field: StringField) -> None:
        at = moments.read(field.data or "")
        if at is not None and at > now():
            raise ValidationError(gettext("Giờ nhận còn ở phía trước."))

    def validate_ordered_by(self, field: StringField) -> None:
        if self.is_oral.data and not field.data:
            raise ValidationError(gettext("Ghi tên và chức vụ người ra yêu cầu bằng lời."))


class CarryOutForm(VersionedForm):
    reason_code = SelectField(lazy_gettext("Lý do"), validate_choice=False)
    reason_text = _text(lazy_gettext("Nói rõ thêm cho người viết"))
    is_shown = True  # the comment: only then its author is told why it goes

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.reasons = reason_choices(dict(tools().reasons), language())
        self.reason_code.choices = [("", gettext("Chọn lý do…")), *self.reasons]

    def validate_reason_code(self, field: SelectField) -> None:
        chosen = field.data or ""
        known = chosen == "" or chosen in dict(self.reasons)
        if not known or (self.is_shown and not (chosen or self.reason_text.data)):
            raise ValidationError(gettext("Chọn một lý do, hoặc viết lý do cho người gửi đọc."))

    def validate_reason_text(self, field: TextAreaField) -> None:
        if self.is_shown and self.reason_code.data == REFUTED:
            expect_source(field)


class DeclineForm(VersionedForm):
    because = _text(lazy_gettext("Vì sao không gỡ"), fields.required(fields.NEEDED))


class ConfirmForm(VersionedForm):
    document_number = StringField(
        lazy_gettext("Số văn bản"),
        [fields.required(fields.NEEDED), fields.at_most(lambda: 200)],
        filters=[fields.line],
    )


def _comment_named(text: str) -> Comment | None:
    """By receipt, number or link; none that is covered."""
    try:
        found = _by_any_name(text)
    except (NotFound, tracking_codes.BadCode):
        return None
    return None if found.state is CommentState.SEALED else found


def _by_any_name(text: str) -> Comment:
    link = _IN_LINK.search(text)
    number = (link[1] or link[2]) if link else text.removeprefix("#")
    if number.isascii() and number.isdigit() and int(number[:20]) <= LARGEST_ID:
        return comment_queries.get(session(), int(number))[0]
    return comment_queries.by_receipt(session(), str(tracking_codes.parse(text)))[0]


@bp.get("/takedowns")
@need(Permission.TAKE_DOWN_COMMENTS)
def takedown_register() -> str:
    return render_template(
        "staff/takedowns.html",
        waiting=takedown_queries.waiting(session(), after=mark_of("after")),
        done=takedown_queries.done(session(), after=mark_of("before")),
        is_late=_is_late,
        lacks_paper=_lacks_paper,
    )


def _is_late(row: clocks.Due) -> bool:
    return clocks.is_late(row.done_at, row.due_at, now())


def _lacks_paper(row: clocks.Due) -> bool:
    return clocks.lacks_confirmation(row.confirm_by, row.confirmed_at, now())


@bp.get("/takedowns/new")
@need(Permission.TAKE_DOWN_COMMENTS)
def new_takedown() -> Response:
    named = request.args.get("comment", "")
    known = _comment_named(named)
    typed = known.receipt if known else named
    form = NewTakedownForm(formdata=None, comment=typed, received_at=moments.written(now()))
    return _entry_page(form)


def _entry_page(form: NewTakedownForm, *, status: HTTPStatus = HTTPStatus.OK) -> Response:
    known = _comment_named(said(form.comment)) if form.comment.data else None
    return make_response(
        render_template("staff/takedown_new.html", form=form, comment=known), status.value
    )


@bp.post("/takedowns/new")
@need(Permission.TAKE_DOWN_COMMENTS)
def record_takedown() -> Response:
    form = NewTakedownForm()
    if not form.validate() or form.found is None:
        give_up()
        return _entry_page(form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    asked = _asked(form)
    typed = (asked.requester, asked.legal_basis, said(form.received_at), asked.ordered_by)
    sending = once.claim(form, "takedown", str(form.found.id), *typed, str(asked.is_urgent))
    if sending.is_repeated:
        return once.lead_to(url_for("staff.takedown", takedown_id=sending.made))
    if sending.is_edited:
        give_up()
        form.start_anew(form.requester)
        return _entry_page(form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    comment = comments.load_for_change(session(), form.found.id)
    made = takedowns.record(session(), comment, asked, actor=me(), now=now())
    sending.makes(made.id)
    commit()
    tell(gettext("Đã ghi vào sổ yêu cầu gỡ."))
    return redirect(url_for("staff.takedown", takedown_id=made.id), code=303)


def _asked(form: NewTakedownForm) -> NewTakedown:
    received = moments.read(said(form.received_at)) or now()
    hours = settings().urgent_takedown_hours if form.is_urgent.data else settings().takedown_hours
    is_oral = bool(form.is_oral.data)
    return NewTakedown(
        requester=said(form.requester),
        legal_basis=said(form.legal_basis),
        is_urgent=bool(form.is_urgent.data),
        received_at=received,
        due_at=clocks.due_at(received, hours),
        ordered_by=said(form.ordered_by) if is_oral else "",
        confirm_by=clocks.confirm_by(received, intake_rules().calendar) if is_oral else None,
    )


@bp.get("/takedowns/<int:takedown_id>")
@need(Permission.TAKE_DOWN_COMMENTS)
def takedown(takedown_id: int) -> Response:
    return _page(takedown_id)


def _page(
    takedown_id: int, form: VersionedForm | None = None, *, status: HTTPStatus = HTTPStatus.OK
) -> Response:
    """The request with its forms; `form` is the one that came back with errors."""
    found, comment, article, recorder, doer = takedown_queries.get(session(), takedown_id)
    body = render_template(
        "staff/takedown.html",
        takedown=found,
        comment=comment,
        article=article,
        recorded_by=recorder,
        done_by=doer,
        is_late=_is_late(found),
        lacks_paper=_lacks_paper(found),
        is_shown=comment.state is CommentState.PUBLISHED,
        carry_out=form if isinstance(form, CarryOutForm) else CarryOutForm(formdata=None),
        decline=form if isinstance(form, DeclineForm) else DeclineForm(formdata=None),
        confirm=form if isinstance(form, ConfirmForm) else ConfirmForm(formdata=None),
    )
    return make_response(body, status.value)


def _shown_again(takedown_id: int, form: VersionedForm) -> Response:
    give_up()
    return _page(takedown_id, form, status=HTTPStatus.UNPROCESSABLE_ENTITY)


@bp.post("/takedowns/<int:takedown_id>/done")
@need(Permission.TAKE_DOWN_COMMENTS)
def carry_out_takedown(takedown_id: int) -> Response:
    found, comment = takedowns.load_for_change(session(), takedown_id)
    form = CarryOutForm()
    form.is_shown = comment.state is CommentState.PUBLISHED
    if not form.validate():
        return _shown_again(takedown_id, form)
    takedowns.carry_out(
        session(),
        found,
        comment,
        seen_version=form.seen_version,
        reason_code=form.reason_code.data or None,
        reason_text=said(form.reason_text),
        actor=me(),
        now=now(),
        settling=settings().undo_time,
    )
    return _saved(takedown_id, gettext("Bình luận đã gỡ; yêu cầu đã xong."))


@bp.post("/takedowns/<int:takedown_id>/decline")
@need(Permission.TAKE_DOWN_COMMENTS)
def decline_takedown(takedown_id: int) -> Response:
    form = DeclineForm()
    if not form.validate():
        return _shown_again(takedown_id, form)
    found, _comment = takedowns.load_for_change(session(), takedown_id)
    seen = form.seen_version
    takedowns.decline(
        session(), found, said(form.because), seen_version=seen, actor=me(), now=now()
    )
    return _saved(takedown_id, gettext("Đã ghi vì sao không gỡ. Bình luận được giữ nguyên."))


@bp.post("/takedowns/<int:takedown_id>/confirm")
@need(Permission.TAKE_DOWN_COMMENTS)
def confirm_takedown(takedown_id: int) -> Response:
    form = ConfirmForm()
    if not form.validate():
        return _shown_again(takedown_id, form)
    found, _comment = takedowns.load_for_change(session(), takedown_id)
    number, seen = said(form.document_number), form.seen_version
    takedowns.confirm(session(), found, number, seen_version=seen, actor=me(), now=now())
    return _saved(takedown_id, gettext("Đã ghi văn bản xác nhận."))


def _saved(takedown_id: int, told: str) -> Response:
    commit()
    tell(told)
    return redirect(url_for("staff.takedown", takedown_id=takedown_id), code=303)
