"""Notes an agency writes: for itself, or for every agency of the case. Nothing leaves the house."""

from http import HTTPStatus

from flask import redirect, url_for
from werkzeug.wrappers import Response

from moderation.domain.case_states import NoteAudience
from moderation.domain.permissions import Permission
from moderation.services import notes
from moderation.web.agency import own
from moderation.web.agency.beside import note_form
from moderation.web.agency.page import case_page
from moderation.web.agency.routes import bp
from moderation.web.context import commit, give_up, me, now, session, tell
from moderation.web.fields import said
from moderation.web.gates import need
from moderation.web.words import gettext


@bp.post("/cases/<int:assignment_id>/notes")
@need(Permission.WORK_ON_CASES)
def write_note(assignment_id: int) -> Response:
    mine = own.to_change(assignment_id)
    form = note_form(typed=True)
    if not form.validate():
        give_up()
        return case_page(
            own.to_read(assignment_id), note_form=form, status=HTTPStatus.UNPROCESSABLE_ENTITY
        )
    notes.write(
        session(), mine.case, NoteAudience(form.audience.data), said(form.note),
        agency_id=own.agency_id(), actor=me(), now=now(),
    )  # fmt: skip
    commit()
    tell(gettext("Đã ghi chú."))
    return redirect(url_for("agency.case", assignment_id=assignment_id) + "#notes", code=303)
