"""What happens to a demo complaint, step by step, through the services and in office hours."""

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import accumulate
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Agency, Assignment, Attachment, CaseFile, Complaint, Staff, Ward
from moderation.adapters import photos
from moderation.adapters.photos import Photo
from moderation.cli import demo_pictures
from moderation.cli.session import tools
from moderation.domain import units
from moderation.domain.complaint_states import ComplaintAction, ComplaintKind
from moderation.domain.intake import IntakeRules
from moderation.jobs import questions
from moderation.services import (
    assignments,
    attachments,
    cases,
    complaint_sealing,
    complaints,
    conversions,
    pauses,
    publications,
)
from moderation.services.assignments import Part, Routing
from moderation.services.complaints import Classification, Decision

Entry = Mapping[str, Any]

_DECISIONS = {
    "refuse": ComplaintAction.REFUSE,
    "redirect": ComplaintAction.REDIRECT,
    "guide": ComplaintAction.GUIDE,
    "police": ComplaintAction.HAND_TO_POLICE,
}


@dataclass(frozen=True, slots=True)
class Stage:
    """What histories are played on: people by login, officers and ids of agencies by code, days
    before today (the latest first), words for slots, complaints by the key of their story.
    """

    session: Session
    chance: random.Random
    now: datetime
    rules: IntakeRules
    people: Mapping[str, Staff]
    officers: Mapping[str, Staff]
    agencies: Mapping[str, Agency]
    wards: Sequence[Ward]
    days: Sequence[date]
    slots: Mapping[str, Sequence[str]]
    pictures: dict[str, Photo] = field(default_factory=dict)
    told: dict[str, Complaint] = field(default_factory=dict)


#: What a step does to a complaint, at a moment.
Do = Callable[[Stage, Complaint, Entry, datetime], None]


def play(
    stage: Stage,
    complaint: Complaint,
    steps: Sequence[Entry],
    submitted_at: datetime,
    known: Mapping[str, Do],
) -> None:
    """Let every step happen at its moment; `known` is what can happen."""
    for step, at in zip(steps, _moments(stage, steps, submitted_at), strict=True):
        known[step["do"]](stage, complaint, step, at)


def _moments(stage: Stage, steps: Sequence[Entry], begin: datetime) -> list[datetime]:
    """When each step happens: office hours after the one before it, never after now."""
    calendar = stage.rules.calendar
    hours = list(accumulate(step["after"] * (1 + stage.chance.random() / 4) for step in steps))
    room = calendar.working_hours_between(begin, stage.now)
    scale = min(1.0, room / hours[-1]) if hours else 1.0
    moments = (calendar.working_hours_after(begin, hour * scale) for hour in hours)
    return [moment.replace(second=0, microsecond=0) for moment in moments]


def topic_of(stage: Stage, code: str) -> tuple[str | None, str | None]:
    """(category, issue) of the code of either."""
    issue = stage.rules.taxonomy.issue(code)
    return (issue.category_code, issue.code) if issue else (code or None, None)


def code_of(agency: str, ward_code: str | None) -> str:
    """The agency meant; `UBX` and `CAX` are those of the ward."""
    code = units.resolve(agency, ward_code)
    assert code is not None, f"{agency} needs a ward"
    return code


def add_photos(
    stage: Stage,
    names: Sequence[str],
    at: datetime,
    *,
    complaint_id: int | None = None,
    assignment_id: int | None = None,
) -> None:
    """Keep the pictures as photos of a complaint or of an answer; each is drawn once."""
    for name in names:
        if name not in stage.pictures:
            stage.pictures[name] = photos.reencode(demo_pictures.draw(name))
        attachments.add(
            stage.session, stage.pictures[name], store=tools().photos, now=at,
            complaint_id=complaint_id, assignment_id=assignment_id,
        )  # fmt: skip


