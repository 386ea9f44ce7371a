"""A case in the coordinator's hands: returned, asked further, answered, published."""

from dataclasses import replace
from datetime import date, timedelta
from io import BytesIO

import pytest
from PIL import Image
from sqlalchemy import select

from models import Assignment, Attachment, CaseFile, Complaint
from moderation.adapters import photos as photo_files
from moderation.domain.case_states import AssignmentRole, AssignmentState, CaseState
from moderation.domain.permissions import Role
from moderation.services import assignments, attachments, complaint_sealing
from tests import factories
from tests.conftest import NOW


@pytest.fixture
def complaint(session):
    return factories.complaint(session, title="Ngập ngõ 12", issue_code="HT01", category_code="HT")


@pytest.fixture
def case(session, complaint, coordinator):
    return factories.routed(session, complaint, "SXD", ("HSDC",), coordinator)


@pytest.fixture
def lead_officer(session, units):
    return factories.agency_person(session, "SXD")


def address(complaint, act="") -> str:
    return f"/staff/complaints/{complaint.id}/{act}"


def page_of(browser, complaint):
    return browser.open(f"/staff/complaints/{complaint.id}")


def send(browser, complaint, act, **typed):
    return page_of(browser, complaint).send(address(complaint, act), **typed)


def fresh(session, row):
    return session.get(type(row), row.id, populate_existing=True)


def give_back(session, case, officer, *, proposed=None) -> None:
    lead = assignments.lead_of(session, case)
    assignments.return_part(
        session, lead, "Tuyến này của phường.", proposed_agency_id=proposed,
        seen_version=lead.version, actor=officer, now=NOW,
    )  # fmt: skip
    session.commit()


def proof(session, tools, case) -> Attachment:
    file = BytesIO()
    Image.new("RGB", (40, 30), "green").save(file, "PNG")
    made = attachments.add(
        session, photo_files.reencode(file.getvalue()), store=tools.photos, now=NOW,
        assignment_id=assignments.lead_of(session, case).id,
    )  # fmt: skip
    session.commit()
    return made


def current(session, case) -> dict[str, AssignmentState]:
    known = {unit.id: code for code, unit in factories.units(session).items()}
    session.expire_all()
    return {known[part.agency_id]: part.state for part in assignments.current_parts(session, case)}


def test_before_seven_in_the_morning_it_is_the_local_day_that_agencies_begin(
    app, desk, coordinator, session, complaint, units, tools, monkeypatch
):
    """Agencies that begin today, at half past six in Hanoi, when it is yesterday in UTC."""
    night = NOW.replace(hour=23, minute=30)
    monkeypatch.setitem(app.extensions, "toolbox", replace(tools, clock=lambda: night))
    for code in ("SXD", "HSDC", "UBX-00070", "TTTP"):
        units[code].valid_from = date(2026, 11, 24)
    session.commit()
    browser = desk(coordinator)

    accepted = send(browser, complaint, "accept", lead=str(units["SXD"].id))
    asked = send(browser, complaint, "further", agency=str(units["UBX-00070"].id), question="?")
    moved = send(browser, complaint, "reroute", lead=str(units["TTTP"].id), instruction="Xin giúp.")

    assert [answer.status for answer in (accepted, asked, moved)] == [303, 303, 303]
    case = session.get_one(CaseFile, fresh(session, complaint).case_id)
    assert set(current(session, case)) == {"TTTP", "HSDC", "UBX-00070"}


def test_each_queue_holds_its_cases_by_due_date(
    desk, coordinator, session, case, complaint, lead_officer
):
    browser = desk(coordinator)

    def listed() -> dict[str, bool]:
        return {
            name: complaint.code in browser.open(f"/staff/cases?queue={name}").text
            for name in (
                "returned",
                "awaiting_approval",
                "assigned",
                "in_progress",
                "suspended",
                "closed",
            )
        }

    at_first = listed()
    factories.answered(session, case, lead_officer, at=NOW)
    after = listed()

    assert [name for name, is_there in at_first.items() if is_there] == ["assigned"]
    assert [name for name, is_there in after.items() if is_there] == ["awaiting_approval"]
    page = browser.open("/staff/cases?queue=awaiting_approval")
    assert page.soup.select_one(".ln-qnav [aria-current] .ln-count").text == "1"
    assert "Sở Xây dựng" in page.words
    assert browser.open("/staff/cases?queue=nonsense").status == 404
    assert browser.open("/staff/cases?after=nonsense").status == 422


