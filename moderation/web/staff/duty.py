"""The duty calendar: who answers for urgent cases from one moment to another, day and night."""

from datetime import timedelta
from http import HTTPStatus

from flask import make_response, redirect, render_template, url_for
from werkzeug.wrappers import Response
from wtforms import IntegerField, SelectField, StringField
from wtforms.validators import InputRequired, NumberRange

from moderation.domain import duty as shifts_rules
from moderation.domain.errors import Invalid
from moderation.domain.pages import LARGEST_ID
from moderation.domain.permissions import Permission
from moderation.queries import clocks
from moderation.queries import staff as staff_queries
from moderation.services import duty
from moderation.web import fields, moments
from moderation.web.context import commit, give_up, me, now, session, tell
from moderation.web.fields import said
from moderation.web.gates import need
from moderation.web.staff.routes import bp
from moderation.web.words import gettext, lazy_gettext

#: How far the calendar is shown, and looked through for gaps.
_SHOWN, _PAST = timedelta(days=28), timedelta(days=2)


class ShiftForm(fields.Form):
    officer = SelectField(lazy_gettext("Người trực"))
    phone = StringField(
        lazy_gettext("Số điện thoại trực"),
        [fields.required(fields.NEEDED), fields.phone],
        filters=[fields.line],
    )
    starts_at = moments.field(lazy_gettext("Từ lúc"), fields.required(fields.NEEDED))
    ends_at = moments.field(lazy_gettext("Đến lúc"), fields.required(fields.NEEDED))

    def offer(self) -> None:
        """Give the people who may be on duty: those who decide and those of agencies."""
        people = {
            person.id: person.name
            for permission in (Permission.DECIDE_COMPLAINTS, Permission.WORK_ON_CASES)
            for person in clocks.active_staff(session(), permission)
        }
        self.officer.choices = [(str(each), name) for each, name in people.items()]


class RemoveForm(fields.Form):
    shift = IntegerField(validators=[InputRequired(), NumberRange(1, LARGEST_ID)])


@bp.get("/duty")
@need(Permission.SUPERVISE_CASES)
def duty_calendar() -> Response:
    return _page(ShiftForm(formdata=None))


@bp.post("/duty")
@need(Permission.SUPERVISE_CASES)
def add_shift() -> Response:
    form = ShiftForm()
    form.offer()
    if not form.validate():
        return _again(form)
    starts_at, ends_at = moments.read(said(form.starts_at)), moments.read(said(form.ends_at))
    assert starts_at
    assert ends_at
    try:
        duty.add_shift(
            session(), starts_at, ends_at, staff_id=int(form.officer.data),
            phone=said(form.phone), actor=me(), now=now(),
        )  # fmt: skip
    except Invalid as refused:
        form[refused.field].errors = [
            gettext("Giờ này đã có người trực.")
            if refused.field == "starts_at"
            else gettext("Ca trực kết thúc sau khi bắt đầu.")
        ]
        return _again(form)
    commit()
    tell(gettext("Đã ghi ca trực."))
    return redirect(url_for("staff.duty_calendar"), code=303)


@bp.post("/duty/remove")
@need(Permission.SUPERVISE_CASES)
def remove_shift() -> Response:
    form = RemoveForm()
    if not form.validate() or form.shift.data is None:
        return _again(ShiftForm(formdata=None))
    duty.remove_shift(session(), form.shift.data, actor=me(), now=now())
    commit()
    tell(gettext("Đã bỏ ca trực."))
    return redirect(url_for("staff.duty_calendar"), code=303)


def _again(form: ShiftForm) -> Response:
    give_up()
    return _page(form, status=HTTPStatus.UNPROCESSABLE_ENTITY)


def _page(form: ShiftForm, *, status: HTTPStatus = HTTPStatus.OK) -> Response:
    form.offer()
    shifts = duty.shifts(session(), now() - _PAST, now() + _SHOWN)
    last = max((shift.ends_at for shift in shifts), default=now())
    body = render_template(
        "staff/duty.html",
        form=form,
        shifts=shifts,
        names={person.id: person.name for person in staff_queries.people(session())},
        gaps=shifts_rules.gaps(shifts, now(), last),
        on_duty=duty.on_duty(session(), now()),
    )
    return make_response(body, status.value)
