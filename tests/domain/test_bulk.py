import pytest

from moderation.domain import bulk
from moderation.domain.bulk import MOST, Omission, Pick
from moderation.domain.comment_states import UNDOABLE, CommentAction, CommentState
from moderation.domain.errors import Invalid


def test_a_pick_is_written_and_read():
    assert Pick.parse(str(Pick(12, 3))) == Pick(12, 3)


@pytest.mark.parametrize("text", ["", "12", "12-", "-3", "a-1", "012-1", "1-1-1", "９-1", "1" * 41])
def test_a_pick_that_is_none_is_refused(text):
    with pytest.raises(Invalid):
        Pick.parse(text)


def test_each_comment_is_picked_once_and_no_more_than_a_page():
    assert bulk.picks(["1-1", "2-1", "1-1"]) == [Pick(1, 1), Pick(2, 1)]
    with pytest.raises(Invalid):
        bulk.picks([f"{number}-1" for number in range(1, MOST + 2)])


def test_whatever_is_done_to_many_can_be_taken_back():
    assert set(bulk.ACTIONS) <= UNDOABLE


@pytest.mark.parametrize(
    ("state", "version", "needs_second", "why"),
    [
        (CommentState.PENDING, 1, False, None),
        (CommentState.PENDING, 2, False, Omission.STALE),
        (CommentState.SPAM, 1, False, Omission.ILLEGAL),
        (CommentState.PENDING, 1, True, Omission.NEEDS_SECOND),
        (CommentState.SEALED, 2, False, Omission.GONE),
    ],
)
def test_why_a_comment_is_left_out(state, version, needs_second, why):
    action = CommentAction.APPROVE

    assert bulk.omission(state, version, Pick(1, 1), action, needs_second=needs_second) is why
