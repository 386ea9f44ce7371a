"""Many complaints accepted at once, each with the lead that is suggested for it. What needs a
person's eye of its own is left out: dangers, crimes, accusations, kinds with their own way.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from http import HTTPStatus

from flask import make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from models import Complaint
from moderation.domain import cues
from moderation.domain.case_bulk import Omission, Pick, picks
from moderation.domain.complaint_states import CONFIDENTIAL, MAY_BE_PUBLIC, ComplaintState
from moderation.domain.permissions import Permission
from moderation.queries import agencies as agency_queries
from moderation.services import case_bulk, publications
from moderation.services.assignments import Part, Routing
from moderation.web.context import commit, give_up, intake_rules, me, now, session, tell, today
from moderation.web.gates import need
from moderation.web.staff import rules_at_work
from moderation.web.staff.case_bulk import omission_words
from moderation.web.staff.complaint_forms import USUAL_QUESTION
from moderation.web.staff.routes import bp
from moderation.web.staff.routing import agency_name, offer
from moderation.web.words import counted, gettext


@dataclass(frozen=True, slots=True)
class Plan:
    """What accepting one complaint would do."""

    pick: Pick
    complaint: Complaint | None
    why: Omission | None = None
    routing: Routing | None = None
    lead: str = ""
    asked: Sequence[str] = ()

    @property
    def public_words(self) -> tuple[str, str]:
        """The title and the text that would be public."""
        assert self.complaint
        title = publications.masked(self.complaint, self.complaint.title)
        return title, publications.masked(self.complaint, self.complaint.content)


@bp.post("/complaints/bulk/preview")
@need(Permission.DECIDE_COMPLAINTS)
def complaint_bulk_preview() -> Response:
    give_up()  # nothing is written here
    chosen = picks(request.form.getlist("pick"))
    if not chosen:
        tell(gettext("Chưa chọn phản ánh nào."), "warning")
        return _to_queue()
    plans = [plan_for(pick) for pick in chosen]
    body = render_template(
        "staff/complaint_bulk_preview.html",
        plans=[plan for plan in plans if plan.routing],
        omitted=[_left_out(plan, plan.why or Omission.GONE) for plan in plans if not plan.routing],
    )
    return make_response(body)


@bp.post("/complaints/bulk/apply")
@need(Permission.DECIDE_COMPLAINTS)
def complaint_bulk_apply() -> Response:
    """Only with the lead that was shown: when another is suggested by now, it is left out."""
    plans = [_as_shown(plan_for(pick)) for pick in picks(request.form.getlist("pick"))]
    wanted = [(plan.pick, plan.routing) for plan in plans if plan.routing]
    outcome = case_bulk.accept_all(session(), wanted, actor=me(), today=today(), now=now())
    commit()
    words = counted("Đã tiếp nhận và giao %(num)s phản ánh.", len(outcome.done))
    by_id = {plan.pick.id: plan for plan in plans}
    omitted = [_left_out(plan, plan.why or Omission.GONE) for plan in plans if not plan.routing]
    omitted += [_left_out(by_id[number], why) for number, why in outcome.omitted]
    if not omitted:
        tell(words)
        return _to_queue()
    status = HTTPStatus.OK if outcome.done else HTTPStatus.CONFLICT
    body = render_template(
        "staff/case_bulk_result.html",
        label=gettext("Tiếp nhận và giao việc"),
        words=words if outcome.done else "",
        omitted=omitted,
        back=None,
    )
    return make_response(body, status.value)


def plan_for(pick: Pick) -> Plan:
    """What accepting the complaint with the usual lead would do, or why it is left out."""
    found = session().get(Complaint, pick.id)
    if found is None or found.state in CONFIDENTIAL:
        return Plan(pick, None, Omission.GONE)
    why = _omission(found, pick)
    if why:
        return Plan(pick, found, why)
    choice = rules_at_work.choice_for(found)
    offered = offer(found, choice=choice)
    if not offered.lead or offered.instead_of or choice.is_urgent:
        return Plan(pick, found, Omission.UNCLEAR)
    rules = intake_rules()
    due = rules_at_work.due_on(found, choice)
    opinion = rules.opinion_due_on(now(), due)
    parts = [
        Part(agency_id=int(agency), due_on=opinion, question=str(USUAL_QUESTION))
        for agency in offered.asked
    ]
    routing = Routing(lead_id=int(offered.lead), due_on=due, parts=parts)
    routing = rules_at_work.noted(found, routing, is_urgent=False)
    asked = [_name(agency) for agency in offered.asked]
    return Plan(pick, found, None, routing, _name(offered.lead), asked)


def _omission(found: Complaint, pick: Pick) -> Omission | None:
    if found.version != pick.version or found.state is not ComplaintState.RECEIVED:
        return Omission.STALE
    if found.kind not in MAY_BE_PUBLIC:
        return Omission.NOT_ORDINARY
    text = f"{found.title}\n{found.content}"
    if cues.danger_numbers(text) or cues.suggests_denunciation(text) or cues.suggests_crime(text):
        return Omission.DANGER
    unknown_unit = bool(found.about_unit) and not found.about_unit_id
    if unknown_unit or found.category_code is None or found.is_urgent:
        return Omission.UNCLEAR
    return None


def _as_shown(plan: Plan) -> Plan:
    if plan.routing and request.form.get(f"lead_{plan.pick.id}") != str(plan.routing.lead_id):
        return Plan(plan.pick, plan.complaint, Omission.STALE)
    return plan


def _name(agency_id: str) -> str:
    return agency_name(agency_queries.get(session(), int(agency_id)))


def _left_out(plan: Plan, why: Omission) -> tuple[int, dict[str, object] | None, str]:
    found = plan.complaint
    row = {"complaint_id": found.id, "title": found.title, "code": found.code} if found else None
    return plan.pick.id, row, omission_words(why)


def _to_queue() -> Response:
    return redirect(url_for("staff.complaint_queue"), code=303)
