"""Photos of strangers, made anew: the same picture, and nothing else that was in the file."""

import re
import struct
from dataclasses import dataclass
from io import BytesIO
from typing import ClassVar

from PIL import Image, ImageFile, UnidentifiedImageError

from moderation.domain.errors import Invalid

MOST_BYTES = 10 * 1024 * 1024
MOST_PIXELS = 40_000_000
LONG_SIDE = 1600
THUMBNAIL_SIDE = 360
QUALITY = 80

_FORMATS = ("JPEG", "PNG", "WEBP")  # Pillow can't read HEIC
#: A JPEG has some twenty parts, two hundred with long notes. Each may be a pass over all pixels:
#: a small file can ask for a million of them, which is an hour of work.
_MOST_PARTS = 500
_JPEG_PART = re.compile(rb"\xff[^\x00\x01\xd0-\xd8\xff]")
_JPEG_END = b"\xff\xd9"
#: What Pillow raises for damaged files.
_DAMAGE = (
    OSError, ValueError, SyntaxError, EOFError, struct.error, LookupError, TypeError,
    AssertionError,
)  # fmt: skip

_ORIENTATION = 0x0112
_UPRIGHT = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


@dataclass(frozen=True, slots=True)
class Photo:
    """Two WebP pictures without metadata; `width` and `height` are the large one's, in pixels."""

    content_type: ClassVar[str] = "image/webp"

    content: bytes
    thumbnail: bytes
    width: int
    height: int


def reencode(data: bytes) -> Photo:
    """The first picture of a JPEG, PNG or WebP, upright, on white, at most LONG_SIDE pixels long.

    Raises Invalid with one of "too_large" (more than MOST_BYTES), "not_a_photo" (another format),
    "too_many_pixels" (more than MOST_PIXELS) and "unreadable" (damaged, cut off, or built to
    keep a server busy).
    """
    if len(data) > MOST_BYTES:
        raise Invalid("too_large")
    if _jpeg_parts(data) > _MOST_PARTS:
        raise Invalid("unreadable")
    with _opened(data) as image:
        picture = _picture(image)
    content = _webp(picture)
    width, height = picture.size
    picture.thumbnail((THUMBNAIL_SIDE, THUMBNAIL_SIDE))
    return Photo(content, _webp(picture), width, height)


def _opened(data: bytes) -> ImageFile.ImageFile:
    """Only the head is read here, so that a bomb is refused before it goes off.

    Our limit is compared here and not set in Pillow, where it would hold for every thread;
    Pillow's own, a larger one, may speak first.
    """
    try:
        image = Image.open(BytesIO(data), formats=_FORMATS)
    except UnidentifiedImageError:
        raise Invalid("not_a_photo") from None
    except (Image.DecompressionBombWarning, Image.DecompressionBombError):
        raise Invalid("too_many_pixels") from None
    except _DAMAGE:
        raise Invalid("unreadable") from None
    if image.width * image.height > MOST_PIXELS:
        raise Invalid("too_many_pixels")
    return image


def _picture(image: ImageFile.ImageFile) -> Image.Image:
    """A new picture that took over the pixels of `image` and none of its metadata."""
    try:
        image.draft(None, _fitting(image.size))  # a JPEG is decoded at half size or less
        image.load()
        upright = _UPRIGHT.get(image.getexif().get(_ORIENTATION, 1))
        small = _shrunk(image)
    except _DAMAGE:
        raise Invalid("unreadable") from None
    paper = Image.new("RGB", small.size, "white")
    paper.paste(small, mask=small if small.mode == "RGBA" else None)
    return paper.transpose(upright) if upright is not None else paper


def _shrunk(image: Image.Image) -> Image.Image:
    """RGBA where something is transparent, else RGB. Palettes and single transparent colours are
    resolved first: their pixels can't be averaged.
    """
    if image.mode.startswith("I"):
        image = image.convert("I").point(lambda level: level / 256).convert("L")
    if image.mode in ("1", "P", "PA") or "transparency" in image.info:
        image = image.convert("RGBA" if image.has_transparency_data else "RGB")
    image.thumbnail((LONG_SIDE, LONG_SIDE))
    return image.convert("RGBA" if image.has_transparency_data else "RGB")


def _fitting(size: tuple[int, int]) -> tuple[int, int]:
    scale = min(1, LONG_SIDE / max(size))
    return max(1, int(size[0] * scale)), max(1, int(size[1] * scale))


def _webp(picture: Image.Image) -> bytes:
    file = BytesIO()
    picture.save(file, "WEBP", quality=QUALITY, method=2)  # 4 takes twice the time for 4 %
    return file.getvalue()


def _jpeg_parts(data: bytes) -> int:
    """Segments and scans up to the end of the first picture, counted to the limit and no further;
    0 for other formats.
    """
    parts, place = 0, 2
    while data.startswith(b"\xff\xd8") and parts <= _MOST_PARTS:
        part = _JPEG_PART.search(data, place)
        if part is None or part[0] == _JPEG_END:
            break
        parts += 1
        place = part.end() + int.from_bytes(data[part.end() : part.end() + 2])
    return parts
