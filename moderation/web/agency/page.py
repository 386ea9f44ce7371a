"""One assignment on one page: what was asked, who takes part, what to do now."""

from collections.abc import Sequence
from http import HTTPStatus
from types import SimpleNamespace
from typing import Any

from flask import make_response, render_template
from werkzeug.wrappers import Response

from models import Complaint
from moderation.domain.case_states import (
    OWING,
    AssignmentRole,
    AssignmentState,
    CaseState,
    Outcome,
)
from moderation.queries import agencies as agency_queries
from moderation.queries import cases as case_queries
from moderation.queries import complaints as complaint_queries
from moderation.queries.rows import AnyRow
from moderation.services import merging, publications
from moderation.services.reply_drafts import WRITTEN_IN
from moderation.web import fields
from moderation.web.agency import beside, clock_panel, relay
from moderation.web.agency.forms import AnswerForm, DraftForm, QuestionForm, ReturnForm
from moderation.web.agency.own import Mine, agency_id
from moderation.web.context import now, session
from moderation.web.locale import language
from moderation.web.units import Choice, units

#: What of the complaint's and the case's history concerns an agency, besides its own part.
_CONCERNS = {
    ("complaint", "submit"),
    ("complaint", "accept"),
    ("case", "reroute"),
    ("case", "submit"),
    ("case", "approve"),
    ("case", "send_back"),
    ("case", "answer"),
    ("case", "suspend"),
    ("case", "resume"),
    ("case", "reopen"),
    ("case", "close"),
    ("case", "extend"),
    ("case", "give_up_waiting"),
    ("case", "recount"),
}


def case_page(
    mine: Mine,
    *,
    answer: AnswerForm | None = None,
    pause: clock_panel.PauseForm | None = None,
    extend: clock_panel.ExtensionForm | None = None,
    preview: bool = False,
    status: HTTPStatus = HTTPStatus.OK,
    **typed: Any,
) -> Response:
    """The page with forms as they were typed; `preview`: with the answer as people will read it."""
    part = mine.part
    waits = is_waiting(mine)
    owes = part.state in OWING and not waits
    proof, others = _proof(mine), merging.others(session(), mine.complaint)
    form = answer or _fresh_answer(mine, others)
    fresh = {
        "ask": fields.blank(QuestionForm) if owes else None,
        "back": _empty_return(mine) if owes and not _stands_still(mine) else None,
    }
    body = render_template(
        "agency/case.html",
        waits=waits,
        owes=owes,
        **_told(mine, others),
        proof=proof,
        clock_panel=clock_panel.panel(mine, pause=pause, extend=extend),
        answer=form,
        preview=_previewed(form, proof.get(part.id, []), (mine.complaint, *others))
        if preview
        else None,
        **(fresh | beside.panels(mine, form, owes=owes, waits=waits) | typed),
    )
    return make_response(body, status.value)


def _told(mine: Mine, others: Sequence[Complaint]) -> dict[str, Any]:
    """What is known of the matter here, and who takes part."""
    part, complaint = mine.part, mine.complaint
    everybody = [row for row in case_queries.parts(session(), part.case_id) if row[0].is_current]
    return {
        "part": part,
        "case": mine.case,
        "writes": part.state is AssignmentState.ACCEPTED and mine.case.state in WRITTEN_IN,
        "masked": relay.masker(part, complaint, others),
        "told": relay.told(
            part, complaint, complaint_queries.questions(session(), complaint.id), others
        ),
        "ward": agency_queries.ward_name(session(), complaint.ward_code),
        "photos": complaint_queries.photos(session(), complaint.id),
        "everybody": everybody,
        "opinions": _opinions(mine, everybody),
        "events": _history(mine),
    }


def is_waiting(mine: Mine) -> bool:
    """Whether people of the agency approve its answer now."""
    return (
        mine.part.role is AssignmentRole.LEAD
        and mine.part.state is AssignmentState.ACCEPTED
        and mine.case.state is CaseState.AWAITING_APPROVAL
    )


def _stands_still(mine: Mine) -> bool:
    """Whether the clock of this lead's case stands still; nothing is returned meanwhile."""
    return mine.part.role is AssignmentRole.LEAD and mine.case.state is CaseState.SUSPENDED


def draft_form() -> DraftForm:
    """The request's form of the lead's answer."""
    form = DraftForm()
    form.offer()
    return form


def form_for(mine: Mine) -> AnswerForm:
    """The request's form: the lead's answer, or an opinion."""
    return draft_form() if mine.part.role is AssignmentRole.LEAD else AnswerForm()


def _fresh_answer(mine: Mine, others: Sequence[Complaint]) -> AnswerForm:
    """The lead goes on with its draft; an opinion is written in one go."""
    part = mine.part
    if part.role is not AssignmentRole.LEAD:
        return AnswerForm(formdata=None)
    form = DraftForm(
        formdata=None,
        content=part.answer,
        public_content=publications.own_copy(
            part.answer, part.public_answer, (mine.complaint, *others)
        ),
        outcome=str(part.outcome or ""),
        document_number=part.document_number,
    )
    form.offer()
    return form


def _previewed(
    form: AnswerForm, keys: Sequence[str], complaints: Sequence[Complaint]
) -> SimpleNamespace | None:
    """A case as the pages of citizens would show it, were this answer sent now."""
    if not isinstance(form, DraftForm):
        return None
    return SimpleNamespace(
        is_public=any(each.is_public for each in complaints),
        answered_at=now(),
        answer=form.content.data,
        public_answer=form.public_content.data,
        document_number=form.document_number.data,
        outcome=Outcome(form.outcome.data),
        proof=[SimpleNamespace(key=key) for key in keys],
    )


def proposable(mine: Mine) -> Sequence[Choice]:
    """Agencies of today that may be proposed: not this one, none that is barred."""
    barred = merging.barred(session(), mine.complaint) | {agency_id()}
    return units().names(language(), barred)


def _empty_return(mine: Mine) -> ReturnForm:
    form = ReturnForm(formdata=None)
    form.offer(proposable(mine))
    return form


def _opinions(mine: Mine, everybody: Sequence[AnyRow]) -> Sequence[AnyRow]:
    """What the coordinating agencies said, for the lead only."""
    if mine.part.role is not AssignmentRole.LEAD:
        return []
    return [row for row in everybody if row[0].id != mine.part.id and row[0].answered_at]


def _proof(mine: Mine) -> dict[int, list[str]]:
    """Keys of photos by assignment: all of the case for the lead, its own for the others."""
    shown: dict[int, list[str]] = {}
    for each in case_queries.proof(session(), mine.case.id, public_only=False):
        if each.assignment_id is not None and (
            each.assignment_id == mine.part.id or mine.part.role is AssignmentRole.LEAD
        ):
            shown.setdefault(each.assignment_id, []).append(each.key)
    return shown


def _history(mine: Mine) -> Sequence[AnyRow]:
    """What happened to the case and to this part, latest first."""
    rows = complaint_queries.history(
        session(), mine.complaint.id, case_id=mine.case.id, assignments=[mine.part.id]
    )
    return [
        row
        for row in reversed(rows)
        if row.subject == "assignment" or (row.subject, row.action) in _CONCERNS
    ]
