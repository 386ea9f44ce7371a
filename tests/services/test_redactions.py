from datetime import timedelta

import pytest

from models import Article, Comment, Event
from moderation.domain.comment_states import CommentAction, CommentState
from moderation.domain.desk_queues import Queue
from moderation.domain.errors import IllegalTransition, Invalid, NotFound, StaleVersion
from moderation.domain.redaction import Mask, MaskKind, parse, suggested
from moderation.queries import comment_queues
from moderation.queries import comments as comment_queries
from moderation.services import comments, counters, redactions, sealing, undoing
from moderation.services.comments import Decision
from tests import factories
from tests.conftest import NOW

PHONE = "0900 000 301"


@pytest.fixture
def waiting(session, article):
    return factories.comment(
        session, article, full_name="Lê Hòa", title="Ngập", content=f"Gọi {PHONE} nhé, đồ ngu kia."
    )


def shown(session, article):
    page = comment_queries.threads(session, article.id, now=NOW)
    return [(row.first.full_name, row.first.title, row.first.content) for row in page.rows]


def approve(session, comment, actor, **more):
    decision = Decision(action=CommentAction.APPROVE, seen_version=comment.version, **more)
    return comments.decide(session, comment, decision, actor=actor, now=NOW, settling=timedelta(0))


def test_what_is_suggested_is_masked_unless_somebody_says_otherwise(
    session, article, waiting, moderator
):
    approve(session, waiting, moderator)

    assert shown(session, article) == [("Lê Hòa", "Ngập", "Gọi [số điện thoại] nhé, đồ ngu kia.")]
    assert waiting.content == f"Gọi {PHONE} nhé, đồ ngu kia."


def test_masks_that_were_lifted_stay_lifted(session, article, waiting, moderator):
    approve(session, waiting, moderator, masks=())

    assert shown(session, article)[0][2] == waiting.content
    assert waiting.masks == "[]"
    assert waiting.public_content is None


def test_masks_that_were_added_cover_name_and_title_too(session, article, waiting, moderator):
    chosen = (
        Mask("full_name", 3, 6, MaskKind.INITIAL),
        Mask("title", 0, 4, MaskKind.OTHER),
        Mask("content", 22, 28, MaskKind.RUDE),
    )

    approve(session, waiting, moderator, masks=chosen)

    assert shown(session, article)[0][:2] == ("Lê H.", "[đã che]")
    assert "[từ ngữ không phù hợp]" in waiting.public_content


def test_taking_the_approval_back_takes_the_masks_back(session, waiting, moderator):
    decision = Decision(action=CommentAction.APPROVE, seen_version=waiting.version)
    comments.decide(session, waiting, decision, actor=moderator, now=NOW)

    undoing.undo(session, waiting, seen_version=waiting.version, actor=moderator, now=NOW)

    assert (waiting.state, waiting.masks, waiting.public_content) == (
        CommentState.PENDING,
        "",
        None,
    )


def test_a_published_comment_gets_other_masks(session, article, waiting, moderator):
    approve(session, waiting, moderator, masks=())
    seen = session.get(Article, article.id, populate_existing=True).thread_version

    redactions.redact(
        session, waiting, suggested(waiting), seen_version=waiting.version, actor=moderator, now=NOW
    )

    assert "[số điện thoại]" in shown(session, article)[0][2]
    assert session.get(Article, article.id, populate_existing=True).thread_version == seen + 1
    assert session.query(Event).filter_by(action="redact", actor_id=moderator.id).count() == 1
    assert counters.wrong_counters(session) == []


def test_the_same_masks_again_write_nothing(session, waiting, moderator):
    approve(session, waiting, moderator)
    version = waiting.version

    redactions.redact(
        session, waiting, parse(waiting.masks), seen_version=version, actor=moderator, now=NOW
    )

    assert waiting.version == version
    assert session.query(Event).filter_by(action="redact").count() == 0


def test_masks_of_an_undecided_comment_go_with_the_decision(session, waiting, moderator):
    with pytest.raises(IllegalTransition):
        redactions.redact(
            session, waiting, (), seen_version=waiting.version, actor=moderator, now=NOW
        )


def test_who_changes_masks_second_is_told(session, waiting, moderator):
    approve(session, waiting, moderator)

    with pytest.raises(StaleVersion):
        redactions.redact(session, waiting, (), seen_version=1, actor=moderator, now=NOW)


def test_restoring_leaves_what_was_masked(session, waiting, moderator):
    approve(session, waiting, moderator)
    factories.decided(session, waiting, CommentAction.TAKE_DOWN, moderator, reason_text="a", at=NOW)

    factories.decided(session, waiting, CommentAction.RESTORE, moderator, at=NOW)

    assert "[số điện thoại]" in waiting.public_content


def test_an_appeal_that_was_right_publishes_masked(session, waiting, moderator):
    factories.decided(session, waiting, CommentAction.REJECT, moderator, reason_text="a")
    decision = Decision(action=CommentAction.UPHOLD, seen_version=waiting.version)

    comments.change(session, waiting, decision, actor=moderator, now=NOW, values={})

    assert "[số điện thoại]" in waiting.public_content


def test_looking_behind_a_mask_says_who_and_why(session, waiting, moderator):
    approve(session, waiting, moderator)

    words = redactions.reveal(session, waiting, "Tác giả hỏi", actor=moderator, now=NOW)

    event = session.query(Event).filter_by(action="reveal_original").one()
    assert PHONE in words.content
    assert (event.actor_id, event.at, event.note) == (moderator.id, NOW, "Tác giả hỏi")


def test_nobody_looks_behind_a_mask_without_a_reason(session, waiting, moderator):
    with pytest.raises(Invalid):
        redactions.reveal(session, waiting, "", actor=moderator, now=NOW)


def test_what_is_sealed_has_nothing_behind_a_mask(session, waiting, moderator, tools):
    sealing.cover(
        session, waiting, seen_version=waiting.version, seal=tools.seal, actor=moderator, now=NOW
    )

    with pytest.raises(NotFound):
        redactions.reveal(session, waiting, "a", actor=moderator, now=NOW)


def test_a_queue_of_what_was_decided_never_holds_the_original(session, waiting, moderator):
    approve(session, waiting, moderator)

    row = comment_queues.page(session, Queue.PUBLISHED, now=NOW).rows[0]

    assert not [value for value in row if PHONE in str(value)]


def test_a_title_of_labels_fits_its_column(session, article, moderator):
    comment = factories.comment(session, article, title="ab " * 60)
    masks = tuple(Mask("title", at, at + 2, MaskKind.RUDE) for at in range(0, 177, 3))

    approve(session, comment, moderator, masks=masks)

    assert len(session.get(Comment, comment.id, populate_existing=True).public_title) == 300
