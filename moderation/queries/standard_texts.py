"""Reading what authors are told for a reason."""

from collections.abc import Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import StandardText, table_of
from moderation.domain.reasons import Reason
from moderation.domain.standard_texts import fill

_t = table_of(StandardText).c
_ALL = select(_t.reason_code, _t.language, _t.text)


def all_texts(session: Session) -> dict[tuple[str, str], str]:
    """What the office wrote, by reason and language; nothing where the shipped words stand."""
    rows = session.execute(_ALL)
    return {(row.reason_code, row.language): row.text for row in rows}


def own(session: Session, reason: Reason | None, language: str, article_title: str) -> str:
    """What the office wrote for `reason` in `language`, filled in; "" where it wrote nothing."""
    row = session.get(StandardText, (reason.code, language)) if reason else None
    return fill(row.text, article_title) if row else ""


def for_author(session: Session, reason: Reason | None, language: str, article_title: str) -> str:
    """The sentences an author reads for `reason` in `language`: the office's own, else the shipped
    one with a full stop; "" for no reason.
    """
    if reason is None:
        return ""
    written = own(session, reason, language, article_title)
    return written or f"{reason.in_language(language)}."


def for_all(
    session: Session, reasons: Mapping[str, Reason], language: str, article_title: str
) -> list[tuple[str, str]]:
    """(code, what the author reads) of every reason, in the order they are offered."""
    own = all_texts(session)
    return [
        (
            code,
            fill(own[code, language], article_title)
            if (code, language) in own
            else f"{reason.in_language(language)}.",
        )
        for code, reason in reasons.items()
    ]
