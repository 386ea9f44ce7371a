import pytest

from moderation.domain.errors import Invalid
from moderation.domain.logins import check_password, login_name, token_hash
from moderation.domain.masking import mask_email, mask_phone, without_sender


def test_login_names_ignore_case_and_space():
    assert login_name(" Thu.Ha@Example.ORG ") == "thu.ha@example.org"


def test_a_token_is_kept_as_its_hash():
    assert len(token_hash("x")) == 64
    assert token_hash("x") != token_hash("y")


@pytest.mark.parametrize("password", ["", "ngan", "x" * 201])
def test_a_password_too_short_or_too_long_is_refused(password):
    with pytest.raises(Invalid):
        check_password(password)


def test_contact_details_are_hidden_but_told_apart():
    assert mask_phone("+84900000101") == "••• ••• 101"
    assert mask_email("hoa@mail.example") == "h•••@mail.example"


def test_the_words_come_without_the_sender():
    text = "Tôi là TRẦN VĂN LÂM, hay van lam, ở  số 5 ngõ 12. Ông Lâm chờ."

    assert without_sender(text, "Trần Văn Lâm", "số 5 ngõ 12") == (
        "Tôi là [tên người gửi], hay [tên người gửi], ở  [địa chỉ]. Ông [tên người gửi] chờ."
    )
    assert without_sender("Lâm chờ. ÔNG LÂM, ông lâm bệnh", "Lâm") == (
        "Lâm chờ. ÔNG [tên người gửi], ông lâm bệnh"
    )
    assert without_sender("(chị An), bác an tâm, có An, ở Ba Đình", "Lê An") == (
        "(chị [tên người gửi]), bác an tâm, có An, ở Ba Đình"
    )
    assert without_sender("Đường Ba Đình, có Đình", "Đình") == "Đường Ba Đình, có Đình"
    assert without_sender(text, "") == text
