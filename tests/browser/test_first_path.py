"""The first path, as people walk it: comment, receipt, queue, published or not."""

import re
import uuid

import pytest

ARTICLE = "/bai-viet/thi-diem-thu-gom-rac-theo-gio-o-hai-to-dan-pho"


#: All pairs of a width, a language, and scripts or none.
WAYS = [(360, "vi", False), (360, "en", True), (1280, "vi", True), (1280, "en", False)]


@pytest.mark.parametrize(("width", "language", "scripts"), WAYS)
def test_a_comment_is_sent_approved_and_read(tab, width, language, scripts):
    title = f"Góp ý {uuid.uuid4().hex[:8]}"
    reader = tab(width=width, language=language, scripts=scripts).open(ARTICLE)

    reader.write_comment(title=title)
    receipt = reader.page.url
    assert re.search(r"/binh-luan/BL(-[0-9A-Z]{4}){3}$", receipt)
    assert ("Chờ duyệt" if language == "vi" else "Pending") in reader.text()

    desk = (
        tab(width=width, language=language, scripts=scripts)
        .log_in("moderator")
        .open("/staff/comments")
    )
    card = desk.page.locator(".ln-mod", has_text=title)
    desk.press(card.locator("button[value=approve]"))

    reader.page.goto(receipt)
    assert (
        "Bình luận đã được đăng." if language == "vi" else "has been published"
    ) in reader.text()
    assert title in reader.open(ARTICLE).text()


@pytest.mark.parametrize(("width", "scripts"), [(360, False), (1280, True)])
def test_a_comment_is_not_published_and_its_author_reads_why(tab, width, scripts):
    title = f"Lạc đề {uuid.uuid4().hex[:8]}"
    reader = tab(width=width, scripts=scripts).open(ARTICLE)
    reader.write_comment(title=title)
    receipt = reader.page.url

    desk = tab(width=width, scripts=scripts).log_in("moderator").open("/staff/comments")
    card = desk.page.locator(".ln-mod", has_text=title)
    card.locator(".ln-more summary").click()
    card.locator("select").select_option(label="Không liên quan bài viết")
    card.locator("textarea").fill("Xin gửi dưới bài về chỗ đỗ xe.")
    desk.press(card.locator("button[value=reject]"))

    reader.page.goto(receipt)
    assert "Lý do: Không liên quan bài viết." in reader.text()
    assert "Xin gửi dưới bài về chỗ đỗ xe." in reader.text()
    assert title not in reader.open(ARTICLE).text()


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_another_code_loses_no_word(tab, scripts):
    reader = tab(width=360, scripts=scripts).open(ARTICLE)
    reader.page.fill("#full_name", "Lê Thị Hòa")
    reader.page.fill("#content", "Một đoạn dài.\n\nHai đoạn.")
    before = reader.page.get_attribute("[data-captcha] img", "src")

    if scripts:
        reader.page.click("text=Lấy lại mã bảo mật")
        reader.page.wait_for_selector(f"[data-captcha] img:not([src='{before}'])")
    else:
        reader.press("text=Lấy lại mã bảo mật")

    assert reader.page.get_attribute("[data-captcha] img", "src") != before
    assert reader.page.input_value("#content") == "Một đoạn dài.\n\nHai đoạn."
    assert reader.page.input_value("#full_name") == "Lê Thị Hòa"


def test_the_picture_is_seen_and_the_code_can_be_heard(tab):
    reader = tab().open(ARTICLE)
    reader.page.locator("[data-captcha]").scroll_into_view_if_needed()
    reader.wait_until("document.querySelector('[data-captcha] img').naturalWidth === 176")

    reader.page.click("summary:has-text('Nghe mã')")
    reader.page.evaluate("document.querySelector('audio').load()")
    reader.wait_until("document.querySelector('audio').duration > 2")

    assert reader.page.is_visible("audio")


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_enter_sends_the_form_and_errors_are_led_to(tab, scripts):
    reader = tab(width=360, scripts=scripts).open(ARTICLE)
    reader.page.fill("#full_name", "Lê Thị Hòa")

    with reader.page.expect_navigation():
        reader.page.press("#full_name", "Enter")

    assert reader.page.locator(".ln-error-summary:focus").count() == 1
    assert reader.page.input_value("#full_name") == "Lê Thị Hòa"
    assert reader.page.get_attribute("#title", "aria-invalid") == "true"
    assert "tiêu đề ngắn" in reader.page.inner_text("#title-error")


