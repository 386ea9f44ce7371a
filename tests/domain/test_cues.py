import pytest
from hypothesis import given
from hypothesis import strategies as st

from moderation.domain.cues import danger_numbers, suggests_crime, suggests_denunciation

PIECES = [
    *("đang cháy", "bị thương", "đánh nhau", "sạt lở", "trẻ em", "bị đánh", "dễ", "không", "nếu"),
    *("tôi", "tố cáo", "cán bộ", "ông Tám", "nhận hối lộ", "ma túy", "phòng", "chống", "năm ngoái"),
    *(".", ",", "!", "\n", "chay", "dao", "İ"),
]
texts = st.text(max_size=80) | st.lists(st.sampled_from(PIECES), max_size=12).map(" ".join)


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("Nhà cạnh chợ đang cháy rất to!", ("114",)),
        ("CHÁY NHÀ RỒI, CỨU VỚI", ("114",)),
        ("Khói đen bốc lên từ tầng 3", ("114",)),
        ("kho hang bi chay, khoi den mu mit", ("114",)),
        ("Vừa có tiếng nổ lớn ở xưởng", ("114",)),
        ("Có người bị thương nằm giữa đường", ("115",)),
        ("Một cụ bà ngất xỉu trước cổng chợ", ("115",)),
        ("vua co tai nan, co nguoi bat tinh", ("115",)),
        ("6 cháu bị ngộ độc sau bữa trưa", ("115",)),
        ("Hai nhóm đang đánh nhau, có người cầm dao", ("113",)),
        ("Hắn đe doạ giết cả nhà tôi", ("113",)),
        ("co nguoi bi cuop giua duong", ("113",)),
        ("Ba người mắc kẹt trong thang máy", ("112",)),
        ("Bờ sông sạt lở sát nhà dân", ("112",)),
        ("Một em học sinh đuối nước ở hồ", ("112",)),
        ("Cháu bé bị bố dượng bạo hành mỗi tối", ("111",)),
        ("Có trẻ đi lạc ở bến xe", ("111",)),
        ("Chồng đánh vợ và hai đứa nhỏ khóc", ("113", "111")),
        ("Nhà đang cháy, bốc khói, một người bị thương", ("114", "115")),
    ],
)
def test_present_danger_names_the_number_to_call(text, numbers):
    assert danger_numbers(text) == numbers


@pytest.mark.parametrize(
    "text",
    [
        "Cây khô dễ cháy, đề nghị chặt bớt",
        "Phường họp bàn về phòng cháy, chữa cháy",
        "Nguy cơ cháy nổ rất cao, tôi sợ cháy lắm",
        "Nếu bị cháy thì không chạy kịp",
        "Dây điện thế này dễ bốc cháy",
        "Đèn bị cháy hai tuần nay, bóng bị cháy",
        "Rút kinh nghiệm vụ cháy ở phố bên",
        "Vụ cháy nhà năm 2019 đến nay chưa xong",
        "xe dang chay rat nhanh, chay nha",
        "chay, dao, no, ngat, lac, sap",
        "Suýt bị tai nạn vì ổ gà",
        "Ba vụ tai nạn từ đầu năm",
        "Không ai bị thương",
        "Xe cấp cứu không vào được ngõ",
        "Diễn tập cứu người mắc kẹt trong thang máy",
        "Trang web bị sập cả ngày",
        "Cần đánh giá lại, trẻ em thiếu chỗ chơi",
        "Tuyên truyền phòng chống bạo hành trẻ em",
        "cat dien bi ngat ca ngay, ca o duoi nuoc",
        "Tôi đi dạo quanh hồ",
        "",
    ],
)
def test_a_mention_of_danger_is_not_danger(text):
    assert danger_numbers(text) == ()


@pytest.mark.parametrize(
    "text",
    [
        "Tôi tố cáo hành vi này",
        "Tôi viết đơn tố cáo",
        "Tôi khiếu nại, tố cáo việc này",
        "Tố giác cán bộ phường",
        "Tố cáo ông Bùi Văn Thử",
        "toi to cao viec nay",
        "Cán bộ tiếp dân ăn hối lộ, ai cũng biết",
        "Bà Trần Thị Mẫu thu phí rồi bỏ túi tiền của 30 hộ",
        "Chủ tịch phường ăn bẩn bao năm",
        "công an khu vực bảo kê quán này",
        "can bo dia chinh nhan hoi lo",
        "Ông Tám vòi tiền từng nhà.",
        "Giám đốc tham ô tiền quỹ",
    ],
)
def test_an_accusation_of_a_person_is_noticed(text):
    assert suggests_denunciation(text)


