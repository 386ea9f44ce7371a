"""Editing the rules of routing."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from models import RoutingRule
from moderation.domain.errors import NotFound, StaleVersion
from moderation.domain.people import Actor
from moderation.services import audit
from moderation.services.audit import Subject


def add(session: Session, values: Mapping[str, Any], *, actor: Actor, now: datetime) -> RoutingRule:
    """A new rule, off, behind the others. Flushes."""
    rule = RoutingRule(position=len(_ordered(session)), is_on=False, **values)
    session.add(rule)
    session.flush()
    _record(session, rule, "add_rule", actor=actor, now=now)
    return rule


def save(
    session: Session,
    rule_id: int,
    values: Mapping[str, Any],
    *,
    seen_version: int,
    actor: Actor,
    now: datetime,
) -> RoutingRule:
    """Put `values` into a rule. Raises NotFound, StaleVersion. Flushes."""
    rule = load(session, rule_id, seen_version)
    for name, value in values.items():
        setattr(rule, name, value)
    _flush(session, seen_version)
    _record(session, rule, "edit_rule", actor=actor, now=now)
    return rule


def switch(
    session: Session, rule_id: int, *, on: bool, seen_version: int, actor: Actor, now: datetime
) -> RoutingRule:
    """Switch a rule on or off. Raises NotFound, StaleVersion. Flushes."""
    rule = load(session, rule_id, seen_version)
    rule.is_on = on
    _flush(session, seen_version)
    _record(session, rule, "switch_rule_on" if on else "switch_rule_off", actor=actor, now=now)
    return rule


def shift(
    session: Session, rule_id: int, by: int, *, seen_version: int, actor: Actor, now: datetime
) -> RoutingRule:
    """Move a rule `by` places among all rules, at most to an end. Raises NotFound, StaleVersion.
    Flushes.
    """
    rule = load(session, rule_id, seen_version)
    ordered = _ordered(session)
    place = ordered.index(rule)
    ordered.insert(min(max(place + by, 0), len(ordered) - 1), ordered.pop(place))
    for number, each in enumerate(ordered):
        if each.position != number:
            each.position = number
    _flush(session, seen_version)
    _record(session, rule, "move_rule", actor=actor, now=now)
    return rule


def remove(
    session: Session, rule_id: int, *, seen_version: int, actor: Actor, now: datetime
) -> None:
    """Delete a rule; cases it routed keep its name. Raises NotFound, StaleVersion. Flushes."""
    rule = load(session, rule_id, seen_version)
    _record(session, rule, "remove_rule", actor=actor, now=now)
    session.delete(rule)
    _flush(session, seen_version)


def load(session: Session, rule_id: int, seen_version: int) -> RoutingRule:
    """The rule, locked, as somebody saw it. Raises NotFound, StaleVersion."""
    rule = session.get(RoutingRule, rule_id, with_for_update=True, populate_existing=True)
    if rule is None:
        raise NotFound
    if rule.version != seen_version:
        raise StaleVersion(seen=seen_version, current=rule.version)
    return rule


def _ordered(session: Session) -> list[RoutingRule]:
    return list(session.scalars(select(RoutingRule).order_by(RoutingRule.position, RoutingRule.id)))


def _flush(session: Session, seen_version: int) -> None:
    try:
        session.flush()
    except StaleDataError:  # another process was first
        raise StaleVersion(seen=seen_version, current=seen_version + 1) from None


def _record(
    session: Session, rule: RoutingRule, action: str, *, actor: Actor, now: datetime
) -> None:
    audit.record(session, Subject.RULES, rule.id, action, actor=actor, now=now, note=rule.name)
    session.flush()
