"""The desks' pages: no axe violation, nothing cut off in any width; what a phone shows of them."""

import pytest

from tests.browser.conftest import READ, WIDTHS

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


@pytest.mark.parametrize(("width", "language", "dark"), READ)
@pytest.mark.parametrize("role", list(DESK))
def test_desks_have_no_violation_and_fit(tab, role, width, language, dark):
    desk = tab(width=width, language=language, dark=dark).log_in(role)

    assert desk.objections(*DESK[role]) == {}


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
        pages += [address, desk.open(address).first_link(link)]

    assert desk.objections(*pages) == {}


@pytest.mark.parametrize("width", WIDTHS)
def test_the_button_that_opens_the_reasons_stays_in_its_place(tab, width):
    desk = tab(width=width).log_in("moderator").open("/staff/comments")
    button = desk.page.locator(".ln-mod .ln-more summary").first
    before = button.bounding_box()

    button.click()

    assert button.bounding_box() == before
    assert desk.page.locator(".ln-mod .ln-more-in").first.is_visible()


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
