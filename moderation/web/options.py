"""Options of a select, written at once: a page of a case has four hundred agencies three times."""

from collections.abc import Iterable, Sequence, Set
from functools import lru_cache

from markupsafe import Markup, escape

Choices = Sequence[tuple[str, str]]  # values, and the words for them


def options(choices: Choices, chosen: str | None) -> Markup:
    """Options as markup, every value and name escaped."""
    return Markup(_written(choices, chosen))  # noqa: S704 - escaped by `_unchosen`


def grouped_options(groups: Iterable[tuple[str, Choices]], chosen: str | None) -> Markup:
    """The same under headings; what has an empty heading stands alone."""
    written = []
    for heading, choices in groups:
        inside = _written(choices, chosen)
        written.append(
            f'<optgroup label="{escape(heading)}">{inside}</optgroup>' if heading else inside
        )
    return Markup("".join(written))  # noqa: S704 - escaped by `_unchosen`, and here


def _written(choices: Choices, chosen: str | None) -> str:
    text, values = _unchosen(tuple(choices))
    if chosen not in values:
        return text
    begin = f'<option value="{escape(chosen)}"'
    return text.replace(f"{begin}>", f"{begin} selected>")


@lru_cache(maxsize=64)  # headings; the longest takes 30 KB
def _unchosen(choices: Choices) -> tuple[str, Set[str]]:
    written = [
        f'<option value="{escape(value)}">{escape(name)}</option>' for value, name in choices
    ]
    return "".join(written), frozenset(value for value, _ in choices)
