"""Which decisions somebody else reads again: drawn by chance once they can't be undone."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from moderation.domain.agreement import is_sampled
from moderation.queries import readings as reading_queries
from moderation.services import readings

#: How far back the job looks: longer than a server is away over a weekend.
LOOKED_THROUGH = timedelta(days=3)


@dataclass(frozen=True, slots=True)
class Sampling:
    """The share of a hundred decisions, and the key that draws them."""

    percent: int
    secret_key: str


def sample(session: Session, sampling: Sampling, *, now: datetime) -> int:
    """Draw from the decisions of the last days; the caller commits. How many were new.

    Running it again draws the same ones, so nothing more.
    """
    readings.drop_gone(session)
    if not sampling.percent:
        return 0
    settled = reading_queries.settled_since(session, now - LOOKED_THROUGH, now=now)
    drawn = [
        row
        for row in settled
        if is_sampled(sampling.secret_key, row.id, row.decided_at, sampling.percent)
    ]
    return readings.draw(session, drawn, now=now)
