from datetime import time

import pytest

from moderation.adapters import reference, reference_data
from moderation.domain.errors import SettingsError
from moderation.domain.house_book import (
    IN_THE_BROWSER,
    reasons_over,
    settings_over,
    taxonomy_over,
)
from moderation.domain.settings import Settings

PLAIN = Settings(env="development")
SHIPPED = reference_data.taxonomy()
NEW = {
    "code": "MT99", "category_code": "MT", "name": "Việc mới", "name_en": "", "lead_code": "UBX",
    "coordinating": "CAX SXD", "due_days": 4, "is_urgent": True, "is_public": False, "proof": "",
    "position": 5, "is_active": True,
}  # fmt: skip


def category(taxonomy, code):
    return next(each for each in taxonomy.categories if each.code == code)


def test_no_rows_leave_what_is_shipped():
    assert taxonomy_over(SHIPPED, [], []) == SHIPPED
    assert settings_over(PLAIN, {}) == PLAIN
    assert reasons_over(reference.complaint_reasons(), []) == reference.complaint_reasons()


def test_a_new_issue_stands_where_its_position_says():
    changed = taxonomy_over(SHIPPED, [], [NEW])

    issue = changed.issue("MT99")
    assert (issue.lead, issue.coordinate, issue.deadline_working_days) == ("UBX", ("CAX", "SXD"), 4)
    assert (issue.is_urgent, issue.is_public, issue.names["en"]) == (True, False, "Việc mới")
    assert [each.code for each in category(changed, "MT").issues][1] == "MT99"
    assert changed.category_of("MT99").code == "MT"


def test_what_is_not_offered_any_more_keeps_its_name():
    row = {**NEW, "code": "MT01", "name": "Rác (cũ)", "is_active": False}

    changed = taxonomy_over(SHIPPED, [], [row])

    assert "MT01" not in {each.code for each in category(changed, "MT").issues}
    assert changed.issue("MT01").names["vi"] == "Rác (cũ)"
    assert changed.category_of("MT01").code == "MT"


def test_a_retired_category_takes_its_issues_with_it_and_keeps_their_names():
    row = {
        "code": "MT",
        "name": "Môi trường",
        "name_en": "",
        "lead_code": "UBX",
        "position": 0,
        "is_active": False,
    }

    changed = taxonomy_over(SHIPPED, [row], [])

    assert "MT" not in {each.code for each in changed.categories}
    assert changed.category("MT").names["vi"] == "Môi trường"
    assert changed.issue("MT01").category_code == "MT"


def test_reasons_are_renamed_added_and_retired():
    shipped = reference.complaint_reasons()
    first = next(iter(shipped))
    rows = [
        {"code": first, "name": "Tên khác", "name_en": "", "position": 0, "is_active": False},
        {"code": "moi", "name": "Lý do mới", "name_en": "New", "position": 1, "is_active": True},
    ]

    changed = reasons_over(shipped, rows)

    assert next(iter(changed)) == "moi"
    assert (changed[first].wording["vi"], changed[first].is_active) == ("Tên khác", False)
    assert changed[first].wording["en"] == shipped[first].wording["en"]


def test_settings_are_read_as_the_variables_are():
    changed = settings_over(PLAIN, {"office_hours": "07:30-11:30,13:00-17:00", "accept_hours": "6"})

    assert changed.office_hours[0] == (time(7, 30), time(11, 30))
    assert changed.accept_hours == 6


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("accept_hours", "many"), ("accept_hours", "0"), ("accept_hours", "-3"),
        ("accept_hours", "99999"), ("office_hours", "17:00-08:00"), ("digest_hour", "24"),
        ("second_reading_percent", "101"), ("rating_days", ""),
    ],
)  # fmt: skip
def test_a_setting_that_cannot_work_is_refused(name, value):
    with pytest.raises(SettingsError):
        settings_over(PLAIN, {name: value})


def test_keys_and_addresses_are_not_for_the_browser():
    assert {"secret_key", "sealed_keys", "database_url", "smtp_url", "testing"}.isdisjoint(
        IN_THE_BROWSER
    )
    assert settings_over(PLAIN, {"secret_key": "x"}) == PLAIN