def _classify(stage: Stage, complaint: Complaint, step: Entry, at: datetime) -> None:
    category, issue = topic_of(stage, step.get("topic", ""))
    said = Classification(
        kind=ComplaintKind(step.get("kind", complaint.kind)),
        category_code=category or complaint.category_code,
        issue_code=issue or complaint.issue_code,
        ward_code=complaint.ward_code,
        is_public=complaint.is_public,
        is_urgent=step.get("urgent", complaint.is_urgent),
    )
    complaints.classify(
        stage.session, complaint, said, seen_version=complaint.version, rules=stage.rules,
        actor=stage.people["coordinator"], now=at,
    )  # fmt: skip


def _ask(stage: Stage, complaint: Complaint, step: Entry, at: datetime) -> None:
    complaints.ask(
        stage.session, complaint, step["text"], seen_version=complaint.version,
        rules=stage.rules, actor=stage.people["coordinator"], now=at,
    )  # fmt: skip


def _answer(stage: Stage, complaint: Complaint, step: Entry, at: datetime) -> None:
    pauses.answer(stage.session, complaint, step["text"], rules=stage.rules, now=at)


def _chase(stage: Stage, _complaint: Complaint, _step: Entry, at: datetime) -> None:
    """The job that reminds of questions, and gives up on them in the end."""
    questions.chase(stage.session, rules=stage.rules, now=at)


def _decide(stage: Stage, complaint: Complaint, step: Entry, at: datetime) -> None:
    decision = Decision(
        action=_DECISIONS[step["do"]],
        seen_version=complaint.version,
        reason_code=step.get("reason"),
        reason_text=step.get("text", ""),
    )
    complaints.decide(stage.session, complaint, decision, actor=stage.people["coordinator"], now=at)


def _cover(stage: Stage, complaint: Complaint, _step: Entry, at: datetime) -> None:
    conversions.cover(
        stage.session, complaint, seen_version=complaint.version, rules=stage.rules,
        seal=tools().seal, actor=stage.people["coordinator"], now=at,
    )  # fmt: skip


def _seal(stage: Stage, complaint: Complaint, step: Entry, at: datetime) -> None:
    """The officer reads it, then decides."""
    officer, version = stage.people["confidential_officer"], complaint.version
    complaint_sealing.read(stage.session, complaint.id, seal=tools().seal, actor=officer, now=at)
    if step["do"] == "seal":
        complaint_sealing.seal_for_good(
            stage.session, complaint, seen_version=version, actor=officer, now=at
        )
        return
    complaint_sealing.uncover(
        stage.session, complaint, seen_version=version, rules=stage.rules, seal=tools().seal,
        actor=officer, now=at,
    )  # fmt: skip


def _routing(stage: Stage, complaint: Complaint, step: Entry, at: datetime) -> Routing:
    due_on = stage.rules.due_on(complaint.issue_code, at)
    asked = step.get("parts", {}).items()
    return Routing(
        lead_id=_agency(stage, complaint, step["lead"]).id,
        due_on=due_on,
        instruction=step["text"],
        parts=[
            Part(
                agency_id=_agency(stage, complaint, code).id,
                due_on=stage.rules.opinion_due_on(at, due_on),
                question=question,
            )
            for code, question in asked
        ],
    )


def _agency(stage: Stage, complaint: Complaint, code: str) -> Agency:
    return stage.agencies[code_of(code, complaint.ward_code)]


def _accept(stage: Stage, complaint: Complaint, step: Entry, at: datetime) -> None:
    """With the photos, where the words become public."""
    cases.accept(
        stage.session, complaint, _routing(stage, complaint, step, at),
        seen_version=complaint.version, actor=stage.people["coordinator"],
        today=at.astimezone(stage.rules.calendar.zone).date(), now=at,
    )  # fmt: skip
    if complaint.is_public:
        mine = select(Attachment.id).where(Attachment.complaint_id == complaint.id)
        publications.show_photos(stage.session, complaint, set(stage.session.scalars(mine)))


