"""The agency's lists and rooms, who is given what, calls, standard texts."""

import pytest

from models import Assignment, ReplyText, Room, Staff
from moderation.domain.permissions import Role
from moderation.services import complaint_sealing, merging, rooms
from tests import factories
from tests.conftest import NOW
from tests.web.agency_case import address
from tests.web.agency_people import accepted, actions, clerk, fresh, leader


@pytest.fixture
def officer(session, case):
    return factories.agency_person(session, "SXD", "Đức Anh")


@pytest.fixture
def boss(session, case):
    return leader(session)


@pytest.fixture
def room(session, boss):
    made = rooms.add(session, boss.agency_id, "Phòng Hạ tầng", actor=boss, now=NOW)
    session.commit()
    return made


def assign(browser, part, **typed):
    return browser.open(address(part)).send(f"{address(part)}/assign", **typed)


def lists(page) -> dict[str, str]:
    """The counters of the navigation by name."""
    found = {}
    for link in page.soup.select(".ln-qnav a"):
        count = link.select_one(".ln-count")
        name = link.get_text(" ").strip() if not count else link.contents[0].strip()
        found[name] = count.text if count else ""
    return found


def test_the_clerk_gives_work_to_an_officer(session, desk, officer, lead):
    browser, theirs = desk(clerk(session)), desk(officer)
    before = lists(browser.open("/agency/?list=unassigned"))

    answer = assign(browser, lead, officer=str(officer.id))

    assert before["Chờ phân công"] == "1"
    assert answer.status == 303
    assert fresh(session, lead).officer_id == officer.id
    assert "Không có việc nào chờ phân công" in browser.open("/agency/?list=unassigned").words
    mine = theirs.open("/agency/?list=mine")
    assert "Ngập ở ngõ" in mine.words
    assert "Đức Anh" in mine.words
    assert lists(mine)["Việc của tôi"] == "1"
    assert actions(session, "assignment", lead.id)[-1] == "assign"


def test_work_of_a_room_is_everybodys_in_it_until_one_has_it(
    session, desk, officer, boss, room, lead
):
    rooms.move_person(session, officer, room, actor=boss, now=NOW)
    session.commit()
    browser, theirs = desk(boss), desk(officer)

    assign(browser, lead, room=str(room.id), officer="")
    in_room = theirs.open("/agency/?list=mine").words
    assign(browser, lead, room=str(room.id), officer=str(boss.id))

    assert "Ngập ở ngõ" in in_room
    assert "Ngập ở ngõ" not in theirs.open("/agency/?list=mine").words


def test_an_officer_brings_their_room(session, desk, officer, boss, room, lead):
    rooms.move_person(session, officer, room, actor=boss, now=NOW)
    session.commit()

    assign(desk(boss), lead, officer=str(officer.id))

    assert fresh(session, lead).room_id == room.id
    assert "Phòng Hạ tầng" in desk(officer).open(address(lead)).words


@pytest.mark.parametrize("field", ["officer", "room"])
def test_nobody_of_another_agency_is_given_work(session, desk, boss, lead, field):
    other = leader(session, "Lạ", code="HSDC")
    theirs = rooms.add(session, other.agency_id, "Phòng lạ", actor=other, now=NOW)
    session.commit()
    chosen = {"officer": other.id, "room": theirs.id}[field]

    answer = assign(desk(boss), lead, **{field: str(chosen)})

    assert answer.status == 422
    assert answer.soup.find(id=f"{field}-error")
    assert fresh(session, lead).officer_id is None


def test_a_closed_room_gets_no_work(session, desk, boss, room, lead):
    rooms.set_open(session, room, is_open=False, actor=boss, now=NOW)
    session.commit()

    answer = assign(desk(boss), lead, room=str(room.id))

    assert answer.status == 422


def test_an_old_page_assigns_nobody(session, desk, officer, boss, lead):
    browser = desk(boss)
    seen = browser.open(address(lead))
    accepted(session, lead, officer)

    answer = seen.send(f"{address(lead)}/assign", officer=str(officer.id))

    assert answer.status == 409
    assert fresh(session, lead).officer_id is None


