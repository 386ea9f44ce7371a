from itertools import product

import pytest

from moderation.domain.comment_states import TRANSITIONS, CommentAction
from moderation.domain.permissions import (
    FOR_ACTION,
    GRANTS,
    OF_AN_AGENCY,
    Permission,
    Role,
    allows,
)

EDITORS = {"moderator", "chief_editor", "administrator"}
COORDINATORS = {"coordinator", "head_coordinator", "administrator"}
#: Who holds what, spelled out by hand.
HOLDERS = {
    "read_comments": EDITORS | {"propaganda_officer"},
    "decide_comments": EDITORS,
    "take_down_comments": EDITORS,
    "cover_comments": EDITORS | {"propaganda_officer"},
    "reply_officially": EDITORS,
    "convert_comments": EDITORS,
    "give_opinions": {"chief_editor", "propaganda_officer"},
    "reveal_originals": EDITORS,
    "decide_appeals": EDITORS,
    "read_again": EDITORS,
    "edit_screening": {"administrator"},
    "read_all_figures": {"chief_editor", "administrator"},
    "write_articles": EDITORS,
    "read_complaints": COORDINATORS,
    "decide_complaints": COORDINATORS,
    "cover_complaints": COORDINATORS,
    "work_on_cases": {"agency_officer", "agency_clerk", "agency_leader"},
    "assign_officers": {"agency_clerk", "agency_leader"},
    "approve_replies": {"agency_leader"},
    "supervise_cases": {"head_coordinator", "administrator"},
    "follow_cases": {"propaganda_officer"},
    "manage_rules": {"head_coordinator", "administrator"},
    "manage_house": {"administrator"},
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


def test_every_action_on_a_comment_but_its_authors_own_needs_a_permission():
    assert set(FOR_ACTION) == set(TRANSITIONS) - {CommentAction.WITHDRAW}
