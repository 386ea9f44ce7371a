from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from moderation.adapters.reference_data import taxonomy
from moderation.domain.intake import ANSWER_DAYS, IntakeRules
from moderation.domain.working_calendar import WorkingCalendar

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")
CULTURE_DAY = date(2026, 11, 24)  # a Tuesday off


@pytest.fixture
def rules():
    hours = ((time(8), time(12)), (time(13, 30), time(17, 30)))
    calendar = WorkingCalendar(frozenset({CULTURE_DAY}), frozenset(), hours, HANOI)
    return IntakeRules(
        calendar=calendar, taxonomy=taxonomy(), secret_key="key", accept_hours=8, urgent_hours=4
    )


def local(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=HANOI).astimezone(UTC)


@pytest.mark.parametrize(
    ("start", "is_urgent", "promised"),
    [
        (local(23, 9), False, local(25, 9)),  # over the day off
        (local(23, 9), True, local(23, 14, 30)),  # over lunch
        (local(20, 16), True, local(23, 10, 30)),  # over the weekend
        (local(21, 22), False, local(23, 17, 30)),  # in the night of a Saturday
    ],
)
def test_intake_promises_working_hours(rules, start, is_urgent, promised):
    assert rules.respond_by(start, is_urgent=is_urgent) == promised


@pytest.mark.parametrize(
    ("issue", "due"),
    [
        ("GT01", date(2026, 12, 1)),  # 5 working days
        ("GT02", date(2026, 11, 27)),  # 3
        (None, date(2026, 12, 1)),
        ("unknown", date(2026, 12, 1)),
    ],
)
def test_the_lead_is_due_as_its_issue_says_and_days_off_do_not_count(rules, issue, due):
    assert rules.due_on(issue, local(23, 9)) == due


def test_what_has_no_issue_has_the_usual_days(rules):
    assert ANSWER_DAYS == 5
    assert rules.due_on(None, local(23, 9)) == rules.calendar.working_days_after(local(23, 9), 5)


def test_an_opinion_is_due_before_the_lead_is(rules):
    start = local(23, 9)

    assert rules.opinion_due_on(start, date(2026, 12, 1)) == date(2026, 11, 26)
    assert rules.opinion_due_on(start, date(2026, 11, 25)) == date(2026, 11, 25)


def test_a_citizen_has_ten_working_days_for_an_answer(rules):
    assert rules.question_due_on(local(23, 9)) == date(2026, 12, 8)
