"""Days off and make-up days: every due date is counted by them."""

from collections.abc import Sequence
from datetime import date
from http import HTTPStatus

from flask import make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response
from wtforms import DateField, StringField, ValidationError
from wtforms.validators import InputRequired

from moderation.domain.permissions import Permission
from moderation.domain.working_calendar import WorkingCalendar
from moderation.queries import agencies as agency_queries
from moderation.services import agencies, recounting
from moderation.services.recounting import Move
from moderation.web import fields
from moderation.web.context import commit, give_up, intake_rules, me, now, session, tell, today
from moderation.web.fields import said
from moderation.web.gates import need
from moderation.web.staff import moved_dates
from moderation.web.staff.routes import bp
from moderation.web.words import counted, gettext, lazy_gettext

_OFF, _WORKED = "off", "worked"
_YEARS = range(2000, 2200)


class DayForm(fields.Form):
    on = DateField(lazy_gettext("Ngày"), [InputRequired(lazy_gettext("Chọn ngày."))])
    kind = StringField(default=_OFF)
    name = StringField(
        lazy_gettext("Tên ngày"),
        [fields.required(fields.NEEDED), fields.at_most(lambda: 200)],
        filters=[fields.line],
    )

    def validate_on(self, field: DateField) -> None:
        if field.data and field.data.year not in _YEARS:
            raise ValidationError(gettext("Xem lại năm: lịch này giữ các năm 2000 đến 2199."))

    def validate_kind(self, field: StringField) -> None:
        if field.data not in (_OFF, _WORKED):
            raise ValidationError(gettext("Không có lựa chọn này."))


class ForgetForm(fields.Form):
    on = DateField(validators=[InputRequired()])


@bp.get("/calendar")
@need(Permission.MANAGE_CALENDAR)
def calendar() -> Response:
    return _page(DayForm(formdata=None))


@bp.post("/calendar")
@need(Permission.MANAGE_CALENDAR)
def set_day() -> Response:
    form = DayForm()
    if not form.validate() or form.on.data is None:
        give_up()
        return _page(form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    before = intake_rules().calendar
    agencies.set_day(
        session(),
        form.on.data,
        is_working=form.kind.data == _WORKED,
        name=said(form.name),
        actor=me(),
        now=now(),
    )
    moved = _recounted(before)
    if recounting.digest(moved) != _confirmed(moved):
        return _preview("staff.set_day", form, moved)
    recounting.apply(session(), moved, actor=me(), now=now())
    commit()
    tell(gettext("Đã ghi %(day)s. Các hạn tính từ giờ theo lịch mới.", day=_shown(form.on.data)))
    return _done(moved)


@bp.post("/calendar/remove")
@need(Permission.MANAGE_CALENDAR)
def forget_day() -> Response:
    form = ForgetForm()
    if not form.validate() or form.on.data is None:
        give_up()
        return _page(DayForm(formdata=None), status=HTTPStatus.UNPROCESSABLE_ENTITY)
    before = intake_rules().calendar
    agencies.forget_day(session(), form.on.data, actor=me(), now=now())
    moved = _recounted(before)
    if recounting.digest(moved) != _confirmed(moved):
        return _preview("staff.forget_day", form, moved)
    recounting.apply(session(), moved, actor=me(), now=now())
    commit()
    tell(gettext("Đã bỏ %(day)s khỏi lịch.", day=_shown(form.on.data)))
    return _done(moved)


def _recounted(before: WorkingCalendar) -> list[Move]:
    """What the calendar as it stands in this transaction moves."""
    after = agency_queries.calendar(session(), before.hours, before.zone)
    return recounting.moves(session(), before, after)


def _confirmed(moved: Sequence[Move]) -> str:
    """The list somebody looked at and agreed to; one that moves nothing needs no look."""
    return request.form.get("seen", "") if moved else recounting.digest(moved)


def _preview(endpoint: str, form: DayForm | ForgetForm, moved: Sequence[Move]) -> Response:
    """Which dates would move, before anything is written; 409 when the list seen is stale."""
    give_up()
    stale = bool(request.form.get("seen"))
    body = render_template(
        "staff/calendar_preview.html",
        action=url_for(endpoint),
        form=form,
        digest=recounting.digest(moved),
        is_stale=stale,
        **moved_dates.shown(moved),
    )
    return make_response(body, HTTPStatus.CONFLICT.value if stale else HTTPStatus.OK.value)


def _done(moved: Sequence[Move]) -> Response:
    cases = sum(each.part_id is None for each in moved)
    if cases:
        tell(counted("Đã tính lại hạn của %(num)s hồ sơ đang mở.", cases))
    return redirect(url_for("staff.calendar"), code=303)


def _shown(day: date) -> str:
    return f"{day:%d/%m/%Y}"


def _page(form: DayForm, *, status: HTTPStatus = HTTPStatus.OK) -> Response:
    """From the first day of this year on: earlier days explain no due date any more."""
    days = agency_queries.calendar_days(session(), date(today().year, 1, 1))
    body = render_template("staff/calendar.html", form=form, days=days, today=today())
    return make_response(body, status.value)