def test_the_case_queue_has_pages(desk, coordinator, session):
    for n in range(51):
        factories.routed(session, factories.complaint(session, title=f"Số {n}"), actor=coordinator)
    browser = desk(coordinator)

    first = browser.open("/staff/cases?queue=assigned")
    second = browser.open(first.soup.select_one(".ln-col > p a")["href"])

    titles = [link.text for page in (first, second) for link in page.soup.select("tbody th a")]
    assert len(first.soup.select("tbody tr")) == 50
    assert sorted(titles) == sorted(f"Số {n}" for n in range(51))


def test_the_page_shows_agencies_questions_and_how_the_date_was_counted(
    desk, coordinator, case, complaint
):
    page = page_of(desk(coordinator), complaint)

    rows = [row.get_text(" ") for row in page.soup.select(".ln-agency")]
    assert "Chủ trì" in rows[0]
    assert "Xin xử lý." in rows[0]
    assert "HSDC thấy thế nào?" in rows[1]
    assert "nhận, không tính" in page.soup.select_one(".ln-days").text
    assert page.soup.select_one(".ln-days .is-due")


def test_a_returned_case_goes_to_the_agency_proposed(
    desk, coordinator, session, case, complaint, lead_officer, units
):
    give_back(session, case, lead_officer, proposed=units["UBX-00070"].id)
    browser = desk(coordinator)
    listed = browser.open("/staff/cases?queue=returned")
    page = page_of(browser, complaint)

    answer = page.send(address(complaint, "reroute"), instruction="Phường xử lý.")

    assert complaint.code in listed.text
    assert "Tuyến này của phường." in page.words
    assert answer.status == 303
    assert current(session, case) == {
        "UBX-00070": AssignmentState.OFFERED, "HSDC": AssignmentState.OFFERED,
    }  # fmt: skip
    assert fresh(session, complaint).submitted_at == complaint.submitted_at
    assert fresh(session, case).opened_at == case.opened_at


def test_a_lead_that_did_not_return_is_not_offered_again(desk, coordinator, case, complaint, units):
    page = page_of(desk(coordinator), complaint)

    assert not page.soup.select(f'#lead option[value="{units["SXD"].id}"]')
    answer = page.send(address(complaint, "reroute"), lead="", instruction="Nội dung dặn.")
    assert answer.status == 422
    assert "Chọn cơ quan chủ trì." in answer.words
    assert answer.filled(address(complaint, "reroute"))["instruction"] == "Nội dung dặn."


def test_asking_a_further_agency(desk, coordinator, session, case, complaint, units):
    answer = send(
        desk(coordinator), complaint, "further", agency=str(units["CATP"].id), question="Có ai?"
    )

    assert answer.status == 303
    assert current(session, case)["CATP"] is AssignmentState.OFFERED


@pytest.mark.parametrize("agency", ["SXD", "HSDC", ""])
def test_who_has_a_part_already_is_not_asked_again(
    desk, coordinator, session, case, complaint, units, agency
):
    chosen = str(units[agency].id) if agency else ""

    answer = send(desk(coordinator), complaint, "further", agency=chosen, question="Có ai?")

    assert answer.status == 422
    assert answer.filled(address(complaint, "further"))["question"] == "Có ai?"
    assert set(current(session, case)) == {"SXD", "HSDC"}


def test_the_unit_complained_of_is_never_asked_further(desk, coordinator, session, units):
    about = units["UBX-00070"]
    found = factories.complaint(session, about_unit_id=about.id, about_unit=about.name)
    factories.routed(session, found, actor=coordinator)

    page = page_of(desk(coordinator), found)
    answers = [
        page.send(address(found, "further"), agency=str(about.id), question="Ạ?"),
        page.send(address(found, "reroute"), lead=str(about.id)),
    ]

    assert not page.soup.select(f'select:not(#about_unit) option[value="{about.id}"]')
    assert [answer.status for answer in answers] == [422, 422]


