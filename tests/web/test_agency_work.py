"""What an agency does with its part of a case."""

import pytest

from models import Assignment, Event
from moderation.domain.case_states import AssignmentState, CaseState
from moderation.services import cases
from tests import factories
from tests.conftest import NOW
from tests.visitor import Visitor
from tests.web.agency_case import address, sent, state_of


def test_from_the_offer_to_the_answer(session, of, case, lead, asked, units):
    """The coordinating agency gives its opinion, the lead reads it and answers."""
    other, mine = of("HSDC"), of("SXD")
    other.open(address(asked)).send(
        f"{address(asked)}/answer", content="Cống này do Sở quản lý.", document_number="7/TN"
    )

    mine.open(address(lead)).send(f"{address(lead)}/accept")
    page = mine.open(address(lead))
    answer = page.send(
        f"{address(lead)}/answer", content="Đã nạo vét.", document_number="12/SXD",
        outcome="explained",
    )  # fmt: skip

    session.refresh(case)
    assert "Cống này do Sở quản lý." in page.words
    assert "7/TN" in page.words
    assert "Đã gửi câu trả lời cho điều phối viên." in answer.follow().words
    assert (case.state, case.answer, case.document_number) == (
        CaseState.AWAITING_APPROVAL,
        "Đã nạo vét.",
        "12/SXD",
    )
    assert "Đã nạo vét." not in other.open(address(asked)).words
    assert not mine.open(address(lead)).soup.find("form", enctype=True)
    assert "Đã nạo vét." not in other.open("/agency/?tab=answered").words


def test_returning_names_the_reason_and_another_agency(session, of, lead, units):
    answer = (
        of("SXD")
        .open(address(lead))
        .send(
            f"{address(lead)}/return",
            reason_text="Đường do phường quản lý.",
            proposed=str(units["UBX-00070"].id),
        )
    )

    kept = session.get(Assignment, lead.id, populate_existing=True)
    assert "Đã trả lại" in answer.follow().words
    assert (kept.state, kept.return_reason, kept.proposed_agency_id) == (
        AssignmentState.RETURNED,
        "Đường do phường quản lý.",
        units["UBX-00070"].id,
    )


@pytest.mark.parametrize(
    "typed",
    [
        {"reason_text": "", "proposed": "unknown"},
        {"reason_text": "Lý do.", "proposed": ""},
        {"reason_text": "Lý do.", "proposed": "99999999"},
    ],
)
def test_a_return_that_will_not_do_is_explained_and_kept(session, of, lead, typed):
    answer = of("SXD").open(address(lead)).send(f"{address(lead)}/return", **typed)

    assert answer.status == 422
    assert answer.filled(f"{address(lead)}/return")["reason_text"] == typed["reason_text"]
    assert answer.soup.select_one("details.ln-more[open]")
    assert state_of(session, lead) is AssignmentState.OFFERED


@pytest.mark.parametrize(
    ("verb", "typed"),
    [
        ("accept", {}),
        ("return", {"reason_text": "lời của tôi", "proposed": "unknown"}),
        ("answer", {"content": "lời của tôi", "document_number": "99/X"}),
        ("photos", {"content": "lời của tôi"}),
    ],
)
@pytest.mark.parametrize("version", ["99", "", None, "x"])
def test_who_comes_second_is_told_and_loses_no_word(session, of, asked, lead, verb, typed, version):
    page = of("HSDC").open(address(asked))
    typed = {**typed, "version": version}
    if verb == "photos":
        typed["photo"] = sent()

    where = "answer" if verb == "photos" else verb
    answer = page.send(f"{address(asked)}/{where}", to=f"{address(asked)}/{verb}", **typed)

    assert answer.status == 409
    assert all(
        text in answer.words
        for name, text in typed.items()
        if name in ("content", "reason_text", "document_number")
    )
    assert state_of(session, asked) is AssignmentState.OFFERED


def test_an_answer_given_cannot_be_given_again(session, of, asked):
    page = of("HSDC").open(address(asked))
    page.send(f"{address(asked)}/answer", content="Lần một.")

    answer = page.send(f"{address(asked)}/answer", content="Lần hai.")

    assert answer.status == 409
    assert "Lần hai." in answer.words
    assert session.get(Assignment, asked.id, populate_existing=True).answer == "Lần một."


