"""What an agency is told of a complaint and of its sender.

Only the lead learns who wrote, and only when the sender did not ask to stay unnamed. For everybody
else the words come without what identifies the sender; questions go through the coordinator.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Protocol

from models import Assignment, Complaint, Question
from moderation.domain.case_states import AssignmentRole, Outcome
from moderation.domain.complaint_states import ComplaintKind
from moderation.domain.masking import without_sender
from moderation.domain.personal_data import PersonalData, find, mask
from moderation.queries.rows import AnyRow

#: What leads to a person. A coordinating agency may need a plate or a house number for its opinion,
#: so those go only when the sender asked to stay unnamed.
_CONTACTS = frozenset(
    {
        PersonalData.PHONE,
        PersonalData.EMAIL,
        PersonalData.IDENTITY_NUMBER,
        PersonalData.BANK_ACCOUNT,
    }
)


@dataclass(frozen=True, slots=True)
class Sender:
    """Who wrote, and where to reach them; phone and e-mail only if they agreed to be reached."""

    full_name: str
    phone: str
    email: str
    address: str
    representative: str = ""  # of a group


class Part(Protocol):
    """A part of a case: an assignment, or a row."""

    role: Any


class Author(Protocol):
    """Whose words they are: a complaint, or a row of `queries.agency_lists`."""

    hide_identity: Any
    full_name: Any
    address: Any
    representative: Any


@dataclass(frozen=True, slots=True)
class Headline:
    """A complaint in a list of one agency; templates get this and never the row."""

    id: int
    role: AssignmentRole
    due_on: date
    answered_at: datetime | None
    officer_id: int | None
    outcome: Outcome | None
    answer: str
    case_version: int
    ward: str | None
    code: str
    title: str
    category_code: str | None
    is_urgent: bool
    language: str


def headline(row: AnyRow, others: Sequence[Author] = ()) -> Headline:
    """What a list tells of a row of `queries.agency_lists`; `others` are the rest of its case."""
    title = (row.hide_identity and row.public_title) or row.title
    return Headline(
        row.id, row.role, row.due_on, row.answered_at, row.officer_id, row.outcome, row.answer,
        row.case_version, row.ward, row.code, masker(row, row, others)(title), row.category_code,
        row.is_urgent, row.language,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Told:
    """A complaint as one agency reads it. Templates get this and never the complaint."""

    code: str
    kind: ComplaintKind
    issue_code: str | None
    category_code: str | None
    is_urgent: bool
    language: str
    is_hidden: bool  # the sender asked to stay unnamed
    title: str
    content: str
    happened_at: str
    question: str  # what the coordinator wants of this agency
    submitted_at: datetime
    sender: Sender | None
    answers: Sequence[tuple[str, str, datetime]]  # question, the citizen's answer, when
    people: int = 1  # how many it speaks for


def told(
    part: Assignment,
    complaint: Complaint,
    questions: Sequence[Question] = (),
    others: Sequence[Complaint] = (),
) -> Told:
    """What the agency of `part` reads of its complaint; `others` are the rest of its case."""
    masked, is_hidden = masker(part, complaint, others), complaint.hide_identity
    return Told(
        code=complaint.code,
        kind=complaint.kind,
        issue_code=complaint.issue_code,
        category_code=complaint.category_code,
        is_urgent=complaint.is_urgent,
        language=complaint.language,
        is_hidden=is_hidden,
        title=masked((is_hidden and complaint.public_title) or complaint.title),
        content=masked((is_hidden and complaint.public_content) or complaint.content),
        happened_at=masked(complaint.happened_at),
        question=masked(part.question),
        submitted_at=complaint.submitted_at,
        sender=_sender(complaint) if _may_know(part, complaint) else None,
        answers=[
            (masked(each.text), masked(each.answer), each.answered_at)
            for each in questions
            if each.answered_at
        ],
        people=complaint.people,
    )


def _may_know(part: Part, complaint: Author) -> bool:
    return part.role is AssignmentRole.LEAD and not complaint.hide_identity


def _sender(complaint: Complaint) -> Sender:
    reachable = complaint.consent_contact
    return Sender(
        full_name=complaint.full_name,
        phone=(complaint.phone or "") if reachable else "",
        email=(complaint.email or "") if reachable else "",
        address=complaint.address,
        representative=complaint.representative,
    )


def masker(part: Part, complaint: Author, others: Sequence[Author] = ()) -> Callable[[str], str]:
    """What takes out of a text all that the agency of `part` may not know of the sender, nor of
    those of the other complaints of the case: whoever hides is hidden in every text of it.
    """
    hiding = [each for each in (complaint, *others) if not _may_know(part, each)]
    maskers = [_of_one(each) for each in hiding]

    def masked(text: str) -> str:
        for mask_one in maskers:
            text = mask_one(text)
        return text

    return masked


def _of_one(complaint: Author) -> Callable[[str], str]:
    is_hidden = complaint.hide_identity
    kinds = frozenset(PersonalData) if is_hidden else _CONTACTS
    address = complaint.address if is_hidden else ""

    def masked(text: str) -> str:
        text = without_sender(text, complaint.full_name, address)
        text = without_sender(text, complaint.representative)
        return mask(text, [span for span in find(text) if span.kind in kinds])

    return masked
