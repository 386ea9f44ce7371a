"""Does an answer say anything? A sign for whoever writes it, never a reason to refuse it.

An answer that could stand under any complaint names no day, no place, nothing done and no document,
or it is nearly the words of an answer given before.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from enum import StrEnum

from moderation.domain import sketches
from moderation.domain.text import fold

#: Two answers as near as this are one answer sent twice.
NEARLY_THE_SAME = 0.8


class Sign(StrEnum):
    """What makes an answer generic."""

    REPEATED = "repeated"  # nearly the words of a recent answer of the agency
    NOTHING_NAMED = "nothing_named"  # no day, no place, nothing done, no document


_DAY = re.compile(
    r"(?<![0-9])[0-3]?[0-9][/.-][01]?[0-9](?:[/.-](?:20)?[0-9]{2})?(?![0-9])"
    r"|\bngay (?:mai |hom )?[0-9]{1,2}\b|\bthang [0-9]{1,2}\b|\b[0-9]{1,2}(?:h|g| gio)[0-9]{0,2}\b"
    r"|\bhom (?:nay|qua)\b|\b(?:sang|chieu|dem) (?:nay|qua|mai)\b|\bquy (?:[1-4]|iv|i{1,3})\b"
)
#: A kind of place and the sign its name begins with: a digit or a capital letter.
_PLACE = re.compile(
    r"(?i:(?<!\w)(?:số nhà|ngõ|ngách|hẻm|đường|phố|tổ dân phố|tổ|thôn|xóm|phường|xã|cầu|hồ|chợ|"
    r"trường|tòa|km|ngã tư|ngã ba|nút giao))\s*(?P<name>\w)"
)
#: With their marks: "và" is not "vá", "thấy" is not "thay".
_DONE = re.compile(
    r"\b(?:đã|vừa) (?:\w+ ){0,3}?(?:vá|sửa|thay|nạo vét|dọn|thu gom|lắp|lát|sơn|xử phạt|"
    r"đình chỉ|tháo dỡ|yêu cầu|cắt tỉa|trồng|khôi phục|đấu nối|chi trả|hoàn trả|di dời|giải tỏa|"
    r"nhắc nhở|bảo trì|xây|cưỡng chế|thông cống|thông tắc)\b"
)
_DOCUMENT = re.compile(
    r"[0-9]{1,6}/[0-9a-z]{0,12}[-/]?[a-z]{2,}|\b(?:cong van|quyet dinh|ke hoach) so\b"
)


def signs(text: str, document_number: str, recent: Iterable[bytes]) -> Sequence[Sign]:
    """What makes `text` generic; nothing when it speaks of this matter.

    `recent` are sketches (`domain/sketches.py`) of answers the agency gave lately.
    """
    found = []
    mine = sketches.sketch("", text)
    if any(sketches.similarity(mine, each) >= NEARLY_THE_SAME for each in recent if each):
        found.append(Sign.REPEATED)
    if not (document_number or _names_something(text)):
        found.append(Sign.NOTHING_NAMED)
    return found


def _names_something(text: str) -> bool:
    text = unicodedata.normalize("NFC", text)
    if any(found["name"].isdigit() or found["name"].isupper() for found in _PLACE.finditer(text)):
        return True
    plain = fold(text)
    done = _DONE.search(text.casefold())
    return bool(done or _DAY.search(plain) or _DOCUMENT.search(plain))
