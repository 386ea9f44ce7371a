"""Public pages, both languages, two widths, light and dark: no axe violation, nothing cut off."""

import sqlite3
from contextlib import closing

import pytest

from tests.browser.conftest import READ, WIDTHS
from tests.journeys.server import until

PUBLIC = [
    "/",
    "/bai-viet",
    "/bai-viet/phuong-lay-y-kien-ve-phuong-an-chong-ngap-ba-ngo-trung",
    "/gui-phan-anh",
    "/phan-anh",
    "/lien-he",
    "/tra-cuu",
    "/tra-cuu?ma=BL-1",
    "/login",
    "/khong-co-trang-nay",
]


@pytest.mark.parametrize(
    ("language", "looks"),
    [("vi", [(360, False)]), ("en", [(1280, True), (1280, False), (360, True)])],
    ids=["vi", "en"],
)
def test_public_pages_have_no_violation_and_fit(tab, language, looks):
    reader = tab(language=language)
    shown = reader.open("/phan-anh").first_link("/tra-cuu/PA-")

    assert reader.objections(*PUBLIC, shown, looks=looks) == {}


@pytest.mark.parametrize(("width", "language", "dark"), READ)
def test_receipts_of_every_state_have_no_violation_and_fit(tab, site, width, language, dark):
    with closing(sqlite3.connect(site.instance / "portal.db")) as database:
        one_each = "SELECT max(receipt) FROM comment GROUP BY state"
        receipts = [f"/binh-luan/{row[0]}" for row in database.execute(one_each)]

    reader = tab(width=width, language=language, dark=dark)
    assert len(receipts) >= 6
    assert reader.objections(*receipts) == {}


def test_a_chosen_theme_wins_over_the_device(tab):
    page = tab(dark=True).open("/?theme=light")

    assert (
        page.page.evaluate("getComputedStyle(document.body).backgroundColor")
        == "rgb(250, 247, 241)"
    )
    page.open("/?theme=auto")
    assert (
        page.page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(19, 25, 23)"
    )


def test_a_first_visit_is_light_and_the_next_one_lighter(tab, site):
    """Bytes over the wire: 150 KB with fonts at first, 15 KB afterwards."""
    reader = tab(width=360)
    article = "/bai-viet/phuong-lay-y-kien-ve-phuong-an-chong-ngap-ba-ngo-trung"

    weights = [_weight(reader, path) for path in (article, article, "/", "/bai-viet")]

    assert 20_000 < weights[0] < 150_000
    assert max(weights[1:]) < 15_000


def _weight(reader, path: str) -> int:
    """Bytes received for a page, all that it asks for, headers included."""
    client = reader.page.context.new_cdp_session(reader.page)
    client.send("Network.enable")
    received = []
    client.on("Network.loadingFinished", lambda event: received.append(event["encodedDataLength"]))
    reader.open(path)
    reader.page.wait_for_load_state("networkidle")
    client.detach()
    return int(sum(received))


def test_the_font_is_ours_and_arrives(tab):
    reader = tab().open("/")
    page = reader.page

    reader.wait_until("document.fonts.status === 'loaded'")
    assert page.evaluate("document.fonts.check('16px \"Be Vietnam Pro\"', 'Ễậ')")
    assert page.evaluate("[...document.fonts].filter(f => f.status === 'loaded').length") >= 2


def test_on_a_phone_a_long_name_of_the_city_has_room_in_the_masthead(tab):
    reader = tab(width=360).open("/")
    reader.page.evaluate(
        "document.querySelector('.ln-brand-t b').textContent = 'Cổng Góp ý Thành phố Hồ Chí Minh'"
    )

    head = reader.page.locator(".ln-top").bounding_box()
    name = reader.page.locator(".ln-brand-t b").bounding_box()

    assert name["y"] - head["y"] >= 6
    assert head["y"] + head["height"] - name["y"] - name["height"] >= 6
    assert reader.overflow() == 0


#: Presses one fold after the other, each where a finger would; tells what lies over a summary.
PRESS_EVERY_FOLD = """count => {
  const covered = [];
  for (let number = 0; number < count; number++) {
    const summary = document.querySelector("main details:not([open]) > summary");
    summary.scrollIntoView({ block: "center" });
    const { x, y, width, height } = summary.getBoundingClientRect();
    const hit = document.elementFromPoint(x + width / 2, y + height / 2);
    if (!summary.contains(hit)) covered.push(`${summary.innerText}: ${hit?.outerHTML}`);
    summary.click();
  }
  return covered;
}"""
EMPTY_FOLDS = """() => [...document.querySelectorAll("main details")]
  .filter(box => ![...box.children, box.nextElementSibling].some(
    each => each && each.tagName !== "SUMMARY" && each.offsetHeight))
  .map(box => box.innerText)"""


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize(
    ("role", "start", "link"),
    [
        ("", "/gui-phan-anh", ""),
        ("moderator", "/staff/comments", ""),
        ("coordinator", "/staff/complaints", "/staff/complaints/"),
        ("agency_officer", "/agency/?tab=accepted", "/agency/cases/"),
    ],
)
def test_whatever_can_be_opened_shows_what_is_inside(tab, width, role, start, link):
    reader = tab(width=width)
    desk = (reader.log_in(role) if role else reader).open(start)
    if link:
        desk.open(desk.first_link(link))
    count = desk.page.locator("main details:not([open]) > summary").count()

    covered = desk.page.evaluate(PRESS_EVERY_FOLD, count)

    assert count
    assert covered == []
    until(lambda: desk.page.evaluate(EMPTY_FOLDS) == [])
    assert desk.page.evaluate(EMPTY_FOLDS) == []
    assert desk.overflow() == 0
