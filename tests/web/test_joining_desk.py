"""The coordinator joins, takes apart, splits and links; agencies read what came together."""

import pytest
from sqlalchemy import select

from models import CaseLink, Complaint, Merge
from moderation.domain.case_states import CaseState, Outcome
from moderation.domain.complaint_states import ComplaintState
from moderation.services import merging, verdicts
from tests import factories
from tests.conftest import NOW
from tests.services.test_cases import publish
from tests.web.agency_case import shot
from tests.web.test_tracking import private


@pytest.fixture
def complaint(session):
    return factories.complaint(session, title="Ngập ngõ 12", full_name="Trần Văn Lâm")


@pytest.fixture
def case(session, complaint, coordinator):
    return factories.routed(session, complaint, "SXD", ("HSDC",), coordinator)


@pytest.fixture
def other(session):
    return factories.complaint(
        session, title="Ngõ 12 lụt", full_name="Lê Thị Bích Hai", email="hai@mail.example",
        content="Ngõ 12 lụt, hỏi chị Bích Hai.", phone="+84900000222",
    )  # fmt: skip


@pytest.fixture
def browser(desk, coordinator):
    return desk(coordinator)


def address(complaint, act=""):
    return f"/staff/complaints/{complaint.id}{act}"


def fresh(session, row):
    return session.get(type(row), row.id, populate_existing=True)


def join(browser, one, another):
    return browser.open(address(one)).send(address(one, "/merge"), into=another.code)


def test_a_complaint_joins_a_case_by_a_code_and_comes_out_again(
    session, browser, complaint, case, other
):
    done = join(browser, other, complaint)

    page = done.follow()
    assert (done.status, fresh(session, other).state) == (303, ComplaintState.MERGED)
    assert "Cùng hồ sơ này" in page.words
    assert complaint.title in page.words

    merge = session.scalars(select(Merge)).one()
    back = page.send(address(other, f"/merges/{merge.id}/undo"))

    assert back.status == 303
    assert fresh(session, other).state is ComplaintState.RECEIVED
    told = browser.open(address(complaint)).words
    assert f"nhập phản ánh {other.code} vào hồ sơ này" in told
    assert f"tách phản ánh {other.code} ra như trước" in told


def test_three_become_one_and_one_comes_out(session, browser, complaint, case, coordinator):
    more = []
    for lead in ("TTTP", "CATP"):
        made = factories.complaint(session)
        more.append((made, factories.routed(session, made, lead, (), coordinator)))
        assert join(browser, made, complaint).status == 303
    session.expire_all()
    assert [each.state for _, each in more] == [CaseState.MERGED] * 2

    page = browser.open(address(complaint))
    assert page.text.count("/undo") == 2
    merge = session.scalars(select(Merge).where(Merge.from_case_id == more[0][1].id)).one()
    page.send(address(complaint, f"/merges/{merge.id}/undo"))

    session.expire_all()
    assert [each.state for _, each in more] == [CaseState.ASSIGNED, CaseState.MERGED]


@pytest.mark.parametrize(
    ("typed", "problem"),
    [
        ("", "Chỗ này còn trống"),
        ("PA-1", "Mã chưa đúng"),
        ("received", "chưa được tiếp nhận"),
        ("self", "chính là hồ sơ này"),
        ("over", "đã trả lời hoặc kết thúc"),
        ("about", "nói về một cơ quan"),
    ],
)
def test_what_can_not_be_joined_is_explained_beside_the_field(
    session, browser, complaint, case, other, coordinator, units, typed, problem
):
    joining = complaint
    if typed == "received":
        typed = other.code
    elif typed == "self":
        typed = complaint.code
    elif typed == "over":
        made = factories.complaint(session)
        done = factories.routed(session, made, "TTTP", (), coordinator)
        factories.answered(session, done, coordinator, at=NOW)
        publish(session, done, coordinator)
        session.commit()
        typed = made.code
    elif typed == "about":
        joining = factories.complaint(session, about_unit_id=units["HSDC"].id)
        typed = complaint.code

    page = browser.open(address(joining)).send(address(joining, "/merge"), into=typed)

    assert page.status == 422
    assert problem in page.words
    assert session.scalars(select(Merge)).all() == []


