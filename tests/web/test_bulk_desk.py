"""Many comments at once, as a person does it: choose, look, apply, take back."""

from dataclasses import replace
from datetime import timedelta

import pytest

from models import Comment
from moderation.domain.comment_states import CommentAction, CommentState
from tests import factories
from tests.conftest import NOW

ADDRESS = "/staff/comments/bulk"


@pytest.fixture
def minute(app):
    tools = app.extensions["toolbox"]
    settings = replace(tools.settings, undo_seconds=60)
    app.extensions["toolbox"] = replace(tools, settings=settings)
    yield
    app.extensions["toolbox"] = tools


@pytest.fixture
def waiting(session, article):
    return [factories.comment(session, article) for _ in range(3)]


def picks(comments):
    return [f"{comment.id}-{comment.version}" for comment in comments]


def states(session):
    session.expire_all()
    return [comment.state for comment in session.query(Comment).order_by(Comment.id)]


def test_all_of_a_page_are_chosen_looked_at_and_published(
    desk, moderator, session, waiting, minute
):
    page = desk(moderator).open("/staff/comments?queue=pending&all=1")
    chosen = [box["value"] for box in page.soup.select("input[name=pick][checked]")]

    preview = page.send(f"{ADDRESS}/preview", action="approve", pick=chosen)
    before = states(session)
    answer = preview.send(f"{ADDRESS}/apply", pick=chosen)
    told = answer.follow()
    undone = told.send(f"{ADDRESS}/undo", pick=[f"{each.id}-2" for each in waiting])

    assert chosen == picks(waiting)
    assert "Đăng: 3 bình luận" in preview.words
    assert before == [CommentState.PENDING] * 3
    assert answer.location == "/staff/comments?queue=pending&all=1"
    assert "Đã đăng 3 bình luận." in told.words
    assert "Đã hoàn tác 3 quyết định." in undone.follow().words
    assert states(session) == [CommentState.PENDING] * 3


def test_one_reason_is_for_all_and_must_be_given(desk, moderator, session, waiting):
    page = desk(moderator).open("/staff/comments")
    preview = page.send(f"{ADDRESS}/preview", action="reject", pick=picks(waiting))

    without = preview.send(f"{ADDRESS}/apply", pick=picks(waiting), note="của tôi")
    answer = without.send(f"{ADDRESS}/apply", pick=picks(waiting), reason_code="duplicate")

    assert without.status == 422
    assert "Chọn một lý do" in without.words
    assert without.filled(f"{ADDRESS}/apply")["note"] == "của tôi"
    assert answer.status == 303
    assert states(session) == [CommentState.REJECTED] * 3


def test_what_changed_meanwhile_is_named_and_the_rest_is_done(
    desk, moderator, session, waiting, minute
):
    page = desk(moderator).open("/staff/comments")
    chosen = picks(waiting)
    preview = page.send(f"{ADDRESS}/preview", action="mark_spam", pick=chosen)
    other = factories.person(session, name="Quang Huy")
    factories.decided(session, waiting[1], CommentAction.HOLD, other)

    looked = page.send(f"{ADDRESS}/preview", action="mark_spam", pick=chosen)
    answer = preview.send(f"{ADDRESS}/apply", pick=chosen)
    undo = answer.filled(f"{ADDRESS}/undo")
    again = preview.send(f"{ADDRESS}/apply", pick=chosen)

    assert "1 bình luận không làm được" in looked.words
    assert answer.status == 200
    assert "Đã xếp 2 bình luận vào bình luận rác." in answer.words
    left_out = answer.soup.find("section", {"aria-labelledby": "omitted"}).get_text()
    assert f"{waiting[1].title}: Có người vừa xử lý bình luận này." in left_out
    assert undo["pick"] == f"{waiting[2].id}-2"
    assert again.status == 409


def test_nothing_chosen_is_said_and_nothing_else_happens(desk, moderator, session, waiting):
    page = desk(moderator).open("/staff/comments?queue=pending")

    answer = page.send(f"{ADDRESS}/preview", action="approve")

    assert answer.location == "/staff/comments?queue=pending"
    assert "Chưa chọn bình luận nào." in answer.follow().words


@pytest.mark.parametrize(
    ("action", "pick"), [("cover", "1-1"), ("", "1-1"), ("approve", "x"), ("approve", "1")]
)
def test_impossible_batches_are_refused(desk, moderator, waiting, action, pick):
    page = desk(moderator).open("/staff/comments")

    answers = [
        page.send(f"{ADDRESS}/preview", to=f"{ADDRESS}/{step}", action=action, pick=pick).status
        for step in ("preview", "apply")
    ]

    assert answers == [422, 422]


def test_a_reader_of_the_desk_decides_nothing(desk, propaganda_officer, moderator, waiting):
    form = desk(moderator).open("/staff/comments").filled(f"{ADDRESS}/preview")
    browser = desk(propaganda_officer)
    page = browser.open("/staff/comments")
    token = browser.open("/account").filled("/account")["csrf_token"]

    answer = browser.post(
        f"{ADDRESS}/apply",
        {**form, "csrf_token": token, "action": "approve", "pick": picks(waiting)},
    )

    assert answer.status == 403
    assert not page.soup.select("input[name=pick]")


def test_a_page_with_overdue_claims_before_it_can_be_chosen_whole(
    desk, moderator, session, article
):
    made = [factories.comment(session, article) for _ in range(52)]
    for comment in made:
        comment.state = CommentState.HELD
    made[-1].decide_by = made[-2].decide_by = NOW.date() - timedelta(days=1)
    session.commit()
    page = desk(moderator).open("/staff/comments?queue=held&all=1")

    chosen = [box["value"] for box in page.soup.select("input[name=pick][checked]")]

    preview = page.send(f"{ADDRESS}/preview", action="release", pick=chosen)

    assert len(chosen) == 52
    assert preview.status == 200
