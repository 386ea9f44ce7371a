"""The people of one agency, and hands for what they do to an answer."""

from datetime import date

from models import Assignment, CaseFile, Event
from moderation.domain.permissions import Role
from moderation.services import approvals, cases
from tests import factories
from tests.conftest import NOW
from tests.web.agency_case import address

GOOD = "Đội 3 đã nạo vét cống ở ngõ 12 hôm nay."


def leader(session, name="Hoàng Lan", code="SXD"):
    return factories.person(session, Role.AGENCY_LEADER, name, agency=code)


def clerk(session, name="Thu Văn", code="SXD"):
    return factories.person(session, Role.AGENCY_CLERK, name, agency=code)


def chain(session, *people, letters=""):
    approvals.set_chain(
        session, people[0].agency_id, [(each.id, letters) for each in people], actor=people[0],
        now=NOW,
    )  # fmt: skip
    session.commit()


def stand_in(session, absent, other, *, first=date(2026, 11, 1), last=date(2026, 12, 31)):
    made = approvals.add_stand_in(
        session, absent.agency_id, staff_id=absent.id, stand_in_id=other.id, from_on=first,
        to_on=last, on_behalf="KT.", actor=absent, now=NOW,
    )  # fmt: skip
    session.commit()
    return made


def accepted(session, part, actor) -> Assignment:
    cases.accept_part(session, part, seen_version=part.version, actor=actor, now=NOW)
    session.commit()
    return part


def draft(browser, part, content=GOOD, outcome="explained", **typed):
    """Fill in and send the lead's answer."""
    page = browser.open(address(part))
    return page.send(f"{address(part)}/answer", content=content, outcome=outcome, **typed)


def fresh(session, row):
    return session.get(type(row), row.id, populate_existing=True)


def case_of(session, part) -> CaseFile:
    return session.get(CaseFile, part.case_id, populate_existing=True)


def actions(session, subject, row_id) -> list[str]:
    found = session.query(Event).filter_by(subject=subject, subject_id=row_id).order_by(Event.id)
    return [event.action for event in found]
