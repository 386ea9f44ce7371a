"""The daily digest: who gets it, when, once; codes and dates, nothing else."""

from datetime import date, timedelta

import pytest

from models import CalendarDay, OutboxMessage
from moderation.domain.permissions import Role
from moderation.jobs import digest
from moderation.jobs.digest import DigestRules
from moderation.services import cases, complaint_sealing, sealing
from tests import factories
from tests.conftest import NOW
from tests.jobs.post_office import PostOffice

TODAY = date(2026, 11, 23)


@pytest.fixture
def office(app, session):
    return PostOffice(app, session)


@pytest.fixture
def case(session, rules, coordinator, agency_officer):
    """Two parts in one case: its lead SXD, an opinion of HSDC. Nobody outside is written to."""
    complaint = factories.complaint(session, email=None, phone=None)
    return factories.routed(session, complaint, actor=coordinator)


def put_out(session, rules, *, hour: int = 7, now=NOW) -> list[int]:
    """What the job does."""
    known = DigestRules(hour, lambda _session: rules.calendar)
    people = digest.whom_to_tell(session, known, now=now)
    if people and digest.queue(session, people, today=TODAY, now=now):
        session.commit()
        return people
    return []


def test_whoever_has_something_gets_one_mail_with_codes_dates_and_links(
    session, rules, office, case, coordinator, agency_officer, administrator
):
    complaint = cases.complaints_of(session, case)[0]

    assert put_out(session, rules) == [agency_officer.id]
    [mail] = office.at(NOW)

    part, whole = factories.part_of(session, case, "SXD"), mail.get_content()
    assert (mail["To"], mail["Subject"]) == (
        agency_officer.email,
        "Lắng Nghe: việc ngày 23/11/2026",
    )
    assert "Mới giao, chưa nhận: 1" in whole
    assert f"{complaint.code}, hạn {part.due_on:%d/%m/%Y}" in whole
    assert f"https://city.example/agency/cases/{part.id}" in whole
    for word in (complaint.title, complaint.content, complaint.full_name, part.question):
        assert word not in whole


def test_it_goes_once_a_day_however_often_the_job_runs(session, rules, office, case):
    first = put_out(session, rules)
    again = [put_out(session, rules, now=NOW + timedelta(minutes=10 * n)) for n in range(3)]
    office.at(NOW)

    assert (len(first), again) == (1, [[], [], []])
    assert len(office.at(NOW + timedelta(hours=1))) == 1


def test_two_workers_that_saw_the_same_people_put_it_out_once(session, rules, case):
    known = DigestRules(7, lambda _session: rules.calendar)
    people = digest.whom_to_tell(session, known, now=NOW)

    put = [digest.queue(session, people, today=TODAY, now=NOW) for _ in range(2)]

    assert put == [True, False]
    assert session.query(OutboxMessage).filter_by(kind="digest").count() == 1


@pytest.mark.parametrize("hour", [-1, 10])
def test_before_its_hour_or_without_one_there_is_none(session, rules, case, hour):
    assert put_out(session, rules, hour=hour) == []


def test_on_a_day_off_there_is_none(session, case):
    session.add(CalendarDay(on=TODAY, is_working=False, name="Nghỉ bão", name_en=""))
    session.commit()

    assert put_out(session, factories.rules(session)) == []


def test_whom_nothing_waits_for_any_more_gets_no_mail(
    session, rules, office, case, agency_officer, coordinator
):
    put_out(session, rules)
    complaint = cases.complaints_of(session, case)[0]
    lead = cases.lead_of(session, case)
    cases.accept_part(session, lead, seen_version=lead.version, actor=agency_officer, now=NOW)
    session.commit()

    assert complaint.id
    assert office.at(NOW) == []


def test_a_digest_of_yesterday_is_not_sent_today(session, rules, office, case):
    put_out(session, rules)

    assert office.at(NOW + timedelta(days=1)) == []
    assert session.query(OutboxMessage).one().finished_at == NOW + timedelta(days=1)


def test_an_officer_reads_of_their_own_work_and_a_leader_of_all(
    session, rules, office, case, agency_officer
):
    other = factories.person(session, Role.AGENCY_OFFICER)
    leader = factories.person(session, Role.AGENCY_LEADER)
    part = factories.part_of(session, case, "SXD")
    part.officer_id = other.id
    session.commit()

    assert put_out(session, rules) == sorted([other.id, leader.id])


def test_coordinators_read_what_is_late_and_what_waits_for_them(
    session, rules, office, case, coordinator, agency_officer
):
    factories.answered(session, case, agency_officer, at=NOW)
    late = NOW + timedelta(days=60)
    known = DigestRules(7, lambda _session: rules.calendar)
    people = digest.whom_to_tell(session, known, now=late)
    digest.queue(session, people, today=late.date(), now=late)
    session.commit()

    mails = {mail["To"]: mail.get_content() for mail in office.at(late)}

    words = mails[coordinator.email]
    assert "Quá hạn: 1" in words
    assert "Đã có câu trả lời, chờ gửi cho người dân: 1" in words
    assert f"/staff/complaints/{cases.complaints_of(session, case)[0].id}" in words


def test_a_covered_complaint_is_in_nobodys_digest(session, rules, office, case, coordinator, tools):
    put_out(session, rules)
    complaint = cases.complaints_of(session, case)[0]
    complaint_sealing.cover(
        session, complaint, seen_version=complaint.version, rules=rules, seal=tools.seal,
        actor=coordinator, now=NOW,
    )  # fmt: skip
    session.commit()

    assert office.at(NOW) == []


def test_a_case_about_an_agency_is_not_in_its_digest(session, rules, case, agency_officer):
    complaint = cases.complaints_of(session, case)[0]
    complaint.about_unit_id = factories.units(session)["SXD"].id
    session.commit()

    assert put_out(session, rules) == []


def test_the_confidential_officer_and_editors_get_none(session, rules, confidential_officer):
    factories.person(session, Role.MODERATOR)
    factories.complaint(session)

    assert put_out(session, rules) == []


@pytest.mark.parametrize(
    ("role", "told"),
    [
        (Role.MODERATOR, ["Bình luận chờ quyết định: 2"]),
        (Role.CONFIDENTIAL_OFFICER, ["Luồng bảo mật, bình luận mới trong 7 ngày: 1"]),
    ],
)
def test_editors_and_confidential_officers_read_counts_and_nothing_else(
    session, rules, office, tools, coordinator, role, told
):
    article, person = factories.article(session), factories.person(session, role)
    first, *_ = [factories.comment(session, article) for _ in range(3)]
    sealing.cover(
        session, first, seen_version=first.version, seal=tools.seal, actor=coordinator, now=NOW
    )
    session.commit()

    put_out(session, rules)
    [mail] = [each for each in office.at(NOW) if each["To"] == person.email]

    whole = mail.get_content()
    assert mail["Subject"] == "Lắng Nghe: việc ngày 23/11/2026"
    assert [line for line in whole.splitlines() if line[-1:].isdigit()] == told
    assert [word for word in ("số", "BL-") if word in whole] == []


def test_whoever_wants_none_gets_none_from_the_next_mail_on(
    session, rules, office, case, desk, agency_officer
):
    put_out(session, rules)
    browser = desk(agency_officer)

    browser.open("/account").send("/account/digest", wants_digest=None)
    session.expire_all()
    mails = office.at(NOW)
    off = browser.open("/account").filled("/account/digest")

    assert mails == []
    assert "wants_digest" not in off
    assert put_out(session, rules) == []
