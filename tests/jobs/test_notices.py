import email
import sqlite3
import threading
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from email import policy

import pytest

from models import OutboxMessage, Reason
from moderation.cli.session import writing
from moderation.cli.workshop import workshop_for
from moderation.domain.comment_states import CommentAction
from moderation.domain.settings import Settings
from moderation.jobs import notices, registry
from moderation.jobs.notices import MOST_ATTEMPTS
from moderation.jobs.registry import Workshop
from moderation.queries import outbox as outbox_queries
from moderation.services import complaint_sealing, outbox, sealing, undoing
from moderation.services.comments import SETTLING
from tests import factories
from tests.conftest import NOW, close, make_app, settings_for

LATER = NOW + SETTLING


class Box:
    """A mailer that keeps what it is given, or refuses it."""

    def __init__(self):
        self.sent, self.broken = [], False

    def send(self, message):
        if self.broken:
            raise ConnectionRefusedError("no server")
        self.sent.append(email.message_from_bytes(bytes(message), policy=policy.default))


@pytest.fixture
def box():
    return Box()


@pytest.fixture
def workshop(app, session, box):
    @contextmanager
    def ours():
        yield session

    post = replace(
        workshop_for(app).post,
        mailer=box,
        sender="nghe@city.example",
        base_url="https://city.example",
    )
    return Workshop(
        reading=ours,
        writing=ours,
        engine=None,
        post=post,
        clock=lambda: LATER,
        photos=None,
        rules=None,
        house=lambda _session: app.extensions["toolbox"].settings,
    )


@pytest.fixture
def decided(session, article, moderator):
    def make(action=CommentAction.APPROVE, language="vi", **more):
        comment = factories.comment(session, article, email="hoa@mail.example", language=language)
        return factories.decided(session, comment, action, moderator, at=NOW, **more)

    return make


def message(session) -> OutboxMessage:
    return session.query(OutboxMessage).order_by(OutboxMessage.id.desc()).first()


def test_an_author_is_told_once_with_nothing_in_the_subject(session, decided, workshop, box):
    comment = decided()

    for _ in range(2):
        registry.send_one(workshop, message(session).id)

    [mail] = box.sent
    assert mail["To"] == "hoa@mail.example"
    assert mail["Subject"] == "Lắng Nghe: bình luận của ông/bà đã có kết quả"
    assert f"https://city.example/binh-luan/{comment.receipt}" in mail.get_content()
    assert comment.title not in mail.as_string()
    assert message(session).finished_at == LATER


@pytest.mark.parametrize(
    ("action", "says"),
    [
        (CommentAction.APPROVE, "has been published"),
        (CommentAction.REJECT, "was not published"),
        (CommentAction.MARK_SPAM, "put with spam"),
    ],
)
def test_a_mail_speaks_the_language_of_the_form(session, decided, workshop, box, action, says):
    decided(action, language="en", reason_code="duplicate")

    registry.send_one(workshop, message(session).id)

    assert "Your comment" in box.sent[0].get_content()
    assert says in box.sent[0].get_content()


def test_a_take_down_is_told(session, decided, workshop, box, moderator):
    comment = decided()
    factories.decided(
        session, comment, CommentAction.TAKE_DOWN, moderator, at=NOW, reason_code="unlawful"
    )

    registry.send_one(workshop, message(session).id)

    assert "đã được gỡ" in box.sent[0].get_content()


def test_nothing_is_due_before_the_decision_has_settled(session, decided):
    decided()

    assert notices.due(session, now=LATER - timedelta(seconds=1)) == []
    assert notices.due(session, now=LATER) == [message(session).id]


def test_a_message_is_claimed_by_one_worker_only(session, decided):
    decided()
    message_id = message(session).id

    assert [notices.claim(session, message_id, now=LATER) for _ in range(2)] == [True, False]


def test_a_claim_that_came_to_nothing_is_due_again(session, decided):
    decided()
    notices.claim(session, message(session).id, now=LATER)

    assert notices.due(session, now=LATER + timedelta(minutes=4)) == []
    assert notices.due(session, now=LATER + timedelta(minutes=5)) == [message(session).id]


