"""Chains, stand-ins, approving and sending back."""

from datetime import date

import pytest
from sqlalchemy import text

from models import Approval, Approver, Staff, StandIn
from moderation.domain.case_states import AssignmentState, CaseState
from moderation.domain.errors import IllegalTransition
from moderation.domain.permissions import Role
from moderation.services import approvals, cases
from tests import factories
from tests.conftest import NOW
from tests.web.agency_case import address, sent, state_of
from tests.web.agency_people import (
    GOOD,
    accepted,
    actions,
    case_of,
    chain,
    clerk,
    draft,
    fresh,
    leader,
    stand_in,
)
from tests.web.test_agency_drafts import quick


@pytest.fixture
def officer(session, case):
    return factories.agency_person(session, "SXD", "Đức Anh")


@pytest.fixture
def boss(session, case):
    found = leader(session)
    found.title = "Phó Giám đốc"
    session.commit()
    return found


@pytest.fixture
def lead(session, case, officer):
    return accepted(session, factories.part_of(session, case, "SXD"), officer)


def waiting(session, desk, officer, lead, *people, **more):
    """The draft sent to a chain of these people."""
    chain(session, *people, **more)
    answer = draft(desk(officer), lead)
    assert answer.status == 303, answer.words
    return lead


def approve(browser, part):
    return browser.open("/agency/?list=approvals").send(f"{address(part)}/approve")


def test_a_chain_keeps_the_answer_in_the_house(session, desk, officer, boss, lead, coordinator):
    waiting(session, desk, officer, lead, boss)
    complaint = cases.complaints_of(session, case_of(session, lead))[0]

    page = desk(coordinator).open(f"/staff/complaints/{complaint.id}")

    assert case_of(session, lead).state is CaseState.AWAITING_APPROVAL
    assert state_of(session, lead) is AssignmentState.ACCEPTED
    assert case_of(session, lead).answer == ""
    assert GOOD not in page.words
    assert not [x for x in page.soup.find_all("form") if x["action"].endswith("/publish#publish")]


def test_the_coordinator_cannot_publish_over_the_chain(
    session, desk, officer, boss, lead, coordinator
):
    waiting(session, desk, officer, lead, boss)
    case = case_of(session, lead)

    with pytest.raises(IllegalTransition):
        cases.publish_answer(
            session, case, "Xong.", seen_version=case.version, photos=[], actor=coordinator,
            now=NOW,
        )  # fmt: skip


def test_one_press_from_the_list_lets_it_go(session, desk, officer, boss, lead):
    waiting(session, desk, officer, lead, boss, letters="KT.")

    answer = approve(desk(boss), lead)

    signed = session.query(Approval).one()
    case = case_of(session, lead)
    assert answer.status == 303
    assert (case.state, case.answer) == (CaseState.AWAITING_APPROVAL, GOOD)
    assert state_of(session, lead) is AssignmentState.ANSWERED
    assert (signed.name, signed.title, signed.on_behalf) == ("Hoàng Lan", "Phó Giám đốc", "KT.")
    assert (signed.round, signed.position, signed.is_approved) == (1, 1, True)
    assert actions(session, "case", case.id)[-2:] == ["submit", "approve"]


def test_steps_come_one_after_the_other(session, desk, officer, boss, lead):
    head = clerk(session, "Thu Văn")
    waiting(session, desk, officer, lead, head, boss)
    first, second = desk(head), desk(boss)

    too_early = second.open("/agency/?list=approvals")
    approve(first, lead)
    between = state_of(session, lead)
    approve(second, lead)

    assert "Không có dự thảo nào" in too_early.words
    assert between is AssignmentState.ACCEPTED
    assert state_of(session, lead) is AssignmentState.ANSWERED
    assert [x.position for x in session.query(Approval).order_by(Approval.id)] == [1, 2]


def test_who_is_not_asked_approves_nothing(session, desk, officer, boss, lead):
    waiting(session, desk, officer, lead, boss)
    other = leader(session, "Người khác")
    browser = desk(other)
    token = browser.open(address(lead)).filled(f"{address(lead)}/notes")["csrf_token"]
    version = str(case_of(session, lead).version)

    answers = [
        browser.post(
            f"{address(lead)}/{verb}",
            {"csrf_token": token, "version": version, "reason_text": reason},
        ).status
        for verb, reason in (("approve", "x"), ("send-back", "x"), ("send-back", ""))
    ]

    assert answers == [403, 403, 403]
    assert state_of(session, lead) is AssignmentState.ACCEPTED


