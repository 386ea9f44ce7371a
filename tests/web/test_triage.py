"""Beside a complaint at intake: kind, issue, urgency, others like it, and the guidance letter."""

import json

import pytest

from models import CaseFile, Complaint
from moderation.domain.complaint_states import ComplaintAction, ComplaintKind
from moderation.domain.permissions import Role
from moderation.services import complaints, routing_rules
from moderation.services.complaints import Decision
from tests import factories
from tests.conftest import NOW
from tests.visitor import Visitor

DECISION = "Tôi khiếu nại quyết định xử phạt của UBND phường, yêu cầu hủy quyết định."


@pytest.fixture
def browser(desk, coordinator):
    return desk(coordinator)


def address(complaint, act="") -> str:
    return f"/staff/complaints/{complaint.id}{act}"


def panel(page):
    return page.soup.find("section", {"aria-labelledby": "triage"})


def add_rule(session, actor, **values):
    rule = routing_rules.add(
        session, {"name": "Mưa thì gọi thoát nước", **values}, actor=actor, now=NOW
    )
    routing_rules.switch(session, rule.id, on=True, seen_version=rule.version, actor=actor, now=NOW)
    session.commit()
    return rule


def fresh(session, model, row_id):
    return session.get(model, row_id, populate_existing=True)


def test_the_panel_says_what_it_may_be_and_why(browser, session, units):
    made = factories.complaint(
        session, title="Nắp cống vỡ", content="Nắp cống vỡ, một cháu bé suýt lọt chân, xử lý gấp."
    )

    words = panel(browser.open(address(made))).get_text(" ")

    assert "Nắp cống, hố ga mất, vỡ" in words
    assert "vì có: nắp cống" in words
    assert "Có vẻ khẩn." in words
    assert "suýt lọt" in words


def test_one_press_fills_the_form_and_nothing_is_saved(browser, session, units):
    made = factories.complaint(session, title="Nắp cống vỡ", content="Nắp cống vỡ đôi.")
    link = panel(browser.open(address(made))).find("a", string="Nắp cống, hố ga mất, vỡ")

    page = browser.open(link["href"])

    filled = page.filled(address(made, "/classify"))
    assert filled["issue"] == "HT02"
    assert fresh(session, Complaint, made.id).issue_code == "GT01"
    page.send(address(made, "/classify"))
    assert fresh(session, Complaint, made.id).issue_code == "HT02"


def test_the_checklist_works_without_a_script(browser, session, units):
    made = factories.complaint(session)
    page = browser.open(address(made))
    form = panel(page).find("form")
    assert form["method"] == "get"

    answered = browser.open(f"{address(made)}?checked=1&yes=own_decision&yes=nonsense")

    words = panel(answered).get_text(" ")
    assert "Có thể là: Khiếu nại" in words
    assert "phản đối một quyết định" in words
    link = panel(answered).find("a", string="Điền vào phần Phân loại")
    assert browser.open(link["href"]).filled(address(made, "/classify"))["kind"] == "khieu_nai"
    assert "Chưa chọn câu nào" in panel(browser.open(f"{address(made)}?checked=1")).get_text(" ")


def test_a_link_cannot_choose_the_sealed_kind_or_what_is_unknown(browser, session, units):
    made = factories.complaint(session)

    page = browser.open(f"{address(made)}?kind=to_cao&issue=ZZ99")

    assert page.filled(address(made, "/classify"))["kind"] == "phan_anh"
    assert page.filled(address(made, "/classify"))["issue"] == "GT01"


def test_others_like_it_stand_beside_it(browser, session, units):
    words = "Nắp cống ngay cổng nhà trẻ Hoa Mai vỡ đôi, xe máy suýt sụp bánh."
    first = factories.complaint(session, title="Nắp cống vỡ", content=words, consent_publish=False)
    made = factories.complaint(session, title="Vỡ nắp cống", content=f"Sáng nay {words}")

    found = panel(browser.open(address(made)))

    assert "Có thể trùng" in found.get_text(" ")
    assert found.find("a", href=address(first)).text == "Nắp cống vỡ"
    assert found.find("a", href=address(made)) is None


