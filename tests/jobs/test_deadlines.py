"""Clocks in the worker: reminders become mails, expired pauses end, both as often as they like."""

from contextlib import contextmanager
from dataclasses import replace
from datetime import date, timedelta

import pytest
from huey import MemoryHuey

from models import Chase, HouseSetting, OutboxMessage
from moderation.cli.workshop import workshop_for
from moderation.domain.case_states import CaseState
from moderation.domain.permissions import Role
from moderation.jobs import notices, registry
from moderation.jobs.notices import Post
from moderation.services import assignments, cases, chases, complaint_sealing, pauses
from tests import factories
from tests.conftest import NOW
from tests.jobs.test_notices import Box


@pytest.fixture
def box():
    return Box()


@pytest.fixture
def post(app, session, box) -> Post:
    return replace(
        workshop_for(app).post, mailer=box, sender="nghe@city.example",
        base_url="https://city.example",
    )  # fmt: skip


@pytest.fixture
def complaint(session, units):
    return factories.complaint(session, at=NOW - timedelta(days=3))


@pytest.fixture
def case(session, complaint, coordinator, agency_officer):
    """Led by SXD alone, accepted, due today."""
    made = factories.routed(session, complaint, parts=(), actor=coordinator)
    lead = assignments.lead_of(session, made)
    made.due_on = lead.due_on = NOW.date()
    session.commit()
    cases.accept_part(session, lead, seen_version=lead.version, actor=agency_officer, now=NOW)
    session.commit()
    return made


@pytest.fixture
def deliver(session, post):
    """Send every reminder that waits; by whom it is for."""

    def sending():
        waiting = session.query(OutboxMessage).filter_by(kind="chase", finished_at=None).all()
        letters = {}
        for message in waiting:
            letter = notices.write(session, message.id, post, now=NOW)
            if letter:
                letters[message.staff_id] = letter.mail
        return letters

    return sending


def body(mail) -> str:
    return mail.get_content()


def test_a_reminder_is_a_mail_without_a_word_of_what_was_written(
    session, case, complaint, coordinator, agency_officer, propaganda_officer, deliver
):
    lead = assignments.lead_of(session, case)
    chases.by_hand(session, case, lead, "Ông Lâm chờ đã lâu.", actor=coordinator, now=NOW)
    session.commit()

    mails = deliver()

    mail = mails[agency_officer.id]
    assert set(mails) == {agency_officer.id}
    assert mail["To"] == agency_officer.email
    assert complaint.code in mail["Subject"]
    assert "23/11/2026" in mail["Subject"]
    assert f"https://city.example/agency/cases/{lead.id}" in body(mail)
    assert "Điều phối viên có lời đôn đốc" in body(mail)
    assert all(word not in str(mail) + body(mail) for word in ("Lâm", complaint.title))


def test_a_reminder_early_in_the_morning_after_the_last_day_calls_it_late(
    session, case, coordinator, agency_officer, deliver
):
    lead, night = assignments.lead_of(session, case), NOW.replace(hour=23, minute=30)
    chases.by_hand(session, case, lead, "Xin trả lời.", actor=coordinator, now=night)
    session.commit()

    assert "đã quá hạn ngày 23/11/2026" in body(deliver()[agency_officer.id])


def test_each_reader_gets_a_page_they_can_open(
    session, case, complaint, coordinator, agency_officer, propaganda_officer, deliver
):
    registry_now = NOW + timedelta(days=14)
    from moderation.domain import chasing

    chases.due(
        session, chasing.ladder(("1", "2", "3", "4")), factories.rules(session).calendar,
        now=registry_now,
    )  # fmt: skip
    session.commit()

    mails = deliver()

    assert "đã quá hạn ngày 23/11/2026" in body(mails[agency_officer.id])
    assert f"/staff/complaints/{complaint.id}" in body(mails[coordinator.id])
    party = body(mails[propaganda_officer.id])
    assert "đồng gửi cơ quan Đảng theo dõi" in party
    assert f"/staff/complaints/{complaint.id}" not in party


def test_who_left_and_what_was_covered_is_not_told(
    session, case, complaint, coordinator, agency_officer, deliver, tools
):
    lead = assignments.lead_of(session, case)
    chases.by_hand(session, case, lead, "Xin trả lời.", actor=coordinator, now=NOW)
    agency_officer.is_active = False
    session.commit()
    assert deliver() == {}

    agency_officer.is_active = True
    complaint_sealing.cover(
        session, complaint, seen_version=complaint.version, rules=factories.rules(session),
        seal=tools.seal, actor=coordinator, now=NOW,
    )  # fmt: skip
    session.commit()
    assert deliver() == {}


@pytest.fixture
def jobs(app, session):
    """The house's periodic tasks by name, at the moment given."""

    @contextmanager
    def ours():
        yield session

    def at(moment):
        shop = replace(
            workshop_for(app), reading=ours, writing=ours, engine=None, clock=lambda: moment,
            rules=factories.rules,
        )  # fmt: skip
        queue = MemoryHuey("test", immediate=True)
        registry.register(queue, shop)
        return {task.name: task for task in queue._registry.periodic_tasks}

    return at


def run(tasks, name) -> None:
    tasks[name].execute()


def test_the_worker_reminds_as_was_set_in_the_browser(session, case, jobs):
    session.add(HouseSetting(name="chase_days", value="9", changed_at=NOW))
    session.commit()

    run(jobs(NOW + timedelta(days=2)), "remind_of_due_dates")

    assert session.query(Chase).count() == 0


def test_silence_closes_after_the_days_set_in_the_browser(session, case, jobs):
    case.state, case.answered_at = CaseState.ANSWERED, NOW
    session.add(HouseSetting(name="rating_days", value="2", changed_at=NOW))
    session.commit()

    run(jobs(NOW + timedelta(days=4)), "close_silent_cases")

    assert case.state is CaseState.CLOSED


def test_the_worker_reminds_by_the_setting_and_once(session, case, jobs):
    for _ in range(2):
        run(jobs(NOW + timedelta(days=2)), "remind_of_due_dates")

    assert [(each.step, each.due_on) for each in session.query(Chase)] == [
        ("leader", date(2026, 11, 23))
    ]


def test_the_worker_ends_what_waited_in_vain(session, case, agency_officer, coordinator, jobs):
    lead = assignments.lead_of(session, case)
    rules = factories.rules(session)
    pauses.ask(
        session, lead, "Ở đâu?", days=5, seen_version=lead.version, rules=rules,
        actor=agency_officer, now=NOW,
    )  # fmt: skip
    pauses.consent(
        session, case, "Ở đâu?", days=5, seen_version=case.version, rules=rules,
        actor=coordinator, now=NOW,
    )  # fmt: skip
    session.commit()

    run(jobs(NOW + timedelta(days=9)), "run_out_of_time")

    assert case.state is CaseState.CLOSED
    assert factories.person(session, Role.AGENCY_LEADER).is_active
