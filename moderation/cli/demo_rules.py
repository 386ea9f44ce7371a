"""Three rules of routing for a demonstration: two on, one off."""

from datetime import datetime

from sqlalchemy.orm import Session

from models import Staff
from moderation.queries import routing_rules as rule_queries
from moderation.services import routing_rules

_RULES = (
    (
        True,
        {
            "name": "Đứt dây điện: gọi điện lực, trong ngày",
            "phrases": "đứt dây điện\ndây điện đứt\nhở điện",
            "lead_code": "SCT",
            "coordinating": "EVNHN UBX",
            "is_urgent": True,
            "due_days": 1,
        },
    ),
    (
        True,
        {
            "name": "Tiếng ồn ban đêm: công an phường, xã cùng đến",
            "issue_code": "MT04",
            "from_time": "21:00",
            "to_time": "06:00",
            "lead_code": "UBX",
            "coordinating": "CAX",
        },
    ),
    (
        False,
        {
            "name": "Ngập cuối tuần: đơn vị thoát nước trực",
            "issue_code": "HT01",
            "weekdays": "67",
            "lead_code": "SXD",
            "coordinating": "HSDC",
            "due_days": 1,
        },
    ),
)


def fill(session: Session, actor: Staff, *, now: datetime) -> None:
    """Add the rules where there are none. The caller commits."""
    if rule_queries.rows(session):
        return
    for is_on, values in _RULES:
        rule = routing_rules.add(session, values, actor=actor, now=now)
        if is_on:
            routing_rules.switch(
                session, rule.id, on=True, seen_version=rule.version, actor=actor, now=now
            )
