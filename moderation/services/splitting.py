"""Splitting: a complaint with two problems becomes two, each with a case of its own, and one
conversation with the citizen (docs/adr/0014).
"""

from dataclasses import replace
from datetime import datetime

from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import flag_modified

from models import Complaint
from moderation.domain.complaint_states import IN_A_CASE, ComplaintState
from moderation.domain.errors import IllegalTransition, Invalid
from moderation.domain.intake import IntakeRules
from moderation.domain.people import Actor
from moderation.services import audit, complaints
from moderation.services.audit import Subject
from moderation.services.complaints import NewComplaint

#: Complaints somebody may still find a second problem in.
SPLIT_FROM = frozenset({ComplaintState.RECEIVED, ComplaintState.NEEDS_INFO, *IN_A_CASE})


def split(
    session: Session,
    whole: Complaint,
    *,
    title: str,
    content: str,
    issue_code: str | None,
    category_code: str | None,
    seen_version: int,
    rules: IntakeRules,
    actor: Actor,
    now: datetime,
) -> Complaint:
    """The second problem as a received complaint, in the coordinator's words: it is routed like any
    other. It carries the sender's name, so that masks know it, and no way to reach them: news go to
    the sender of the whole.

    Raises StaleVersion, IllegalTransition, also for what was itself split off, Invalid (field
    `content`). Flushes.
    """
    complaints.expect(whole, seen_version)
    if whole.state not in SPLIT_FROM or whole.split_from_id is not None:
        raise IllegalTransition("split", whole.state)
    if not content:
        raise Invalid("the second problem needs words", field="content")
    words = replace(_of_whole(whole), title=title, content=content)
    words = replace(words, issue_code=issue_code, category_code=category_code)
    part = complaints.submit(session, words, rules=rules, now=now, actor=actor)
    part.split_from_id = whole.id
    part.is_public = part.is_public and whole.is_public
    session.flush()
    audit.record(
        session, Subject.COMPLAINT, whole.id, "split", actor=actor, now=now, note=part.code
    )
    flag_modified(whole, "state")  # a new version: the same press again splits nothing
    complaints.tell_citizen(session, whole, now=now)
    session.flush()
    return part


def _of_whole(whole: Complaint) -> NewComplaint:
    """What a part has of the whole: who and where, what protects the sender, no way to reach."""
    return NewComplaint(
        content="",
        full_name=whole.full_name,
        ward_code=whole.ward_code,
        address=whole.address,
        happened_at=whole.happened_at,
        kind=whole.kind,
        hide_identity=whole.hide_identity,
        about_unit_id=whole.about_unit_id,
        about_unit=whole.about_unit,
        consent_publish=whole.consent_publish,
        language=whole.language,
        source="split",
    )
