"""Limits on how often one address or one account may do something."""

import hashlib
import hmac
import math
import threading
import time

from limits import RateLimitItem, parse_many
from limits.storage import Storage, storage_from_string
from limits.strategies import FixedWindowRateLimiter

from moderation.domain.errors import SettingsError, TooMany
from moderation.domain.settings import Settings


class Throttle:
    """Counts in memory, or in Redis when several processes serve.

    Keys are hashed with the secret key: nobody reads an address out of Redis.
    """

    def __init__(self, *, secret_key: str, redis_url: str = "") -> None:
        self._secret = secret_key.encode()
        storage: Storage = storage_from_string(redis_url) if redis_url else Counts()  # type: ignore[assignment]  # sync schemes only
        self._window = FixedWindowRateLimiter(storage)

    def spend(self, rule: str, name: str, key: str) -> None:
        """Count one `name` for `key` under `rule` ("30 per minute; 100 per hour").
        Raises TooMany.
        """
        for item in rates(rule):
            if not self._window.hit(item, name, self._hidden(key)):
                raise TooMany(self._seconds_left(item, name, key))

    def check(self, rule: str, name: str, key: str) -> None:
        """As `spend`, but counts nothing."""
        for item in rates(rule):
            if not self._window.test(item, name, self._hidden(key)):
                raise TooMany(self._seconds_left(item, name, key))

    def _seconds_left(self, item: RateLimitItem, name: str, key: str) -> int:
        reset = self._window.get_window_stats(item, name, self._hidden(key)).reset_time
        return math.ceil(reset - time.time())

    def _hidden(self, key: str) -> str:
        return hmac.new(self._secret, key.encode(), hashlib.sha256).hexdigest()[:32]


class Counts(Storage):
    """Counts in this process. The library's own starts a thread for every count, to walk over all
    of them; here what has ended is forgotten now and then, on the way.
    """

    def __init__(self) -> None:
        super().__init__()
        self._lock = threading.Lock()
        self._kept: dict[str, tuple[int, float]] = {}  # how many, and until when they count
        self._sweep_at = _SWEEP_AT

    def incr(self, key: str, expiry: float, amount: int = 1) -> int:
        """Count; how many it makes in this window."""
        now = time.time()
        with self._lock:
            count, until = self._standing(key, now)
            self._kept[key] = (count + amount, until if count else now + expiry)
            if len(self._kept) > self._sweep_at:
                self._kept = {name: kept for name, kept in self._kept.items() if kept[1] > now}
                self._sweep_at = max(_SWEEP_AT, 2 * len(self._kept))
            return count + amount

    def get(self, key: str) -> int:
        return self._standing(key, time.time())[0]

    def get_expiry(self, key: str) -> float:
        """When the window ends, in seconds since 1970."""
        now = time.time()
        count, until = self._standing(key, now)
        return until if count else now

    def _standing(self, key: str, now: float) -> tuple[int, float]:
        count, until = self._kept.get(key, (0, 0.0))
        return (count, until) if until > now else (0, 0.0)

    def clear(self, key: str) -> None:
        with self._lock:
            self._kept.pop(key, None)

    def reset(self) -> int:
        with self._lock:
            count = len(self._kept)
            self._kept = {}
        return count

    def check(self) -> bool:
        return True

    @property
    def base_exceptions(self) -> type[Exception]:
        return ValueError


#: So many counts are kept before the first look for those that have ended.
_SWEEP_AT = 10_000


def rates(rule: str) -> list[RateLimitItem]:
    """The limits in `rule`. Raises SettingsError when it can't be read."""
    found = _parsed.get(rule)
    if found is None:
        try:
            found = _parsed.setdefault(rule, parse_many(rule))
        except ValueError:
            raise SettingsError(
                f"{rule!r} is no limit; write `30 per minute; 100 per hour`."
            ) from None
    return found


_parsed: dict[str, list[RateLimitItem]] = {}


def check_rules(settings: Settings) -> None:
    """Read every limit in the settings now, not at the first request. Raises SettingsError."""
    for name in _RATES:
        rates(getattr(settings, name))


_RATES = (
    "comment_rate",
    "complaint_rate",
    "report_rate",
    "photo_rate",
    "captcha_rate",
    "sound_rate",
    "lookup_rate",
    "login_rate",
    "login_account_rate",
)
