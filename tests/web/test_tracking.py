"""Following a complaint by code, and by code and number."""

import re
from datetime import timedelta

import pytest

from moderation.domain.complaint_states import ComplaintAction, ComplaintState
from moderation.domain.tracking_codes import Prefix, make
from moderation.services import (
    assignments,
    cases,
    complaint_sealing,
    complaints,
    merging,
    opening,
)
from moderation.services.complaints import Decision
from tests import factories
from tests.conftest import NOW
from tests.visitor import Visitor


@pytest.fixture
def complaint(session, units):
    return factories.complaint(session, content="Nước ngập. Gọi tôi 0900 000 111.")


def open_private(visitor, complaint, number=None):
    page = visitor.open(f"/tra-cuu/{complaint.code}")
    return page.send("/tra-cuu", so=number or factories.number_of(complaint))


def private(visitor, complaint):
    return open_private(visitor, complaint).follow()


def test_a_code_alone_tells_nothing_of_what_is_not_public(visitor, complaint):
    theirs = visitor.open(f"/tra-cuu/{complaint.code}")
    unknown = visitor.open(f"/tra-cuu/{make(Prefix.COMPLAINT)}")

    without_codes = [
        re.sub(r"PA-[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}", "PA", page.words)
        for page in (theirs, unknown)
    ]
    assert (theirs.status, unknown.status) == (404, 404)
    assert without_codes[0] == without_codes[1]


def test_code_and_number_open_the_private_view_and_stand_in_no_address(visitor, complaint):
    answer = open_private(visitor, complaint)

    page = answer.follow()
    assert answer.location == f"/tra-cuu/{complaint.code}"
    assert "0900 000 111" in page.words
    assert "Chờ tiếp nhận" in page.words


def test_in_english_the_agency_has_its_english_name(session, visitor, complaint, coordinator):
    factories.routed(session, complaint, actor=coordinator)
    visitor.open("/?lang=en")

    page = private(visitor, complaint)

    assert "Assigned to Department of Construction" in page.words
    assert "Sở Xây dựng" not in page.words


def test_who_agreed_to_publication_reads_that_it_comes_later(session, visitor, complaint):
    complaint.is_public = complaint.consent_publish = True
    session.commit()

    assert "Khi được tiếp nhận thì có" in private(visitor, complaint).words


def test_another_browser_stays_outside(app, visitor, complaint):
    private(visitor, complaint)

    assert Visitor(app, address="127.0.0.8").open(f"/tra-cuu/{complaint.code}").status == 404


def test_the_private_view_can_be_closed_on_a_borrowed_phone(visitor, complaint):
    private(visitor, complaint).send(f"/tra-cuu/{complaint.code}/dong-lai")

    assert visitor.open(f"/tra-cuu/{complaint.code}").status == 404


def test_wrong_numbers_of_real_and_unknown_codes_look_alike_and_wait_alike(visitor, complaint):
    answers = []
    for code in (complaint.code, str(make(Prefix.COMPLAINT))):
        page = visitor.open(f"/tra-cuu/{code}")
        answers.append([page.send("/tra-cuu", so="00000000").status for _ in range(6)])

    assert answers[0] == answers[1] == [404] * 4 + [429] * 2


def test_a_right_number_after_the_wait_still_opens(app, session, visitor, complaint):
    from dataclasses import replace

    for _ in range(6):
        open_private(visitor, complaint, "00000000")
    tools = app.extensions["toolbox"]
    app.extensions["toolbox"] = replace(tools, clock=lambda: NOW + timedelta(hours=2))
    try:
        answer = open_private(visitor, complaint)
    finally:
        app.extensions["toolbox"] = tools

    assert answer.status == 303


def test_a_replaced_number_closes_what_the_old_one_opened(
    session, visitor, complaint, coordinator, app
):
    private(visitor, complaint)
    number = opening.replace_number(
        session,
        complaint,
        secret_key=app.config["SECRET_KEY"],
        actor=coordinator,
        now=NOW,
    )
    session.commit()

    assert visitor.open(f"/tra-cuu/{complaint.code}").status == 404
    assert open_private(visitor, complaint, number).status == 303


def test_a_question_is_answered_on_the_private_view(
    session, visitor, complaint, coordinator, rules
):
    complaints.ask(
        session,
        complaint,
        "Chỗ nào trong ngõ?",
        seen_version=complaint.version,
        rules=rules,
        actor=coordinator,
        now=NOW,
    )
    session.commit()
    page = private(visitor, complaint)
    empty = page.send(f"/tra-cuu/{complaint.code}/tra-loi", answer=" ")

    answer = page.send(f"/tra-cuu/{complaint.code}/tra-loi", answer="Đối diện nhà văn hóa.")

    assert "Chỗ nào trong ngõ?" in page.words
    assert empty.status == 422
    assert answer.status == 303
    session.expire_all()
    assert complaint.state is ComplaintState.RECEIVED
    assert complaint_questions(session, complaint)[0].answer == "Đối diện nhà văn hóa."


