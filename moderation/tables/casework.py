"""The work on a case: its clock, its approvals, what is noted and said, how cases join and part."""

from sqlalchemy import ForeignKey, Index, LargeBinary, String, UniqueConstraint
from sqlalchemy import text as sql
from sqlalchemy.orm import Mapped, mapped_column

from moderation.domain.case_states import CaseLinkKind, NoteAudience, PartyOpinionKind
from moderation.domain.complaint_states import ComplaintState
from moderation.tables.base import Base, day, line, moment, pk, short, state_column, words

# --- Clocks --------------------------------------------------------------------------------------


class CasePause(Base):
    """The clock of a case stands still while the citizen is asked, once an agency.

    Asked for on the last day it waits for the coordinator's consent: `began_on` is none so long.
    """

    __tablename__ = "case_pause"

    id: Mapped[pk]
    case_id: Mapped[int] = mapped_column(ForeignKey("case_file.id"), index=True)
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"))
    complaint_id: Mapped[int] = mapped_column(ForeignKey("complaint.id"), index=True)
    question_id: Mapped[int | None] = mapped_column(ForeignKey("question.id"), index=True)
    question: Mapped[words]
    asked_by_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    asked_at: Mapped[moment]
    consented_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    refused_at: Mapped[moment | None]
    began_on: Mapped[day | None]
    until: Mapped[day | None] = mapped_column(index=True)  # the last day to answer
    ended_on: Mapped[day | None]
    days: Mapped[int] = mapped_column(default=0)  # working days the clock stood still


class CaseExtension(Base):
    """A lead's leader asks for more time, once a case; the coordinator decides."""

    __tablename__ = "case_extension"
    __table_args__ = (
        Index(
            "uq_case_extension_granted",
            "case_id",
            unique=True,
            sqlite_where=sql("is_granted"),
            postgresql_where=sql("is_granted"),
        ),
    )

    id: Mapped[pk]
    case_id: Mapped[int] = mapped_column(ForeignKey("case_file.id"), index=True)
    assignment_id: Mapped[int] = mapped_column(ForeignKey("assignment.id"), index=True)
    asked_by_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    asked_at: Mapped[moment]
    reason: Mapped[words]  # the citizen reads it when granted
    due_before: Mapped[day]
    until: Mapped[day]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    decided_at: Mapped[moment | None] = mapped_column(index=True)
    is_granted: Mapped[bool | None]
    answer: Mapped[words] = mapped_column(default="")


class DutyShift(Base):
    """Who is on duty for urgent cases from one moment to another, day and night."""

    __tablename__ = "duty_shift"

    id: Mapped[pk]
    starts_at: Mapped[moment] = mapped_column(index=True)
    ends_at: Mapped[moment] = mapped_column(index=True)
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"), index=True)
    phone: Mapped[line] = mapped_column(default="")


class Chase(Base):
    """A dated reminder to whoever owes something (đôn đốc); counted, seen by their leader."""

    __tablename__ = "chase"

    id: Mapped[pk]
    case_id: Mapped[int] = mapped_column(ForeignKey("case_file.id"), index=True)
    assignment_id: Mapped[int | None] = mapped_column(ForeignKey("assignment.id"), index=True)
    step: Mapped[short]  # officer, leader, coordinator, committee
    key: Mapped[str | None] = mapped_column(String(80), unique=True)  # an automatic one goes once
    by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))  # none: the house
    at: Mapped[moment] = mapped_column(index=True)
    due_on: Mapped[day]
    text: Mapped[words] = mapped_column(default="")


# --- Inside an agency ----------------------------------------------------------------------------


class Room(Base):
    """A room or team of an agency that its clerk gives work to."""

    __tablename__ = "room"

    id: Mapped[pk]
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"), index=True)
    name: Mapped[line]
    is_active: Mapped[bool] = mapped_column(default=True)


class Approver(Base):
    """One step of an agency's chain: who approves an answer before it leaves, in order."""

    __tablename__ = "approver"
    __table_args__ = (UniqueConstraint("agency_id", "position"),)

    id: Mapped[pk]
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"))
    position: Mapped[int]
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"), index=True)
    on_behalf: Mapped[short] = mapped_column(default="")  # "", KT., TL., TUQ.


class StandIn(Base):
    """Somebody approves for somebody else from one day to another."""

    __tablename__ = "stand_in"

    id: Mapped[pk]
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"), index=True)
    stand_in_id: Mapped[int] = mapped_column(ForeignKey("staff.id"), index=True)
    from_on: Mapped[day]
    to_on: Mapped[day]
    on_behalf: Mapped[short] = mapped_column(default="KT.")


class Approval(Base):
    """One decision about a draft, with the name and title as they were that day."""

    __tablename__ = "approval"

    id: Mapped[pk]
    assignment_id: Mapped[int] = mapped_column(ForeignKey("assignment.id"), index=True)
    round: Mapped[int]  # grows each time a draft is sent for approval
    position: Mapped[int]
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"), index=True)
    for_staff_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))  # for whom they stood
    name: Mapped[line]
    title: Mapped[line]
    on_behalf: Mapped[short] = mapped_column(default="")
    at: Mapped[moment]
    is_approved: Mapped[bool]
    note: Mapped[words] = mapped_column(default="")


