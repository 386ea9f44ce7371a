"""Rules of routing: in order, the first that matches a case chooses; then the category's usual.

A rule that names an agency which is not there is passed over and reported.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, time

from moderation.domain.spelling import normalise
from moderation.domain.taxonomy import Taxonomy
from moderation.domain.text import fold
from moderation.domain.units import OF_THE_WARD, resolve


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """Empty conditions match everything; what a rule does not choose is the category's usual.
    `weekdays` are 1 (Monday) to 7; from 22:00 to 05:00 runs over midnight. Agencies are codes;
    `UBX` and `CAX` are those of the ward where it happened.
    """

    id: int
    name: str
    category_code: str | None = None
    issue_code: str | None = None
    ward_codes: frozenset[str] = frozenset()
    phrases: tuple[str, ...] = ()
    weekdays: frozenset[int] = frozenset()
    from_time: time | None = None
    to_time: time | None = None
    lead_code: str = ""
    coordinating: tuple[str, ...] = ()
    is_urgent: bool | None = None
    due_days: int | None = None


@dataclass(frozen=True, slots=True)
class Matter:
    """What of a complaint rules look at; `at` is local time."""

    category_code: str | None
    issue_code: str | None
    ward_code: str | None
    title: str
    content: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Choice:
    """Who would lead and be asked (codes of agencies, "" for nobody), how urgent, in how many
    working days (None: as the calendar says for the issue); and by which rule.
    """

    lead_code: str
    coordinating: tuple[str, ...]
    is_urgent: bool | None = None
    due_days: int | None = None
    rule: Rule | None = None
    chosen: tuple[str, ...] = ()  # what the rule said itself: lead, coordinating, urgency, due
    passed_over: tuple[Rule, ...] = ()


#: Whether the agency with this code works today.
IsThere = Callable[[str], bool]


def choose(matter: Matter, rules: Iterable[Rule], taxonomy: Taxonomy, is_there: IsThere) -> Choice:
    """The first of `rules` that matches and whose agencies are there, over the usual choice."""
    usual = usual_choice(matter, taxonomy)
    passed_over: list[Rule] = []
    for rule in rules:
        if not matches(rule, matter):
            continue
        if missing(rule, is_there, matter.ward_code):
            passed_over.append(rule)
            continue
        return _over(usual, rule, matter.ward_code, tuple(passed_over))
    return Choice(usual.lead_code, usual.coordinating, passed_over=tuple(passed_over))


def usual_choice(matter: Matter, taxonomy: Taxonomy) -> Choice:
    """What the taxonomy says: of the issue, else of the category."""
    issue = taxonomy.issue(matter.issue_code or "")
    if issue is not None:
        asked = _resolved(issue.coordinate, matter.ward_code)
        return Choice(resolve(issue.lead, matter.ward_code) or "", asked)
    for category in taxonomy.categories:
        if category.code == matter.category_code:
            return Choice(resolve(category.default_lead, matter.ward_code) or "", ())
    return Choice("", ())


def matches(rule: Rule, matter: Matter) -> bool:
    """Whether every condition of `rule` holds."""
    return (
        rule.category_code in (None, matter.category_code)
        and rule.issue_code in (None, matter.issue_code)
        and (not rule.ward_codes or matter.ward_code in rule.ward_codes)
        and (not rule.weekdays or matter.at.isoweekday() in rule.weekdays)
        and _in_hours(rule, matter.at.time())
        and (not rule.phrases or _says(rule.phrases, f"{matter.title}\n{matter.content}"))
    )


def missing(rule: Rule, is_there: IsThere, ward_code: str | None = None) -> tuple[str, ...]:
    """Codes of agencies the rule names that are not there; `UBX` and `CAX` only where the ward is
    known.
    """
    named = [code for code in (rule.lead_code, *rule.coordinating) if code]
    resolved = [
        resolve(code, ward_code) if code in OF_THE_WARD and ward_code else code for code in named
    ]
    return tuple(
        code for code in resolved if code and code not in OF_THE_WARD and not is_there(code)
    )


def _over(
    usual: Choice, rule: Rule, ward_code: str | None, passed_over: tuple[Rule, ...]
) -> Choice:
    lead = resolve(rule.lead_code, ward_code) if rule.lead_code else ""
    asked = _resolved(rule.coordinating, ward_code)
    said = {
        "lead": lead,
        "coordinating": asked,
        "urgency": rule.is_urgent is not None,
        "due": rule.due_days,
    }
    return Choice(
        lead_code=lead or usual.lead_code,
        coordinating=tuple(
            code for code in asked or usual.coordinating if code != (lead or usual.lead_code)
        ),
        is_urgent=rule.is_urgent,
        due_days=rule.due_days,
        rule=rule,
        chosen=tuple(name for name, chosen in said.items() if chosen),
        passed_over=passed_over,
    )


def _resolved(codes: Sequence[str], ward_code: str | None) -> tuple[str, ...]:
    return tuple(code for each in codes if (code := resolve(each, ward_code)))


def _in_hours(rule: Rule, at: time) -> bool:
    start, end = rule.from_time or time.min, rule.to_time or time.max
    if start <= end:
        return start <= at < end or (rule.to_time is None and at >= start)
    return at >= start or at < end


def _says(phrases: Sequence[str], text: str) -> bool:
    """Whether the text holds one of the phrases, with or without marks."""
    said = f" {' '.join(map(fold, normalise(text).words))} "
    return any(f" {' '.join(map(fold, normalise(each).words))} " in said for each in phrases)
