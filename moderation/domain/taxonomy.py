"""What complaints are about: categories, their issues, who leads, and in how many working days."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from moderation.domain.proofs import Proof
from moderation.domain.settings import SPOKEN

_VISIBILITY = {"public": True, "private": False}


@dataclass(frozen=True, slots=True)
class Issue:
    """`lead` and `coordinate` are codes of agencies; `units.resolve` finds those of a ward."""

    code: str
    names: Mapping[str, str]  # by language
    category_code: str
    lead: str
    coordinate: tuple[str, ...]
    deadline_working_days: int
    is_urgent: bool  # unless a coordinator says otherwise, as is the next
    is_public: bool
    proof: Proof = Proof.NONE  # what an answer about it is proved with


@dataclass(frozen=True, slots=True)
class Category:
    code: str
    names: Mapping[str, str]  # by language
    default_lead: str
    issues: tuple[Issue, ...]


# No slots: the indexes below are made once.
@dataclass(frozen=True)
class Taxonomy:
    """Categories in the order they are offered; `retired` ones, and retired issues, keep their
    names for the complaints that have them.
    """

    categories: tuple[Category, ...]
    retired: tuple[Category, ...] = ()

    def issue(self, code: str) -> Issue | None:
        """The issue with this code; None for a code nobody knows."""
        return self._issues.get(code)

    def category_of(self, code: str) -> Category | None:
        """The category of the issue with this code; None for a code nobody knows."""
        issue = self.issue(code)
        return self._categories[issue.category_code] if issue else None

    def category(self, code: str) -> Category | None:
        """The category with this code, offered or not; None for a code nobody knows."""
        return self._categories.get(code)

    @cached_property
    def _issues(self) -> dict[str, Issue]:
        every = (*self.retired, *self.categories)
        return {issue.code: issue for category in every for issue in category.issues}

    @cached_property
    def _categories(self) -> dict[str, Category]:
        return {category.code: category for category in (*self.retired, *self.categories)}


def parse(held: Mapping[str, Any]) -> Taxonomy:
    """The taxonomy written in `moderation/data/taxonomy.json`.

    Raises ValueError, naming the entry at fault, for what is missing, misshapen or there twice.
    """
    entries = _entries(held, "categories", "the taxonomy")
    categories = tuple(_category(entry) for entry in entries)
    _refuse_repeats((category.code for category in categories), "the taxonomy")
    _refuse_repeats(
        (issue.code for category in categories for issue in category.issues), "the taxonomy"
    )
    return Taxonomy(categories)


def _category(entry: Mapping[str, Any]) -> Category:
    code = _text(entry, "code", "a category")
    place = f"category {code}"
    return Category(
        code=code,
        names=_names(entry, place),
        default_lead=_text(entry, "default_lead", place),
        issues=tuple(_issue(issue, code) for issue in _entries(entry, "issues", place)),
    )


def _issue(entry: Mapping[str, Any], category_code: str) -> Issue:
    code = _text(entry, "code", f"an issue of category {category_code}")
    place = f"issue {code}"
    lead = _text(entry, "lead", place)
    return Issue(
        code=code,
        names=_names(entry, place),
        category_code=category_code,
        lead=lead,
        coordinate=_coordinate(entry, lead, place),
        deadline_working_days=_days(entry, place),
        is_urgent=_is_urgent(entry, place),
        is_public=_is_public(entry, place),
        proof=_proof(entry, place),
    )


def _entries(held: Mapping[str, Any], key: str, place: str) -> list[Mapping[str, Any]]:
    found = held.get(key)
    if not isinstance(found, list) or not all(isinstance(entry, Mapping) for entry in found):
        raise ValueError(f"{place}: {key} must be a list of objects")
    if not found:
        raise ValueError(f"{place}: {key} is empty")
    return found


def _text(entry: Mapping[str, Any], key: str, place: str) -> str:
    found = entry.get(key)
    if not isinstance(found, str) or not found.strip():
        raise ValueError(f"{place}: {key} must be a text")
    return found


def _names(entry: Mapping[str, Any], place: str) -> dict[str, str]:
    return {language: _text(entry, f"name_{language}", place) for language in SPOKEN}


def _coordinate(entry: Mapping[str, Any], lead: str, place: str) -> tuple[str, ...]:
    found = entry.get("coordinate")
    if not isinstance(found, list) or not all(isinstance(code, str) and code for code in found):
        raise ValueError(f"{place}: coordinate must be a list of codes")
    _refuse_repeats([lead, *found], place)
    return tuple(found)


def _days(entry: Mapping[str, Any], place: str) -> int:
    found = entry.get("deadline_working_days")
    if type(found) is not int or found < 1:
        raise ValueError(f"{place}: deadline_working_days must be a whole number above 0")
    return found


def _is_urgent(entry: Mapping[str, Any], place: str) -> bool:
    found = entry.get("urgent_by_default")
    if not isinstance(found, bool):
        raise ValueError(f"{place}: urgent_by_default must be true or false")
    return found


def _is_public(entry: Mapping[str, Any], place: str) -> bool:
    found = entry.get("visibility")
    if not isinstance(found, str) or found not in _VISIBILITY:
        raise ValueError(f"{place}: visibility must be public or private")
    return _VISIBILITY[found]


def _proof(entry: Mapping[str, Any], place: str) -> Proof:
    found = entry.get("proof", "")
    if found not in list(Proof):
        raise ValueError(f"{place}: proof must be photo, document, either or nothing")
    return Proof(found)


def _refuse_repeats(codes: Iterable[str], place: str) -> None:
    seen: set[str] = set()
    for code in codes:
        if code in seen:
            raise ValueError(f"{place}: {code} is there twice")
        seen.add(code)
