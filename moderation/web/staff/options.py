"""Options of a select, written at once: a page of a case has four hundred agencies three times."""

from collections.abc import Iterable, Sequence
from functools import lru_cache

from markupsafe import Markup, escape

Choices = Sequence[tuple[str, str]]  # values, and the words for them


def options(choices: Choices, chosen: str | None) -> Markup:
    """Options as markup, every value and name escaped."""
    return Markup(_written(choices, chosen))  # noqa: S704 - escaped by `_option`


def grouped_options(groups: Iterable[tuple[str, Choices]], chosen: str | None) -> Markup:
    """The same under headings; what has an empty heading stands alone."""
    written = []
    for heading, choices in groups:
        inside = _written(choices, chosen)
        written.append(
            f'<optgroup label="{escape(heading)}">{inside}</optgroup>' if heading else inside
        )
    return Markup("".join(written))  # noqa: S704 - escaped by `_option`, and here


def _written(choices: Choices, chosen: str | None) -> str:
    is_here = any(value == chosen for value, _ in choices)
    return _all_written(tuple(choices), chosen if is_here else None)


@lru_cache(maxsize=64)  # headings; the longest takes 30 KB
def _all_written(choices: Choices, chosen: str | None) -> str:
    return "".join([_option(value, name, value == chosen) for value, name in choices])


@lru_cache(maxsize=4096)
def _option(value: str, name: str, is_chosen: bool) -> str:
    selected = " selected" if is_chosen else ""
    return f'<option value="{escape(value)}"{selected}>{escape(name)}</option>'
