from datetime import timedelta

import pytest

from models import Complaint, NumberTry
from moderation.domain.errors import TooMany
from moderation.services import complaint_sealing, opening
from moderation.services.complaints import NewComplaint
from tests import factories
from tests.conftest import NOW
from tests.factories import SECRET_KEY

NOBODYS = "PA-0000-0000-0000"
WRONG = "not the number"


@pytest.fixture
def complaint(session):
    return factories.complaint(session)


@pytest.fixture
def number(complaint):
    return factories.number_of(complaint)


def attempt(session, code, typed, *, address="10.0.0.1", now=NOW):
    return opening.try_number(session, code, typed, address=address, secret_key=SECRET_KEY, now=now)


def waits(session, code, *, times, address="10.0.0.{}", now=NOW) -> list[int]:
    """Seconds each of `times` wrong tries had to wait for, another address each time."""
    found = []
    for turn in range(times):
        from_here, waited = address.format(turn), 0
        try:
            attempt(session, code, WRONG, address=from_here, now=now)
        except TooMany as wait:
            waited = wait.retry_after
            now += timedelta(seconds=waited)
            attempt(session, code, WRONG, address=from_here, now=now)
        found.append(waited)
    return found


def test_the_right_number_opens_however_it_is_written(session, complaint, number):
    assert attempt(session, complaint.code, number) is complaint
    assert attempt(session, complaint.code, f" {number[:4]}-{number[4:]} ") is complaint


def test_a_wrong_number_opens_nothing(session, complaint, number):
    other = factories.complaint(session)

    assert attempt(session, complaint.code, factories.number_of(other)) is None
    assert attempt(session, complaint.code, "") is None


def test_each_further_wrong_number_waits_twice_as_long(session, complaint):
    assert waits(session, complaint.code, times=8) == [0, 0, 0, 0, 3, 5, 9, 17]


def test_waiting_never_becomes_a_lock(session, complaint, number):
    waited = waits(session, complaint.code, times=25)

    assert waited[-5:] == [3601] * 5
    later = NOW + timedelta(seconds=sum(waited) + 3601)
    assert attempt(session, complaint.code, number, now=later) is complaint


def test_even_the_right_number_waits_its_turn(session, complaint, number):
    for turn in range(4):
        attempt(session, complaint.code, WRONG, address=f"10.0.0.{turn}")

    with pytest.raises(TooMany) as caught:
        attempt(session, complaint.code, number, address="10.0.0.99")

    assert caught.value.retry_after == 3
    after = NOW + timedelta(seconds=2)
    assert attempt(session, complaint.code, number, now=after) is complaint


def test_a_try_while_waiting_does_not_lengthen_the_wait(session, complaint, number):
    for _ in range(4):
        attempt(session, complaint.code, WRONG)
    for _ in range(50):
        with pytest.raises(TooMany):
            attempt(session, complaint.code, WRONG, now=NOW + timedelta(seconds=1))

    assert attempt(session, complaint.code, number, now=NOW + timedelta(seconds=2)) is complaint


def test_a_right_number_forgets_the_wrong_ones(session, complaint, number):
    for _ in range(3):
        attempt(session, complaint.code, WRONG)
    attempt(session, complaint.code, number)

    assert waits(session, complaint.code, times=4, address="10.0.0.1") == [0, 0, 0, 0]


def test_one_address_may_be_wrong_about_twenty_codes_before_it_waits(session):
    for turn in range(21):
        attempt(session, f"PA-{turn}", WRONG)

    with pytest.raises(TooMany):
        attempt(session, "PA-another", WRONG)

    assert attempt(session, "PA-another", WRONG, address="10.0.0.2") is None


def test_a_neighbour_behind_another_address_waits_for_nothing(session, number, complaint):
    for turn in range(22):
        attempt(session, f"PA-{turn}", WRONG, now=NOW + timedelta(hours=turn))

    assert attempt(session, complaint.code, number, address="10.0.0.2") is complaint


def test_a_code_nobody_has_is_answered_and_delayed_like_any_other(session, complaint):
    theirs = waits(session, complaint.code, times=7, address="10.1.0.{}")
    nobodys = waits(session, NOBODYS, times=7, address="10.2.0.{}")

    assert theirs == nobodys
    assert attempt(session, NOBODYS, WRONG, now=NOW + timedelta(days=1)) is None
    assert attempt(session, complaint.code, WRONG, now=NOW + timedelta(days=1)) is None


def test_tries_touch_no_complaint(session, complaint, number):
    for turn in range(3):
        attempt(session, complaint.code, WRONG, address=f"10.0.0.{turn}")
    attempt(session, complaint.code, number)

    kept = session.get(Complaint, complaint.id, populate_existing=True)
    assert kept.version == 1


def test_neither_code_nor_address_is_kept_in_clear(session, complaint):
    attempt(session, complaint.code, WRONG)

    keys = [row.key for row in session.query(NumberTry)]
    assert len(keys) == 2
    assert not [key for key in keys if complaint.code in key or "10.0.0.1" in key]


def test_a_sealed_matter_opens_with_its_long_secret_only(session, rules, tools):
    from moderation.domain.secret_numbers import long_secret_for

    complaint = complaint_sealing.submit_covered(
        session, NewComplaint(content="Kín"), rules=rules, seal=tools.seal, now=NOW
    )
    secret = long_secret_for(SECRET_KEY, complaint.number_salt)

    assert attempt(session, complaint.code, factories.number_of(complaint)) is None
    assert attempt(session, complaint.code, secret.lower().replace("-", "")) is complaint


def test_tries_are_forgotten_a_day_after_their_wait(session, complaint):
    attempt(session, complaint.code, WRONG)
    attempt(session, NOBODYS, WRONG, address="10.0.0.2", now=NOW + timedelta(hours=20))

    assert opening.purge(session, now=NOW + timedelta(hours=25)) == 2
    assert session.query(NumberTry).count() == 2
