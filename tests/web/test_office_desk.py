"""Administration in the browser: rows edited one by one, everything carried as one file."""

import io
import json

import pytest
from werkzeug.datastructures import FileStorage
from werkzeug.test import encode_multipart

from models import (
    Agency,
    CaseFile,
    Category,
    Event,
    HouseSetting,
    Issue,
    MailTemplate,
    Reason,
    ReplyText,
    RoutingRule,
)
from moderation.domain.house_book import IN_THE_BROWSER
from moderation.domain.permissions import Role
from tests import factories
from tests.visitor import Page


@pytest.fixture
def browser(desk, administrator):
    return desk(administrator)


def open_row(browser, name, *key):
    query = "&".join(f"key={part}" for part in key)
    return browser.open(f"/staff/office/{name}/row?{query}")


def send_row(page, sheet, /, **typed):
    return page.send(f"/staff/office/{sheet}/row", **typed)


def upload(browser, held):
    """Kept in memory: the test client's own body would be a file that nobody closes."""
    token = browser.open("/staff/office").filled("/staff/office/import")["csrf_token"]
    text = held if isinstance(held, bytes) else json.dumps(held).encode()
    file = FileStorage(io.BytesIO(text), "a.json")
    boundary, body = encode_multipart({"csrf_token": token, "file": file})
    response = browser.client.post(
        "/staff/office/import", data=body,
        content_type=f'multipart/form-data; boundary="{boundary}"',
    )  # fmt: skip
    return Page(browser, response)


def sheets(**rows):
    return {"format": 1, "sheets": rows}


def mail_row(**changed):
    words = {"subject": "{code}", "body": "{code} {link}"}
    return {"key": "complaint_news", "language": "vi", **words, **changed}


def rule_row(**changed):
    return {"name": "Rác", "position": 0, "is_on": True, "lead_code": "SXD", **changed}


def office_events(session):
    return [(row.action, row.note) for row in session.query(Event).filter_by(subject="office")]


# --- Rows


def test_the_first_page_leads_to_every_sheet(browser):
    page = browser.open("/staff/office")

    assert page.status == 200
    for link in ("agencies", "categories", "issues", "reasons", "settings"):
        assert page.soup.select_one(f'a[href="/staff/office/{link}"]')
        assert browser.open(f"/staff/office/{link}").status == 200
    assert page.soup.select_one('a[href="/staff/calendar"]')
    assert browser.open("/staff/office/calendar").status == 404
    assert browser.open("/staff/office/nonsense").status == 404


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.ADMINISTRATOR}))
def test_nobody_else_administers(desk, session, units, role):
    browser = desk(factories.person(session, role))

    for path in ("", "/agencies", "/agencies/row", "/export.json"):
        assert browser.open(f"/staff/office{path}").status == 403


def test_what_an_agency_works_on_is_shown_before_it_is_closed_and_after(
    browser, session, units, coordinator
):
    led = factories.complaint(session)
    case = factories.routed(session, led, "HSDC", (), coordinator)
    factories.routed(session, factories.complaint(session), "SXD", ["HSDC"], coordinator)
    page = open_row(browser, "agencies", "HSDC")

    shown = send_row(page, "agencies", valid_to="2026-12-31", successor="SXD")

    session.expire_all()
    assert shown.status == 200
    assert session.query(Agency).filter_by(code="HSDC").one().valid_to is None
    answer = send_row(shown, "agencies")
    after = answer.follow()
    for told in (shown, after):
        assert "Chủ trì 1 hồ sơ đang mở" in told.words
        assert "Còn nợ ý kiến phối hợp ở 1 hồ sơ" in told.words
        assert led.code in told.words
    for query, code in ((f"lead={units['HSDC'].id}", led.code), (f"asked={units['HSDC'].id}", "")):
        listed = browser.open(f"/staff/cases?queue=open&{query}")
        assert after.soup.select_one(f'a[href="/staff/cases?queue=open&{query}"]')
        assert len(listed.soup.select("#main article, #main tbody tr")) == 1
        assert code in listed.words
    assert "Cơ quan kế tục: Sở Xây dựng." in shown.words
    assert case.id


def test_an_agency_is_closed_and_succeeded(browser, session, units):
    page = open_row(browser, "agencies", "HSDC")

    shown = send_row(page, "agencies", valid_to="2026-12-31", successor="SXD")
    back = send_row(shown, "agencies", act="change")
    answer = send_row(shown, "agencies", act="save")

    assert back.filled("/staff/office/agencies/row")["valid_to"] == "2026-12-31"
    assert answer.status == 303
    session.expire_all()
    closed = session.query(Agency).filter_by(code="HSDC").one()
    assert (closed.valid_to.isoformat(), closed.successor_id) == ("2026-12-31", units["SXD"].id)
    assert "kế tục: SXD" in browser.open("/staff/office/agencies").words
    assert office_events(session) == [("save", "agencies HSDC: valid_to, successor")]


