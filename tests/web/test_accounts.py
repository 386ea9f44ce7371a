from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy.exc import OperationalError

from models import Event, StaffSession
from moderation.services import staff
from tests import factories
from tests.conftest import NOW
from tests.factories import PASSWORD
from tests.visitor import Visitor


def log_in(visitor, email, password=PASSWORD, to="/login"):
    return visitor.open(to).send("/login", email=email, password=password)


@pytest.fixture
def desk(app, session):
    """Elsewhere nobody types a password; here everybody does."""

    def type_it(person):
        browser = Visitor(app)
        answer = log_in(browser, person.email)
        assert answer.status == 303, answer.text
        return browser

    return type_it


def test_a_line_end_in_the_wanted_page_breaks_nothing(visitor, moderator):
    answer = log_in(visitor, moderator.email, to="/login?next=/staff%0d%0aX:y")

    assert answer.location == "/staff/"


def test_a_busy_database_does_not_undo_what_was_answered(
    app, desk, session, moderator, monkeypatch
):
    """A login is marked as used after the view; its decision is committed by then."""
    browser = desk(moderator)
    session.query(StaffSession).update({"seen_at": NOW - timedelta(minutes=6)})
    session.commit()

    def busy(_session):
        raise OperationalError("BEGIN IMMEDIATE", {}, Exception("database is locked"))

    monkeypatch.setattr("moderation.web.logins.for_writing", busy)

    assert browser.open("/staff/").status == 200


def test_logging_in_leads_to_my_work(visitor, moderator):
    answer = log_in(visitor, moderator.email.upper())

    assert answer.location == "/staff/"
    assert "Việc của tôi" in answer.follow().words
    assert visitor.open("/login").location == "/staff/"


def test_logging_in_leads_where_one_wanted_to_go(visitor, moderator):
    wanted = visitor.open("/staff/comments?queue=spam").location

    assert log_in(visitor, moderator.email, to=wanted).location == "/staff/comments?queue=spam"


@pytest.mark.parametrize(
    "elsewhere",
    [
        "https://evil.example",
        "//evil.example",
        "/\\evil.example",
        "/bai-viet",
        "/staff%0d%0aX:1",
        "/staff/%00",
        "/staff/%5c",
        "/staff%e2%80%a8",
    ],
)
def test_logging_in_leads_nowhere_else(visitor, moderator, elsewhere):
    assert log_in(visitor, moderator.email, to=f"/login?next={elsewhere}").location == "/staff/"


@pytest.mark.parametrize("case", ["password", "nobody", "locked"])
def test_a_wrong_login_does_not_say_what_was_wrong(
    visitor, session, moderator, administrator, case
):
    email, password = moderator.email, PASSWORD
    if case == "password":
        password = "sai mat khau"
    if case == "nobody":
        email = "nobody@example.org"
    if case == "locked":
        staff.set_active(session, moderator, False, actor=administrator, now=NOW)
        session.commit()

    answer = log_in(visitor, email, password)

    assert answer.status == 422
    assert "E-mail hoặc mật khẩu chưa đúng." in answer.words
    assert answer.filled("/login")["email"] == email
    assert answer.filled("/login")["password"] == ""


def test_empty_fields_are_asked_for(visitor):
    answer = visitor.open("/login").send("/login")

    assert answer.status == 422
    assert "Xin nhập e-mail." in answer.words


def test_wrong_passwords_are_slowed_for_the_account(app, session, moderator):
    visitors = [Visitor(app, address=f"127.0.1.{number}") for number in range(12)]

    answers = [log_in(visitor, moderator.email, "sai mat khau").status for visitor in visitors]

    assert answers == [422] * 10 + [429] * 2


def test_wrong_passwords_are_slowed_for_the_address(app, session):
    visitor = Visitor(app, address="127.0.2.1")

    answers = [
        log_in(visitor, f"ai-{number}@example.org", "sai mat khau").status for number in range(31)
    ]

    assert answers == [422] * 30 + [429]


def test_a_right_password_is_not_counted(app, session, moderator):
    for _ in range(12):
        assert log_in(Visitor(app), moderator.email).status == 303


def test_logging_out_ends_the_login_everywhere_at_once(visitor, app, moderator, session):
    log_in(visitor, moderator.email)
    stolen = Visitor(app)
    stolen.client.set_cookie("portal", visitor.client.get_cookie("portal").value)
    assert stolen.open("/staff/").status == 200

    visitor.open("/staff/").send("/logout")

    assert visitor.open("/staff/").status == 303
    assert stolen.open("/staff/").status == 303
    assert session.query(StaffSession).count() == 0


def test_a_locked_account_is_out_at_once(desk, session, moderator, administrator):
    browser = desk(moderator)
    staff.set_active(session, moderator, False, actor=administrator, now=NOW)
    session.commit()

    assert browser.open("/staff/").status == 303


def test_a_form_sent_after_the_login_ended_gives_its_words_back(desk, session, moderator, article):
    browser = desk(moderator)
    comment = factories.comment(session, article)
    page = browser.open(f"/staff/comments/{comment.id}")
    session.query(StaffSession).delete()
    session.commit()

    answer = page.send(
        f"/staff/comments/{comment.id}/decide", action="reject", note="ghi chú dài của tôi"
    )

    assert answer.status == 401
    assert "ghi chú dài của tôi" in answer.words


def test_an_ended_login_is_explained(desk, session, moderator):
    browser = desk(moderator)
    session.query(StaffSession).delete()
    session.commit()

    assert "Phiên làm việc đã hết" in browser.open("/staff/").follow().words


def test_a_used_login_is_noted_at_most_every_five_minutes(
    app, desk, session, moderator, monkeypatch
):
    browser = desk(moderator)
    tools = app.extensions["toolbox"]

    def used_after(minutes):
        later = NOW + timedelta(minutes=minutes)
        monkeypatch.setitem(app.extensions, "toolbox", replace(tools, clock=lambda: later))
        browser.open("/staff/")
        session.commit()
        login = session.query(StaffSession).one()
        session.refresh(login)
        return login.seen_at - NOW

    assert [used_after(4), used_after(6)] == [timedelta(0), timedelta(minutes=6)]


def test_everybody_changes_their_own_password(desk, app, moderator, session):
    browser = desk(moderator)
    other = desk(moderator)

    wrong = browser.open("/account").send("/account", present="sai", wanted="mat khau moi hon")
    short = browser.open("/account").send("/account", present=PASSWORD, wanted="ngan")
    done = browser.open("/account").send("/account", present=PASSWORD, wanted="mat khau moi hon")

    assert "chưa đúng" in wrong.words
    assert "từ 10 đến 200" in short.words
    assert done.status == 303
    assert browser.open("/account").status == 200
    assert other.open("/account").status == 303
    assert log_in(Visitor(app), moderator.email, "mat khau moi hon").status == 303


def test_logins_are_events(desk, session, moderator):
    desk(moderator).open("/staff/").send("/logout")

    actions = [
        event.action
        for event in session.query(Event).filter_by(actor_id=moderator.id).order_by(Event.id)
    ]
    assert actions == ["log_in", "log_out"]


def test_the_cookie_is_for_the_browser_only(app, session, moderator):
    answer = log_in(Visitor(app), moderator.email)

    cookie = answer.response.headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
