"""What one row of a sheet must mean, by the rules of whoever uses it: the rules its own page asks
for, so that a file can't bring in what the page would refuse.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Set
from dataclasses import dataclass

from moderation.domain import mail_kinds, reply_texts, standard_texts, suggestion, word_lists
from moderation.domain.errors import Invalid
from moderation.domain.office_sheets import OF_THE_WARD, SHEETS, Problem, Row, compare
from moderation.domain.word_lists import WordListName

_TIME = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]")
_WEEKDAYS = frozenset("1234567")
_MOST_RULE_DAYS = 90
#: What a rule of routing may choose; one that chooses nothing does nothing.
_CHOICES = ("lead_code", "coordinating", "is_urgent", "due_days")

#: A column and what is wrong with its value.
Flaw = tuple[str, Problem]


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """Codes that rows may name, those of the same file included."""

    agencies: Set[str]
    categories: Set[str]
    issues: Set[str]
    wards: Set[str]


def flaws(sheet: str, row: Row, known: Known) -> list[Flaw]:
    """What is wrong with a row whose shape is right."""
    look = _LOOKS.get(sheet)
    return list(look(row, known)) if look else []


def is_untried(kept: Row | None, wanted: Row) -> bool:
    """Whether a file would have a rule of routing work that nobody tried here: one it switches on,
    or one that is on and that it changes in more than its place. Such rules come in off (ADR 0015).
    """
    if not wanted.get("is_on", kept is not None and kept["is_on"]):
        return False
    changes = compare(SHEETS["routing_rules"], [kept] if kept else [], [wanted])
    return any(set(each.columns) - {"position"} for each in changes)


def _agency(row: Row, known: Known) -> Iterator[Flaw]:
    if row.get("ward_code") and row["ward_code"] not in known.wards:
        yield "ward_code", Problem.NO_SUCH_CHOICE


def _issue(row: Row, known: Known) -> Iterator[Flaw]:
    if row.get("category_code") not in known.categories:
        yield "category_code", Problem.NO_SUCH_CATEGORY
    if row.get("due_days") == 0:
        yield "due_days", Problem.NOT_A_NUMBER


def _words_of_issue(row: Row, known: Known) -> Iterator[Flaw]:
    code = str(row["issue_code"])
    if code not in known.issues:
        yield "issue_code", Problem.NO_SUCH_CHOICE
    try:
        suggestion.parse(code, _text(row, "phrases"))
    except Invalid:
        yield "phrases", Problem.NOT_USABLE


def _rule(row: Row, known: Known) -> Iterator[Flaw]:
    for name, codes in (("category_code", known.categories), ("issue_code", known.issues)):
        if row.get(name) and row[name] not in codes:
            yield name, Problem.NO_SUCH_CHOICE
    if not set(_text(row, "ward_codes").split()) <= known.wards:
        yield "ward_codes", Problem.NO_SUCH_CHOICE
    if not set(_text(row, "weekdays")) <= _WEEKDAYS:
        yield "weekdays", Problem.NO_SUCH_CHOICE
    for name in ("from_time", "to_time"):
        if row.get(name) and not _TIME.fullmatch(row[name]):
            yield name, Problem.NOT_USABLE
    yield from _chosen(row, known)


def _chosen(row: Row, known: Known) -> Iterator[Flaw]:
    lead = _text(row, "lead_code")
    if lead and lead not in {*known.agencies, *OF_THE_WARD}:
        yield "lead_code", Problem.NO_SUCH_AGENCY
    if lead and lead in _text(row, "coordinating").split():
        yield "coordinating", Problem.TWICE
    if all(row.get(name) in (None, "", 0) and row.get(name) is not False for name in _CHOICES):
        yield "lead_code", Problem.NEEDED
    days = row.get("due_days")
    if days is not None and days != "" and not 1 <= days <= _MOST_RULE_DAYS:
        yield "due_days", Problem.NOT_A_NUMBER


def _mail(row: Row, _known: Known) -> Iterator[Flaw]:
    kind = mail_kinds.KINDS.get(str(row["key"]))
    if kind is None:
        yield "key", Problem.NO_SUCH_CHOICE
        return
    for problem in mail_kinds.problems(kind, _text(row, "subject"), _text(row, "body")):
        yield problem.field, _OF_MAILS.get(problem.flaw, Problem.NOT_USABLE)


_OF_MAILS = {
    mail_kinds.Flaw.EMPTY: Problem.NEEDED,
    mail_kinds.Flaw.TOO_LONG: Problem.TOO_LONG,
    mail_kinds.Flaw.UNKNOWN: Problem.UNKNOWN_PLACE,
    mail_kinds.Flaw.NOT_IN_SUBJECT: Problem.NOT_IN_SUBJECT,
    mail_kinds.Flaw.MISSING: Problem.PLACE_MISSING,
}


def _standard_text(row: Row, _known: Known) -> Iterator[Flaw]:
    try:
        standard_texts.check(_text(row, "text"))
    except Invalid:
        yield "text", Problem.UNKNOWN_PLACE


def _reply_text(row: Row, known: Known) -> Iterator[Flaw]:
    if row.get("category_code") and row["category_code"] not in known.categories:
        yield "category_code", Problem.NO_SUCH_CATEGORY
    try:
        reply_texts.check(_text(row, "text"))
    except Invalid:
        yield "text", Problem.UNKNOWN_PLACE


def _word_list(row: Row, _known: Known) -> Iterator[Flaw]:
    name = row["name"]
    if name not in set(WordListName):
        yield "name", Problem.NO_SUCH_CHOICE
    elif word_lists.problem_of(WordListName(name), _text(row, "phrases")) is not None:
        yield "phrases", Problem.NOT_USABLE


def _text(row: Row, name: str) -> str:
    return str(row.get(name) or "")


_LOOKS: Mapping[str, Callable[[Row, Known], Iterator[Flaw]]] = {
    "agencies": _agency,
    "issues": _issue,
    "issue_words": _words_of_issue,
    "routing_rules": _rule,
    "mail_templates": _mail,
    "standard_texts": _standard_text,
    "reply_texts": _reply_text,
    "word_lists": _word_list,
}
