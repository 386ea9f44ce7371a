"""Which of a citizen's words and photos the public sees."""

from collections.abc import Iterable, Sequence, Set
from datetime import datetime
from typing import Protocol

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from models import Attachment, Complaint
from moderation.domain import personal_data
from moderation.domain.masking import without_sender

_OF_COMPLAINT = select(Attachment).where(Attachment.complaint_id == bindparam("complaint_id"))


class Sent(Protocol):
    """A complaint, or what will become one."""

    @property
    def full_name(self) -> str: ...
    @property
    def address(self) -> str: ...
    @property
    def representative(self) -> str: ...


def show_words(complaint: Complaint, *, title: str, content: str, now: datetime) -> None:
    """Set what the public reads, as `mask_words` does. The caller flushes."""
    mask_words(complaint, title=title, content=content)
    complaint.public_name = (
        "" if complaint.hide_identity else personal_data.public_name(complaint.full_name)
    )
    complaint.published_at = now


def mask_words(complaint: Complaint, *, title: str, content: str) -> None:
    """Set the words for those who may not know the sender: the public, and every agency when the
    sender asked to stay unnamed; then they are masked whoever wrote them.

    Empty words mean those set before, or else the masked original. The caller flushes.
    """
    title = title or complaint.public_title or masked(complaint, complaint.title)
    content = content or complaint.public_content or masked(complaint, complaint.content)
    if complaint.hide_identity:
        title, content = masked(complaint, title), masked(complaint, content)
    complaint.public_title, complaint.public_content = title, content


def masked(sent: Sent, text: str) -> str:
    """`text` without personal data, without the name and address of who sent `sent`, and without
    the name of who represents them.
    """
    text = without_sender(text, sent.full_name, sent.address)
    return personal_data.mask(without_sender(text, sent.representative))


def public_copy(text: str, typed: str, complaints: Sequence[Complaint]) -> str:
    """What the public will read: as typed, or the full words with the suggested masks; masked
    whoever typed it when somebody asked to stay unnamed.
    """
    if not typed:
        return suggested(text, complaints)
    return suggested(typed, [each for each in complaints if each.hide_identity])


def own_copy(text: str, copy: str, complaints: Sequence[Complaint]) -> str:
    """`copy` if somebody wrote it; "" if the house made it from `text`: whoever writes `text` anew
    leaves no public words behind that say something else.
    """
    return "" if copy == suggested(text, complaints) else copy


def suggested(text: str, complaints: Iterable[Complaint]) -> str:
    """`text` as the public may read it: without personal data and without who sent any of these."""
    for complaint in complaints:
        text = masked(complaint, text)
    return text


def for_one_of(reader: Complaint, others: Iterable[Complaint], text: str) -> str:
    """`text`, written to everybody of a shared case, as `reader` gets it: without who the others
    are. What the reader shares with one of them stays; so does a place that is no house, for it is
    where the matter is.
    """
    own = {reader.full_name, reader.representative, reader.address}
    for other in others:
        is_house = other.hide_identity or any(map(str.isdigit, other.address))
        address = other.address if is_house and other.address not in own else ""
        for name in {other.full_name, other.representative} - own:
            text = without_sender(text, name, reader=reader.full_name)
        text = without_sender(text, "", address)
        theirs = {_plain(other.phone), _plain(other.email)} - {"", *_ways_to(reader)}
        spans = [
            span
            for span in personal_data.find(text)
            if _plain(text[span.start : span.end]) in theirs
        ]
        text = personal_data.mask(text, spans)
    return text


def _ways_to(reader: Complaint) -> set[str]:
    return {_plain(reader.phone), _plain(reader.email)}


def _plain(way: str | None) -> str:
    """A telephone number by its last nine digits, however it is written; a mail address as is."""
    way = (way or "").strip().lower()
    return way if "@" in way else "".join(filter(str.isdigit, way))[-9:]


class Worded(Sent, Protocol):
    """A complaint's words, as written and as masked before."""

    @property
    def title(self) -> str: ...
    @property
    def content(self) -> str: ...
    @property
    def public_title(self) -> str: ...
    @property
    def public_content(self) -> str: ...


def masked_words(complaint: Worded) -> tuple[str, str]:
    """Title and text for somebody of the house who may not know the sender: those masked before, or
    the original, masked anew either way.
    """
    title = complaint.public_title or complaint.title
    content = complaint.public_content or complaint.content
    return masked(complaint, title), masked(complaint, content)


def show_photos(session: Session, complaint: Complaint, shown: Set[int]) -> None:
    """Show exactly those of the complaint's own photos whose ids are in `shown`; ids of other
    photos mean nothing. Flushes.
    """
    for photo in session.scalars(_OF_COMPLAINT, {"complaint_id": complaint.id}):
        photo.is_public = photo.id in shown
    session.flush()
