from datetime import date

import pytest

from models import Attachment
from moderation.domain.case_states import OWING, AssignmentState
from moderation.domain.errors import NotFound
from moderation.queries import agency_lists
from moderation.queries import cases as queries
from moderation.services import assignments, cases, complaint_sealing
from tests import factories
from tests.conftest import NOW


@pytest.fixture(autouse=True)
def noise(session, coordinator, rules, tools):
    """Work of other agencies, and a case whose complaint was covered."""
    factories.routed(
        session, factories.complaint(session, title="nhiễu"), "CATP", ("TTTP",), coordinator
    )
    covered = factories.complaint(session, title="nhiễu")
    factories.routed(session, covered, "SXD", ("HSDC",), coordinator)
    complaint_sealing.cover(
        session, covered, seen_version=covered.version, rules=rules, seal=tools.seal,
        actor=coordinator, now=NOW,
    )  # fmt: skip
    session.commit()


@pytest.fixture
def routed(session, coordinator):
    def make(lead="SXD", parts=("HSDC",), due_on=None, **words):
        complaint = factories.complaint(session, **words)
        case = factories.routed(session, complaint, lead, parts, coordinator)
        if due_on:
            case.due_on = due_on
            for part in assignments.current_parts(session, case):
                part.due_on = due_on
            session.commit()
        return case

    return make


def inbox(session, unit, states=tuple(OWING), **page):
    return agency_lists.page(session, unit.id, states, **page)


def walk(read):
    """Ids of every row of every page of 4, and the number of pages."""
    found, pages, after = [], 0, None
    while True:
        rows, after = read(after)
        assert len(rows) <= 4
        found += [row.id for row in rows]
        pages += 1
        if after is None:
            return found, pages


def give_back(session, part, actor):
    assignments.return_part(
        session, part, "Không phải việc của chúng tôi", proposed_agency_id=None,
        seen_version=part.version, actor=actor, now=NOW,
    )  # fmt: skip
    session.commit()


# --- An agency's inbox


def test_an_inbox_holds_the_agencys_own_work_only_whichever_its_part(session, units, routed):
    leading = routed("SXD", ("HSDC",))
    asked = routed("TTTP", ("SXD",))

    rows, _ = inbox(session, units["SXD"])

    assert [(row.case_id, str(row.role)) for row in rows] == [
        (asked.id, "coordinating"),  # due earlier
        (leading.id, "lead"),
    ]
    assert {row.ward for row in rows} == {"Phường Hoàn Kiếm"}
    assert inbox(session, units["UBX-00070"])[0] == []


def test_what_is_due_first_stands_on_top(session, units, routed):
    late, overdue, today = (
        routed(due_on=day) for day in (date(2026, 12, 9), date(2026, 11, 2), date(2026, 11, 23))
    )

    rows, _ = inbox(session, units["SXD"])

    assert [row.case_id for row in rows] == [overdue.id, today.id, late.id]


def test_pages_of_an_inbox_hold_every_part_once(session, units, routed):
    made = [routed(due_on=date(2026, 12, 1)) for _ in range(13)]  # equal dates

    found, pages = walk(lambda after: inbox(session, units["SXD"], after=after, limit=4))

    assert found == [cases.lead_of(session, case).id for case in made]
    assert pages == 4


def test_an_inbox_asks_for_states(session, units, routed, coordinator):
    open_, returned = routed(), routed()
    give_back(session, cases.lead_of(session, returned), coordinator)

    def listed(*states):
        return [row.case_id for row in inbox(session, units["SXD"], states)[0]]

    assert listed(*OWING) == [open_.id]
    assert listed(AssignmentState.RETURNED) == [returned.id]
    assert listed(AssignmentState.ANSWERED) == []


