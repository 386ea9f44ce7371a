import pytest
from hypothesis import given
from hypothesis import strategies as st

from moderation.domain.personal_data import LABELS, PersonalData, Span, find, mask, public_name

PIECES = [
    *("0912345678", "0912 345 678", "+84 912-345-678", "024 3825 1234", "0", "1", "7", "09", "84"),
    *(
        "không",
        "chín",
        "một",
        "hai",
        "năm",
        "o",
        "O",
        "＋",
        "９",
        "٣",
        "(",
        ")",
        "-",
        ".",
        ",",
        "/",
    ),
    *(" ", "  ", "\n", "\0", "@", "a@b.vn", "gmail", "chấm com", "STK", "tài khoản", "ngân hàng"),
    *("19990000000138", "CCCD", "001099000016", "012345678", "CMND", "biển số", "29A", "-123.45"),
    *(
        "30F 12345",
        "số nhà",
        "12A/5",
        "nhà",
        "số 5",
        "ngõ 9",
        "phố",
        "tại",
        "cháu",
        "bé",
        "con tôi",
    ),
    *("là", "Lan", "Nguyễn Văn A", "đồng", "triệu", "29/06/2019", "1900 1234", "113", "BL-1234-"),
    *("[", "]", "e\u0301", *LABELS.values()),
]
PHONES = [
    *("0912345678", "0912 345 678", "0912.345.678", "09.1234.5678", "09 12 34 56 78"),
    *("0912,345,678", "O912345678", "o9123o5678", "０９１２３４５６７８", "0\u200b912\u200b345678"),
    *("+84 912-345-678", "+84912345678", "84912345678", "84 912 345 678", "(+84) 912 345 678"),
    *("0084 912345678", "+84 24 3825 1234", "024 3825 1234", "(024) 3825.1234", "024.38251234"),
    *("0236 3825 123", "+65 6123 4567", "không chín một hai ba bốn năm sáu bảy tám"),
    *("Không, chín, một, hai, ba, bốn, năm, sáu, bảy", "không chín 1 2 ba bốn 5 6 bảy 8"),
    "khong chin mot hai ba bon nam sau bay tam",
]
messy = st.lists(st.sampled_from(PIECES), max_size=14).flatmap(
    lambda pieces: st.sampled_from(["", " "]).map(lambda joint: joint.join(pieces))
)
texts = messy | st.text(max_size=60) | st.text("0123456789oO .-+/()aA@sốnhàcháuLan\n", max_size=60)


def hidden(text):
    return [(span.kind.value, text[span.start : span.end]) for span in find(text)]


@pytest.mark.parametrize("number", PHONES)
def test_a_phone_number_is_found_however_it_is_spelled(number):
    text = f"Gặp tôi theo {number} nhé"

    assert hidden(text) == [("phone", number)]


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("sđt0912345678", "0912345678"),
        ("Zalo 912345678", "912345678"),
        ("gọi 0912345678 đồng chí Lan", "0912345678"),
        ("0912345678 2 lần không ai nghe", "0912345678"),
        ("hotline tại số 0912 345 678", "0912 345 678"),
    ],
)
def test_words_around_a_phone_number_stay(text, number):
    assert hidden(text) == [("phone", number)]


def test_two_phone_numbers_side_by_side_are_two():
    assert hidden("0912 345 678 0987 654 321") == [
        ("phone", "0912 345 678"),
        ("phone", "0987 654 321"),
    ]


