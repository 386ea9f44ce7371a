"""Complaints: from submission to the decision of intake. `change` is the only place a state
changes.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from models import Agency, Complaint, Question
from moderation.domain import alike, secret_numbers, tracking_codes
from moderation.domain.complaint_states import (
    CONFIDENTIAL,
    DECISIONS,
    MAY_BE_PUBLIC,
    NEEDS_REASON,
    ComplaintAction,
    ComplaintKind,
    ComplaintState,
    move,
)
from moderation.domain.errors import IllegalTransition, Invalid, NotFound, StaleVersion
from moderation.domain.intake import IntakeRules
from moderation.domain.people import Actor
from moderation.domain.text import shorten
from moderation.services import audit, follows, outbox, publications
from moderation.services.audit import Subject

_TITLE = 80  # characters of a title made from the first words
_LOCKED = (
    select(Complaint)
    .where(Complaint.id == bindparam("id"))
    .with_for_update()
    .execution_options(populate_existing=True)
)


@dataclass(frozen=True, slots=True, kw_only=True)
class NewComplaint:
    """What a citizen typed, validated and tidied, or a clerk for them. `code` and `salt` are the
    draft's, so that a form sent twice shows the same code and number; made anew when empty.
    """

    content: str
    title: str = ""
    full_name: str = ""
    phone: str | None = None
    email: str | None = None
    ward_code: str | None = None
    address: str = ""
    happened_at: str = ""
    issue_code: str | None = None
    category_code: str | None = None
    kind: ComplaintKind = ComplaintKind.PHAN_ANH
    hide_identity: bool = False
    about_unit_id: int | None = None
    about_unit: str = ""
    people: int = 1  # how many it speaks for
    representative: str = ""
    consent_contact: bool = False
    consent_publish: bool = False
    is_urgent: bool = False
    language: str = "vi"
    source: str = "web"
    source_system: str | None = None
    foreign_code: str | None = None
    comment_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """One action on the version somebody saw. `reason_text` is for the citizen, `note` stays
    inside.
    """

    action: ComplaintAction
    seen_version: int
    reason_code: str | None = None
    reason_text: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Classification:
    """What a coordinator says a complaint is."""

    kind: ComplaintKind
    issue_code: str | None
    category_code: str | None
    ward_code: str | None
    is_public: bool
    is_urgent: bool
    names_unit: bool = False  # whether `about_unit_id` was asked for; what was named stays if not
    about_unit_id: int | None = None


def submit(
    session: Session,
    words: NewComplaint,
    *,
    rules: IntakeRules,
    now: datetime,
    actor: Actor | None = None,
) -> Complaint:
    """A received complaint with its code and number. Raises Invalid (field `kind`) for a
    denunciation: no word of one is written in clear. Flushes.
    """
    _refuse_denunciation(words.kind)
    complaint = blank(words, rules=rules, now=now)
    complaint.full_name, complaint.phone, complaint.email = (
        words.full_name,
        words.phone,
        words.email,
    )
    complaint.title = title_of(words)
    complaint.content, complaint.address = words.content, words.address
    complaint.happened_at = words.happened_at
    complaint.about_unit_id, complaint.about_unit = words.about_unit_id, words.about_unit
    complaint.people, complaint.representative = words.people, words.representative
    complaint.sketch = alike.sketch(complaint.title, complaint.content) or None
    session.add(complaint)
    session.flush()
    record_submission(session, complaint, actor=actor, now=now)
    session.flush()
    return complaint


def blank(words: NewComplaint, *, rules: IntakeRules, now: datetime) -> Complaint:
    """A complaint without a word of what was said or by whom: code, number, promises."""
    salt = secret_numbers.new_salt()
    number = secret_numbers.number_for(rules.secret_key, salt)
    return Complaint(
        code=str(tracking_codes.make(tracking_codes.Prefix.COMPLAINT)),
        state=ComplaintState.RECEIVED,
        kind=words.kind,
        issue_code=words.issue_code,
        category_code=words.category_code,
        is_public=may_be_public(words, rules),
        is_urgent=words.is_urgent,
        source=words.source,
        source_system=words.source_system,
        foreign_code=words.foreign_code,
        comment_id=words.comment_id,
        full_name="",
        title="",
        content="",
        consent_contact=words.consent_contact,
        consent_publish=words.consent_publish,
        hide_identity=words.hide_identity,
        language=words.language,
        ward_code=words.ward_code,
        submitted_at=now,
        respond_by=rules.respond_by(now, is_urgent=words.is_urgent),
        number_salt=salt,
        number_hash=secret_numbers.hash_of(rules.secret_key, salt, number),
    )


def title_of(words: NewComplaint) -> str:
    """The title typed, or one made from the first words."""
    return words.title or shorten(words.content, _TITLE)


def may_be_public(words: NewComplaint, rules: IntakeRules) -> bool:
    """What the preview promised: consent, a kind that may be public, an issue that is public."""
    issue = rules.taxonomy.issue(words.issue_code or "")
    by_default = issue.is_public if issue else True
    return words.consent_publish and words.kind in MAY_BE_PUBLIC and by_default


def record_submission(
    session: Session, complaint: Complaint, *, actor: Actor | None, now: datetime
) -> None:
    """The first event of a complaint's history."""
    audit.record(
        session, Subject.COMPLAINT, complaint.id, ComplaintAction.SUBMIT, actor=actor, now=now,
        new_state=complaint.state,
    )  # fmt: skip


