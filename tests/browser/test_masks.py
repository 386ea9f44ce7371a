"""Masking, by selecting text and by a plain form."""

import uuid

import pytest

ARTICLE = "/bai-viet/thi-diem-thu-gom-rac-theo-gio-o-hai-to-dan-pho"
PHONE = "0900 000 301"


@pytest.fixture
def sent(tab):
    """The title of a comment that waits, and the moderator's tab showing it."""

    def send(**options):
        title = f"Che chữ {uuid.uuid4().hex[:8]}"
        words = f"🙂 Gọi tôi số {PHONE} nhé. Tổ trưởng tên Bưởi chậm lắm."
        tab(**options).open(ARTICLE).write_comment(title=title, content=words)
        desk = tab(**options).log_in("moderator").open("/staff/comments")
        desk.press(desk.page.locator(".ln-mod h2 a", has_text=title))
        return title, desk

    return send


def approve(desk):
    desk.press(desk.page.locator("#decide-form button[value=approve]"))


def read(tab, title):
    return tab().open(ARTICLE).page.locator(".ln-comment", has_text=title).inner_text()


def select(desk, words):
    """Select `words` in the comment's text, as a mouse would."""
    desk.page.evaluate(
        """(words) => {
          const walker = document.createTreeWalker(
            document.querySelector("[data-field=content]"), NodeFilter.SHOW_TEXT);
          while (walker.nextNode()) {
            const at = walker.currentNode.data.indexOf(words);
            if (at >= 0)
              getSelection().setBaseAndExtent(
                walker.currentNode, at, walker.currentNode, at + words.length);
          }
        }""",
        words,
    )


@pytest.mark.parametrize("width", [360, 1280])
def test_selected_words_are_masked_and_a_pressed_mask_is_lifted(tab, sent, width):
    title, desk = sent(width=width)

    select(desk, "Bưở")
    desk.page.click("[data-cover] [data-kind=other]")
    preview = desk.page.inner_text("[data-preview=content]")
    suggested = desk.page.locator("[data-field=content] [data-mask$=phone]")
    suggested.focus()
    desk.page.keyboard.press("Enter")
    lifted = desk.page.inner_text("[data-preview=content]")

    assert preview == "🙂 Gọi tôi số số điện thoại nhé. Tổ trưởng tên đã che chậm lắm."
    assert PHONE in lifted
    assert desk.axe() == []
    assert desk.overflow() == 0
    approve(desk)
    shown = read(tab, title)
    assert f"{PHONE} nhé. Tổ trưởng tên [đã che] chậm lắm." in shown


def test_words_are_masked_by_a_plain_form_without_scripts(tab, sent):
    title, desk = sent(scripts=False)

    desk.page.fill("#more", "bưởi")
    desk.press("#masks button:has-text('Xem lại bản che')")
    preview = desk.page.inner_text(".ln-reader-sees")
    desk.page.locator("[name=mask]").first.uncheck()
    approve(desk)

    assert "số điện thoại nhé. Tổ trưởng tên đã che chậm lắm." in preview
    shown = read(tab, title)
    assert "[đã che]" in shown or "[số điện thoại]" in shown
    assert not (PHONE in shown and "Bưởi" in shown)
