"""Mails to staff about urgent cases: who reads what, and what never stands in them."""

from datetime import timedelta

import pytest

from models import Approver, MailTemplate, OutboxMessage, StandIn
from moderation.domain.case_states import CaseAction
from moderation.domain.permissions import Role
from moderation.services import assignments, cases, complaint_sealing, staff
from tests import factories
from tests.conftest import NOW
from tests.jobs.post_office import PostOffice


@pytest.fixture
def office(app, session):
    return PostOffice(app, session)


@pytest.fixture
def urgent(session):
    """An urgent complaint whose citizen left no address: only staff are written to."""
    return factories.complaint(
        session, is_urgent=True, email=None, phone=None, consent_contact=False
    )


def to(office, now=NOW) -> list[str]:
    return sorted(mail["To"] for mail in office.at(now))


def kinds(session) -> list[str]:
    return [row.kind for row in session.query(OutboxMessage).order_by(OutboxMessage.id)]


def routed(session, complaint, coordinator):
    return factories.routed(session, complaint, parts=(), actor=coordinator, at=NOW)


def test_urgent_work_is_told_to_the_clerks_of_the_agency_at_once(
    session, office, urgent, coordinator, agency_officer
):
    clerk = factories.person(session, Role.AGENCY_CLERK)
    factories.person(session, Role.AGENCY_CLERK, agency="HSDC")
    case = routed(session, urgent, coordinator)

    assert to(office) == [clerk.email]
    [mail] = office.box.sent
    part = factories.part_of(session, case, "SXD")
    assert mail["Subject"] == f"Lắng Nghe: việc khẩn {urgent.code}"
    assert f"https://city.example/agency/cases/{part.id}" in mail.get_content()
    assert part.due_on.strftime("%d/%m/%Y") in mail.get_content()
    for word in (urgent.title, urgent.content, urgent.full_name, urgent.address):
        assert word not in mail.as_string() + mail.get_content()


@pytest.mark.parametrize("role", [Role.AGENCY_OFFICER, Role.AGENCY_LEADER])
def test_where_there_is_no_clerk_the_next_ones_hear_of_it(
    session, office, urgent, coordinator, role
):
    person = factories.person(session, role)
    factories.person(session, Role.AGENCY_LEADER)
    routed(session, urgent, coordinator)

    assert person.email in to(office)


def test_what_is_not_urgent_waits_for_the_digest(session, office, coordinator, agency_officer):
    complaint = factories.complaint(session, email=None, phone=None)
    case = routed(session, complaint, coordinator)
    factories.answered(session, case, agency_officer, at=NOW)

    assert (to(office), kinds(session)) == ([], [])


def test_a_case_on_the_duty_calendar_is_urgent_and_says_the_hour(
    session, office, coordinator, agency_officer
):
    complaint = factories.complaint(session, email=None, phone=None)
    case = routed(session, complaint, coordinator)
    case.due_at = NOW + timedelta(hours=24)
    lead = cases.lead_of(session, case)
    factories.answered(session, case, agency_officer, at=NOW)

    assert lead.version > 1
    assert to(office) == [coordinator.email]
    assert "09:00 24/11/2026" in office.box.sent[0].get_content()


def test_a_mail_speaks_the_language_of_its_reader(
    session, office, urgent, coordinator, agency_officer
):
    agency_officer.language = "en"
    words = {"subject": "{site}: urgent {code}", "body": "Open {code}: {link}"}
    session.add(MailTemplate(key="work_offered", language="en", changed_at=NOW, **words))
    routed(session, urgent, coordinator)

    [mail] = office.at(NOW)

    assert mail["Subject"] == f"Lắng Nghe: urgent {urgent.code}"


def test_work_that_was_taken_meanwhile_is_told_to_nobody(
    session, office, urgent, coordinator, agency_officer
):
    case = routed(session, urgent, coordinator)
    part = factories.part_of(session, case, "SXD")
    cases.accept_part(session, part, seen_version=part.version, actor=agency_officer, now=NOW)
    session.commit()

    assert to(office) == []


def test_work_given_to_an_officer_is_told_to_that_officer(
    session, office, urgent, coordinator, agency_officer
):
    from moderation.services import staff_news

    case = routed(session, urgent, coordinator)
    office.at(NOW)
    other = factories.person(session, Role.AGENCY_OFFICER)
    part = factories.part_of(session, case, "SXD")
    part.officer_id = other.id
    staff_news.assigned(session, part, now=NOW)
    session.commit()

    assert to(office)[-1:] == [other.email]