def test_an_officer_assigns_nobody(session, desk, officer, lead):
    browser = desk(officer)
    page = browser.open(address(lead))
    token = page.filled(f"{address(lead)}/accept")["csrf_token"]

    answer = browser.post(
        f"{address(lead)}/assign",
        {"csrf_token": token, "version": str(lead.version), "officer": str(officer.id)},
    )

    assert answer.status == 403
    assert not [x for x in page.soup.find_all("form") if x["action"].endswith("/assign")]
    assert browser.open("/agency/?list=unassigned").status == 404
    assert browser.open("/agency/?list=nonsense").status == 404


def test_counters_and_lists_leave_out_what_is_covered(
    session, desk, officer, complaint, lead, coordinator, rules, tools
):
    complaint_sealing.cover(
        session, complaint, seen_version=complaint.version, rules=rules, seal=tools.seal,
        actor=coordinator, now=NOW,
    )  # fmt: skip
    session.commit()

    page = desk(clerk(session)).open("/agency/?list=unassigned")

    assert complaint.code not in page.text
    assert {count for count in lists(page).values() if count} == {"0"}


# --- Rooms


def test_rooms_are_added_renamed_closed_and_opened(session, desk, boss):
    browser = desk(boss)

    browser.open("/agency/rooms").send("/agency/rooms", name=" Phòng  Một ")
    made = session.query(Room).one()
    browser.open("/agency/rooms").send(f"/agency/rooms/{made.id}/rename", name="Phòng Hai")
    browser.open("/agency/rooms").send(f"/agency/rooms/{made.id}/close")
    closed = fresh(session, made).is_active
    browser.open("/agency/rooms").send(f"/agency/rooms/{made.id}/close")

    assert (fresh(session, made).name, closed, made.is_active) == ("Phòng Hai", False, True)
    assert actions(session, "agency", boss.agency_id) == [
        "add_room", "rename_room", "close_room", "open_room",
    ]  # fmt: skip


def test_a_room_needs_a_name(session, desk, boss, room):
    browser = desk(boss)

    added = browser.open("/agency/rooms").send("/agency/rooms", to="/agency/rooms", name="")
    renamed = browser.open("/agency/rooms").send(f"/agency/rooms/{room.id}/rename", name="x" * 200)

    assert (added.status, renamed.status) == (422, 422)
    assert "còn trống" in added.words
    assert "nhiều nhất" in renamed.words


def test_people_are_moved_between_rooms(session, desk, officer, boss, room):
    browser = desk(boss)

    there = browser.open("/agency/rooms").send(
        "/agency/rooms/people", staff=str(officer.id), room=str(room.id)
    )
    kept = session.get(Staff, officer.id, populate_existing=True).room_id
    browser.open("/agency/rooms").send("/agency/rooms/people", staff=str(officer.id), room="")

    assert there.status == 303
    assert kept == room.id
    assert session.get(Staff, officer.id, populate_existing=True).room_id is None


def test_another_agencys_rooms_and_people_are_not_found(session, desk, officer, room):
    browser = desk(leader(session, "Lạ", code="HSDC"))
    token = browser.open("/agency/rooms").filled("/agency/rooms")["csrf_token"]

    answers = [
        browser.post(path, {"csrf_token": token, **typed}).status
        for path, typed in (
            (f"/agency/rooms/{room.id}/rename", {"name": "x"}),
            (f"/agency/rooms/{room.id}/close", {}),
            ("/agency/rooms/people", {"staff": str(officer.id), "room": ""}),
        )
    ]

    assert answers == [404, 404, 404]
    assert "Phòng Hạ tầng" not in browser.open("/agency/rooms").words


# --- Calls


def test_a_call_is_noted_before_the_number_can_be_tapped(session, desk, officer, lead):
    browser = desk(officer)

    page = browser.open(address(lead)).send(f"{address(lead)}/call")

    assert page.status == 200
    assert page.soup.select_one('a[href="tel:+84900000111"]')
    assert actions(session, "assignment", lead.id) == ["offer", "call"]
    assert "gọi điện cho người gửi" in browser.open(address(lead)).words


def test_a_call_to_who_reported_the_same_is_noted_with_their_code(
    session, desk, officer, coordinator, lead, case
):
    other, hidden, elsewhere = (
        factories.complaint(session, phone=phone, hide_identity=is_hidden)
        for phone, is_hidden in (
            ("+84900000222", False), ("+84900000333", True), ("+84900000444", False)
        )
    )  # fmt: skip
    for each in (other, hidden):
        merging.join(session, each, case, seen_version=each.version, actor=coordinator, now=NOW)
    session.commit()
    browser = desk(officer)
    seen = browser.open(address(lead))

    page = seen.send(f"{address(lead)}/call", report=str(other.id))
    refused = [
        seen.send(f"{address(lead)}/call", report=str(each)).status
        for each in (hidden.id, elsewhere.id, "x")
    ]

    assert 'href="tel:' not in seen.text
    assert page.soup.select_one('a[href="tel:+84900000222"]')
    assert refused == [404, 404, 404]
    assert actions(session, "assignment", lead.id) == ["offer", "call"]
    history = browser.open(address(lead)).words.partition("gọi điện cho người gửi")[2]
    assert history.partition(other.code)[1]


