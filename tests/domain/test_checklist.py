"""Six questions, in the order in which they protect people."""

import pytest

from moderation.domain import checklist
from moderation.domain.checklist import Question
from moderation.domain.complaint_states import ComplaintKind

K = ComplaintKind


@pytest.mark.parametrize(
    ("title", "content", "kind"),
    [
        ("Đèn hỏng", "Đèn ngõ 5 không sáng.", K.PHAN_ANH),
        ("", "Tôi khiếu nại quyết định thu hồi đất của UBND xã.", K.KHIEU_NAI),
        ("", "Tôi không đồng ý với quyết định xử phạt số 12.", K.KHIEU_NAI),
        ("", "toi khieu nai quyet dinh xu phat cua phuong", K.KHIEU_NAI),
        ("", "Tôi tố cáo ông Bùi Văn Thử, cán bộ địa chính, nhận hối lộ.", K.TO_CAO),
        ("", "Đêm qua trộm xe máy của tôi ở ngõ 3.", K.TO_GIAC),
        ("", "Tôi đề xuất làm vạch cho người đi bộ ở đây.", K.KIEN_NGHI),
        ("Cho hỏi", "Đổi địa chỉ trên căn cước làm ở đâu, mất bao lâu?", K.GOP_Y),
        ("", "CÔNG AN Ở ĐÂU?????", K.PHAN_ANH),
        ("", "Nhà hàng không xuất hóa đơn. Có trốn thuế không?", K.PHAN_ANH),
        ("", "Quyết định này trái luật, nhà bếp có từ trước 1993.", K.KHIEU_NAI),
        ("", "toi khong nhat tri voi quyet dinh boi thuong", K.KHIEU_NAI),
        ("", "Đề nghị phân lại luồng xe giờ cao điểm.", K.KIEN_NGHI),
        ("Khen", "Mong thành phố khen thưởng các anh.", K.GOP_Y),
    ],
)
def test_the_words_answer_first(title, content, kind):
    assert checklist.advise(checklist.read(title, content)).kind is kind


def test_the_first_question_answered_with_yes_decides_and_is_told():
    yes = {Question.SITUATION, Question.CRIME, Question.OWN_DECISION}

    advice = checklist.advise(yes)

    assert (advice.kind, advice.because) == (K.KHIEU_NAI, Question.OWN_DECISION)


def test_no_answer_suggests_nothing():
    assert checklist.advise(frozenset()).kind is None


def test_every_question_leads_to_a_kind_of_its_own():
    kinds = [checklist.advise({question}).kind for question in Question]

    assert sorted(kinds) == sorted(K)