def test_what_an_agency_lost_is_gone_from_its_inbox(session, units, routed, coordinator):
    case = routed()
    to_another = factories.routing(
        session, cases.complaints_of(session, case)[0], "TTTP", (), at=NOW
    )

    cases.reroute(
        session, case, to_another, seen_version=case.version, actor=coordinator,
        today=NOW.date(), now=NOW,
    )  # fmt: skip
    session.commit()

    assert inbox(session, units["SXD"], tuple(AssignmentState))[0] == []
    assert case.id in {row.case_id for row in inbox(session, units["TTTP"])[0]}


def test_an_opinion_nobody_needs_any_more_is_not_owed(session, units, routed, coordinator):
    case = routed()
    factories.answered(session, case, coordinator, at=NOW)
    cases.publish_answer(
        session, case, "Xong.", seen_version=case.version, photos=(), actor=coordinator, now=NOW
    )
    session.commit()

    assert inbox(session, units["HSDC"])[0] == []


# --- One part


def test_an_agency_opens_its_own_part(session, units, routed):
    case = routed()
    lead = cases.lead_of(session, case)

    assert queries.part_for(session, lead.id, units["SXD"].id) == (
        lead,
        case,
        cases.complaints_of(session, case)[0],
    )


@pytest.mark.parametrize("why", ["another's", "nobody's", "ended", "covered"])
def test_every_other_part_is_not_there(session, units, routed, coordinator, rules, tools, why):
    case = routed()
    part = factories.part_of(session, case, "HSDC")
    agency = units["HSDC"].id
    if why == "another's":
        agency = units["SXD"].id
    elif why == "ended":
        assignments.withdraw(session, part, seen_version=part.version, actor=coordinator, now=NOW)
    elif why == "covered":
        complaint = cases.complaints_of(session, case)[0]
        complaint_sealing.cover(
            session, complaint, seen_version=complaint.version, rules=rules, seal=tools.seal,
            actor=coordinator, now=NOW,
        )  # fmt: skip

    with pytest.raises(NotFound):
        queries.part_for(session, 10**9 if why == "nobody's" else part.id, agency)


# --- One case


def test_the_parts_of_a_case_begin_with_the_lead_and_end_with_those_of_before(
    session, units, routed, coordinator
):
    case = routed("SXD", ("HSDC", "UBX-00070"))
    old = cases.lead_of(session, case)
    assignments.return_part(
        session, old, "Của Thanh tra", proposed_agency_id=units["TTTP"].id,
        seen_version=old.version, actor=coordinator, now=NOW,
    )  # fmt: skip
    to_another = factories.routing(
        session, cases.complaints_of(session, case)[0], "TTTP", (), at=NOW
    )
    cases.reroute(
        session, case, to_another, seen_version=case.version, actor=coordinator,
        today=NOW.date(), now=NOW,
    )  # fmt: skip

    rows = queries.parts(session, case.id)

    assert [row[1].code for row in rows] == ["TTTP", "HSDC", "UBX-00070", "SXD"]
    assert [row[2].code if row[2] else None for row in rows] == [None, None, None, "TTTP"]
    assert [row[0].is_current for row in rows] == [True, True, True, False]


def test_proof_is_that_of_the_case_and_for_the_public_the_chosen(session, routed):
    case, other = routed(), routed()
    for key, owner, is_public in (("a", case, True), ("b", case, False), ("c", other, True)):
        lead = cases.lead_of(session, owner)
        picture = {"file": "f", "thumbnail": "t", "width": 1, "height": 1, "added_at": NOW}
        session.add(Attachment(key=key, assignment_id=lead.id, is_public=is_public, **picture))
        session.flush()

    def keys(*, public_only):
        return [photo.key for photo in queries.proof(session, case.id, public_only=public_only)]

    assert (keys(public_only=False), keys(public_only=True)) == (["a", "b"], ["a"])


def test_a_case_is_found_or_not_there(session, routed):
    case = routed()

    assert queries.get(session, case.id) is case
    with pytest.raises(NotFound):
        queries.get(session, 10**9)