def test_a_coordinating_agency_is_withdrawn_and_a_lead_never(
    desk, coordinator, session, case, complaint
):
    browser = desk(coordinator)
    page = page_of(browser, complaint)
    lead = assignments.lead_of(session, case)

    answer = page.send(address(complaint, "parts"))
    of_lead = browser.post(
        address(complaint, f"parts/{lead.id}/withdraw"),
        {**page.filled(address(complaint, "parts")), "version": str(lead.version)},
    )

    assert answer.status == 303
    assert of_lead.status == 422
    assert current(session, case) == {"SXD": AssignmentState.OFFERED}


def test_a_part_of_another_case_is_not_found_here(desk, coordinator, session, case, complaint):
    other = factories.routed(session, factories.complaint(session), actor=coordinator)
    part = factories.part_of(session, other, "HSDC")
    page = page_of(desk(coordinator), complaint)

    answer = page.send(
        address(complaint, "parts"),
        to=address(complaint, f"parts/{part.id}/withdraw"),
        version=str(part.version),
    )

    assert answer.status == 404
    assert fresh(session, part).state is AssignmentState.OFFERED


def test_sending_the_answer_back_needs_a_reason(
    desk, coordinator, session, case, complaint, lead_officer
):
    factories.answered(session, case, lead_officer, at=NOW)
    browser = desk(coordinator)

    refused = send(browser, complaint, "send-back", note="")
    answer = send(browser, complaint, "send-back", note="Chưa nói bao giờ xong.")

    assert refused.status == 422
    assert answer.status == 303
    assert fresh(session, case).state is CaseState.IN_PROGRESS
    assert "Chưa nói bao giờ xong." in answer.follow().words


def test_publishing_gives_the_answer_with_the_proof_chosen(
    desk, coordinator, session, case, complaint, lead_officer, tools
):
    shown, kept = proof(session, tools, case), proof(session, tools, case)
    factories.answered(session, case, lead_officer, "Đã nạo vét.", at=NOW)
    browser = desk(coordinator)
    page = page_of(browser, complaint)

    preview = page.send(
        address(complaint, "publish"), answer="Đã nạo vét xong hôm nay.", photos=str(shown.id)
    )
    answer = preview.send(address(complaint, "publish"))

    assert shown.key in preview.text
    assert kept.key not in preview.text
    assert page.filled(address(complaint, "publish"))["answer"] == "Đã nạo vét."
    assert browser.open(f"/staff/photos/{kept.key}/nho").status == 200
    assert answer.status == 303
    found = fresh(session, case)
    assert (found.state, found.answer) == (CaseState.ANSWERED, "Đã nạo vét xong hôm nay.")
    assert fresh(session, shown).is_public
    assert not fresh(session, kept).is_public
    assert "Đã nạo vét xong hôm nay." in answer.follow().words
    assert "Đã nạo vét xong hôm nay." in browser.open(f"/tra-cuu/{complaint.code}").words


def test_an_empty_answer_is_not_published(
    desk, coordinator, session, case, complaint, lead_officer
):
    factories.answered(session, case, lead_officer, at=NOW)

    answer = send(desk(coordinator), complaint, "publish", answer=" ")

    assert answer.status == 422
    assert "còn trống" in answer.words
    assert fresh(session, case).state is CaseState.AWAITING_APPROVAL


@pytest.mark.parametrize("act", ["publish", "send-back"])
def test_what_is_not_answered_yet_is_neither_sent_nor_sent_back(
    desk, coordinator, case, complaint, act
):
    browser = desk(coordinator)
    token = browser.open("/account").filled("/account")["csrf_token"]

    for typed in ({}, {"answer": "Xong.", "act": "change"}):
        seen = {"csrf_token": token, "version": str(case.version)}
        assert browser.post(address(complaint, act), {**seen, **typed}).status == 409


