"""Every mail that leaves the house: what may be filled in, and what must be.

A text holds `{code}`, `{link}` and the like, nothing else is replaced: what an administrator writes
is never run. A subject is read on locked screens, so only what says nothing about anybody goes in.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

LONGEST_SUBJECT = 150
LONGEST_BODY = 4000
#: A short message: two of an SMS in Vietnamese, with a link in it.
LONGEST_TEXT = 320
#: What a subject may carry: names of the house, codes and counts; never what somebody wrote.
IN_SUBJECTS = frozenset({"site", "code", "day", "due"})
_PLACE = re.compile(r"\{([a-z_]+)\}")
_BRACES = re.compile(r"[{}]")
_EMPTY_LINES = re.compile(r"\n{3,}")


class Flaw(StrEnum):
    """Why a text can't be used."""

    EMPTY = "empty"
    TOO_LONG = "too_long"
    UNKNOWN = "unknown"  # a placeholder, or a lone brace
    NOT_IN_SUBJECT = "not_in_subject"
    MISSING = "missing"  # a placeholder that must be there
    LINES = "lines"  # a subject is one line


@dataclass(frozen=True, slots=True)
class Problem:
    """A flaw, the field it is in and the placeholder or limit it is about."""

    field: str
    flaw: Flaw
    about: str = ""


@dataclass(frozen=True, slots=True)
class MailKind:
    """`samples` are all placeholders of the kind with a value to try them on."""

    key: str
    samples: Mapping[str, str]
    required: frozenset[str]
    is_text: bool = False  # a short message: no subject

    @property
    def longest(self) -> int:
        return LONGEST_TEXT if self.is_text else LONGEST_BODY


_SITE = {"site": "Lắng Nghe"}
_CODE = {"code": "PA-XXXX-XXXX-XXXX"}
_COMMENT_LINK = {"link": "https://langnghe.example.vn/binh-luan/BL-XXXX-XXXX-XXXX"}
_CITIZEN_LINK = {"link": "https://langnghe.example.vn/tra-cuu/PA-XXXX-XXXX-XXXX"}
_STAFF_LINK = {"link": "https://langnghe.example.vn/agency/cases/1"}
_WORK = {**_SITE, **_CODE, **_STAFF_LINK, "due": "24/11/2026"}
_FOLLOW = {
    **_SITE,
    **_CODE,
    **_CITIZEN_LINK,
    "own_link": "https://langnghe.example.vn/theo-doi/XXXXXXXX",
}
_CASE_NEEDS = frozenset({"code", "link"})

KINDS: dict[str, MailKind] = {
    kind.key: kind
    for kind in (
        MailKind(
            "comment_decided",
            {**_SITE, **_COMMENT_LINK, "result": "…", "why": "…"},
            frozenset({"result", "link"}),
        ),
        MailKind(
            "appeal_decided",
            {**_SITE, **_COMMENT_LINK, "result": "…"},
            frozenset({"result", "link"}),
        ),
        MailKind("complaint_news", {**_SITE, **_CODE, **_CITIZEN_LINK, "how": "…"}, _CASE_NEEDS),
        MailKind("complaint_text", {**_SITE, **_CODE, **_CITIZEN_LINK}, _CASE_NEEDS, is_text=True),
        MailKind("work_offered", _WORK, _CASE_NEEDS),
        MailKind("approval_waits", _WORK, _CASE_NEEDS),
        MailKind("sent_back", _WORK, _CASE_NEEDS),
        MailKind("answer_waits", _WORK, _CASE_NEEDS),
        MailKind("part_returned", _WORK, _CASE_NEEDS),
        MailKind("chase", {**_WORK, "what": "…"}, frozenset({"what", "link"})),
        MailKind("follow_confirm", _FOLLOW, frozenset({"own_link"})),
        MailKind("follow_news", _FOLLOW, frozenset({"link", "own_link"})),
        MailKind(
            "digest",
            {**_SITE, "day": "24/11/2026", "items": "…", "link": "https://langnghe.example.vn/"},
            frozenset({"items", "link"}),
        ),
    )
}


def places(kind: MailKind) -> dict[str, str]:
    """Every placeholder standing for itself: a shipped text rendered with it can be edited."""
    return {name: f"{{{name}}}" for name in kind.samples}


def problems(kind: MailKind, subject: str, body: str) -> list[Problem]:
    """What keeps these words from being sent, subject first; at most one for each field."""
    found = [] if kind.is_text else _of_subject(kind, subject)
    return [*found[:1], *_of_body(kind, body)[:1]]


def _of_subject(kind: MailKind, subject: str) -> list[Problem]:
    flaws = _of_words("subject", kind, subject, LONGEST_SUBJECT)
    if "\n" in subject or "\r" in subject:
        flaws.append(Problem("subject", Flaw.LINES))
    for name in sorted(set(_PLACE.findall(subject)) - IN_SUBJECTS):
        flaws.append(Problem("subject", Flaw.NOT_IN_SUBJECT, name))
    return flaws


def _of_body(kind: MailKind, body: str) -> list[Problem]:
    flaws = _of_words("body", kind, body, kind.longest)
    missing = sorted(kind.required - set(_PLACE.findall(body)))
    return [*flaws, *(Problem("body", Flaw.MISSING, name) for name in missing)]


def _of_words(field: str, kind: MailKind, words: str, longest: int) -> list[Problem]:
    if not words.strip():
        return [Problem(field, Flaw.EMPTY)]
    flaws = []
    if len(words) > longest:
        flaws.append(Problem(field, Flaw.TOO_LONG, str(longest)))
    unknown = [name for name in _PLACE.findall(words) if name not in kind.samples]
    flaws += [Problem(field, Flaw.UNKNOWN, f"{{{name}}}") for name in unknown]
    if not unknown and (lone := _BRACES.search(_PLACE.sub("", words))):
        flaws.append(Problem(field, Flaw.UNKNOWN, lone.group()))
    return flaws


def fill(words: str, values: Mapping[str, str]) -> str:
    """`words` with every placeholder replaced, once: braces in a value stay as they are. Empty
    values leave no gap of several empty lines. Unknown placeholders stay.
    """
    filled = _PLACE.sub(lambda place: values.get(place[1], place[0]), words)
    return _EMPTY_LINES.sub("\n\n", filled).strip()
