"""The coordinator's lists: what stands where, in pages, counted, narrowed either way round."""

from datetime import date, timedelta

import pytest

from models import CaseExtension
from moderation.domain.case_filters import CaseClock, CaseFilter, CaseGrouping, CaseQueue
from moderation.domain.case_states import AssignmentState, CaseAction, CaseState
from moderation.queries import case_lists, case_overview, finding
from moderation.queries.case_lists import Moment
from moderation.services import assignments, cases, complaint_sealing, complaints
from tests import factories
from tests.conftest import NOW

TODAY = date(2026, 11, 23)
HERE = Moment(TODAY, NOW)


@pytest.fixture
def routed(session, coordinator):
    def make(lead="SXD", parts=("HSDC",), due_on=date(2026, 12, 20), **words):
        complaint = factories.complaint(session, **words)
        case = factories.routed(session, complaint, lead, parts, coordinator)
        case.due_on = due_on
        session.commit()
        return case

    return make


@pytest.fixture
def covered(session, coordinator, routed, rules, tools):
    """A case whose complaint was covered: nowhere, in no count."""
    case = routed()
    complaint = cases.complaints_of(session, case)[0]
    complaint_sealing.cover(
        session, complaint, seen_version=complaint.version, rules=rules, seal=tools.seal,
        actor=coordinator, now=NOW,
    )  # fmt: skip
    session.commit()
    return case


def listed(session, queue, **narrowed):
    rows, _ = case_lists.page(session, CaseFilter(queue=queue, **narrowed), HERE)
    return [row.case_id for row in rows]


def give_back(session, case, actor):
    lead = assignments.lead_of(session, case)
    assignments.return_part(
        session, lead, "Không phải việc của chúng tôi", proposed_agency_id=None,
        seen_version=lead.version, actor=actor, now=NOW,
    )  # fmt: skip
    session.commit()


def move(session, case, action, actor):
    cases.change_case(session, case, action, seen_version=case.version, actor=actor, now=NOW)
    session.commit()


@pytest.fixture
def one_of_each(session, routed, coordinator, covered):
    """A case in each list a case stands in by its state."""
    names = (
        CaseQueue.RETURNED, CaseQueue.ASSIGNED, CaseQueue.IN_PROGRESS, CaseQueue.SUSPENDED,
        CaseQueue.REOPENED, CaseQueue.AWAITING_APPROVAL, CaseQueue.CLOSED,
    )  # fmt: skip
    made = {name: routed() for name in names}
    give_back(session, made[CaseQueue.RETURNED], coordinator)
    for name in (CaseQueue.IN_PROGRESS, CaseQueue.SUSPENDED):
        lead = assignments.lead_of(session, made[name])
        cases.accept_part(session, lead, seen_version=lead.version, actor=coordinator, now=NOW)
    move(session, made[CaseQueue.SUSPENDED], CaseAction.SUSPEND, coordinator)
    for name in (CaseQueue.AWAITING_APPROVAL, CaseQueue.CLOSED, CaseQueue.REOPENED):
        factories.answered(session, made[name], coordinator, at=NOW)
    for name in (CaseQueue.CLOSED, CaseQueue.REOPENED):
        case = made[name]
        cases.publish_answer(
            session, case, "Xong.", seen_version=case.version, photos=(), actor=coordinator, now=NOW
        )
    move(session, made[CaseQueue.REOPENED], CaseAction.REOPEN, coordinator)
    return {name: case.id for name, case in made.items()}


def test_each_case_stands_in_the_list_of_its_state(session, one_of_each):
    assert {name: listed(session, name) for name in one_of_each} == {
        name: [case_id] for name, case_id in one_of_each.items()
    }
    open_ones = set(one_of_each.values()) - {one_of_each[CaseQueue.CLOSED]}
    assert set(listed(session, CaseQueue.OPEN)) == open_ones


def test_the_counts_say_what_the_lists_hold(session, one_of_each):
    counts = case_lists.counts(session, HERE)

    assert {name: count for name, count in counts.items() if count != 1} == {
        CaseQueue.DUE_TODAY: 0, CaseQueue.LATE: 0, CaseQueue.OPEN: 6,
    }  # fmt: skip
    assert CaseQueue.CLOSED not in counts
    for name, count in counts.items():
        assert case_lists.count(session, CaseFilter(queue=name), HERE) == count


def test_what_is_on_its_way_through_an_agency_is_not_yet_to_be_sent(session, routed, coordinator):
    case = routed()
    lead = assignments.lead_of(session, case)
    cases.accept_part(session, lead, seen_version=lead.version, actor=coordinator, now=NOW)
    move(session, case, CaseAction.SUBMIT, coordinator)

    assert listed(session, CaseQueue.AWAITING_APPROVAL) == []
    assert listed(session, CaseQueue.IN_PROGRESS) == [case.id]


