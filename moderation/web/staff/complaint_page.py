"""One complaint on one page: what was said and by whom, its case, the forms it is ready for."""

from collections.abc import Sequence
from datetime import date
from http import HTTPStatus
from typing import Any

from flask import make_response, render_template
from werkzeug.wrappers import Response

from models import CaseFile, Complaint
from moderation.domain import cues
from moderation.domain.case_states import (
    AT_WORK,
    OPEN_STATES,
    AssignmentState,
    CaseState,
)
from moderation.domain.complaint_states import (
    CONFIDENTIAL,
    IN_A_CASE,
    MAY_BE_PUBLIC,
    ComplaintAction,
    ComplaintState,
    actions_from,
)
from moderation.domain.errors import NotFound, StaleVersion
from moderation.domain.permissions import Permission, allows
from moderation.domain.routing import Choice
from moderation.queries import agencies as agency_queries
from moderation.queries import cases as case_queries
from moderation.queries import complaints as complaint_queries
from moderation.queries import desks, following, timelines
from moderation.queries.rows import AnyRow
from moderation.services import cases, complaints, publications
from moderation.web import fields
from moderation.web.context import give_up, intake_rules, me, now, session, today, tools
from moderation.web.locale import language
from moderation.web.staff import case_timeline, clock_panel, numbers, rules_at_work, triage
from moderation.web.staff.casework import Casework
from moderation.web.staff.complaint_forms import (
    USUAL_QUESTION,
    AcceptForm,
    AgenciesForm,
    AskForm,
    ClassifyForm,
    DecideForm,
    FurtherForm,
    NumberForm,
    PublishForm,
    RerouteForm,
    SendBackForm,
)
from moderation.web.staff.forms import VersionedForm, reason_choices
from moderation.web.staff.marked_words import marked
from moderation.web.staff.party_words import ReportForm, party_kind_word
from moderation.web.staff.routing import (
    Choosable,
    Offer,
    agency_name,
    counted_days,
    every_unit,
    offer,
)
from moderation.web.staff.traces import traces_of

#: What may still be said to be something else; the rest is decided.
CLASSIFIED = (ComplaintState.RECEIVED, ComplaintState.NEEDS_INFO, ComplaintState.ACCEPTED)


def readable(complaint_id: int) -> Complaint:
    """A complaint this desk may see; a covered one is not here. Raises NotFound."""
    return _in_the_open(complaint_queries.get(session(), complaint_id))


def to_change(complaint_id: int, form: VersionedForm) -> Complaint:
    """The same, locked. Raises NotFound, or StaleVersion unless it is as the form's writer saw
    it: then what was typed is shown beside what happened, not beside fields that are gone.
    """
    complaint = _in_the_open(complaints.load_for_change(session(), complaint_id))
    _expect(complaint, form)
    return complaint


def case_to_change(
    complaint_id: int, form: VersionedForm | None = None
) -> tuple[Complaint, CaseFile]:
    """A complaint and its case, both locked. Raises NotFound, StaleVersion as `to_change`."""
    complaint = _in_the_open(complaints.load_for_change(session(), complaint_id))
    if complaint.case_id is None:
        raise NotFound
    case = cases.load_case(session(), complaint.case_id)
    if form is not None:
        _expect(case, form)
    return complaint, case


def _in_the_open(complaint: Complaint) -> Complaint:
    if complaint.state in CONFIDENTIAL:
        raise NotFound
    return complaint


def _expect(row: Complaint | CaseFile, form: VersionedForm) -> None:
    if row.version != form.seen_version:
        raise StaleVersion(seen=form.seen_version, current=row.version)


def again(complaint_id: int, **typed: fields.Form) -> Response:
    """The page with a form as it was typed and what is wrong beside its fields."""
    give_up()
    return show(complaint_id, status=HTTPStatus.UNPROCESSABLE_ENTITY, **typed)


def show(
    complaint_id: int, *, status: HTTPStatus = HTTPStatus.OK, **typed: fields.Form
) -> Response:
    """The page; `typed` are forms that take the place of fresh ones."""
    complaint = readable(complaint_id)
    case = _casework(complaint)
    forms = _forms(complaint, case)
    names = case.names if case else {}
    events = case_timeline.events_of(complaint, list(names))
    asking = case_timeline.asking(events) if forms["ask"] else None
    if asking:
        forms["ask"] = AskForm(formdata=None, question=asking.note)
    for name, form in typed.items():
        if isinstance(form, AgenciesForm) and isinstance(forms[name], AgenciesForm):
            form.look_like(forms[name])
    body = render_template(
        "staff/complaint.html",
        **_about(complaint),
        case=case,
        **_happened(complaint, case, events),
        asking=names.get(asking.subject_id, "") if asking else "",
        **(forms | typed),
    )
    return make_response(body, status.value)


