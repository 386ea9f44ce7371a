"""Cases that join, part and stand still, as the coordinator does it and the senders read it."""

import re
from datetime import date, datetime
from zoneinfo import ZoneInfo

from tests.browser import casework
from tests.browser.casework import DEPARTMENT, WARD


def test_three_complaints_become_one_case_and_one_of_them_comes_apart_again(tab):
    coordinator = tab().log_in("coordinator")
    people = [tab(width=360) for _ in range(3)]
    words = ("Đèn ngõ 5 tắt.", "Ngõ 5 tối om, mất điện đường.", "Bóng đèn ngõ 5 cháy đã lâu.")
    first, second, third = [
        casework.file(person, text) for person, text in zip(people, words, strict=True)
    ]
    casework.accept(coordinator, first.code, DEPARTMENT)
    casework.accept(coordinator, second.code, WARD)
    for each in (second, third):
        joined(coordinator, each.code, first.code)
    assert coordinator.axe() == []

    for person, each in zip(people, (first, second, third), strict=True):
        casework.open_private(person, each)
        assert "xử lý chung với 2 phản ánh khác" in person.text()
        assert DEPARTMENT in person.text()
    assert people[1].axe() == []

    casework.case_page(coordinator, first.code)
    entry = coordinator.page.locator("section[aria-labelledby=joining] p", has_text=third.code)
    coordinator.press(entry.locator("xpath=following-sibling::form[1]").locator("button"))

    for person, each in zip(people[:2], (first, second), strict=True):
        casework.open_private(person, each)
        assert "xử lý chung với 1 phản ánh khác" in person.text()
    casework.open_private(people[2], third)
    assert not re.search(r"chung với \d", people[2].text())
    assert "chờ tiếp nhận" in people[2].text()
    assert "Được xử lý riêng trở lại" in people[2].text()


def joined(coordinator, code: str, into: str) -> None:
    casework.case_page(coordinator, code)
    casework.unfold(coordinator, "#into")
    coordinator.page.fill("#into", into)
    coordinator.press("form:has(#into) button")


def test_one_complaint_with_two_problems_becomes_two_cases_and_stays_one_conversation(tab):
    coordinator, citizen = tab().log_in("coordinator"), tab(width=360)
    whole = casework.file(citizen, "Vỉa hè phố Trần Điền sụt, và quán cà phê hát to mỗi đêm.")
    casework.accept(coordinator, whole.code, DEPARTMENT)
    casework.unfold(coordinator, "#split_title")
    coordinator.page.fill("#split_title", "Quán cà phê hát to mỗi đêm")
    coordinator.page.fill("#split_content", "Một quán cà phê phố Trần Điền hát to mỗi đêm.")
    coordinator.press("form:has(#split_title) button")
    assert "Giao cơ quan xử lý việc này ở đây." in coordinator.text()
    part = coordinator.page.locator("main .ln-code").first.inner_text()
    casework.accept(coordinator, part, WARD)

    casework.open_private(citizen, whole)
    assert "Việc khác trong phản ánh này" in citizen.text()
    assert citizen.axe() == []
    citizen.press(citizen.page.locator("a", has_text="Quán cà phê hát to mỗi đêm"))
    assert citizen.page.locator("#so").count() == 0
    assert WARD in citizen.text()
    assert whole.code in citizen.text()
    assert citizen.axe() == []


def test_a_clock_that_stood_still_runs_on_when_the_sender_answers(tab):
    coordinator, citizen = tab().log_in("coordinator"), tab(width=360)
    coordinator.open("/staff/cases?queue=suspended")
    row = coordinator.page.locator("tr", has_text="Nước đọng trước cổng chợ")
    code = row.locator(".ln-code").first.inner_text()
    filed = casework.new_number(coordinator, code)

    casework.open_private(citizen, filed)
    assert "Hạn đang dừng để chờ ông/bà trả lời." in citizen.text()
    assert citizen.axe() == []
    before = due_on(citizen)
    citizen.page.fill("#answer", "Bên phải cổng, cạnh nắp hố thu vuông.")
    citizen.press("form:has(#answer) button")

    assert "đang xử lý, hạn trả lời" in citizen.text()
    assert due_on(citizen) > before
    officer = tab(width=360).log_in("agency_officer")
    casework.agency_case(officer, code, "accepted")
    assert "cạnh nắp hố thu vuông" in officer.text()
    assert "Hạn đã dừng" in officer.text()


def due_on(citizen) -> date:
    """The due date on the sender's own page."""
    shown = citizen.page.locator(".ln-agency.is-lead .ln-clock").inner_text()
    if "Hạn hôm nay" in shown:
        return datetime.now(ZoneInfo("Asia/Ho_Chi_Minh")).date()
    return datetime.strptime(re.search(r"[\d/]{10}", shown)[0], "%d/%m/%Y").date()  # noqa: DTZ007 - a day
