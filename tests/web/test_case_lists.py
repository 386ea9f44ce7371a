"""The coordinator's lists: search, filters, kept filters, many at once."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from models import Assignment, CaseFile, Chase, RoutingRule, SavedFilter
from moderation.domain.case_states import AssignmentState, CaseState
from moderation.domain.complaint_states import ComplaintState
from moderation.domain.permissions import Role
from moderation.services import assignments, cases, complaint_sealing, duty
from tests import factories
from tests.conftest import NOW


@pytest.fixture
def routed(session, coordinator):
    def make(lead="SXD", parts=(), **words):
        found = factories.complaint(session, **words)
        return found, factories.routed(session, found, lead, parts, coordinator)

    return make


def give_back(session, case, officer) -> None:
    lead = assignments.lead_of(session, case)
    assignments.return_part(
        session, lead, "Không phải việc của chúng tôi.", proposed_agency_id=None,
        seen_version=lead.version, actor=officer, now=NOW,
    )  # fmt: skip
    session.commit()


def answer(session, case, actor) -> None:
    factories.answered(session, case, actor, at=NOW)
    cases.publish_answer(
        session, case, "Xong.", seen_version=case.version, photos=(), actor=actor, now=NOW
    )
    session.commit()


def fresh(session, row):
    return session.get(type(row), row.id, populate_existing=True)


def titles(page) -> list[str]:
    return [link.text for link in page.soup.select("tbody th a")]


def pick(case) -> str:
    return f"{case.id}-{case.version}"


def preview(browser, queue, action, picks):
    """The preview of `action` for the cases chosen on a list."""
    page = browser.open(f"/staff/cases?queue={queue}")
    typed = page.filled("/staff/cases/bulk/preview")
    return browser.post("/staff/cases/bulk/preview", {**typed, "action": action, "pick": picks})


# --- Search and filters


def test_a_code_leads_to_its_case_whatever_the_list_is_narrowed_to(desk, coordinator, routed):
    found, _case = routed(ward_code="00070")
    browser = desk(coordinator)

    answer = browser.open(
        f"/staff/cases?queue=closed&ward=00073&code={found.code.lower().replace('-', '+')}"
    )

    assert (answer.status, answer.location) == (303, f"/staff/complaints/{found.id}")


def test_a_code_nobody_has_is_said_so_and_the_list_stays(desk, coordinator, routed):
    routed(title="Ngập ngõ 12")

    answer = desk(coordinator).open("/staff/cases?queue=assigned&code=PA-1234")

    assert answer.status == 404
    assert "Không có phản ánh nào mang mã “PA-1234”" in answer.words
    assert titles(answer) == ["Ngập ngõ 12"]


def test_a_list_is_narrowed_by_lead_category_ward_and_clock(desk, coordinator, routed, units):
    routed("SXD", title="Của Sở", ward_code="00070")
    routed("CATP", title="Của công an", ward_code="00073")
    browser = desk(coordinator)

    def listed(narrowed) -> list[str]:
        return titles(browser.open(f"/staff/cases?queue=assigned&{narrowed}"))

    assert listed(f"lead={units['CATP'].id}") == ["Của công an"]
    assert listed("ward=00070") == ["Của Sở"]
    assert sorted(listed("category=GT")) == ["Của Sở", "Của công an"]
    assert listed("category=GT&clock=late") == []
    chosen = browser.open(f"/staff/cases?queue=assigned&lead={units['CATP'].id}")
    assert chosen.soup.select_one("#by-lead option[selected]").text == units["CATP"].name


def test_the_overview_leads_to_what_it_counts(desk, coordinator, session, routed):
    _, late = routed("CATP", title="Đã muộn")
    late.due_on = NOW.date() - timedelta(days=3)
    routed("SXD")
    session.commit()
    browser = desk(coordinator)

    page = browser.open("/staff/cases/by?of=lead")
    first, *_rest = page.soup.select("tbody tr")
    assert "Công an" in first.select_one("th").text
    assert titles(browser.open(first.select_one(".is-late")["href"])) == ["Đã muộn"]
    by_clock = browser.open("/staff/cases/by?of=clock").soup.select("tbody tr")[0]
    assert titles(browser.open(by_clock.select_one("a")["href"])) == ["Đã muộn"]
    assert browser.open("/staff/cases/by?of=nonsense").status == 404


@pytest.mark.parametrize(
    ("asked", "status"),
    [("queue=nonsense", 404), ("lead=x", 422), ("clock=x", 422), ("after=x", 422)],
)
def test_what_no_list_knows_is_refused(desk, coordinator, asked, status):
    assert desk(coordinator).open(f"/staff/cases?{asked}").status == status


def test_a_filter_is_kept_counted_renamed_moved_and_removed(
    desk, coordinator, session, routed, units
):
    routed(ward_code="00070")
    browser = desk(coordinator)

    for ward, name in (("00070", "Hoàn Kiếm"), ("00073", "Nơi kia")):
        page = browser.open(f"/staff/cases?queue=assigned&ward={ward}")
        assert page.send("/staff/cases/keep-filter", name=name).status == 303
    listed = browser.open("/staff/cases?queue=assigned")
    kept = listed.soup.select('ul[aria-labelledby="kept"] a')
    assert [" ".join(link.text.split()) for link in kept] == ["Hoàn Kiếm 1", "Nơi kia 0"]
    assert kept[0]["href"] == "/staff/cases?queue=assigned&ward=00070"

    second = session.scalars(select(SavedFilter.id).order_by(SavedFilter.id.desc())).first()
    act = f"/staff/cases/filters/{second}"
    for verb in ("up", "rename"):
        assert listed.send(f"{act}/rename", to=f"{act}/{verb}", name="Phường kia").status == 303
    moved = browser.open("/staff/cases").soup.select('ul[aria-labelledby="kept"] a')
    assert [link.text.split()[0] for link in moved] == ["Phường", "Hoàn"]

    assert listed.send(f"{act}/rename", to=f"{act}/remove").status == 303
    assert "Phường kia" not in browser.open("/staff/cases").words


def test_nobody_touches_the_filters_of_a_colleague(desk, coordinator, session):
    mine = desk(coordinator)
    mine.open("/staff/cases?queue=late&ward=00070").send("/staff/cases/keep-filter", name="Của tôi")
    kept = session.scalars(select(SavedFilter)).one()
    other = desk(factories.person(session, Role.COORDINATOR))
    token = other.open("/account").filled("/account")["csrf_token"]

    for verb in ("rename", "remove", "up"):
        typed = {"csrf_token": token, "name": "x"}
        assert other.post(f"/staff/cases/filters/{kept.id}/{verb}", typed).status == 404
    assert "Của tôi" not in other.open("/staff/cases").words


@pytest.mark.parametrize("name", ["", "x" * 61])
def test_a_filter_needs_a_name_of_a_sensible_length(desk, coordinator, session, name):
    page = desk(coordinator).open("/staff/cases?queue=late&ward=00070")

    assert page.send("/staff/cases/keep-filter", name=name).status == 422
    assert session.scalars(select(SavedFilter)).all() == []


# --- Many at once


def test_what_was_returned_goes_to_one_lead_and_the_rest_is_named(
    desk, coordinator, session, routed, units, agency_officer
):
    (_, back), (other_complaint, taken) = routed(), routed(title="Chưa trả lại")
    give_back(session, back, agency_officer)
    browser = desk(coordinator)

    shown = preview(browser, "returned", "reroute", [pick(back), pick(taken)])
    done = shown.send("/staff/cases/bulk/apply", lead=str(units["TTTP"].id), text="Xin xử lý.")

    assert "Giao cơ quan khác: 1 hồ sơ" in shown.words
    assert f"Chưa trả lại {other_complaint.code} : cơ quan chủ trì không trả lại" in shown.words
    assert done.status == 303
    assert "Đã giao 1 hồ sơ cho cơ quan khác." in done.follow().words
    lead = assignments.lead_of(session, fresh(session, back))
    assert (lead.agency_id, lead.question) == (units["TTTP"].id, "Xin xử lý.")
    assert fresh(session, taken).state is CaseState.ASSIGNED


def test_a_lead_must_be_chosen_for_many(desk, coordinator, session, routed, agency_officer):
    _, back = routed()
    give_back(session, back, agency_officer)

    shown = preview(desk(coordinator), "returned", "reroute", [pick(back)])
    refused = shown.send("/staff/cases/bulk/apply", lead="", text="Lời dặn.")

    assert refused.status == 422
    assert "Chọn cơ quan chủ trì." in refused.words
    assert refused.filled("/staff/cases/bulk/apply")["text"] == "Lời dặn."


def test_the_unit_complained_of_is_left_out_and_the_others_go_on(
    desk, coordinator, session, routed, units, agency_officer
):
    about = units["TTTP"]
    (_, mine), (_, against) = routed(), routed(about_unit_id=about.id, about_unit=about.name)
    for case in (mine, against):
        give_back(session, case, agency_officer)

    shown = preview(desk(coordinator), "returned", "reroute", [pick(mine), pick(against)])
    done = shown.send(
        "/staff/cases/bulk/apply", lead=str(about.id), pick=[pick(mine), pick(against)]
    )

    assert done.status == 200
    assert "Đã giao 1 hồ sơ cho cơ quan khác." in done.words
    assert "không được làm việc này" in done.words
    session.expire_all()
    assert assignments.lead_of(session, fresh(session, mine)).agency_id == about.id
    assert assignments.lead_of(session, fresh(session, against)).state is AssignmentState.RETURNED


def test_chasing_many_is_dated_and_counted(desk, coordinator, session, routed):
    (_, first), (_, second) = routed(), routed()

    shown = preview(desk(coordinator), "assigned", "chase", [pick(first), pick(second)])
    done = shown.send(
        "/staff/cases/bulk/apply", text="Xin trả lời.", pick=[pick(first), pick(second)]
    )

    assert done.status == 303
    chased = session.scalars(select(Chase).order_by(Chase.case_id)).all()
    assert [(each.case_id, each.by_id, each.text) for each in chased] == [
        (first.id, coordinator.id, "Xin trả lời."), (second.id, coordinator.id, "Xin trả lời."),
    ]  # fmt: skip


def test_many_are_not_chased_without_a_word_to_them(desk, coordinator, session, routed):
    _, case = routed()
    shown = preview(desk(coordinator), "assigned", "chase", [pick(case)])

    refused = shown.send("/staff/cases/bulk/apply", text=" ")

    assert refused.status == 422
    assert "Lời đôn đốc: Chỗ này còn trống." in refused.words
    assert session.scalars(select(Chase)).all() == []


def test_only_what_was_answered_is_closed(desk, coordinator, session, routed):
    (_, over), (_, open_case) = routed(), routed()
    answer(session, over, coordinator)

    shown = preview(desk(coordinator), "closed", "close", [pick(over), pick(open_case)])
    done = shown.send("/staff/cases/bulk/apply")

    assert "chưa trả lời người gửi" in shown.words
    assert done.status == 303
    assert fresh(session, over).state is CaseState.CLOSED
    assert fresh(session, over).closed_at == NOW
    assert fresh(session, open_case).state is CaseState.ASSIGNED


def test_one_that_changed_meanwhile_spoils_nothing(desk, coordinator, session, routed):
    (_, first), (_, second) = routed(), routed()
    for case in (first, second):
        answer(session, case, coordinator)
    shown = preview(desk(coordinator), "closed", "close", [pick(first), pick(second)])
    case = fresh(session, second)
    case.is_prominent = True
    session.commit()

    done = shown.send("/staff/cases/bulk/apply", pick=[pick(first), f"{case.id}-1"])
    again = shown.send("/staff/cases/bulk/apply", pick=[f"{case.id}-1"])

    assert done.status == 200
    assert "vừa có người khác thay đổi" in done.words
    assert fresh(session, first).state is CaseState.CLOSED
    assert fresh(session, second).state is CaseState.ANSWERED
    assert again.status == 409  # nothing at all was done


def test_what_is_covered_is_left_out_without_a_word_of_it(
    desk, coordinator, session, routed, tools, rules
):
    found, case = routed(title="Lời kín")
    browser = desk(coordinator)
    complaint_sealing.cover(
        session, found, seen_version=found.version, rules=rules, seal=tools.seal, actor=coordinator,
        now=NOW,
    )  # fmt: skip
    session.commit()
    routed()

    shown = preview(browser, "assigned", "chase", [pick(case)])

    assert "không còn ở đây" in shown.words
    assert "Lời kín" not in shown.text


@pytest.mark.parametrize(
    ("typed", "status"),
    [
        ({"action": "burn"}, 422),
        ({"action": "chase", "pick": "x"}, 422),
        ({"action": "chase", "pick": [f"{n}-1" for n in range(51)]}, 422),
        ({"action": "chase"}, 303),
    ],
)
def test_nonsense_for_many_is_refused(desk, coordinator, typed, status):
    browser = desk(coordinator)
    token = browser.open("/account").filled("/account")["csrf_token"]

    answer = browser.post("/staff/cases/bulk/preview", {"csrf_token": token, **typed})

    assert answer.status == status


@pytest.mark.parametrize("role", [Role.MODERATOR, Role.AGENCY_LEADER, Role.PROPAGANDA_OFFICER])
def test_no_other_role_acts_on_many(desk, session, role):
    browser = desk(factories.person(session, role))
    token = browser.open("/account").filled("/account")["csrf_token"]

    for act in ("cases/bulk/preview", "cases/bulk/apply", "complaints/bulk/apply"):
        assert browser.post(f"/staff/{act}", {"csrf_token": token}).status == 403
    assert browser.open("/staff/cases").status == 403


# --- Many accepted with the lead suggested


@pytest.fixture
def plain(session, units):
    """Complaints that wait; their usual lead is there."""
    return [
        factories.complaint(session, title=f"Cống tắc {n}", issue_code="HT01", category_code="HT")
        for n in range(2)
    ]


def bulk_accept(browser, complaints):
    page = browser.open("/staff/complaints")
    typed = page.filled("/staff/complaints/bulk/preview")
    picks = [f"{each.id}-{each.version}" for each in complaints]
    return browser.post("/staff/complaints/bulk/preview", {**typed, "pick": picks})


def test_many_are_accepted_each_with_the_lead_that_was_shown(desk, coordinator, session, plain):
    shown = bulk_accept(desk(coordinator), plain)
    done = shown.send(
        "/staff/complaints/bulk/apply", pick=[f"{each.id}-{each.version}" for each in plain]
    )

    assert "Tiếp nhận và giao việc: 2 phản ánh" in shown.words
    assert done.status == 303
    assert {fresh(session, each).state for each in plain} == {ComplaintState.ACCEPTED}
    assert len(session.scalars(select(CaseFile)).all()) == 2
    assert len(session.scalars(select(Assignment).where(Assignment.role == "lead")).all()) == 2


def test_what_needs_an_eye_of_its_own_is_left_out(desk, coordinator, session, plain):
    accusing = factories.complaint(
        session, content="Tôi tố cáo ông Nguyễn Văn A, chủ tịch phường, nhận hối lộ.",
        issue_code="HT01", category_code="HT",
    )  # fmt: skip
    unclear = factories.complaint(session, issue_code=None, category_code=None)

    shown = bulk_accept(desk(coordinator), [plain[0], accusing, unclear])

    assert "Tiếp nhận và giao việc: 1 phản ánh" in shown.words
    assert "phải đọc riêng" in shown.words
    assert "chưa rõ giao ai" in shown.words


def test_another_lead_than_the_one_shown_is_never_taken(desk, coordinator, session, plain):
    shown = bulk_accept(desk(coordinator), plain[:1])

    done = shown.send(
        "/staff/complaints/bulk/apply",
        pick=[f"{plain[0].id}-{plain[0].version}"],
        **{f"lead_{plain[0].id}": "1"},
    )

    assert done.status == 409
    assert fresh(session, plain[0]).state is ComplaintState.RECEIVED


def test_the_start_page_shows_what_to_coordinate(desk, coordinator, session, routed):
    _, case = routed()
    case.returns = 2
    session.commit()
    head = factories.person(session, Role.HEAD_COORDINATOR)

    mine, heads = desk(coordinator).open("/staff/").words, desk(head).open("/staff/").words

    for words in ("Hết hạn hôm nay", "Quá hạn", "Bị trả lại", "Chờ người gửi", "Mở lại"):
        assert words in mine
    assert "Bị trả lại hai lần trở lên" not in mine
    assert "1 Bị trả lại hai lần trở lên" in heads
    assert case.id in [
        int(box["value"].split("-")[0])
        for box in desk(head).open("/staff/cases?queue=open&twice=1").soup.select('[name="pick"]')
    ]


# --- What is a supervisor's, what runs by day and night


def back_twice(session, case, officer) -> None:
    give_back(session, case, officer)
    case.returns = 2
    session.commit()


def test_what_came_back_twice_goes_to_no_lead_by_an_ordinary_coordinator(
    desk, coordinator, session, routed, units, agency_officer
):
    (complaint, twice), (_, once) = routed(title="Hai lần trả lại"), routed()
    back_twice(session, twice, agency_officer)
    give_back(session, once, agency_officer)
    browser = desk(coordinator)

    shown = preview(browser, "returned", "reroute", [pick(twice), pick(once)])
    done = shown.send(
        "/staff/cases/bulk/apply", lead=str(units["TTTP"].id), pick=[pick(twice), pick(once)]
    )

    assert (
        f"{complaint.code} : bị trả lại hai lần, người phụ trách điều phối mới chọn được"
        in shown.words
    )
    assert "bị trả lại hai lần, người phụ trách điều phối mới chọn được" in done.words
    session.expire_all()
    assert assignments.lead_of(session, fresh(session, twice)).state is AssignmentState.RETURNED
    assert assignments.lead_of(session, fresh(session, once)).agency_id == units["TTTP"].id


def test_the_head_of_the_desk_gives_many_to_another_lead_whatever_came_back(
    desk, session, routed, units, agency_officer
):
    _, twice = routed()
    back_twice(session, twice, agency_officer)
    head = factories.person(session, Role.HEAD_COORDINATOR)

    shown = preview(desk(head), "returned", "reroute", [pick(twice)])
    shown.send("/staff/cases/bulk/apply", lead=str(units["TTTP"].id))

    assert assignments.lead_of(session, fresh(session, twice)).agency_id == units["TTTP"].id


def test_an_urgent_case_keeps_its_hours_when_many_get_another_lead(
    desk, coordinator, session, routed, units, agency_officer, rules
):
    _, urgent = routed(is_urgent=True)
    duty.start_clock(
        session, urgent, hours=24, zone=rules.calendar.zone, actor=coordinator, now=NOW
    )
    give_back(session, urgent, agency_officer)
    due_at, due_on = urgent.due_at, urgent.due_on

    shown = preview(desk(coordinator), "returned", "reroute", [pick(urgent)])
    shown.send("/staff/cases/bulk/apply", lead=str(units["TTTP"].id))

    case = fresh(session, urgent)
    lead = assignments.lead_of(session, case)
    assert (case.due_at, case.due_on, lead.due_on) == (due_at, due_on, due_on)


def test_many_chased_by_a_double_click_are_chased_once(desk, coordinator, session, routed):
    _, case = routed()
    shown = preview(desk(coordinator), "assigned", "chase", [pick(case)])

    shown.send("/staff/cases/bulk/apply", text="Xin trả lời.")
    again = shown.send("/staff/cases/bulk/apply", text="Xin trả lời.")

    assert again.status == 409
    assert len(session.scalars(select(Chase)).all()) == 1


def rule(session, **says) -> None:
    session.add(RoutingRule(position=1, name="Cống tắc", is_on=True, category_code="HT", **says))
    session.commit()


def test_many_are_accepted_as_the_rules_say_and_the_case_says_which(
    desk, coordinator, session, plain, units, rules
):
    rule(session, lead_code="TTTP", due_days=3)

    shown = bulk_accept(desk(coordinator), plain[:1])
    shown.send("/staff/complaints/bulk/apply")

    case = session.get(CaseFile, fresh(session, plain[0]).case_id)
    assert assignments.lead_of(session, case).agency_id == units["TTTP"].id
    assert case.due_on == rules.calendar.working_days_after(NOW, 3)
    assert "Cống tắc" in case.routed_by


def test_what_a_rule_calls_urgent_is_not_accepted_among_many(desk, coordinator, session, plain):
    rule(session, lead_code="TTTP", is_urgent=True)

    shown = bulk_accept(desk(coordinator), plain[:1])

    assert "chưa rõ giao ai" in shown.words
