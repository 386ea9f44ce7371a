"""What the desk did, counted: by period, by person, by article.

Figures come from the comments' columns, so each comment counts once, with its last decision, in
the period in which that was made: who publishes today and takes down tomorrow appears under
tomorrow. What was undone within its minute never counts. Reversals come from the events, which
have no index by time: that one statement reads the events of the kinds in question.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    CTE,
    ColumnElement,
    Integer,
    Select,
    and_,
    case,
    column,
    func,
    select,
    values,
)
from sqlalchemy.orm import Session

from models import Appeal, Article, Comment, SecondReading, Staff, UtcDateTime, table_of
from moderation.domain.agreement import GONE, LATE, MIDDLE, Agreement, cohen, rank
from moderation.domain.appeals import AppealState
from moderation.domain.comment_states import CommentState
from moderation.queries.moments import seconds_between, seconds_of
from moderation.queries.rows import AnyRow

_c, _p, _s = table_of(Comment).c, table_of(Appeal).c, table_of(SecondReading).c
#: States that a decision of the desk leads to. What was covered is not counted here.
DECIDED = (
    CommentState.PUBLISHED,
    CommentState.REJECTED,
    CommentState.SPAM,
    CommentState.TAKEN_DOWN,
    CommentState.CONVERTED,
)
#: Of these the moment of the last decision says how long the author waited.
_WAITED = (
    CommentState.PUBLISHED,
    CommentState.REJECTED,
    CommentState.SPAM,
    CommentState.CONVERTED,
)
_HOUR = 3600
#: More hours than there will ever be since 1970: makes one number of a person and an hour.
_HOURS_APART = 10_000_000


class By(StrEnum):
    """What the figures are told apart by."""

    PERIOD = "period"
    PERSON = "person"
    ARTICLE = "article"


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """Which decisions are counted: `periods` are rising moments, each from one to the next (at
    least two); of one article, of one person (who decided), or of all.
    """

    periods: Sequence[datetime]
    article_id: int | None = None
    staff_id: int | None = None

    @property
    def begin(self) -> datetime:
        return self.periods[0]

    @property
    def end(self) -> datetime:
        return self.periods[-1]

    def whole(self) -> "Scope":
        """The same as one single period."""
        return replace(self, periods=(self.begin, self.end))


@dataclass(slots=True, kw_only=True)
class Figures:
    """Counts of one row. `received` is None where comments were told apart by who decided: nobody
    had received them. `hours` are clock hours in which somebody decided something, each person's
    counted apart; `decided_per_hour` divides by them.
    """

    received: int | None = None
    states: dict[CommentState, int] = field(default_factory=dict)
    reasons: dict[str, int] = field(default_factory=dict)  # "" is in own words only
    median: timedelta | None = None  # waiting time, nearest rank
    late: timedelta | None = None  # the 90th percentile
    hours: int = 0
    appeals_made: int = 0
    appeals_upheld: int = 0
    appeals_dismissed: int = 0

    @property
    def decided(self) -> int:
        return sum(self.states.values())

    @property
    def decided_per_hour(self) -> float | None:
        return self.decided / self.hours if self.hours else None

    def of(self, state: CommentState) -> int:
        """How many stand in `state` by a decision of the period."""
        return self.states.get(state, 0)


def total(session: Session, scope: Scope) -> Figures:
    """All of `scope` in one."""
    return by(session, scope.whole(), By.PERIOD).get(0, Figures(received=0))


def by(session: Session, scope: Scope, what: By) -> dict[int, Figures]:
    """Figures by the number of a period (from 0), a person's id or an article's id; what has none
    is missing.

    Six statements, whatever the number of rows; the waiting times of `scope` are sorted once.
    """
    found: dict[int, Figures] = {}
    counts_received = what is not By.PERSON and scope.staff_id is None

    def of(key: int) -> Figures:
        return found.setdefault(key, Figures(received=0 if counts_received else None))

    if counts_received:
        for key, number in session.execute(_received(scope, what)):
            of(key).received = number
    for key, state, reason, number in session.execute(_decisions(scope, what)):
        _add_decisions(of(key), state, reason or "", number)
    for key, hours in session.execute(_hours(scope, what)):
        of(key).hours = hours
    for key, waited, place, n in session.execute(_waiting(scope, what)):
        _add_waiting(of(key), timedelta(seconds=waited), place, n)
    _add_appeals(session, scope, what, of)
    return found


def _add_decisions(figures: Figures, state: CommentState, reason: str, number: int) -> None:
    figures.states[state] = figures.states.get(state, 0) + number
    if state is CommentState.REJECTED:
        figures.reasons[reason] = figures.reasons.get(reason, 0) + number


def _add_waiting(figures: Figures, waited: timedelta, place: int, n: int) -> None:
    if place == rank(MIDDLE, n):
        figures.median = waited
    if place == rank(LATE, n):
        figures.late = waited


def _periods(scope: Scope) -> CTE:
    """The periods as rows: number, from, to."""
    rows = [
        (number, begin, end)
        for number, (begin, end) in enumerate(zip(scope.periods, scope.periods[1:], strict=False))
    ]
    return (
        values(
            column("number", Integer),
            column("begin_at", UtcDateTime()),
            column("end_at", UtcDateTime()),
            name="period",
        )
        .data(rows)
        .cte("period")
    )


def _told_apart(
    query: Select[Any], scope: Scope, what: By, at: ColumnElement[Any], by_whom: ColumnElement[Any]
) -> tuple[Select[Any], ColumnElement[int]]:
    """`query` within `scope` by the moment `at`, and the key its rows are grouped by."""
    query = query.where(at >= scope.begin, at < scope.end)
    if scope.article_id is not None:
        query = query.where(_c.article_id == scope.article_id)
    if scope.staff_id is not None:
        query = query.where(by_whom == scope.staff_id)
    if what is By.PERSON:
        return query.where(by_whom.is_not(None)), by_whom
    if what is By.ARTICLE:
        return query, _c.article_id
    periods = _periods(scope)
    joined = and_(at >= periods.c.begin_at, at < periods.c.end_at)
    return query.join(periods, joined), periods.c.number


def _grouped(query: Select[Any], key: ColumnElement[int], *more: ColumnElement[Any]) -> Select[Any]:
    columns = (key.label("key"), *more)
    return query.with_only_columns(*columns, maintain_column_froms=True).group_by(key)


def _received(scope: Scope, what: By) -> Select[Any]:
    query, key = _told_apart(
        select(_c.id).where(_c.state.in_(list(CommentState))), scope, what, _c.submitted_at,
        _c.decided_by_id,
    )  # fmt: skip
    return _grouped(query, key, func.count(_c.id))


def _of_the_desk(states: Iterable[CommentState]) -> Select[Any]:
    return select(_c.id).where(_c.state.in_(tuple(states)), _c.decided_by_id.is_not(None))


def _decisions(scope: Scope, what: By) -> Select[Any]:
    query, key = _told_apart(_of_the_desk(DECIDED), scope, what, _c.decided_at, _c.decided_by_id)
    return _grouped(query, key, _c.state, _c.reason_code, func.count(_c.id)).group_by(
        _c.state, _c.reason_code
    )


def _hours(scope: Scope, what: By) -> Select[Any]:
    query, key = _told_apart(_of_the_desk(DECIDED), scope, what, _c.decided_at, _c.decided_by_id)
    hour = seconds_of(_c.decided_at) // _HOUR
    return _grouped(query, key, func.count((_c.decided_by_id * _HOURS_APART + hour).distinct()))


def _waiting(scope: Scope, what: By) -> Select[Any]:
    """The two waiting times asked for of each key: key, seconds, place in order, how many.

    One that was published, taken down and restored waited until its first publication; one with
    an appeal is left out, for its last decision is not the one its author waited for.
    """
    query, key = _told_apart(_of_the_desk(_WAITED), scope, what, _c.decided_at, _c.decided_by_id)
    at = case((_c.published_at < _c.decided_at, _c.published_at), else_=_c.decided_at)
    waited = seconds_between(_c.submitted_at, at)
    query = query.outerjoin(table_of(Appeal), _p.comment_id == _c.id).where(_p.id.is_(None))
    ordered = query.with_only_columns(
        key.label("key"),
        waited.label("waited"),
        func.row_number().over(partition_by=key, order_by=(waited, _c.id)).label("place"),
        func.count().over(partition_by=key).label("n"),
        maintain_column_froms=True,
    ).subquery()
    o = ordered.c
    middle, late = ((o.n * percent + 99) // 100 for percent in (MIDDLE, LATE))
    return select(o.key, o.waited, o.place, o.n).where((o.place == middle) | (o.place == late))


def _add_appeals(session: Session, scope: Scope, what: By, of: Any) -> None:
    """Appeals made in the period they were sent in, decided ones in the one they were decided in;
    a person's are those against their decisions.
    """
    for at, state, name in (
        (_p.submitted_at, None, "appeals_made"),
        (_p.decided_at, AppealState.UPHELD, "appeals_upheld"),
        (_p.decided_at, AppealState.DISMISSED, "appeals_dismissed"),
    ):
        query = select(_p.id).join(table_of(Comment), _c.id == _p.comment_id)
        if state is not None:
            query = query.where(_p.state == state)
        query, key = _told_apart(query, scope, what, at, _p.decided_first_by_id)
        for found, number in session.execute(_grouped(query, key, func.count(_p.id))):
            if found is not None and number:
                setattr(of(found), name, number)


def agreement(session: Session, scope: Scope) -> Agreement:
    """How far second readings made in `scope` agree with the first; a person's are those of their
    own decisions. The sample is small, so its pairs are read one by one.
    """
    query = (
        select(_s.first_state, _s.second_state)
        .join(table_of(Comment), _c.id == _s.comment_id)
        .where(_s.read_at >= scope.begin, _s.read_at < scope.end, _c.state.not_in(GONE))
    )
    if scope.article_id is not None:
        query = query.where(_c.article_id == scope.article_id)
    if scope.staff_id is not None:
        query = query.where(_s.first_by_id == scope.staff_id)
    return cohen((first, second) for first, second in session.execute(query))


def names(session: Session, ids: Iterable[int]) -> Mapping[int, str]:
    """Names of staff by id."""
    asked = select(Staff.id, Staff.name).where(Staff.id.in_(tuple(ids)))
    return {row.id: row.name for row in session.execute(asked)}


def articles(session: Session, ids: Iterable[int]) -> Mapping[int, AnyRow]:
    """Title and slug of articles by id."""
    asked = select(Article.id, Article.title, Article.slug).where(Article.id.in_(tuple(ids)))
    return {row.id: row for row in session.execute(asked)}