def test_an_agency_stands_below_its_parent(browser, units):
    page = browser.open("/staff/office/agencies")

    codes = [each.text for each in page.soup.select(".ln-table .ln-code")]
    assert set(codes) >= {"SXD", "HSDC"}
    assert browser.open("/staff/office/agencies?q=so xay dung").words.count("Sở Xây dựng") >= 1
    assert "Không tìm thấy" in browser.open("/staff/office/agencies?q=qqqqq").words


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"name": ""}, "còn trống"),
        ({"valid_from": "1/1/2027"}, "2026-12-31"),
        ({"valid_from": "2027-01-01", "valid_to": "2026-01-01"}, "đứng trước ngày bắt đầu"),
        ({"parent": "SXD"}, "chính nó"),
        ({"successor": "NOBODY"}, "Không có cơ quan với mã này"),
    ],
)
def test_what_cannot_be_is_said_beside_the_field_and_what_was_typed_stays(
    browser, session, units, typed, said
):
    page = open_row(browser, "agencies", "SXD")

    answer = send_row(page, "agencies", phone="024 3333", **typed)

    assert answer.status == 422
    assert said in answer.soup.select_one(".ln-error").text
    assert answer.filled("/staff/office/agencies/row")["phone"] == "024 3333"
    session.expire_all()
    assert session.query(Agency).filter_by(code="SXD").one().phone != "024 3333"


def test_a_new_agency_needs_a_code_of_its_own(browser, session, units):
    page = open_row(browser, "agencies")

    taken = send_row(page, "agencies", code="SXD", name="Sở nào đó", kind="department")
    added = send_row(page, "agencies", code="SMOI", name="Sở mới", kind="department", parent="SXD")

    assert (taken.status, added.status) == (422, 303)
    assert "Mã này đã có" in taken.words
    session.expire_all()
    assert session.query(Agency).filter_by(code="SMOI").one().parent_id == units["SXD"].id


def test_whoever_comes_second_sees_what_the_first_wrote(browser, desk, session, units):
    page = open_row(browser, "agencies", "SXD")
    send_row(open_row(browser, "agencies", "SXD"), "agencies", phone="024 1111")

    answer = send_row(page, "agencies", phone="024 2222")

    assert answer.status == 409
    assert "024 1111" in answer.words
    assert answer.filled("/staff/office/agencies/row")["phone"] == "024 2222"
    again = answer.send("/staff/office/agencies/row")
    session.expire_all()
    assert again.status == 303
    assert session.query(Agency).filter_by(code="SXD").one().phone == "024 2222"


def test_an_agency_is_never_deleted(browser, session, units):
    page = open_row(browser, "agencies", "SXD")
    token = page.filled("/staff/office/agencies/row")["csrf_token"]

    assert (
        browser.post("/staff/office/agencies/forget?key=SXD", {"csrf_token": token}).status == 404
    )
    assert session.query(Agency).filter_by(code="SXD").count() == 1


def test_a_renamed_issue_is_renamed_at_once_and_comes_back(browser, session, visitor, units):
    page = open_row(browser, "issues", "MT01")
    before = page.filled("/staff/office/issues/row")["name"]

    send_row(page, "issues", name="Rác thải để quá lâu", due_days="9", coordinating="SXD")

    assert session.get(Issue, "MT01").due_days == 9
    assert "Rác thải để quá lâu" in browser.open("/staff/complaints/new").text
    listed = browser.open("/staff/office/issues")
    assert "đã sửa" in listed.words
    back = open_row(browser, "issues", "MT01").send("/staff/office/issues/forget")
    assert back.status == 303
    assert "Rác thải để quá lâu" not in browser.open("/staff/complaints/new").text
    assert before in browser.open("/staff/complaints/new").text
    assert [action for action, _ in office_events(session)] == ["save", "forget"]


def test_what_is_not_used_any_more_is_not_offered(browser, session, visitor, units):
    page = open_row(browser, "issues", "MT01")
    name = page.filled("/staff/office/issues/row")["name"]

    send_row(page, "issues", is_active=None, coordinating="")

    assert name not in browser.open("/staff/complaints/new").text
    assert "không dùng nữa" in browser.open("/staff/office/issues").words


