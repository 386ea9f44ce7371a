"""Answers of security codes: derived from a row's nonce and the secret key, compared by HMAC.

The row alone tells nothing, and picture and sound of one row say the same without the answer
being stored.
"""

import hashlib
import hmac
import secrets
import unicodedata
from dataclasses import dataclass
from datetime import timedelta

#: No 0 (read as a letter) and no 1 (read as 7): what is left looks and sounds different.
ALPHABET = "23456789"


@dataclass(frozen=True, slots=True)
class CaptchaRules:
    """What the settings say of security codes. `fixed_answer` is "" unless testing."""

    secret_key: str
    length: int
    lifetime: timedelta
    fixed_answer: str = ""


def fresh_id() -> str:
    """A random id of 128 bits, 22 characters; the same form serves captchas, nonces and
    submissions.
    """
    return secrets.token_urlsafe(16)


def is_id(text: str) -> bool:
    """Whether `text` looks like something `fresh_id` makes."""
    return (
        20 <= len(text) <= 40
        and text.isascii()
        and text.replace("-", "").replace("_", "").isalnum()
    )


def answer_for(secret_key: str, captcha_id: str, nonce: str, length: int) -> str:
    """The digits drawn for this row; needs the key, so a copy of the table can't be answered."""
    mac = _mac(secret_key, "captcha", captcha_id, nonce)
    number = int.from_bytes(mac, "big")
    digits = []
    for _ in range(length):
        number, place = divmod(number, len(ALPHABET))
        digits.append(ALPHABET[place])
    return "".join(digits)


def answer_hmac(secret_key: str, captcha_id: str, answer: str) -> str:
    """What is stored and compared: 64 hexadecimal digits of the normalised answer."""
    return _mac(secret_key, "answer", captcha_id, normal_answer(answer)).hex()


def normal_answer(text: str) -> str:
    """Digits as typed on any keyboard; a 1 can only have been a 7, a 0 only an 8."""
    plain = unicodedata.normalize("NFKC", text)
    return "".join(plain.split()).replace("1", "7").replace("0", "8")


def _mac(secret_key: str, *parts: str) -> bytes:
    return hmac.new(secret_key.encode(), "\x1f".join(parts).encode(), hashlib.sha256).digest()
