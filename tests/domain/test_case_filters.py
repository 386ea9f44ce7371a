from urllib.parse import parse_qsl

import pytest

from moderation.domain.case_bulk import CaseAct, Omission, Pick, omission, picks
from moderation.domain.case_filters import CaseClock, CaseFilter, CaseQueue, queue_of
from moderation.domain.case_states import AssignmentState, CaseState
from moderation.domain.errors import Invalid, NotFound


def test_a_filter_is_written_and_read_as_one_query_string():
    wanted = CaseFilter(
        queue=CaseQueue.LATE, lead_id=7, asked_id=8, category="GT", ward="00070",
        clock=CaseClock.WEEK, is_prominent=True, is_back_twice=True,
    )  # fmt: skip

    assert str(wanted) == (
        "queue=late&lead=7&asked=8&category=GT&ward=00070&clock=week&prominent=1&twice=1"
    )
    assert CaseFilter.parse(dict(parse_qsl(str(wanted)))) == wanted
    assert wanted.is_narrowed
    assert not CaseFilter(queue=CaseQueue.OPEN).is_narrowed


def test_nothing_said_is_what_was_returned():
    assert CaseFilter.parse({}) == CaseFilter(queue=CaseQueue.RETURNED)


@pytest.mark.parametrize(
    ("said", "error"),
    [
        ({"queue": "x"}, NotFound),
        ({"clock": "x"}, Invalid),
        ({"lead": "-1"}, Invalid),
        ({"lead": "9" * 19}, Invalid),
        ({"ward": "x" * 41}, Invalid),
    ],
)
def test_what_no_list_knows_is_refused(said, error):
    with pytest.raises(error):
        CaseFilter.parse(said)


@pytest.mark.parametrize(
    ("state", "lead", "queue"),
    [
        ("assigned", "offered", "assigned"),
        ("assigned", "returned", "returned"),
        ("in_progress", "accepted", "in_progress"),
        ("reopened", "accepted", "reopened"),
        ("reopened", "returned", "returned"),
        ("suspended", "accepted", "suspended"),
        ("awaiting_approval", "accepted", "in_progress"),
        ("awaiting_approval", "answered", "awaiting_approval"),
        ("answered", "answered", "closed"),
        ("closed", "withdrawn", "closed"),
        ("merged", "withdrawn", "closed"),
    ],
)
def test_every_case_has_one_list(state, lead, queue):
    assert queue_of(CaseState(state), AssignmentState(lead)) is CaseQueue(queue)


@pytest.mark.parametrize(
    ("act", "state", "lead", "is_current", "why"),
    [
        (CaseAct.CLOSE, "answered", "answered", True, None),
        (CaseAct.CLOSE, "answered", "answered", False, Omission.STALE),
        (CaseAct.CLOSE, "in_progress", "accepted", True, Omission.NOT_ANSWERED),
        (CaseAct.CHASE, "in_progress", "accepted", True, None),
        (CaseAct.CHASE, "assigned", "returned", True, Omission.OWES_NOTHING),
        (CaseAct.REROUTE, "assigned", "returned", True, None),
        (CaseAct.REROUTE, "assigned", "offered", True, Omission.NOT_RETURNED),
    ],
)
def test_what_cannot_be_done_to_a_case_is_left_out(act, state, lead, is_current, why):
    found = omission(act, CaseState(state), AssignmentState(lead), is_current=is_current)

    assert found is why


@pytest.mark.parametrize(
    "text", ["", "1", "1-", "x-1", "01-1", "1-1-1", f"{2**63}-1", "1-" + "9" * 45]
)
def test_only_what_a_pick_writes_is_a_pick(text):
    with pytest.raises(Invalid):
        Pick.parse(text)


def test_picks_are_each_once_and_no_more_than_a_page():
    assert [str(each) for each in picks(["3-1", "2-5", "3-2"])] == ["3-2", "2-5"]
    with pytest.raises(Invalid):
        picks([f"{number}-1" for number in range(51)])
