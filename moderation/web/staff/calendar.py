"""Days off and make-up days: every due date is counted by them."""

from datetime import date
from http import HTTPStatus

from flask import make_response, redirect, render_template, url_for
from werkzeug.wrappers import Response
from wtforms import DateField, StringField, ValidationError
from wtforms.validators import InputRequired

from moderation.domain.permissions import Permission
from moderation.queries import agencies as agency_queries
from moderation.services import agencies
from moderation.web import fields
from moderation.web.context import commit, give_up, me, now, session, tell, today
from moderation.web.fields import said
from moderation.web.gates import need
from moderation.web.staff.routes import bp
from moderation.web.words import gettext, lazy_gettext

_OFF, _WORKED = "off", "worked"


class DayForm(fields.Form):
    on = DateField(lazy_gettext("Ngày"), [InputRequired(lazy_gettext("Chọn ngày."))])
    kind = StringField(default=_OFF)
    name = StringField(
        lazy_gettext("Tên ngày"),
        [fields.required(fields.NEEDED), fields.at_most(lambda: 200)],
        filters=[fields.line],
    )

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
    agencies.set_day(
        session(),
        form.on.data,
        is_working=form.kind.data == _WORKED,
        name=said(form.name),
        actor=me(),
        now=now(),
    )
    commit()
    tell(gettext("Đã ghi %(day)s. Các hạn tính từ giờ theo lịch mới.", day=_shown(form.on.data)))
    return redirect(url_for("staff.calendar"), code=303)


@bp.post("/calendar/remove")
@need(Permission.MANAGE_CALENDAR)
def forget_day() -> Response:
    form = ForgetForm()
    if not form.validate() or form.on.data is None:
        give_up()
        return _page(DayForm(formdata=None), status=HTTPStatus.UNPROCESSABLE_ENTITY)
    agencies.forget_day(session(), form.on.data, actor=me(), now=now())
    commit()
    tell(gettext("Đã bỏ %(day)s khỏi lịch.", day=_shown(form.on.data)))
    return redirect(url_for("staff.calendar"), code=303)


def _shown(day: date) -> str:
    return f"{day:%d/%m/%Y}"


def _page(form: DayForm, *, status: HTTPStatus = HTTPStatus.OK) -> Response:
    """From the first day of this year on: earlier days explain no due date any more."""
    days = agency_queries.calendar_days(session(), date(today().year, 1, 1))
    body = render_template("staff/calendar.html", form=form, days=days, today=today())
    return make_response(body, status.value)
