"""Standard answers: by category and outcome, an agency's own."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import ReplyText
from moderation.domain import reply_texts
from moderation.domain.case_states import Outcome
from moderation.domain.errors import Invalid, NotFound
from moderation.domain.people import Actor
from moderation.services import audit
from moderation.services.audit import Subject


def add(
    session: Session,
    agency_id: int,
    *,
    name: str,
    text: str,
    category_code: str | None,
    outcome: Outcome | None,
    language: str,
    actor: Actor,
    now: datetime,
) -> ReplyText:
    """A standard answer of the agency. Raises Invalid (fields `name`: none, or the agency has it in
    this language; `text`: an unknown placeholder is named). Flushes.
    """
    same = select(ReplyText.id).filter_by(agency_id=agency_id, name=name, language=language)
    if session.scalars(same).first() is not None:
        raise Invalid("taken", field="name")
    if not name:
        raise Invalid("a name is needed", field="name")
    if not text:
        raise Invalid("", field="text")
    reply_texts.check(text)
    made = ReplyText(
        agency_id=agency_id, name=name, text=text, category_code=category_code, outcome=outcome,
        language=language,
    )  # fmt: skip
    session.add(made)
    session.flush()
    audit.record(
        session, Subject.AGENCY, agency_id, "add_reply_text", actor=actor, now=now, note=name
    )
    return made


def remove(session: Session, text_id: int, *, agency_id: int, actor: Actor, now: datetime) -> None:
    """Take an own standard answer away. Raises NotFound for everybody's and another agency's."""
    found = session.get(ReplyText, text_id)
    if found is None or found.agency_id != agency_id:
        raise NotFound
    session.delete(found)
    session.flush()
    audit.record(
        session, Subject.AGENCY, agency_id, "remove_reply_text", actor=actor, now=now,
        note=found.name,
    )  # fmt: skip
