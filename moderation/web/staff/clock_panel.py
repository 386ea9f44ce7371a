"""What a coordinator sees and decides about the clock of a case, and how its date was reached."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from wtforms import SelectField, TextAreaField

from models import Agency, Assignment, CaseExtension, CaseFile, CasePause, DutyShift, Staff
from moderation.domain import deadlines
from moderation.domain.case_states import OPEN_STATES, OWING, AssignmentRole, CaseState
from moderation.domain.deadlines import COUNTS, Day, Why
from moderation.domain.permissions import Permission, allows
from moderation.queries import agencies as agency_queries
from moderation.queries import clocks
from moderation.queries.case_traces import Traces
from moderation.queries.clocks import Held
from moderation.queries.rows import AnyRow
from moderation.services import assignments, duty, recounting
from moderation.web import fields
from moderation.web.case_labels import agency_label
from moderation.web.context import intake_rules, me, now, session, settings
from moderation.web.locale import language
from moderation.web.staff.complaint_forms import Days
from moderation.web.staff.forms import VersionedForm
from moderation.web.words import gettext, lazy_gettext

_LONG = 10_000
_ALL_DAYS = 400  # a longer way is not told day by day


def _long_text(label: Any, field_id: str) -> TextAreaField:
    return TextAreaField(
        label,
        [fields.required(fields.NEEDED), fields.at_most(lambda: _LONG)],
        filters=[fields.block],
        id=field_id,
    )


class ConsentForm(VersionedForm):
    question = _long_text(lazy_gettext("Câu hỏi gửi người dân"), "consent_question")


class RefusePauseForm(VersionedForm):
    note = _long_text(lazy_gettext("Vì sao không"), "refuse_pause_note")


class RefuseExtensionForm(VersionedForm):
    note = _long_text(lazy_gettext("Vì sao không"), "refuse_extension_note")


class ChaseForm(VersionedForm):
    part = SelectField(lazy_gettext("Đôn đốc ai"), id="chase_part")
    note = _long_text(lazy_gettext("Lời đôn đốc"), "chase_note")

    def offer(self, parts: Sequence[tuple[Assignment, Agency]]) -> None:
        """Give the parts in which something is owed."""
        self.part.choices = [(str(part.id), agency_label(agency)) for part, agency in parts]


@dataclass(frozen=True, slots=True)
class Panel:
    """The clock of a case at the coordinator's desk; forms are None when they do not fit."""

    days: Sequence[Days]  # how the due date was reached; none for an urgent case
    running: CasePause | None
    waiting: CasePause | None
    consent: ConsentForm | None
    refuse_pause: RefusePauseForm | None
    asked: CaseExtension | None  # more time, not yet decided
    granted: CaseExtension | None
    refuse_extension: RefuseExtensionForm | None
    chase: ChaseForm | None
    chases: Sequence[AnyRow]
    chain: Sequence[AnyRow]  # who led it one after the other
    needs_supervisor: bool
    officer: Staff | None  # on duty for this urgent case
    shift: DutyShift | None  # with the telephone of that officer
    pause_days: int


def panel(case: CaseFile, parts: Sequence[AnyRow], there: Traces) -> Panel:
    """The panel with fresh forms; `parts` are rows of `queries.cases.parts`."""
    moved = there.pauses or there.extensions
    held = clocks.held(session(), case.id) if moved else Held((), ())
    may_decide = allows(me().role, Permission.DECIDE_COMPLAINTS)
    is_open, lead = case.state in OPEN_STATES, _lead(parts)
    waiting = held.waiting(lead) if is_open else None
    asked = held.asked(lead) if is_open else None
    decides_pause = may_decide and waiting is not None
    return Panel(
        days=_explained(case, held),
        running=held.running(case.state),
        waiting=waiting,
        consent=_consent_form(waiting) if decides_pause else None,
        refuse_pause=fields.blank(RefusePauseForm) if decides_pause else None,
        asked=asked,
        granted=held.granted,
        refuse_extension=fields.blank(RefuseExtensionForm) if may_decide and asked else None,
        chase=_chase_form(case, parts) if may_decide else None,
        chases=clocks.chases(session(), case.id) if there.chases else (),
        chain=_chain(case, parts),
        needs_supervisor=assignments.needs_supervisor(case, lead),
        officer=session().get(Staff, case.duty_officer_id) if case.duty_officer_id else None,
        shift=_shift(case),
        pause_days=settings().pause_days,
    )


