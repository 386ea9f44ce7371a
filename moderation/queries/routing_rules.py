"""Rules of routing as they stand, those that name an agency which is gone, and dry runs."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, time
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Complaint, RoutingRule, table_of
from moderation.domain import routing
from moderation.domain.complaint_states import CONFIDENTIAL
from moderation.domain.errors import NotFound
from moderation.domain.routing import Choice, Matter, Rule
from moderation.domain.taxonomy import Taxonomy
from moderation.queries import desks
from moderation.queries.rows import AnyRow

_c = table_of(Complaint).c
_ALL = select(RoutingRule).order_by(RoutingRule.position, RoutingRule.id)
_r = table_of(RoutingRule)
_ON = select(_r).where(_r.c.is_on).order_by(_r.c.position, _r.c.id)
_LATEST = (
    select(
        _c.id, _c.code, _c.title, _c.content, _c.language, _c.category_code, _c.issue_code,
        _c.ward_code, _c.submitted_at,
    )
    .where(_c.state.not_in(CONFIDENTIAL))
    .order_by(_c.id.desc())
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Change:
    """A complaint that would be routed otherwise."""

    complaint_id: int
    code: str
    title: str
    language: str
    before: Choice
    after: Choice


@dataclass(frozen=True, slots=True)
class Trial:
    """What edited rules would change: of `read` complaints, `matched` meet the rule in question."""

    read: int
    matched: int
    changes: tuple[Change, ...]


def get(session: Session, rule_id: int) -> RoutingRule:
    """One rule. Raises NotFound."""
    row = session.get(RoutingRule, rule_id)
    if row is None:
        raise NotFound
    return row


def rows(session: Session) -> Sequence[RoutingRule]:
    """Every rule, on or off, in order."""
    return session.scalars(_ALL).all()


def has_name(session: Session, name: str, *, but: int = 0) -> bool:
    """Whether another rule than `but` is called so: files tell rules apart by their names."""
    same = select(RoutingRule.id).where(RoutingRule.name == name, RoutingRule.id != but)
    return session.scalars(same).first() is not None


def active(session: Session) -> list[Rule]:
    """Rules that are on, in order."""
    return [as_rule(row) for row in session.execute(_ON)]


def as_rule(row: RoutingRule | AnyRow) -> Rule:
    """A row as the rule it is."""
    return Rule(
        id=row.id or 0,
        name=row.name,
        category_code=row.category_code,
        issue_code=row.issue_code,
        ward_codes=frozenset((row.ward_codes or "").split()),
        phrases=tuple(each for line in (row.phrases or "").splitlines() if (each := line.strip())),
        weekdays=frozenset(int(digit) for digit in row.weekdays or ""),
        from_time=_time(row.from_time),
        to_time=_time(row.to_time),
        lead_code=row.lead_code or "",
        coordinating=tuple((row.coordinating or "").split()),
        is_urgent=row.is_urgent,
        due_days=row.due_days,
    )


def _time(text: str | None) -> time | None:
    return time.fromisoformat(text) if text else None


def there(session: Session, today: date) -> Callable[[str], bool]:
    """Says whether the agency with a code works today."""
    codes = {unit.code for unit in desks.agencies(session, today)}
    return codes.__contains__


def broken(
    session: Session, today: date, *, also_off: bool = False
) -> list[tuple[RoutingRule, tuple[str, ...]]]:
    """Rules that name agencies which are not there, with their codes: those that are on, or all."""
    asked = [row for row in rows(session) if row.is_on or also_off]
    if not asked:
        return []
    is_there = there(session, today)
    found = [(row, routing.missing(as_rule(row), is_there)) for row in asked]
    return [(row, codes) for row, codes in found if codes]


def try_out(
    session: Session,
    edited: Rule,
    place: int,
    taxonomy: Taxonomy,
    *,
    zone: ZoneInfo,
    today: date,
    limit: int,
) -> Trial:
    """What would be routed otherwise of the last `limit` complaints that may be read, with `edited`
    switched on at `place` (0 is first) among the rules that are on.
    """
    now_on = active(session)
    others = [rule for rule in now_on if rule.id != edited.id or not edited.id]
    after = [*others[:place], edited, *others[place:]]
    is_there = there(session, today)
    changes, read, matched = [], 0, 0
    for row in session.execute(_LATEST.limit(limit)):
        read += 1
        matter = Matter(
            row.category_code, row.issue_code, row.ward_code, row.title, row.content,
            row.submitted_at.astimezone(zone),
        )  # fmt: skip
        matched += routing.matches(edited, matter)
        one = routing.choose(matter, now_on, taxonomy, is_there)
        other = routing.choose(matter, after, taxonomy, is_there)
        if _told(one) != _told(other):
            changes.append(Change(row.id, row.code, row.title, row.language, one, other))
    return Trial(read, matched, tuple(changes))


def _told(choice: Choice) -> tuple[object, ...]:
    return (choice.lead_code, choice.coordinating, choice.is_urgent, choice.due_days)
