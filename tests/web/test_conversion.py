"""A comment that is really a complaint becomes one; both are linked, its author is told."""

import pytest
from sqlalchemy import select

from models import Comment, Complaint, OutboxMessage
from moderation.domain.comment_states import CommentState
from moderation.domain.complaint_states import ComplaintState
from moderation.domain.permissions import Role
from moderation.services import counters
from moderation.services.outbox import Kind
from tests import factories
from tests.conftest import NOW


@pytest.fixture
def waiting(session, article):
    return factories.comment(
        session,
        article,
        full_name="Cô Tám",
        title="Cống tắc",
        content="Cống trước nhà tắc từ hôm qua.",
        phone="+84900000301",
        email="tam@mail.example",
    )


def address(comment, act="convert") -> str:
    return f"/staff/comments/{comment.id}/{act}"


def convert(browser, comment, **typed):
    return browser.open(f"/staff/comments/{comment.id}").send(address(comment), **typed)


def fresh(session, row):
    return session.get(type(row), row.id, populate_existing=True)


def made_of(session, comment) -> Complaint:
    session.expire_all()
    return session.scalars(select(Complaint).where(Complaint.comment_id == comment.id)).one()


def test_converting_makes_a_complaint_with_the_words_and_the_sender(
    desk, moderator, session, waiting
):
    answer = convert(desk(moderator), waiting)

    made = made_of(session, waiting)
    assert answer.status == 303
    assert fresh(session, waiting).state is CommentState.CONVERTED
    assert (made.state, made.source) == (ComplaintState.RECEIVED, "comment")
    assert (made.title, made.content) == ("Cống tắc", "Cống trước nhà tắc từ hôm qua.")
    assert (made.full_name, made.phone, made.email) == (
        "Cô Tám", "+84900000301", "tam@mail.example",
    )  # fmt: skip
    assert (made.consent_contact, made.consent_publish, made.is_public) == (True, False, False)
    assert made.submitted_at == NOW
    assert made.code in answer.follow().words


def test_comment_and_complaint_are_linked_at_the_desk(desk, administrator, session, waiting):
    browser = desk(administrator)

    page = convert(browser, waiting).follow()
    made = made_of(session, waiting)

    assert page.soup.find("a", href=f"/staff/complaints/{made.id}").text == made.code
    back = browser.open(f"/staff/complaints/{made.id}")
    assert back.soup.find("a", href=f"/staff/comments/{waiting.id}")
    assert waiting.title in browser.open("/staff/comments?queue=converted").words


def test_the_author_reads_the_code_on_the_receipt_and_no_number(
    desk, moderator, session, waiting, visitor
):
    convert(desk(moderator), waiting)
    made = made_of(session, waiting)

    page = visitor.open(f"/binh-luan/{waiting.receipt}")

    assert f"Bình luận đã thành phản ánh {made.code}" in page.words
    assert page.soup.find("a", href=f"/tra-cuu/{made.code}")
    assert factories.number_of(made) not in page.text.replace(" ", "")
    assert "không được đăng" not in page.words


@pytest.mark.parametrize(("email", "mails"), [("tam@mail.example", 1), (None, 0)])
def test_the_author_is_mailed_if_an_address_was_left(
    desk, moderator, session, article, email, mails
):
    comment = factories.comment(session, article, email=email)

    convert(desk(moderator), comment)

    told = session.query(OutboxMessage).filter_by(kind=Kind.COMPLAINT_NEWS, finished_at=None)
    assert told.count() == mails


def test_the_second_conversion_is_a_conflict(desk, moderator, session, waiting):
    browser = desk(moderator)
    seen = browser.open(f"/staff/comments/{waiting.id}")
    convert(browser, waiting)
    version = str(fresh(session, waiting).version)

    answers = [seen.send(address(waiting)), seen.send(address(waiting), version=version)]

    assert [answer.status for answer in answers] == [409, 409]
    assert "Minh Thu chuyển thành phản ánh" in answers[0].words
    assert made_of(session, waiting)


