import pytest

from models import Room
from moderation.domain.case_states import AssignmentState
from moderation.queries import agency_lists
from moderation.services import cases
from tests import factories
from tests.conftest import NOW


@pytest.fixture
def parts(session, units, coordinator):
    made = [
        factories.routed(session, factories.complaint(session), "SXD", (), coordinator)
        for _ in range(4)
    ]
    return [factories.part_of(session, case, "SXD") for case in made]


@pytest.fixture
def officer(session, units):
    return factories.agency_person(session, "SXD")


def counted(session, officer, *, hands_out=True):
    return agency_lists.counts(session, officer.agency_id, officer.id, hands_out=hands_out)


def test_what_stands_in_each_list_is_counted(session, parts, officer):
    cases.accept_part(session, parts[0], seen_version=parts[0].version, actor=officer, now=NOW)
    parts[0].officer_id = parts[1].officer_id = officer.id
    session.flush()

    assert counted(session, officer) == {
        "offered": 3, "accepted": 1, "mine": 2, "unassigned": 2,
    }  # fmt: skip
    assert "unassigned" not in counted(session, officer, hands_out=False)


def test_lists_of_a_person_hold_what_their_room_has_and_nobody_took(session, parts, officer):
    room = Room(agency_id=officer.agency_id, name="Phòng cấp nước")
    session.add(room)
    session.flush()
    officer.room_id = parts[2].room_id = room.id
    parts[1].officer_id = officer.id
    session.flush()

    mine = [row.id for row in agency_lists.mine(session, officer.agency_id, officer.id)]

    assert mine == [part.id for part in parts[1:3]]
    assert counted(session, officer)["mine"] == len(mine)


def test_chosen_parts_are_the_agencys_own_only(session, parts, officer, units):
    ids = [part.id for part in parts]

    assert len(agency_lists.chosen(session, officer.agency_id, ids)) == 4
    assert agency_lists.chosen(session, units["HSDC"].id, ids) == []
    assert agency_lists.chosen(session, officer.agency_id, []) == []


def test_a_page_asks_for_states(session, parts, officer):
    rows, following = agency_lists.page(
        session, officer.agency_id, [AssignmentState.OFFERED], limit=2
    )

    assert [row.id for row in rows] == [part.id for part in parts[:2]]
    assert following == (parts[1].due_on, parts[1].id)
