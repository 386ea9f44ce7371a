"""Who works here: added, given a role, shut out."""

from collections.abc import Sequence
from http import HTTPStatus

from flask import make_response, redirect, render_template, url_for
from werkzeug.wrappers import Response

from models import Agency, Staff
from moderation.domain.errors import Invalid, NotAllowed
from moderation.domain.permissions import COMMAND_ONLY, Permission, Role
from moderation.queries import agencies as agency_queries
from moderation.queries import staff as staff_queries
from moderation.services import staff as staff_services
from moderation.web import once
from moderation.web.context import commit, give_up, me, now, session, tell, today, tools
from moderation.web.fields import said
from moderation.web.gates import need
from moderation.web.staff.forms import PersonChangeForm, PersonForm
from moderation.web.staff.routes import bp
from moderation.web.words import gettext


@bp.get("/people")
@need(Permission.MANAGE_STAFF)
def people() -> Response:
    return _people_page(PersonForm(formdata=None))


@bp.post("/people")
@need(Permission.MANAGE_STAFF)
def add_person() -> Response:
    form = PersonForm()
    _refuse_command_only(form.role.data)
    valid = form.validate()
    session().rollback()  # hashing must not hold the write lock
    if not valid:
        give_up()
        return _people_page(form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    hashed = tools().passwords.make(said(form.password))
    sending = once.claim(form, "person", said(form.name), said(form.email), form.role.data)
    if sending.is_repeated:
        return once.lead_to(url_for("staff.people"))
    if sending.is_edited:
        give_up()
        form.start_anew(form.email)
        return _people_page(form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    try:
        sending.makes(_add(form, hashed).id)
    except Invalid:
        give_up()
        form.email.errors = [gettext("Địa chỉ này đã có tài khoản.")]
        return _people_page(form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    commit()
    tell(gettext("Đã thêm %(name)s.", name=said(form.name)))
    return redirect(url_for("staff.people"), code=303)


def _add(form: PersonForm, hashed: str) -> Staff:
    return staff_services.add(
        session(),
        email=said(form.email),
        name=said(form.name),
        role=Role(form.role.data),
        password_hash=hashed,
        actor=me(),
        now=now(),
        agency_id=form.agency_id,
    )


@bp.get("/people/<int:staff_id>")
@need(Permission.MANAGE_STAFF)
def person(staff_id: int) -> Response:
    found = staff_queries.get(session(), staff_id)
    form = PersonChangeForm(
        formdata=None,
        role=found.role.value,
        is_active=found.is_active,
        agency=agency_queries.get(session(), found.agency_id).code if found.agency_id else "",
    )
    return _person_page(found, form)


@bp.post("/people/<int:staff_id>")
@need(Permission.MANAGE_STAFF)
def change_person(staff_id: int) -> Response:
    form = PersonChangeForm()
    found = staff_queries.get(session(), staff_id)
    _refuse_command_only(form.role.data, found.role)
    valid = form.validate()
    if (
        valid
        and found.id == me().id
        and (Role(form.role.data) is not found.role or not form.is_active.data)
    ):
        refused = form.role if Role(form.role.data) is not found.role else form.is_active
        refused.errors = [
            gettext("Anh/chị không tự đổi vai trò hay tự khóa tài khoản của mình được.")
        ]
        valid = False
    session().rollback()  # hashing must not hold the write lock
    if not valid:
        give_up()
        return _person_page(
            staff_queries.get(session(), staff_id), form, status=HTTPStatus.UNPROCESSABLE_ENTITY
        )
    _change(staff_id, form)
    commit()
    tell(gettext("Đã lưu."))
    return redirect(url_for("staff.people"), code=303)


def _refuse_command_only(*roles: str | None) -> None:
    """No page offers these roles; a form that asks for one was forged."""
    if not COMMAND_ONLY.isdisjoint(roles):
        raise NotAllowed


def _change(staff_id: int, form: PersonChangeForm) -> None:
    hashed = tools().passwords.make(said(form.password)) if form.password.data else None
    found = staff_queries.get(session(), staff_id)
    staff_services.set_role(
        session(), found, Role(form.role.data), agency_id=form.agency_id, actor=me(), now=now()
    )
    staff_services.set_active(session(), found, form.is_active.data, actor=me(), now=now())
    if hashed:
        staff_services.set_password(session(), found, hashed, actor=me(), now=now())


def _people_page(form: PersonForm, *, status: HTTPStatus = HTTPStatus.OK) -> Response:
    people = staff_queries.people(session())
    body = render_template(
        "staff/people.html", form=form, people=people, agencies=_agencies(people)
    )
    return make_response(body, status.value)


def _agencies(people: Sequence[Staff]) -> dict[int, Agency]:
    """The agencies these people work for, by id."""
    wanted = {person.agency_id for person in people} - {None}
    there = {each.id: each for each in agency_queries.active(session(), today())} if wanted else {}
    return {
        each: there.get(each) or agency_queries.get(session(), each)
        for each in wanted
        if each is not None
    }


def _person_page(
    found: Staff, form: PersonChangeForm, *, status: HTTPStatus = HTTPStatus.OK
) -> Response:
    return make_response(
        render_template(
            "staff/person.html",
            form=form,
            person=found,
            command_only=found.role in COMMAND_ONLY,
        ),
        status.value,
    )
