"""The way of a message: nights, telephones, failures, and what is given up."""

from datetime import timedelta

import pytest

from models import HouseSetting, MailTemplate, OutboxMessage
from moderation.adapters.mail import AddressRefused
from moderation.adapters.texter import TextRefused
from moderation.domain.comment_states import CommentAction
from moderation.jobs import notices
from moderation.jobs.notices import MOST_ATTEMPTS
from moderation.services import messages, outbox
from tests import factories
from tests.conftest import NOW
from tests.jobs.post_office import FOR_NOW, PostOffice

EVENING = NOW + timedelta(hours=13)  # 22:00 in Hanoi
MORNING = NOW + timedelta(hours=21, minutes=30)  # 6:30


@pytest.fixture
def office(app, session):
    return PostOffice(app, session)


@pytest.fixture
def news(session):
    """A complaint there is news about; the row that tells it."""

    def make(at=NOW, channel=outbox.Channel.MAIL, **words) -> OutboxMessage:
        complaint = factories.complaint(session, **words)
        kind = outbox.Kind.COMPLAINT_NEWS
        row = outbox.enqueue(session, kind, complaint.id, now=at, due_at=at, channel=channel)
        session.commit()
        return row

    return make


def test_news_of_the_evening_wait_for_the_morning(office, news):
    row = news(at=EVENING)

    assert office.at(EVENING) == []
    assert (row.due_at, row.attempts) == (MORNING, 0)
    assert office.at(MORNING - timedelta(minutes=1)) == []
    assert len(office.at(MORNING)) == 1


def test_the_worker_follows_what_was_set_in_the_browser(session, office, news):
    news(at=EVENING)
    session.add(HouseSetting(name="quiet_hours", value="none", changed_at=NOW))
    session.add(HouseSetting(name="site_name", value="Nghe Huế", changed_at=NOW))
    session.commit()

    sent = office.at(EVENING)

    assert len(sent) == 1
    assert "Nghe Huế" in sent[0]["Subject"] + sent[0].get_content()


def test_news_of_something_urgent_do_not_wait(session, office, news, coordinator):
    news(at=EVENING, is_urgent=True)
    on_duty = news(at=EVENING)
    case = factories.routed(session, session.get_one(factories.Complaint, on_duty.subject_id))
    case.due_at = EVENING + timedelta(hours=24)
    session.query(OutboxMessage).filter_by(id=on_duty.id).update({"finished_at": None})
    session.commit()

    assert len(office.at(EVENING)) >= 2


def test_a_decision_of_the_evening_waits_too(session, office, article, moderator):
    comment = factories.comment(session, article, at=EVENING, email="hoa@mail.example")
    factories.decided(session, comment, CommentAction.APPROVE, moderator, at=EVENING)

    assert office.at(EVENING + timedelta(minutes=5)) == []
    assert len(office.at(MORNING)) == 1


def test_who_left_only_a_telephone_gets_a_short_message_without_content(session, office):
    complaint = factories.complaint(session, email=None)
    from moderation.services import complaints

    complaints.tell_citizen(session, complaint, now=NOW)
    session.commit()

    for _ in range(2):
        office.at(NOW)

    [text] = office.phone.sent
    row = session.query(OutboxMessage).one()
    assert (text.number, text.key) == ("+84900000111", f"outbox-{row.id}")
    assert complaint.code in text.words
    assert f"https://city.example/tra-cuu/{complaint.code}" in text.words
    for word in (complaint.title, complaint.content, complaint.full_name):
        assert word not in text.words
    assert (row.channel, row.finished_at, office.box.sent) == ("sms", NOW, [])


@pytest.mark.parametrize("words", [{"phone": None}, {"consent_contact": False}])
def test_who_left_no_telephone_or_did_not_agree_gets_none(office, news, words):
    row = news(channel=outbox.Channel.PHONE, email=None, **words)

    office.at(NOW)

    assert (office.phone.sent, row.finished_at) == ([], NOW)


def test_over_zalo_where_there_is_zalo(app, session, news):
    office, row = PostOffice(app, session, zalo=True), news(channel="phone", email=None)

    office.at(NOW)

    assert (len(office.zalo.sent), office.phone.sent, row.channel) == (1, [], "zalo")


