"""Who may do what: roles and permissions as data, checked in one gate (`web/gates.py`)."""

from enum import StrEnum

from moderation.domain.comment_states import CommentAction


class Role(StrEnum):
    MODERATOR = "moderator"
    PROPAGANDA_OFFICER = "propaganda_officer"
    CONFIDENTIAL_OFFICER = "confidential_officer"
    ADMINISTRATOR = "administrator"


class Permission(StrEnum):
    READ_COMMENTS = "read_comments"
    DECIDE_COMMENTS = "decide_comments"
    TAKE_DOWN_COMMENTS = "take_down_comments"
    COVER_COMMENTS = "cover_comments"
    REPLY_OFFICIALLY = "reply_officially"
    WRITE_ARTICLES = "write_articles"
    READ_SEALED = "read_sealed"
    MANAGE_STAFF = "manage_staff"


_P = Permission

GRANTS: dict[Role, frozenset[Permission]] = {
    Role.MODERATOR: frozenset(
        {
            _P.READ_COMMENTS,
            _P.DECIDE_COMMENTS,
            _P.TAKE_DOWN_COMMENTS,
            _P.COVER_COMMENTS,
            _P.REPLY_OFFICIALLY,
            _P.WRITE_ARTICLES,
        }
    ),
    # Sees what people say and may shield a denunciation; decides nothing (domain: "does not
    # close").
    Role.PROPAGANDA_OFFICER: frozenset({_P.READ_COMMENTS, _P.COVER_COMMENTS}),
    # The sealed lane is separate on purpose: its officers do not work in the open queue.
    Role.CONFIDENTIAL_OFFICER: frozenset({_P.READ_SEALED}),
    # Runs the house; deliberately cannot open what is sealed.
    Role.ADMINISTRATOR: frozenset(
        {
            _P.READ_COMMENTS,
            _P.DECIDE_COMMENTS,
            _P.TAKE_DOWN_COMMENTS,
            _P.COVER_COMMENTS,
            _P.REPLY_OFFICIALLY,
            _P.WRITE_ARTICLES,
            _P.MANAGE_STAFF,
        }
    ),
}

#: What a person needs for each action on a comment. SUBMIT is the citizen's and needs none.
FOR_ACTION: dict[CommentAction, Permission] = {
    CommentAction.APPROVE: _P.DECIDE_COMMENTS,
    CommentAction.REJECT: _P.DECIDE_COMMENTS,
    CommentAction.MARK_SPAM: _P.DECIDE_COMMENTS,
    CommentAction.REQUEUE: _P.DECIDE_COMMENTS,
    CommentAction.TAKE_DOWN: _P.TAKE_DOWN_COMMENTS,
    CommentAction.RESTORE: _P.TAKE_DOWN_COMMENTS,
    CommentAction.COVER: _P.COVER_COMMENTS,
    CommentAction.UNCOVER: _P.READ_SEALED,
}

#: Roles that commands on the machine give, take and set passwords for, never a page: whoever could
#: do it at a desk could open what the role opens (docs/adr/0003).
COMMAND_ONLY = frozenset({Role.CONFIDENTIAL_OFFICER})


def allows(role: Role, permission: Permission) -> bool:
    """Whether `role` holds `permission`."""
    return permission in GRANTS[role]