def test_the_rules_fill_in_the_form_and_the_case_keeps_which(browser, session, units, coordinator):
    add_rule(session, coordinator, category_code="HT", lead_code="HSDC", due_days=1, is_urgent=True)
    made = factories.complaint(session, issue_code="HT01", category_code="HT")

    page = browser.open(address(made))
    filled = page.filled(address(made, "/accept"))
    assert filled["lead"] == str(units["HSDC"].id)
    assert (filled["due_on"], filled["is_urgent"]) == ("2026-11-25", "y")  # the 24th is a day off
    assert "Theo quy tắc “Mưa thì gọi thoát nước”" in page.words

    assert page.send(address(made, "/accept"), due_on="2026-11-27").status == 303

    done = fresh(session, Complaint, made.id)
    held = json.loads(session.get(CaseFile, done.case_id).routed_by)
    assert held["kept"] == ["lead", "urgency"]
    assert held["changed"] == ["due"]
    assert done.is_urgent
    words = browser.open(address(made)).words
    assert "Giao theo quy tắc" in words
    assert "Điều phối viên chọn khác" in words


def test_without_a_rule_nothing_is_said(browser, session, units):
    made = factories.complaint(session, issue_code="HT01", category_code="HT")

    page = browser.open(address(made))
    page.send(address(made, "/accept"))

    assert "Theo quy tắc" not in page.words
    case = session.get(CaseFile, fresh(session, Complaint, made.id).case_id)
    assert case.routed_by == ""
    assert "Giao theo quy tắc" not in browser.open(address(made)).words


def test_a_rule_whose_agency_closed_is_passed_over_and_says_so(
    browser, desk, session, units, coordinator
):
    rule = add_rule(session, coordinator, category_code="HT", lead_code="HSDC")
    units["HSDC"].valid_to = NOW.date().replace(day=1)
    session.commit()
    made = factories.complaint(session, issue_code="HT01", category_code="HT")

    page = browser.open(address(made))
    assert page.filled(address(made, "/accept"))["lead"] == str(units["SXD"].id)
    assert "được bỏ qua" in page.words

    head = desk(factories.person(session, Role.HEAD_COORDINATOR))
    for path in ("/staff/", "/staff/routing-rules"):
        words = head.open(path).words
        assert "Cần sửa" in words
        assert rule.name in words


def test_the_guidance_letter_is_printed_at_the_desk_and_read_by_the_citizen(
    app, browser, session, units, coordinator
):
    made = factories.complaint(
        session, content=DECISION, about_unit_id=units["UBX-00070"].id, about_unit="phường"
    )
    letter = browser.open(address(made, "/guidance"))
    assert letter.status == 200
    for words in ("Thư hướng dẫn", "Kính gửi: ông/bà Trần Văn Lâm", units["UBX-00070"].name):
        assert words in letter.words

    citizen = Visitor(app)
    open_private(citizen, made)
    path = f"/tra-cuu/{made.code}/thu-huong-dan"
    assert citizen.open(path).status == 404  # not guided yet

    complaints.decide(
        session, made,
        Decision(
            action=ComplaintAction.GUIDE, seen_version=made.version, reason_text="Xin gửi đơn."
        ),
        actor=coordinator, now=NOW,
    )  # fmt: skip
    session.commit()

    assert browser.open(address(made)).soup.find("a", href=address(made, "/guidance"))
    page = citizen.open(f"/tra-cuu/{made.code}")
    assert page.soup.find("a", href=path)
    assert "Xin gửi đơn." in citizen.open(path).words
    assert made.kind is ComplaintKind.KHIEU_NAI
    assert Visitor(app).open(path).status == 404


def test_no_letter_states_a_term_or_an_article(browser, session, units):
    made = factories.complaint(session, content=DECISION)

    words = browser.open(address(made, "/guidance")).soup.find("article").get_text(" ")

    assert "90 ngày" not in words
    assert "Điều" not in words.replace("Điều phối", "")


def open_private(citizen, complaint) -> None:
    page = citizen.open("/tra-cuu")
    citizen.post(
        "/tra-cuu",
        {
            "csrf_token": citizen.open("/gui-phan-anh").filled("/gui-phan-anh")["csrf_token"],
            "ma": complaint.code,
            "so": factories.number_of(complaint),
        },
    )
    assert page.status == 200
