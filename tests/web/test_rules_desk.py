"""Rules of routing and words of issues, edited in the browser with a dry run."""

from datetime import date

import pytest
from sqlalchemy import select

from models import Agency, Event, IssueWords, RoutingRule
from moderation.domain.permissions import GRANTS, Permission, Role
from tests import factories

RULES, WORDS = "/staff/routing-rules", "/staff/issue-words"
MAY = {role for role in Role if Permission.MANAGE_RULES in GRANTS[role]}


@pytest.fixture
def head(desk, session):
    return desk(factories.person(session, Role.HEAD_COORDINATOR))


def rules(session) -> list[RoutingRule]:
    session.expire_all()
    return list(session.scalars(select(RoutingRule).order_by(RoutingRule.position)))


def add(browser, name="Đêm", **typed):
    return browser.open(f"{RULES}/new").send(f"{RULES}/new", name=name, **{"lead": "HSDC", **typed})


def edit(browser, rule, **typed):
    return browser.open(f"{RULES}/{rule.id}").send(f"{RULES}/{rule.id}", **typed)


def actions(session) -> list[str]:
    mine = select(Event.action).where(Event.subject == "rules").order_by(Event.id)
    return list(session.scalars(mine))


@pytest.mark.parametrize("role", sorted(set(Role) - MAY))
def test_other_roles_see_no_rules(desk, session, units, role):
    browser = desk(factories.person(session, role))

    for path in (RULES, f"{RULES}/new", WORDS, f"{WORDS}/HT01"):
        assert browser.open(path).status == 403


def test_a_new_rule_is_off_and_is_tried_before_it_is_on(head, session, units):
    made = factories.complaint(session, issue_code="HT01", category_code="HT")
    factories.complaint(session)
    page = add(head, topic="HT").follow()
    (rule,) = rules(session)
    assert (rule.is_on, rule.category_code, rule.lead_code) == (False, "HT", "HSDC")
    assert not page.soup.find("button", {"name": "switch_on"})

    tried = page.send(f"{RULES}/{rule.id}", **{"try": "1"})

    assert tried.status == 200
    assert "1 phản ánh sẽ giao khác" in tried.words
    assert tried.soup.find("a", href=f"/staff/complaints/{made.id}")
    assert rules(session)[0].is_on is False
    assert tried.send(f"{RULES}/{rule.id}", switch_on="1").status == 303
    assert rules(session)[0].is_on is True
    assert actions(session) == ["add_rule", "edit_rule", "switch_rule_on"]
    assert "Đang bật" in head.open(RULES).words


def test_what_was_edited_after_the_trial_is_tried_again(head, session, units):
    add(head)
    (rule,) = rules(session)
    tried = edit(head, rule, **{"try": "1"})

    answer = tried.send(f"{RULES}/{rule.id}", lead="CATP", switch_on="1")

    assert "Nếu bật quy tắc này" in answer.words
    assert rules(session)[0].is_on is False
    assert rules(session)[0].lead_code == "HSDC"


def test_a_name_is_one_rules_alone(head, session, units):
    add(head, "Đêm")
    add(head, "Ngày")
    day = rules(session)[1]

    again = add(head, "Đêm")
    renamed = edit(head, day, name="Đêm", save="")
    same = edit(head, day, save="")

    assert (again.status, renamed.status, same.status) == (422, 422, 303)
    assert "Tên này đã có" in again.words
    assert len(rules(session)) == 2


def test_rules_move_and_go(head, session, units):
    for name in ("Một", "Hai", "Ba"):
        add(head, name)
    third = rules(session)[2]

    page = head.open(RULES)
    page.send(f"{RULES}/{third.id}/move", action="up")
    assert [rule.name for rule in rules(session)] == ["Một", "Ba", "Hai"]
    head.open(RULES).send(f"{RULES}/{third.id}/move", action="remove")
    assert [rule.name for rule in rules(session)] == ["Một", "Hai"]


def test_two_who_move_at_once_one_is_told(head, session, units):
    for name in ("Một", "Hai"):
        add(head, name)
    page, second = head.open(RULES), rules(session)[1]

    assert page.send(f"{RULES}/{second.id}/move", action="up").status == 303
    assert page.send(f"{RULES}/{second.id}/move", action="up").status == 409


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ({"name": ""}, "Xin điền"),
        ({"lead": ""}, "Chọn ít nhất một điều"),
        ({"lead": "NOPE"}, "Không có lựa chọn này"),
        ({"from_time": "25:00"}, "Viết giờ như 22:00"),
        ({"due_days": "0"}, "Một số từ 1 đến 90"),
        ({"topic": "ZZ"}, "Không có lựa chọn này"),
        ({"wards": "99999"}, "Không có lựa chọn này"),
    ],
)
def test_bad_input_is_explained(head, session, units, typed, says):
    answer = add(head, **{"name": "Đêm", **typed})

    assert answer.status == 422
    assert says in answer.words or "cần" in answer.words
    assert rules(session) == []


