import random
import struct
import warnings
import zlib
from io import BytesIO

import pytest
from PIL import Image, ImageDraw, ImageFile

from moderation.adapters import photos
from moderation.adapters.photos import reencode
from moderation.domain.errors import Invalid

ORIENTATION, GPS, MAKER = 0x0112, 0x8825, 0x010F


def file_of(image, form, **options):
    file = BytesIO()
    image.save(file, form, **options)
    return file.getvalue()


def opened(data):
    image = Image.open(BytesIO(data))
    image.load()
    return image


def street(width=80, height=40):
    """Red left half, blue right half."""
    image = Image.new("RGB", (width, height), "red")
    ImageDraw.Draw(image).rectangle((width // 2, 0, width, height), fill="blue")
    return image


def telling_exif(orientation=1):
    exif = Image.Exif()
    exif[ORIENTATION] = orientation
    exif[MAKER] = "TELEPHONE-OF-LAN"
    exif[GPS] = {1: "N", 2: (21.0, 1.0, 42.0), 3: "E", 4: (105.0, 51.0, 12.0)}
    return exif


def colour_at(image, x, y):
    """The nearest of the plain colours: WebP blurs a little."""
    red, green, blue = image.convert("RGB").getpixel((x, y))
    return "".join(
        letter for letter, level in zip("rgb", (red, green, blue), strict=True) if level > 128
    )


def reason_for(data):
    with pytest.raises(Invalid) as caught:
        reencode(data)
    return str(caught.value)


# What comes out


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
def test_every_accepted_format_becomes_webp_twice(form):
    photo = reencode(file_of(street(2400, 1200), form))

    large, small = opened(photo.content), opened(photo.thumbnail)
    assert photo.content_type == "image/webp"
    assert (large.format, large.size) == ("WEBP", (1600, 800))
    assert (photo.width, photo.height) == (1600, 800)
    assert (small.format, small.size) == ("WEBP", (360, 180))
    assert (colour_at(large, 100, 400), colour_at(large, 1500, 400)) == ("r", "b")


def test_a_small_picture_is_not_blown_up():
    photo = reencode(file_of(street(80, 40), "PNG"))

    assert (photo.width, photo.height) == (80, 40)
    assert opened(photo.thumbnail).size == (80, 40)


def test_a_very_long_picture_keeps_one_pixel_of_height():
    photo = reencode(file_of(Image.new("RGB", (30_000, 2)), "PNG"))

    assert (photo.width, photo.height) == (1600, 1)


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
def test_nothing_tells_where_and_with_what_it_was_taken(form):
    more = {"comment": b"HOUSE-OF-LAN"} if form == "JPEG" else {}
    data = file_of(
        street(),
        form,
        exif=telling_exif(),
        xmp=b"<x:xmpmeta>HOUSE-OF-LAN</x:xmpmeta>",
        icc_profile=b"PROFILE-OF-LAN",
        **more,
    )

    photo = reencode(data)

    assert b"OF-LAN" in data
    for content in (photo.content, photo.thumbnail):
        assert b"OF-LAN" not in content
        assert not dict(opened(content).getexif())
        assert opened(content).info.keys() <= {"loop", "background", "timestamp", "duration"}
        assert not {b"EXIF", b"XMP ", b"ICCP", b"VP8X"} & {content[i : i + 4] for i in (12, 30)}


def test_what_was_appended_to_a_photo_is_gone():
    photo = reencode(file_of(street(), "JPEG") + b"<script>alert(1)</script>")

    assert b"<script" not in photo.content + photo.thumbnail


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
@pytest.mark.parametrize(
    ("orientation", "size", "red_at"),
    [
        (1, (80, 40), (10, 20)),
        (2, (80, 40), (70, 20)),
        (3, (80, 40), (70, 20)),
        (4, (80, 40), (10, 20)),
        (5, (40, 80), (20, 10)),
        (6, (40, 80), (20, 10)),
        (7, (40, 80), (20, 70)),
        (8, (40, 80), (20, 70)),
        (99, (80, 40), (10, 20)),
    ],
)
def test_a_photo_stands_upright(form, orientation, size, red_at):
    photo = reencode(file_of(street(), form, exif=telling_exif(orientation)))

    large, small = opened(photo.content), opened(photo.thumbnail)
    assert large.size == small.size == size
    assert colour_at(large, *red_at) == colour_at(small, *red_at) == "r"


@pytest.mark.filterwarnings("ignore:Corrupt EXIF data")
def test_damaged_notes_do_not_spoil_a_photo():
    photo = reencode(file_of(street(), "JPEG", exif=b"Exif\0\0II*\0\x08\0\0\0\xff"))

    assert photo.width == 80


@pytest.mark.parametrize("form", ["PNG", "WEBP"])
def test_what_is_transparent_becomes_white(form):
    picture = street().convert("RGBA")
    picture.paste((0, 0, 0, 0), (0, 0, 40, 40))

    photo = reencode(file_of(picture, form))

    large = opened(photo.content)
    assert large.mode == "RGB"
    assert (colour_at(large, 10, 20), colour_at(large, 70, 20)) == ("rgb", "b")


def test_a_transparent_colour_of_a_palette_becomes_white():
    picture = street().quantize(2)
    red = picture.getpixel((10, 20))

    large = opened(reencode(file_of(picture, "PNG", transparency=red)).content)

    assert (colour_at(large, 10, 20), colour_at(large, 70, 20)) == ("rgb", "b")


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "I;16", "CMYK"])
def test_grey_palette_and_printers_colours_are_read(mode):
    grey = Image.new("L", (60, 40), 160)
    picture = Image.new("I;16", (60, 40), 160 * 256) if mode == "I;16" else grey.convert(mode)

    large = opened(reencode(file_of(picture, "JPEG" if mode == "CMYK" else "PNG")).content)

    level = large.convert("L").resize((1, 1), Image.Resampling.BOX).getpixel((0, 0))
    assert level == pytest.approx(160, abs=6)


