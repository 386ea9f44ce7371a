"""The desk from the keyboard: a queue cleared, many at once, undone; two on one comment."""

import pytest

from tests.browser.conftest import Site
from tests.journeys.server import flask, serving

QUEUE = "/staff/comments?queue=pending"


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """A server of its own: these tests empty the queue."""
    instance = tmp_path_factory.mktemp("desk")
    seeded = flask(
        instance, "demo", "seed", "--articles", "6", "--comments", "150", "--complaints", "0"
    )
    assert seeded.returncode == 0, seeded.stderr
    with serving(instance, PORTAL_UNDO_SECONDS="60") as server:
        yield Site(server, instance)


def waiting(tab) -> int:
    """How many the queue says are waiting."""
    return int(tab.page.inner_text(".ln-qnav [aria-current] .ln-count").replace(".", ""))


def press(tab, key: str) -> None:
    with tab.page.expect_navigation(wait_until="domcontentloaded"):  # desk.js has run by then
        tab.page.keyboard.press(key)


def current(tab) -> str:
    return tab.page.evaluate("document.querySelector('.ln-mod.is-current')?.id ?? ''")


def test_of_two_moderators_one_wins_and_the_others_note_is_kept(tab):
    first = tab().log_in("moderator").open(QUEUE)
    card = first.page.locator("article").last
    address = card.locator(".ln-mod-t a").get_attribute("href")
    second = tab().log_in("administrator").open(address)

    first.open(QUEUE)
    seen = first.page.locator(f"article:has(a[href='{address}'])")
    name = "Thu Hà đang xem"
    assert name in seen.inner_text()
    first.press(seen.locator("button[value=approve]"))
    second.page.select_option("#reason_code", label="Trùng lặp")
    second.page.fill("#note", "ghi chú của người thứ hai")
    second.press("button[value=reject]")

    assert "Có người vừa quyết định trước" in second.text()
    assert "ghi chú của người thứ hai" in second.text()
    assert "Trùng lặp" in second.text()


def test_many_are_chosen_looked_at_decided_and_undone(tab):
    desk = tab().log_in("moderator").open(QUEUE)
    before = waiting(desk)
    for _ in range(3):
        desk.page.keyboard.press("j")
        desk.page.keyboard.press("x")
    assert "Đã chọn: 3" in desk.text()

    desk.press(".ln-bulk button[value=reject]")
    assert desk.axe() == []
    desk.page.select_option("#reason_code", label="Trùng lặp")
    desk.press("main form button.btn-stop")
    after = waiting(desk)
    assert "Không đăng 3 bình luận." in desk.text()
    press(desk, "u")

    assert (after, waiting(desk)) == (before - 3, before)
    assert "Đã hoàn tác 3 quyết định." in desk.text()


@pytest.mark.parametrize("width", [360, 1280])
def test_the_pages_of_the_desk_have_no_violation_and_fit(tab, width):
    desk = tab(width=width).log_in("moderator").open(QUEUE)
    address = desk.page.locator(".ln-mod-t a").first.get_attribute("href")
    pages = [
        "/staff/", "/staff/comments?queue=undecided&all=1", "/staff/comments?queue=mine",
        "/staff/comments?queue=reported", "/staff/comments/keys", f"{address}/author", address,
    ]  # fmt: skip

    assert desk.objections(*pages) == {}


def test_help_opens_above_the_page_and_new_arrivals_do_not_move_it(tab):
    desk = tab().log_in("moderator").open(QUEUE)
    desk.page.keyboard.press("?")
    assert desk.page.is_visible("dialog#keys")
    assert desk.axe() == []
    desk.page.keyboard.press("Escape")
    desk.page.keyboard.press("/")
    desk.page.keyboard.type("ajar")
    assert desk.page.input_value("#q") == "ajar"
    first = desk.page.locator("article").first
    place = first.bounding_box()

    desk.page.evaluate(
        "(at => at.dataset.arrivals = at.dataset.arrivals.replace(/since=\\d+/, 'since=0'))"
        "(document.querySelector('[data-arrivals]'))"
    )
    desk.page.evaluate("document.dispatchEvent(new Event('desk:look'))")
    desk.wait_until("!document.querySelector('[data-arrivals]').hidden")

    assert "bình luận mới. Xem" in desk.text()
    assert first.bounding_box() == place


def test_the_authors_record_opens_below_the_card(tab):
    desk = tab(width=360).log_in("moderator").open(QUEUE)
    drawer = desk.page.locator(".ln-drawer").first
    drawer.locator("summary").click()
    drawer.locator("[data-author]").wait_for()

    assert "cùng tên có thể là hai người" in drawer.inner_text()
    assert desk.overflow() == 0


def test_a_queue_of_thirty_is_cleared_from_the_keyboard_alone(tab):
    desk = tab().log_in("moderator").open(QUEUE)
    before = waiting(desk)
    assert before >= 30

    for number in range(30):
        if not current(desk):
            desk.page.keyboard.press("j")
        here = current(desk)
        assert desk.page.evaluate("document.activeElement.id") == here
        if number % 10 == 5:
            desk.page.keyboard.press("r")
            desk.page.keyboard.type("Lạc")
            desk.page.keyboard.press("Tab")
            desk.page.keyboard.type("Xin gửi dưới bài khác.")
            desk.page.keyboard.press("Tab")
            press(desk, "Enter")
        else:
            press(desk, "s" if number % 10 == 7 else "a")
        assert current(desk) != here

    assert waiting(desk) == before - 30
