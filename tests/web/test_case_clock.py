"""The clock of a case on every page: agencies ask, the coordinator decides, the citizen reads."""

from datetime import date, timedelta

import pytest

from models import CalendarDay, CaseExtension, CaseFile, CasePause, Chase, DutyShift
from moderation.domain.case_states import CaseState, Outcome
from moderation.domain.permissions import Role
from moderation.queries import clocks
from moderation.services import assignments, cases, duty, pauses
from tests import factories
from tests.conftest import NOW
from tests.web.agency_case import address
from tests.web.test_tracking import open_private


@pytest.fixture
def taken(session, case, lead, agency_officer):
    """Accepted by its lead, due on Monday 30/11."""
    cases.accept_part(session, lead, seen_version=lead.version, actor=agency_officer, now=NOW)
    due(session, case, lead, date(2026, 11, 30))
    return lead


def due(session, case, lead, on: date) -> None:
    case.due_on = lead.due_on = on
    session.commit()


@pytest.fixture
def leader(session, desk):
    return desk(factories.person(session, Role.AGENCY_LEADER, "Lãnh đạo Sở"))


@pytest.fixture
def staff(desk, coordinator):
    return desk(coordinator)


@pytest.fixture
def mine(citizen, complaint):
    """The citizen's own page."""

    def open_it():
        open_private(citizen, complaint)
        return citizen.open(f"/tra-cuu/{complaint.code}")

    return open_it


def page_of(complaint) -> str:
    return f"/staff/complaints/{complaint.id}"


def fresh(session, case) -> CaseFile:
    return session.get(CaseFile, case.id, populate_existing=True)


def ask(of, lead, **typed):
    page = of("SXD").open(address(lead))
    return page.send(f"{address(lead)}/pause", **{"question": "Số nhà bao nhiêu?", **typed})


# Asking the citizen


def test_the_lead_asks_and_the_clock_stands_still(session, of, case, complaint, taken, mine):
    answer = ask(of, taken)

    assert answer.status == 303
    assert "Hạn đang dừng, chờ người gửi trả lời đến hết ngày 01/12/2026" in answer.follow().words
    assert fresh(session, case).state is CaseState.SUSPENDED
    page = mine()
    assert "Hạn đang dừng để chờ ông/bà trả lời." in page.words
    assert "Số nhà bao nhiêu?" in page.words
    page.send(f"/tra-cuu/{complaint.code}/tra-loi", answer="Số 15.")
    assert fresh(session, case).state is CaseState.IN_PROGRESS


def test_a_question_that_will_not_do_is_kept(of, taken):
    answer = ask(of, taken, question="")

    assert answer.status == 422
    assert answer.soup.select_one(".ln-error-summary")


def test_asking_twice_is_refused_and_loses_no_word(session, of, case, complaint, taken, rules):
    page = of("SXD").open(address(taken))
    page.send(f"{address(taken)}/pause", question="Ở đâu?")
    session.refresh(complaint)
    pauses.answer(session, complaint, "Đây.", rules=rules, now=NOW)
    session.commit()
    seen = str(fresh(session, case) and session.get(type(taken), taken.id).version)

    answer = page.send(f"{address(taken)}/pause", question="Ở đâu nữa?", version=seen)

    assert answer.status == 409
    assert "Ở đâu nữa?" in answer.words
    assert f"{address(taken)}/pause" not in page.visitor.open(address(taken)).text


def test_who_saw_an_older_page_loses_no_word(session, of, case, taken):
    answer = ask(of, taken, version="99")

    assert answer.status == 409
    assert "Số nhà bao nhiêu?" in answer.words
    assert fresh(session, case).state is CaseState.IN_PROGRESS


def test_on_the_last_day_the_coordinator_consents(session, of, case, complaint, taken, staff):
    due(session, case, taken, NOW.date())
    assert "Điều phối viên chưa quyết định" in ask(of, taken).follow().words

    page = staff.open(page_of(complaint))
    assert "Số nhà bao nhiêu?" in page.words
    refused = page.send(f"{page_of(complaint)}/pause/consent", question="")
    assert refused.status == 422
    stale = page.send(f"{page_of(complaint)}/pause/consent", version="99")
    assert stale.status == 409
    answer = page.send(f"{page_of(complaint)}/pause/consent", question="Xin cho số nhà.")

    assert answer.status == 303
    assert fresh(session, case).state is CaseState.SUSPENDED
    assert session.query(CasePause).one().question == "Xin cho số nhà."
    again = page.send(f"{page_of(complaint)}/pause/consent", question="Nữa.")
    assert again.status == 409