def _happened(
    complaint: Complaint, case: Casework | None, events: Sequence[AnyRow]
) -> dict[str, Any]:
    """The column of what happened: on the page and on paper."""
    there = traces_of(complaint)
    notes = timelines.notes(session(), case.file.id) if case and there.notes else ()
    joined = (
        timelines.joinings(session(), case.file.id, besides=complaint.id)
        if case and there.merges
        else ()
    )
    clock = clock_panel.panel(case.file, case.parts, there) if case else None
    return {
        "timeline": case_timeline.of(
            complaint, case.names if case else {}, events=events, notes=notes, joinings=joined
        ),
        "opinions": following.opinions(session(), case.file.id) if case and there.opinions else (),
        "kind_word": party_kind_word,
        "clock_panel": clock,
        "days": clock.days if clock else (),
    }


def on_paper(complaint_id: int) -> dict[str, Any]:
    """All of a complaint and its case, without a form, for the template that is printed."""
    complaint = readable(complaint_id)
    case = _casework(complaint)
    events = case_timeline.events_of(complaint, list(case.names) if case else [])
    return {**_about(complaint), "case": case, **_happened(complaint, case, events)}


def _about(complaint: Complaint) -> dict[str, Any]:
    is_open = ComplaintAction.ACCEPT in actions_from(complaint.state)
    text = f"{complaint.title}\n{complaint.content}"
    unit, there = complaint.about_unit_id, traces_of(complaint)
    return {
        "complaint": complaint,
        "content": marked(complaint.content),
        "ward": agency_queries.ward_name(session(), complaint.ward_code),
        "about": agency_name(agency_queries.get(session(), unit)) if unit else "",
        "questions": complaint_queries.questions(session(), complaint.id)
        if there.questions
        else (),
        "photos": complaint_queries.photos(session(), complaint.id) if there.photos else (),
        "danger": cues.danger_numbers(text) if is_open else (),
        "accuses": is_open and cues.suggests_denunciation(text),
        "tells_of_crime": is_open and cues.suggests_crime(text),
        "may_be_public": complaint.consent_publish and complaint.kind in MAY_BE_PUBLIC,
        "number": numbers.take(complaint),
        "agency_name": agency_name,
        "moment": now(),
    }


def _casework(complaint: Complaint) -> Casework | None:
    """The case, unless it was closed with the complaint covered and not opened again yet."""
    if complaint.case_id is None or complaint.state not in IN_A_CASE:
        return None
    return Casework(
        file=case_queries.get(session(), complaint.case_id),
        parts=case_queries.parts(session(), complaint.case_id),
        proof=case_queries.proof(session(), complaint.case_id, public_only=False)
        if traces_of(complaint).proof
        else (),
    )


#: Every form of the page by its name in the template.
_FORMS = (
    "classify", "ask", "decide", "accept", "renumber", "reroute", "further", "send_back", "publish",
    "close", "report",
)  # fmt: skip


def _forms(complaint: Complaint, case: Casework | None) -> dict[str, Any]:
    """The forms that fit the state of complaint and case, the others None."""
    found: dict[str, Any] = dict.fromkeys(_FORMS)
    actions = set(actions_from(complaint.state))
    found["may_cover"] = ComplaintAction.COVER in actions and allows(
        me().role, Permission.COVER_COMPLAINTS
    )
    if not allows(me().role, Permission.DECIDE_COMPLAINTS):
        return found
    found["renumber"] = fields.blank(NumberForm)
    if complaint.state in CLASSIFIED:
        found["classify"] = classify_form(complaint)
    if ComplaintAction.ASK in actions and (case is None or case.file.state in OPEN_STATES):
        found["ask"] = fields.blank(AskForm)
    if ComplaintAction.ACCEPT in actions:
        found |= {"decide": decide_form(fresh=True), "accept": _fresh_accept(complaint)}
    if case:
        asked = traces_of(complaint).opinions
        found["report"] = fields.blank(ReportForm) if asked else None
        found |= _case_forms(complaint, case)
    return found


