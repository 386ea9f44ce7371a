"""The clock of a case in a real browser: it stands still, gets more time, follows the calendar."""

from datetime import date, datetime, timedelta

import pytest

from tests.browser import casework


def case_with(desk, *forms: str) -> str:
    """The first case of the agency whose page has these forms."""
    for tab in ("accepted", "offered"):
        desk.open(f"/agency/?tab={tab}")
        links = desk.page.locator("main a[href^='/agency/cases/']").evaluate_all(
            "links => links.map(link => link.getAttribute('href'))"
        )
        for link in dict.fromkeys(links):
            desk.open(link)
            if all(desk.page.locator(f"form[action*='/{form}']").count() for form in forms):
                return link
    pytest.fail(f"no case in the demo has the forms {forms}")


def code_of(desk) -> str:
    return desk.page.locator("main .ln-code").first.inner_text().strip()


def test_more_time_is_granted_and_then_the_clock_stands_still_for_the_sender(tab):
    leader, coordinator = tab().log_in("agency_leader"), tab().log_in("coordinator")
    address = case_with(leader, "extension", "pause")
    code = code_of(leader)
    leader.page.locator("summary", has_text="Xin gia hạn…").click()
    leader.page.fill("#extension_reason", "Chờ vật tư từ nhà máy.")
    day = date.today() + timedelta(days=30)  # noqa: DTZ011 - a day far enough in any zone
    while day.weekday() > 4:
        day += timedelta(days=1)
    leader.page.fill("#until", day.isoformat())
    leader.press(leader.page.locator("form[action*='/extension'] button"))
    assert "Điều phối viên chưa quyết định" in leader.text()

    casework.case_page(coordinator, code)
    assert coordinator.axe() == []
    coordinator.press(coordinator.page.locator("form[action*='/extension/grant'] button"))

    assert "Tính riêng, không tính là đúng hạn." in coordinator.text()
    assert coordinator.axe() == []
    the_sender_reads_why(tab(width=360), casework.new_number(coordinator, code), day)
    the_clock_stands_still(tab(width=360).log_in("agency_leader"), address)


def the_sender_reads_why(citizen, filed: casework.Filed, day: date) -> None:
    casework.open_private(citizen, filed)
    told = citizen.text()
    assert f"Đã gia hạn đến {day:%d/%m/%Y}, hạn trước là" in told
    assert "Chờ vật tư từ nhà máy." in told
    assert citizen.axe() == []


def the_clock_stands_still(officer, address: str) -> None:
    officer.open(address)
    officer.page.locator("summary", has_text="Hỏi người gửi, dừng tính hạn…").click()
    officer.page.fill("#pause_question", "Xin cho biết số nhà gần nhất.")
    assert officer.axe() == []
    officer.press(officer.page.locator("form[action*='/pause'] button"))

    told = officer.text()
    assert "Hạn đang dừng" in told or "hạn vẫn chạy" in told
    assert officer.overflow() <= 0
    assert officer.axe() == []


def test_a_change_of_the_calendar_shows_what_would_move(tab):
    office = tab().log_in("administrator")
    day = date.today() + timedelta(days=1)  # noqa: DTZ011 - likewise
    while day.weekday() > 4:
        day += timedelta(days=1)
    office.open("/staff/calendar")
    office.page.fill("#on", day.isoformat())
    office.page.fill("#name", "Nghỉ bão")
    office.press(office.page.locator("form[action$='/calendar'] button"))
    assert "hồ sơ đang mở sẽ đổi" in office.text()
    assert office.axe() == []
    row = office.page.locator("main tbody tr").first
    code, before, after = row.locator(".ln-code, td").all_inner_texts()
    assert moment(before) < moment(after)

    office.press(office.page.locator("button", has_text="Đồng ý, tính lại các hạn"))

    assert "Đã tính lại hạn của" in office.text()
    casework.case_page(office, code)
    assert f"Hạn {after}" in office.page.inner_text(".ln-desk-head")


def moment(day: str) -> datetime:
    return datetime.strptime(day.strip(), "%d/%m/%Y")  # noqa: DTZ007 - only compared