def test_who_approves_second_is_told_what_happened(session, desk, officer, boss, lead):
    other = leader(session, "Người thay")
    waiting(session, desk, officer, lead, boss)
    stand_in(session, boss, other)
    seen = desk(boss).open("/agency/?list=approvals")
    approve(desk(other), lead)

    late = seen.send(f"{address(lead)}/approve")

    assert late.status == 409
    assert "Việc này vừa thay đổi" in late.words
    assert session.query(Approval).count() == 1


def test_a_step_of_the_chain_makes_a_new_version(session, desk, officer, boss, lead):
    head = clerk(session)
    waiting(session, desk, officer, lead, head, boss)
    before = case_of(session, lead).version

    approve(desk(head), lead)

    assert case_of(session, lead).version > before


def test_a_stand_in_signs_for_who_is_away_while_it_lasts(session, desk, officer, boss, lead):
    other = factories.agency_person(session, "SXD", "Minh Khoa")
    waiting(session, desk, officer, lead, boss)
    browser = desk(other)
    before = browser.open("/agency/?list=approvals").status
    made = stand_in(session, boss, other, last=date(2026, 11, 1))
    ended = browser.open("/agency/?list=approvals").status
    approvals.end_stand_in(session, made.id, agency_id=boss.agency_id, actor=boss, now=NOW)
    stand_in(session, boss, other)

    answer = approve(browser, lead)

    signed = session.query(Approval).one()
    assert (before, ended, answer.status) == (404, 404, 303)
    assert (signed.name, signed.for_staff_id, signed.on_behalf) == ("Minh Khoa", boss.id, "KT.")


def test_nobody_approves_their_own_draft_if_another_can(session, desk, boss, lead):
    chain(session, boss)
    browser = desk(boss)
    draft(browser, lead)
    alone = browser.open("/agency/?list=approvals").words
    other = leader(session, "Người khác")
    session.commit()

    helped = browser.open("/agency/?list=approvals").words

    assert GOOD in alone
    assert GOOD not in helped
    assert GOOD in desk(other).open("/agency/?list=approvals").words


def test_sent_back_it_is_written_again_and_goes_through_every_step(
    session, desk, officer, boss, lead
):
    head = clerk(session)
    waiting(session, desk, officer, lead, head, boss)
    approve(desk(head), lead)
    page = desk(boss).open(address(lead))

    back = page.send(f"{address(lead)}/send-back", reason_text="Nói rõ ngày xong.")
    again = desk(officer).open(address(lead))
    again.send(f"{address(lead)}/answer", content=GOOD + " Xong ngày 30/11.")

    assert back.status == 303
    assert "Nói rõ ngày xong." in again.words
    assert again.filled(f"{address(lead)}/answer")["content"] == GOOD
    assert GOOD in desk(head).open("/agency/?list=approvals").words
    rounds = [(x.round, x.is_approved) for x in session.query(Approval).order_by(Approval.id)]
    assert rounds == [(1, True), (1, False)]
    assert actions(session, "case", lead.case_id)[-2:] == ["send_back", "submit"]
    # The house had made the public copy from the old words.
    assert fresh(session, lead).public_answer == GOOD + " Xong ngày 30/11."


def test_sent_back_a_public_copy_of_ones_own_is_there_still(session, desk, officer, boss, lead):
    chain(session, boss)
    draft(desk(officer), lead, public_content="Đã nạo vét, xong ngày 24/11.")
    page = desk(boss).open(address(lead))

    page.send(f"{address(lead)}/send-back", reason_text="Nói rõ ngày xong.")

    again = desk(officer).open(address(lead)).filled(f"{address(lead)}/answer")
    assert again["public_content"] == "Đã nạo vét, xong ngày 24/11."


def test_sending_back_needs_a_reason(session, desk, officer, boss, lead):
    waiting(session, desk, officer, lead, boss)

    answer = desk(boss).open(address(lead)).send(f"{address(lead)}/send-back", reason_text=" ")

    assert answer.status == 422
    assert answer.soup.find(id="approve_reason-error")
    assert case_of(session, lead).state is CaseState.AWAITING_APPROVAL