def test_the_coordinator_refuses_and_the_agency_reads_why(
    session, of, case, complaint, taken, staff
):
    due(session, case, taken, NOW.date())
    ask(of, taken)
    page = staff.open(page_of(complaint))
    assert page.send(f"{page_of(complaint)}/pause/refuse", note="").status == 422

    page.send(f"{page_of(complaint)}/pause/refuse", note="Đã có địa chỉ.")

    assert "Đã có địa chỉ." in of("SXD").open(address(taken)).words
    assert fresh(session, case).state is CaseState.IN_PROGRESS


def test_a_hidden_senders_answer_is_asked_for_by_the_coordinator(
    session, of, case, complaint, taken
):
    complaint.hide_identity = True
    session.commit()

    answer = ask(of, taken)

    assert "Đã gửi điều phối viên" in answer.follow().words
    assert session.query(CasePause).one().began_on is None


def test_a_case_that_ended_for_want_of_an_answer_says_that_it_was_not_refused(
    session, of, case, complaint, taken, mine, rules
):
    ask(of, taken)
    case = fresh(session, case)
    assert pauses.give_up(session, case.id, rules=rules, now=NOW + timedelta(days=12))
    session.commit()

    page = mine()

    assert case.outcome is Outcome.NO_INFO
    assert "Kết thúc do chưa đủ thông tin." in page.words
    assert "không phải là từ chối" in page.words
    assert not page.soup.find("form", action=f"/tra-cuu/{complaint.code}/tra-loi")


# More time


def want_time(leader, lead, **typed):
    values = {"reason_text": "Chờ vật tư.", "until": "2026-12-04", **typed}
    return leader.open(address(lead)).send(f"{address(lead)}/extension", **values)


def test_the_leader_asks_the_coordinator_grants_the_citizen_reads_why(
    session, of, case, complaint, taken, leader, staff, mine
):
    assert "Điều phối viên chưa quyết định" in want_time(leader, taken).follow().words
    page = staff.open(page_of(complaint))
    assert "xin gia hạn đến 04/12/2026" in page.words

    answer = page.send(f"{page_of(complaint)}/extension/grant")

    assert answer.status == 303
    assert fresh(session, case).extended_until == date(2026, 12, 4)
    told = answer.follow()
    assert "Tính riêng, không tính là đúng hạn." in told.words
    assert "gia hạn" in told.soup.select_one(".ln-days").text
    page = mine()
    assert "Đã gia hạn đến 04/12/2026" in page.words
    assert "Chờ vật tư." in page.words
    assert want_again(leader, taken).status == 409


def want_again(leader, lead):
    page = leader.open(address(lead))
    assert f"{address(lead)}/extension" not in page.text
    token = leader.open("/account").filled("/account")["csrf_token"]
    return leader.post(
        f"{address(lead)}/extension",
        {"csrf_token": token, "version": str(lead.version), "reason_text": "x",
         "until": "2026-12-10"},
    )  # fmt: skip


@pytest.mark.parametrize(
    "typed", [{"reason_text": ""}, {"until": ""}, {"until": "2026-11-30"}, {"until": "2026-12-05"}]
)
def test_a_wish_for_time_that_will_not_do_is_kept(session, taken, leader, typed):
    answer = want_time(leader, taken, **typed)

    assert answer.status == 422
    assert answer.filled(f"{address(taken)}/extension")["reason_text"] == typed.get(
        "reason_text", "Chờ vật tư."
    )
    assert session.query(CaseExtension).count() == 0


def test_an_officer_may_not_ask_for_time(session, of, taken):
    browser = of("SXD")
    page = browser.open(address(taken))
    assert f"{address(taken)}/extension" not in page.text
    token = browser.open("/account").filled("/account")["csrf_token"]

    answer = browser.post(
        f"{address(taken)}/extension",
        {"csrf_token": token, "version": str(taken.version), "reason_text": "x",
         "until": "2026-12-04"},
    )  # fmt: skip

    assert answer.status == 403


def test_a_refused_extension_says_why(session, complaint, taken, leader, staff):
    want_time(leader, taken)
    page = staff.open(page_of(complaint))
    assert page.send(f"{page_of(complaint)}/extension/refuse", note="").status == 422

    page.send(f"{page_of(complaint)}/extension/refuse", note="Việc này gấp.")

    assert "Việc này gấp." in leader.open(address(taken)).words
    assert page.send(f"{page_of(complaint)}/extension/grant").status == 409


