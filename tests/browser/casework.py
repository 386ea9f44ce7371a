"""What people do in the journeys of casework, a function each; the assertions are in the tests."""

import re
from typing import NamedTuple

from tests.browser.conftest import Tab
from tests.conftest import FIXED_ANSWER

DEPARTMENT, DRAINAGE, WARD = "Sở Xây dựng", "Công ty Thoát nước", "UBND phường Định Công"


class Filed(NamedTuple):
    """A complaint as its sender has it."""

    code: str
    number: str


def file(citizen: Tab, content: str) -> Filed:
    """Send a complaint from Định Công, to be shown to everybody."""
    page = citizen.open("/gui-phan-anh").page
    page.fill("#content", content)
    page.fill("#ward", "Phường Định Công")
    page.check("#consent_publish")
    page.fill("#captcha_answer", FIXED_ANSWER)
    citizen.press("button[name=send].btn-second")
    text = citizen.text()
    return Filed(re.search(r"PA(?:-\w{4}){3}", text)[0], re.search(r"\b\d{4} \d{4}\b", text)[0])


def open_private(citizen: Tab, filed: Filed) -> None:
    """The sender's own page, by code and number; the number is asked for once."""
    citizen.open(f"/tra-cuu/{filed.code}")
    if citizen.page.locator("#so").count():
        fold = citizen.page.locator("main details", has=citizen.page.locator("#so"))
        if fold.count():
            fold.locator("summary").click()
        citizen.page.fill("#so", filed.number)
        citizen.press(
            citizen.page.locator("form", has=citizen.page.locator("#so")).locator("button")
        )


def case_page(desk: Tab, code: str) -> None:
    """A complaint's page at the coordinator's desk."""
    desk.open(f"/staff/cases?code={code}")
    assert "/staff/complaints/" in desk.page.url, f"{code} was not found"


def new_number(desk: Tab, code: str) -> Filed:
    """The coordinator gives somebody whom they know a new number."""
    case_page(desk, code)
    unfold(desk, "#how")
    desk.page.fill("#how", "Gọi lại số đã ghi.")
    desk.press("form:has(#how) button")
    return Filed(code, re.search(r"\b\d{4} \d{4}\b", desk.text())[0])


def unfold(tab: Tab, what: str) -> None:
    """Open whatever it is folded into."""
    for fold in tab.page.locator(f"details:not([open]):has({what})").all():
        fold.locator("summary").first.click()


def choose(tab: Tab, select: str, name: str) -> None:
    """Take the first option whose words begin with `name`."""
    options = tab.page.locator(f"{select} option").filter(has_text=name).first
    tab.page.select_option(select, options.get_attribute("value"))


def accept(desk: Tab, code: str, lead: str, asked: dict[str, str] | None = None) -> None:
    """Accept it and give it to `lead`, with questions to other agencies."""
    case_page(desk, code)
    choose(desk, "form[action*='/accept'] select[name=lead]", lead)
    for number, (agency, question) in enumerate((asked or {}).items(), 1):
        unfold(desk, f"#question_{number}")
        choose(desk, f"#agency_{number}", agency)
        desk.page.fill(f"#question_{number}", question)
    desk.press("form[action*='/accept'] .btn-primary")
    assert "Đã tiếp nhận và giao việc." in desk.text()


def agency_case(officer: Tab, code: str, tab: str = "offered") -> str:
    """The page of an agency's part in the case of a complaint; its address."""
    officer.open(f"/agency/?tab={tab}")
    while True:
        card = officer.page.locator("article").filter(has_text=code)
        if card.count():
            officer.press(card.first.locator("h2 a"))
            return officer.page.url
        following = officer.page.locator("main a[href*='after=']")
        assert following.count(), f"{code} is not among the {tab} of this agency"
        officer.press(following.first)


def take(officer: Tab, code: str) -> str:
    """The agency accepts its part; the address of its page."""
    address = agency_case(officer, code)
    officer.press("form[action$='/accept'] button")
    return address


def give_opinion(officer: Tab, code: str, words: str) -> None:
    agency_case(officer, code)
    officer.page.fill("textarea[name=content]", words)
    officer.press("form[action$='/answer'] button.ln-wide")


def give_back(officer: Tab, code: str, why: str, proposed: str) -> None:
    """An agency returns its part and says who it should be."""
    agency_case(officer, code)
    unfold(officer, "form[action$='/return']")
    form = officer.page.locator("form[action$='/return']")
    form.locator("textarea").fill(why)
    choose(officer, "form[action$='/return'] select", proposed)
    officer.press(form.locator("button"))


def reroute(desk: Tab, lead: str) -> None:
    """Another lead, chosen on the page that is open."""
    unfold(desk, "form[action*='/reroute']")
    choose(desk, "form[action*='/reroute'] select[name=lead]", lead)
    desk.press("form[action*='/reroute'] button")


def write_answer(officer: Tab, words: str, outcome: str) -> None:
    """Send the lead's answer from the page that is open; a number of a document is proof."""
    officer.page.fill("textarea[name=content]", words)
    officer.page.select_option("select[name=outcome]", outcome)
    officer.page.fill("#document_number", "2417/SXD-HTKT")
    officer.press("form[action$='/answer'] button.ln-wide")
    assert "Đã trình duyệt trong đơn vị." in officer.text(), officer.text()


def approve(leader: Tab, code: str) -> None:
    """The leader approves from the list of what waits."""
    leader.open("/agency/?list=approvals")
    leader.press(leader.page.locator("article").filter(has_text=code).locator("form button"))
    assert "Câu trả lời đã sang điều phối viên." in leader.text()


def send_answer(desk: Tab, code: str) -> None:
    """The coordinator reads both copies once more and sends what was approved."""
    case_page(desk, code)
    desk.press("form[action$='/publish#publish'] .btn-primary")
    assert "Chưa gửi." in desk.text()
    assert desk.axe() == []
    desk.press("form[action$='/publish#publish'] .btn-primary")
    assert "Đã gửi câu trả lời cho người gửi." in desk.text()