def test_due_today_and_late_go_by_the_date_and_an_urgent_one_by_the_hour(
    session, routed, coordinator
):
    overdue = routed(due_on=TODAY - timedelta(days=3))
    today = routed(due_on=TODAY)
    passed, ahead = routed(due_on=TODAY), routed(due_on=TODAY)
    passed.due_at, ahead.due_at = NOW - timedelta(hours=1), NOW + timedelta(hours=1)
    routed(due_on=TODAY + timedelta(days=1))
    waiting = routed(due_on=TODAY - timedelta(days=1))
    lead = assignments.lead_of(session, waiting)
    cases.accept_part(session, lead, seen_version=lead.version, actor=coordinator, now=NOW)
    move(session, waiting, CaseAction.SUSPEND, coordinator)

    assert listed(session, CaseQueue.LATE) == [overdue.id, passed.id]
    assert listed(session, CaseQueue.DUE_TODAY) == [today.id, passed.id, ahead.id]


@pytest.mark.parametrize("queue", [CaseQueue.ASSIGNED, CaseQueue.OPEN, CaseQueue.LATE])
def test_pages_of_a_list_hold_every_case_once_the_first_due_first(
    session, routed, coordinator, queue
):
    made = [routed(due_on=date(2026, 11, day)).id for day in (9, 2) for _ in range(6)]
    for case_id in made[::3]:  # several states in one list
        lead = assignments.lead_of(session, session.get(type(routed()), case_id))
        cases.accept_part(session, lead, seen_version=lead.version, actor=coordinator, now=NOW)
    session.commit()

    found, after = [], None
    while True:
        rows, after = case_lists.page(session, CaseFilter(queue=queue), HERE, after=after, limit=4)
        found += [row.case_id for row in rows]
        if after is None:
            break

    expected = [case_id for case_id in made[6:] + made[:6] if queue is not CaseQueue.ASSIGNED
                or case_id not in made[::3]]  # fmt: skip
    assert [case_id for case_id in found if case_id in made] == expected
    assert len(found) == len(set(found))


def test_what_is_over_stands_the_latest_first(session, routed, coordinator):
    made = []
    for day in (2, 9):
        case = routed(due_on=date(2026, 11, day))
        factories.answered(session, case, coordinator, at=NOW)
        cases.publish_answer(
            session, case, "Xong.", seen_version=case.version, photos=(), actor=coordinator, now=NOW
        )
        made.append(case.id)

    assert listed(session, CaseQueue.CLOSED) == made[::-1]


@pytest.mark.parametrize("few", [1500, 0])
def test_a_list_is_narrowed_whichever_way_it_is_read(session, routed, units, monkeypatch, few):
    """A rare thing is read from its own index, a common one by due date: the same cases."""
    monkeypatch.setattr(case_lists, "_FEW", few)
    mine = routed("CATP", (), due_on=TODAY, ward_code="00073", category_code="AN", issue_code=None)
    mine.is_prominent, mine.returns, mine.extended_until = True, 2, TODAY
    other = routed("SXD", ("CATP",), ward_code="00070")
    session.commit()

    asked = [
        {"lead_id": units["CATP"].id}, {"ward": "00073"}, {"category": "AN"},
        {"is_prominent": True}, {"is_back_twice": True}, {"clock": CaseClock.TODAY},
        {"clock": CaseClock.EXTENDED}, {"clock": CaseClock.WEEK},
        {"ward": "00073", "lead_id": units["CATP"].id, "category": "AN"},
    ]  # fmt: skip
    for narrowed in asked:
        assert listed(session, CaseQueue.OPEN, **narrowed) == [mine.id], narrowed
        wanted = CaseFilter(queue=CaseQueue.OPEN, **narrowed)
        assert case_lists.count(session, wanted, HERE) == 1
    assert listed(session, CaseQueue.OPEN, ward="00070") == [other.id]
    assert listed(session, CaseQueue.OPEN, ward="00070", category="AN") == []
    assert listed(session, CaseQueue.CLOSED, ward="00073") == []


def test_the_clock_that_stands_still_is_a_filter(session, one_of_each):
    assert listed(session, CaseQueue.OPEN, clock=CaseClock.STANDING) == [
        one_of_each[CaseQueue.SUSPENDED]
    ]


