"""The list of mistakes above a form."""

import re


def test_each_empty_field_is_named_in_the_list_above_the_form(desk, moderator):
    browser = desk(moderator)

    page = browser.open("/staff/takedowns/new").send("/staff/takedowns/new")

    links = re.findall(r'<li><a href="#\w+">([^<]+)</a></li>', page.text)
    assert page.status == 422
    assert "Bên yêu cầu: Chỗ này còn trống." in links
    assert len(links) == len(set(links)) >= 3


def test_a_code_with_nothing_public_asks_for_the_number_and_calls_it_no_mistake(visitor):
    page = visitor.open("/tra-cuu/PA-0JN8-YKZZ-EDZW")

    assert page.status == 404
    assert "Nhập thêm số mật khẩu" in page.words
    assert "aria-invalid" not in page.text
