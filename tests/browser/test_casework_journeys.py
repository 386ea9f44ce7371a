"""Cases from hand to hand in a real browser: many agencies and one answer, returned twice, sent
back by the leader, asked of a contractor. The demo's department approves what leaves it.
"""

from tests.browser import casework
from tests.browser.casework import DEPARTMENT, DRAINAGE, WARD

_PHONE = "0900 000 711"


def test_a_lead_and_two_agencies_make_one_answer_that_is_rated_reopened_and_closed(tab):
    citizen, coordinator = tab(width=360), tab().log_in("coordinator")
    filed = casework.file(citizen, f"Cống trước ngõ 30 phố Đầm Sen trào bùn. Gọi {_PHONE}.")
    asked = {WARD: "Có nhà nào bị bùn vào?", DRAINAGE: "Bao giờ nạo vét được?"}
    casework.accept(coordinator, filed.code, DEPARTMENT, asked)
    opinions = {"ward_officer": "Bùn vào hai nhà đầu ngõ.", "drainage_officer": "Nạo vét thứ Bảy."}
    for login, words in opinions.items():
        casework.give_opinion(tab(width=360).log_in(login), filed.code, words)

    officer, leader = tab(width=360).log_in("agency_officer"), tab(width=360)
    casework.take(officer, filed.code)
    officer.press("button[value=opinions]")
    pulled = officer.page.input_value("textarea[name=content]")
    assert all(words in pulled for words in opinions.values())
    assert officer.axe() == []
    words = f"{pulled}\nSở đã gọi {_PHONE} ngày 24/11."
    officer.page.fill("textarea[name=content]", words)
    officer.page.select_option("select[name=outcome]", "planned")
    officer.press("button[value=preview]")
    assert officer.axe() == []
    casework.write_answer(officer, words, "planned")
    leader.log_in("agency_leader").open("/agency/?list=approvals")
    assert leader.axe() == []
    casework.approve(leader, filed.code)
    casework.send_answer(coordinator, filed.code)
    assert coordinator.axe() == []

    casework.open_private(citizen, filed)
    assert f"Sở đã gọi {_PHONE}" in citizen.text()
    public = tab(width=360).open(f"/tra-cuu/{filed.code}")
    assert "Nạo vét thứ Bảy." in public.text()
    assert _PHONE not in public.text()
    assert "Chưa khắc phục, đã có" in public.text()
    assert [each.axe() for each in (citizen, public)] == [[], []]
    it_is_reopened(citizen)
    casework.agency_case(officer, filed.code, "accepted")
    assert "Thứ Bảy không ai đến." in officer.text()
    casework.write_answer(officer, "Sáng 25/11 đã nạo vét cống trước ngõ 30.", "fixed")
    casework.approve(leader, filed.code)
    casework.send_answer(coordinator, filed.code)
    it_is_closed(citizen, filed)


def it_is_reopened(citizen) -> None:
    citizen.page.check("#satisfied-no")
    citizen.press("form:has(#satisfied-no) button")
    assert "chưa hài lòng" in citizen.text()
    casework.unfold(citizen, "#reopen_reason")
    citizen.page.fill("#reopen_reason", "Thứ Bảy không ai đến.")
    citizen.press("form:has(#reopen_reason) button")
    assert "Hồ sơ đã được mở lại." in citizen.text()
    assert citizen.axe() == []


def it_is_closed(citizen, filed) -> None:
    casework.open_private(citizen, filed)
    citizen.page.check("#satisfied-yes")
    citizen.press("form:has(#satisfied-yes) button")
    assert "Đã trả lời và kết thúc." in citizen.text()
    assert "Đã khắc phục" in citizen.text()
    assert citizen.page.locator("#reopen_reason").count() == 0


