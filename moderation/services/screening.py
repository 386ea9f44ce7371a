"""A new comment is screened before it is kept: what is found stands beside it, and may hold it."""

from contextlib import AbstractContextManager, nullcontext
from datetime import datetime, timedelta

import structlog
from sqlalchemy.orm import Session

from moderation.adapters.scorer import NoScorer, Scorer, opinion
from moderation.domain import screening as rules
from moderation.domain.screening import FindingCode, ScreeningContext, ScreeningLimits
from moderation.domain.settings import Settings
from moderation.domain.sketches import key_of
from moderation.domain.text import fold
from moderation.queries import holds, word_lists
from moderation.queries import screening as screening_queries
from moderation.queries.screening import Sender
from moderation.services.comments import UNSCREENED, NewComment, Screened

#: One address may be a whole office's or school's.
_PEOPLE_AT_AN_ADDRESS = 4
_NO_SCORER = NoScorer()

_log = structlog.get_logger()


def screen(
    session: Session,
    words: NewComment,
    *,
    settings: Settings,
    now: datetime,
    article_open: bool = True,
    scorer: Scorer = _NO_SCORER,
) -> Screened:
    """What the phases find in a comment that is about to come in, for `comments.submit` to keep.

    Reads only. A mistake in here refuses nobody: the comment is then taken in unscreened.
    """
    try:
        with _apart(session):
            score = opinion(scorer, words.title, words.content)
            return _screened(session, words, settings, now, article_open=article_open, score=score)
    except Exception as error:  # a comment is never lost to a mistake of ours: people read it
        _log.error("comment taken in unscreened", error=type(error).__name__)
        return UNSCREENED


def _apart(session: Session) -> AbstractContextManager[object]:
    """On PostgreSQL a statement that fails spoils the transaction unless a savepoint catches it."""
    if session.get_bind().dialect.name == "postgresql":
        return session.begin_nested()
    return nullcontext()


def _screened(
    session: Session,
    words: NewComment,
    settings: Settings,
    now: datetime,
    *,
    article_open: bool,
    score: float | None,
) -> Screened:
    sender = Sender(
        phone=words.phone, address_key=words.address_key, name_folded=fold(words.full_name)
    )
    texts = rules.read_texts(words.full_name, words.title, words.content)
    text_key = key_of(text.spelling for text in texts[1:])
    flood = timedelta(minutes=settings.flood_minutes)
    around = screening_queries.around(session, sender, text_key=text_key, flood=flood, now=now)
    context = ScreeningContext(
        full_name=words.full_name,
        title=words.title,
        content=words.content,
        texts=texts,
        words=word_lists.current(session),
        article_open=article_open,
        same_text=around.same_text,
        recent=screening_queries.recent(session, but=words.resubmits_id),
        from_address=around.from_address + bool(words.address_key),
        from_phone=around.from_phone + bool(words.phone),
        author=screening_queries.record(session, sender, now=now),
        limits=_limits(settings),
        score=score,
    )
    found = rules.screen(context)
    return Screened(
        hold_code=found.hold,
        findings=rules.to_json(found.findings) if found.findings else "",
        text_key=text_key,
        sketch=context.sketch(),
        decide_by=holds.rule(session, settings).decide_by(found.hold, now)
        if found.hold is FindingCode.UNVERIFIED_CLAIM
        else None,
    )


def _limits(settings: Settings) -> ScreeningLimits:
    limit = settings.flood_limit
    return ScreeningLimits(
        flood_text=limit, flood_phone=limit, flood_address=limit * _PEOPLE_AT_AN_ADDRESS
    )