def _reroute(stage: Stage, complaint: Complaint, step: Entry, at: datetime) -> None:
    case = case_of(stage, complaint)
    cases.reroute(
        stage.session, case, _routing(stage, complaint, step, at), seen_version=case.version,
        actor=stage.people["coordinator"], today=at.astimezone(stage.rules.calendar.zone).date(),
        now=at,
    )  # fmt: skip


def case_of(stage: Stage, complaint: Complaint) -> CaseFile:
    """The case that answers it now."""
    assert complaint.case_id is not None, "accepted before"
    return cases.load_case(stage.session, complaint.case_id)


def part_of(stage: Stage, complaint: Complaint, step: Entry) -> Assignment:
    """The part of the agency that the step is `by`."""
    agency = _agency(stage, complaint, step["by"])
    parts = assignments.current_parts(stage.session, case_of(stage, complaint))
    return next(part for part in parts if part.agency_id == agency.id)


def _officer(stage: Stage, complaint: Complaint, step: Entry) -> Staff:
    """Who acts for the agency; only agencies with a demo login act."""
    return stage.officers[_agency(stage, complaint, step["by"]).code]


def _take(stage: Stage, complaint: Complaint, step: Entry, at: datetime) -> None:
    part, officer = part_of(stage, complaint, step), _officer(stage, complaint, step)
    cases.accept_part(stage.session, part, seen_version=part.version, actor=officer, now=at)


def _return(stage: Stage, complaint: Complaint, step: Entry, at: datetime) -> None:
    part, officer = part_of(stage, complaint, step), _officer(stage, complaint, step)
    proposed = _agency(stage, complaint, step["proposed"])
    assignments.return_part(
        stage.session, part, step["reason"], proposed_agency_id=proposed.id,
        seen_version=part.version, actor=officer, now=at,
    )  # fmt: skip


def _reply(stage: Stage, complaint: Complaint, step: Entry, at: datetime) -> None:
    part, officer = part_of(stage, complaint, step), _officer(stage, complaint, step)
    add_photos(stage, step.get("photos", ()), at, assignment_id=part.id)
    cases.answer_part(
        stage.session, part, step["text"], document_number=step.get("document", ""),
        seen_version=part.version, actor=officer, now=at,
    )  # fmt: skip


def _withdraw(stage: Stage, complaint: Complaint, step: Entry, at: datetime) -> None:
    part = part_of(stage, complaint, step)
    assignments.withdraw(
        stage.session, part, seen_version=part.version, actor=stage.people["coordinator"], now=at
    )


def _send_back(stage: Stage, complaint: Complaint, step: Entry, at: datetime) -> None:
    case = case_of(stage, complaint)
    cases.send_back(
        stage.session, case, step["text"], seen_version=case.version,
        actor=stage.people["coordinator"], now=at,
    )  # fmt: skip


def _publish(stage: Stage, complaint: Complaint, _step: Entry, at: datetime) -> None:
    """The lead's answer as it is, with all its proof."""
    case = case_of(stage, complaint)
    lead = assignments.lead_of(stage.session, case)
    proof = select(Attachment.id).where(Attachment.assignment_id == lead.id)
    cases.publish_answer(
        stage.session, case, case.answer, seen_version=case.version,
        photos=list(stage.session.scalars(proof)), actor=stage.people["coordinator"], now=at,
    )  # fmt: skip


STEPS: Mapping[str, Do] = {
    "classify": _classify,
    "ask": _ask,
    "answer": _answer,
    "chase": _chase,
    **dict.fromkeys(_DECISIONS, _decide),
    "cover": _cover,
    "uncover": _seal,
    "seal": _seal,
    "accept": _accept,
    "reroute": _reroute,
    "take": _take,
    "return": _return,
    "reply": _reply,
    "withdraw": _withdraw,
    "send_back": _send_back,
    "publish": _publish,
}
