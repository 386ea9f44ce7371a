import pytest

from moderation.domain.reasons import cites_source


@pytest.mark.parametrize(
    "text",
    [
        "Xem https://hanoi.gov.vn/tin-tuc/12",
        "Theo Quyết định 1207/QĐ-UBND.",
        "Luật số 116/2025/QH15",
        "686-BC/BTGTU ngày 3/2",
        "12/TB",
    ],
)
def test_an_address_or_a_document_is_a_source(text):
    assert cites_source(text)


@pytest.mark.parametrize(
    "text",
    ["", "Sai sự thật.", "https://", "theo báo", "ngày 12/11/2026", "nhà 12/3", "24/7", "100%"],
)
def test_anything_else_is_none(text):
    assert not cites_source(text)
