"""What an agency reads about the clock of its case, and its forms about it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from wtforms import DateField, TextAreaField
from wtforms.validators import InputRequired

from models import CaseExtension, CasePause
from moderation.domain.case_states import AssignmentRole, AssignmentState, CaseState
from moderation.domain.permissions import Permission, allows
from moderation.queries import clocks
from moderation.queries.rows import AnyRow
from moderation.services import extensions, pauses
from moderation.web import fields
from moderation.web.agency.forms import PartForm
from moderation.web.agency.own import Mine
from moderation.web.context import intake_rules, me, session, settings, today
from moderation.web.words import lazy_gettext

_LONG = 10_000


class PauseForm(PartForm):
    question = TextAreaField(
        lazy_gettext("Điều cần người gửi cho biết"),
        [fields.required(fields.NEEDED), fields.at_most(lambda: _LONG)],
        filters=[fields.block],
        id="pause_question",
    )


class ExtensionForm(PartForm):
    reason_text = TextAreaField(
        lazy_gettext("Vì sao cần thêm thời gian"),
        [fields.required(fields.NEEDED), fields.at_most(lambda: _LONG)],
        filters=[fields.block],
        id="extension_reason",
    )
    until = DateField(lazy_gettext("Hạn mới"), [InputRequired(lazy_gettext("Chọn ngày."))])


@dataclass(frozen=True, slots=True)
class Panel:
    """The clock as one agency sees it; forms are None when they do not fit."""

    running: CasePause | None  # the clock stands still now
    waiting: CasePause | None  # the coordinator decides
    pause: PauseForm | None
    needs_consent: bool
    pause_days: int
    paused_days: int
    extension: CaseExtension | None  # the latest that was asked for
    extend: ExtensionForm | None
    first_due_on: date | None
    chases: Sequence[AnyRow]


def panel(
    mine: Mine, *, pause: PauseForm | None = None, extend: ExtensionForm | None = None
) -> Panel:
    """The panel, with forms as they were typed."""
    part, case = mine.part, mine.case
    is_lead = part.role is AssignmentRole.LEAD
    held = clocks.held(session(), case.id)
    asked = [each for each in held.extensions if each.assignment_id == part.id]
    fits = is_lead and _may_pause(mine)
    return Panel(
        running=held.running(case.state) if is_lead else None,
        waiting=held.waiting(part) if is_lead else None,
        pause=(pause or PauseForm(formdata=None)) if fits else None,
        needs_consent=fits and _needs_consent(mine),
        pause_days=settings().pause_days,
        paused_days=case.paused_days,
        extension=asked[-1] if asked else None,
        extend=(extend or ExtensionForm(formdata=None)) if _may_extend(mine) else None,
        first_due_on=case.first_due_on,
        chases=clocks.chases(session(), case.id, part_id=part.id),
    )


def _may_pause(mine: Mine) -> bool:
    part, case = mine.part, mine.case
    at_work = case.state in (CaseState.IN_PROGRESS, CaseState.REOPENED)
    if part.state is not AssignmentState.ACCEPTED or not at_work or today() > case.due_on:
        return False
    return not pauses.has_asked(session(), case, part.agency_id)


def _needs_consent(mine: Mine) -> bool:
    """Whether the coordinator asks in the agency's place."""
    return mine.complaint.hide_identity or pauses.is_last_day(mine.case, intake_rules(), today())


def _may_extend(mine: Mine) -> bool:
    part = mine.part
    owed = part.role is AssignmentRole.LEAD and part.state in (
        AssignmentState.OFFERED,
        AssignmentState.ACCEPTED,
    )
    return (
        owed
        and allows(me().role, Permission.APPROVE_REPLIES)
        and extensions.may_be_asked(session(), mine.case, today())
    )