def test_only_a_waiting_comment_is_converted(desk, moderator, session, article):
    shown = factories.published(session, article, moderator)
    browser = desk(moderator)
    page = browser.open(f"/staff/comments/{shown.id}")

    answer = page.send(address(shown, "cover"), to=address(shown))

    assert not page.soup.find("form", action=address(shown))
    assert answer.status == 409
    assert fresh(session, shown).state is CommentState.PUBLISHED


@pytest.mark.parametrize(
    "role", sorted(set(Role) - {Role.MODERATOR, Role.CHIEF_EDITOR, Role.ADMINISTRATOR})
)
def test_no_other_role_converts(desk, session, waiting, role):
    browser = desk(factories.person(session, role))
    token = browser.open("/account").filled("/account")["csrf_token"]

    answer = browser.post(address(waiting), {"csrf_token": token, "version": "1"})

    assert answer.status == 403
    assert fresh(session, waiting).state is CommentState.PENDING


def test_converting_does_not_go_through_the_decision_form(desk, moderator, session, waiting):
    answer = (
        desk(moderator)
        .open(f"/staff/comments/{waiting.id}")
        .send(address(waiting, "decide"), action="convert")
    )

    assert answer.status == 422
    assert session.scalars(select(Complaint)).all() == []


def test_covering_the_complaint_covers_the_comment_it_came_from(
    desk, administrator, session, waiting, visitor
):
    browser = desk(administrator)
    convert(browser, waiting)
    made = made_of(session, waiting)

    browser.open(f"/staff/complaints/{made.id}").send(f"/staff/complaints/{made.id}/cover")

    comment = fresh(session, waiting)
    assert (comment.state, comment.content) == (CommentState.SEALED, "")
    assert fresh(session, made).content == ""
    receipt = visitor.open(f"/binh-luan/{waiting.receipt}")
    assert made.code not in receipt.text
    assert "Cống" not in receipt.text


def test_covering_a_comment_covers_what_its_author_sent_before_and_after(
    desk, session, article, moderator, propaganda_officer
):
    words = {"full_name": "Cô Tám", "content": "Người ký nhận rau nhận tiền."}
    first = factories.rejected(session, article, moderator, **words)
    second = factories.rejected(session, article, moderator, **words, resubmits_id=first.id)
    third = factories.comment(session, article, **words, resubmits_id=second.id)
    other = factories.comment(session, article)

    desk(propaganda_officer).open(f"/staff/comments/{second.id}").send(address(second, "cover"))

    states = [fresh(session, each).state for each in (first, second, third, other)]
    assert states == [CommentState.SEALED] * 3 + [CommentState.PENDING]
    assert {fresh(session, each).content for each in (first, second, third)} == {""}
    assert counters.wrong_counters(session) == []


def test_what_readers_see_stays_when_an_earlier_try_is_covered(desk, session, article, moderator):
    first = factories.rejected(session, article, moderator)
    shown = factories.published(session, article, moderator, resubmits_id=first.id)

    desk(moderator).open(f"/staff/comments/{first.id}").send(address(first, "cover"))

    assert fresh(session, first).state is CommentState.SEALED
    assert fresh(session, shown).state is CommentState.PUBLISHED


def test_covering_the_comment_covers_the_complaint_made_of_it(
    desk, administrator, session, waiting
):
    browser = desk(administrator)
    convert(browser, waiting)

    browser.open(f"/staff/comments/{waiting.id}").send(address(waiting, "cover"))

    made = made_of(session, waiting)
    assert (made.state, made.content) == (ComplaintState.COVERED, "")
    assert fresh(session, waiting).state is CommentState.SEALED
    assert browser.open(f"/staff/complaints/{made.id}").status == 404


def test_a_comment_given_back_by_the_sealed_lane_does_not_become_a_second_complaint(
    desk, moderator, administrator, confidential_officer, session, waiting
):
    convert(desk(moderator), waiting)
    desk(administrator).open(f"/staff/comments/{waiting.id}").send(address(waiting, "cover"))
    sealed = desk(confidential_officer).open(f"/staff/sealed/{waiting.id}")
    sealed.send(f"/staff/sealed/{waiting.id}/uncover")
    comment = fresh(session, waiting)

    answer = convert(desk(moderator), waiting)

    assert isinstance(comment, Comment)
    assert answer.status == 409
    assert made_of(session, waiting)
