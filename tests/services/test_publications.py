"""What one reporter of a shared case reads of a text written to all of them."""

import pytest

from moderation.services import publications
from tests import factories

TEXT = "Ông Trần Văn Lâm, 0900 000 111, đầu ngõ, cạnh trạm bơm: đã sửa. Hỏi: 024 3825 3536."


@pytest.fixture
def reader(session):
    return factories.complaint(session, full_name="", phone=None, email=None)


@pytest.mark.parametrize(
    ("written", "gone"),
    [
        ({}, ["Văn Lâm", "0900 000 111"]),
        ({"full_name": ""}, ["0900 000 111"]),
        ({"hide_identity": True}, ["Văn Lâm", "0900 000 111", "trạm bơm"]),
        ({"phone": "+84900000999"}, ["Văn Lâm"]),
    ],
)
def test_the_others_are_taken_out_and_nothing_else(session, reader, written, gone):
    reader.address = "chỗ khác"
    other = factories.complaint(session, **written)

    shown = publications.for_one_of(reader, [other], TEXT)

    everything = ["Văn Lâm", "0900 000 111", "trạm bơm", "024 3825 3536", "đã sửa"]
    assert [each for each in everything if each not in shown] == gone


def test_a_given_name_that_two_senders_share_means_the_one_who_reads(session):
    reader = factories.complaint(session, full_name="Trần Thị Lan")
    other = factories.complaint(session, full_name="Nguyễn Ngọc Lan")
    text = "Chào chị Lan. Bà Ngọc Lan cũng báo."

    told = publications.for_one_of(reader, [other], text)

    assert told == "Chào chị Lan. Bà [tên người gửi] cũng báo."


def test_who_wrote_twice_reads_their_own_name_and_number(session):
    first, second = factories.complaint(session), factories.complaint(session)

    assert publications.for_one_of(first, [second], TEXT) == TEXT
