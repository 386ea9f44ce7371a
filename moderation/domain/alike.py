"""Complaints worded alike: 256 bytes that tell how many of their words two texts share.

A bit for each folded word that carries meaning and for each two of them in a row. Long and short
texts compare well: what counts is how much of the shorter one is in the other.
"""

import zlib
from itertools import pairwise

from moderation.domain.spelling import normalise
from moderation.domain.text import fold

_BITS = 2048
#: The first words tell what the matter is; more of them would fill the sketch.
_MOST_WORDS = 120
#: Texts with fewer words that mean something are like everything.
_FEWEST_BITS = 6
#: Alike from here on: so much of the shorter text is in the other one.
LEAST = 0.34
#: Words that stand in every complaint, or mean nothing alone.
_EMPTY = frozenset(
    fold(
        "à ạ ai anh bác bà bạn bao báo bảo bên bị bởi các cách cái cần cả càng cho chỉ chị chính"
        " chúng chưa cơ có còn con cô của cùng cứ cũng dân dù đã đang để đề đến đều đi đó đây đâu"
        " được em gì giờ giúp gửi hay hãy hết hơn hỏi hôm khi không kia kính lại lắm là làm lên"
        " lúc mà mãi mấy mình một mong mọi mới mỗi muốn nay này năm nào nên nếu ngày nghị người"
        " nghe nhà nhé nhiều như nhưng những nhờ nữa ở ông phải phản ánh phép phường qua quá quan"
        " ra rất rồi sao sau sáng sẽ sự ta tại tháng tháng thấy thế thì theo thôi thường tới tối"
        " tôi trên trong trước từ tuần và vào vẫn vậy về vì việc với vừa xã xin xử lý ạ tổ tình"
        " trạng sớm kiểm tra giải quyết thành phố khu vực nơi phía đoạn gần the and is of to in it"
        " a for has my was i"
    ).split()
)


def sketch(title: str, content: str) -> bytes:
    """256 bytes; b"" when there are too few words to compare."""
    words = [
        word
        for word in map(fold, normalise(f"{title}\n{content}").words)
        if word not in _EMPTY and not word.isdecimal()
    ][:_MOST_WORDS]
    bits = 0
    for word in words:
        bits |= 1 << zlib.crc32(word.encode()) % _BITS
    for one, two in pairwise(words):
        bits |= 1 << zlib.crc32(f"{one} {two}".encode()) % _BITS
    return bits.to_bytes(_BITS // 8, "big") if bits.bit_count() >= _FEWEST_BITS else b""


def likeness(one: bytes, other: bytes) -> float:
    """Which part of the shorter text is in the other, 0 to 1; 0 when either says too little."""
    return of_bits(int.from_bytes(one, "big"), int.from_bytes(other, "big"))


def of_bits(ours: int, theirs: int) -> float:
    """`likeness` of sketches read as numbers."""
    fewer = min(ours.bit_count(), theirs.bit_count())
    return (ours & theirs).bit_count() / fewer if fewer >= _FEWEST_BITS else 0.0
