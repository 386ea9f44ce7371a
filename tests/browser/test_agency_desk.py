"""The agency's room on a phone and on a desk: axe, nothing cut off, an answer through the chain."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing

import pytest

from tests.browser.conftest import READ


@pytest.fixture
def leader(site) -> Iterator[None]:
    """The demo's officer leads the agency for a while."""
    be = "UPDATE staff SET role = ? WHERE email = 'so@demo.example'"
    for role in ("agency_leader", "agency_officer"):
        with closing(sqlite3.connect(site.instance / "portal.db")) as database:
            database.execute(be, (role,))
            database.commit()
        if role == "agency_leader":
            yield


@pytest.mark.parametrize(("width", "language", "dark"), READ)
def test_the_agencys_pages_are_whole(tab, leader, width, language, dark):
    officer = tab(width=width, language=language, dark=dark).log_in("agency_officer")
    officer.open("/agency/?tab=accepted")
    case = officer.page.locator("main a[href*='/agency/cases/']").first.get_attribute("href")

    found = officer.objections(
        "/agency/", "/agency/?list=mine", "/agency/?list=unassigned", "/agency/?list=approvals",
        "/agency/rooms", "/agency/texts", "/agency/chain", case, f"{case}/quick",
    )  # fmt: skip

    assert found == {}


def test_a_lead_previews_both_copies_without_scripts(tab, leader):
    officer = tab(width=360, scripts=False).log_in("agency_officer")
    officer.open("/agency/?tab=accepted")
    officer.press(officer.page.locator("article").filter(has_text="Chủ trì").locator("h2 a").first)
    officer.page.fill("textarea[name=content]", "Đã thay nắp cống ở ngõ 12 hôm nay.")
    officer.page.select_option("select[name=outcome]", "not_fixed")

    officer.press("button[name=act][value=preview]")

    assert officer.page.locator(".ln-official").count() == 2
    assert "Chưa khắc phục được" in officer.text()
