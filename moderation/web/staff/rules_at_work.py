"""The rules of routing applied to one complaint: what they propose, and what was kept of it."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from flask import g

from models import CaseFile, Complaint
from moderation.domain import routing
from moderation.domain.routing import Choice, Matter
from moderation.queries import agencies as agency_queries
from moderation.queries import routing_rules as rule_queries
from moderation.services.assignments import Routing
from moderation.web.context import intake_rules, now, session, settings, today, tools
from moderation.web.staff.routes import bp
from moderation.web.units import units
from moderation.web.words import gettext

#: Longer names of rules are cut in what a case keeps.
_LONGEST_NAME = 200


@dataclass(frozen=True, slots=True)
class RoutedBy:
    """Which rule proposed what, and what the coordinator kept; "" for the category's usual."""

    rule_id: int | None
    name: str
    kept: Sequence[str]
    changed: Sequence[str]


def choice_for(complaint: Complaint) -> Choice:
    """What the rules say about `complaint` as it is classified now; read once a request."""
    known: dict[tuple[object, ...], Choice] = g.setdefault("routing_choices", {})
    key = (complaint.id, complaint.version)
    if key not in known:
        matter = Matter(
            complaint.category_code, complaint.issue_code, complaint.ward_code, complaint.title,
            complaint.content, complaint.submitted_at.astimezone(settings().zone),
        )  # fmt: skip
        known[key] = routing.choose(
            matter,
            rule_queries.active(session()),
            tools().taxonomy,
            units().by_code.__contains__,
        )
    return known[key]


def due_on(complaint: Complaint, choice: Choice) -> date:
    """The lead's due date as the rule says, else as the issue says."""
    if choice.due_days:
        return intake_rules().calendar.working_days_after(now(), choice.due_days)
    return intake_rules().due_on(complaint.issue_code, now())


def noted(complaint: Complaint, chosen: Routing, *, is_urgent: bool) -> Routing:
    """`chosen` with a note of which rule proposed what, and whether the coordinator kept it."""
    choice = choice_for(complaint)
    if choice.rule is None:
        return replace(chosen, is_urgent=is_urgent)
    same = {
        "lead": _code(chosen.lead_id) == choice.lead_code,
        "coordinating": {_code(part.agency_id) for part in chosen.parts}
        == set(choice.coordinating),
        "urgency": choice.is_urgent == is_urgent,
        "due": chosen.due_on == due_on(complaint, choice),
    }
    held = {
        "rule": choice.rule.id,
        "name": choice.rule.name[:_LONGEST_NAME],
        "kept": [what for what in choice.chosen if same[what]],
        "changed": [what for what in choice.chosen if not same[what]],
    }
    note = json.dumps(held, ensure_ascii=False)
    return replace(chosen, is_urgent=is_urgent, routed_by=note)


def _code(agency_id: int) -> str:
    return agency_queries.get(session(), agency_id).code


def routed_by(case: CaseFile) -> RoutedBy | None:
    """What a case keeps of the rule that routed it; None for none."""
    if not case.routed_by:
        return None
    held = json.loads(case.routed_by)
    return RoutedBy(
        held.get("rule"), held["name"], named_parts(held["kept"]), named_parts(held["changed"])
    )


def named_parts(parts: Sequence[str]) -> list[str]:
    """What a rule may choose, in words."""
    names = {
        "lead": gettext("cơ quan chủ trì"),
        "coordinating": gettext("cơ quan phối hợp"),
        "urgency": gettext("mức khẩn"),
        "due": gettext("hạn trả lời"),
    }
    return [names[part] for part in parts if part in names]


@bp.app_context_processor
def _for_templates() -> dict[str, Any]:
    return {
        "routed_by": routed_by,
        "routing_choice": choice_for,
        "named_parts": named_parts,
        "broken_rules": _broken,
    }


def _broken() -> Sequence[Any]:
    return rule_queries.broken(session(), today())