def test_what_is_returned_twice_is_rerouted_by_the_supervisor_only(tab):
    coordinator, supervisor = (
        tab(scripts=False).log_in("coordinator"),
        tab(width=360).log_in("head_coordinator"),
    )
    filed = casework.file(tab(scripts=False), "Mương thoát nước sau chợ Định Công bị lấp một đoạn.")
    casework.accept(coordinator, filed.code, WARD)
    ward, drainage = tab(scripts=False).log_in("ward_officer"), tab().log_in("drainage_officer")
    casework.give_back(ward, filed.code, "Mương do công ty thoát nước quản lý.", DRAINAGE)
    casework.case_page(coordinator, filed.code)
    casework.reroute(coordinator, DRAINAGE)
    casework.give_back(drainage, filed.code, "Đất lấp mương thuộc dự án của Sở.", DEPARTMENT)

    casework.case_page(coordinator, filed.code)
    assert "phụ trách điều phối chọn cơ quan chủ trì" in coordinator.text()
    assert coordinator.page.locator("form[action*='/reroute']").count() == 0

    supervisor.log_in("head_coordinator").open("/staff/supervision")
    assert supervisor.axe() == []
    assert supervisor.overflow() <= 0
    row = supervisor.page.locator("section[aria-labelledby=returned] tr", has_text=filed.code)
    supervisor.press(row.locator("th a"))
    casework.reroute(supervisor, DEPARTMENT)
    assert casework.agency_case(tab().log_in("agency_officer"), filed.code)


def test_the_leader_sends_a_draft_back_and_the_officer_mends_it(tab):
    leader, officer = (
        tab(width=360).log_in("agency_leader"),
        tab(width=360).log_in("agency_officer"),
    )
    leader.open("/agency/?list=approvals")
    card = leader.page.locator("article").filter(has_text="Đèn trước trường mầm non tắt")
    code = card.locator(".ln-code").inner_text()
    leader.press(card.locator("h2 a"))
    assert leader.axe() == []
    casework.unfold(leader, "form[action$='/send-back']")
    leader.page.fill("form[action$='/send-back'] textarea", "Ghi rõ ai kiểm tra lại.")
    leader.press("form[action$='/send-back'] button")

    casework.agency_case(officer, code, "accepted")
    assert "Ghi rõ ai kiểm tra lại." in officer.text()
    assert "KT." in officer.text()
    assert officer.axe() == []
    words = officer.page.input_value("textarea[name=content]")
    casework.write_answer(officer, f"{words} Tổ trưởng đã kiểm tra lại lúc 19 giờ.", "fixed")
    casework.approve(leader, code)


def test_a_contractor_answers_once_by_a_link(tab):
    officer, contractor = tab(width=360).log_in("agency_officer"), tab(width=360)
    officer.open("/agency/?tab=accepted")
    officer.press(officer.page.locator("article").filter(has_text="Vỉa hè lún").locator("h2 a"))
    address = officer.page.url
    casework.unfold(officer, "#contractor")
    officer.page.fill("#contractor", "Công ty Vỉa hè Mới")
    officer.page.fill("#contractor_question", "Bao giờ có gạch lát?")
    officer.press("form:has(#contractor) button")
    assert "Bao giờ có gạch lát?" in officer.text()
    assert officer.axe() == []
    assert officer.overflow() <= 0
    officer.press("button[value=make]")
    assert officer.axe() == []
    link = officer.page.input_value("#link").removeprefix(officer.site.url)

    contractor.open(link)
    assert "Bao giờ có gạch lát?" in contractor.text()
    assert "Lý Quốc Bình" not in contractor.text()
    assert contractor.axe() == []
    assert contractor.overflow() <= 0
    contractor.page.fill("#content", "Gạch về ngày 30/11, lát trong hai ngày.")
    contractor.press("main form button")
    assert "Đã nhận trả lời" in contractor.text()

    assert contractor.page.goto(contractor.site.url + link).status == 410
    assert contractor.axe() == []
    officer.page.goto(address)
    assert "Gạch về ngày 30/11" in officer.text()
