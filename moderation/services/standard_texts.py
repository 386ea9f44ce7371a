"""The office's own words for a reason, per language."""

from datetime import datetime

from sqlalchemy.orm import Session

from models import StandardText
from moderation.domain.people import Actor
from moderation.domain.standard_texts import check
from moderation.services import audit
from moderation.services.audit import Subject


def write(
    session: Session, reason_code: str, language: str, text: str, *, actor: Actor, now: datetime
) -> None:
    """Let authors read `text` for a reason; no text brings the shipped words back. The same text
    again writes nothing.

    Raises Invalid (field `text`) for an unknown placeholder. Flushes.
    """
    check(text)
    row = session.get(StandardText, (reason_code, language), with_for_update=True)
    if text == (row.text if row else ""):
        return
    if row and not text:
        session.delete(row)
    elif row:
        row.text = text
    else:
        session.add(StandardText(reason_code=reason_code, language=language, text=text))
    session.flush()
    audit.record(
        session, Subject.STANDARD_TEXT, 0, "write", actor=actor, now=now,
        note=f"{reason_code} {language}",
    )  # fmt: skip
