import pytest
from hypothesis import given
from hypothesis import strategies as st

from moderation.domain.screening_links import links_in

PIECES = [
    "http://",
    "www.",
    "a.com",
    " . ",
    "vn",
    "/x",
    "b88",
    "chấm",
    "bit.ly/",
    "@",
    "é",
    ".",
    "(",
]


@pytest.mark.parametrize(
    ("text", "host"),
    [
        ("xem http://kiem-tien.example nhé", "kiem-tien.example"),
        ("hxxps://Trang-La.VN/abc", "trang-la.vn"),
        ("vào www.trang-la.vn.", "trang-la.vn"),
        ("bds-xanh.example", "bds-xanh.example"),
        ("nhà cái b888 . example", "b888.example"),
        ("trang-la (chấm) com", "trang-la.com"),
        ("trang1 dot com", "trang1.com"),
        ("bit.ly/abc", "bit.ly"),
        ("vào t . me / keo nhé", "t.me"),
        ("https://192.168.1.9/x", "192.168.1.9"),
    ],
)
def test_a_link_is_found_however_it_is_spelled(text, host):
    assert [link.host for link in links_in(text)] == [host]


@pytest.mark.parametrize(
    "text",
    [
        "gửi tới hoa@mail.example",
        "Tôi chờ mãi.Bao giờ xong?",
        "xong.Com lê, cà vạt",
        "1.000.000 đồng, 2.5.2026",
        "TP.HCM và Q.1",
        "đi chợ . Vn vô địch",
        "",
    ],
)
def test_what_only_has_dots_is_no_link(text):
    assert links_in(text) == []


@given(st.lists(st.sampled_from(PIECES), max_size=12).map("".join) | st.text(max_size=60))
def test_links_are_in_order_disjoint_and_inside(text):
    edges = [edge for link in links_in(text) for edge in (link.start, link.end)]

    assert edges == sorted(edges)
    assert all(0 <= edge <= len(text) for edge in edges)