def test_an_issue_needs_a_category_that_is_there(browser, units):
    page = open_row(browser, "issues")

    answer = send_row(
        page, "issues", code="QQ01", category_code="QQ", name="Lạ", lead_code="UBX", due_days="3"
    )

    assert answer.status == 422
    assert "Không có lĩnh vực với mã này" in answer.words


def test_a_reason_of_ones_own_is_offered(browser, session, desk, coordinator):
    page = open_row(browser, "reasons")

    send_row(page, "reasons", scope="complaint", code="moi", name="Việc của thôn, không của ta")

    assert session.get(Reason, ("complaint", "moi")).name == "Việc của thôn, không của ta"
    complaint = factories.complaint(session)
    session.commit()
    assert (
        "Việc của thôn, không của ta"
        in desk(coordinator).open(f"/staff/complaints/{complaint.id}").text
    )


def test_a_reason_for_comments_is_offered_from_the_next_page_on(
    browser, session, desk, moderator, article
):
    comment = factories.comment(session, article)
    session.commit()
    reader, here = desk(moderator), f"/staff/comments/{comment.id}"
    before = reader.open(here).text

    send_row(
        open_row(browser, "reasons"), "reasons", scope="comment", code="lac", name="Lạc đề quá xa"
    )

    assert "Lạc đề quá xa" not in before
    assert "Lạc đề quá xa" in reader.open(here).text


def test_a_reason_said_otherwise_is_said_so_on_the_cards(
    browser, session, desk, moderator, article
):
    comment = factories.comment(session, article)
    session.commit()
    reader, queue = desk(moderator), "/staff/comments?queue=rejected"
    reader.open(f"/staff/comments/{comment.id}").send(
        f"/staff/comments/{comment.id}/decide", action="reject", reason_code="off_topic"
    )
    before = reader.open(queue).text

    send_row(
        open_row(browser, "reasons", "comment", "off_topic"), "reasons", name="Nói chuyện khác hẳn"
    )

    assert comment.title in before
    assert "Nói chuyện khác hẳn" not in before
    assert "Nói chuyện khác hẳn" in reader.open(queue).text


def test_a_setting_counts_from_the_next_page_on(browser, session, visitor):
    page = open_row(browser, "settings", "site_name")

    answer = send_row(page, "settings", value="Lắng Nghe Huế")

    assert answer.status == 303
    assert session.get(HouseSetting, "site_name").value == "Lắng Nghe Huế"
    assert "Lắng Nghe Huế" in visitor.open("/").text


def test_a_setting_that_cannot_work_is_refused(browser, session):
    page = open_row(browser, "settings", "accept_hours")

    answer = send_row(page, "settings", value="nhiều")

    assert answer.status == 422
    assert "không dùng được" in answer.words
    assert session.query(HouseSetting).count() == 0


def test_keys_are_no_settings_of_this_page(browser):
    assert open_row(browser, "settings", "secret_key").status == 404
    assert open_row(browser, "settings").status == 404
    assert browser.open("/staff/office/agencies/row?key=A&key=B").status == 404


# --- Files


def test_what_is_exported_is_no_difference_when_it_comes_back(browser, session, units):
    factories.calendar(session)
    send_row(open_row(browser, "issues", "MT01"), "issues", due_days="9", coordinating="")

    exported = browser.open("/staff/office/export.json")
    answer = upload(browser, exported.text.encode())

    assert "attachment" in exported.response.headers["Content-Disposition"]
    assert {"agencies", "issues", "calendar"} <= {
        name for name, rows in json.loads(exported.text)["sheets"].items() if rows
    }
    assert "Tệp giống hệt những gì đang có" in answer.words


def test_a_file_shows_its_differences_before_it_is_applied(browser, session, units):
    held = sheets(
        agencies=[
            {"code": "MOI", "name": "Trung tâm mới", "kind": "utility", "parent": "MOI2"},
            {"code": "MOI2", "name": "Sở mới", "kind": "department"},
            {"code": "SXD", "phone": "024 5555", "name": "Sở Xây dựng", "kind": "department"},
        ],
        calendar=[{"on": "2026-12-31", "is_working": False, "name": "Nghỉ"}],
        issues=[],
    )

    shown = upload(browser, held)

    assert shown.status == 200
    assert "024 5555" in shown.words
    assert session.query(Agency).filter_by(code="MOI").count() == 0
    applied = shown.send("/staff/office/import")
    assert applied.status == 303
    session.expire_all()
    new = session.query(Agency).filter_by(code="MOI").one()
    assert session.get(Agency, new.parent_id).code == "MOI2"
    assert session.query(Agency).filter_by(code="SXD").one().phone == "024 5555"
    assert len(office_events(session)) == 4
    assert "Tệp giống hệt" in upload(browser, held).words


