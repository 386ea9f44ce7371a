"""Forty invented complaints of every kind go in through the public form, as people write them."""

import pytest
from sqlalchemy import select

from models import Complaint
from moderation.domain.complaint_states import ComplaintState
from tests import factories
from tests.conftest import FIXED_ANSWER
from tests.domain.invented_complaints import SENTENCES
from tests.visitor import Visitor

FORM = "/gui-phan-anh"
#: Content, and what must not stand in the public words.
MORE = (
    ("Tôi tố cáo ông Bùi Văn Thử, cán bộ địa chính, nhận 30 triệu đồng để làm nhanh sổ đỏ.", ()),
    ("Tôi tố cáo bà Trần Thị Giả, hiệu trưởng, lập khống hóa đơn tiền ăn.", ()),
    ("Tôi khiếu nại quyết định xử phạt số 12 của UBND phường, yêu cầu hủy bỏ.", ()),
    ("Rác đầu ngõ chất đống, gọi tôi 0912 345 678 khi đến dọn.", ("0912 345 678",)),
    ("Xe 30X-123.45 đỗ kín ngõ, chắn họng cứu hỏa.", ("30X-123.45",)),
    ("CCCD của tôi 001099000016, hồ sơ sang tên chưa thấy trả.", ("001099000016",)),
)
ROWS = [(f"{title}. {content}", ()) for _, title, content in SENTENCES] + list(MORE)


@pytest.fixture
def filed(app, session, units):
    """Every row through the form, each by a browser of its own; the complaints in order."""
    made = []
    for number, (content, _) in enumerate(ROWS):
        browser = Visitor(app)
        answer = browser.open(FORM).send(
            FORM,
            content=content,
            ward=("Phường Hoàn Kiếm", "phuong cua nam")[number % 2],
            full_name=("Trần Văn Lâm", "", "phạm thị mận")[number % 3],
            hide_identity="y" if number % 5 == 0 else None,
            consent_publish="y",
            people="60" if number % 7 == 0 else "",
            captcha_answer=FIXED_ANSWER,
        )
        assert (answer.status, answer.location) == (303, f"{FORM}/da-gui"), content
        made.append(session.scalars(select(Complaint).order_by(Complaint.id.desc())).first())
    return made


def test_all_forty_go_in_and_denunciations_are_never_public(app, session, filed, desk, coordinator):
    assert len(filed) == len(ROWS) == 40
    covered = [each.state is ComplaintState.COVERED for each in filed]
    assert covered == [content.startswith("Tôi tố cáo") for content, _ in ROWS]
    for each in filed:
        if each.state is ComplaintState.COVERED:
            assert (each.content, each.title, each.sketch, each.is_public) == ("", "", None, False)
            assert Visitor(app).open(f"/tra-cuu/{each.code}").status == 404
    assert desk(coordinator).open("/staff/complaints").status == 200


def test_what_is_published_of_them_is_masked(app, session, filed):
    for made, (_, personal) in zip(filed, ROWS, strict=True):
        if not personal:
            continue
        factories.routed(session, made)
        page = Visitor(app).open(f"/tra-cuu/{made.code}")
        assert page.status == 200
        assert not [value for value in personal if value in page.text]


def test_the_desk_proposes_something_for_nearly_all_of_them(desk, coordinator, filed):
    browser = desk(coordinator)
    openly = [each for each in filed if each.state is ComplaintState.RECEIVED][:12]

    pages = [browser.open(f"/staff/complaints/{each.id}") for each in openly]

    assert {page.status for page in pages} == {200}
    proposed = ["vì có:" in page.words for page in pages]
    assert sum(proposed) >= 10