def test_a_failure_is_noted_by_its_kind_and_tried_again_ever_later(session, decided, workshop, box):
    decided()
    box.broken = True

    registry.send_one(workshop, message(session).id)

    kept = message(session)
    assert (kept.finished_at, kept.attempts, kept.last_error) == (None, 1, "ConnectionRefusedError")
    assert outbox_queries.summary(session, now=NOW) == {
        "waiting": 1,
        "being sent": 0,
        "finished in 24 hours": 0,
        "failing": 1,
        "given up": 0,
    }


def test_a_hopeless_message_is_left_for_a_person(session, decided):
    decided()
    message(session).attempts = MOST_ATTEMPTS
    session.flush()

    assert notices.due(session, now=NOW + timedelta(days=9)) == []


def test_a_person_can_have_hopeless_messages_tried_again(app, session, decided):
    decided()
    message(session).attempts, message(session).last_error = MOST_ATTEMPTS, "SMTPDataError"
    session.commit()

    told = app.test_cli_runner().invoke(args=["jobs", "retry"]).output

    assert told == "1 will be tried again\n"
    session.expire_all()
    due = notices.due(session, now=app.extensions["toolbox"].clock() + timedelta(seconds=1))
    assert due == [message(session).id]


def test_nobody_is_told_of_a_comment_sealed_meanwhile(
    session, decided, workshop, box, moderator, tools
):
    comment = decided()
    message_id = message(session).id
    sealing.cover(
        session, comment, seen_version=comment.version, seal=tools.seal, actor=moderator, now=NOW
    )
    session.query(OutboxMessage).update({"finished_at": None})
    session.commit()

    registry.send_one(workshop, message_id)

    assert box.sent == []
    assert message(session).finished_at == LATER


def test_a_message_about_nothing_is_finished(session, workshop, box):
    session.add(OutboxMessage(kind="comment_decided", subject_id=10**9, created_at=NOW, due_at=NOW))
    session.commit()

    registry.send_one(workshop, message(session).id)

    assert (box.sent, message(session).finished_at) == ([], LATER)


@pytest.fixture
def complaint_news(session):
    def make(**words):
        complaint = factories.complaint(session, hide_identity=True, **words)
        outbox.enqueue(session, outbox.Kind.COMPLAINT_NEWS, complaint.id, now=NOW, due_at=NOW)
        session.commit()
        return complaint

    return make


@pytest.mark.parametrize("source", ["comment", "import"])
def test_who_was_shown_no_number_is_told_where_to_get_one(
    session, complaint_news, workshop, box, source
):
    complaint_news(source=source)

    registry.send_one(workshop, message(session).id)

    whole = box.sent[0].get_content()
    assert "hỏi bộ phận tiếp nhận" in whole
    assert "đã nhận khi gửi" not in whole


def test_a_citizen_is_told_that_there_is_news_and_no_word_of_it(
    session, complaint_news, workshop, box
):
    complaint = complaint_news()

    for _ in range(2):
        registry.send_one(workshop, message(session).id)

    [mail] = box.sent
    whole = mail.get_content()
    assert (mail["To"], complaint.code in mail["Subject"]) == ("lam@mail.example", True)
    assert f"https://city.example/tra-cuu/{complaint.code}" in whole
    assert "số mật khẩu" in whole
    for word in (complaint.title, complaint.content, complaint.full_name, complaint.address):
        assert word not in mail["Subject"] + whole


@pytest.mark.parametrize("words", [{"email": None}, {"consent_contact": False}])
def test_who_left_no_address_or_did_not_agree_is_not_written_to(
    session, complaint_news, workshop, box, words
):
    complaint_news(**words)

    registry.send_one(workshop, message(session).id)

    assert (box.sent, message(session).finished_at) == ([], LATER)


class SlowBox(Box):
    """A mail server that lets one wait."""

    def __init__(self):
        super().__init__()
        self.asked, self.answers = threading.Event(), threading.Event()

    def send(self, message):
        self.asked.set()
        assert self.answers.wait(20)
        super().send(message)


