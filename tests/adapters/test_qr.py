import re
from xml.etree import ElementTree

import pytest
import segno

from moderation.adapters import qr
from moderation.domain.errors import Invalid

ADDRESS = "https://langnghe.example/tra-cuu?ma=PA-2026-7K4M-92QX"


def modules_of(svg):
    """Which modules the bars cover, read from the drawing itself."""
    side = int(re.search(r'viewBox="0 0 (\d+) ', svg)[1])
    covered = [[0] * side for _ in range(side)]
    path = re.search(r'class="ln-qr-ink"[^>]* d="([^"]*)"', svg)[1]
    bars = re.findall(r"M(\d+) (\d+)h(\d+)v1h-(\d+)z", path)
    assert "".join(f"M{x} {y}h{w}v1h-{back}z" for x, y, w, back in bars) == path
    for x, y, width, _ in bars:
        for column in range(int(x), int(x) + int(width)):
            covered[int(y)][column] += 1
    return covered


@pytest.mark.parametrize("text", ["a", ADDRESS, "Phường Định Công", "x" * 2000])
def test_the_drawing_is_the_code_with_four_modules_of_paper_around(text):
    code = segno.make_qr(text, error="m", boost_error=False)

    drawn = modules_of(qr.svg(text, label="x"))

    assert drawn == [list(row) for row in code.matrix_iter(border=4)]
    assert code.error == "M"


def test_the_policy_finds_nothing_to_refuse():
    svg = qr.svg(ADDRESS, label="Mã QR")

    assert not re.search(r"style|<script|\son\w+=|href|url\(", svg)
    assert {element.tag for element in ElementTree.fromstring(svg).iter()} == {"svg", "path"}


def test_the_code_has_a_name_for_those_who_do_not_see_it():
    drawing = ElementTree.fromstring(qr.svg(ADDRESS, label="Mã QR của hồ sơ"))

    assert drawing.get("role") == "img"
    assert drawing.get("aria-label") == "Mã QR của hồ sơ"
    assert drawing.get("class") == "ln-qr"


def test_a_label_can_not_break_out():
    svg = qr.svg(ADDRESS, label="\"><script>alert(1)</script>&'")

    assert "<script" not in svg
    assert ElementTree.fromstring(svg).get("aria-label") == "\"><script>alert(1)</script>&'"


def test_dark_is_on_light_whatever_the_page_looks_like():
    paths = ElementTree.fromstring(qr.svg("a", label="x")).findall("path")

    assert [path.get("fill") for path in paths] == ["#fff", "#000"]
    assert paths[0].get("d") == "M0 0h29v29H0z"


@pytest.mark.parametrize("text", ["", "x" * 2400])
def test_no_text_and_too_much_are_refused(text):
    with pytest.raises(Invalid, match="QR"):
        qr.svg(text, label="x")