# Reminders, returns, duty


def test_a_reminder_is_dated_counted_and_seen_by_the_leader(
    session, complaint, taken, leader, staff
):
    page = staff.open(page_of(complaint))
    assert page.send(f"{page_of(complaint)}/chase", note="").status == 422
    assert page.send(f"{page_of(complaint)}/chase", note="Lời.", version="99").status == 409

    answer = page.send(f"{page_of(complaint)}/chase", note="Đề nghị trả lời trước thứ Sáu.")

    assert "Đã đôn đốc 1 lần" in answer.follow().words
    assert session.query(Chase).one().assignment_id == taken.id
    seen = leader.open(address(taken)).words
    assert "Đã đôn đốc 1 lần" in seen
    assert "Đề nghị trả lời trước thứ Sáu." in seen


def give_back(session, part, actor):
    session.expire_all()
    assignments.return_part(
        session, part, "Không phải việc của chúng tôi", proposed_agency_id=None,
        seen_version=part.version, actor=actor, now=NOW,
    )  # fmt: skip
    session.commit()


def test_what_came_back_twice_is_the_supervisors(
    session, desk, case, complaint, lead, staff, agency_officer, coordinator, units
):
    give_back(session, lead, agency_officer)
    staff.open(page_of(complaint)).send(
        f"{page_of(complaint)}/reroute", lead=str(units["TTTP"].id), due_on="2026-12-04"
    )
    give_back(session, factories.part_of(session, case, "TTTP"), agency_officer)

    page = staff.open(page_of(complaint))
    assert "Bị trả lại 2 lần: phụ trách điều phối chọn cơ quan chủ trì." in page.words
    assert page.words.count("Không phải việc của chúng tôi") >= 2
    assert f"{page_of(complaint)}/reroute" not in page.text
    form = {
        "csrf_token": page.filled("/logout")["csrf_token"], "due_on": "2026-12-04",
        "version": str(fresh(session, case).version), "lead": str(units["CATP"].id),
    }  # fmt: skip
    assert staff.post(f"{page_of(complaint)}/reroute", form).status == 403
    assert staff.open("/staff/supervision").status == 403

    head = desk(factories.person(session, Role.HEAD_COORDINATOR))
    assert complaint.title in head.open("/staff/supervision").words
    answer = head.open(page_of(complaint)).send(
        f"{page_of(complaint)}/reroute", lead=str(units["CATP"].id), due_on="2026-12-04"
    )
    assert answer.status == 303
    assert complaint.title not in head.open("/staff/supervision").words


@pytest.fixture
def head(session, desk):
    return desk(factories.person(session, Role.HEAD_COORDINATOR))


def shift_of(person, first="2026-11-23T00:00", last="2026-11-24T00:00", phone="0912 345 678"):
    return {"officer": str(person.id), "starts_at": first, "ends_at": last, "phone": phone}


def test_the_duty_calendar_refuses_overlaps_and_shows_gaps(session, head, coordinator):
    page = head.open("/staff/duty")
    assert "Lúc này chưa có ai trực." in page.words
    assert page.send("/staff/duty", to="/staff/duty", **shift_of(coordinator)).status == 303

    page = head.open("/staff/duty")
    assert f"Đang trực: {coordinator.name}" in page.words
    twice = page.send("/staff/duty", to="/staff/duty", **shift_of(coordinator, "2026-11-23T20:00"))
    assert twice.status == 422
    assert "Giờ này đã có người trực." in twice.words
    wrong = page.send(
        "/staff/duty",
        to="/staff/duty",
        **shift_of(coordinator, "2026-11-25T20:00", "2026-11-25T19:00"),
    )
    assert (wrong.status, "kết thúc sau khi bắt đầu" in wrong.words) == (422, True)
    page.send(
        "/staff/duty",
        to="/staff/duty",
        **shift_of(coordinator, "2026-11-24T08:00", "2026-11-25T00:00"),
    )
    page = head.open("/staff/duty")
    assert "Khoảng chưa có ai trực:" in page.words

    first = session.query(DutyShift).order_by(DutyShift.id).first()
    assert page.send("/staff/duty/remove", shift=str(first.id)).status == 303
    assert page.send("/staff/duty/remove", shift=str(first.id)).status == 404
    for bad in ("x", "9" * 20):
        assert page.send("/staff/duty/remove", shift=bad).status == 422
    assert session.query(DutyShift).count() == 1