@pytest.mark.parametrize(
    "held",
    [
        b"", b"{", b"\xff\xfe", b"[]", b'{"format": 1}',
        sheets(agencies=[{"code": "A"}]),
        sheets(agencies=[{"code": "A", "name": "A", "kind": "department", "parent": "B"}]),
        sheets(settings=[{"name": "secret_key", "value": "x"}]),
        sheets(settings=[{"name": "accept_hours", "value": "x"}]),
        sheets(issues=[{"code": "A", "category_code": "QQ", "name": "A", "lead_code": "UBX",
                        "due_days": 1}]),
        sheets(word_lists=[{"name": "nonsense", "phrases": "x"}]),
        b"[" * 100_000,
        sheets(reasons=[{"scope": "complaint", "code": str(n), "name": "A"} for n in range(5001)]),
        sheets(agencies=[{"code": "A", "name": "A", "kind": "ban"}]),
        sheets(agencies=[{"code": "A", "name": "A", "kind": "utility", "ward_code": "QQ"}]),
        sheets(mail_templates=[mail_row(key="nonsense")]),
        sheets(mail_templates=[mail_row(subject="")]),
        sheets(mail_templates=[mail_row(subject="{code}: {how}")]),
        sheets(mail_templates=[mail_row(subject="Hai\ndòng")]),
        sheets(mail_templates=[mail_row(body="Không có đường dẫn, {code}")]),
        sheets(mail_templates=[mail_row(body="{code} {link} {full_name}")]),
        sheets(mail_templates=[mail_row(key="complaint_text", body="{code} {link}" + "x" * 400)]),
        sheets(routing_rules=[rule_row(lead_code="QQ")]),
        sheets(routing_rules=[rule_row(coordinating="QQ")]),
        sheets(routing_rules=[rule_row(lead_code="")]),
        sheets(routing_rules=[rule_row(coordinating="SXD")]),
        sheets(routing_rules=[rule_row(from_time="25:99")]),
        sheets(routing_rules=[rule_row(weekdays="8")]),
        sheets(routing_rules=[rule_row(ward_codes="khong-co")]),
        sheets(routing_rules=[rule_row(category_code="QQ")]),
        sheets(routing_rules=[rule_row(issue_code="QQ")]),
        sheets(routing_rules=[rule_row(due_days=365)]),
        sheets(issue_words=[{"issue_code": "QQ", "phrases": "rác = 3"}]),
        sheets(issue_words=[{"issue_code": "MT01", "phrases": "rác = 99"}]),
        sheets(issues=[{"code": "A", "category_code": "MT", "name": "A", "lead_code": "UBX",
                        "due_days": 0}]),
        sheets(reply_texts=[{"name": "A", "language": "vi", "text": "Kính gửi {full_name}"}]),
        sheets(standard_texts=[{"reason_code": "A", "language": "vi", "text": "{ai}"}]),
        sheets(reasons=[{"scope": "complaint", "code": "a", "name": "A\x00B"}]),
        sheets(reasons=[{"scope": "complaint", "code": "a", "name": "A\ud800B"}]),
        sheets(reasons=[{"scope": "complaint", "code": "a", "name": "A\u202eB"}]),
        sheets(settings=[{"name": "site_name", "value": "A\nBcc: b@c.example"}]),
        sheets(settings=[{"name": "site_name", "value": ""}]),
        sheets(settings=[{"name": "chase_days", "value": "mai"}]),
        sheets(settings=[{"name": "quiet_hours", "value": "29:00-30:00"}]),
    ],
)  # fmt: skip
def test_a_file_that_cannot_be_used_changes_nothing(browser, session, units, held):
    answer = upload(browser, held)

    assert answer.status == 422
    assert answer.soup.select_one(".ln-error, #faults")
    assert (session.query(Category).count(), session.query(HouseSetting).count()) == (0, 0)
    assert office_events(session) == []
    assert (session.query(MailTemplate).count(), session.query(RoutingRule).count()) == (0, 0)


def test_everything_of_use_comes_in_by_a_file(browser, session, units):
    held = sheets(
        mail_templates=[mail_row(), mail_row(key="complaint_text", subject="")],
        routing_rules=[rule_row(from_time="22:00", weekdays="67", is_urgent=False)],
        issue_words=[{"issue_code": "MT01", "phrases": "# rác\nbãi rác = 4"}],
        reply_texts=[{"name": "A", "language": "vi", "text": "Mã {code}", "agency": "SXD"}],
    )

    shown = upload(browser, held)
    assert shown.send("/staff/office/import").status == 303

    assert session.query(MailTemplate).count() == 2
    rule = session.query(RoutingRule).one()
    assert (rule.from_time, rule.is_on) == ("22:00", False)
    assert shown.soup.select_one("#untried ~ ul").get_text(strip=True) == "Rác"
    assert "Tệp giống hệt" in upload(browser, held).words
    exported = browser.open("/staff/office/export.json").text.encode()
    assert "Tệp giống hệt" in upload(browser, exported).words