def load_for_change(session: Session, complaint_id: int) -> Complaint:
    """The complaint, locked on PostgreSQL until the transaction ends. Raises NotFound."""
    complaint = session.scalars(_LOCKED, {"id": complaint_id}).first()
    if complaint is None:
        raise NotFound
    return complaint


def expect(complaint: Complaint, seen_version: int) -> None:
    """Raises StaleVersion unless `complaint` is as somebody saw it."""
    if complaint.version != seen_version:
        raise StaleVersion(seen=seen_version, current=complaint.version)


def change(
    session: Session,
    complaint: Complaint,
    decision: Decision,
    *,
    actor: Actor | None,
    now: datetime,
    values: Mapping[str, Any] | None = None,
    left: ComplaintState | None = None,
) -> None:
    """Move `complaint` along the table, set `values` with it, write its event; `left` is the state
    it goes back to, for those that do.

    Cases and sealing use it too. Raises StaleVersion, IllegalTransition. Flushes.
    """
    expect(complaint, decision.seen_version)
    old, new = complaint.state, move(complaint.state, decision.action, left)
    complaint.state = new
    if new is not old:
        complaint.decided_at = None if new is ComplaintState.RECEIVED else now
    for name, value in (values or {}).items():
        setattr(complaint, name, value)
    _flush(session, decision.seen_version)
    audit.record(
        session,
        Subject.COMPLAINT,
        complaint.id,
        decision.action,
        actor=actor,
        now=now,
        old_state=old,
        new_state=new,
        reason_code=decision.reason_code,
        reason_text=decision.reason_text,
        note=decision.note,
    )


def decide(
    session: Session,
    complaint: Complaint,
    decision: Decision,
    *,
    actor: Actor | None,
    now: datetime,
) -> Complaint:
    """Refuse, redirect, guide, hand to the police, or (`actor` None: the house) wait no longer; the
    citizen is told.

    Raises StaleVersion, IllegalTransition, or Invalid (field `reason_text`) without a reason.
    Flushes.
    """
    if decision.action not in DECISIONS:  # the others need a case, or the seal
        raise IllegalTransition(decision.action, complaint.state)
    if decision.action in NEEDS_REASON and not (decision.reason_code or decision.reason_text):
        raise Invalid("a reason is needed", field="reason_text")
    values: dict[str, Any] = {
        "reason_code": decision.reason_code,
        "reason_text": decision.reason_text,
        "is_public": False,
    }
    if decision.action is ComplaintAction.HAND_TO_POLICE:
        values["kind"] = ComplaintKind.TO_GIAC
    if decision.action is ComplaintAction.GUIDE:
        values["kind"] = ComplaintKind.KHIEU_NAI
    change(session, complaint, decision, actor=actor, now=now, values=values)
    tell_citizen(session, complaint, now=now)
    session.flush()
    return complaint


