from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from moderation.domain.errors import Invalid
from moderation.domain.portal_article import parse

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")
PAGE = """
Phường sửa vòi nước ở vườn hoa (16:10 22/11/2026)


LN - Vòi nước đóng từ 23 đến 27/11.

Đường ống bị rò, mỗi ngày mất khoảng hai khối nước.

Viết bình luận của mình là quyền của mọi người, phường mong nhận được góp ý.


Quang Huy


Các bài mới đăng

Các bài đã đăng :

Bài viết Xem
Viết bình luận

Họ tên:(*)
Số điện thoại:
Mã xác nhận:         Lấy lại mã bảo mật
"""


def test_a_page_of_the_portal_is_read_in_its_parts():
    page = parse(PAGE, HANOI)

    assert page.title == "Phường sửa vòi nước ở vườn hoa"
    assert page.published_at == datetime(2026, 11, 22, 16, 10, tzinfo=HANOI)
    assert page.lead == "LN - Vòi nước đóng từ 23 đến 27/11."
    assert page.body.split("\n\n")[0].startswith("Đường ống bị rò")
    assert page.byline == "Quang Huy"


def test_the_pages_furniture_is_left_out():
    page = parse(PAGE, HANOI)

    assert "Họ tên" not in page.body
    assert "Các bài" not in page.body
    assert "Lấy lại" not in page.body


def test_a_sentence_that_begins_like_furniture_is_text():
    assert "Viết bình luận của mình" in parse(PAGE, HANOI).body


def test_a_title_broken_over_two_lines_is_one_title():
    page = parse(PAGE.replace("nước ở vườn hoa (", "nước\nở vườn hoa ("), HANOI)

    assert page.title == "Phường sửa vòi nước ở vườn hoa"


def test_a_page_without_author_keeps_its_last_paragraph():
    page = parse("Tin (09:21 29/06/2019)\n\nLời dẫn.\n\nĐoạn cuối cùng.", HANOI)

    assert (page.byline, page.body) == ("", "Đoạn cuối cùng.")


def test_a_page_of_one_paragraph_has_no_lead():
    page = parse("Tin (09:21 29/06/2019)\n\nChỉ một đoạn.", HANOI)

    assert (page.lead, page.body) == ("", "Chỉ một đoạn.")


def test_decomposed_letters_and_windows_line_ends_are_read():
    import unicodedata

    page = parse(unicodedata.normalize("NFD", PAGE).replace("\n", "\r\n"), HANOI)

    assert page.title == "Phường sửa vòi nước ở vườn hoa"
    assert page.byline == "Quang Huy"


def test_signs_that_markdown_would_format_stay_as_written():
    page = parse("Tin (09:21 29/06/2019)\n\nDẫn.\n\n1. *Một* _hai_ <b>\n\n- gạch", HANOI)

    assert page.body == "1\\. \\*Một\\* \\_hai\\_ \\<b\\>\n\n\\- gạch"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "empty"),
        ("Không có ngày\n\nĐoạn.", "date"),
        ("Tin (29:99 29/06/2019)\n\nĐoạn.", "not a date"),
        ("Tin (09:21 29/06/2019)\n\nViết bình luận", "no text"),
    ],
)
def test_what_is_missing_is_said(text, reason):
    with pytest.raises(Invalid, match=reason):
        parse(text, HANOI)