@pytest.mark.parametrize(
    ("text", "kind", "found"),
    [
        ("thư tới hoa.le+1@mail.example nhé", "email", "hoa.le+1@mail.example"),
        ("hoale a còng gmail chấm com", "email", "hoale a còng gmail chấm com"),
        ("hoale (at) gmail.com", "email", "hoale (at) gmail.com"),
        ("CCCD của tôi 001099000016.", "identity_number", "001099000016"),
        ("căn cước công dân số 001 099 000 016", "identity_number", "001 099 000 016"),
        ("hồ sơ kèm 001099000016", "identity_number", "001099000016"),
        ("CMND: 012 345 678", "identity_number", "012 345 678"),
        ("chứng minh nhân dân 012345678", "identity_number", "012345678"),
        ("STK 19990000000138", "bank_account", "19990000000138"),
        ("Số tài khoản nhận 1999 0000 000138", "bank_account", "1999 0000 000138"),
        ("so tai khoan: 0123456789 VCB", "bank_account", "0123456789"),
        ("chuyển vào ngân hàng A số 12345678", "bank_account", "12345678"),
        ("19990000000138 Vietcombank", "bank_account", "19990000000138"),
        ("thẻ 9704 1234 5678 9012", "bank_account", "9704 1234 5678 9012"),
        ("Xe 29A-123.45 đỗ", "vehicle_plate", "29A-123.45"),
        ("Xe 30F 12345 đỗ", "vehicle_plate", "30F 12345"),
        ("Xe 29-B1 234.56 đỗ", "vehicle_plate", "29-B1 234.56"),
        ("xe 29B1-23456 đỗ", "vehicle_plate", "29B1-23456"),
        ("Xe 29-X5 2345 đỗ", "vehicle_plate", "29-X5 2345"),
        ("xe 29a-12345 đỗ", "vehicle_plate", "29a-12345"),
        ("biển số 30f 12345", "vehicle_plate", "30f 12345"),
    ],
)
def test_numbers_of_people_are_found(text, kind, found):
    assert hidden(text) == [(kind, found)]


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("Tôi ở số nhà 12 phố X", "Tôi ở [số nhà] phố X"),
        ("SỐ NHÀ: 12A/5", "[số nhà]"),
        ("nhà số 5 ngách 3/12", "nhà [số nhà] ngách 3/12"),
        ("số 15 ngõ 4 phố X", "[số nhà] ngõ 4 phố X"),
        ("Số 15B, phố Huế", "[số nhà], phố Huế"),
        ("nha toi o so 5 ngo 9", "nha toi o [số nhà] ngo 9"),
        ("nhà 12 ngõ 5 phố X", "nhà [số nhà] ngõ 5 phố X"),
        ("ngõ 9, số 5", "ngõ 9, [số nhà]"),
        ("tại số 8 Hàng Bài", "tại [số nhà] Hàng Bài"),
        ("căn hộ 1502 chung cư Y", "[số nhà] chung cư Y"),
        ("phòng 1203 tòa A", "[số nhà] tòa A"),
    ],
)
def test_the_house_number_goes_and_the_street_stays(text, masked):
    assert mask(text) == masked


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("cháu Nguyễn Văn A học lớp 3", "cháu [tên trẻ em] học lớp 3"),
        ("cháu NGUYỄN VĂN AN", "cháu [tên trẻ em]"),
        ("Bé Lan bị ngã", "Bé [tên trẻ em] bị ngã"),
        ("con tôi là Minh", "con tôi là [tên trẻ em]"),
        ("con trai tôi tên Lê Minh Đức, 6 tuổi", "con trai tôi tên [tên trẻ em], 6 tuổi"),
        ("con toi ten Minh", "con toi ten [tên trẻ em]"),
        ("bé gái tên là Thu Hà", "bé gái tên là [tên trẻ em]"),
    ],
)
def test_the_name_of_a_child_goes(text, masked):
    assert mask(text) == masked


