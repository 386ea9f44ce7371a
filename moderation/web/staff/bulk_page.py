"""What a batch is about to do or has done, as a page shows it."""

from collections.abc import Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from flask import make_response, render_template
from werkzeug.wrappers import Response

from models import Comment
from moderation.domain.bulk import Pick, Refusal
from moderation.domain.comment_states import CommentState
from moderation.services.bulk import Outcome
from moderation.web.staff.back import address_of
from moderation.web.words import gettext


@dataclass(frozen=True, slots=True)
class Shown:
    """What is done, and (number, title, why) of what is left out; free of rows."""

    picks: Sequence[str]
    refused: Sequence[tuple[int, str, str]]


def taken(outcome: Outcome) -> Shown:
    """The outcome as it stands before the commit."""
    return Shown(
        [str(Pick(comment.id, comment.version)) for comment in outcome.done],
        [
            (pick.comment_id, _title(comment, why), refusal_label(why))
            for pick, comment, why in outcome.refused
        ],
    )


def _title(comment: Comment | None, why: Refusal) -> str:
    """Nothing of what is covered is said."""
    is_shown = comment and comment.state is not CommentState.SEALED and why is not Refusal.GONE
    return comment.title if comment and is_shown else ""


def result(heading: str, words: str, shown: Shown, *, status: HTTPStatus, **more: Any) -> Response:
    """The page after a batch from which something was left out."""
    body = render_template(
        "staff/bulk_result.html",
        heading=heading,
        words=words,
        shown=shown,
        back=address_of(),
        **{"undo_until": 0, **more},
    )
    return make_response(body, status.value)


def refusal_label(why: Refusal) -> str:
    """Why one comment is left out, as a sentence."""
    return {
        Refusal.GONE: gettext("Không còn ở đây."),
        Refusal.STALE: gettext("Có người vừa xử lý bình luận này."),
        Refusal.ILLEGAL: gettext("Bình luận ở trạng thái này thì không làm vậy được."),
        Refusal.NEEDS_SECOND: gettext(
            "Bài viết nhạy cảm, cần hai người duyệt: mở từng bình luận để duyệt."
        ),
        Refusal.TOO_LATE: gettext("Đã hết thời gian hoàn tác."),
        Refusal.NOT_YOURS: gettext("Đây là quyết định của người khác."),
    }[why]