@pytest.mark.parametrize("form", ["PNG", "WEBP", "MPO"])
def test_only_the_first_picture_of_several_is_kept(form):
    data = file_of(
        street(), form, save_all=True, append_images=[Image.new("RGB", (80, 40), "lime")]
    )

    large = opened(reencode(data).content)

    assert Image.open(BytesIO(data)).n_frames == 2
    assert getattr(large, "n_frames", 1) == 1
    assert (colour_at(large, 10, 20), colour_at(large, 70, 20)) == ("r", "b")


# What is refused


def test_a_file_of_more_than_ten_mebibytes_is_refused():
    data = file_of(street(), "JPEG")

    assert reencode(data.ljust(photos.MOST_BYTES, b"\0")).width == 80
    assert reason_for(data.ljust(photos.MOST_BYTES + 1, b"\0")) == "too_large"


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
@pytest.mark.parametrize("size", [(8000, 5001), (14_000, 7_000), (16_000, 16_000)])
def test_a_bomb_is_refused_before_it_is_unpacked(form, size, monkeypatch):
    data = with_size(
        file_of(street(), form, **({"lossless": True} if form == "WEBP" else {})), size
    )

    def unpacked(_image):
        raise AssertionError("unpacked")

    monkeypatch.setattr(ImageFile.ImageFile, "load", unpacked)

    assert reason_for(data) == "too_many_pixels"


def with_size(data, size):
    """The same file claiming another size."""
    width, height = size
    if data.startswith(b"\x89PNG"):
        head = b"IHDR" + struct.pack(">II", width, height) + data[24:29]
        return data[:12] + head + struct.pack(">I", zlib.crc32(head)) + data[33:]
    if data.startswith(b"RIFF"):
        bits = (width - 1) | (height - 1) << 14
        return data[:21] + bits.to_bytes(4, "little") + data[25:]
    start = data.index(b"\xff\xc0") + 5
    return data[:start] + height.to_bytes(2) + width.to_bytes(2) + data[start + 4 :]


def test_forty_megapixels_are_allowed():
    photo = reencode(file_of(Image.new("L", (8000, 5000)), "JPEG"))

    assert (photo.width, photo.height) == (1600, 1000)


def test_a_jpeg_that_asks_for_endless_passes_is_refused():
    data = file_of(street(), "JPEG", progressive=True)
    scan = data.rindex(b"\xff\xda")
    again = data[scan : scan + 2 + int.from_bytes(data[scan + 2 : scan + 4])] + b"\0"

    assert reencode(data[:-2] + again * 50 + data[-2:]).width == 80
    assert reason_for(data[:-2] + again * 1000 + data[-2:]) == "unreadable"


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
@pytest.mark.parametrize("kept", [0.2, 0.5, 0.9])
def test_a_file_cut_off_is_refused(form, kept):
    picture = Image.effect_noise((400, 300), 80).convert("RGB")
    data = file_of(picture, form)

    assert reason_for(data[: int(len(data) * kept)]) == "unreadable"


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\xff\xd8\xff",
        b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
        b"<!doctype html><script>alert(1)</script>" + file_of(street(), "JPEG"),
        file_of(street(), "GIF"),
        file_of(street(), "TIFF"),
        file_of(street(), "BMP"),
        file_of(street(), "PDF"),
        b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 10 10\n",
        b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + bytes(64),
    ],
    ids=["nothing", "a head", "svg", "html", "gif", "tiff", "bmp", "pdf", "eps", "heic"],
)
def test_what_is_no_photo_is_refused(data):
    assert reason_for(data) == "not_a_photo"


def test_the_name_and_type_a_browser_sends_do_not_matter():
    png = file_of(street(), "PNG")

    assert opened(reencode(png).content).format == "WEBP"


def reason_or_none(data):
    try:
        reencode(data)
    except Invalid as error:
        return str(error)


@pytest.mark.filterwarnings("ignore")  # Pillow tells which notes it could not read
def test_damaged_files_are_refused_and_never_break():
    chance = random.Random(7)
    files = [file_of(street(), form, exif=telling_exif(6)) for form in ("JPEG", "PNG", "WEBP")]

    reasons = set()
    for _ in range(600):
        data = bytearray(chance.choice(files))
        for _ in range(3):
            data[chance.randrange(len(data))] = chance.randrange(256)
        reasons.add(reason_or_none(bytes(data)))

    assert {"not_a_photo", "unreadable"} <= reasons
    assert reasons <= {None, "not_a_photo", "unreadable", "too_many_pixels"}


def test_the_limits_of_pillow_stay_as_they_were():
    before = Image.MAX_IMAGE_PIXELS, list(warnings.filters)

    reencode(file_of(street(), "PNG"))

    assert (Image.MAX_IMAGE_PIXELS, list(warnings.filters)) == before


def test_a_large_photo_is_decoded_at_half_its_size_or_less(monkeypatch):
    """Twelve megapixels would else take a second of work."""
    noise = Image.effect_noise((500, 375), 60).resize((4000, 3000))
    decoded = []
    load = ImageFile.ImageFile.load

    def noted(image):
        decoded.append(image.size)
        return load(image)

    monkeypatch.setattr(ImageFile.ImageFile, "load", noted)

    reencode(file_of(Image.merge("RGB", [noise] * 3), "JPEG", quality=90))

    assert decoded[0] == (2000, 1500)
