from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from moderation.domain import takedowns
from moderation.domain.appeals import TRANSITIONS, AppealAction, AppealState, move
from moderation.domain.errors import IllegalTransition
from moderation.domain.working_calendar import WorkingCalendar

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
HOURS = ((time(8), time(12)), (time(13, 30), time(17, 30)))
CALENDAR = WorkingCalendar(frozenset({date(2026, 11, 24)}), frozenset(), HOURS, ZONE)


def here(day: int, hour: int) -> datetime:
    return datetime(2026, 11, day, hour, tzinfo=ZONE)


@pytest.mark.parametrize(
    ("received", "day"), [(here(20, 10), 23), (here(21, 10), 25), (here(23, 16), 25)]
)
def test_an_oral_order_is_confirmed_by_the_close_of_the_next_working_day(received, day):
    """Friday to Monday; Saturday stands for Monday; the day off on the 24th does not count."""
    by = takedowns.confirm_by(received, CALENDAR)

    assert by == datetime(2026, 11, day, 17, 30, tzinfo=ZONE)


def test_hours_to_take_down_run_at_night_too():
    received = datetime(2026, 11, 20, 15, tzinfo=UTC)

    assert takedowns.due_at(received, 24) == received + timedelta(days=1)


def test_late_is_what_was_done_behind_its_hour_or_is_not_done_yet():
    due, hour = here(20, 10), timedelta(hours=1)

    assert takedowns.is_late(None, due, due + hour)
    assert takedowns.is_late(due + hour, due, due + 9 * hour)
    assert not takedowns.is_late(due - hour, due, due + 9 * hour)


def test_only_an_oral_order_without_a_paper_lacks_confirmation():
    by, later = here(20, 10), here(20, 11)

    assert takedowns.lacks_confirmation(by, None, later)
    assert not takedowns.lacks_confirmation(by, by, later)
    assert not takedowns.lacks_confirmation(None, None, later)


@pytest.mark.parametrize("state", list(AppealState))
@pytest.mark.parametrize("action", list(AppealAction))
def test_every_pair_of_appeal_and_action_is_in_the_table_or_refused(state, action):
    if state in TRANSITIONS[action]:
        assert move(state, action) is not state
    else:
        with pytest.raises(IllegalTransition):
            move(state, action)
