"""What the propaganda side said about a case, on the coordinator's page; and the report it asked
for.
"""

from flask import redirect, url_for
from werkzeug.wrappers import Response

from moderation.domain.permissions import Permission
from moderation.services import party_opinions
from moderation.web.context import commit, me, now, session, tell
from moderation.web.fields import said
from moderation.web.gates import need
from moderation.web.staff.complaint_page import again, case_to_change
from moderation.web.staff.party_words import ReportForm
from moderation.web.staff.routes import bp
from moderation.web.words import gettext


@bp.post("/complaints/<int:complaint_id>/party/<int:opinion_id>/answer")
@need(Permission.DECIDE_COMPLAINTS)
def answer_party(complaint_id: int, opinion_id: int) -> Response:
    _found, case = case_to_change(complaint_id)
    form = ReportForm()
    if not form.validate():
        return again(complaint_id, report=form)
    party_opinions.answer(session(), case, opinion_id, said(form.report), actor=me(), now=now())
    commit()
    tell(gettext("Đã gửi báo cáo cho cán bộ tuyên giáo."))
    return redirect(url_for("staff.complaint", complaint_id=complaint_id) + "#party", code=303)