def test_undoing_too_late_says_why(session, browser, complaint, case, other, coordinator):
    merge = merging.join(
        session, other, case, seen_version=other.version, actor=coordinator, now=NOW
    )
    session.commit()
    page = browser.open(address(complaint))
    factories.answered(session, case, coordinator, at=NOW)
    publish(session, case, coordinator)
    session.commit()
    version = str(fresh(session, case).version)

    late = page.send(address(complaint, f"/merges/{merge.id}/undo"), version=version)

    assert late.status == 409
    assert "không tách ra được" in late.words
    assert fresh(session, other).state is ComplaintState.MERGED


def test_joining_on_a_stale_page_meets_the_news(session, browser, complaint, case, other):
    page = browser.open(address(other))
    join(browser, other, complaint)

    stale = page.send(address(other, "/merge"), into=complaint.code)

    assert stale.status == 409
    assert "nhập vào hồ sơ chung" in stale.words


def test_what_is_not_there_and_who_may_not(
    session, browser, desk, complaint, case, other, moderator, coordinator
):
    key = browser.open(address(complaint)).filled(address(complaint, "/merge"))["csrf_token"]
    theirs = desk(moderator)
    their_key = theirs.open("/account").filled("/account")["csrf_token"]
    acts = ("/merge", "/split", "/links", "/merges/1/undo", "/links/1/remove")

    refused = [
        theirs.post(address(complaint, act), {"csrf_token": their_key}).status for act in acts
    ]
    version = str(case.version)
    missing = [
        browser.post(address(complaint, act), {"csrf_token": key, "version": version}).status
        for act in ("/merges/987654/undo", "/links/987654/remove")
    ]
    not_in_a_case = browser.post(address(other, "/links"), {"csrf_token": key}).status

    assert refused == [403] * 5
    assert [*missing, not_in_a_case] == [404] * 3


def test_a_second_problem_is_split_and_routed_on_its_own_page(
    session, browser, complaint, case, visitor
):
    page = browser.open(address(complaint))
    empty = page.send(address(complaint, "/split"), split_title="Đèn hỏng", split_content=" ")
    assert empty.status == 422
    assert "Đèn hỏng" in empty.text

    done = page.send(
        address(complaint, "/split"), split_title="Đèn hỏng", split_content="Đèn không sáng."
    )

    part = session.scalars(select(Complaint).where(Complaint.split_from_id == complaint.id)).one()
    assert done.location.endswith(address(part))
    theirs = done.follow()
    assert "Tách từ cùng một lời kể" in theirs.words
    routed = theirs.send(address(part, "/accept"), lead=str(factories.units(session)["TTTP"].id))
    assert routed.status == 303
    assert "Tách ra từ:" in routed.follow().words
    assert session.scalars(select(CaseLink)).one().case_id == case.id
    assert "Đèn hỏng" in private(visitor, complaint).words


def test_two_cases_are_linked_shown_both_ways_and_unlinked(
    session, browser, complaint, case, other, coordinator
):
    factories.routed(session, other, "TTTP", (), coordinator)
    page = browser.open(address(complaint))
    wrong = page.send(address(complaint, "/links"), other=complaint.code, link_kind="follow_up")
    odd = page.send(address(complaint, "/links"), other=other.code, link_kind="split")
    done = page.send(address(complaint, "/links"), other=other.code, link_kind="follow_up")

    assert (wrong.status, odd.status, done.status) == (422, 422, 303)
    assert "Việc tiếp theo:" in done.follow().words
    theirs = browser.open(address(other))
    assert "Tiếp theo của việc:" in theirs.words

    link = session.scalars(select(CaseLink)).one()
    theirs.send(address(other, f"/links/{link.id}/remove"))
    assert "Việc tiếp theo:" not in browser.open(address(complaint)).words


