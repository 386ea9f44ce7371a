"""Where templates are compiled."""

from collections.abc import MutableMapping
from typing import Any

from flask.templating import Environment


class QuickImports(Environment):
    """Jinja compares the globals of two templates at every import; in one plain dict that costs
    nothing, in the chain it makes by default 50 microseconds, and a page has a dozen imports.

    Globals must be there before the first template is loaded.
    """

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        return {**self.globals, **(d or {})}