def test_who_has_no_zalo_gets_an_sms_instead(app, session, news):
    office, row = PostOffice(app, session, zalo=True), news(channel="phone", email=None)
    office.zalo.error = TextRefused("no such user")

    for minutes in (0, 1):
        office.at(NOW + timedelta(minutes=minutes))

    assert (len(office.phone.sent), row.channel, row.last_error) == (1, "sms", None)


def test_zalo_that_is_busy_is_tried_again(app, session, news):
    office, row = PostOffice(app, session, zalo=True), news(channel="phone", email=None)
    office.zalo.error = FOR_NOW
    office.at(NOW)
    office.zalo.error = None

    office.at(NOW + timedelta(minutes=6))

    assert (len(office.zalo.sent), row.finished_at is not None) == (1, True)


def test_an_address_refused_for_good_is_given_up_at_once(office, news, caplog):
    row, office.box.error = news(), AddressRefused("lam@mail.example")

    office.at(NOW)

    assert (row.given_up_at, row.last_error, row.finished_at) == (NOW, "AddressRefused", None)
    assert office.at(NOW + timedelta(days=9)) == []
    assert "lam@" not in caplog.text


def test_what_fails_is_tried_for_about_three_days_and_then_given_up(session, office, news):
    row, office.box.error = news(), ConnectionRefusedError("no server")
    now, tries = NOW, 0
    while row.given_up_at is None:
        now, tries = max(row.due_at, now), tries + 1
        office.at(now)

    assert tries >= MOST_ATTEMPTS
    assert timedelta(days=2) < row.given_up_at - NOW < timedelta(days=5)
    assert row.attempts == MOST_ATTEMPTS


def test_a_worker_killed_at_the_last_try_leaves_nothing_unseen(session, news):
    row = news()
    row.attempts = MOST_ATTEMPTS
    session.commit()

    given_up = [notices.give_up_spent(session, now=NOW) for _ in range(2)]

    session.expire_all()
    assert (given_up, row.given_up_at) == ([1, 0], NOW)


def test_newer_news_take_the_place_of_what_was_given_up(session, office, news):
    row, office.box.error = news(), AddressRefused("x")
    office.at(NOW)

    kind = outbox.Kind.COMPLAINT_NEWS
    outbox.enqueue(session, kind, row.subject_id, now=NOW, due_at=NOW)
    session.expire_all()

    assert row.finished_at == NOW


def test_a_mail_that_came_back_is_told_again_on_demand(session, office, news, administrator):
    row = news()
    office.at(NOW)

    noted = [messages.bounce(session, row.id, actor=None, now=NOW) for _ in range(2)]
    assert (noted, row.given_up_at, row.finished_at) == ([True, False], NOW, None)
    messages.retry(session, row.id, actor=administrator, now=NOW)
    session.commit()

    assert [mail["Message-ID"] for mail in office.at(NOW)] == [
        f"<outbox-{row.id}@city.example>"
    ] * 2


def test_a_mail_says_what_the_office_wrote_and_runs_nothing_of_it(session, office, news):
    words = {"subject": "Tin về {code}", "body": "{{ 7*7 }} {code} {link} {how}"}
    session.add(MailTemplate(key="complaint_news", language="vi", changed_at=NOW, **words))
    row = news()

    [mail] = office.at(NOW)

    code = session.get_one(factories.Complaint, row.subject_id).code
    assert mail["Subject"] == f"Tin về {code}"
    assert "{{ 7*7 }}" in mail.get_content()
    assert f"/tra-cuu/{code}" in mail.get_content()


def test_what_staff_were_told_is_forgotten_and_what_citizens_were_told_kept(
    session, news, coordinator
):
    outbox.tell_staff(session, outbox.Kind.DIGEST, 1, [coordinator.id], now=NOW)
    news()
    session.query(OutboxMessage).update({"finished_at": NOW})

    outbox.purge(session, before=NOW + timedelta(days=1))

    assert [row.staff_id for row in session.query(OutboxMessage)] == [None]