def test_the_list_reads_like_sentences(head, session, units):
    add(
        head, "Cuối tuần", topic="HT01", lead="UBX", phrases="ngập\ntắc cống", weekdays="6",
        from_time="22:00", to_time="05:00", due_days="1", urgency="1",
    )  # fmt: skip

    words = head.open(RULES).words

    for told in (
        "Ngập úng", "“ngập”, “tắc cống”", "ngày: T7", "22:00 - 05:00",
        "chủ trì: UBND phường, xã nơi xảy ra", "khẩn", "hạn 1 ngày làm việc",
    ):  # fmt: skip
        assert told in words


def test_a_rule_whose_agency_was_closed_says_so_also_while_it_is_off(head, session, units):
    add(head, "Cuối tuần", topic="HT01", lead="SXD")
    rule = session.query(RoutingRule).one()
    session.query(Agency).filter_by(code="SXD").one().valid_to = date(2026, 11, 1)
    session.commit()

    assert "SXD không còn hoạt động" in head.open(RULES).words
    assert "không còn hoạt động. Chọn cơ quan khác" in head.open(f"{RULES}/{rule.id}").words


def test_words_are_tried_then_saved(head, session, units):
    made = factories.complaint(session, title="Việc lạ", content="Con rắn lục bò trong sân trường.")
    page = head.open(f"{WORDS}/TT06")
    text = page.filled(f"{WORDS}/TT06")["phrases"] + "\nrắn lục = 9"

    tried = page.send(f"{WORDS}/TT06", phrases=text, save="1")

    assert tried.status == 200
    assert "Nếu lưu các từ này" in tried.words
    assert "1 phản ánh đổi gợi ý đầu" in tried.words
    assert session.scalars(select(IssueWords)).first() is None

    assert tried.send(f"{WORDS}/TT06", save="1").status == 303
    assert "rắn lục" in head.open(f"/staff/complaints/{made.id}").words
    assert actions(session) == ["save_issue_words"]


def test_a_line_that_cannot_be_used_is_named(head, session, units):
    answer = head.open(f"{WORDS}/HT01").send(f"{WORDS}/HT01", phrases="ngập = 3\nngập = 99")

    assert answer.status == 422
    assert "Dòng 2 không dùng được" in answer.words


def test_two_who_edit_the_same_words_are_told(head, session, units):
    page = head.open(f"{WORDS}/HT01")
    tried = page.send(f"{WORDS}/HT01", phrases="ngập = 3")
    assert tried.send(f"{WORDS}/HT01", save="1").status == 303

    answer = tried.send(f"{WORDS}/HT01", save="1")

    assert answer.status == 409
    assert "Có người vừa lưu trước" in answer.words


def test_how_many_complaints_are_tried_is_chosen_and_bounded(head, session, units):
    for _ in range(101):
        factories.complaint(session, title="Rác và đèn", content="rác")
    add(head)
    (rule,) = rules(session)

    few = edit(head, rule, last="100", **{"try": "1"})
    words = head.open(f"{WORDS}/MT01").send(f"{WORDS}/MT01", phrases="rác = 5", last="1000")

    assert "Đã thử trên 100 phản ánh gần nhất" in few.words
    assert few.soup.select_one("#last option[selected]")["value"] == "100"
    assert "Đã thử trên 101 phản ánh gần nhất" in words.words
    assert edit(head, rule, last="100000", **{"try": "1"}).status == 422


def test_an_issue_nobody_knows_is_not_found(head, units):
    assert head.open(f"{WORDS}/ZZ99").status == 404


def test_the_trial_shows_coverage_and_conflicts(head, session, units):
    factories.complaint(session, title="Rác và đèn", content="rác", issue_code="MT01")

    words = head.open(f"{WORDS}/MT01").send(f"{WORDS}/MT01", phrases="rác = 5").words

    assert "Có gợi ý" in words
    assert "Hai việc ngang nhau" in words
    assert "Đúng trong ba gợi ý đầu" in words
