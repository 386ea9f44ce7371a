"""The private view after acceptance: shared, answered, rated, reopened, split, taken back."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from models import CaseFile, Complaint, Rating
from moderation.domain.case_states import CaseState, Outcome
from moderation.domain.complaint_states import ComplaintState
from moderation.services import complaint_sealing, merging, splitting, verdicts
from tests import factories
from tests.conftest import NOW
from tests.services.test_cases import publish
from tests.visitor import Visitor
from tests.web.agency_case import shot
from tests.web.test_tracking import private


@pytest.fixture
def complaint(session, units):
    return factories.complaint(session, title="Ngập ngõ 12", consent_publish=False)


@pytest.fixture
def case(session, complaint, coordinator):
    return factories.routed(session, complaint, actor=coordinator)


@pytest.fixture
def answered(session, case, coordinator):
    factories.answered(session, case, coordinator, at=NOW)
    publish(session, case, coordinator)
    session.commit()
    return case


@pytest.fixture
def shared(session, case, coordinator):
    other = factories.complaint(session, title="Ngõ 12 lụt", full_name="Lê Thị Hai")
    merging.join(session, other, case, seen_version=1, actor=coordinator, now=NOW)
    session.commit()
    return other


def at(complaint, act=""):
    return f"/tra-cuu/{complaint.code}{act}"


def fresh(session, row):
    return session.get(type(row), row.id, populate_existing=True)


def test_a_reporter_of_a_shared_case_sees_its_progress_with_their_own_number(
    visitor, shared, complaint
):
    page = private(visitor, shared)

    assert "xử lý chung với 1 phản ánh khác" in page.words
    assert "Đã giao Sở Xây dựng" in page.words
    assert complaint.title not in page.words
    assert complaint.code not in page.text


def test_every_reporter_sees_the_answer_and_its_proof(
    app, session, case, shared, coordinator, tools
):
    photo = shot(session, tools, assignment_id=factories.part_of(session, case, "SXD").id)
    factories.answered(session, case, coordinator, at=NOW)
    publish(session, case, coordinator, photos=[photo.id])
    session.commit()
    visitor = Visitor(app)

    page = private(visitor, shared)

    assert "Đã nạo vét cống." in page.words
    assert visitor.open(f"/anh/{photo.key}").status == 200
    assert Visitor(app, address="127.0.0.9").open(f"/anh/{photo.key}").status == 404


def test_an_answer_is_rated_and_the_case_closed(session, visitor, complaint, answered):
    page = private(visitor, complaint)

    done = page.send(at(complaint, "/danh-gia"), satisfied="yes", rating_text="Cảm ơn.")

    told = done.follow()
    assert done.status == 303
    assert "Ông/bà đã đánh giá: hài lòng." in told.words
    assert "Đã trả lời và kết thúc." in told.words
    assert fresh(session, answered).state is CaseState.CLOSED


def test_a_rating_without_a_choice_is_asked_again_and_nothing_typed_is_lost(
    session, visitor, complaint, answered
):
    page = private(visitor, complaint).send(
        at(complaint, "/danh-gia"), satisfied=None, rating_text="Chưa xong đâu."
    )

    assert page.status == 422
    assert "Xin chọn hài lòng hoặc chưa hài lòng." in page.words
    assert "Chưa xong đâu." in page.text
    assert session.scalars(select(Rating)).all() == []


def test_a_second_rating_meets_the_news(session, visitor, complaint, answered):
    page = private(visitor, complaint)
    page.send(at(complaint, "/danh-gia"), satisfied="no")

    again = page.send(at(complaint, "/danh-gia"), satisfied="yes", rating_text="Đổi ý.")

    assert again.status == 409
    assert "đã đánh giá câu trả lời này rồi" in again.words
    assert "Đổi ý." in again.words


def test_a_case_is_reopened_with_a_reason(session, visitor, complaint, answered):
    page = private(visitor, complaint)

    empty = page.send(at(complaint, "/mo-lai"), reopen_reason=" ")
    done = page.send(at(complaint, "/mo-lai"), reopen_reason="Vẫn ngập.")

    assert (empty.status, done.status) == (422, 303)
    told = done.follow().words
    assert "Hồ sơ đã được mở lại. Sở Xây dựng đang xử lý tiếp" in told
    assert "Câu trả lời trước khi mở lại" in told
    assert "Đã nạo vét cống." in told
    assert fresh(session, answered).state is CaseState.REOPENED


def test_reopening_after_the_term_says_what_to_do_instead(session, visitor, complaint, answered):
    page = private(visitor, complaint)
    session.get(CaseFile, answered.id).answered_at = NOW - timedelta(days=8)
    session.commit()

    late = page.send(at(complaint, "/mo-lai"), reopen_reason="Vẫn ngập.")

    assert late.status == 409
    assert "Đã hết thời hạn" in late.words
    assert "Vẫn ngập." in late.words


def test_nobody_rates_reopens_or_withdraws_without_the_number(app, session, complaint, answered):
    stranger = Visitor(app)
    key = (
        stranger.open("/tra-cuu").filled("/tra-cuu").get("csrf_token")
        or stranger.open(at(complaint)).filled("/tra-cuu")["csrf_token"]
    )

    sent = {"csrf_token": key, "satisfied": "yes", "reopen_reason": "x"}
    statuses = [
        stranger.post(at(complaint, act), sent).status for act in ("/danh-gia", "/mo-lai", "/rut")
    ]

    assert statuses == [404, 404, 404]
    assert stranger.open(at(complaint, "/rut")).status == 404
    assert fresh(session, answered).state is CaseState.ANSWERED


@pytest.mark.parametrize("outcome", list(Outcome))
def test_closed_is_not_fixed_and_everybody_reads_which(
    session, visitor, complaint, answered, app, outcome
):
    complaint.is_public, complaint.published_at = True, NOW
    complaint.public_title = "Ngập ngõ"
    answered.outcome = outcome
    session.commit()
    word = {
        "fixed": "Đã khắc phục",
        "planned": "Chưa khắc phục, đã có kế hoạch",
        "explained": "Đã giải thích",
        "not_fixed": "Chưa khắc phục được",
        "no_info": "Kết thúc do chưa đủ thông tin",
    }[outcome]

    pages = [
        private(visitor, complaint),
        Visitor(app).open(at(complaint)),
        visitor.open("/phan-anh"),
    ]

    assert [word in page.words for page in pages] == [True, True, True]


def test_taking_back_asks_first_and_then_shows_nothing_public(session, visitor, complaint):
    page = private(visitor, complaint)
    asked = visitor.open(at(complaint, "/rut"))
    assert at(complaint, "/rut") in page.text
    assert "không cơ quan nào xử lý nữa" in asked.words

    done = asked.send(at(complaint, "/rut"))

    assert "Ông/bà đã rút phản ánh này." in done.follow().words
    assert fresh(session, complaint).state is ComplaintState.WITHDRAWN


def test_what_an_agency_works_on_is_not_taken_back_but_how_is_said(
    session, visitor, complaint, case
):
    page = private(visitor, complaint)
    asked = visitor.open(at(complaint, "/rut"))
    key = page.filled(at(complaint, "/dong-lai"))["csrf_token"]

    refused = visitor.post(at(complaint, "/rut"), {"csrf_token": key})

    assert "bộ phận tiếp nhận" in page.words
    assert "bộ phận tiếp nhận" in asked.words
    assert refused.status == 409
    assert fresh(session, complaint).state is ComplaintState.ACCEPTED


def test_who_shares_a_case_leaves_it_and_it_goes_on(session, visitor, complaint, case, shared):
    private(visitor, complaint)
    asked = visitor.open(at(complaint, "/rut"))
    assert "cơ quan vẫn xử lý cho những người khác" in asked.words

    asked.send(at(complaint, "/rut"))

    assert fresh(session, shared).state is ComplaintState.ACCEPTED
    assert fresh(session, case).state is CaseState.ASSIGNED


def test_two_problems_are_one_conversation(
    app, session, visitor, complaint, case, rules, coordinator
):
    part = splitting.split(
        session, complaint, title="Đèn hỏng", content="Đèn không sáng.", issue_code=None,
        category_code=None, seen_version=complaint.version, rules=rules, actor=coordinator,
        now=NOW,
    )  # fmt: skip
    session.commit()
    page = private(visitor, complaint)

    assert "Việc khác trong phản ánh này" in page.words
    assert "Đèn hỏng" in page.words
    theirs = visitor.open(at(part))
    assert theirs.status == 200
    assert complaint.code in theirs.text
    assert "Đèn không sáng." in theirs.words
    assert Visitor(app, address="127.0.0.7").open(at(part)).status == 404

    theirs.send("/tra-cuu/" + complaint.code + "/dong-lai")
    assert [visitor.open(at(each)).status for each in (part, complaint)] == [404, 404]


def test_a_covered_complaint_takes_no_rating(
    session, visitor, complaint, answered, rules, tools, coordinator
):
    page = private(visitor, complaint)
    complaint_sealing.cover(
        session, complaint, seen_version=complaint.version, rules=rules, seal=tools.seal,
        actor=coordinator, now=NOW,
    )  # fmt: skip
    session.commit()

    assert page.send(at(complaint, "/danh-gia"), satisfied="yes").status == 404
    assert "chưa phải thông báo thụ lý" in visitor.open(at(complaint)).words


def test_a_suspended_case_says_whom_it_waits_for(session, visitor, complaint, case):
    case.state, case.left_state = CaseState.SUSPENDED, CaseState.IN_PROGRESS
    session.commit()

    assert "hạn trả lời không tính" in private(visitor, complaint).words


def test_in_time_two_reopenings_and_no_more(session, visitor, complaint, answered, rules):
    session.get(CaseFile, answered.id).reopenings = 2
    session.commit()

    page = private(visitor, complaint)

    assert "mở lại đủ số lần" in page.words
    assert not page.soup.find("form", action=lambda a: a and "/mo-lai" in a)
    assert verdicts.rating_of(session, session.get(Complaint, complaint.id), answered) is None
