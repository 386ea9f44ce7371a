"""The case page: what is to be done beside what happened; the same on paper."""

import pytest
from sqlalchemy import select

from models import CaseNote, Event, OutboxMessage
from moderation.domain.case_states import CaseAction, CaseState, NoteAudience
from moderation.domain.permissions import Role
from moderation.services import assignments, cases, complaint_sealing
from tests import factories
from tests.conftest import NOW


@pytest.fixture
def complaint(session):
    return factories.complaint(session, title="Ngập ngõ 12", issue_code="HT01", category_code="HT")


@pytest.fixture
def case(session, complaint, coordinator):
    return factories.routed(session, complaint, "SXD", ("HSDC",), coordinator)


@pytest.fixture
def officer(session, units):
    return factories.agency_person(session, "SXD")


def address(complaint, act="") -> str:
    return f"/staff/complaints/{complaint.id}/{act}".rstrip("/")


def page_of(browser, complaint):
    return browser.open(address(complaint))


def open_forms(page) -> list[str]:
    """What the forms do that stand open in the column of what is to be done now."""
    found = page.soup.select(".ln-case-now form")
    shut = [form for form in found if form.find_parent("details", open=False)]
    return [form["action"].split("#")[0].rsplit("/", 1)[1] for form in found if form not in shut]


def offered(page) -> list[str]:
    found = page.soup.select(".ln-case-now form")
    return [form["action"].split("#")[0].rsplit("/", 1)[1] for form in found]


def publish(session, case, actor) -> None:
    factories.answered(session, case, actor, at=NOW)
    cases.publish_answer(
        session, case, "Xong.", seen_version=case.version, photos=(), actor=actor, now=NOW
    )
    session.commit()


def fresh(session, row):
    return session.get(type(row), row.id, populate_existing=True)


# --- What is to be done now


def test_what_is_to_be_done_stands_before_what_happened(desk, coordinator, complaint, case):
    columns = page_of(desk(coordinator), complaint).soup.select(".ln-case > .ln-col")

    assert ["ln-case-now" in column["class"] for column in columns] == [True, False]
    assert columns[1].select_one(".ln-timeline")
    assert not columns[0].select_one(".ln-timeline")


def test_at_intake_accepting_stands_open_behind_what_is_suggested(desk, coordinator, complaint):
    page = page_of(desk(coordinator), complaint)

    assert open_forms(page) == ["accept"]
    assert page.text.index('id="triage"') < page.text.index('id="accept"')
    assert {"ask", "classify", "decide", "cover", "number"} <= set(offered(page))


def test_what_is_not_classified_is_classified_first(desk, coordinator, session):
    found = factories.complaint(session, issue_code=None, category_code=None)

    assert "classify" in open_forms(page_of(desk(coordinator), found))


def test_while_the_agency_works_nothing_stands_open(desk, coordinator, complaint, case):
    page = page_of(desk(coordinator), complaint)

    assert open_forms(page) == []
    assert "Đang chờ Sở Xây dựng nhận việc." in page.words
    assert {"reroute", "further", "ask"} <= set(offered(page))
    assert not {"accept", "publish", "close"} & set(offered(page))


def test_a_returned_case_asks_for_another_lead(
    desk, coordinator, session, complaint, case, officer
):
    lead = assignments.lead_of(session, case)
    assignments.return_part(
        session, lead, "Của phường.", proposed_agency_id=None, seen_version=lead.version,
        actor=officer, now=NOW,
    )  # fmt: skip
    session.commit()

    page = page_of(desk(coordinator), complaint)

    assert open_forms(page) == ["reroute"]
    assert "chọn cơ quan khác. Hạn vẫn chạy." in page.words


def test_an_answer_is_sent_once_the_agency_let_it_go(
    desk, coordinator, session, complaint, case, officer
):
    lead = assignments.lead_of(session, case)
    cases.accept_part(session, lead, seen_version=lead.version, actor=officer, now=NOW)
    cases.change_case(
        session, case, CaseAction.SUBMIT, seen_version=case.version, actor=officer, now=NOW
    )
    session.commit()
    browser = desk(coordinator)
    inside = page_of(browser, complaint)
    cases.change_case(
        session, case, CaseAction.SEND_BACK, seen_version=case.version, actor=officer, now=NOW
    )
    factories.answered(session, case, officer, at=NOW)

    outside = page_of(browser, complaint)

    assert "publish" not in offered(inside)
    assert "Đang chờ lãnh đạo Sở Xây dựng duyệt câu trả lời." in inside.words
    assert open_forms(outside) == ["publish"]
    assert "send-back" in offered(outside)


def test_a_question_of_the_agency_comes_first(desk, coordinator, session, complaint, case, officer):
    lead = assignments.lead_of(session, case)
    assignments.ask_sender(
        session, lead, "Ngõ nào ạ?", seen_version=lead.version, actor=officer, now=NOW
    )
    session.commit()

    page = page_of(desk(coordinator), complaint)

    assert open_forms(page) == ["ask"]
    assert offered(page)[0] == "ask"
    assert page.filled(address(complaint, "ask"))["question"] == "Ngõ nào ạ?"


def test_a_form_with_something_wrong_in_it_stands_open(desk, coordinator, complaint, case):
    refused = page_of(desk(coordinator), complaint).send(address(complaint, "further"), agency="")

    assert refused.status == 422
    assert open_forms(refused) == ["further"]


def test_an_answered_case_may_be_closed_before_its_time_once(
    desk, coordinator, session, complaint, case
):
    publish(session, case, coordinator)
    page = page_of(desk(coordinator), complaint)

    closed, late = page.send(address(complaint, "close")), page.send(address(complaint, "close"))

    assert (closed.status, late.status) == (303, 409)
    assert fresh(session, case).state is CaseState.CLOSED
    assert "không còn việc gì" in closed.follow().words