@pytest.mark.parametrize(
    "text",
    [
        "Tôi không tố cáo ai cả",
        "Đề nghị đăng Luật Tố cáo",
        "Công tác giải quyết khiếu nại, tố cáo của phường còn chậm",
        "Lãnh đạo phường chống tham nhũng rất tốt",
        "Cán bộ ở đây không nhận hối lộ",
        "Lãnh đạo nên xuống tận nơi nghe dân",
        "Tham nhũng là quốc nạn",
        "Cán bộ làm tốt. Tham nhũng ở nơi khác mới nhiều",
        "toi thay cay to cao qua",
        "Cuộc gọi lừa đảo giả danh công an",
        "Ông Tám trồng nhiều cây",
        "Đề nghị công an xử lý bọn bảo kê bến xe thu tiền của xe ôm",
        "Kẻ lạ giả danh cán bộ điện lực chiếm đoạt 10 triệu. Mong công an điều tra",
        "Báo các anh CA quán nước mở xóc đĩa ăn tiền",
        "Thành phố nên lắp camera để phòng chống tham nhũng, nhận hối lộ của cán bộ",
        "Công an phường mời tôi nộp phạt 2 triệu, có biên lai, mới trả xe",
        "Chủ nhà đòi 5 triệu tiền cọc mới cho thuê, công an phường có quản lý không",
        "Cán bộ bảo nộp tiền sử dụng đất thì mới cấp sổ, đúng không",
        "Tổ trưởng dân phố tháng nào cũng thu tiền rác giúp bà con",
        "Cho tôi hỏi muốn gửi đơn tố cáo thì nộp ở cơ quan nào",
        "",
    ],
)
def test_criticism_is_not_an_accusation(text):
    assert not suggests_denunciation(text)


@pytest.mark.parametrize(
    "text",
    [
        "hieu truong nhan 150 trieu chay bien che cho chau toi",
        "Tôi kẹp 5 triệu cho chị địa chính thì hôm sau có ngay",
        "Thuế viên bảo nộp 300k thì khỏi kiểm tra",
        "Anh cán bộ môi trường bảo đưa 10 triệu thì xé biên bản",
        "can bo dia chinh hanh toi phai boi duong 10 trieu moi chiu do dat",
        "Chủ tịch xã bán đất bãi cho doanh nghiệp của con rể",
        "Trưởng thôn đưa 3 nhà không có thật vào danh sách cứu trợ",
        "Công an xã đánh con tôi gãy tay",
        "Bao che\nXưởng xây lậu hai năm, chủ xưởng quen phó chủ tịch",
    ],
)
def test_a_favour_bought_is_an_accusation_without_the_word(text):
    assert suggests_denunciation(text)


@pytest.mark.parametrize(
    "text",
    [
        "Kẻ gian bẻ khóa lấy xe của tôi",
        "Tôi bị hack facebook, nó nhắn mượn tiền",
        "Thanh niên tụ tập hút ma túy",
        "Ngõ tôi có sòng bạc",
        "Quán này tổ chức đánh bạc",
        "tu tap danh bac ca dem",
        "Tôi bị lừa đảo mất 12 triệu",
        "Có vụ cướp ngay đầu ngõ",
        "Tín dụng đen dán đầy tường",
        "nha toi mat trom",
    ],
)
def test_a_crime_is_noticed(text):
    assert suggests_crime(text)


@pytest.mark.parametrize(
    "text",
    [
        "Tuyên truyền phòng, chống ma túy",
        "Đổ trộm phế thải ở bãi đất trống",
        "cac co bac lo de giup, nhung ma tuy nhien",
        "ca do la sao",
        "Xâm hại hành lang đê",
        "Đường xấu quá",
        "",
    ],
)
def test_ordinary_trouble_is_not_a_crime(text):
    assert not suggests_crime(text)


@given(texts)
def test_any_text_gets_an_answer(text):
    numbers = danger_numbers(text)

    assert len(set(numbers)) == len(numbers)
    assert set(numbers) <= {"111", "112", "113", "114", "115"}
    assert suggests_denunciation(text) in {True, False}
    assert suggests_crime(text) in {True, False}


@given(texts)
def test_case_and_spaces_change_nothing(text):
    spaced = text.replace(" ", "  ")

    assert danger_numbers(spaced) == danger_numbers(text)
    assert danger_numbers(text.lower()) == danger_numbers(text)


@pytest.mark.parametrize(
    "piece",
    ["0 ", "a@", "số nhà ", "!", "! ", "bị ", "không ", "tố ", "đánh ", "cháy", "trẻ ", " ", "ba "],
)
def test_a_hostile_text_is_read_to_its_end(piece):
    text = piece * 5000

    assert danger_numbers(text) == ()
    assert not suggests_denunciation(text)
    assert not suggests_crime(text)
