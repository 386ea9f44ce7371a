"""The house as administrators changed it: settings, categories, issues and reasons laid over what
is shipped, looked up again every few seconds and at once where somebody changed them.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from time import monotonic
from typing import Any, cast

import structlog
from flask import Flask
from sqlalchemy.orm import Session

from moderation.adapters.toolbox import Toolbox
from moderation.domain.errors import SettingsError
from moderation.domain.house_book import reasons_over, settings_over, taxonomy_over
from moderation.domain.office_sheets import SHEETS, Row
from moderation.domain.settings import Settings
from moderation.queries import office as office_queries

#: Another process learns of a change so late.
SECONDS = 20.0
_READ = ("settings", "categories", "issues", "reasons")
_log = structlog.get_logger()

Rows = dict[str, list[dict[str, Any]]]


@dataclass(slots=True)
class HouseBook:
    """What was read, and the toolbox made of it; one a process."""

    read_at: float = float("-inf")
    rows: Rows = field(default_factory=dict)
    base: Toolbox | None = None
    made: Toolbox | None = None

    def look(self, session: Session) -> None:
        """Read the rows again if that is some seconds ago."""
        if monotonic() - self.read_at < SECONDS:
            return
        self.read_at = monotonic()
        rows = read(session)
        if rows != self.rows:
            self.rows, self.base = rows, None

    def over(self, toolbox: Toolbox) -> Toolbox:
        """`toolbox` with what was changed laid over it."""
        if not any(self.rows.values()):
            return toolbox
        if self.base is not toolbox or self.made is None:
            self.base, self.made = toolbox, laid_over(toolbox, self.rows)
        return self.made

    def forget(self) -> None:
        """Read again with the next request; whoever changed a row calls it."""
        self.read_at = float("-inf")
        self.rows, self.base, self.made = {}, None, None


def register(app: Flask) -> None:
    """Give the app its book; it is looked at before each view, once reading or writing is
    decided.
    """
    app.extensions["house_book"] = HouseBook()


def book_of(app: Flask) -> HouseBook:
    """The book of this app."""
    return cast(HouseBook, app.extensions["house_book"])


def read(session: Session) -> Rows:
    """The rows that change how the house works."""
    return {name: office_queries.rows(session, SHEETS[name]) for name in _READ}


def laid_over(toolbox: Toolbox, rows: Rows) -> Toolbox:
    """The toolbox as these rows say."""
    return replace(
        toolbox,
        settings=_settings(toolbox.settings, rows["settings"]),
        taxonomy=taxonomy_over(toolbox.taxonomy, rows["categories"], rows["issues"]),
        reasons=reasons_over(toolbox.reasons, _of(rows, "comment")),
        complaint_reasons=reasons_over(toolbox.complaint_reasons, _of(rows, "complaint")),
    )


def settings_now(shipped: Settings, session: Session) -> Settings:
    """`shipped` as administrators changed them, read afresh: for the worker, which has no book."""
    return _settings(shipped, office_queries.rows(session, SHEETS["settings"]))


def _settings(shipped: Settings, rows: Iterable[Row]) -> Settings:
    """A setting that can't be used (somebody wrote it past the page) is left as it was, and the log
    says so.
    """
    settings = shipped
    for row in rows:
        try:
            settings = settings_over(settings, {row["name"]: row["value"]})
        except SettingsError as error:
            _log.warning("setting passed over", setting=row["name"], error=str(error))
    return settings


def _of(rows: Rows, scope: str) -> list[Row]:
    return [row for row in rows["reasons"] if row["scope"] == scope]
