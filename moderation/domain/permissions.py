"""Who may do what: roles and permissions as data, checked in one gate (`web/gates.py`)."""

from enum import StrEnum

from moderation.domain.comment_states import CommentAction


class Role(StrEnum):
    MODERATOR = "moderator"
    CHIEF_EDITOR = "chief_editor"
    PROPAGANDA_OFFICER = "propaganda_officer"
    COORDINATOR = "coordinator"
    HEAD_COORDINATOR = "head_coordinator"
    AGENCY_OFFICER = "agency_officer"
    AGENCY_CLERK = "agency_clerk"
    AGENCY_LEADER = "agency_leader"
    CONFIDENTIAL_OFFICER = "confidential_officer"
    ADMINISTRATOR = "administrator"


class Permission(StrEnum):
    READ_COMMENTS = "read_comments"
    DECIDE_COMMENTS = "decide_comments"
    TAKE_DOWN_COMMENTS = "take_down_comments"
    COVER_COMMENTS = "cover_comments"
    REPLY_OFFICIALLY = "reply_officially"
    CONVERT_COMMENTS = "convert_comments"
    GIVE_OPINIONS = "give_opinions"
    REVEAL_ORIGINALS = "reveal_originals"
    DECIDE_APPEALS = "decide_appeals"
    READ_AGAIN = "read_again"
    EDIT_SCREENING = "edit_screening"
    READ_ALL_FIGURES = "read_all_figures"
    WRITE_ARTICLES = "write_articles"
    READ_COMPLAINTS = "read_complaints"
    DECIDE_COMPLAINTS = "decide_complaints"
    COVER_COMPLAINTS = "cover_complaints"
    WORK_ON_CASES = "work_on_cases"
    ASSIGN_OFFICERS = "assign_officers"
    APPROVE_REPLIES = "approve_replies"
    SUPERVISE_CASES = "supervise_cases"
    FOLLOW_CASES = "follow_cases"
    MANAGE_RULES = "manage_rules"
    MANAGE_HOUSE = "manage_house"
    MANAGE_CALENDAR = "manage_calendar"
    READ_SEALED = "read_sealed"
    MANAGE_STAFF = "manage_staff"


_P = Permission

_OF_EDITORS = frozenset(
    {
        _P.READ_COMMENTS,
        _P.DECIDE_COMMENTS,
        _P.TAKE_DOWN_COMMENTS,
        _P.COVER_COMMENTS,
        _P.REPLY_OFFICIALLY,
        _P.CONVERT_COMMENTS,
        _P.REVEAL_ORIGINALS,
        _P.DECIDE_APPEALS,
        _P.READ_AGAIN,
        _P.WRITE_ARTICLES,
    }
)

_OF_COORDINATORS = frozenset(
    {
        _P.READ_COMPLAINTS,
        _P.DECIDE_COMPLAINTS,
        _P.COVER_COMPLAINTS,
    }
)

GRANTS: dict[Role, frozenset[Permission]] = {
    Role.MODERATOR: _OF_EDITORS,
    # Answers for the desk: is asked for opinions, sees everybody's figures.
    Role.CHIEF_EDITOR: _OF_EDITORS | {_P.GIVE_OPINIONS, _P.READ_ALL_FIGURES},
    # Classifies, routes, relays questions, publishes answers.
    Role.COORDINATOR: _OF_COORDINATORS,
    # Answers for the desk: what came back twice, and the rules of routing.
    Role.HEAD_COORDINATOR: _OF_COORDINATORS | {_P.SUPERVISE_CASES, _P.MANAGE_RULES},
    # Sees the assignments of one agency and nothing else.
    Role.AGENCY_OFFICER: frozenset({_P.WORK_ON_CASES}),
    # Gives the agency's work to a room or an officer.
    Role.AGENCY_CLERK: frozenset({_P.WORK_ON_CASES, _P.ASSIGN_OFFICERS}),
    # Approves what leaves the agency, asks for more time, and sees who is late.
    Role.AGENCY_LEADER: frozenset({_P.WORK_ON_CASES, _P.ASSIGN_OFFICERS, _P.APPROVE_REPLIES}),
    # Sees what people say and may shield a denunciation; decides nothing (domain: "does not
    # close").
    Role.PROPAGANDA_OFFICER: frozenset(
        {_P.READ_COMMENTS, _P.COVER_COMMENTS, _P.GIVE_OPINIONS, _P.FOLLOW_CASES}
    ),
    # The sealed lane is separate on purpose: its officers do not work in the open queue.
    Role.CONFIDENTIAL_OFFICER: frozenset({_P.READ_SEALED}),
    # Runs the house; deliberately cannot open what is sealed.
    Role.ADMINISTRATOR: _OF_EDITORS
    | {
        _P.EDIT_SCREENING,
        _P.READ_ALL_FIGURES,
        _P.READ_COMPLAINTS,
        _P.DECIDE_COMPLAINTS,
        _P.COVER_COMPLAINTS,
        _P.MANAGE_STAFF,
        _P.MANAGE_CALENDAR,
        _P.SUPERVISE_CASES,
        _P.MANAGE_RULES,
        _P.MANAGE_HOUSE,
    },
}

#: What a person needs for each action on a comment. SUBMIT and WITHDRAW are the citizen's and need
#: none.
FOR_ACTION: dict[CommentAction, Permission] = {
    CommentAction.HOLD: _P.DECIDE_COMMENTS,
    CommentAction.RELEASE: _P.DECIDE_COMMENTS,
    CommentAction.ENDORSE: _P.DECIDE_COMMENTS,
    CommentAction.APPROVE: _P.DECIDE_COMMENTS,
    CommentAction.REJECT: _P.DECIDE_COMMENTS,
    CommentAction.MARK_SPAM: _P.DECIDE_COMMENTS,
    CommentAction.ESCALATE: _P.DECIDE_COMMENTS,
    CommentAction.RECALL: _P.DECIDE_COMMENTS,
    CommentAction.REQUEUE: _P.DECIDE_COMMENTS,
    CommentAction.UPHOLD: _P.DECIDE_APPEALS,
    CommentAction.TAKE_DOWN: _P.TAKE_DOWN_COMMENTS,
    CommentAction.RESTORE: _P.TAKE_DOWN_COMMENTS,
    CommentAction.COVER: _P.COVER_COMMENTS,
    CommentAction.UNCOVER: _P.READ_SEALED,
    CommentAction.CONVERT: _P.CONVERT_COMMENTS,
}

#: Roles that people ask for their opinion, in the order in which they are offered.
GIVES_OPINIONS = tuple(role for role in Role if Permission.GIVE_OPINIONS in GRANTS[role])
#: Roles that decide about a comment although somebody else asked for an opinion about it.
HEADS = frozenset({Role.CHIEF_EDITOR, Role.ADMINISTRATOR})
#: Roles whose people belong to an agency and see its work only.
OF_AN_AGENCY = frozenset({Role.AGENCY_OFFICER, Role.AGENCY_CLERK, Role.AGENCY_LEADER})
#: Roles that commands on the machine give, take and set passwords for, never a page: whoever could
#: do it at a desk could open what the role opens (docs/adr/0003).
COMMAND_ONLY = frozenset({Role.CONFIDENTIAL_OFFICER})


def allows(role: Role, permission: Permission) -> bool:
    """Whether `role` holds `permission`."""
    return permission in GRANTS[role]
