"""The answer as its readers will see it, before the coordinator sends it."""

from types import SimpleNamespace

from flask import make_response, render_template
from werkzeug.wrappers import Response

from models import CaseFile, Complaint
from moderation.domain import personal_data
from moderation.domain.case_states import Outcome
from moderation.queries import cases as case_queries
from moderation.services import cases, publications
from moderation.web.context import give_up, now, session
from moderation.web.fields import said
from moderation.web.staff.complaint_forms import PublishForm


def page(complaint: Complaint, case: CaseFile, form: PublishForm) -> Response:
    """What the senders and everybody would read, and what of it still looks like personal data."""
    senders = cases.complaints_of(session(), case)
    public = publications.public_copy(said(form.answer), said(form.public_answer), senders)
    proof = case_queries.proof(session(), case.id, public_only=False)
    body = render_template(
        "staff/answer_preview.html",
        complaint_id=complaint.id,
        is_public=any(each.is_public for each in senders),
        form=form,
        preview=SimpleNamespace(
            answered_at=now(),
            answer=said(form.answer),
            public_answer=public,
            document_number=case.document_number,
            outcome=Outcome(form.outcome.data) if form.outcome.data else case.outcome,
        ),
        proof=[photo for photo in proof if photo.id in form.chosen_photos],
        doubtful=[public[span.start : span.end] for span in personal_data.find(public)],
        senders=len(senders),
    )
    give_up()
    return make_response(body)
