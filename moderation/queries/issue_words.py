"""The words that suggest issues as they stand now: the office's where it edited an issue's, else
the shipped ones. What is compiled is kept per process under the texts themselves.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache, lru_cache

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Complaint, IssueWords, table_of
from moderation.adapters import reference_data
from moderation.domain import suggestion
from moderation.domain.complaint_states import CONFIDENTIAL
from moderation.domain.suggestion import Lists, Suggestion
from moderation.queries.rows import AnyRow

_w, _c = table_of(IssueWords).c, table_of(Complaint).c
_EDITED = select(_w.issue_code, _w.phrases).order_by(_w.issue_code)
_LATEST = (
    select(_c.id, _c.code, _c.title, _c.content, _c.language, _c.issue_code)
    .where(_c.state.not_in(CONFIDENTIAL))
    .order_by(_c.id.desc())
)


@dataclass(frozen=True, slots=True)
class WordsText:
    """An issue's words to be edited; version 0 are the shipped ones."""

    issue_code: str
    text: str
    version: int
    changed_at: datetime | None

    @property
    def phrases(self) -> int:
        return len(suggestion.parse(self.issue_code, self.text))


@dataclass(frozen=True, slots=True)
class Change:
    """A complaint whose first suggestion would be another one; "" for none."""

    complaint_id: int
    code: str
    title: str
    language: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Figures:
    """How well the lists do on `read` complaints, `classified` of which a person gave an issue."""

    read: int
    covered: int  # there is a suggestion at all
    conflicts: int  # two issues nearly as likely
    classified: int
    right: int  # the person's issue is among the first three


@dataclass(frozen=True, slots=True)
class Trial:
    """What edited words would change."""

    before: Figures
    after: Figures
    changes: tuple[Change, ...]
    conflicts: tuple[tuple[str, str, int], ...]  # pairs of issues nearly as likely, and how often


def current(session: Session) -> Lists:
    """All lists ready for use, as they stand in this transaction."""
    return _compiled(tuple((row.issue_code, row.phrases) for row in session.execute(_EDITED)))


@lru_cache(maxsize=4)
def _compiled(edited: tuple[tuple[str, str], ...]) -> Lists:
    return suggestion.compiled({**shipped(), **dict(edited)})


@cache
def shipped() -> Mapping[str, str]:
    """The words as shipped, by issue, in the form in which they are edited."""
    return reference_data.issue_words()


def get(session: Session, issue_code: str) -> WordsText:
    """The words of one issue as they stand now."""
    return _text(issue_code, session.get(IssueWords, issue_code, populate_existing=True))


def all_words(session: Session, codes: Sequence[str]) -> list[WordsText]:
    """The words of every issue of `codes`, in their order."""
    edited = {row.issue_code: row for row in session.scalars(select(IssueWords))}
    return [_text(code, edited.get(code)) for code in codes]


def _text(code: str, row: IssueWords | None) -> WordsText:
    if row is None:
        return WordsText(code, shipped().get(code, ""), 0, None)
    return WordsText(code, row.phrases, row.version, row.changed_at)


def try_out(session: Session, issue_code: str, text: str, *, limit: int) -> Trial:
    """What `text` as the issue's words would change for the last `limit` complaints that may be
    read. Raises Invalid when it can't be used.
    """
    edited = {row.issue_code: row.phrases for row in session.execute(_EDITED)}
    old, new = current(session), _compiled(tuple(sorted({**edited, issue_code: text}.items())))
    rows = session.execute(_LATEST.limit(limit)).all()
    before = [suggestion.rank(row.title, row.content, old) for row in rows]
    after = [suggestion.rank(row.title, row.content, new) for row in rows]
    changes = tuple(
        Change(row.id, row.code, row.title, row.language, _first(one), _first(other))
        for row, one, other in zip(rows, before, after, strict=True)
        if _first(one) != _first(other)
    )
    return Trial(_figures(rows, before), _figures(rows, after), changes, _pairs(after))


def _first(ranked: Sequence[Suggestion]) -> str:
    return ranked[0].issue_code if ranked else ""


def _figures(rows: Sequence[AnyRow], ranked: Sequence[Sequence[Suggestion]]) -> Figures:
    judged = [(row.issue_code, each) for row, each in zip(rows, ranked, strict=True)]
    named = [(code, each) for code, each in judged if code]
    return Figures(
        read=len(rows),
        covered=sum(bool(each) for each in ranked),
        conflicts=sum(suggestion.in_conflict(each) for each in ranked),
        classified=len(named),
        right=sum(code in [found.issue_code for found in each] for code, each in named),
    )


def _pairs(ranked: Sequence[Sequence[Suggestion]]) -> tuple[tuple[str, str, int], ...]:
    counts: dict[tuple[str, str], int] = {}
    for each in ranked:
        if suggestion.in_conflict(each):
            one, other = sorted((each[0].issue_code, each[1].issue_code))
            counts[one, other] = counts.get((one, other), 0) + 1
    often = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    return tuple((one, other, count) for (one, other), count in often[:10])
