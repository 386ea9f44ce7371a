"""What an agency is told of a complaint and of its sender.

Only the lead learns who wrote, and only when the sender did not ask to stay unnamed. For everybody
else the words come without what identifies the sender; questions go through the coordinator.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from models import Assignment, Complaint, Question
from moderation.domain.case_states import AssignmentRole
from moderation.domain.complaint_states import ComplaintKind
from moderation.domain.personal_data import PersonalData, find, mask
from moderation.domain.text import fold

_NAME = "[tên người gửi]"
_ADDRESS = "[địa chỉ]"
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
_Masker = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Sender:
    """Who wrote, and where to reach them; phone and e-mail only if they agreed to be reached."""

    full_name: str
    phone: str
    email: str
    address: str


@dataclass(frozen=True, slots=True)
class Told:
    """A complaint as one agency reads it. Templates get this and never the complaint."""

    code: str
    kind: ComplaintKind
    issue_code: str | None
    category_code: str | None
    is_urgent: bool
    is_hidden: bool  # the sender asked to stay unnamed
    title: str
    content: str
    happened_at: str
    submitted_at: datetime
    sender: Sender | None
    answers: Sequence[tuple[str, str, datetime]]  # question, the citizen's answer, when


def told(part: Assignment, complaint: Complaint, questions: Sequence[Question] = ()) -> Told:
    """What the agency of `part` reads of its complaint."""
    masked = _masker(part, complaint)
    return Told(
        code=complaint.code,
        kind=complaint.kind,
        issue_code=complaint.issue_code,
        category_code=complaint.category_code,
        is_urgent=complaint.is_urgent,
        is_hidden=complaint.hide_identity,
        title=masked(complaint.title),
        content=masked(complaint.content),
        happened_at=masked(complaint.happened_at),
        submitted_at=complaint.submitted_at,
        sender=_sender(complaint) if _may_know(part, complaint) else None,
        answers=[
            (masked(each.text), masked(each.answer), each.answered_at)
            for each in questions
            if each.answered_at
        ],
    )


def _may_know(part: Assignment, complaint: Complaint) -> bool:
    return part.role is AssignmentRole.LEAD and not complaint.hide_identity


def _sender(complaint: Complaint) -> Sender:
    reachable = complaint.consent_contact
    return Sender(
        full_name=complaint.full_name,
        phone=(complaint.phone or "") if reachable else "",
        email=(complaint.email or "") if reachable else "",
        address=complaint.address,
    )


def _masker(part: Assignment, complaint: Complaint) -> _Masker:
    if _may_know(part, complaint):
        return lambda text: text
    kinds = frozenset(PersonalData) if complaint.hide_identity else _CONTACTS
    cuts = [*_name_cuts(complaint.full_name)]
    if complaint.hide_identity and complaint.address:
        cuts.append((_phrase(fold(complaint.address)), _ADDRESS))

    def masked(text: str) -> str:
        for pattern, label in cuts:
            text = _cut(text, pattern, label)
        return mask(text, [span for span in find(text) if span.kind in kinds])

    return masked


def _name_cuts(full_name: str) -> list[tuple[re.Pattern[str], str]]:
    """The whole name, then its last two words, with or without marks. A single word is left: most
    names are also words.
    """
    parts = fold(full_name).split()
    names = [parts, parts[-2:]] if len(parts) > 2 else [parts] if len(parts) == 2 else []
    return [(_phrase(" ".join(name)), _NAME) for name in names]


def _phrase(words: str) -> re.Pattern[str]:
    return re.compile(r"(?<!\w)" + r"\s+".join(map(re.escape, words.split())) + r"(?!\w)")


def _cut(text: str, pattern: re.Pattern[str], label: str) -> str:
    """`text` with `label` wherever its folded form fits `pattern`."""
    pieces, shown = [], 0
    for hit in pattern.finditer(_flat(text)):
        pieces += [text[shown : hit.start()], label]
        shown = hit.end()
    return "".join([*pieces, text[shown:]])


def _flat(text: str) -> str:
    """Folded, every letter in its place."""
    folded = fold(text)
    if len(folded) == len(text):
        return folded
    return "".join((fold(letter) or "\0")[0] for letter in text)
