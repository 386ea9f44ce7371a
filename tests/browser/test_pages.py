"""Every page, both languages, two widths, light and dark: no axe violation, nothing cut off."""

import sqlite3
from contextlib import closing

import pytest

from tests.browser.conftest import WIDTHS

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
DESK = {
    "moderator": [
        "/staff/",
        "/staff/comments",
        "/staff/comments?queue=rejected",
        "/staff/comments?queue=taken_down",
        "/staff/comments/1",
        "/staff/comments/5",
        "/staff/appeals",
        "/staff/takedowns",
        "/staff/takedowns/new",
        "/staff/articles",
        "/staff/articles/1",
        "/staff/articles/new",
        "/account",
    ],
    "confidential_officer": ["/staff/", "/staff/sealed"],
    "administrator": [
        "/staff/",
        "/staff/people",
        "/staff/people/1",
        "/staff/calendar",
        "/staff/duty",
        "/staff/supervision",
    ],
    "propaganda_officer": ["/staff/", "/staff/comments", "/staff/comments/1"],
}


def objections(tab, paths: list[str], axe: bool = True) -> dict[str, object]:
    found = {}
    for path in paths:
        tab.open(path)
        problems = tab.axe() if axe else []
        if tab.overflow() > 0:
            problems.append(f"wider than the window by {tab.overflow()} px")
        if problems:
            found[path] = problems
    return found


#: Each width, language and shade twice: all pairs, half the time of all combinations.
PAIRS = [(360, "vi", False), (1280, "en", False), (360, "en", True), (1280, "vi", True)]
#: axe reads each page in both languages, shades and widths; that it fits is asked in all pairs.
READ = [PAIRS[0], (1280, "en", True)]


@pytest.mark.parametrize(("width", "language", "dark"), [*READ, PAIRS[1], PAIRS[2]])
def test_public_pages_have_no_violation_and_fit(tab, width, language, dark):
    reader = tab(width=width, language=language, dark=dark)
    shown = first_link(reader.open("/phan-anh"), "/tra-cuu/PA-")
    axe = (width, language, dark) in READ

    assert objections(reader, [*PUBLIC, shown], axe=axe) == {}


@pytest.mark.parametrize(("width", "language", "dark"), READ)
def test_receipts_of_every_state_have_no_violation_and_fit(tab, site, width, language, dark):
    with closing(sqlite3.connect(site.instance / "portal.db")) as database:
        one_each = "SELECT max(receipt) FROM comment GROUP BY state"
        receipts = [f"/binh-luan/{row[0]}" for row in database.execute(one_each)]

    assert len(receipts) >= 6
    assert objections(tab(width=width, language=language, dark=dark), receipts) == {}


@pytest.mark.parametrize(("width", "language", "dark"), READ)
@pytest.mark.parametrize("role", list(DESK))
def test_desks_have_no_violation_and_fit(tab, role, width, language, dark):
    desk = tab(width=width, language=language, dark=dark).log_in(role)

    assert objections(desk, DESK[role]) == {}


@pytest.mark.parametrize(("width", "language", "dark"), READ)
@pytest.mark.parametrize(
    ("role", "lists"),
    [
        (
            "coordinator",
            {
                "/staff/complaints": "/staff/complaints/",
                "/staff/complaints?queue=needs_info": "/staff/complaints/",
                "/staff/cases?queue=returned": "/staff/complaints/",
                "/staff/cases?queue=awaiting_approval": "/staff/complaints/",
                "/staff/cases?queue=closed": "/staff/complaints/",
            },
        ),
        (
            "agency_officer",
            {"/agency/?tab=accepted": "/agency/cases/", "/agency/?tab=answered": "/agency/cases/"},
        ),
    ],
)
def test_complaints_have_no_violation_and_fit(tab, role, lists, width, language, dark):
    desk = tab(width=width, language=language, dark=dark).log_in(role)
    pages = ["/staff/complaints/new"] if role == "coordinator" else []
    for address, link in lists.items():
        pages += [address, first_link(desk.open(address), link)]

    assert objections(desk, pages) == {}


def first_link(tab, beginning: str) -> str:
    """Where the first row of a list leads; the menu's own links left out."""
    found = tab.page.locator(f"main a[href^='{beginning}']").evaluate_all(
        "links => links.map(link => link.getAttribute('href')).filter(at => /\\d/.test(at))"
    )
    return found[0]


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


