"""The administrator's list of messages that did not leave, and the words of mails."""

from datetime import timedelta

import pytest

from models import Event, MailTemplate, OutboxMessage
from moderation.domain.mail_kinds import KINDS
from moderation.domain.permissions import Role
from tests import factories
from tests.conftest import NOW


@pytest.fixture
def house(desk, administrator):
    return desk(administrator)


@pytest.fixture
def lying(session):
    def make(**values) -> OutboxMessage:
        complaint = factories.complaint(session, email="lam@mail.example")
        known = {"kind": "complaint_news", "subject_id": complaint.id, "attempts": 3}
        row = OutboxMessage(**{"created_at": NOW, "due_at": NOW, **known, **values})
        session.add(row)
        session.commit()
        return row

    return make


def events(session, action: str) -> int:
    return session.query(Event).filter_by(subject="message", action=action).count()


def test_what_was_given_up_is_listed_with_its_reason_and_no_address(house, lying):
    row = lying(given_up_at=NOW, last_error="AddressRefused")

    page = house.open("/staff/messages")

    assert f"#{row.id}" in page.words
    assert "địa chỉ không nhận thư" in page.words
    assert "3 lần" in page.words
    assert "lam@" not in page.text
    assert page.soup.select_one(".ln-drooms [aria-current]").text == "Tin gửi đi"


@pytest.mark.parametrize(
    ("show", "values"),
    [
        ("failing", {"last_error": "SMTPServerDisconnected"}),
        ("waiting", {"attempts": 0}),
    ],
)
def test_what_fails_and_what_waits_have_piles_of_their_own(house, lying, show, values):
    row = lying(**values)

    assert f"#{row.id}" in house.open(f"/staff/messages?show={show}").words
    assert f"#{row.id}" not in house.open("/staff/messages").words


def test_staff_are_named(house, lying, coordinator):
    lying(kind="digest", staff_id=coordinator.id, given_up_at=NOW)

    assert coordinator.name in house.open("/staff/messages").words


def test_it_is_sent_again_on_demand(house, session, lying):
    row = lying(given_up_at=NOW, last_error="Bounced", due_at=NOW + timedelta(days=1))
    address = f"/staff/messages/{row.id}/retry"

    answer = house.open("/staff/messages").send(address)

    session.expire_all()
    assert answer.status == 303
    assert (row.attempts, row.due_at, row.given_up_at) == (0, NOW, None)
    assert events(session, "retry") == 1


def test_it_is_stopped_on_demand(house, session, lying):
    row = lying(given_up_at=NOW, last_error="Bounced")

    answer = house.open("/staff/messages").send(f"/staff/messages/{row.id}/stop")

    session.expire_all()
    assert "Không có tin nào ở đây" in answer.follow().words
    assert (row.finished_at, events(session, "stop")) == (NOW, 1)


@pytest.mark.parametrize("act", ["retry", "stop"])
def test_what_left_meanwhile_is_a_conflict(house, session, lying, act):
    row = lying(given_up_at=NOW, last_error="Bounced")
    page = house.open("/staff/messages")
    row.finished_at = NOW
    session.commit()

    assert page.send(f"/staff/messages/{row.id}/{act}").status == 409


def test_a_long_pile_is_turned_page_by_page(house, session, lying):
    rows = [lying(given_up_at=NOW, created_at=NOW - timedelta(minutes=n % 7)) for n in range(53)]

    first = house.open("/staff/messages")
    link = next(a for a in first.soup.find_all("a") if a.text == "Xem tiếp")
    second = house.open(link["href"])

    told = first.words + second.words
    assert all(told.count(f"#{row.id} ") == 1 for row in rows)


@pytest.mark.parametrize("address", ["?show=x", "?after=x"])
def test_what_is_no_pile_and_no_place_is_refused(house, address):
    assert house.open(f"/staff/messages{address}").status in (404, 422)


EDIT = "/staff/mail-templates/complaint_news/vi"