def test_an_answer_is_told_to_the_coordinators_and_a_return_too(
    session, office, urgent, coordinator, agency_officer
):
    case = routed(session, urgent, coordinator)
    part = factories.part_of(session, case, "SXD")
    assignments.return_part(
        session, part, "Không phải việc của sở.", proposed_agency_id=None,
        seen_version=part.version, actor=agency_officer, now=NOW,
    )  # fmt: skip
    session.commit()
    assert [mail["To"] for mail in office.at(NOW)][-1:] == [coordinator.email]
    assert "Không phải việc" not in office.box.sent[-1].get_content()
    assert f"/staff/complaints/{urgent.id}" in office.box.sent[-1].get_content()


def test_an_answer_sent_back_is_told_to_who_writes_it(
    session, office, urgent, coordinator, agency_officer
):
    case = routed(session, urgent, coordinator)
    factories.answered(session, case, agency_officer, at=NOW)
    assert coordinator.email in to(office)
    cases.send_back(
        session, case, "Thiếu ngày.", seen_version=case.version, actor=coordinator, now=NOW
    )
    session.commit()

    assert office.at(NOW)[-1]["To"] == agency_officer.email
    assert "Thiếu ngày" not in office.box.sent[-1].get_content()


@pytest.fixture
def drafted(session, urgent, coordinator, agency_officer, office):
    """A draft of the lead that waits inside its agency; two approve, one stands in."""
    case = routed(session, urgent, coordinator)
    part = factories.part_of(session, case, "SXD")
    cases.accept_part(session, part, seen_version=part.version, actor=agency_officer, now=NOW)
    office.at(NOW)
    office.box.sent.clear()
    people = [factories.person(session, Role.AGENCY_LEADER) for _ in range(3)]
    for position, person in enumerate(people[:2], start=1):
        session.add(Approver(agency_id=part.agency_id, position=position, staff_id=person.id))
    session.add(
        StandIn(
            staff_id=people[0].id, stand_in_id=people[2].id, from_on=NOW.date(), to_on=NOW.date()
        )
    )
    session.flush()
    cases.change_case(
        session, case, CaseAction.SUBMIT, seen_version=case.version, actor=agency_officer, now=NOW
    )
    session.commit()
    return case, people


def test_a_draft_is_told_to_whose_turn_it_is_and_to_their_stand_in(office, drafted):
    _case, (first, _second, stand_in) = drafted

    assert to(office) == sorted([first.email, stand_in.email])


def test_a_stand_in_of_another_day_is_not_asked(session, office, drafted):
    _case, (first, _second, _stand_in) = drafted
    session.query(StandIn).update({"to_on": NOW.date() - timedelta(days=1)})
    session.commit()

    assert to(office) == [first.email]


def test_when_the_approver_left_the_leaders_are_asked_as_on_their_page(session, office, drafted):
    _case, (first, second, stand_in) = drafted
    session.query(StandIn).delete()
    first.is_active = False
    session.commit()

    assert to(office) == sorted([second.email, stand_in.email])


def test_who_wrote_the_draft_is_not_asked_to_approve_it(session, office, drafted, agency_officer):
    _case, (first, _second, _stand_in) = drafted
    session.query(StandIn).update({"stand_in_id": agency_officer.id})
    session.commit()

    assert to(office) == [first.email]


def test_after_the_first_approval_the_second_is_asked(session, office, drafted, agency_officer):
    from models import Approval

    case, (first, second, _stand_in) = drafted
    office.at(NOW)
    office.box.sent.clear()
    part = cases.lead_of(session, case)
    session.add(
        Approval(
            assignment_id=part.id, round=1, position=1, staff_id=first.id, name="A", title="B",
            at=NOW, is_approved=True,
        )
    )  # fmt: skip
    cases.change_case(
        session, case, CaseAction.APPROVE, seen_version=case.version, actor=first, now=NOW
    )
    session.commit()

    assert to(office) == [second.email]


def test_nothing_is_told_of_a_complaint_covered_meanwhile(
    session, office, urgent, coordinator, agency_officer, rules, tools
):
    routed(session, urgent, coordinator)
    complaint_sealing.cover(
        session, urgent, seen_version=urgent.version, rules=rules, seal=tools.seal,
        actor=coordinator, now=NOW,
    )  # fmt: skip
    session.commit()

    assert to(office) == []


def test_who_left_or_changed_the_agency_reads_nothing(
    session, office, urgent, coordinator, agency_officer, administrator
):
    leaver = factories.person(session, Role.AGENCY_OFFICER)
    routed(session, urgent, coordinator)
    staff.set_active(session, leaver, False, actor=administrator, now=NOW)
    agency_officer.agency_id = factories.units(session)["HSDC"].id
    session.commit()

    assert to(office) == []
    assert {row.finished_at for row in session.query(OutboxMessage)} == {NOW}


def test_staff_are_written_to_at_night_too(session, office, urgent, coordinator, agency_officer):
    routed(session, urgent, coordinator)

    assert to(office, NOW + timedelta(hours=14)) == [agency_officer.email]