def _chain(case: CaseFile, parts: Sequence[AnyRow]) -> Sequence[AnyRow]:
    """Who led it one after the other, once it was somebody else's."""
    leads = sum(part.role is AssignmentRole.LEAD for part, *_ in parts)
    return clocks.chain(session(), case.id) if leads > 1 or case.returns else ()


def _lead(parts: Sequence[AnyRow]) -> Assignment:
    current: Iterable[Assignment] = (part for part, *_ in parts if part.is_current)
    return next(part for part in current if part.role is AssignmentRole.LEAD)


def may_reroute(case: CaseFile, lead: Assignment) -> bool:
    """Whether this person may choose another lead: after two returns only a supervisor."""
    supervised = assignments.needs_supervisor(case, lead)
    return not supervised or allows(me().role, Permission.SUPERVISE_CASES)


def _consent_form(waiting: CasePause | None) -> ConsentForm:
    return ConsentForm(formdata=None, question=waiting.question if waiting else "")


def _chase_form(case: CaseFile, parts: Sequence[AnyRow]) -> ChaseForm | None:
    owing = owing_parts(parts)
    if not owing or case.state not in OPEN_STATES or case.state is CaseState.SUSPENDED:
        return None
    form = ChaseForm(formdata=None)
    form.offer(owing)
    return form


def owing_parts(parts: Sequence[AnyRow]) -> list[tuple[Assignment, Agency]]:
    """Parts that may be reminded of, the lead's first."""
    return [(part, unit) for part, unit, _ in parts if part.is_current and part.state in OWING]


def _shift(case: CaseFile) -> DutyShift | None:
    """The shift of the officer of this case, now or when it was taken up."""
    if case.duty_officer_id is None:
        return None
    for moment in (now(), case.opened_at):
        shift = duty.on_duty(session(), moment)
        if shift is not None and shift.staff_id == case.duty_officer_id:
            return shift
    return None


def _explained(case: CaseFile, held: Held) -> list[Days]:
    """How the due date of a case was reached: every day, those alike together."""
    if case.due_at is not None:
        return []
    calendar = intake_rules().calendar
    clock = recounting.clock_of(case, held.pauses, held.granted, calendar)
    if (case.due_on - clock.start).days not in range(_ALL_DAYS):
        return []
    days = deadlines.explain(clock.start, clock.days, calendar, clock.pauses, clock.extension)
    return list(_told(days, case.due_on, _names(clock.start)))


def _names(first: date) -> Mapping[date, str]:
    return {
        row.on: row.name if language() == "vi" or not row.name_en else row.name_en
        for row in agency_queries.calendar_days(session(), first)
    }


def _told(days: Sequence[Day], due_on: date, names: Mapping[date, str]) -> Iterable[Days]:
    last = days[-1].on
    for (why, name), group in groupby(days, lambda day: (day.why, _name(day, names))):
        alike = list(group)
        first, end = alike[0].on, alike[-1].on
        span = f"{first:%d/%m}" if first == end else f"{first:%d/%m} - {end:%d/%m}"
        is_last = end == last and last == due_on
        tone = "due" if is_last else "" if why in COUNTS else "off"
        yield Days(span, _meaning(why, name, alike), tone)
    if last < due_on:
        yield Days(f"{due_on:%d/%m}", gettext("ngày do điều phối viên chọn"), "due")


def _name(day: Day, names: Mapping[date, str]) -> str:
    return names.get(day.on, "") if day.why in (Why.DAY_OFF, Why.MADE_UP) else ""


def _meaning(why: Why, name: str, alike: Sequence[Day]) -> str:
    first, last = alike[0].number, alike[-1].number
    numbers = str(first) if first == last else f"{first} - {last}"
    return {
        Why.RECEIVED: gettext("nhận, không tính"),
        Why.COUNTED: gettext("ngày %(numbers)s", numbers=numbers),
        Why.MADE_UP: gettext("ngày %(numbers)s, làm bù: %(name)s", numbers=numbers, name=name),
        Why.EXTENSION: gettext("ngày %(numbers)s, gia hạn", numbers=numbers),
        Why.PAUSED: gettext("dừng tính, chờ người gửi"),
        Why.WEEKEND: gettext("cuối tuần"),
        Why.DAY_OFF: gettext("nghỉ: %(name)s", name=name) if name else gettext("ngày nghỉ"),
    }[why]
