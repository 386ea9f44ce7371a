"""What a batch is about to do or has done, as a page shows it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from flask import make_response, render_template
from werkzeug.wrappers import Response

from models import Comment
from moderation.domain.bulk import Omission, Pick
from moderation.domain.comment_states import CommentState
from moderation.services.bulk import Judged, Outcome
from moderation.web.staff.back import address_of
from moderation.web.staff.masking import reading
from moderation.web.words import gettext


@dataclass(frozen=True, slots=True)
class Shown:
    """What is done, and (number, title, why) of what is left out; free of rows."""

    picks: Sequence[str]
    omitted: Sequence[tuple[int, str, str]]


def taken(outcome: Outcome) -> Shown:
    """The outcome as it stands before the commit."""
    return Shown(
        [str(Pick(comment.id, comment.version)) for comment in outcome.done],
        lines(outcome.omitted),
    )


def lines(omitted: Iterable[Judged]) -> list[tuple[int, str, str]]:
    """Number, title and why of what is left out; of what is covered nothing is said."""
    return [
        (pick.comment_id, _title(comment, why), omission_label(why))
        for pick, comment, why in omitted
        if why
    ]


def _title(comment: Comment | None, why: Omission) -> str:
    if comment is None or why is Omission.GONE or comment.state is CommentState.SEALED:
        return ""
    return reading(comment).words.title


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


def omission_label(why: Omission) -> str:
    """Why one comment is left out, as a sentence."""
    return {
        Omission.GONE: gettext("Không còn ở đây."),
        Omission.STALE: gettext("Có người vừa xử lý bình luận này."),
        Omission.ILLEGAL: gettext("Bình luận ở trạng thái này thì không làm vậy được."),
        Omission.NEEDS_SECOND: gettext(
            "Bài viết nhạy cảm, cần hai người duyệt: mở từng bình luận để duyệt."
        ),
        Omission.ASKED_BY_ANOTHER: gettext("Đang xin ý kiến: người đã hỏi quyết định."),
        Omission.TOO_LATE: gettext("Đã hết thời gian hoàn tác."),
        Omission.NOT_YOURS: gettext("Đây là quyết định của người khác."),
    }[why]
