"""Who approves the agency's answers, in which order, and who stands in while somebody is away."""

from http import HTTPStatus

from flask import make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from moderation.domain.approval_chains import ON_BEHALF
from moderation.domain.errors import Invalid
from moderation.domain.permissions import Permission
from moderation.queries import agency_desk
from moderation.services import approvals
from moderation.web.agency import own
from moderation.web.agency.room_forms import LETTERS, StandInForm, number
from moderation.web.agency.routes import bp
from moderation.web.context import commit, give_up, me, now, session, tell
from moderation.web.fields import line, said
from moderation.web.gates import need
from moderation.web.words import gettext

MOST_STEPS = 4
_GATE = (Permission.WORK_ON_CASES, Permission.APPROVE_REPLIES)


@bp.get("/chain")
@need(*_GATE)
def chain() -> Response:
    return _page()


def _page(*, problem: str = "", form: StandInForm | None = None) -> Response:
    """`problem` of the chain as it was typed; `form`: a stand-in that will not do."""
    known = agency_desk.chain(session(), own.agency_id())
    people = agency_desk.people(session(), own.agency_id())
    steps = [(str(step.staff_id), step.on_behalf, person.title) for step, person in known]
    typed = _typed() if problem else steps
    body = render_template(
        "agency/chain.html",
        steps=[*typed, *[("", "", "")] * MOST_STEPS][:MOST_STEPS],
        people=people,
        names={each.id: each.name for each in people},
        letters=ON_BEHALF,
        problem=problem,
        form=_offered(form or StandInForm(formdata=None)),
        stand_ins=agency_desk.stand_ins(session(), own.agency_id()),
    )
    bad = bool(problem or form)
    status = HTTPStatus.UNPROCESSABLE_ENTITY if bad else HTTPStatus.OK
    return make_response(body, status.value)


def _offered(form: StandInForm) -> StandInForm:
    people = agency_desk.people(session(), own.agency_id())
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


@bp.post("/chain")
@need(*_GATE)
def set_chain() -> Response:
    chosen = [(number(staff) or 0, letters, title) for staff, letters, title in _typed() if staff]
    agency, actor = own.agency_id(), me()
    try:
        approvals.set_chain(
            session(), agency, [(staff, letters) for staff, letters, _ in chosen], actor=actor,
            now=now(),
        )  # fmt: skip
        for staff, _letters, title in chosen:
            approvals.set_title(session(), staff, title, agency_id=agency, actor=actor, now=now())
    except Invalid:
        give_up()
        return _page(problem=gettext("Mỗi bước là một người khác nhau của đơn vị."))
    commit()
    tell(gettext("Đã lưu trình tự duyệt."))
    return redirect(url_for("agency.chain"), code=303)


@bp.post("/chain/stand-ins")
@need(*_GATE)
def add_stand_in() -> Response:
    form = _offered(StandInForm())
    if not form.validate():
        give_up()
        return _page(form=form)
    assert form.from_on.data
    assert form.to_on.data
    try:
        approvals.add_stand_in(
            session(), own.agency_id(), staff_id=number(form.staff.data) or 0,
            stand_in_id=number(form.stand_in.data) or 0, from_on=form.from_on.data,
            to_on=form.to_on.data, on_behalf=said(form.on_behalf), actor=me(), now=now(),
        )  # fmt: skip
    except Invalid as wrong:
        give_up()
        form[wrong.field].errors = [_problem(wrong.field)]
        return _page(form=form)
    commit()
    tell(gettext("Đã ghi người thay."))
    return redirect(url_for("agency.chain"), code=303)


def _problem(field: str) -> str:
    if field == "to_on":
        return gettext("Ngày cuối trước ngày đầu.")
    return gettext("Chọn hai người khác nhau của đơn vị.")


@bp.post("/chain/stand-ins/<int:stand_in_id>/end")
@need(*_GATE)
def end_stand_in(stand_in_id: int) -> Response:
    approvals.end_stand_in(session(), stand_in_id, agency_id=own.agency_id(), actor=me(), now=now())
    commit()
    tell(gettext("Đã xóa người thay."))
    return redirect(url_for("agency.chain"), code=303)
