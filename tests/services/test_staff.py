from datetime import timedelta

import pytest

from models import Event, Staff, StaffSession
from moderation.domain.errors import Invalid, NotFound
from moderation.domain.permissions import Role
from moderation.queries import staff as staff_queries
from moderation.services import staff
from tests import factories
from tests.conftest import NOW

HOURS = timedelta(hours=12)
IDLE = timedelta(hours=2)


def live(session, token, now=NOW):
    return staff_queries.session_for(session, token, idle=IDLE, now=now)


def test_an_address_has_one_account_whatever_its_case(session, moderator):
    with pytest.raises(Invalid) as caught:
        staff.add(
            session,
            email=moderator.email.upper(),
            name="x",
            role=Role.MODERATOR,
            password_hash="x",
            actor=None,
            now=NOW,
        )

    assert caught.value.field == "email"
    assert session.query(Staff).count() == 1  # the transaction goes on


def test_a_login_lives_until_its_end(session, moderator):
    token = staff.open_session(session, moderator, lifetime=HOURS, now=NOW)

    assert live(session, token).person.id == moderator.id
    assert live(session, token, NOW + IDLE - timedelta(seconds=1)) is not None
    assert live(session, token, NOW + IDLE) is None
    assert live(session, "some other token") is None


def test_a_login_ends_after_its_lifetime_however_busy(session, moderator):
    token = staff.open_session(session, moderator, lifetime=timedelta(hours=1), now=NOW)

    assert live(session, token, NOW + timedelta(hours=1)) is None


def test_logging_out_ends_the_login_at_once(session, moderator):
    token = staff.open_session(session, moderator, lifetime=HOURS, now=NOW)

    staff.close_session(session, token, person=moderator, now=NOW)

    session.expire_all()
    assert live(session, token) is None


@pytest.mark.parametrize("change", ["password", "deactivate"])
def test_a_new_password_and_a_locked_account_end_every_login(
    session, moderator, administrator, change
):
    token = staff.open_session(session, moderator, lifetime=HOURS, now=NOW)

    if change == "password":
        staff.set_password(session, moderator, "new hash", actor=administrator, now=NOW)
    else:
        staff.set_active(session, moderator, False, actor=administrator, now=NOW)

    session.expire_all()
    assert live(session, token) is None


def test_the_token_itself_is_not_stored(session, moderator):
    token = staff.open_session(session, moderator, lifetime=HOURS, now=NOW)

    assert token not in [row.token_hash for row in session.query(StaffSession)]


def test_changes_of_people_are_events_and_nothing_is_no_change(session, moderator, administrator):
    staff.set_role(session, moderator, Role.PROPAGANDA_OFFICER, actor=administrator, now=NOW)
    staff.set_role(session, moderator, Role.PROPAGANDA_OFFICER, actor=administrator, now=NOW)
    staff.set_active(session, moderator, True, actor=administrator, now=NOW)

    found = session.query(Event).filter_by(subject="staff", actor_id=administrator.id).all()
    assert [(event.action, event.note) for event in found] == [
        ("set_role", "moderator -> propaganda_officer")
    ]


def test_logins_that_ran_out_are_purged(session, moderator):
    staff.open_session(session, moderator, lifetime=HOURS, now=NOW - HOURS)
    staff.open_session(session, moderator, lifetime=HOURS, now=NOW)

    staff.purge_sessions(session, now=NOW)

    assert session.query(StaffSession).count() == 1


def test_people_are_listed_with_the_active_first(session, administrator):
    gone = factories.person(session, name="An")
    staff.set_active(session, gone, False, actor=administrator, now=NOW)
    factories.person(session, name="Bình")

    names = [person.name for person in staff_queries.people(session)]

    assert names.index("Bình") < names.index("An")


def test_nobody_has_an_unknown_number(session):
    with pytest.raises(NotFound):
        staff_queries.get(session, 10**9)
