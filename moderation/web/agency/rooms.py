"""The agency's rooms and who works in them."""

from http import HTTPStatus

from flask import make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from moderation.domain.permissions import Permission
from moderation.queries import agency_desk
from moderation.services import rooms
from moderation.web.agency import own
from moderation.web.agency.room_forms import RoomForm
from moderation.web.agency.routes import bp
from moderation.web.chain_pages import number
from moderation.web.context import commit, give_up, me, now, session, tell
from moderation.web.fields import said
from moderation.web.gates import need
from moderation.web.words import gettext

_GATE = (Permission.WORK_ON_CASES, Permission.ASSIGN_OFFICERS)


@bp.get("/rooms")
@need(*_GATE)
def room_list() -> Response:
    return _page()


def _page(form: RoomForm | None = None, *, room_id: int = 0) -> Response:
    """`form` as it was typed, for `room_id` or (0) a new room."""
    body = render_template(
        "agency/rooms.html",
        rooms=agency_desk.rooms(session(), own.agency_id()),
        people=agency_desk.people(session(), own.agency_id()),
        form=form if form and not room_id else RoomForm(formdata=None),
        renamed=form if room_id else None,
        renamed_id=room_id,
    )
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form else HTTPStatus.OK
    return make_response(body, status.value)


@bp.post("/rooms")
@need(*_GATE)
def add_room() -> Response:
    form = RoomForm()
    if not form.validate():
        give_up()
        return _page(form)
    rooms.add(session(), own.agency_id(), said(form.name), actor=me(), now=now())
    return _done(gettext("Đã thêm phòng."))


@bp.post("/rooms/<int:room_id>/rename")
@need(*_GATE)
def rename_room(room_id: int) -> Response:
    room = rooms.load(session(), room_id, agency_id=own.agency_id())
    form = RoomForm()
    if not form.validate():
        give_up()
        return _page(form, room_id=room_id)
    rooms.rename(session(), room, said(form.name), actor=me(), now=now())
    return _done(gettext("Đã đổi tên phòng."))


@bp.post("/rooms/<int:room_id>/close")
@need(*_GATE)
def close_room(room_id: int) -> Response:
    """Closes an open room, opens a closed one."""
    room = rooms.load(session(), room_id, agency_id=own.agency_id())
    is_open = request.form.get("open") == "y"
    rooms.set_open(session(), room, is_open=is_open, actor=me(), now=now())
    return _done(gettext("Đã mở lại phòng.") if is_open else gettext("Đã đóng phòng."))


@bp.post("/rooms/people")
@need(*_GATE)
def move_person() -> Response:
    agency = own.agency_id()
    person = rooms.colleague(session(), number(request.form.get("staff")) or 0, agency_id=agency)
    chosen = number(request.form.get("room"))
    room = None if chosen is None else rooms.load(session(), chosen, agency_id=agency)
    rooms.move_person(session(), person, room, actor=me(), now=now())
    return _done(gettext("Đã chuyển phòng."))


def _done(words: str) -> Response:
    commit()
    tell(words)
    return redirect(url_for("agency.room_list"), code=303)
