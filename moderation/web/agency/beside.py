"""What stands beside an assignment: who works on it, who approves, notes, contractors, texts."""

from datetime import datetime
from typing import Any

from models import ReplyText
from moderation.domain.case_states import AssignmentRole
from moderation.domain.errors import NotFound
from moderation.domain.permissions import Permission, allows
from moderation.queries import agencies as agency_queries
from moderation.queries import agency_desk
from moderation.queries import staff as staff_queries
from moderation.queries.agency_desk import Waiting
from moderation.web.agency import own
from moderation.web.agency.forms import AnswerForm, DraftForm
from moderation.web.agency.joined import may_call
from moderation.web.agency.own import Mine
from moderation.web.agency.room_forms import (
    ApproveForm,
    AssignForm,
    ContractorForm,
    NoteForm,
)
from moderation.web.case_labels import agency_label
from moderation.web.context import intake_rules, me, now, session, settings, today
from moderation.web.words import gettext


def panels(mine: Mine, form: AnswerForm, *, owes: bool, waits: bool) -> dict[str, Any]:
    """The context of the panels. Forms not to be shown are None."""
    is_lead = mine.part.role is AssignmentRole.LEAD
    if isinstance(form, DraftForm) and owes:
        offer_texts(mine, form)
    own_agency, turn = mine.part.agency_id, _turn(mine) if waits else None
    return {
        "assign": assign_form(mine) if (owes or waits) and _assigns() else None,
        "officer": _name_of(mine.part.officer_id),
        "room_name": _room_of(mine),
        "approvals": agency_desk.approvals(session(), mine.part.id) if is_lead else [],
        "approve": ApproveForm(formdata=None) if turn and me().id in turn.hands else None,
        "approve_by": approve_by(turn) if turn else None,
        "notes": agency_desk.notes(session(), mine.case.id, agency_id=own_agency),
        "note_form": note_form(),
        "links": agency_desk.contractor_links(session(), mine.part.id),
        "contractor": ContractorForm(formdata=None) if owes else None,
        "silent": _silent(mine) if is_lead and mine.case.answered_at else [],
        "may_call": may_call(mine.part, mine.complaint),
        "moment": now(),
    }


def _assigns() -> bool:
    return allows(me().role, Permission.ASSIGN_OFFICERS)


def assign_form(mine: Mine, *, typed: bool = False) -> AssignForm:
    """Rooms and people of the agency; what was typed, or how it stands."""
    if typed:
        form = AssignForm()
    else:
        room, officer = mine.part.room_id, mine.part.officer_id
        form = AssignForm(formdata=None, room=str(room or ""), officer=str(officer or ""))
    rooms = agency_desk.rooms(session(), own.agency_id(), open_only=True)
    people = agency_desk.people(session(), own.agency_id())
    form.room.choices = [("", gettext("Chưa giao phòng")), *((str(x.id), x.name) for x in rooms)]
    form.officer.choices = [
        ("", gettext("Chưa giao ai")),
        *((str(x.id), x.name) for x in people),
    ]
    return form


def note_form(*, typed: bool = False) -> NoteForm:
    """A note, empty unless `typed`."""
    form = NoteForm() if typed else NoteForm(formdata=None)
    form.offer()
    return form


def offer_texts(mine: Mine, form: DraftForm) -> None:
    """Standard answers that fit: those of the chosen outcome first."""
    texts = agency_desk.reply_texts(
        session(), own.agency_id(), category_code=mine.complaint.category_code
    )
    chosen = form.outcome.data
    fitting = [each for each in texts if not each.outcome or not chosen or each.outcome == chosen]
    form.reply_text.choices = [
        ("", gettext("Chọn câu mẫu…")),
        *((str(each.id), _called(each, mine.complaint.language)) for each in fitting),
    ]


def _called(text: ReplyText, spoken: str) -> str:
    """A standard answer's name, with its language where the sender speaks another."""
    return text.name if text.language == spoken else f"{text.name} ({text.language})"


def _name_of(staff_id: int | None) -> str:
    if staff_id is None:
        return ""
    try:
        return staff_queries.get(session(), staff_id).name
    except NotFound:
        return ""


def _room_of(mine: Mine) -> str:
    if mine.part.room_id is None:
        return ""
    rooms = agency_desk.rooms(session(), mine.part.agency_id)
    return next((room.name for room in rooms if room.id == mine.part.room_id), "")


def _turn(mine: Mine) -> Waiting | None:
    """Whose turn it is to approve."""
    found = agency_desk.waiting(session(), mine.part.agency_id, today(), part_id=mine.part.id)
    return found[0] if found else None


def approve_by(turn: Waiting) -> datetime:
    """Until when whoever is next decides about a draft: working hours from the moment it came to
    them.
    """
    return intake_rules().calendar.working_hours_after(turn.since, settings().approval_hours)


def _silent(mine: Mine) -> list[str]:
    """Agencies that said nothing before the answer went."""
    numbers = agency_desk.silent_agencies(session(), mine.case.id)
    return [agency_label(agency_queries.get(session(), each)) for each in sorted(numbers)]
