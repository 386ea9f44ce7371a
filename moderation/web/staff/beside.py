"""What the comment page needs beside the comment: opinions, the two approvals, the last day, who
else looks at it, what the screening found.
"""

from typing import Any

from models import Article, Comment, Staff
from moderation.domain.comment_states import UNDECIDED
from moderation.domain.errors import Refusal, Refused
from moderation.domain.permissions import GIVES_OPINIONS
from moderation.queries import claims, holds, standard_texts
from moderation.queries import opinions as opinion_queries
from moderation.services import opinions, undoing
from moderation.web.context import me, now, session, settings, tools
from moderation.web.staff import findings
from moderation.web.staff.promise import promise


def beside(found: Comment, article: Article) -> dict[str, Any]:
    """Values of the comment page that no form carries."""
    first = session().get(Staff, found.endorsed_by_id) if found.endorsed_by_id else None
    return {
        "opinions": opinion_queries.of_comment(session(), found.id) if found.version > 1 else (),
        "asked": opinions.current(session(), found),
        "stopped_by": _stopped_by(found, article),
        "endorsed_by": first.name if first else "",
        "opinion_roles": GIVES_OPINIONS,
        "reason_texts": standard_texts.for_all(
            session(), tools().reasons, found.language, article.title
        ),
        "reason_text": standard_texts.for_author(
            session(), tools().reasons.get(found.reason_code or ""), found.language, article.title
        ),
        "hold_days": settings().hold_days,
        "hold_is_over": bool(
            found.decide_by and holds.rule(session(), settings()).is_over(found.decide_by, now())
        ),
        "findings": findings.read(found.findings),
        "taken": claims.of_other(session(), found.id, me().id, now=now()),
        "waits": found.state in UNDECIDED,
        "can_undo": undoing.can_undo(found, actor=me(), now=now()),
        "promise": promise(),
        "asking": None,
        "giving": None,
        "reveal": None,
    }


def _stopped_by(found: Comment, article: Article) -> Refusal | None:
    """The rule that keeps this person from deciding, None when none does."""
    try:
        opinions.expect_may_decide(session(), found, me())
    except Refused as refusal:
        return refusal.why
    if article.is_sensitive and found.endorsed_by_id == me().id:
        return Refusal.SAME_APPROVER
    return None
