"""Terms of undoing a merge, of rating and of reopening."""

from datetime import timedelta

import pytest

from moderation.domain.case_states import OPEN_STATES, CaseState
from moderation.domain.joining import NotNow, StaysJoined, rated_until, rating_ended, stays_joined
from tests.conftest import NOW

WEEK = NOW + timedelta(days=7)
SECOND = timedelta(seconds=1)


@pytest.mark.parametrize("state", list(CaseState))
def test_a_merge_is_undone_within_its_days_while_the_shared_case_is_open(state):
    in_time = stays_joined(state, NOW, days=7, now=WEEK)
    late = stays_joined(state, NOW, days=7, now=WEEK + SECOND)

    if state in OPEN_STATES:
        assert (in_time, late) == (None, StaysJoined.TOO_LATE)
    elif state is CaseState.MERGED:
        assert in_time is late is StaysJoined.MOVED_ON
    else:
        assert in_time is late is StaysJoined.DONE


@pytest.mark.parametrize("state", list(CaseState))
def test_an_answer_is_spoken_about_for_some_days_and_only_once_it_is_there(state):
    in_time = rating_ended(state, NOW, days=7, now=WEEK)
    late = rating_ended(state, NOW, days=7, now=WEEK + SECOND)

    expected = {
        CaseState.ANSWERED: (None, NotNow.TOO_LATE),
        CaseState.CLOSED: (NotNow.TOO_LATE, NotNow.TOO_LATE),
    }
    assert (in_time, late) == expected.get(state, (NotNow.NOT_ANSWERED,) * 2)


def test_the_term_begins_with_the_answer():
    assert rated_until(NOW, 7) == WEEK
    assert rating_ended(CaseState.ANSWERED, None, days=7, now=NOW) is NotNow.NOT_ANSWERED