def test_an_answer_sent_back_is_written_again(session, of, case, lead, coordinator):
    officer = factories.agency_person(session, "SXD")
    factories.answered(session, case, officer, at=NOW)
    cases.send_back(
        session, case, "Nói rõ ngày xong.", seen_version=case.version, actor=coordinator, now=NOW
    )
    session.commit()

    before = case.answer

    page = of("SXD").open(address(lead))
    half = page.send(
        f"{address(lead)}/answer", to=f"{address(lead)}/draft", act="save", content="Nửa câu"
    ).follow()
    half.send(f"{address(lead)}/answer", content="Xong ngày 30/11.", outcome="planned")

    session.refresh(case)
    assert "Nói rõ ngày xong." in page.words
    assert "cần viết lại" in page.words
    assert before in half.soup.find(attrs={"aria-labelledby": "said"}).text  # not the draft
    assert case.answer == "Xong ngày 30/11."


def test_notes_of_the_coordinators_stay_with_them(session, of, units, coordinator):
    complaint = factories.complaint(session)
    case = cases.accept(
        session, complaint, factories.routing(session, complaint, "SXD", (), at=NOW),
        seen_version=complaint.version, actor=coordinator, today=NOW.date(), now=NOW,
        note="nội bộ thôi",
    )  # fmt: skip
    session.commit()

    page = of("SXD").open(address(factories.part_of(session, case, "SXD")))

    assert "nội bộ thôi" not in page.text
    assert "tiếp nhận" in page.words


def test_a_form_without_its_token_does_nothing(of, asked, session):
    page = of("HSDC").open(address(asked))

    answer = page.send(f"{address(asked)}/answer", content="Lời dài", csrf_token=None)

    assert answer.status == 400
    assert "Lời dài" in answer.words
    assert session.query(Event).filter_by(subject="assignment", action="answer").count() == 0


def test_a_question_goes_through_the_coordinator_and_its_answer_comes_back_masked(
    session, of, desk, app, units, coordinator
):
    complaint = factories.complaint(session, hide_identity=True, full_name="Trần Văn Lâm")
    case = factories.routed(session, complaint, actor=coordinator, at=NOW)
    part = factories.part_of(session, case, "SXD")
    officer, clerk, citizen = of("SXD"), desk(coordinator), Visitor(app)
    at_desk = f"/staff/complaints/{complaint.id}"

    sent = officer.open(address(part)).send(f"{address(part)}/ask", question="Hố ga nào?")
    listed = clerk.open("/staff/cases?queue=assigned").words
    page = clerk.open(at_desk)
    asked = page.send(f"{at_desk}/ask")
    later = clerk.open(at_desk)
    private = citizen.open(f"/tra-cuu/{complaint.code}").send(
        "/tra-cuu", so=factories.number_of(complaint)
    )
    answered = private.follow().send(
        f"/tra-cuu/{complaint.code}/tra-loi", answer="Trước nhà Trần Văn Lâm, hố số 2."
    )

    assert [each.status for each in (sent, asked, answered)] == [303, 303, 303]
    assert "Muốn hỏi người gửi" in listed
    assert page.filled(f"{at_desk}/ask")["question"] == "Hố ga nào?"
    assert "Sở Xây dựng muốn hỏi người gửi" in page.words
    assert "muốn hỏi người gửi" not in later.words
    told = officer.open(address(part)).words
    assert "Trước nhà [tên người gửi], hố số 2." in told
    assert state_of(session, part) is AssignmentState.OFFERED


def test_a_question_needs_words(session, of, lead):
    answer = of("SXD").open(address(lead)).send(f"{address(lead)}/ask", question=" ")

    assert answer.status == 422


def test_nothing_is_asked_once_the_citizen_has_the_answer(session, of, desk, case, coordinator):
    complaint = cases.complaints_of(session, case)[0]
    browser = desk(coordinator)
    seen = browser.open(f"/staff/complaints/{complaint.id}")
    factories.answered(session, case, coordinator, at=NOW)
    cases.publish_answer(
        session, case, "Xong.", seen_version=case.version, photos=[], actor=coordinator, now=NOW
    )
    session.commit()

    late = seen.send(f"/staff/complaints/{complaint.id}/ask", question="Còn gì?")

    assert late.status == 409
