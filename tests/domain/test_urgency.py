"""Words of danger: what is urgent is found, what only sounds angry is not."""

import pytest

from moderation.adapters import reference_data
from moderation.domain import suggestion, urgency
from tests.domain.invented_complaints import SENTENCES

SHIPPED = suggestion.compiled(reference_data.issue_words())
URGENT = (
    ("Dây điện đứt", "Dây điện đứt nằm vắt ngang ngõ, trẻ con vẫn chạy qua."),
    ("Mùi gas trong hầm", "Hầm chung cư nồng nặc mùi gas từ sáng, nhiều người chóng mặt."),
    (
        "Hố ga mất nắp",
        "Hố ga trước cổng chợ mất nắp, một cụ già đã ngã xuống chiều qua, rất nguy hiểm.",
    ),
    (
        "Tường trường sắp đổ",
        "Tường rào trường mầm non nghiêng hẳn sang phía sân chơi của các cháu.",
    ),
    ("Cả lớp nôn", "Sau bữa trưa mười cháu nôn mửa, ba cháu đi viện."),
    ("Nhà bên đánh vợ", "Tối nào cũng nghe chồng đánh vợ, xin cử người đến ngay."),
    ("Đê nứt", "Mặt đê nứt thêm hai mét sau mưa, nước lên nhanh."),
    ("Cây sắp đổ", "Cây bàng bật gốc tựa vào mái nhà tôi."),
    (
        "Khóa lối thoát hiểm",
        "Quán karaoke khóa trái cửa thoát hiểm, tôi sợ cháy không ai chạy được.",
    ),
    ("Hố tử thần", "Mặt đường vừa sụt sâu hơn đầu người, chưa có ai rào, xin tới ngay."),
    ("Sợ sập", "Nhà bên ép cọc, tường nhà tôi nứt toác, sợ sập bất cứ lúc nào."),
    ("Giàn giáo", "Giàn giáo đang nghiêng về phía đường, gió to đổ lúc nào không biết."),
    ("Thang máy kẹt", "Thang máy kẹt 5 người, không có ai cứu."),
    ("chay", "khoi boc ra tu tang 3 nha tro, co nguoi mac ket, cuu voi"),
)
CALM = (
    ("Bức xúc quá!!!", "Đào đường ba tháng không lấp, làm ăn thế à? Yêu cầu trả lời ngay!"),
    ("Cháy hàng vé xe buýt", "Vé tháng hết từ mùng 2, bao giờ bán lại?"),
    ("Học sinh đi học muộn", "Tắc đường trước cổng trường, học sinh hay muộn giờ."),
    ("Đèn ngõ hỏng", "Bốn cột đèn không sáng hai tuần nay, tối đi lại nguy hiểm."),
    ("Ngập", "Mưa to thì ngập nửa bánh xe, cống tắc."),
    ("Góp ý", "Nên tập huấn phòng cháy cho tổ dân phố."),
    ("Xe khách", "Xe khách chạy nhanh, rất nguy hiểm cho trẻ em và học sinh."),
    ("Đèn thoát hiểm", "Đèn thoát hiểm hành lang chung cư hỏng 2 bóng."),
)


def is_urgent(title, content) -> bool:
    ranked = suggestion.rank(title, content, SHIPPED)
    return urgency.judge(title, content, ranked, reference_data.taxonomy()).is_urgent


def test_nine_of_ten_urgent_ones_are_found():
    assert sum(is_urgent(*each) for each in URGENT) / len(URGENT) >= 0.9


@pytest.mark.parametrize(("title", "content"), CALM)
def test_anger_and_everyday_trouble_are_not_urgent(title, content):
    assert not is_urgent(title, content)


def test_few_everyday_complaints_are_called_urgent():
    called = [code for code, title, content in SENTENCES if is_urgent(title, content)]

    assert set(called) <= {"HT07", "PC02"}  # a branch about to fall, a locked way out


def test_the_words_are_told():
    found = urgency.judge("", "Cây sắp đổ vào nhà.", [], reference_data.taxonomy())

    assert "sắp đổ" in found.because