def test_once_somebody_is_assigned_only_they_ring_up(session, desk, officer, boss, lead):
    browser = desk(officer)
    seen = browser.open(address(lead))
    assign(desk(boss), lead, officer=str(boss.id))

    late = seen.send(f"{address(lead)}/call")

    assert late.status == 403
    assert not [
        form
        for form in browser.open(address(lead)).soup.find_all("form")
        if form["action"].endswith("/call")
    ]
    assert desk(boss).open(address(lead)).send(f"{address(lead)}/call").status == 200


def test_who_asked_to_stay_unnamed_is_never_rung_up(session, desk, officer, coordinator):
    hidden = factories.complaint(session, hide_identity=True)
    part = factories.part_of(
        session, factories.routed(session, hidden, "SXD", (), coordinator), "SXD"
    )
    browser = desk(officer)
    page = browser.open(address(part))
    token = page.filled(f"{address(part)}/accept")["csrf_token"]

    answer = browser.post(f"{address(part)}/call", {"csrf_token": token})

    assert answer.status == 404
    assert "900000111" not in page.text + answer.text
    assert actions(session, "assignment", part.id) == ["offer"]


def test_a_coordinating_agency_rings_nobody_up(session, of, asked):
    browser = of("HSDC")
    token = browser.open(address(asked)).filled(f"{address(asked)}/accept")["csrf_token"]

    answer = browser.post(f"{address(asked)}/call", {"csrf_token": token})

    assert answer.status == 403
    assert "900000111" not in answer.text


# --- Standard texts


def test_standard_texts_are_the_agencys_own(session, desk, boss):
    browser = desk(boss)

    added = browser.open("/agency/texts").send(
        "/agency/texts", name="Đã vá", text="Phản ánh {code}: đã vá.", category="GT",
        outcome="fixed",
    )  # fmt: skip
    made = session.query(ReplyText).one()
    other = desk(leader(session, "Lạ", code="HSDC"))
    again = browser.open("/agency/texts").send(
        "/agency/texts", to="/agency/texts", name="Đã vá", text="Lần hai.", language="vi"
    )
    foreign = other.open("/agency/texts")
    token = foreign.filled("/agency/texts")["csrf_token"]
    stolen = other.post(f"/agency/texts/{made.id}/remove", {"csrf_token": token})
    assert again.status == 422
    assert "Tên này đã có" in again.words
    removed = browser.open("/agency/texts").send(f"/agency/texts/{made.id}/remove")

    assert added.status == 303
    assert (made.agency_id, made.category_code, made.language) == (boss.agency_id, "GT", "vi")
    assert "Đã vá" not in foreign.words
    assert (stolen.status, removed.status) == (404, 303)
    assert session.query(ReplyText).count() == 0


def test_a_placeholder_nobody_knows_is_told_beside_the_field(session, desk, boss):
    page = desk(boss).open("/agency/texts").send("/agency/texts", name="x", text="Chào {name}")

    assert page.status == 422
    assert "{name}" in page.soup.find(id="text-error").text
    assert page.filled("/agency/texts")["text"] == "Chào {name}"


@pytest.mark.parametrize("role", [Role.AGENCY_OFFICER, Role.MODERATOR])
def test_others_see_neither_rooms_nor_texts(session, desk, role):
    browser = desk(factories.person(session, role))

    assert [browser.open(f"/agency/{x}").status for x in ("rooms", "texts")] == [403, 403]


def test_a_part_that_is_answered_is_nobodys_work(session, desk, officer, boss, case, lead):
    assign(desk(boss), lead, officer=str(officer.id))
    fresh(session, lead)
    factories.answered(session, case, officer, at=NOW)

    page = desk(officer).open("/agency/?list=mine")

    assert "Không có việc nào giao cho anh/chị" in page.words
    assert session.get(Assignment, lead.id).officer_id == officer.id