def test_every_mail_is_listed_and_opens_with_the_words_that_ship(house):
    listed = house.open("/staff/mail-templates")

    assert len(listed.soup.select("tbody tr")) == len(KINDS)
    for link in [a["href"] for a in listed.soup.select("tbody a")]:
        page = house.open(link)
        filled = page.filled(link)
        assert page.status == 200
        assert page.send(link, preview="1").status == 200, (link, filled)
    news = house.open(EDIT).filled(EDIT)
    assert news["subject"] == "{site}: có tin mới về phản ánh {code}"
    assert {"{code}", "{how}", "{link}"} <= set(news["body"].split())


def test_a_preview_shows_sample_values_and_saves_nothing(house, session):
    answer = house.open(EDIT).send(
        EDIT, subject="Tin về {code}", body="Xem {code} tại {link}\n\n<b>{{ 7*7 }}", preview="1"
    )

    assert answer.status == 422  # lone braces
    answer = house.open(EDIT).send(
        EDIT, subject="Tin về {code}", body="<b>Xem {code} tại {link}", preview="1"
    )
    assert answer.status == 200
    assert "Tin về PA-XXXX-XXXX-XXXX" in answer.words
    assert "<b>Xem PA-XXXX-XXXX-XXXX tại https://langnghe.example.vn" in answer.words
    assert answer.filled(EDIT)["body"] == "<b>Xem {code} tại {link}"
    assert session.query(MailTemplate).count() == 0


def test_words_are_saved_and_brought_back_each_with_its_event(house, session, administrator):
    saved = house.open(EDIT).send(EDIT, subject="Tin về {code}", body="{code} {link}")
    row = session.get(MailTemplate, ("complaint_news", "vi"))
    assert (saved.status, row.subject, row.body) == (303, "Tin về {code}", "{code} {link}")

    back = house.open(EDIT).send(f"{EDIT}/reset")

    session.expire_all()
    assert back.status == 303
    assert session.query(MailTemplate).count() == 0
    written = session.query(Event).filter_by(subject="mail_template", actor_id=administrator.id)
    assert [(each.action, each.note) for each in written.order_by(Event.id)] == [
        ("save_mail_template", "complaint_news vi"),
        ("reset_mail_template", "complaint_news vi"),
    ]


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"subject": "Xem {link}"}, "subject"),
        ({"subject": ""}, "subject"),
        ({"body": "{code}"}, "body"),
        ({"body": "{code} {link} {phone}"}, "body"),
    ],
)
def test_words_that_will_not_do_are_refused_beside_their_field(house, session, typed, field):
    written = {"subject": "Tin", "body": "{code} {link}", **typed}

    answer = house.open(EDIT).send(EDIT, **written)

    assert answer.status == 422
    assert answer.soup.select_one(f"#{field}-error")
    assert answer.filled(EDIT)["body"] == written["body"]
    assert session.query(MailTemplate).count() == 0


def test_who_saved_second_is_told_and_loses_nothing(house, session, desk):
    other = desk(factories.person(session, Role.ADMINISTRATOR)).open(EDIT)
    house.open(EDIT).send(EDIT, subject="Một {code}", body="{code} {link}")

    answer = other.send(EDIT, subject="Hai {code}", body="{code} {link}")

    assert answer.status == 409
    assert answer.filled(EDIT)["subject"] == "Hai {code}"
    again = answer.send(EDIT)
    session.expire_all()
    assert (again.status, session.query(MailTemplate).one().subject) == (303, "Hai {code}")


@pytest.mark.parametrize("address", ["complaint_news/fr", "nothing/vi", "../app/vi"])
def test_what_is_no_mail_is_not_there(house, address):
    assert house.open(f"/staff/mail-templates/{address}").status == 404


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.ADMINISTRATOR}))
def test_no_other_role_sees_or_changes_any_of_it(desk, session, lying, role):
    row = lying(given_up_at=NOW)
    browser = desk(factories.person(session, role))
    token = browser.open("/account").filled("/account")["csrf_token"]
    posts = [EDIT, f"{EDIT}/reset", f"/staff/messages/{row.id}/retry"]

    assert {browser.open(page).status for page in ("/staff/messages", EDIT)} == {403}
    assert {browser.post(page, {"csrf_token": token}).status for page in posts} == {403}
