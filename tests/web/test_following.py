"""The propaganda side's room: masked cases, what it says, what it is told; nothing public."""

import pytest
from sqlalchemy import select

from models import Event, PartyOpinion
from moderation.domain.permissions import Role
from moderation.services import cases, complaint_sealing, merging
from tests import factories
from tests.conftest import NOW
from tests.web.test_tracking import open_private

NAME, PHONE, MAIL = "Trần Văn Lâm", "0900 000 111", "lam@mail.example"


@pytest.fixture
def complaint(session):
    """One that is never public, and says more of its sender than anybody should read."""
    return factories.complaint(
        session,
        title="Ngập ngõ 12, gọi 0900 000 111",
        content=f"Tôi là {NAME}, {PHONE}, {MAIL}. Nước ngập nửa bánh xe.",
        consent_publish=False,
        ward_code="00070",
    )


@pytest.fixture
def case(session, complaint, coordinator):
    return factories.routed(session, complaint, "SXD", ("HSDC",), coordinator)


@pytest.fixture
def reader(desk, propaganda_officer):
    return desk(propaganda_officer)


def fresh(session, row):
    return session.get(type(row), row.id, populate_existing=True)


def hides_the_sender(text: str) -> bool:
    leaks = ("Văn Lâm", "0900 000 111", "900000111", MAIL, "trạm bơm")
    return not [leak for leak in leaks if leak in text]


def test_cases_are_read_masked_and_without_who_sent_them(reader, case, complaint):
    listed, page = reader.open("/staff/follow"), reader.open(f"/staff/follow/{case.id}")

    for shown in (listed, page):
        assert shown.status == 200
        assert complaint.code in shown.text
        assert "Ngập ngõ 12" in shown.words
        assert hides_the_sender(shown.text)
    assert "Nước ngập nửa bánh xe." in page.words


def test_an_answer_is_read_as_the_public_may(reader, session, case, coordinator):
    factories.answered(session, case, coordinator, f"Chào ông {NAME}, đã nạo vét.", at=NOW)
    assert "đã nạo vét" not in reader.open(f"/staff/follow/{case.id}").words
    cases.publish_answer(
        session, case, f"Chào ông {NAME}, đã nạo vét.", seen_version=case.version, photos=(),
        actor=coordinator, now=NOW,
    )  # fmt: skip
    session.commit()

    page = reader.open(f"/staff/follow/{case.id}")

    assert "đã nạo vét" in page.words
    assert hides_the_sender(page.text)


def test_the_list_is_narrowed_by_ward_category_mark_and_lateness(
    reader, session, case, complaint, coordinator
):
    other = factories.routed(
        session, factories.complaint(session, title="Đèn tắt", ward_code="00073"), "SXD", (),
        coordinator,
    )  # fmt: skip
    other.is_prominent, other.due_on = True, NOW.date().replace(day=2)
    session.commit()

    def listed(asked: str) -> list[str]:
        page = reader.open(f"/staff/follow?{asked}")
        return [code.text for code in page.soup.select("tbody .ln-code")]

    assert listed("ward=00070") == [complaint.code]
    assert len(listed("category=GT")) == 2
    assert complaint.code not in listed("prominent=1")
    assert len(listed("prominent=1")) == len(listed("queue=late")) == 1
    assert listed("queue=closed") == []
    assert reader.open("/staff/follow?queue=returned").status == 404
    assert reader.open("/staff/follow?after=x").status == 422


def test_what_is_sealed_is_not_there(reader, session, case, complaint, coordinator, rules, tools):
    complaint_sealing.cover(
        session, complaint, seen_version=complaint.version, rules=rules, seal=tools.seal,
        actor=coordinator, now=NOW,
    )  # fmt: skip
    session.commit()

    assert complaint.code not in reader.open("/staff/follow?queue=closed").text
    assert reader.open(f"/staff/follow/{case.id}").status == 404
    token = reader.open("/account").filled("/account")["csrf_token"]
    for act in ("say", "prominent"):
        typed = {"csrf_token": token, "kind": "opinion", "text": "x", "prominent": "1"}
        assert reader.post(f"/staff/follow/{case.id}/{act}", typed).status == 404


@pytest.mark.parametrize("kind", ["opinion", "proposal", "report_request"])
def test_what_is_said_reaches_the_coordinator(reader, desk, coordinator, case, complaint, kind):
    page = reader.open(f"/staff/follow/{case.id}")

    said = page.send(f"/staff/follow/{case.id}/say", kind=kind, text="Bà con đang rất bức xúc.")

    assert said.status == 303
    assert "Bà con đang rất bức xúc." in said.follow().words
    assert (
        "Bà con đang rất bức xúc."
        in desk(coordinator).open(f"/staff/complaints/{complaint.id}").words
    )


@pytest.mark.parametrize(("kind", "text"), [("opinion", " "), ("close", "Đóng đi.")])
def test_what_cannot_be_said_is_not_kept(reader, session, case, kind, text):
    page = reader.open(f"/staff/follow/{case.id}")

    refused = page.send(f"/staff/follow/{case.id}/say", kind=kind, text=text)

    assert refused.status == 422
    assert session.scalars(select(PartyOpinion)).all() == []


