"""Reading agencies, wards and the calendar."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from zoneinfo import ZoneInfo

from sqlalchemy import bindparam, or_, select
from sqlalchemy.orm import Session

from models import Agency, CalendarDay, FormerWard, Ward, table_of
from moderation.domain.errors import NotFound
from moderation.domain.intake import IntakeRules
from moderation.domain.settings import OfficeHours, Settings
from moderation.domain.taxonomy import Taxonomy
from moderation.domain.text import fold
from moderation.domain.units import called
from moderation.domain.working_calendar import WorkingCalendar
from moderation.queries.rows import AnyRow


@dataclass(frozen=True, slots=True)
class WardMatch:
    """A ward of today that a typed name may mean; `former` names the old one it took over."""

    code: str
    name: str
    former: str = ""
    is_whole: bool = True


_day = table_of(CalendarDay).c
_DAYS = select(_day.on, _day.is_working)


def calendar(
    session: Session,
    hours: OfficeHours,
    zone: ZoneInfo,
    *,
    changed: Mapping[date, bool] | None = None,
) -> WorkingCalendar:
    """The working calendar as its rows stand now; or as they would with the days `changed`, each
    with whether it is worked.
    """
    days = tuple((on, is_working) for on, is_working in session.execute(_DAYS))
    if changed:
        kept = (day for day in days if day[0] not in changed)
        days = (*kept, *changed.items())
    return _calendar(days, hours, zone)


@lru_cache(maxsize=4)
def _calendar(
    days: tuple[tuple[date, bool], ...], hours: OfficeHours, zone: ZoneInfo
) -> WorkingCalendar:
    """Kept under the days themselves, with the sums a calendar makes: an edit counts at once."""
    off = frozenset(on for on, is_working in days if not is_working)
    extra = frozenset(on for on, is_working in days if is_working)
    return WorkingCalendar(off, extra, hours, zone)


def intake_rules(session: Session, settings: Settings, taxonomy: Taxonomy) -> IntakeRules:
    """What intake promises, by the calendar as its rows stand now."""
    return IntakeRules(
        calendar=calendar(session, settings.office_hours, settings.zone),
        taxonomy=taxonomy,
        secret_key=settings.secret_key,
        accept_hours=settings.accept_hours,
        urgent_hours=settings.urgent_hours,
    )


_NAMED_DAYS = (
    select(_day.on, _day.is_working, _day.name, _day.name_en)
    .where(_day.on >= bindparam("first", type_=_day.on.type))
    .order_by(_day.on)
)


def calendar_days(session: Session, first: date) -> Sequence[AnyRow]:
    """Days that are not what their weekday says, from `first` on: day, whether work is done, names
    in both languages.
    """
    return session.execute(_NAMED_DAYS, {"first": first}).all()


def get(session: Session, agency_id: int) -> Agency:
    """One agency, still there or not. Raises NotFound."""
    agency = session.get(Agency, agency_id)
    if agency is None:
        raise NotFound
    return agency


_lasting = table_of(Agency).c
_LASTS = select(_lasting.valid_from, _lasting.valid_to).where(_lasting.id == bindparam("id"))


def is_there(session: Session, agency_id: int, today: date) -> bool:
    """Whether there is such an agency today."""
    row = session.execute(_LASTS, {"id": agency_id}).first()
    if row is None:
        return False
    begun = row.valid_from is None or row.valid_from <= today
    return bool(begun and (row.valid_to is None or today <= row.valid_to))


def by_code(session: Session, code: str) -> Agency | None:
    """The agency with this code."""
    return session.scalars(select(Agency).where(Agency.code == code)).first()


def active(session: Session, today: date) -> Sequence[Agency]:
    """Agencies that are there today: the city's first, then the wards', each by name."""
    begun = or_(Agency.valid_from.is_(None), Agency.valid_from <= today)
    going_on = or_(Agency.valid_to.is_(None), Agency.valid_to >= today)
    order = (Agency.ward_code.is_not(None), Agency.name)
    return session.scalars(select(Agency).where(begun, going_on).order_by(*order)).all()


def wards(session: Session) -> Sequence[Ward]:
    """Every ward, by name."""
    return session.scalars(select(Ward).order_by(Ward.folded)).all()


_WARD = table_of(Ward).c
_NAME_OF_WARD = select(_WARD.name).where(_WARD.code == bindparam("code"))


def ward_name(session: Session, code: str | None) -> str:
    """A ward's name; "" for none."""
    if not code:
        return ""
    return session.execute(_NAME_OF_WARD, {"code": code}).scalar_one_or_none() or ""


_EXACT = select(_WARD.code, _WARD.name).where(
    or_(_WARD.code == bindparam("typed"), _WARD.folded == bindparam("folded"))
)


def exact_ward(session: Session, typed: str) -> WardMatch | None:
    """The one ward of today whose code or whole name is `typed`, with or without marks."""
    found = session.execute(_EXACT, {"typed": typed, "folded": fold(typed)}).all()
    return WardMatch(found[0].code, found[0].name) if len(found) == 1 else None


def find_wards(session: Session, typed: str, *, limit: int = 8) -> list[WardMatch]:
    """Wards that `typed` may mean, with or without marks, today's names first, then former ones.

    Several wards may have taken over parts of one former ward; each is a match of its own. The one
    that has its name today is offered by that name alone.
    """
    wanted = " ".join(fold(typed).split())
    if not wanted:
        return []
    today = select(Ward).where(Ward.folded.contains(wanted, autoescape=True))
    found = [
        WardMatch(ward.code, ward.name)
        for ward in session.scalars(today.order_by(Ward.folded).limit(limit))
    ]
    former = (
        select(FormerWard, Ward.name)
        .join(Ward, Ward.code == FormerWard.ward_code)
        .where(FormerWard.folded.contains(wanted, autoescape=True))
        .order_by(FormerWard.folded, FormerWard.district, Ward.folded)
        .limit(limit)
    )
    there = {(match.code, fold(match.name)) for match in found}
    for old, name in session.execute(former):
        if (old.ward_code, old.folded) not in there:
            was = f"{old.name}, {old.district}"
            found.append(WardMatch(old.ward_code, name, was, old.is_whole))
    return found[:limit]


def named(session: Session, typed: str, today: date) -> Agency | None:
    """The one agency of today that `typed` names, by code or by name in either language, with or
    without marks, abbreviated or not; a ward alone is its People's Committee. None when there is
    none or more than one.
    """
    wanted = called(typed)
    if not wanted:
        return None
    names = {
        unit: (called(unit.name), called(unit.name_en), fold(unit.code))
        for unit in active(session, today)
    }
    exact = [unit for unit, known in names.items() if wanted in known or f"ubnd {wanted}" in known]
    found = exact or [unit for unit, known in names.items() if wanted in known[0]]
    return found[0] if len(found) == 1 else None
