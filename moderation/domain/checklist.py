"""Which kind a complaint is, by a few plain questions: what the answers suggest, and why.

The words answer the questions first; whoever classifies puts them right. It decides nothing.
"""

import re
from collections.abc import Set
from dataclasses import dataclass
from enum import StrEnum

from moderation.domain import cues
from moderation.domain.complaint_states import ComplaintKind
from moderation.domain.text import fold


class Question(StrEnum):
    """In the order in which they are asked."""

    ACCUSES = "accuses"  # says that somebody in particular broke the law
    OWN_DECISION = "own_decision"  # objects to a decision or an act about themselves
    CRIME = "crime"  # tells of a crime for the police
    PROPOSES = "proposes"  # proposes a solution
    SITUATION = "situation"  # tells of something at a place
    ASKS = "asks"  # an idea or a question only


@dataclass(frozen=True, slots=True)
class Advice:
    """The kind suggested, and the answer that decided; no kind when nothing was answered."""

    kind: ComplaintKind | None
    because: Question | None


#: The first question answered with yes decides: the lanes that protect people come first.
_KINDS = {
    Question.ACCUSES: ComplaintKind.TO_CAO,
    Question.OWN_DECISION: ComplaintKind.KHIEU_NAI,
    Question.CRIME: ComplaintKind.TO_GIAC,
    Question.PROPOSES: ComplaintKind.KIEN_NGHI,
    Question.SITUATION: ComplaintKind.PHAN_ANH,
    Question.ASKS: ComplaintKind.GOP_Y,
}
_OWN_DECISION = re.compile(
    r"\b(?:toi|gia dinh toi|chung toi)\b[^.!?\n]{0,40}\bkhieu nai\b|\bdon khieu nai\b"
    r"|^khieu nai\b|\bkhong dong y voi viec\b|\b(?:huy|huy bo|thu hoi|rut) quyet dinh\b"
    r"|\bkhong (?:dong y|dong tinh|nhat tri|chap nhan)(?: voi)? quyet dinh\b"
    r"|\bquyet dinh (?:xu phat|phat|thu hoi|cuong che)[^.!?\n]{0,60}"
    r"\b(?:sai|trai|oan|vo ly|khong dung)\b"
    r"|\bquyet dinh (?:nay|do|tren)[^.!?\n]{0,20}\b(?:sai|trai|oan|vo ly)\b",
    re.MULTILINE,
)
_PROPOSES = re.compile(
    r"\b(?:kien nghi|de xuat|giai phap|sang kien|hien ke)\b"
    r"|(?:^|[.!?\n] *)(?:nen|thanh pho nen|phuong nen)\b"
    # asked for is a rule, a plan or money rather than that somebody comes and mends
    r"|\b(?:de nghi|mong|xin|nen)\b[^.!?\n]{0,30}\b(?:lap them|mo them|mo rong|xay them|phan lai"
    r"|phan luong|cam xe|bo tri them|dau tu|cap kinh phi|trung tu|nang cap|dieu chinh|sua doi"
    r"|xem xet lai|xem lai|lui thoi)\b"
)
#: A question that wants an answer; "Làm ăn thế à?" and "Có ai quản không?" want none.
_ASKS = re.compile(
    r"\b(?:cho (?:\w+ )?hoi|xin hoi|gop y|lam o dau|mat bao lau|can giay)\b"
    r"|^khen\b|\b(?:bieu duong|khen thuong)\b"
    r"|\b(?:gi|o dau|den dau|the nao|ra sao|lam sao|bao nhieu|bao lau|duoc khong|phai khong"
    r"|co phai [^.!?\n]{1,60}|co can [^.!?\n]{1,60})\b[^.!?\n]{0,12}(?<=[^?!])\?\s*$"
)


def read(title: str, content: str) -> frozenset[Question]:
    """The questions that the words themselves seem to answer with yes."""
    text = f"{title}\n{content}"
    folded = fold(text)
    found = {
        Question.ACCUSES: cues.suggests_denunciation(text),
        Question.OWN_DECISION: bool(_OWN_DECISION.search(folded)),
        Question.CRIME: cues.suggests_crime(text),
        Question.PROPOSES: bool(_PROPOSES.search(folded)),
        Question.ASKS: bool(_ASKS.search(folded)),
    }
    yes = {question for question, answer in found.items() if answer}
    return frozenset(yes or {Question.SITUATION})


def advise(yes: Set[Question]) -> Advice:
    """What the answers suggest."""
    because = next((question for question in Question if question in yes), None)
    return Advice(_KINDS[because], because) if because else Advice(None, None)
