"""The lists people of an agency work from: mine, the agency's, what nobody has, what I approve."""

from collections.abc import Sequence

from flask import abort, g, render_template, request

from moderation.domain.case_states import AssignmentState
from moderation.domain.errors import Invalid, NotFound
from moderation.domain.pages import DayMark
from moderation.domain.permissions import Permission, allows
from moderation.queries import agencies as agency_queries
from moderation.queries import agency_desk, agency_lists
from moderation.queries import joined as joined_queries
from moderation.queries.agency_desk import Waiting
from moderation.queries.agency_lists import MOST_COUNTED
from moderation.queries.rows import AnyRow
from moderation.web.agency import own, relay
from moderation.web.agency.beside import approve_by
from moderation.web.agency.routes import bp
from moderation.web.case_labels import due_tone, due_words
from moderation.web.context import me, now, session, today, tools
from moderation.web.gates import need
from moderation.web.locale import language

#: The agency's own list by state, in the order of the work.
TABS = (AssignmentState.OFFERED, AssignmentState.ACCEPTED, AssignmentState.ANSWERED)
LISTS = ("mine", "agency", "unassigned", "approvals")
_MORE = f"{MOST_COUNTED}+"


@bp.get("/")
@need(Permission.WORK_ON_CASES)
def inbox() -> str:
    chosen = request.args.get("list", "agency")
    tab = request.args.get("tab", AssignmentState.OFFERED)
    if tab not in TABS or chosen not in offered_lists():
        raise NotFound
    rows, place = _rows(chosen, AssignmentState(tab))
    case_ids = [row.case_id for row in rows]
    barred = own.barred_cases(case_ids)
    merged = joined_queries.merged(session(), case_ids)
    return render_template(
        "agency/inbox.html",
        agency=agency_queries.get(session(), own.agency_id()),
        list=chosen,
        tab=AssignmentState(tab),
        rows=[
            relay.headline(row, merged.get(row.case_id, ()))
            for row in rows
            if row.case_id not in barred
        ],
        clocks={day: (due_words(day), due_tone(day)) for day in {row.due_on for row in rows}},
        categories={each.code: each.names[language()] for each in tools().taxonomy.categories},
        next=place,
        turns={each.part.id: approve_by(each) for each in my_turns()},
        moment=now(),
        people=_people(rows),
    )


def _people(rows: Sequence[AnyRow]) -> dict[int, str]:
    """Names of those who work on these rows."""
    if not any(row.officer_id for row in rows):
        return {}
    return agency_desk.names(session(), own.agency_id())


def _rows(chosen: str, state: AssignmentState) -> tuple[Sequence[AnyRow], str]:
    """The rows of a list, and where its next page begins."""
    agency = own.agency_id()
    if chosen == "mine":
        return agency_lists.mine(session(), agency, me().id), ""
    if chosen == "unassigned":
        return agency_lists.unassigned(session(), agency), ""
    if chosen == "approvals":
        waiting = [each.part.id for each in my_turns()]
        return agency_lists.chosen(session(), agency, waiting), ""
    rows, following = agency_lists.page(
        session(), agency, [state], after=_place(request.args.get("after", ""))
    )
    return rows, str(DayMark(*following)) if following else ""


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
def counts() -> dict[str, str]:
    """How much stands in each list; only in the agency's room."""
    found = agency_lists.counts(
        session(), own.agency_id(), me().id, hands_out="unassigned" in offered_lists()
    )
    found["approvals"] = len(my_turns())
    return {name: str(many) if many <= MOST_COUNTED else _MORE for name, many in found.items()}


@bp.app_template_global("agency_lists")
def lists() -> tuple[str, ...]:
    """`offered_lists`, for the navigation."""
    return offered_lists()


def _place(text: str) -> DayMark | None:
    """Where a page begins: behind this due date and assignment."""
    try:
        return DayMark.parse(text) if text else None
    except Invalid:
        abort(400)
