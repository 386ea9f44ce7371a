"""Steps of a demo story once its case is open: pauses, extensions, joining, approval, verdicts."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlalchemy import select

from models import Assignment, Attachment, CaseFile, Complaint, Room
from moderation.cli import demo_steps
from moderation.cli.demo_steps import Do, Entry, Stage, add_photos, case_of, part_of, topic_of
from moderation.cli.session import tools
from moderation.domain import deadlines
from moderation.domain.case_states import NoteAudience, Outcome, PartyOpinionKind
from moderation.domain.joining import rated_until
from moderation.domain.proofs import Proof
from moderation.services import (
    assignments,
    cases,
    chases,
    complaint_withdrawals,
    complaints,
    contractors,
    extensions,
    merging,
    notes,
    outbox,
    party_opinions,
    pauses,
    reply_drafts,
    rooms,
    splitting,
    verdicts,
)
from moderation.services.reply_drafts import ReplyDraft


def _lead(stage: Stage, complaint: Complaint) -> Assignment:
    return assignments.lead_of(stage.session, case_of(stage, complaint))


def _give(stage: Stage, complaint: Complaint, step: Entry, at: datetime) -> None:
    part = _lead(stage, complaint)
    named = (Room.agency_id == part.agency_id, Room.name == step["room"])
    room = stage.session.scalars(select(Room).where(*named)).one()
    rooms.assign(
        stage.session, part, room_id=room.id, officer_id=stage.people["agency_officer"].id,
        seen_version=part.version, actor=stage.people["agency_clerk"], now=at,
    )  # fmt: skip


def _pause(stage: Stage, complaint: Complaint, step: Entry, at: datetime) -> None:
    part = _lead(stage, complaint)
    pauses.ask(
        stage.session, part, step["text"], days=tools().settings.pause_days,
        seen_version=part.version, rules=stage.rules, actor=stage.people["agency_officer"], now=at,
    )  # fmt: skip


def _extend(stage: Stage, complaint: Complaint, step: Entry, at: datetime) -> None:
    part, case = _lead(stage, complaint), case_of(stage, complaint)
    until = deadlines.later(case.due_on, step["days"], stage.rules.calendar)
    extensions.ask(
        stage.session, part, step["text"], until, seen_version=part.version, rules=stage.rules,
        actor=stage.people["agency_leader"], now=at,
    )  # fmt: skip


def _grant(stage: Stage, complaint: Complaint, _step: Entry, at: datetime) -> None:
    case = case_of(stage, complaint)
    extensions.grant(
        stage.session, case, seen_version=case.version, rules=stage.rules,
        actor=stage.people["coordinator"], now=at,
    )  # fmt: skip


def _contractor(stage: Stage, complaint: Complaint, step: Entry, at: datetime) -> None:
    """Its token is kept nowhere: the link waits, and runs out."""
    part = _lead(stage, complaint)
    contractors.make_link(
        stage.session, part, contractor=step["name"], question=step["text"],
        days=tools().settings.contractor_days, seen_version=part.version,
        actor=stage.people["agency_officer"], now=at,
    )  # fmt: skip


def _note(stage: Stage, complaint: Complaint, step: Entry, at: datetime) -> None:
    writer = stage.people[step["who"]]
    notes.write(
        stage.session, case_of(stage, complaint), NoteAudience(step["for"]), step["text"],
        agency_id=writer.agency_id, actor=writer, now=at,
    )  # fmt: skip


def _tell(stage: Stage, complaint: Complaint, step: Entry, at: datetime) -> None:
    notes.tell(stage.session, complaint, step["text"], actor=stage.people["coordinator"], now=at)


def _remind(stage: Stage, complaint: Complaint, step: Entry, at: datetime) -> None:
    case, part = case_of(stage, complaint), part_of(stage, complaint, step)
    coordinator = stage.people["coordinator"]
    chases.by_hand(stage.session, case, part, step["text"], actor=coordinator, now=at)


def _prominent(stage: Stage, complaint: Complaint, step: Entry, at: datetime) -> None:
    case, officer = case_of(stage, complaint), stage.people["propaganda_officer"]
    party_opinions.mark_prominent(
        stage.session, case, is_prominent=True, seen_version=case.version, actor=officer, now=at
    )
    party_opinions.give(
        stage.session, case, PartyOpinionKind(step["kind"]), step["text"], actor=officer, now=at
    )


def _merge(stage: Stage, complaint: Complaint, step: Entry, at: datetime) -> None:
    source, into = case_of(stage, complaint), case_of(stage, stage.told[step["into"]])
    merging.join_case(
        stage.session, source, into, seen_version=source.version,
        actor=stage.people["coordinator"], now=at,
    )  # fmt: skip


def _split(stage: Stage, complaint: Complaint, step: Entry, at: datetime) -> None:
    """The second problem gets its case at once."""
    category, issue = topic_of(stage, step["topic"])
    part = splitting.split(
        stage.session, complaint, title=step["title"], content=step["text"], issue_code=issue,
        category_code=category, seen_version=complaint.version, rules=stage.rules,
        actor=stage.people["coordinator"], now=at,
    )  # fmt: skip
    routed = {"do": "accept", "lead": step["lead"], "text": step["ask"]}
    demo_steps.STEPS["accept"](stage, part, routed, at)
    outbox.drop(stage.session, outbox.Kind.COMPLAINT_NEWS, part.id, now=stage.now)


def _draft(stage: Stage, complaint: Complaint, step: Entry, at: datetime) -> None:
    """The officer's words wait for the agency's leader."""
    part = _lead(stage, complaint)
    add_photos(stage, step.get("photos", ()), at, assignment_id=part.id)
    words = ReplyDraft(
        text=step["text"],
        outcome=Outcome(step["outcome"]),
        document_number=step.get("document", ""),
    )
    issue = stage.rules.taxonomy.issue(complaint.issue_code or "")
    reply_drafts.submit(
        stage.session, part, words, asked=issue.proof if issue else Proof.NONE,
        seen_version=part.version, actor=stage.people["agency_officer"], now=at,
    )  # fmt: skip


def _send(stage: Stage, complaint: Complaint, step: Entry, at: datetime) -> None:
    """The answer with all its proof, and how the matter ended."""
    case, lead = case_of(stage, complaint), _lead(stage, complaint)
    proof = select(Attachment.id).where(Attachment.assignment_id == lead.id)
    cases.publish_answer(
        stage.session, case, case.answer, seen_version=case.version,
        photos=list(stage.session.scalars(proof)), actor=stage.people["coordinator"], now=at,
        outcome=Outcome(step["outcome"]),
    )  # fmt: skip


def _rate(stage: Stage, complaint: Complaint, step: Entry, at: datetime) -> None:
    verdicts.rate(
        stage.session, complaint, is_satisfied=step["satisfied"], text=step["text"],
        days=tools().settings.rating_days, now=_in_time(stage, complaint, at),
    )  # fmt: skip


def _reopen(stage: Stage, complaint: Complaint, step: Entry, at: datetime) -> None:
    settings = tools().settings
    verdicts.reopen(
        stage.session, complaint, step["text"], days=settings.rating_days,
        limit=settings.reopen_limit, rules=stage.rules, urgent_hours=settings.urgent_case_hours,
        now=_in_time(stage, complaint, at),
    )  # fmt: skip


def _close(stage: Stage, complaint: Complaint, _step: Entry, _at: datetime) -> None:
    """Silence closes it, by day or night."""
    case = case_of(stage, complaint)
    verdicts.close(stage.session, case, now=_term(case) + timedelta(minutes=1))


def _in_time(stage: Stage, complaint: Complaint, at: datetime) -> datetime:
    """Citizens look at the calendar and not at office hours: long holidays don't make them late."""
    return min(at, _term(case_of(stage, complaint)) - timedelta(hours=1))


def _term(case: CaseFile) -> datetime:
    assert case.answered_at is not None, "answered before"
    return rated_until(case.answered_at, tools().settings.rating_days)


def _take_back(stage: Stage, complaint: Complaint, _step: Entry, at: datetime) -> None:
    locked = complaints.load_for_change(stage.session, complaint.id)
    complaint_withdrawals.withdraw(stage.session, locked, now=at)


STEPS: Mapping[str, Do] = {
    **demo_steps.STEPS,
    "give": _give,
    "pause": _pause,
    "extend": _extend,
    "grant": _grant,
    "contractor": _contractor,
    "note": _note,
    "tell": _tell,
    "remind": _remind,
    "prominent": _prominent,
    "merge": _merge,
    "split": _split,
    "draft": _draft,
    "send": _send,
    "rate": _rate,
    "reopen": _reopen,
    "close": _close,
    "take_back": _take_back,
}