def complaint_questions(session, complaint):
    from moderation.queries import complaints as queries

    return queries.questions(session, complaint.id)


def test_strangers_answer_no_question(app, session, complaint, visitor):
    token = visitor.open("/tra-cuu/" + complaint.code).filled("/tra-cuu")["csrf_token"]

    answer = visitor.post(
        f"/tra-cuu/{complaint.code}/tra-loi", {"csrf_token": token, "answer": "x"}
    )

    assert answer.status == 404


def test_the_private_view_says_whose_hands_it_is_in(session, visitor, complaint, coordinator):
    factories.routed(session, complaint, actor=coordinator)

    page = private(visitor, complaint)

    assert "Sở Xây dựng" in page.words
    assert "hạn trả lời" in page.words
    assert "Chủ trì" in page.words
    assert coordinator.name not in page.words


def test_the_answer_is_read_by_the_citizen_and_in_public(
    app, session, visitor, complaint, coordinator
):
    case = factories.routed(session, complaint, actor=coordinator)
    factories.answered(session, case, coordinator, at=NOW)
    before = private(visitor, complaint).words
    cases.publish_answer(
        session,
        case,
        "Đã nạo vét cống, hết ngập.",
        seen_version=case.version,
        photos=[],
        actor=coordinator,
        now=NOW,
    )
    session.commit()

    public = Visitor(app, address="127.0.0.8").open(f"/tra-cuu/{complaint.code}")
    assert "nạo vét" not in before
    assert "Đã nạo vét cống" in visitor.open(f"/tra-cuu/{complaint.code}").words
    assert "Đã nạo vét cống" in public.words
    assert "0900 000 111" not in public.words
    assert "Trần Văn L." in public.words


def test_a_refusal_is_explained(session, visitor, complaint, coordinator):
    decision = Decision(
        action=ComplaintAction.REFUSE,
        seen_version=complaint.version,
        reason_text="Việc giữa hai nhà, xin gặp tổ hòa giải.",
    )
    complaints.decide(session, complaint, decision, actor=coordinator, now=NOW)
    session.commit()

    assert "xin gặp tổ hòa giải" in private(visitor, complaint).words


def test_what_joined_a_public_case_before_it_was_public_leads_there(
    session, visitor, complaint, coordinator
):
    shown = factories.complaint(session, title="Ngập ngõ 12")
    shown.is_public = complaint.is_public = True
    case = factories.routed(session, shown, actor=coordinator)
    merging.join(
        session, complaint, case, seen_version=complaint.version, actor=coordinator, now=NOW
    )
    session.commit()

    stranger = visitor.open(f"/tra-cuu/{complaint.code}")
    owner = private(visitor, complaint)

    for page in (stranger, owner):
        assert page.status == 200
        assert page.soup.find("a", href=f"/tra-cuu/{shown.code}")
    assert complaint.title not in stranger.words
    assert "0900 000 111" not in stranger.words
    complaint.is_public = False  # its sender agreed to nothing public: its code tells nothing
    session.commit()
    assert Visitor(visitor.app).open(f"/tra-cuu/{complaint.code}").status == 404


def test_a_covered_complaint_tells_its_sender_one_sentence(
    session, visitor, complaint, coordinator, rules, tools
):
    complaint_sealing.cover(
        session,
        complaint,
        seen_version=complaint.version,
        rules=rules,
        seal=tools.seal,
        actor=coordinator,
        now=NOW,
    )
    session.commit()

    page = private(visitor, complaint)

    assert "đây chưa phải thông báo thụ lý" in page.words
    assert "ngập" not in page.words


def test_a_returned_lead_keeps_the_citizen_informed(session, visitor, complaint, coordinator):
    case = factories.routed(session, complaint, actor=coordinator)
    lead = assignments.lead_of(session, case)
    assignments.return_part(
        session,
        lead,
        "Thuộc đơn vị khác.",
        proposed_agency_id=None,
        seen_version=lead.version,
        actor=coordinator,
        now=NOW,
    )
    session.commit()

    page = private(visitor, complaint)

    assert "Thuộc đơn vị khác" not in page.words
    assert "Trong tay ai?" in page.words
