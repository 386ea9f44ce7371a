"""Every page, both languages, two widths, light and dark: no axe violation, nothing cut off."""

import pytest

from tests.browser.conftest import WIDTHS

PUBLIC = [
    "/",
    "/bai-viet",
    "/bai-viet/phuong-lay-y-kien-ve-phuong-an-chong-ngap-ba-ngo-trung",
    "/gui-phan-anh",
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
        "/staff/articles",
        "/staff/articles/1",
        "/staff/articles/new",
        "/account",
    ],
    "confidential_officer": ["/staff/", "/staff/sealed"],
    "administrator": ["/staff/", "/staff/people", "/staff/people/1"],
    "propaganda_officer": ["/staff/", "/staff/comments", "/staff/comments/1"],
}


def objections(tab, paths: list[str]) -> dict[str, object]:
    found = {}
    for path in paths:
        tab.open(path)
        problems = tab.axe()
        if tab.overflow() > 0:
            problems.append(f"wider than the window by {tab.overflow()} px")
        if problems:
            found[path] = problems
    return found


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("width", WIDTHS)
def test_public_pages_have_no_violation_and_fit(tab, width, language, dark):
    assert objections(tab(width=width, language=language, dark=dark), PUBLIC) == {}


@pytest.mark.parametrize(
    ("width", "language", "dark"),
    [(360, "vi", False), (1280, "vi", True), (1280, "en", False), (360, "en", True)],
)
@pytest.mark.parametrize("role", list(DESK))
def test_desks_have_no_violation_and_fit(tab, role, width, language, dark):
    desk = tab(width=width, language=language, dark=dark).log_in(role)

    assert objections(desk, DESK[role]) == {}


UNBROKEN = "\n\n".join(
    [
        "ậ" * 400,
        f"`{'c' * 300}`",
        f"```\n{'d' * 300}\n```",
        f"| a | b |\n| - | - |\n| {'e' * 200} | {'f' * 100} |",
    ]
)


def test_a_word_without_an_end_widens_no_page(tab):
    """A title of 200 letters, a name of 120, a line of code, a table: no page outgrows its window,
    and the table can be scrolled by keyboard.
    """
    desk = tab().log_in("moderator").open("/staff/articles/new")
    for name, value in {"title": "w" * 200, "byline": "x" * 120, "body": UNBROKEN}.items():
        desk.page.fill(f"#{name}", value)
    desk.press("button[name=publish]")
    edited = desk.page.url.removeprefix(desk.site.url)
    article = desk.page.get_attribute("a:has-text('Xem trang')", "href")
    reader = tab().open(article)
    reader.write_comment(full_name="n" * 120, title="t" * 200, content="ậ" * 400)
    receipt = reader.page.url.removeprefix(desk.site.url)
    desk.open("/staff/comments")
    waiting = desk.page.locator(".ln-mod-t a", has_text="t" * 200).get_attribute("href")

    for width in WIDTHS:
        for each in (reader, desk):
            each.page.set_viewport_size({"width": width, "height": 800})
        assert too_wide(reader, ["/", "/bai-viet", article, receipt]) == []
        assert too_wide(desk, ["/staff/", "/staff/comments", waiting]) == []
        assert too_wide(desk, ["/staff/articles", edited]) == []
        assert reader.open(article).axe() == []


def too_wide(tab, paths: list[str]) -> list[str]:
    return [path for path in paths if tab.open(path).overflow() > 0]


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


@pytest.mark.parametrize("role", list(DESK))
def test_on_a_phone_the_head_of_the_desk_is_two_rows_and_all_of_it_is_reached(tab, role):
    desk = tab(width=360).log_in(role)

    assert desk.page.locator(".ln-dtop").bounding_box()["height"] < 110
    last = desk.page.locator(".ln-dnav a").last
    last.scroll_into_view_if_needed()
    box = last.bounding_box()
    assert box["x"] + box["width"] <= 360


def test_on_a_phone_every_cell_of_a_table_says_what_it_is(tab):
    desk = tab(width=360).log_in("administrator").open("/staff/people")

    heading = "getComputedStyle(document.querySelector('.ln-table td'), '::before').content"
    assert desk.page.evaluate(heading) == '"E-mail"'