def test_what_is_not_answered_is_not_closed(desk, coordinator, session, complaint, case):
    browser = desk(coordinator)
    token = browser.open("/account").filled("/account")["csrf_token"]

    typed = {"csrf_token": token, "version": str(case.version)}

    assert browser.post(address(complaint, "close"), typed).status == 409
    assert fresh(session, case).state is CaseState.ASSIGNED


# --- What happened


def lines(page) -> list[str]:
    return [" ".join(line.get_text(" ").split()) for line in page.soup.select(".ln-timeline > li")]


def test_the_latest_stands_first_and_the_sender_was_told(
    desk, coordinator, session, complaint, case
):
    message = session.scalars(
        select(OutboxMessage).where(OutboxMessage.subject_id == complaint.id)
    ).all()[-1]
    message.attempts, message.finished_at = 1, NOW
    session.commit()

    page = page_of(desk(coordinator), complaint)
    found = lines(page)

    assert "đã báo người gửi qua e-mail" in found[0]
    assert "gửi phản ánh" in found[-1]
    icons = {use["href"].split("#")[1] for use in page.soup.select(".ln-timeline use")}
    assert {"mail", "inbox", "circle-check", "send"} <= icons


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({}, "sắp báo người gửi qua e-mail"),
        ({"attempts": 1, "last_error": "SMTPError"}, "chưa báo được người gửi qua e-mail"),
        ({"attempts": 9, "given_up_at": NOW}, "không báo được người gửi qua e-mail"),
        ({"attempts": 1, "finished_at": NOW, "channel": "sms"}, "đã báo người gửi qua tin nhắn"),
    ],
)
def test_what_was_not_told_is_said_so(desk, coordinator, session, complaint, case, change, words):
    for message in session.scalars(
        select(OutboxMessage).where(OutboxMessage.subject_id == complaint.id)
    ):
        message.finished_at = None
        for name, value in change.items():
            setattr(message, name, value)
    session.commit()

    assert words in page_of(desk(coordinator), complaint).words


def test_a_message_another_took_the_place_of_was_never_sent(
    desk, coordinator, session, complaint, case
):
    for message in session.scalars(
        select(OutboxMessage).where(OutboxMessage.subject_id == complaint.id)
    ):
        message.attempts, message.finished_at = 0, NOW
    session.commit()

    assert "báo người gửi" not in " ".join(lines(page_of(desk(coordinator), complaint)))


def test_notes_are_told_apart_and_those_inside_an_agency_stay_there(
    desk, coordinator, session, complaint, case, officer, units
):
    known = [
        (NoteAudience.AGENCY, units["SXD"].id, "Chỉ trong Sở."),
        (NoteAudience.AGENCY, None, "Chỉ điều phối."),
        (NoteAudience.CASE, units["SXD"].id, "Các cơ quan đọc."),
        (NoteAudience.CITIZEN, units["SXD"].id, "Ông bà đọc."),
    ]
    for audience, agency_id, text in known:
        session.add(
            CaseNote(
                case_id=case.id,
                audience=audience,
                agency_id=agency_id,
                by_id=officer.id,
                at=NOW,
                text=text,
            )
        )
    session.commit()

    page = page_of(desk(coordinator), complaint)
    found = " | ".join(lines(page))

    assert "Chỉ trong Sở." not in page.text
    assert "(nội bộ điều phối) Chỉ điều phối." in found
    assert "(giữa các cơ quan) Các cơ quan đọc." in found
    assert "(gửi người dân) Ông bà đọc." in found
    assert page.soup.select_one(".ln-timeline .to-citizen").text.strip() == "Ông bà đọc."


# --- On paper


def test_all_of_a_case_is_printed_without_a_form_and_that_is_written_down(
    desk, coordinator, session, complaint, case
):
    publish(session, case, coordinator)
    browser = desk(coordinator)

    paper = browser.open(address(complaint, "print"))

    assert paper.status == 200
    assert not paper.soup.select("main form")
    for words in (complaint.content, "Trần Văn Lâm", "HSDC thấy thế nào?", "Xong.", "Diễn biến"):
        assert words in paper.words
    assert f"{coordinator.name} in lúc 23/11/2026, 09:00" in paper.words
    printed = session.scalars(select(Event).where(Event.action == "print")).one()
    assert (printed.actor_id, printed.subject_id) == (coordinator.id, complaint.id)
    assert "in hồ sơ" in page_of(browser, complaint).words


def test_a_complaint_without_a_case_is_printed_too(desk, coordinator, complaint):
    paper = desk(coordinator).open(address(complaint, "print"))

    assert paper.status == 200
    assert complaint.content in paper.words


def test_what_is_covered_is_not_printed(desk, coordinator, session, complaint, case, rules, tools):
    complaint_sealing.cover(
        session, complaint, seen_version=complaint.version, rules=rules, seal=tools.seal,
        actor=coordinator, now=NOW,
    )  # fmt: skip
    session.commit()

    assert desk(coordinator).open(address(complaint, "print")).status == 404
    assert session.scalars(select(Event).where(Event.action == "print")).all() == []


@pytest.mark.parametrize("role", [Role.MODERATOR, Role.AGENCY_OFFICER, Role.PROPAGANDA_OFFICER])
def test_nobody_else_prints_or_closes(desk, session, complaint, case, role):
    browser = desk(factories.person(session, role))
    token = browser.open("/account").filled("/account")["csrf_token"]

    assert browser.open(address(complaint, "print")).status == 403
    assert browser.post(address(complaint, "close"), {"csrf_token": token}).status == 403
