"""The lists people of an agency work from: mine, the agency's, what nobody has, what I approve."""

import re
from datetime import date
from typing import Any

from flask import abort, g, render_template, request

from moderation.domain.case_states import AssignmentState
from moderation.domain.errors import NotFound
from moderation.domain.permissions import Permission, allows
from moderation.queries import agencies as agency_queries
from moderation.queries import agency_desk
from moderation.queries import cases as case_queries
from moderation.queries import joined as joined_queries
from moderation.queries.agency_desk import Waiting
from moderation.queries.rows import AnyRow
from moderation.web.agency import own, relay
from moderation.web.agency.routes import bp
from moderation.web.context import me, session, today
from moderation.web.gates import need

#: The agency's own list by state, in the order of the work.
TABS = (AssignmentState.OFFERED, AssignmentState.ACCEPTED, AssignmentState.ANSWERED)
LISTS = ("mine", "agency", "unassigned", "approvals")
_PLACE = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})\.([0-9]{1,18})")


@bp.get("/")
@need(Permission.WORK_ON_CASES)
def inbox() -> str:
    chosen = request.args.get("list", "agency")
    tab = request.args.get("tab", AssignmentState.OFFERED)
    if tab not in TABS or chosen not in offered_lists():
        raise NotFound
    rows, place = _rows(chosen, AssignmentState(tab))
    barred = own.barred_cases([row[1].id for row in rows])
    rows = [row for row in rows if row[1].id not in barred]
    merged = joined_queries.merged(session(), [row[1].id for row in rows])
    return render_template(
        "agency/inbox.html",
        agency=agency_queries.get(session(), own.agency_id()),
        list=chosen,
        tab=AssignmentState(tab),
        rows=[
            (part, relay.told(part, complaint, (), merged.get(case.id, ())), ward, case)
            for part, case, complaint, ward in rows
        ],
        next=place,
        turns={each.part.id: each for each in my_turns()},
        people={each.id: each.name for each in agency_desk.people(session(), own.agency_id())},
    )


def _rows(chosen: str, state: AssignmentState) -> tuple[list[AnyRow], str]:
    """The rows of a list, and where its next page begins."""
    agency = own.agency_id()
    if chosen == "mine":
        return list(agency_desk.mine(session(), agency, me().id)), ""
    if chosen == "unassigned":
        return list(agency_desk.unassigned(session(), agency)), ""
    if chosen == "approvals":
        waiting: list[Any] = [(x.part, x.case, x.complaint, x.ward) for x in my_turns()]
        return waiting, ""
    rows, following = case_queries.inbox(
        session(), agency, states=[state], after=_place(request.args.get("after", ""))
    )
    return list(rows), f"{following[0].isoformat()}.{following[1]}" if following else ""


def offered_lists() -> tuple[str, ...]:
    """The lists this person has: approvals for those who may approve, and for whoever stands in."""
    approves = allows(me().role, Permission.APPROVE_REPLIES) or bool(my_turns())
    assigns = allows(me().role, Permission.ASSIGN_OFFICERS)
    hidden = ({"approvals"} if not approves else set()) | ({"unassigned"} if not assigns else set())
    return tuple(each for each in LISTS if each not in hidden)


def my_turns() -> list[Waiting]:
    """Drafts that wait for this person; read once a request."""
    if "my_turns" not in g:
        found = agency_desk.waiting(session(), own.agency_id(), today())
        mine = [each for each in found if me().id in each.hands]
        barred = own.barred_cases([each.case.id for each in mine])
        g.my_turns = [each for each in mine if each.case.id not in barred]
    return list(g.my_turns)


@bp.app_template_global("agency_counts")
def counts() -> dict[str, int]:
    """How much stands in each list; only in the agency's room."""
    found = agency_desk.counts(session(), own.agency_id(), me().id)
    return found | {"approvals": len(my_turns())}


@bp.app_template_global("agency_lists")
def lists() -> tuple[str, ...]:
    """`offered_lists`, for the navigation."""
    return offered_lists()


def _place(text: str) -> tuple[date, int] | None:
    """Where a page begins: behind this due date and assignment."""
    if not text:
        return None
    found = _PLACE.fullmatch(text)
    try:
        return (date.fromisoformat(found[1]), int(found[2])) if found else abort(400)
    except ValueError:
        abort(400)