class ContractorLink(Base):
    """A one-time way in for a contractor without an account; only the hash of its token is kept."""

    __tablename__ = "contractor_link"

    id: Mapped[pk]
    assignment_id: Mapped[int] = mapped_column(ForeignKey("assignment.id"), index=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    contractor: Mapped[line]
    question: Mapped[words]
    made_by_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    made_at: Mapped[moment]
    expires_at: Mapped[moment] = mapped_column(index=True)
    revoked_at: Mapped[moment | None]
    answered_at: Mapped[moment | None]
    answer: Mapped[words] = mapped_column(default="")


# --- What is noted and said ----------------------------------------------------------------------


class CaseNote(Base):
    """A note: inside one agency, between the agencies of a case, or to the citizen."""

    __tablename__ = "case_note"

    id: Mapped[pk]
    case_id: Mapped[int] = mapped_column(ForeignKey("case_file.id"), index=True)
    audience: Mapped[NoteAudience] = mapped_column(state_column(NoteAudience))
    agency_id: Mapped[int | None] = mapped_column(ForeignKey("agency.id"))  # none: coordinators
    complaint_id: Mapped[int | None] = mapped_column(ForeignKey("complaint.id"), index=True)
    by_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    at: Mapped[moment]
    text: Mapped[words]


class PartyOpinion(Base):
    """What the propaganda side says about a case, proposes, or wants to be reported."""

    __tablename__ = "party_opinion"

    id: Mapped[pk]
    case_id: Mapped[int] = mapped_column(ForeignKey("case_file.id"), index=True)
    kind: Mapped[PartyOpinionKind] = mapped_column(state_column(PartyOpinionKind))
    by_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    at: Mapped[moment]
    text: Mapped[words]
    answer: Mapped[words] = mapped_column(default="")
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    answered_at: Mapped[moment | None]


# --- Joining and parting -------------------------------------------------------------------------


class Merge(Base):
    """A complaint that joined another case; may be undone while the term runs."""

    __tablename__ = "merge"

    id: Mapped[pk]
    into_id: Mapped[int] = mapped_column(ForeignKey("case_file.id"), index=True)
    complaint_id: Mapped[int] = mapped_column(ForeignKey("complaint.id"), index=True)
    from_case_id: Mapped[int | None] = mapped_column(ForeignKey("case_file.id"), index=True)
    left_state: Mapped[ComplaintState] = mapped_column(state_column(ComplaintState))
    by_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    at: Mapped[moment]
    undone_at: Mapped[moment | None]
    undone_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))


class CaseLink(Base):
    """Two cases that belong together without being one."""

    __tablename__ = "case_link"
    __table_args__ = (UniqueConstraint("case_id", "other_id", "kind"),)

    id: Mapped[pk]
    case_id: Mapped[int] = mapped_column(ForeignKey("case_file.id"))
    other_id: Mapped[int] = mapped_column(ForeignKey("case_file.id"), index=True)
    kind: Mapped[CaseLinkKind] = mapped_column(state_column(CaseLinkKind))
    by_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    at: Mapped[moment]


# --- Citizens ------------------------------------------------------------------------------------


class Rating(Base):
    """What a reporter says about an answer, once for each answer."""

    __tablename__ = "rating"
    __table_args__ = (UniqueConstraint("complaint_id", "round"),)

    id: Mapped[pk]
    complaint_id: Mapped[int] = mapped_column(ForeignKey("complaint.id"))
    round: Mapped[int]  # reopenings of the case when it was given
    is_satisfied: Mapped[bool] = mapped_column(index=True)
    text: Mapped[words] = mapped_column(default="")
    at: Mapped[moment] = mapped_column(index=True)


class Follow(Base):
    """ "Me too": somebody follows a published complaint instead of filing it again."""

    __tablename__ = "follow"
    __table_args__ = (UniqueConstraint("complaint_id", "key"),)

    id: Mapped[pk]
    complaint_id: Mapped[int] = mapped_column(ForeignKey("complaint.id"))
    key: Mapped[str] = mapped_column(String(64))  # of the browser or the mail address, hashed
    email: Mapped[line | None]  # only with consent; told once it is confirmed
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    language: Mapped[str] = mapped_column(String(8), default="vi")
    at: Mapped[moment]
    confirmed_at: Mapped[moment | None]
    ended_at: Mapped[moment | None]


class SealedStep(Base):
    """What was done in the sealed lane, encrypted as the rest of it."""

    __tablename__ = "sealed_step"

    id: Mapped[pk]
    complaint_id: Mapped[int] = mapped_column(ForeignKey("complaint.id"), index=True)
    by_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    at: Mapped[moment]
    kind: Mapped[short]  # of domain/sealed_steps.py
    ciphertext: Mapped[bytes] = mapped_column(LargeBinary)


# --- Desks ---------------------------------------------------------------------------------------


class SavedFilter(Base):
    """A list a coordinator opens again and again, by a name of their own."""

    __tablename__ = "saved_filter"

    id: Mapped[pk]
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"), index=True)
    position: Mapped[int] = mapped_column(default=0)
    name: Mapped[line]
    query: Mapped[words]  # the query string of the list