@pytest.mark.parametrize(
    "typed", [{"phone": ""}, {"phone": "12"}, {"starts_at": ""}, {"officer": "999999"}]
)
def test_a_shift_that_will_not_do_is_kept(session, head, coordinator, typed):
    answer = head.open("/staff/duty").send(
        "/staff/duty", to="/staff/duty", **{**shift_of(coordinator), **typed}
    )

    assert answer.status == 422
    assert session.query(DutyShift).count() == 0


def test_an_urgent_complaint_is_accepted_under_a_named_officer(
    session, staff, coordinator, administrator, units
):
    urgent = factories.complaint(session, is_urgent=True)
    duty.add_shift(
        session, NOW - timedelta(hours=1), NOW + timedelta(hours=8), staff_id=coordinator.id,
        phone="0912 345 678", actor=administrator, now=NOW,
    )  # fmt: skip
    session.commit()

    answer = staff.open(page_of(urgent)).send(
        f"{page_of(urgent)}/accept", lead=str(units["SXD"].id), due_on="2026-12-04"
    )

    case = session.get(
        CaseFile, session.get(type(urgent), urgent.id, populate_existing=True).case_id
    )
    assert (case.due_at, case.due_on) == (NOW + timedelta(hours=24), date(2026, 11, 24))
    page = answer.follow()
    assert f"Trực: {coordinator.name}" in page.words
    assert page.soup.find("a", href="tel:0912345678")


# The calendar


@pytest.fixture
def office(desk, administrator):
    return desk(administrator)


def test_a_day_off_shows_what_would_move_before_anything_is_written(
    session, office, case, complaint, taken
):
    typed = {"on": "2026-11-26", "kind": "off", "name": "Nghỉ bão"}
    page = office.open("/staff/calendar").send("/staff/calendar", to="/staff/calendar", **typed)

    assert page.status == 200
    assert complaint.code in page.words
    assert "30/11/2026 01/12/2026" in page.words
    assert session.get(CalendarDay, date(2026, 11, 26)) is None

    answer = page.send("/staff/calendar", to="/staff/calendar")

    assert answer.status == 303
    assert "Đã tính lại hạn của 1 hồ sơ đang mở." in answer.follow().words
    assert fresh(session, case).due_on == date(2026, 12, 1)
    assert "Nghỉ bão" in office.open(page_of(complaint)).words
    back = office.open("/staff/calendar").send("/staff/calendar/remove", on="2026-11-26")
    assert back.status == 200
    back.send("/staff/calendar/remove", to="/staff/calendar/remove")
    assert fresh(session, case).due_on == date(2026, 11, 30)


def test_a_list_that_changed_meanwhile_is_shown_again(session, office, case, taken):
    typed = {"on": "2026-11-26", "kind": "off", "name": "Nghỉ bão"}
    page = office.open("/staff/calendar").send("/staff/calendar", to="/staff/calendar", **typed)
    due(session, case, taken, date(2026, 12, 3))

    answer = page.send("/staff/calendar", to="/staff/calendar")

    assert answer.status == 409
    assert "Danh sách vừa thay đổi." in answer.words
    assert session.get(CalendarDay, date(2026, 11, 26)) is None
    assert fresh(session, case).due_on == date(2026, 12, 3)


# Who finds what waits for a word


def test_a_wish_about_the_clock_is_found_by_every_coordinator(
    session, staff, of, complaint, case, taken, leader
):
    assert want_time(leader, taken).status == 303

    start, listed = staff.open("/staff/"), staff.open("/staff/cases?queue=in_progress")

    assert f"{complaint.title} Xin dừng hạn hoặc gia hạn" in start.words
    assert "Xin dừng hạn hoặc gia hạn" in listed.words


def test_what_a_replaced_lead_wished_waits_for_nobody(
    session, staff, of, complaint, case, taken, leader, coordinator
):
    assert want_time(leader, taken).status == 303
    found = fresh(session, case)
    cases.reroute(
        session, found, factories.routing(session, complaint, "TTTP", (), at=NOW),
        seen_version=found.version, actor=coordinator, today=NOW.date(), now=NOW,
    )  # fmt: skip
    session.commit()

    assert "Xin dừng hạn hoặc gia hạn" not in staff.open("/staff/").words
    assert "Xin dừng hạn hoặc gia hạn" not in staff.open("/staff/cases?queue=assigned").words
    assert [row[0].id for row in clocks.deciding(session)] == []
