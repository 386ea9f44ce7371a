"""Views of articles, counted in memory and written now and then: no page view writes to the
database.
"""

import threading
from collections import Counter
from datetime import datetime, timedelta


class ViewCounter:
    """Shared by the threads of one process; several processes each keep their own and add up."""

    def __init__(self, *, every: timedelta = timedelta(seconds=30)) -> None:
        self._every = every
        self._lock = threading.Lock()
        self._views: Counter[int] = Counter()
        self._since: datetime | None = None

    def add(self, article_id: int, now: datetime) -> bool:
        """Count one view; True when it is time for the caller to `take` and write."""
        with self._lock:
            self._views[article_id] += 1
            self._since = self._since or now
            return now - self._since >= self._every

    def take(self) -> dict[int, int]:
        """Views by article id since the last call; the caller now owns them."""
        with self._lock:
            taken, self._views, self._since = dict(self._views), Counter(), None
            return taken

    def give_back(self, views: dict[int, int], now: datetime) -> None:
        """Put `take`n views back: they could not be written."""
        with self._lock:
            self._views.update(views)
            self._since = self._since or now