@pytest.mark.parametrize("width", WIDTHS)
def test_the_button_that_opens_the_reasons_stays_in_its_place(tab, width):
    desk = tab(width=width).log_in("moderator").open("/staff/comments")
    button = desk.page.locator(".ln-mod .ln-more summary").first
    before = button.bounding_box()

    button.click()

    assert button.bounding_box() == before
    assert desk.page.locator(".ln-mod .ln-more-in").first.is_visible()


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


@pytest.mark.parametrize("role", list(DESK))
def test_the_head_of_the_desk_is_one_row_and_on_a_phone_two_all_of_which_is_reached(tab, role):
    desk = tab(width=360).log_in(role).open("/staff/")

    assert desk.page.locator(".ln-dtop").bounding_box()["height"] < 110
    last = desk.page.locator(".ln-dnav a").last
    last.scroll_into_view_if_needed()
    box = last.bounding_box()
    assert box["x"] + box["width"] <= 360

    desk.page.set_viewport_size({"width": 1280, "height": 800})
    for language in ("en", "vi"):
        desk.open(f"/staff/?lang={language}")
        assert desk.page.locator(".ln-dtop").bounding_box()["height"] < 60


def test_on_a_phone_every_cell_of_a_table_says_what_it_is(tab):
    desk = tab(width=360).log_in("administrator").open("/staff/people")

    heading = "getComputedStyle(document.querySelector('.ln-table td'), '::before').content"
    assert desk.page.evaluate(heading) == '"E-mail"'


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize(
    "path", ["/staff/complaints", "/staff/cases?queue=in_progress", "/staff/cases?queue=returned"]
)
def test_on_a_phone_no_word_of_a_list_is_cut_off(tab, language, path):
    desk = tab(width=360, language=language).log_in("coordinator").open(path)

    cut = desk.page.evaluate(
        "[...document.querySelectorAll('.ln-table td')].filter(cell => [...cell.childNodes].some("
        "node => { const range = document.createRange(); range.selectNodeContents(node);"
        " return range.getBoundingClientRect().right > cell.getBoundingClientRect().right + 1; }"
        ")).map(cell => cell.innerText)"
    )
    assert desk.page.locator(".ln-table td").count()
    assert cut == []


def test_on_a_phone_the_second_line_of_a_cell_stands_under_the_first(tab):
    desk = tab(width=360).log_in("coordinator").open("/staff/complaints")
    line = desk.page.locator(".ln-table td .ln-muted").first

    assert line.bounding_box()["x"] > 100


def test_on_a_phone_an_officers_agency_stands_under_the_role_and_not_under_its_label(tab):
    desk = tab(width=360).log_in("administrator").open("/staff/people")
    cell = desk.page.locator("td", has=desk.page.locator(".ln-small")).first

    columns = desk.page.evaluate(
        "e => getComputedStyle(e).gridTemplateColumns", cell.element_handle()
    )
    agency = cell.locator(".ln-small").bounding_box()

    assert agency["x"] >= cell.bounding_box()["x"] + float(columns.partition("px")[0])


def test_covered_complaints_and_comments_are_two_lists_apart(tab):
    desk = tab().log_in("confidential_officer").open("/staff/")
    complaints, comments = desk.page.locator("section ul.ln-items").all()[:2]

    first, second = complaints.bounding_box(), comments.bounding_box()

    assert second["y"] - first["y"] - first["height"] >= 16


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
        desk.open(first_link(desk, link))
    closed = "main details:not([open]) > summary"
    count = desk.page.locator(closed).count()

    for _ in range(count):
        desk.page.locator(closed).first.click()

    empty = desk.page.evaluate(
        "[...document.querySelectorAll('main details')].filter(box => ![...box.children,"
        " box.nextElementSibling].some(e => e && e.tagName !== 'SUMMARY' && e.offsetHeight))"
        ".map(box => box.innerText)"
    )
    assert count
    assert empty == []
    assert desk.overflow() == 0


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("path", ["/staff/complaints", "/staff/cases", "/staff/comments"])
def test_the_names_and_counts_of_queues_stay_inside_their_column(tab, language, path):
    desk = tab(language=language).log_in("coordinator" if "comments" not in path else "moderator")
    desk.open(path)

    out = desk.page.evaluate(
        "(nav => [...nav.querySelectorAll('a, .ln-count')].filter(e => e.scrollWidth >"
        " e.clientWidth + 1 && e.tagName === 'A' || e.getBoundingClientRect().right >"
        " nav.getBoundingClientRect().right + 1).map(e => e.innerText))"
        "(document.querySelector('.ln-qnav').parentElement)"
    )
    assert out == []
