"""Pictures for the demo's complaints: flat drawings, so that nobody takes them for evidence."""

from collections.abc import Callable
from io import BytesIO

from PIL import Image, ImageDraw

Draw = ImageDraw.ImageDraw

_WIDTH, _HEIGHT = 1200, 900
_HORIZON = 460
_ASPHALT, _KERB, _LINE = "#5b6068", "#b9bcc1", "#f2f2ee"
_DAY, _NIGHT = "#cfe3ee", "#1d2a44"
_WALLS = ("#e8c9a0", "#d9a98b", "#c7d0b0", "#e3d3c0")
_BAGS = ("#2f5d50", "#31343a", "#7a4b3a", "#3d5a80", "#8a8f98")


def draw(name: str) -> bytes:
    """The picture called `name` as JPEG, 1200 by 900. Raises KeyError for none of ours."""
    image = Image.new("RGB", (_WIDTH, _HEIGHT), _NIGHT if name.startswith("lamp") else _DAY)
    _PICTURES[name](ImageDraw.Draw(image))
    file = BytesIO()
    image.save(file, "JPEG", quality=88)
    return file.getvalue()


def _street(draw: Draw, *, is_night: bool = False) -> None:
    for number, wall in enumerate(_WALLS):
        left = number * 310 - 20
        top = 130 + 45 * (number % 3)
        draw.rectangle((left, top, left + 290, _HORIZON), fill="#2b3752" if is_night else wall)
        for window in (left + 45, left + 170):
            pane = "#46557a" if is_night else "#8fb3c4"
            draw.rectangle((window, top + 60, window + 70, top + 150), fill=pane)
    draw.rectangle((0, _HORIZON, _WIDTH, _HORIZON + 50), fill="#39455f" if is_night else _KERB)
    ground = "#272c36" if is_night else _ASPHALT
    draw.rectangle((0, _HORIZON + 50, _WIDTH, _HEIGHT), fill=ground)


def _road(draw: Draw) -> None:
    _street(draw)
    for left in range(40, _WIDTH, 240):
        draw.rectangle((left, 560, left + 120, 576), fill=_LINE)


def _pothole(draw: Draw) -> None:
    _road(draw)
    draw.polygon(
        ((380, 720), (470, 640), (700, 630), (850, 700), (760, 800), (480, 810)), "#3b3f45"
    )
    draw.ellipse((450, 665, 790, 785), fill="#6f5b45")
    draw.ellipse((520, 695, 740, 765), fill="#8fa3ad")
    for crack in (((380, 720), (250, 690)), ((850, 700), (1010, 660)), ((480, 810), (430, 880))):
        draw.line(crack, fill="#34373c", width=7)


def _pothole_filled(draw: Draw) -> None:
    _road(draw)
    draw.rectangle((360, 620, 870, 815), fill="#33363b")
    draw.rectangle((360, 620, 870, 815), outline="#4a4e54", width=8)
    for left in (300, 900):
        draw.polygon(((left, 640), (left + 28, 560), (left + 56, 640)), "#e2632b")
        draw.rectangle((left - 8, 640, left + 64, 652), fill="#e2632b")


def _post(draw: Draw, *, bulb: str) -> None:
    draw.rectangle((590, 120, 612, 800), fill="#8d97a8")
    draw.rectangle((590, 120, 760, 138), fill="#8d97a8")
    draw.polygon(((730, 138), (830, 138), (805, 168), (755, 168)), "#a9b2c0")
    draw.ellipse((755, 156, 805, 186), fill=bulb)


def _lamp(draw: Draw) -> None:
    _street(draw, is_night=True)
    _post(draw, bulb="#4c5362")


def _lamp_lit(draw: Draw) -> None:
    _street(draw, is_night=True)
    draw.polygon(((755, 175), (805, 175), (1040, 830), (520, 830)), "#8a7c4a")
    draw.ellipse((500, 770, 1060, 880), fill="#c9b15e")
    _post(draw, bulb="#fff3b0")


def _rubbish(draw: Draw) -> None:
    _street(draw)
    for number in range(17):
        left = 300 + (number * 83) % 520
        top = 500 + (number * 47) % 210
        bag = _BAGS[number % len(_BAGS)]
        draw.ellipse((left, top, left + 170, top + 150), fill=bag)
        draw.polygon(((left + 70, top + 8), (left + 85, top - 26), (left + 104, top + 8)), bag)
    draw.rectangle((690, 700, 840, 800), fill="#c49a6c")
    draw.line((690, 735, 840, 735), fill="#9c7748", width=6)


def _water(draw: Draw) -> None:
    _street(draw)
    draw.rectangle((0, 540, _WIDTH, _HEIGHT), fill="#7f9aa6")
    for number in range(26):
        left, top = (number * 173) % 1120, 565 + (number * 61) % 310
        draw.arc((left, top, left + 110, top + 26), 200, 340, fill="#b9ccd4", width=5)
    draw.rectangle((560, 380, 580, 660), fill="#c9462f")
    draw.polygon(((580, 390), (680, 425), (580, 460)), "#f0d54a")


_PICTURES: dict[str, Callable[[Draw], None]] = {
    "pothole": _pothole,
    "pothole_filled": _pothole_filled,
    "lamp": _lamp,
    "lamp_lit": _lamp_lit,
    "rubbish": _rubbish,
    "water": _water,
}