def test_while_others_approve_nobody_changes_or_returns_the_part(
    session, desk, officer, boss, lead
):
    browser = desk(officer)
    chain(session, boss)
    page = browser.open(address(lead))
    draft(browser, lead)
    version = str(fresh(session, lead).version)

    answers = {
        verb: page.send(
            f"{address(lead)}/{form}", to=f"{address(lead)}/{verb}", version=version, content="x",
            reason_text="x", act="save", contractor="x", contractor_question="x", outcome="planned",
        ).status
        for form, verb in (
            ("answer", "draft"), ("answer", "answer"), ("return", "return"),
            ("answer", "photos/x/remove"), ("contractors", "contractors"),
        )
    }  # fmt: skip

    assert set(answers.values()) == {409}, answers
    assert fresh(session, lead).answer == GOOD


def test_a_chain_that_was_emptied_leaves_the_draft_to_a_leader(session, desk, officer, boss, lead):
    waiting(session, desk, officer, lead, boss)
    approvals.set_chain(session, boss.agency_id, [], actor=boss, now=NOW)
    session.commit()

    approve(desk(boss), lead)

    assert state_of(session, lead) is AssignmentState.ANSWERED


def test_a_step_of_somebody_who_left_falls_to_a_leader(session, desk, officer, boss, lead):
    gone = clerk(session, "Đã nghỉ")
    waiting(session, desk, officer, lead, gone)
    gone.is_active = False
    session.commit()

    approve(desk(boss), lead)

    assert state_of(session, lead) is AssignmentState.ANSWERED
    assert session.query(Approval).one().name == "Hoàng Lan"


def test_quick_work_needs_one_press_of_the_leader(session, desk, officer, boss, case):
    part = factories.part_of(session, case, "SXD")
    chain(session, boss)
    page = desk(officer).open(f"{address(part)}/quick")

    quick(page, part, content=GOOD, photo=sent())
    approve(desk(boss), part)

    assert state_of(session, part) is AssignmentState.ANSWERED


# --- The chain itself


def test_the_leader_writes_the_chain_with_titles(session, desk, officer, boss):
    browser = desk(boss)
    page = browser.open("/agency/chain")
    token = page.filled("/agency/chain")["csrf_token"]

    answer = browser.client.post(
        "/agency/chain",
        data={
            "csrf_token": token, "staff": [str(officer.id), str(boss.id)],
            "on_behalf": ["TL.", ""], "title": ["Trưởng phòng", "Giám đốc"],
        },
    )  # fmt: skip

    steps = session.query(Approver).order_by(Approver.position).all()
    assert answer.status_code == 303
    assert [(x.staff_id, x.on_behalf) for x in steps] == [(officer.id, "TL."), (boss.id, "")]
    assert session.get(Staff, officer.id, populate_existing=True).title == "Trưởng phòng"
    assert "set_chain" in actions(session, "agency", boss.agency_id)


@pytest.mark.parametrize("fault", ["twice", "stranger", "letters", "nobody"])
def test_a_chain_that_will_not_do_is_refused(session, desk, boss, fault):
    stranger = leader(session, "Lạ", code="HSDC")
    staff = {"twice": [boss.id] * 2, "stranger": [stranger.id], "nobody": ["x"]}.get(
        fault, [boss.id]
    )
    browser = desk(boss)
    token = browser.open("/agency/chain").filled("/agency/chain")["csrf_token"]

    answer = browser.client.post(
        "/agency/chain",
        data={
            "csrf_token": token, "staff": [str(x) for x in staff],
            "on_behalf": ["QĐ." if fault == "letters" else ""] * len(staff),
        },
    )  # fmt: skip

    assert answer.status_code == 422
    assert session.query(Approver).count() == 0