def test_a_slow_mail_server_keeps_nobody_from_writing(tmp_path):
    app, box = make_app(settings_for(tmp_path), clock=lambda: LATER), SlowBox()
    with app.app_context(), writing() as session:
        factories.decided(
            session,
            factories.comment(session, factories.article(session), email="hoa@mail.example"),
            CommentAction.APPROVE,
            factories.person(session),
            at=NOW,
        )
        message_id = message(session).id
    built = workshop_for(app)
    workshop = replace(built, post=replace(built.post, mailer=box))
    sender = threading.Thread(target=registry.send_one, args=(workshop, message_id))

    sender.start()
    assert box.asked.wait(20)
    other = sqlite3.connect(tmp_path / "portal.db", timeout=0, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    other.rollback()
    box.answers.set()
    sender.join(20)

    finished = other.execute("SELECT finished_at IS NOT NULL FROM outbox_message").fetchall()
    other.close()
    close(app)
    assert (len(box.sent), finished) == (1, [(1,)])


def test_a_take_down_taken_back_at_once_tells_nothing_new(
    session, decided, workshop, box, moderator
):
    comment = decided()
    registry.send_one(workshop, message(session).id)

    for action in (CommentAction.TAKE_DOWN, CommentAction.RESTORE):
        factories.decided(session, comment, action, moderator, at=NOW, reason_code="unlawful")
    registry.send_one(workshop, message(session).id)

    assert len(box.sent) == 1
    assert message(session).finished_at == LATER


def test_what_was_never_told_is_told_after_a_change_of_mind(
    session, decided, workshop, box, moderator
):
    comment = decided()
    for action in (CommentAction.TAKE_DOWN, CommentAction.RESTORE):
        factories.decided(session, comment, action, moderator, at=NOW, reason_code="unlawful")

    registry.send_one(workshop, message(session).id)

    assert "đã được đăng" in box.sent[0].get_content()


def test_every_outcome_is_told_when_it_stays(session, decided, workshop, box, moderator):
    comment = decided()
    registry.send_one(workshop, message(session).id)
    for action in (CommentAction.TAKE_DOWN, CommentAction.RESTORE):
        factories.decided(session, comment, action, moderator, at=NOW, reason_code="unlawful")
        registry.send_one(workshop, message(session).id)

    assert len(box.sent) == 3


def test_nobody_is_told_that_an_answer_in_a_hidden_thread_was_published(
    session, article, workshop, box, moderator
):
    first = factories.published(session, article, moderator)
    answer = factories.comment(session, article, parent_id=first.id, email="hoa@mail.example")
    factories.decided(
        session, first, CommentAction.TAKE_DOWN, moderator, at=NOW, reason_code="unlawful"
    )
    factories.decided(session, answer, CommentAction.APPROVE, moderator, at=NOW)

    registry.send_one(workshop, message(session).id)

    assert (box.sent, message(session).finished_at) == ([], LATER)


def test_nobody_is_told_of_a_complaint_covered_meanwhile(
    session, complaint_news, workshop, box, coordinator, rules, tools
):
    complaint = complaint_news()
    message_id = message(session).id
    complaint_sealing.cover(
        session, complaint, seen_version=complaint.version, rules=rules, seal=tools.seal,
        actor=coordinator, now=NOW,
    )  # fmt: skip
    session.query(OutboxMessage).update({"finished_at": None})
    session.commit()

    registry.send_one(workshop, message_id)

    assert box.sent == []


def test_a_mail_gives_the_reason_as_administrators_worded_it(session, decided, workshop, box):
    session.add(
        Reason(
            scope="comment", code="duplicate", name="Đã có bình luận y như vậy", name_en="",
            position=0, is_active=True,
        )
    )  # fmt: skip
    decided(CommentAction.REJECT, reason_code="duplicate")

    registry.send_one(workshop, message(session).id)

    assert "Đã có bình luận y như vậy." in box.sent[0].get_content()


def test_a_mail_is_plain_text(session, decided, workshop, box):
    decided()

    house = Settings(site_name="Hỏi & Đáp")
    registry.send_one(replace(workshop, house=lambda _session: house), message(session).id)

    assert box.sent[0]["Subject"].startswith("Hỏi & Đáp:")


def test_a_mail_that_an_undone_decision_replaced_is_sent_after_all(
    session, decided, workshop, box, moderator
):
    comment = decided()
    soon = NOW + timedelta(seconds=20)
    factories.decided(
        session, comment, CommentAction.TAKE_DOWN, moderator, at=soon, reason_code="unlawful"
    )
    undoing.undo(session, comment, seen_version=comment.version, actor=moderator, now=soon)
    session.commit()

    for message_id in notices.due(session, now=LATER):
        registry.send_one(workshop, message_id)

    [mail] = box.sent
    assert "đã được đăng" in mail.get_content()
