from itertools import product

import pytest

from moderation.domain.comment_states import TRANSITIONS
from moderation.domain.permissions import FOR_ACTION, GRANTS, Permission, Role, allows

#: Who holds what, spelled out by hand.
HOLDERS = {
    "read_comments": {"moderator", "propaganda_officer", "administrator"},
    "decide_comments": {"moderator", "administrator"},
    "take_down_comments": {"moderator", "administrator"},
    "cover_comments": {"moderator", "propaganda_officer", "administrator"},
    "reply_officially": {"moderator", "administrator"},
    "write_articles": {"moderator", "administrator"},
    "read_sealed": {"confidential_officer"},
    "manage_staff": {"administrator"},
}


@pytest.mark.parametrize(("role", "permission"), list(product(Role, Permission)))
def test_a_role_holds_exactly_what_is_written(role, permission):
    assert allows(role, permission) == (role in HOLDERS[permission])


def test_every_role_is_granted_something():
    assert set(GRANTS) == set(Role)
    assert all(GRANTS.values())


def test_every_action_on_a_comment_needs_a_permission():
    assert set(FOR_ACTION) == set(TRANSITIONS)