def test_stand_ins_are_added_and_taken_away(session, desk, officer, boss):
    browser = desk(boss)
    page = browser.open("/agency/chain")

    added = page.send(
        "/agency/chain/stand-ins", staff=str(boss.id), stand_in=str(officer.id),
        from_on="2026-11-20", to_on="2026-11-30",
    )  # fmt: skip
    made = session.query(StandIn).one()
    shown = added.follow()
    ended = shown.send(f"/agency/chain/stand-ins/{made.id}/end")

    assert "Đức Anh thay Hoàng Lan" in shown.words
    assert ended.status == 303
    assert session.query(StandIn).count() == 0


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"from_on": ""}, "from_on"),
        ({"to_on": "2026-11-01"}, "to_on"),
        ({"stand_in": ""}, "stand_in"),
        ({"stand_in": "same"}, "stand_in"),
    ],
)
def test_a_stand_in_that_will_not_do_is_explained(session, desk, officer, boss, typed, field):
    values = {
        "staff": str(boss.id), "stand_in": str(officer.id), "from_on": "2026-11-20",
        "to_on": "2026-11-30", **typed,
    }  # fmt: skip
    if values["stand_in"] == "same":
        values["stand_in"] = values["staff"]

    answer = desk(boss).open("/agency/chain").send("/agency/chain/stand-ins", **values)

    assert answer.status == 422
    assert answer.soup.find(id=f"{field}-error")
    assert session.query(StandIn).count() == 0


def test_another_agencys_stand_in_is_not_found(session, desk, officer, boss):
    made = stand_in(session, boss, officer)
    browser = desk(leader(session, "Lạ", code="HSDC"))
    token = browser.open("/agency/chain").filled("/agency/chain")["csrf_token"]

    answer = browser.post(f"/agency/chain/stand-ins/{made.id}/end", {"csrf_token": token})

    assert answer.status == 404
    assert session.query(StandIn).count() == 1


@pytest.mark.parametrize("role", [Role.AGENCY_OFFICER, Role.AGENCY_CLERK, Role.COORDINATOR])
def test_only_a_leader_edits_the_chain(session, desk, role):
    browser = desk(factories.person(session, role))
    token = browser.open("/account").filled("/account")["csrf_token"]

    assert browser.open("/agency/chain").status == 403
    assert browser.post("/agency/chain", {"csrf_token": token}).status == 403


def test_an_administrator_edits_any_agencys_chain(session, desk, administrator, boss, officer):
    browser = desk(administrator)
    here = f"/staff/agencies/{boss.agency_id}/chain"
    token = browser.open(here).filled(here)["csrf_token"]

    answer = browser.client.post(
        here, data={"csrf_token": token, "staff": [str(boss.id)], "on_behalf": ["KT."]}
    )
    added = browser.open(here).send(
        f"{here}/stand-ins", staff=str(boss.id), stand_in=str(officer.id), from_on="2026-11-20",
        to_on="2026-11-30",
    )  # fmt: skip

    assert (answer.status_code, added.status) == (303, 303)
    assert session.query(Approver).one().staff_id == boss.id
    assert session.query(StandIn).one().stand_in_id == officer.id
    assert browser.open("/staff/agencies/99999/chain").status == 404


def test_the_coordinator_sees_who_signed(session, desk, officer, boss, lead, coordinator):
    waiting(session, desk, officer, lead, boss, letters="KT.")
    approve(desk(boss), lead)
    complaint = cases.complaints_of(session, case_of(session, lead))[0]

    words = desk(coordinator).open(f"/staff/complaints/{complaint.id}").words

    assert "Đã duyệt trong đơn vị: KT. Phó Giám đốc Hoàng Lan" in words


def test_whoever_approves_has_hours_that_begin_when_it_comes_to_them(
    session, desk, officer, boss, lead
):
    waiting(session, desk, officer, lead, boss)  # 9:00 on a Monday, eight working hours

    listed = desk(boss).open("/agency/?list=approvals")
    opened = desk(officer).open(address(lead))

    assert "Duyệt trước" in listed.words
    assert "23/11/2026, 17:30" not in listed.words
    assert "25/11/2026" in listed.words  # the next day is a holiday
    assert "Duyệt trước" in opened.words


def test_a_second_step_has_hours_of_its_own(session, desk, officer, boss, lead):
    second = leader(session, name="Người duyệt sau")
    waiting(session, desk, officer, lead, boss, second)
    session.execute(
        text("UPDATE event SET at = :at WHERE action = 'submit' AND subject = 'case'"),
        {"at": "2026-11-16 02:00:00.000000"},  # a week ago
    )
    session.commit()
    late = desk(boss).open("/agency/?list=approvals")

    approve(desk(boss), lead)
    fresh = desk(second).open("/agency/?list=approvals")

    assert late.soup.select_one(".ln-mod .ln-clock.is-late, .ln-mod .is-late")
    assert "25/11/2026" in fresh.words
