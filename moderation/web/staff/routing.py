"""Who is offered for a case: the taxonomy's agencies first, never the unit complained of; and how a
due date was reached.
"""

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Any, Protocol

from flask import g

from models import Agency, Complaint
from moderation.domain.routing import Choice
from moderation.domain.units import UnitKind
from moderation.queries import agencies as agency_queries
from moderation.queries import cases as case_queries
from moderation.services import assignments, merging
from moderation.web.context import intake_rules, session, settings, today
from moderation.web.locale import language
from moderation.web.staff import rules_at_work
from moderation.web.staff.complaint_forms import MOST_PARTS, Days, Groups
from moderation.web.units import name_of, units
from moderation.web.words import gettext

_INSPECTORATE = "TTTP"
#: The city itself is a place; its People's Committee is who decides there.
_CITY_COMMITTEE = "UBND"
_LONGEST_ID = 18  # digits
_ALL_DAYS = 120  # a due date further away is not explained day by day


class Unit(Protocol):
    """An agency: an object, or one of `units.Units`."""

    @property
    def id(self) -> Any: ...
    @property
    def name(self) -> Any: ...
    @property
    def name_en(self) -> Any: ...
    @property
    def ward_code(self) -> Any: ...


@dataclass(frozen=True, slots=True)
class Offer:
    """Agencies under headings, and who would lead and be asked if nobody chose otherwise."""

    groups: Groups
    lead: str  # an id as the forms send it; "" for nobody
    asked: Sequence[str]
    instead_of: str  # the name of the usual lead, when the complaint is about it; else ""


class Choosable:
    """The ids, as forms send them, of agencies that may work on a complaint today."""

    def __init__(self, complaint: Complaint, *, without: Set[int] = frozenset()) -> None:
        self._barred = merging.barred(session(), complaint) | without

    def __contains__(self, value: object) -> bool:
        if not isinstance(value, str) or not value.isdecimal() or len(value) > _LONGEST_ID:
            return False
        agency_id = int(value)
        return agency_id not in self._barred and agency_queries.is_there(
            session(), agency_id, today()
        )


def agency_name(agency: Unit) -> str:
    """A unit's name in the reader's language."""
    return name_of(agency, language())


def offer(
    complaint: Complaint,
    *,
    without: Set[int] = frozenset(),
    proposed: Agency | None = None,
    choice: Choice | None = None,
) -> Offer:
    """Every agency of today that may work on `complaint`, the likely ones first.

    `without` are agencies to leave out, `proposed` is the one a lead named when it returned,
    `choice` what the rules say, when it is known already.
    """
    barred = _barred(complaint)
    there = units().by_code
    choice = choice or rules_at_work.choice_for(complaint)
    usual = there.get(choice.lead_code)
    is_barred = usual is not None and usual.id in barred
    first = _instead(usual, there) if usual and is_barred else [usual] if usual else []
    leads = _free([proposed, *first], barred | without)
    asked = _free([there.get(code) for code in choice.coordinating], barred | without)
    asked = [unit for unit in asked if unit not in leads[:1]][:MOST_PARTS]
    return Offer(
        groups=_grouped([*leads, *asked], complaint.ward_code, without=barred | without),
        lead=str(leads[0].id) if leads else "",
        asked=[str(unit.id) for unit in asked],
        instead_of=agency_name(usual) if usual and is_barred else "",
    )


def _barred(complaint: Complaint) -> Set[int]:
    """Who may not work on it; a page has several selects, so it is asked once a request."""
    known: dict[tuple[int, int], Set[int]] = g.setdefault("barred", {})
    key = (complaint.id, complaint.version)
    if key not in known:
        known[key] = merging.barred(session(), complaint)
    return known[key]


def works_on(case_id: int, unit_id: int) -> bool:
    """Whether the unit, or one below it, has a part in the case that stands."""
    barred = assignments.barred_agencies(session(), unit_id)
    parts = case_queries.parts(session(), case_id)
    return any(part.is_current and part.agency_id in barred for part, _, _ in parts)


def every_unit(ward_code: str | None) -> Groups:
    """Every unit of today, those of this ward first."""
    return _grouped((), ward_code)


def _instead(barred: Any, there: Mapping[str, Any]) -> list[Unit | None]:
    """Who works on what is about `barred`: its superior, or the inspectorate."""
    above = next((unit for unit in there.values() if unit.id == barred.parent_id), None)
    if above is not None and above.kind == UnitKind.CITY:
        above = there.get(_CITY_COMMITTEE, above)
    return [above, there.get(_INSPECTORATE)]


def _free(units: Iterable[Unit | None], barred: Set[int]) -> list[Unit]:
    """Those that may be chosen, in order, each once."""
    free = {unit.id: unit for unit in units if unit is not None and unit.id not in barred}
    return list(free.values())


def _grouped(
    likely: Sequence[Unit], ward_code: str | None, *, without: Set[int] = frozenset()
) -> Groups:
    shown = without | {unit.id for unit in likely}
    own, of_city, elsewhere = units().choices(language(), ward_code, shown)
    groups = [
        (gettext("Gợi ý"), [(str(unit.id), agency_name(unit)) for unit in likely]),
        (gettext("Của phường, xã này"), own),
        (gettext("Của thành phố"), of_city),
        (gettext("Của phường, xã khác"), elsewhere),
    ]
    return [(heading, choices) for heading, choices in groups if choices]


def counted_days(start: datetime, due: date) -> list[Days]:
    """How one gets from the local day of `start` to `due`; nothing when that is too far or past."""
    first = start.astimezone(settings().zone).date()
    if not first <= due <= first + timedelta(days=_ALL_DAYS):
        return []
    calendar = intake_rules().calendar
    names = {
        row.on: row.name if language() == "vi" or not row.name_en else row.name_en
        for row in agency_queries.calendar_days(session(), first)
        if not row.is_working
    }
    days = [first + timedelta(days=n) for n in range((due - first).days + 1)]
    received = next((day for day in days if calendar.is_working(day)), first)

    def meaning(day: date) -> str:
        if not calendar.is_working(day):
            named = names.get(day)
            return gettext("nghỉ: %(name)s", name=named) if named else gettext("cuối tuần")
        return "" if day > received else gettext("nhận, không tính")

    stretches = [(words, list(group)) for words, group in groupby(days, meaning)]
    return list(_told(stretches, due))


def _told(stretches: Iterable[tuple[str, list[date]]], due: date) -> Iterable[Days]:
    counted = 0
    for words, days in stretches:
        span = f"{days[0]:%d/%m}" if len(days) == 1 else f"{days[0]:%d/%m} - {days[-1]:%d/%m}"
        tone = "due" if days[-1] == due else ""
        if words:
            is_off = words != gettext("nhận, không tính")
            yield Days(span, words, tone or ("off" if is_off else ""))
            continue
        first, counted = counted + 1, counted + len(days)
        numbers = str(first) if first == counted else f"{first} - {counted}"
        yield Days(span, gettext("ngày %(numbers)s", numbers=numbers), tone)