def test_a_file_of_three_megabytes_can_be_read_and_applied(browser, session, units):
    rows = [
        {"name": f"Câu {number}", "language": "vi", "text": f"{number} " + "chữ " * 3800}
        for number in range(100)
    ]

    shown = upload(browser, sheets(reply_texts=rows))
    assert shown.status == 200
    applied = shown.send("/staff/office/import")

    assert applied.status == 303
    assert session.query(ReplyText).count() == 100


def test_a_file_that_is_too_large_is_refused_in_words(browser):
    answer = upload(browser, b" " * 9_000_000)

    assert answer.status == 303
    assert "không quá 4 MB" in answer.follow().words


def test_what_changed_after_the_differences_were_shown_is_shown_again(browser, session, units):
    held = sheets(settings=[{"name": "site_name", "value": "Nghe Huế"}])
    shown = upload(browser, held)
    send_row(open_row(browser, "settings", "site_name"), "settings", value="Nghe Vinh")

    answer = shown.send("/staff/office/import")

    assert answer.status == 409
    assert "Nghe Vinh" in answer.words
    session.expire_all()
    assert session.get(HouseSetting, "site_name").value == "Nghe Vinh"
    assert answer.send("/staff/office/import").status == 303


def test_a_day_off_in_a_file_moves_open_cases_and_says_which_before(browser, session, units):
    factories.routed(session, factories.complaint(session))
    case = session.query(CaseFile).one()
    before = case.due_on

    shown = upload(
        browser, sheets(calendar=[{"on": f"{before}", "is_working": False, "name": "Nghỉ bão"}])
    )

    assert "Hạn của 1 hồ sơ đang mở sẽ đổi" in shown.words
    assert shown.send("/staff/office/import").status == 303
    assert session.get(CaseFile, case.id, populate_existing=True).due_on > before


def test_a_difference_far_down_a_long_text_is_seen(browser, session, units):
    long = "\n".join(f"dòng {number}" for number in range(200))
    text = {"name": "A", "language": "vi", "text": long}
    upload(browser, sheets(reply_texts=[text])).send("/staff/office/import")

    shown = upload(browser, sheets(reply_texts=[{**text, "text": long + "\ndòng lạ"}]))

    assert "dòng lạ" in shown.words
    assert "dòng 50" not in shown.words


# --- What a newcomer needs


def test_every_sheet_has_a_page_to_edit_it(browser):
    links = [a["href"] for a in browser.open("/staff/office").soup.select("#sheets ~ ul a")]

    assert len(links) == 12
    assert [browser.open(link).status for link in links] == [200] * 12


def test_settings_are_called_by_what_they_do(browser):
    page = browser.open("/staff/office/settings")

    assert "Giờ gửi thư tổng hợp trong ngày" in page.words
    named = {row.select_one("a").text for row in page.soup.select("tbody tr")}
    assert not named & set(IN_THE_BROWSER)
    assert "21:00-06:30" in open_row(browser, "settings", "quiet_hours").words


def test_a_standard_answer_for_all_agencies_is_written_here(browser, session, units):
    page = open_row(browser, "reply_texts")

    refused = send_row(page, "reply_texts", name="Đã vá", language="vi", text="Kính gửi {ai}")
    answer = send_row(
        page, "reply_texts", name="Đã vá", language="vi", outcome="fixed", text="Mã {code}: đã vá."
    )

    assert (refused.status, answer.status) == (422, 303)
    assert "Kính gửi {ai}" in refused.text
    assert session.query(ReplyText).one().agency_id is None
    listed = browser.open("/staff/office/reply_texts")
    assert "Đã khắc phục" in listed.words
    row = open_row(browser, "reply_texts", "Đã vá", "vi", "")
    assert send_row(row, "reply_texts", text="Mã {code}: đã vá xong.").status == 303
    session.expire_all()
    assert session.query(ReplyText).one().text == "Mã {code}: đã vá xong."


def test_an_agency_leads_to_who_approves_its_answers(browser, units):
    page = open_row(browser, "agencies", "SXD")

    link = page.soup.select_one(f'a[href="/staff/agencies/{units["SXD"].id}/chain"]')
    assert link
    assert browser.open(link["href"]).status == 200