def test_the_desk_reads_what_reporters_said_and_how_it_ended(
    session, browser, complaint, case, coordinator, rules
):
    factories.answered(session, case, coordinator, at=NOW)
    publish(session, case, coordinator)
    case.outcome = Outcome.NOT_FIXED
    verdicts.rate(session, complaint, is_satisfied=False, text="Vẫn ngập.", days=7, now=NOW)
    session.commit()

    page = browser.open(address(complaint))

    assert "Chưa khắc phục được" in page.words
    assert "Vẫn ngập." in page.words


# --- Agencies


def test_agencies_read_further_reports_masked(session, desk, case, other, coordinator, tools):
    photo = shot(session, tools, complaint_id=other.id)
    merging.join(session, other, case, seen_version=other.version, actor=coordinator, now=NOW)
    session.commit()
    pages = {}
    for code in ("SXD", "HSDC"):
        theirs = desk(factories.agency_person(session, code))
        pages[code] = theirs.open(f"/agency/cases/{factories.part_of(session, case, code).id}")
        assert theirs.open(f"/agency/photos/{photo.key}").status == 200

    assert "Ngõ 12 lụt" in pages["SXD"].words
    assert "Bích Hai" in pages["SXD"].words
    assert "Ngõ 12 lụt" in pages["HSDC"].words
    assert "Bích Hai" not in pages["HSDC"].words


def test_whoever_hides_is_hidden_in_every_word_of_the_case(session, desk, case, other, coordinator):
    lead = factories.part_of(session, case, "SXD")
    lead.question = "Hỏi chị Lê Thị Bích Hai, 0900 000 222."
    other.hide_identity = True
    session.commit()
    merging.join(session, other, case, seen_version=other.version, actor=coordinator, now=NOW)
    session.commit()
    theirs = desk(factories.agency_person(session, "SXD"))

    page, inbox = theirs.open(f"/agency/cases/{lead.id}"), theirs.open("/agency/")

    assert "Trần Văn Lâm" in page.words
    for leak in ("Bích Hai", "0900 000 222", "900000222"):
        assert leak not in page.text
        assert leak not in inbox.text


def test_an_agency_one_of_the_complaints_is_about_does_not_find_the_case(
    session, desk, case, other, coordinator, units
):
    merging.join(session, other, case, seen_version=other.version, actor=coordinator, now=NOW)
    other.about_unit_id = units["HSDC"].id
    session.commit()
    theirs = desk(factories.agency_person(session, "HSDC"))

    part = factories.part_of(session, case, "HSDC")
    assert theirs.open(f"/agency/cases/{part.id}").status == 404
    assert "Ngập ngõ 12" not in theirs.open("/agency/").words


def test_the_lead_reads_why_a_case_was_opened_again(
    session, desk, complaint, case, coordinator, rules
):
    factories.answered(session, case, coordinator, at=NOW)
    publish(session, case, coordinator)
    verdicts.reopen(
        session, complaint, "Vẫn ngập.", days=7, limit=2, rules=rules, urgent_hours=24, now=NOW
    )
    session.commit()
    theirs = desk(factories.agency_person(session, "SXD"))

    page = theirs.open(f"/agency/cases/{factories.part_of(session, case, 'SXD').id}")

    assert "Người gửi yêu cầu xử lý lại" in page.words
    assert "Vẫn ngập." in page.words
    assert page.form(f"/agency/cases/{factories.part_of(session, case, 'SXD').id}/answer")


def test_on_paper_a_shared_case_names_its_other_reports(
    session, browser, complaint, case, other, coordinator
):
    merging.join(session, other, case, seen_version=1, actor=coordinator, now=NOW)
    session.commit()

    paper = browser.open(f"/staff/complaints/{complaint.id}/print")

    assert f"Cùng hồ sơ này {other.title} {other.code}" in paper.words
