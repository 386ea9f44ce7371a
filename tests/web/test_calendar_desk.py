"""Days off and make-up days, kept by an administrator."""

from datetime import date

import pytest

from models import CalendarDay, Event
from moderation.domain.permissions import Role
from tests import factories


@pytest.fixture
def browser(desk, administrator):
    return desk(administrator)


def test_days_are_listed_from_this_year_on(browser, session):
    factories.calendar(session)

    page = browser.open("/staff/calendar")

    assert "24/11/2026" in page.words
    assert page.soup.select_one(".ln-drooms [aria-current]").text == "Lịch"


def test_an_empty_calendar_says_so(browser):
    assert "Lịch còn trống" in browser.open("/staff/calendar").words


@pytest.mark.parametrize(("kind", "is_working"), [("off", False), ("worked", True)])
def test_a_day_is_added(browser, session, administrator, kind, is_working):
    answer = browser.open("/staff/calendar").send(
        "/staff/calendar", on="2026-12-31", kind=kind, name="Nghỉ bão"
    )

    day = session.get(CalendarDay, date(2026, 12, 31))
    assert answer.status == 303
    assert "31/12/2026" in answer.follow().words
    assert (day.is_working, day.name) == (is_working, "Nghỉ bão")
    assert session.query(Event).filter_by(action="set_day", actor_id=administrator.id).count() == 1


@pytest.mark.parametrize(
    "typed",
    [{"name": ""}, {"on": ""}, {"on": "31/12/2026"}, {"on": "0026-12-31"}, {"kind": "perhaps"}],
)
def test_a_day_that_will_not_do_keeps_what_was_typed(browser, session, typed):
    written = {"on": "2026-12-31", "kind": "off", "name": "Nghỉ bão", **typed}

    answer = browser.open("/staff/calendar").send("/staff/calendar", **written)

    kept = answer.filled("/staff/calendar")
    assert answer.status == 422
    assert answer.soup.select_one(".ln-error-summary")
    assert (kept["on"], kept["name"]) == (written["on"], written["name"])
    assert session.get(CalendarDay, date(2026, 12, 31)) is None


def test_a_day_is_taken_out(browser, session):
    factories.calendar(session)
    page = browser.open("/staff/calendar")

    answer = page.send("/staff/calendar/remove", on="2026-11-24")

    assert answer.status == 303
    assert session.get(CalendarDay, date(2026, 11, 24), populate_existing=True) is None


def test_taking_out_no_day_is_refused(browser, session):
    factories.calendar(session)

    answer = browser.open("/staff/calendar").send("/staff/calendar/remove", on="never")

    assert answer.status == 422


def test_a_day_off_moves_the_due_date_that_is_proposed(browser, session):
    found = factories.complaint(session, issue_code="HT02", category_code="HT")
    address = f"/staff/complaints/{found.id}"
    before = browser.open(address).filled(f"{address}/accept")["due_on"]

    browser.open("/staff/calendar").send(
        "/staff/calendar", to="/staff/calendar", on="2026-11-25", kind="off", name="Nghỉ bão"
    )

    page = browser.open(address)
    assert (before, page.filled(f"{address}/accept")["due_on"]) == ("2026-11-25", "2026-11-26")
    assert "nghỉ: Nghỉ bão" in page.words


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.ADMINISTRATOR}))
def test_no_other_role_keeps_the_calendar(desk, session, role):
    browser = desk(factories.person(session, role))
    token = browser.open("/account").filled("/account")["csrf_token"]
    typed = {"csrf_token": token, "on": "2026-12-31", "name": "x", "kind": "off"}

    assert browser.open("/staff/calendar").status == 403
    for address in ("/staff/calendar", "/staff/calendar/remove"):
        assert browser.post(address, typed).status == 403
