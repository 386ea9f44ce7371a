"""After a decision: an appeal from the receipt to the page, a request carried out and restored."""

import uuid

import pytest

from tests.browser.conftest import WIDTHS
from tests.browser.test_first_path import ARTICLE


def not_published(tab, width: int, scripts: bool) -> tuple[str, str]:
    """A comment that a moderator did not publish: its title, and its receipt's address."""
    title = f"Xem lại {uuid.uuid4().hex[:8]}"
    reader = tab(width=width, scripts=scripts).open(ARTICLE)
    reader.write_comment(title=title)
    desk = tab(width=width, scripts=scripts).log_in("moderator").open("/staff/comments")
    link = desk.page.locator(f"a:has-text('{title}')").first
    desk.press(link)
    desk.page.select_option("#reason_code", label="Không liên quan bài viết")
    desk.press("button[value=reject]")
    return title, reader.page.url


@pytest.mark.parametrize(("width", "scripts"), [(360, False), (1280, True)])
def test_an_appeal_is_upheld_from_the_receipt_to_the_page(tab, width, scripts):
    title, receipt = not_published(tab, width, scripts)
    author = tab(width=width, scripts=scripts)
    author.page.goto(receipt)
    objections = [*author.axe(), author.overflow()] if scripts else []

    author.page.fill("#appeal", "Bình luận nói đúng việc của bài.")
    author.press("text=Đề nghị xem lại >> nth=-1")
    colleague = tab(width=width, scripts=scripts).log_in("administrator").open("/staff/appeals")
    colleague.press(colleague.page.locator(f"h2 a:has-text('{title}')"))
    seen = [*colleague.axe(), colleague.overflow()] if scripts else []
    colleague.page.fill("#answer", "Đúng là nói về bài.")
    colleague.press("button[value=uphold]")

    author.page.goto(receipt)
    assert "được chấp nhận: bình luận được đăng" in author.text()
    assert "Đúng là nói về bài." in author.text()
    assert title in author.open(ARTICLE).text()
    assert [*objections, *seen] == ([0, 0] if scripts else [])


@pytest.mark.parametrize(("width", "scripts"), [(360, True), (1280, False)])
def test_a_request_takes_a_comment_down_and_it_is_restored(tab, width, scripts):
    title = f"Gỡ {uuid.uuid4().hex[:8]}"
    reader = tab(width=width, scripts=scripts).open(ARTICLE)
    reader.write_comment(title=title)
    receipt = reader.page.url
    desk = tab(width=width, scripts=scripts).log_in("moderator").open("/staff/comments")
    desk.press(desk.page.locator(f"a:has-text('{title}')").first)
    desk.press("button[value=approve]")

    desk.open(f"/staff/takedowns/new?comment={receipt.rpartition('/')[2]}")
    desk.page.fill("#requester", "Công an phường")
    desk.page.fill("#legal_basis", "Điều 5 Luật 116/2025")
    desk.page.check("#is_urgent")
    desk.press("main form button.btn-primary")
    request = desk.page.url
    desk.page.select_option("#reason_code", label="Lộ thông tin cá nhân của người khác")
    desk.press("text=Gỡ bình luận >> nth=-1")
    gone = title not in reader.open(ARTICLE).text()
    desk.page.goto(request)
    desk.press("button[value=restore]")

    assert gone
    assert title in reader.open(ARTICLE).text()
    register = desk.open("/staff/takedowns")
    assert title in register.text()
    if scripts:
        assert [*register.axe(), register.overflow()] == [0]


@pytest.mark.parametrize("width", WIDTHS)
def test_reporting_withdrawing_and_sending_again_have_no_violation(tab, width):
    reader = tab(width=width).open(ARTICLE)
    reader.press(reader.page.locator(".ln-comment a:has-text('Báo cáo')").first)
    reader.press("text=Gửi báo cáo")
    asked = [*reader.axe(), reader.overflow()]
    reader.page.check("#reason-insulting")
    reader.press("text=Gửi báo cáo")
    thanked = [*reader.axe(), reader.overflow()]
    reader.open(ARTICLE).write_comment()
    reader.press("text=Rút bình luận")
    withdrawing = [*reader.axe(), reader.overflow()]
    reader.press("main button.btn-stop")
    withdrawn = [*reader.axe(), reader.overflow()]
    reader.press("text=Sửa và gửi lại")

    assert asked == thanked == withdrawing == withdrawn == [0]
    assert [*reader.axe(), reader.overflow()] == [0]
    assert reader.page.input_value("#content") == "Cần hố thu ở cuối ngõ."
