"""Who may do what: roles and permissions as data, checked in one gate (`web/gates.py`)."""

from enum import StrEnum

from moderation.domain.comment_states import CommentAction


class Role(StrEnum):
    MODERATOR = "moderator"
    PROPAGANDA_OFFICER = "propaganda_officer"
    COORDINATOR = "coordinator"
    AGENCY_OFFICER = "agency_officer"
    CONFIDENTIAL_OFFICER = "confidential_officer"
    ADMINISTRATOR = "administrator"


class Permission(StrEnum):
    READ_COMMENTS = "read_comments"
    DECIDE_COMMENTS = "decide_comments"
    TAKE_DOWN_COMMENTS = "take_down_comments"
    COVER_COMMENTS = "cover_comments"
    REPLY_OFFICIALLY = "reply_officially"
    CONVERT_COMMENTS = "convert_comments"
    WRITE_ARTICLES = "write_articles"
    READ_COMPLAINTS = "read_complaints"
    DECIDE_COMPLAINTS = "decide_complaints"
    COVER_COMPLAINTS = "cover_complaints"
    WORK_ON_CASES = "work_on_cases"
    MANAGE_CALENDAR = "manage_calendar"
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
            _P.CONVERT_COMMENTS,
            _P.WRITE_ARTICLES,
        }
    ),
    # Classifies, routes, relays questions, publishes answers.
    Role.COORDINATOR: frozenset(
        {
            _P.READ_COMPLAINTS,
            _P.DECIDE_COMPLAINTS,
            _P.COVER_COMPLAINTS,
        }
    ),
    # Sees the assignments of one agency and nothing else.
    Role.AGENCY_OFFICER: frozenset({_P.WORK_ON_CASES}),
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
            _P.CONVERT_COMMENTS,
            _P.WRITE_ARTICLES,
            _P.READ_COMPLAINTS,
            _P.DECIDE_COMPLAINTS,
            _P.COVER_COMPLAINTS,
            _P.MANAGE_STAFF,
            _P.MANAGE_CALENDAR,
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
    CommentAction.CONVERT: _P.CONVERT_COMMENTS,
}

#: Roles whose people belong to an agency and see its work only.
OF_AN_AGENCY = frozenset({Role.AGENCY_OFFICER})
#: Roles that commands on the machine give, take and set passwords for, never a page: whoever could
#: do it at a desk could open what the role opens (docs/adr/0003).
COMMAND_ONLY = frozenset({Role.CONFIDENTIAL_OFFICER})


def allows(role: Role, permission: Permission) -> bool:
    """Whether `role` holds `permission`."""
    return permission in GRANTS[role]