def _case_forms(complaint: Complaint, case: Casework) -> dict[str, Any]:
    state = case.file.state
    if state is CaseState.AWAITING_APPROVAL and case.lead[0].state is not AssignmentState.ANSWERED:
        return {}  # on its way through the agency
    if state is CaseState.AWAITING_APPROVAL:
        if case.lead[0].state is AssignmentState.ACCEPTED:  # its own people approve it still
            return {}
        publish = PublishForm(formdata=None, obj=case.file)
        publish.photos.data = [str(photo.id) for photo in case.proof]
        return {"publish": publish, "send_back": fields.blank(SendBackForm)}
    if state is CaseState.ANSWERED:
        return {"close": fields.blank(VersionedForm)}
    if state not in AT_WORK:
        return {}
    further = {"further": _fresh_further(complaint, case)}
    if not clock_panel.may_reroute(case.file, case.lead[0]):
        return further
    return further | {"reroute": _fresh_reroute(complaint, case)}


def classify_form(complaint: Complaint | None = None) -> ClassifyForm:
    """The request's form, or one that says what `complaint` is taken for now."""
    form = (
        ClassifyForm(
            formdata=None,
            ward=complaint.ward_code or "",
            about_unit=str(complaint.about_unit_id or ""),
            is_public=complaint.is_public,
            **triage.filled_in(complaint),
        )
        if complaint
        else ClassifyForm()
    )
    wards = [(ward.code, ward.name) for ward in desks.wards(session())]
    form.offer(wards, every_unit(complaint.ward_code if complaint else None))
    return form


def decide_form(*, fresh: bool = False) -> DecideForm:
    """The request's form, or an empty one."""
    form = DecideForm(formdata=None) if fresh else DecideForm()
    form.offer(reason_choices(dict(tools().complaint_reasons), language()))
    return form


def accept_form(complaint: Complaint) -> AcceptForm:
    """The request's form."""
    form = AcceptForm()
    form.known = Choosable(complaint)
    return form


def _fresh_accept(complaint: Complaint) -> AcceptForm:
    """A form filled with what the taxonomy and the calendar propose."""
    choice = rules_at_work.choice_for(complaint)
    offered = offer(complaint, choice=choice)
    form = AcceptForm(formdata=None, **_proposal(complaint, offered, choice))
    form.groups, form.instead_of = offered.groups, offered.instead_of
    form.days = counted_days(now(), rules_at_work.due_on(complaint, choice))
    return form


def _proposal(complaint: Complaint, offered: Offer, choice: Choice) -> dict[str, Any]:
    rules = intake_rules()
    due: date = rules_at_work.due_on(complaint, choice)
    values: dict[str, Any] = {
        "lead": offered.lead,
        "due_on": due,
        "is_urgent": complaint.is_urgent if choice.is_urgent is None else choice.is_urgent,
        "public_title": publications.masked(complaint, complaint.title),
        "public_content": publications.masked(complaint, complaint.content),
    }
    for n, agency in enumerate(offered.asked, 1):
        opinion = rules.opinion_due_on(now(), due)
        values |= {f"agency_{n}": agency, f"question_{n}": USUAL_QUESTION, f"due_{n}": opinion}
    return values


def reroute_form(complaint: Complaint, case: Casework) -> RerouteForm:
    """The request's form."""
    form = RerouteForm()
    form.known = Choosable(complaint, without=_leading(case))
    return form


def _fresh_reroute(complaint: Complaint, case: Casework) -> RerouteForm:
    """A form with the agency that the lead proposed when it returned its part."""
    lead, _agency, proposed = case.lead
    if not case.is_returned:
        proposed = None
    form = RerouteForm(
        formdata=None,
        lead=str(proposed.id) if proposed else "",
        due_on=max(case.file.due_on, intake_rules().due_on(complaint.issue_code, now())),
        instruction=lead.question,
    )
    form.groups = offer(complaint, without=_leading(case), proposed=proposed).groups
    return form


def _leading(case: Casework) -> frozenset[int]:
    """Who is not offered as another lead: the one there is, unless it gave the case back."""
    return frozenset() if case.is_returned else frozenset({case.lead[0].agency_id})


def further_form(complaint: Complaint, case: Casework) -> FurtherForm:
    """The request's form; who has a part already may not be asked again."""
    form = FurtherForm()
    form.known = Choosable(complaint, without=_taking_part(case))
    return form


def _fresh_further(complaint: Complaint, case: Casework) -> FurtherForm:
    due = intake_rules().opinion_due_on(now(), max(case.file.due_on, today()))
    form = FurtherForm(formdata=None, due=due)
    form.groups = offer(complaint, without=_taking_part(case)).groups
    return form


def _taking_part(case: Casework) -> frozenset[int]:
    return frozenset(part.agency_id for part, _, _ in case.parts if part.is_current)


def casework(complaint: Complaint) -> Casework:
    """The case of an accepted complaint. Raises NotFound."""
    found = _casework(complaint)
    if found is None:
        raise NotFound
    return found
