"""Codes people read aloud: `BL-7K3M-9Q2X-4TN7`.

Twelve symbols of Crockford's alphabet (no I, L, O, U). Eleven are random, 55 bits, so a code
cannot be guessed; the last is a check symbol over GF(32), which notices every single wrong symbol
and every two swapped ones. The prefix takes part in the check.
"""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from moderation.domain.errors import DomainError

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 12
_VALUE = {symbol: value for value, symbol in enumerate(ALPHABET)}
#: What hands and eyes confuse, read as what was meant.
_LOOKALIKES = str.maketrans({"O": "0", "I": "1", "L": "1"})
_SEPARATORS = str.maketrans(dict.fromkeys(" -–—._/\xa0\t\r\n"))


class Prefix(StrEnum):
    COMMENT = "BL"


class Slip(StrEnum):
    """What is wrong with a typed code."""

    EMPTY = "empty"
    PREFIX = "prefix"
    LENGTH = "length"
    SYMBOL = "symbol"
    CHECK = "check"


class BadCode(DomainError):
    """The text is not a code. `slip` says how; `detail` holds the symbol or the length found."""

    def __init__(self, slip: Slip, detail: str = "") -> None:
        super().__init__(f"{slip}: {detail}")
        self.slip = slip
        self.detail = detail


@dataclass(frozen=True, slots=True)
class Code:
    prefix: Prefix
    symbols: str

    def __str__(self) -> str:
        groups = (self.symbols[start : start + 4] for start in range(0, LENGTH, 4))
        return "-".join((self.prefix, *groups))


def make(prefix: Prefix, pick: Callable[[str], str] = secrets.choice) -> Code:
    """A fresh code; `pick` chooses one symbol of the alphabet it is given."""
    body = "".join(pick(ALPHABET) for _ in range(LENGTH - 1))
    return Code(prefix, body + check_symbol(prefix, body))


def parse(text: str) -> Code:
    """The code meant by `text`, whatever its case, spaces and dashes. Raises BadCode."""
    plain = text.strip().upper().translate(_SEPARATORS)
    if not plain:
        raise BadCode(Slip.EMPTY)
    prefix = next((known for known in Prefix if plain.startswith(known)), None)
    if prefix is None:
        raise BadCode(Slip.PREFIX, plain[:2])
    symbols = plain[len(prefix) :].translate(_LOOKALIKES)
    for symbol in symbols:
        if symbol not in _VALUE:
            raise BadCode(Slip.SYMBOL, symbol)
    if len(symbols) != LENGTH:
        raise BadCode(Slip.LENGTH, str(len(symbols)))
    if check_symbol(prefix, symbols[:-1]) != symbols[-1]:
        raise BadCode(Slip.CHECK)
    return Code(prefix, symbols)


def check_symbol(prefix: str, body: str) -> str:
    """The symbol that makes the weighted sum over GF(32) zero; weights are powers of a
    generator.
    """
    total = sum(ord(letter) for letter in prefix) % 32
    for position, symbol in enumerate(reversed(body), start=1):
        total ^= _times(_POWERS[position], _VALUE[symbol])
    return ALPHABET[total]


def _times(left: int, right: int) -> int:
    """Product in GF(32), modulo x^5 + x^2 + 1."""
    product = 0
    for bit in range(5):
        if right >> bit & 1:
            product ^= left << bit
    for bit in range(9, 4, -1):
        if product >> bit & 1:
            product ^= 0b100101 << (bit - 5)
    return product


def _powers_of_generator(count: int) -> tuple[int, ...]:
    powers = [1]
    while len(powers) < count:
        powers.append(_times(powers[-1], 2))
    return tuple(powers)


_POWERS = _powers_of_generator(LENGTH)