def test_the_overview_counts_what_the_narrowed_lists_hold(session, one_of_each, routed):
    late = routed("CATP", (), due_on=TODAY - timedelta(days=1), ward_code="00073")
    routed("CATP", (), due_on=TODAY, ward_code=None, category_code="AN", issue_code=None)
    late.extended_until = late.due_on
    session.commit()
    queues = {"open": CaseQueue.OPEN, "late": CaseQueue.LATE, "today": CaseQueue.DUE_TODAY}

    for grouping, name in (("lead", "lead_id"), ("category", "category"), ("ward", "ward")):
        rows, is_cut = case_overview.by(session, CaseGrouping(grouping), HERE)
        assert (sum(row.open for row in rows), is_cut) == (8, False)
        for row in rows:
            for column, queue in queues.items() if row.key else ():
                wanted = CaseFilter(queue=queue, **{name: row.key})
                held = case_lists.count(session, wanted, HERE)
                assert (row.key, getattr(row, column)) == (row.key, held)
    known, _ = case_overview.by_clock(session, HERE)
    for clock, number in known.items():
        wanted = CaseFilter(queue=CaseQueue.OPEN, clock=clock)
        assert (clock, number) == (clock, case_lists.count(session, wanted, HERE))
    assert (known[CaseClock.LATE], known[CaseClock.EXTENDED], known[CaseClock.STANDING]) == (
        1,
        1,
        1,
    )


def test_an_empty_house_has_an_empty_overview(session):
    assert case_overview.by(session, CaseGrouping.WARD, HERE) == ([], False)
    assert case_overview.by_clock(session, HERE) == (dict.fromkeys(CaseClock, 0), False)


def test_a_count_stops_where_nobody_reads_further(session, routed):
    for _ in range(4):
        routed()

    assert case_lists.count(session, CaseFilter(queue=CaseQueue.OPEN), HERE, most=2) == 3


def test_a_row_tells_the_complaint_and_who_leads(session, routed, units):
    case = routed(title="Ngập ngõ 12", ward_code="00070")

    row = case_lists.some(session, [case.id, 10**9])[case.id]

    assert (row.title, row.agency_id, row.agency_vi) == (
        "Ngập ngõ 12", units["SXD"].id, units["SXD"].name,
    )  # fmt: skip
    assert (row.state, row.part_state) == (CaseState.ASSIGNED, AssignmentState.OFFERED)
    assert row.ward == "Phường Hoàn Kiếm"


def test_a_covered_case_is_nowhere(session, covered):
    assert case_lists.some(session, [covered.id]) == {}
    assert listed(session, CaseQueue.CLOSED) == []


def test_a_complaint_is_found_by_its_code_in_any_spelling(session):
    found = factories.complaint(session)
    bare = found.code.removeprefix("PA-")

    for typed in (found.code, found.code.lower(), f" {found.code.replace('-', ' ')} ", bare):
        assert finding.by_any_code(session, typed) == found.id
    assert finding.by_any_code(session, "PA-0000-0000-0000") is None
    assert finding.by_any_code(session, "") is None
    assert finding.by_any_code(session, "x" * 200) is None


def test_a_complaint_is_found_by_the_code_of_another_system(session):
    made = factories.complaint(session, source_system="ihanoi", foreign_code="IH-77")
    other = factories.complaint(session, source_system="1022", foreign_code="7")

    assert finding.by_any_code(session, "IH-77") == made.id
    assert finding.by_any_code(session, "7") == other.id


def test_what_is_covered_is_found_by_no_code(session, coordinator, rules, tools):
    made = factories.complaint(session, source_system="ihanoi", foreign_code="IH-78")
    complaint_sealing.cover(
        session, made, seen_version=made.version, rules=rules, seal=tools.seal, actor=coordinator,
        now=NOW,
    )  # fmt: skip
    session.commit()

    assert finding.by_any_code(session, made.code) is None
    assert finding.by_any_code(session, "IH-78") is None


def marked(session, mark):
    rows, _ = case_lists.page(session, CaseFilter(queue=CaseQueue.ASSIGNED), HERE)
    return {row.case_id for row in rows if getattr(row, mark)}


def test_only_the_case_whose_agency_wants_the_sender_asked_says_so(
    session, routed, coordinator, rules
):
    asking, _other = routed(), routed()
    part = factories.part_of(session, asking, "HSDC")
    assignments.ask_sender(
        session, part, "Hố ga nào?", seen_version=part.version, actor=coordinator, now=NOW
    )
    session.commit()

    assert marked(session, "is_asking") == {asking.id}

    complaint = cases.complaints_of(session, asking)[0]
    complaints.ask(
        session, complaint, "Hố ga nào?", seen_version=complaint.version, actor=coordinator,
        now=NOW, rules=rules,
    )  # fmt: skip
    session.commit()
    assert marked(session, "is_asking") == set()


def test_only_the_case_whose_lead_wants_more_time_says_so(session, routed, coordinator):
    wishing, _other = routed(), routed()
    lead = factories.part_of(session, wishing, "SXD")
    session.add(
        CaseExtension(
            case_id=wishing.id, assignment_id=lead.id, asked_by_id=coordinator.id, asked_at=NOW,
            reason="Chờ vật tư.", due_before=lead.due_on, until=date(2026, 12, 31),
        )
    )  # fmt: skip
    session.commit()

    assert marked(session, "is_wishing") == {wishing.id}
