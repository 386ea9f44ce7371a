from itertools import product

import pytest

from moderation.domain.comment_states import TRANSITIONS
from moderation.domain.permissions import (
    FOR_ACTION,
    GRANTS,
    OF_AN_AGENCY,
    Permission,
    Role,
    allows,
)

#: Who holds what, spelled out by hand.
HOLDERS = {
    "read_comments": {"moderator", "propaganda_officer", "administrator"},
    "decide_comments": {"moderator", "administrator"},
    "take_down_comments": {"moderator", "administrator"},
    "cover_comments": {"moderator", "propaganda_officer", "administrator"},
    "reply_officially": {"moderator", "administrator"},
    "convert_comments": {"moderator", "administrator"},
    "write_articles": {"moderator", "administrator"},
    "read_complaints": {"coordinator", "administrator"},
    "decide_complaints": {"coordinator", "administrator"},
    "cover_complaints": {"coordinator", "administrator"},
    "work_on_cases": {"agency_officer"},
    "manage_calendar": {"administrator"},
    "read_sealed": {"confidential_officer"},
    "manage_staff": {"administrator"},
}


@pytest.mark.parametrize(("role", "permission"), list(product(Role, Permission)))
def test_a_role_holds_exactly_what_is_written(role, permission):
    assert allows(role, permission) == (role in HOLDERS[permission])


def test_every_role_is_granted_something():
    assert set(GRANTS) == set(Role)
    assert all(GRANTS.values())


def test_only_agency_officers_work_on_cases_and_only_they_belong_to_an_agency():
    working = {role for role in Role if allows(role, Permission.WORK_ON_CASES)}

    assert working == OF_AN_AGENCY


def test_every_action_on_a_comment_needs_a_permission():
    assert set(FOR_ACTION) == set(TRANSITIONS)
