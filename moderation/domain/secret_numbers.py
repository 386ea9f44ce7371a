"""The second half of what opens a complaint: an 8-digit number, or a long secret for what is
sealed.

The number is derived from a random salt and the secret key, so that a form sent twice can show it
twice, and only its keyed hash is stored. Code and number never stand together in an address.
"""

import hashlib
import hmac
import secrets
import unicodedata
from datetime import datetime, timedelta

from moderation.domain.tracking_codes import ALPHABET

DIGITS = 8
_SECRET_SYMBOLS = 16  # 80 bits
_LONGEST_WAIT = timedelta(hours=1)


def new_salt() -> str:
    """A random salt of 128 bits."""
    return secrets.token_urlsafe(16)


def number_for(secret_key: str, salt: str) -> str:
    """The number behind `salt`: eight digits, the first may be 0."""
    value = int.from_bytes(_mac(secret_key, "number", salt), "big")
    return f"{value % 10**DIGITS:0{DIGITS}d}"


def long_secret_for(secret_key: str, salt: str) -> str:
    """The secret of a sealed matter: XXXX-XXXX-XXXX-XXXX, 80 bits."""
    value = int.from_bytes(_mac(secret_key, "secret", salt), "big")
    symbols = []
    for _ in range(_SECRET_SYMBOLS):
        value, place = divmod(value, len(ALPHABET))
        symbols.append(ALPHABET[place])
    return "-".join("".join(symbols[start : start + 4]) for start in range(0, _SECRET_SYMBOLS, 4))


def hash_of(secret_key: str, salt: str, typed: str) -> str:
    """What is stored and compared: 64 hexadecimal digits."""
    return _mac(secret_key, "stored", salt, normal(typed)).hex()


def fits(secret_key: str, salt: str, typed: str, stored: str) -> bool:
    """Whether `typed` is the number or secret whose hash is `stored`; takes equally long always."""
    return hmac.compare_digest(hash_of(secret_key, salt, typed), stored)


def shown_secret(secret_key: str, salt: str, stored: str) -> str:
    """The number, or the long secret where that is what `stored` holds, in groups for the eye."""
    number = number_for(secret_key, salt)
    if fits(secret_key, salt, number, stored):
        return f"{number[:4]} {number[4:]}"
    return long_secret_for(secret_key, salt)


def normal(typed: str) -> str:
    """As typed on any keyboard, spaces and dashes gone, letters as they were meant."""
    plain = "".join(unicodedata.normalize("NFKC", typed).upper().split()).replace("-", "")
    return plain.replace("O", "0").replace("I", "1").replace("L", "1")


def wait_after(wrong: int, *, free: int) -> timedelta:
    """How long no further try is looked at after `wrong` wrong ones in a row: nothing for the first
    `free`, then twice as long each time, an hour at most. Never a lock.
    """
    if wrong <= free:
        return timedelta(0)
    return min(_LONGEST_WAIT, timedelta(seconds=2 ** min(wrong - free, 12)))


def may_try(open_at: datetime, now: datetime) -> bool:
    """Whether a try is looked at already."""
    return now >= open_at


def _mac(secret_key: str, *parts: str) -> bytes:
    return hmac.new(secret_key.encode(), "\x1f".join(parts).encode(), hashlib.sha256).digest()
