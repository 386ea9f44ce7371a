"""The kept counters, read once a request."""

from typing import cast

from flask import g
from flask_login import current_user

from moderation.domain.comment_states import Tally
from moderation.queries import comments as comment_queries
from moderation.web.context import session


def kept_counts() -> dict[Tally, int]:
    """How many comments stand where; none for a stranger."""
    if "comment_counts" not in g:
        known = current_user.is_authenticated
        g.comment_counts = comment_queries.counts(session()) if known else {}
    return cast(dict[Tally, int], g.comment_counts)