def test_a_report_is_asked_for_given_once_and_read(
    reader, desk, coordinator, session, case, complaint
):
    reader.open(f"/staff/follow/{case.id}").send(
        f"/staff/follow/{case.id}/say", kind="report_request", text="Bao giờ xong?"
    )
    browser = desk(coordinator)
    asked = session.scalars(select(PartyOpinion)).one()
    act = f"/staff/complaints/{complaint.id}/party/{asked.id}/answer"
    assert complaint.code in browser.open("/staff/").text
    page = browser.open(f"/staff/complaints/{complaint.id}")

    empty = page.send(act, report=" ")
    given = page.send(act, report="Thứ sáu này xong.")
    again = page.send(act, report="Lần nữa.")

    assert (empty.status, given.status, again.status) == (422, 303, 409)
    assert "Lần nữa." in again.words  # nothing typed is lost
    read = reader.open(f"/staff/follow/{case.id}").words
    assert "Thứ sáu này xong." in read
    assert fresh(session, asked).answered_by_id == coordinator.id


def test_an_opinion_of_another_case_is_not_answered_here(
    reader, desk, coordinator, session, case, complaint
):
    other = factories.complaint(session)
    factories.routed(session, other, actor=coordinator)
    reader.open(f"/staff/follow/{case.id}").send(
        f"/staff/follow/{case.id}/say", kind="report_request", text="Bao giờ xong?"
    )
    asked = session.scalars(select(PartyOpinion)).one()
    browser = desk(coordinator)
    page = browser.open(f"/staff/complaints/{complaint.id}")

    crossed = page.send(
        f"/staff/complaints/{complaint.id}/party/{asked.id}/answer",
        to=f"/staff/complaints/{other.id}/party/{asked.id}/answer",
        report="x",
    )

    assert crossed.status == 404


def test_a_prominent_matter_is_marked_and_unmarked_with_an_event(reader, session, case):
    act = f"/staff/follow/{case.id}/prominent"

    page = reader.open(f"/staff/follow/{case.id}")
    marked = page.send(act, prominent="1")
    late = page.send(act, prominent="1")

    assert (marked.status, late.status) == (303, 409)
    assert fresh(session, case).is_prominent
    again = marked.follow()
    assert again.send(act, prominent="2").status == 422
    assert again.send(act, prominent="0").status == 303
    actions = session.scalars(
        select(Event.action).where(Event.subject == "case", Event.subject_id == case.id)
    ).all()
    assert actions[-2:] == ["mark_prominent", "unmark_prominent"]


def test_the_mark_and_what_was_said_are_never_public(reader, citizen, desk, coordinator, session):
    found = factories.complaint(session)
    case = factories.routed(session, found, actor=coordinator)
    act = f"/staff/follow/{case.id}"
    reader.open(act).send(f"{act}/prominent", prominent="1")
    reader.open(act).send(f"{act}/say", kind="opinion", text="Lời chỉ trong nhà.")
    private = open_private(citizen, found)
    inside = private.follow() if private.status == 303 else private

    public = ["/", "/phan-anh", "/phan-anh.atom", f"/tra-cuu/{found.code}", "/phan-anh/feed"]
    texts = [citizen.open(path).text for path in public] + [inside.text]

    for text in texts:
        assert "điểm nóng" not in text.lower()
        assert "Lời chỉ trong nhà." not in text
        assert "prominent" not in text
    assert "Điểm nóng" in desk(coordinator).open(f"/staff/complaints/{found.id}").words
    assert "Điểm nóng" in desk(coordinator).open("/staff/cases?queue=assigned").words


@pytest.mark.parametrize("act", ["say", "prominent"])
@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.AGENCY_OFFICER, Role.MODERATOR])
def test_no_other_role_speaks_for_the_propaganda_side(desk, session, case, act, role):
    browser = desk(factories.person(session, role))
    token = browser.open("/account").filled("/account")["csrf_token"]

    assert browser.open("/staff/follow").status == 403
    assert browser.post(f"/staff/follow/{case.id}/{act}", {"csrf_token": token}).status == 403


def test_the_propaganda_side_neither_closes_nor_chases_nor_opens_the_file(reader, case, complaint):
    token = reader.open("/account").filled("/account")["csrf_token"]

    assert reader.open(f"/staff/complaints/{complaint.id}").status == 403
    assert reader.open(f"/staff/complaints/{complaint.id}/print").status == 403
    for path in (
        f"/staff/complaints/{complaint.id}/close",
        f"/staff/complaints/{complaint.id}/party/1/answer",
        "/staff/cases/bulk/apply",
    ):
        typed = {"csrf_token": token, "action": "chase", "pick": f"{case.id}-1"}
        assert reader.post(path, typed).status == 403


def test_what_is_said_twice_by_a_double_click_is_said_once(reader, session, case):
    page = reader.open(f"/staff/follow/{case.id}")

    for _ in range(2):
        sent = page.send(f"/staff/follow/{case.id}/say", kind="opinion", text="Cần làm sớm.")
        assert sent.status == 303

    assert len(session.scalars(select(PartyOpinion)).all()) == 1


def test_no_reporter_of_a_shared_case_is_read_in_its_answer(reader, session, case, coordinator):
    other = factories.complaint(session, full_name="Lê Thị Hai", ward_code="00070")
    merging.join(session, other, case, seen_version=1, actor=coordinator, now=NOW)
    said = f"Chào ông {NAME} và bà Lê Thị Hai, đã nạo vét."
    factories.answered(session, case, coordinator, said, at=NOW)
    cases.publish_answer(
        session, case, said, seen_version=case.version, photos=(), public_text=said,
        actor=coordinator, now=NOW,
    )  # fmt: skip
    session.commit()

    page = reader.open(f"/staff/follow/{case.id}")

    assert "đã nạo vét" in page.words
    assert "Thị Hai" not in page.text
    assert hides_the_sender(page.text)