def test_a_page_with_errors_has_no_violation(tab):
    reader = tab(width=360).open(ARTICLE)
    reader.write_comment(title="", captcha_answer="99999", email="hoa@", phone="1")

    assert reader.axe() == []
    assert reader.overflow() == 0


def test_the_whole_way_can_be_walked_by_keyboard(tab):
    reader = tab().open(ARTICLE)
    keys = reader.page.keyboard
    keys.press("Tab")
    assert reader.page.evaluate("document.activeElement.className") == "ln-skip"
    keys.press("Enter")
    reader.page.focus("#full_name")
    for text in ("Lê Thị Hòa", "", "Bằng bàn phím", "Chỉ dùng bàn phím."):
        keys.type(text)
        keys.press("Tab")
    reached = []
    while len(reached) < 8 and "captcha_answer" not in reached:
        if reached:
            keys.press("Tab")
        here = "(e => e.id || e.name || e.tagName)(document.activeElement)"
        reached.append(reader.page.evaluate(here))
    keys.type("23456")
    with reader.page.expect_navigation():
        keys.press("Enter")

    assert reached[:3] == ["email", "consent_contact", "refresh_captcha"]
    assert "Bằng bàn phím" in reader.text()


def test_focus_is_always_visible(tab):
    reader = tab().open("/")
    outlines = []
    for _ in range(8):
        reader.page.keyboard.press("Tab")
        width = "parseFloat(getComputedStyle(document.activeElement).outlineWidth)"
        outlines.append(reader.page.evaluate(width))

    assert min(outlines) >= 3


def test_two_moderators_collide_and_no_note_is_lost(tab):
    title = f"Hai người {uuid.uuid4().hex[:8]}"
    reader = tab().open(ARTICLE)
    reader.write_comment(title=title)
    first, second = (tab().log_in("moderator").open("/staff/comments") for _ in range(2))
    second.press(f"a:has-text('{title}')")
    first.press(first.page.locator(".ln-mod", has_text=title).locator("button[value=approve]"))

    second.page.select_option("#reason_code", label="Trùng lặp")
    second.page.fill("#note", "ghi chú của người thứ hai")
    second.press("button[value=reject]")

    assert "Có người vừa quyết định trước" in second.text()
    assert "ghi chú của người thứ hai" in second.text()
    assert "Minh Thu duyệt đăng" in second.text()
    assert second.axe() == []


def test_a_suspected_denunciation_is_covered_with_one_click(tab):
    title = f"Tôi xin báo {uuid.uuid4().hex[:8]}"
    reader = tab().open(ARTICLE)
    reader.write_comment(title=title)
    receipt = reader.page.url
    desk = tab().log_in("moderator").open("/staff/comments")
    card = desk.page.locator(".ln-mod", has_text=title)

    desk.press(card.locator("text=Nghi tố cáo"))

    assert title not in desk.text()
    reader.page.goto(receipt)
    assert "đây chưa phải thông báo thụ lý" in reader.text()
    officer = tab().log_in("confidential_officer").open("/staff/sealed")
    officer.press(f"a:has-text('{receipt.rpartition('/')[2]}')")
    assert title in officer.text()
    assert officer.axe() == []


def test_a_receipt_prints_its_code_and_no_navigation(tab):
    reader = tab().open(ARTICLE)
    reader.write_comment()
    reader.page.emulate_media(media="print")

    assert reader.page.is_visible(".ln-secret dd")
    assert not reader.page.is_visible(".ln-nav")
    assert not reader.page.is_visible(".ln-foot")
    assert not reader.page.is_visible("[data-print]")


def test_an_editor_writes_previews_and_publishes(tab):
    title = f"Bài mới {uuid.uuid4().hex[:8]}"
    desk = tab().log_in("moderator").open("/staff/articles/new")
    desk.page.fill("#title", title)
    desk.page.fill("#body", "Một **đoạn** đậm.\n\n- hai")

    desk.press("button[name=preview]")
    shown = desk.page.inner_text(".ln-prose strong")
    desk.press("button[name=publish]")
    desk.press("text=Xem trang")

    assert shown == "đoạn"
    assert title in desk.page.inner_text("h1")
