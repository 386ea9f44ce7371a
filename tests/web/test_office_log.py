"""The log of administration: every change, by whom, the latest first."""

import pytest

from moderation.domain.permissions import Role
from moderation.services import audit
from moderation.services.audit import Subject
from tests import factories
from tests.conftest import NOW


@pytest.fixture
def browser(desk, administrator):
    return desk(administrator)


def test_a_change_stands_there_with_who_made_it(browser, session, administrator):
    page = browser.open("/staff/office/settings/row?key=site_name")
    page.send("/staff/office/settings/row", value="Lắng Nghe Huế")

    log = browser.open("/staff/office/log")

    row = log.soup.select("tbody tr")[0]
    assert administrator.name in row.text
    assert "Thiết lập site_name: name, value" in row.text
    assert "Lắng Nghe Huế" not in row.text  # what was written is not repeated
    assert log.soup.select_one('a[href="/staff/office"]')


def test_coming_and_going_and_what_people_sent_are_no_administration(browser, session, coordinator):
    complaint = factories.complaint(session)
    session.commit()

    page = browser.open("/staff/office/log")

    done = [row.select("td")[-1].text.split(",")[0].strip() for row in page.soup.select("tbody tr")]
    assert set(done) == {"Cán bộ: thêm"}
    assert complaint.code not in page.text


def test_the_log_has_pages(browser, session, administrator):
    for number in range(60):
        audit.record(
            session, Subject.CALENDAR, number, "set_day", actor=administrator, now=NOW,
            note=f"ngày {number}",
        )  # fmt: skip
    session.commit()

    first = browser.open("/staff/office/log")
    second = browser.open(first.soup.select_one('a[href*="before="]')["href"])

    rows = [row.text for page in (first, second) for row in page.soup.select("tbody tr")]
    assert len(first.soup.select("tbody tr")) == 50
    assert [int(row.rpartition("ngày ")[2]) for row in rows if "Lịch làm việc" in row] == list(
        range(59, -1, -1)
    )
    assert browser.open("/staff/office/log?before=x").status == 404


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.ADMINISTRATOR}))
def test_nobody_else_reads_it(desk, session, role):
    assert desk(factories.person(session, role)).open("/staff/office/log").status == 403