def test_whoever_comes_second_learns_what_the_first_did_and_keeps_the_words(
    desk, coordinator, session, case, complaint, lead_officer
):
    factories.answered(session, case, lead_officer, at=NOW)
    second = desk(factories.person(session, Role.COORDINATOR, "Quang Huy"))
    seen = page_of(second, complaint)
    first = send(desk(coordinator), complaint, "publish", answer="Xong rồi.")
    first.send(address(complaint, "publish"))

    answers = [
        seen.send(address(complaint, "publish"), answer="Lời tôi đã sửa."),
        seen.send(address(complaint, "send-back"), note="Còn thiếu ngày."),
    ]

    for answer, words in zip(answers, ("Lời tôi đã sửa.", "Còn thiếu ngày."), strict=True):
        assert answer.status == 409
        assert "Minh Thu vừa xử lý phản ánh" in answer.words
        assert words in answer.words


@pytest.mark.parametrize("role", [Role.MODERATOR, Role.AGENCY_OFFICER, Role.CONFIDENTIAL_OFFICER])
def test_no_other_role_acts_on_a_case(desk, session, case, complaint, role):
    browser = desk(factories.person(session, role))
    token = browser.open("/account").filled("/account")["csrf_token"]
    typed = {"csrf_token": token, "version": str(case.version), "answer": "x", "note": "x"}

    for act in ("accept", "reroute", "further", "send-back", "publish", "parts/1/withdraw"):
        assert browser.post(address(complaint, act), typed).status == 403


def test_a_case_without_a_complaint_in_the_open_is_nowhere(
    desk, coordinator, session, case, complaint, tools
):
    browser = desk(coordinator)
    seen = page_of(browser, complaint)
    complaint_sealing.cover(
        session, complaint, seen_version=complaint.version, rules=factories.rules(session),
        seal=tools.seal, actor=coordinator, now=NOW,
    )  # fmt: skip
    session.commit()

    late = seen.send(address(complaint, "reroute"), instruction="lời của tôi")

    assert late.status == 404
    assert "Ngập ngõ 12" not in late.text
    for name in ("returned", "awaiting_approval", "assigned", "in_progress", "suspended", "closed"):
        page = browser.open(f"/staff/cases?queue={name}")
        assert complaint.code not in page.text
        assert {count.text for count in page.soup.select(".ln-qnav .ln-count")} == {"0"}


def test_hidden_identity_is_marked_in_the_queue_and_on_the_page(desk, coordinator, session):
    found = factories.complaint(session, hide_identity=True)
    factories.routed(session, found, actor=coordinator)
    browser = desk(coordinator)

    assert "Giữ kín danh tính" in browser.open("/staff/cases?queue=assigned").words
    assert "Không cơ quan nào được biết tên" in page_of(browser, found).words


def test_after_uncovering_the_case_is_opened_again_with_its_first_date(
    desk, coordinator, confidential_officer, session, case, complaint, tools, units
):
    first = (complaint.submitted_at, case.opened_at)
    rules = factories.rules(session)
    complaint_sealing.cover(
        session, complaint, seen_version=complaint.version, rules=rules, seal=tools.seal,
        actor=coordinator, now=NOW,
    )  # fmt: skip
    complaint_sealing.uncover(
        session, complaint, seen_version=complaint.version, rules=rules, seal=tools.seal,
        actor=confidential_officer, now=NOW + timedelta(hours=1),
    )  # fmt: skip
    session.commit()

    answer = send(desk(coordinator), complaint, "accept", lead=str(units["SXD"].id))

    assert answer.status == 303
    assert "Đã giao, chờ cơ quan nhận" in answer.follow().words
    assert (fresh(session, complaint).submitted_at, fresh(session, case).opened_at) == first
    leads = session.scalars(
        select(Assignment).where(
            Assignment.case_id == case.id,
            Assignment.is_current,
            Assignment.role == AssignmentRole.LEAD,
        )
    ).all()
    assert len(leads) == 1


def test_an_overdue_case_can_still_ask_and_be_rerouted(
    desk, coordinator, session, case, complaint, units
):
    session.get(type(case), case.id).due_on = date(2026, 11, 1)
    session.commit()

    page = page_of(desk(coordinator), complaint)

    assert "Quá hạn 22 ngày" in page.words
    assert page.filled(address(complaint, "further"))["due"] == "2026-11-23"
    assert page.filled(address(complaint, "reroute"))["due_on"] > "2026-11-23"
    assert session.scalars(select(Complaint)).one().id == complaint.id