@pytest.mark.parametrize(
    "text",
    [
        "Bài ngày 29/06/2019, cập nhật 09:21 29/06/2019",
        "từ 09.06.2019 12.30 đến 05-06-2019 10h30, 2019-06-29 09:21",
        "các ngày 09, 10, 11, 12, 13 tháng 8",
        "thu 12.500.000 đồng, 500 nghìn, 125000000 đồng, 125.000.000đ, 20k 1 lượt",
        "tài khoản bị trừ 12.500.000 đồng",
        "năm 2019, giai đoạn 2021-2025 và 2026",
        "Quyết định số 123/QĐ-UBND, 123456789/QĐ-UBND, Số 686-BC/BTGTU",
        "Phường có 5 cột đèn, 48 công nhân, 86 m2",
        "Mã BL-1234-5678-9012 và PA-0912-3456-7812, bl 0912 3456 7812",
        "Gọi 111, 112, 113, 114, 115 hoặc 1022",
        "Tổng đài 1900 1234, 19001234, 1800-1090, ngân hàng gọi 1900 545 415",
        "mã hồ sơ 123456789, 000.00.12.H26-260805-0012",
        "lớp 12A1 2023 và lớp 12A 2024",
        "một hai ba bốn năm sáu bảy tám chín",
        "Ngõ 12 phường tôi, ngõ 45, ngách 3/12",
        "nhân viên số 3, tuyến buýt số 32 đường Láng, cột số 3 phố X",
        "nhà 5 tầng, căn hộ 2 phòng ngủ, sn 1990",
        "mở lại ở 12 phố lớn, số 1 Việt Nam",
        "CHÁU ĐI HỌC VỀ BỊ NGÃ",
        "các cháu Trường tiểu học, con em Nhân dân, con tôi là Đảng viên, cháu bị ngã. Tôi lo",
        "http://vay-nhanh.example/hn",
        "",
    ],
)
def test_what_belongs_to_nobody_stays(text):
    assert hidden(text) == []


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("0912345678@mail.example", "email"),
        ("STK 0912345678", "bank_account"),
        ("tài khoản zalo 0912345678", "phone"),
    ],
)
def test_of_two_readings_the_longer_or_more_certain_wins(text, kind):
    assert [span.kind.value for span in find(text)] == [kind]


def test_every_kind_has_a_label():
    assert set(LABELS) == set(PersonalData)


def test_a_text_can_be_masked_in_other_words_and_only_in_part():
    text = "Gọi 0912345678 hay a@b.vn"
    phone, _email = find(text)

    assert mask(text, [phone], lambda kind: f"[{kind}]") == "Gọi [phone] hay a@b.vn"


def test_spans_in_any_order_and_overlapping_are_masked_once():
    spans = [Span(PersonalData.PHONE, 3, 5), Span(PersonalData.EMAIL, 0, 4)]

    assert mask("abcdefg", spans) == "[email]fg"


def test_everything_of_one_text_goes():
    text = "Tôi ở số 5 ngõ 9, CCCD 001099000112, gọi 0900.001.010, xe 29Z-999.88."

    assert mask(text) == (
        "Tôi ở [số nhà] ngõ 9, CCCD [số căn cước], gọi [số điện thoại], xe [biển số]."
    )


@given(texts)
def test_spans_are_in_order_disjoint_and_inside_the_text(text):
    spans = find(text)

    edges = [edge for span in spans for edge in (span.start, span.end)]
    assert edges == sorted(edges)
    assert all(0 <= span.start < span.end <= len(text) for span in spans)


@given(texts)
def test_a_masked_text_holds_nothing_more_to_find(text):
    assert find(mask(text)) == []


@given(texts)
def test_masking_twice_changes_nothing_more(text):
    assert mask(mask(text)) == mask(text)


@given(st.integers(10**8, 10**9 - 1), st.lists(st.sampled_from(["", " ", ".", "-"]), min_size=10))
def test_no_four_digits_of_a_mobile_number_survive(number, joints):
    digits = f"09{number % 10**8:08}"
    spelled = "".join(digit + joint for digit, joint in zip(digits, joints, strict=False))

    assert not any(character.isdigit() for character in mask(f"gọi {spelled.strip(' .-')} nhé"))


@pytest.mark.parametrize(
    "piece",
    [
        "0 ",
        "a@",
        "số nhà ",
        "0",
        "a.",
        "stk ",
        "không ",
        "bé Lan ",
        "113, ",
        "+84",
        "(",
        "12/",
        "٣",
    ],
)
def test_a_hostile_text_is_read_to_its_end(piece):
    assert find(mask(piece * 5000)) == []


@pytest.mark.parametrize(
    ("full", "public"),
    [
        ("Trần Văn Lâm", "Trần Văn L."),
        ("  Trần  Văn Lâm ", "Trần Văn L."),
        ("pham van duc", "pham van D."),
        ("Nguyễn Văn A", "Nguyễn Văn A."),
        ("Trần Văn L.", "Trần Văn L."),
        ("Lâm", "L."),
        ("L.", "L."),
        ("", ""),
        (" ", ""),
    ],
)
def test_the_public_sees_an_initial_for_the_given_name(full, public):
    assert public_name(full) == public


@given(st.text(max_size=30))
def test_a_public_name_stays_as_it_is(name):
    assert public_name(public_name(name)) == public_name(name)