def classify(
    session: Session,
    complaint: Complaint,
    said: Classification,
    *,
    seen_version: int,
    rules: IntakeRules,
    actor: Actor,
    now: datetime,
) -> None:
    """Set kind, issue, place, visibility and urgency; an urgent one is promised sooner.

    A denunciation is covered instead. Raises NotFound for what is covered, StaleVersion, Invalid
    (fields `issue`, `kind`, `about_unit`). Flushes.
    """
    if complaint.state in CONFIDENTIAL:
        raise NotFound
    _refuse_denunciation(said.kind)
    expect(complaint, seen_version)
    if said.issue_code and rules.taxonomy.issue(said.issue_code) is None:
        raise Invalid("no such issue", field="issue")
    if complaint.is_urgent != said.is_urgent:
        complaint.respond_by = rules.respond_by(complaint.submitted_at, is_urgent=said.is_urgent)
    if said.names_unit:
        _name_unit(session, complaint, said.about_unit_id)
    complaint.kind = said.kind
    complaint.issue_code, complaint.category_code = said.issue_code, said.category_code
    complaint.ward_code = said.ward_code
    complaint.is_urgent = said.is_urgent
    complaint.is_public = (
        said.is_public and complaint.consent_publish and said.kind in MAY_BE_PUBLIC
    )
    if complaint.is_public and complaint.case_id and not complaint.published_at:
        # Accepted before, public now.
        publications.show_words(complaint, title="", content="", now=now)
    _flush(session, seen_version)
    note = f"{said.kind} {said.issue_code or said.category_code or ''}".strip()
    audit.record(
        session, Subject.COMPLAINT, complaint.id, "classify", actor=actor, now=now, note=note
    )


def _name_unit(session: Session, complaint: Complaint, unit_id: int | None) -> None:
    """The unit complained of, as a coordinator recognised it."""
    unit = session.get(Agency, unit_id) if unit_id else None
    if unit_id and unit is None:
        raise Invalid("no such unit", field="about_unit")
    complaint.about_unit_id = unit_id
    complaint.about_unit = complaint.about_unit or (unit.name if unit else "")


def ask(
    session: Session,
    complaint: Complaint,
    text: str,
    *,
    seen_version: int,
    rules: IntakeRules,
    actor: Actor,
    now: datetime,
) -> Question:
    """Ask the citizen for more; a complaint accepted before stays so, its case goes on.

    Raises StaleVersion, IllegalTransition, Invalid. Flushes.
    """
    if not text:
        raise Invalid("a question is needed", field="question")
    decision = Decision(action=ComplaintAction.ASK, seen_version=seen_version)
    change(session, complaint, decision, actor=actor, now=now)
    question = Question(
        complaint_id=complaint.id, text=text, asked_at=now, answer_by=rules.question_due_on(now)
    )
    session.add(question)
    tell_citizen(session, complaint, now=now)
    session.flush()
    return question


def answer(
    session: Session, complaint: Complaint, text: str, *, rules: IntakeRules, now: datetime
) -> None:
    """The citizen answers what was asked; intake's promise, if it was not kept yet, begins anew.

    Raises IllegalTransition when nothing is asked any more, Invalid (field `answer`). Flushes.
    """
    if not text:
        raise Invalid("an answer is needed", field="answer")
    asked = open_questions(session, complaint)
    if not asked:
        raise IllegalTransition(ComplaintAction.ANSWER, complaint.state)
    decision = Decision(action=ComplaintAction.ANSWER, seen_version=complaint.version)
    change(session, complaint, decision, actor=None, now=now)
    if complaint.state is ComplaintState.RECEIVED:
        complaint.respond_by = rules.respond_by(now, is_urgent=complaint.is_urgent)
    for question in asked:
        question.answer, question.answered_at = text, now
    session.flush()


def open_questions(session: Session, complaint: Complaint) -> Sequence[Question]:
    """Questions the citizen has not answered, oldest first."""
    unanswered = (Question.complaint_id == complaint.id, Question.answered_at.is_(None))
    return session.scalars(select(Question).where(*unanswered).order_by(Question.id)).all()


def _refuse_denunciation(kind: ComplaintKind) -> None:
    if kind is ComplaintKind.TO_CAO:
        raise Invalid("a denunciation belongs to the sealed lane", field="kind")


def _flush(session: Session, seen_version: int) -> None:
    try:
        session.flush()
    except StaleDataError:  # another process was first
        raise StaleVersion(seen=seen_version, current=seen_version + 1) from None


def tell_citizen(
    session: Session, complaint: Complaint, *, now: datetime, followers: bool = True
) -> None:
    """News about the complaint, if its sender agreed to be told: by mail, else on the telephone;
    about what was split from it, to the sender of the whole (docs/adr/0014). Who follows a
    published one is told too, unless it concerns its sender alone.
    """
    if complaint.follows and followers:
        follows.tell(session, complaint, now=now)
    whole = session.get(Complaint, complaint.split_from_id or complaint.id)
    if whole is not None and (whole.email or whole.phone) and whole.consent_contact:
        channel = outbox.Channel.MAIL if whole.email else outbox.Channel.PHONE
        kind = outbox.Kind.COMPLAINT_NEWS
        outbox.enqueue(session, kind, whole.id, now=now, due_at=now, channel=channel)
