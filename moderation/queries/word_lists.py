"""The lists of the screening as they stand now: the office's where it edited one, else the shipped.

What is compiled is kept per process under the texts themselves, so an edit counts at once in every
process and nothing has to be told to it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache, lru_cache

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models import Comment, WordList, table_of
from moderation.adapters import reference
from moderation.domain.comment_states import CommentState
from moderation.domain.findings import Finding
from moderation.domain.screening import Screening, screen
from moderation.domain.screening_context import ScreeningContext
from moderation.domain.spelling import normalise
from moderation.domain.word_lists import WordListName, WordLists
from moderation.queries.rows import AnyRow

_w, _c = table_of(WordList).c, table_of(Comment).c
_EDITED = select(_w.name, _w.phrases).order_by(_w.name)
_LATEST = (
    select(
        _c.id,
        _c.full_name,
        _c.title,
        _c.content,
        _c.language,
        func.coalesce(_c.public_title, _c.title).label("shown_title"),
    )
    .where(_c.state != CommentState.SEALED)
    .order_by(_c.id.desc())
)


@dataclass(frozen=True, slots=True)
class ListText:
    """A list to be edited; version 0 is the shipped one."""

    name: WordListName
    text: str
    version: int
    changed_at: datetime | None
    phrases: int  # lines that count


@dataclass(frozen=True, slots=True)
class Change:
    """A comment with which the edited list would deal otherwise; `because` is the finding that
    holds it, or no longer does.
    """

    comment_id: int
    title: str
    language: str
    because: Finding | None


@dataclass(frozen=True, slots=True)
class Trial:
    """What a list would change: of `read` comments."""

    read: int
    newly_held: tuple[Change, ...]
    no_longer_held: tuple[Change, ...]


def current(session: Session) -> WordLists:
    """All lists ready for use, as they stand in this transaction."""
    edited = session.execute(_EDITED).all()
    return _compiled(tuple((row.name, row.phrases) for row in edited))


@cache
def _shipped() -> Mapping[WordListName, str]:
    return reference.word_lists()


@lru_cache(maxsize=4)
def _compiled(edited: tuple[tuple[str, str], ...]) -> WordLists:
    known = {WordListName(name): text for name, text in edited if name in set(WordListName)}
    return WordLists.compile({**_shipped(), **known})


def get(session: Session, name: WordListName) -> ListText:
    """One list as it stands now."""
    return _list(name, session.get(WordList, name, populate_existing=True))


def all_lists(session: Session) -> list[ListText]:
    """Every list, in the order of the screening."""
    edited = {row.name: row for row in session.scalars(select(WordList))}
    return [_list(name, edited.get(name)) for name in WordListName]


def _list(name: WordListName, row: WordList | None) -> ListText:
    text = row.phrases if row else _shipped()[name]
    lines = [line.strip() for line in text.splitlines()]
    count = sum(bool(line) and not line.startswith("#") for line in lines)
    if row is None:
        return ListText(name, text, 0, None, count)
    return ListText(name, text, row.version, row.changed_at, count)


def try_out(session: Session, name: WordListName, text: str, *, limit: int = 1000) -> Trial:
    """What the last `limit` comments would become with `text` as the list, by their words alone;
    sealed ones can't be read. Raises Invalid when the list can't be used.
    """
    edited = {row.name: row.phrases for row in session.execute(_EDITED)}
    old, new = current(session), _compiled(tuple(sorted({**edited, name: text}.items())))
    before = WordLists.compile({name: get(session, name).text})
    after = WordLists.compile({name: text})
    newly, no_longer, read = [], [], 0
    for row in session.execute(_LATEST.limit(limit)):
        read += 1
        if not _reads_otherwise(row, before, after):
            continue
        was, is_now = _screened(row, old), _screened(row, new)
        if is_now.is_held and not was.is_held:
            newly.append(_change(row, is_now))
        elif was.is_held and not is_now.is_held:
            no_longer.append(_change(row, was))
    return Trial(read, tuple(newly), tuple(no_longer))


def _reads_otherwise(row: AnyRow, before: WordLists, after: WordLists) -> bool:
    """Whether the two lists find different phrases; reading costs less than screening."""
    return any(
        [*before.hits(spelling)] != [*after.hits(spelling)]
        for spelling in map(normalise, _words(row))
    )


def _words(row: AnyRow) -> Iterator[str]:
    yield from (row.full_name, row.title, row.content)


def _screened(row: AnyRow, words: WordLists) -> Screening:
    full_name, title, content = _words(row)
    context = ScreeningContext(full_name=full_name, title=title, content=content, words=words)
    return screen(context)


def _change(row: AnyRow, held: Screening) -> Change:
    because = next((each for each in held.findings if each.code == held.hold), None)
    return Change(row.id, row.shown_title, row.language, because)
