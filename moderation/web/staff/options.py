"""Options of a select, written at once: a page of a case has four hundred agencies three times."""

from collections.abc import Iterable, Sequence
from functools import lru_cache

from markupsafe import Markup, escape


def options(choices: Iterable[tuple[str, str]], chosen: str | None) -> Markup:
    """Options as markup, every value and name escaped."""
    written = "".join([_option(value, name, value == chosen) for value, name in choices])
    return Markup(written)  # noqa: S704 - escaped by `_option`


def grouped_options(
    groups: Iterable[tuple[str, Sequence[tuple[str, str]]]], chosen: str | None
) -> Markup:
    """The same under headings; what has an empty heading stands alone."""
    written = []
    for heading, choices in groups:
        inside = "".join([_option(value, name, value == chosen) for value, name in choices])
        written.append(
            f'<optgroup label="{escape(heading)}">{inside}</optgroup>' if heading else inside
        )
    return Markup("".join(written))  # noqa: S704 - escaped by `_option`, and here


@lru_cache(maxsize=4096)
def _option(value: str, name: str, is_chosen: bool) -> str:
    selected = " selected" if is_chosen else ""
    return f'<option value="{escape(value)}"{selected}>{escape(name)}</option>'
