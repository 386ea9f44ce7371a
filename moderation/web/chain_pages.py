"""Who approves an agency's answers, in which order, and who stands in while somebody is away: one
page, for the agency's leader in their room and for administrators at the desk.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from flask import make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response
from wtforms import DateField, SelectField
from wtforms.validators import InputRequired

from moderation.domain.approval_chains import ON_BEHALF
from moderation.domain.errors import Invalid
from moderation.queries import agencies as agency_queries
from moderation.queries import agency_desk
from moderation.services import approvals
from moderation.web import fields
from moderation.web.context import commit, give_up, me, now, session, tell
from moderation.web.fields import line, said
from moderation.web.words import gettext, lazy_gettext

MOST_STEPS = 4
LETTERS = [(each, each or "-") for each in ON_BEHALF]
_DIGITS = 18


@dataclass(frozen=True, slots=True)
class Place:
    """Whose chain it is, and in which room it is shown; both rooms call their views the same."""

    agency_id: int
    room: str  # agency, staff

    def url(self, view: str, **more: Any) -> str:
        """The address of one of the page's views."""
        if self.room == "staff":
            more["agency_id"] = self.agency_id
        return url_for(f"{self.room}.{view}", **more)


class StandInForm(fields.Form):
    staff = SelectField(
        lazy_gettext("Người vắng"), [fields.required(lazy_gettext("Chọn người vắng."))],
        choices=[], validate_choice=False,
    )  # fmt: skip
    stand_in = SelectField(
        lazy_gettext("Người thay"), [fields.required(lazy_gettext("Chọn người thay."))],
        choices=[], validate_choice=False,
    )  # fmt: skip
    from_on = DateField(lazy_gettext("Từ ngày"), [InputRequired(lazy_gettext("Chọn ngày đầu."))])
    to_on = DateField(
        lazy_gettext("Đến hết ngày"), [InputRequired(lazy_gettext("Chọn ngày cuối."))]
    )
    on_behalf = SelectField(lazy_gettext("Ký"), default="KT.")


def number(value: str | None) -> int | None:
    """The id chosen in a select; None for nothing, 0 (nobody's) for what is none."""
    if not value:
        return None
    return int(value) if value.isdecimal() and len(value) <= _DIGITS else 0


def page(place: Place, *, problem: str = "", form: StandInForm | None = None) -> Response:
    """The page. `problem` of the chain as it was typed; `form`: a stand-in that will not do."""
    known = agency_desk.chain(session(), place.agency_id)
    people = agency_desk.people(session(), place.agency_id)
    steps = [(str(step.staff_id), step.on_behalf, person.title) for step, person in known]
    typed = _typed() if problem else steps
    body = render_template(
        "agency/chain.html",
        place=place,
        agency=agency_queries.get(session(), place.agency_id),
        steps=[*typed, *[("", "", "")] * MOST_STEPS][:MOST_STEPS],
        people=people,
        names={each.id: each.name for each in people},
        letters=ON_BEHALF,
        problem=problem,
        problem_at=_repeated(typed) if problem else 0,
        form=_offered(place, form or StandInForm(formdata=None)),
        stand_ins=agency_desk.stand_ins(session(), place.agency_id),
    )
    bad = bool(problem or form)
    status = HTTPStatus.UNPROCESSABLE_ENTITY if bad else HTTPStatus.OK
    return make_response(body, status.value)


def _offered(place: Place, form: StandInForm) -> StandInForm:
    people = agency_desk.people(session(), place.agency_id)
    choices = [("", gettext("Chọn người…")), *((str(each.id), each.name) for each in people)]
    form.staff.choices = form.stand_in.choices = choices
    form.on_behalf.choices = LETTERS
    return form


def _typed() -> list[tuple[str, str, str]]:
    """Who, letters and title of each line that was sent; a short line is filled up."""
    who, letters, titles = (request.form.getlist(x) for x in ("staff", "on_behalf", "title"))
    lines = []
    for place, staff in enumerate(who[:MOST_STEPS]):
        letter = letters[place] if place < len(letters) else ""
        title = line(titles[place])[:120] if place < len(titles) else ""
        lines.append((staff, letter, title))
    return lines


def _repeated(steps: Sequence[tuple[str, str, str]]) -> int:
    """The first step, from 1, whose person stands in an earlier one; the first when none does."""
    people = [staff for staff, _letters, _title in steps]
    again = (n for n, staff in enumerate(people) if staff and staff in people[:n])
    return next(again, 0) + 1


def set_chain(place: Place) -> Response:
    """Keep the steps as they were sent."""
    chosen = [(number(staff) or 0, letters, title) for staff, letters, title in _typed() if staff]
    agency, actor = place.agency_id, me()
    try:
        approvals.set_chain(
            session(), agency, [(staff, letters) for staff, letters, _ in chosen], actor=actor,
            now=now(),
        )  # fmt: skip
        for staff, _letters, title in chosen:
            approvals.set_title(session(), staff, title, agency_id=agency, actor=actor, now=now())
    except Invalid:
        give_up()
        return page(place, problem=gettext("Mỗi bước là một người khác nhau của đơn vị."))
    commit()
    tell(gettext("Đã lưu trình tự duyệt."))
    return redirect(place.url("chain"), code=303)


def add_stand_in(place: Place) -> Response:
    """Keep one more stand-in."""
    form = _offered(place, StandInForm())
    if not form.validate():
        give_up()
        return page(place, form=form)
    assert form.from_on.data
    assert form.to_on.data
    try:
        approvals.add_stand_in(
            session(), place.agency_id, staff_id=number(form.staff.data) or 0,
            stand_in_id=number(form.stand_in.data) or 0, from_on=form.from_on.data,
            to_on=form.to_on.data, on_behalf=said(form.on_behalf), actor=me(), now=now(),
        )  # fmt: skip
    except Invalid as wrong:
        give_up()
        form[wrong.field].errors = [_problem(wrong.field)]
        return page(place, form=form)
    commit()
    tell(gettext("Đã ghi người thay."))
    return redirect(place.url("chain"), code=303)


def _problem(field: str) -> str:
    if field == "to_on":
        return gettext("Ngày cuối trước ngày đầu.")
    return gettext("Chọn hai người khác nhau của đơn vị.")


def end_stand_in(place: Place, stand_in_id: int) -> Response:
    """Take a stand-in away."""
    approvals.end_stand_in(session(), stand_in_id, agency_id=place.agency_id, actor=me(), now=now())
    commit()
    tell(gettext("Đã xóa người thay."))
    return redirect(place.url("chain"), code=303)
