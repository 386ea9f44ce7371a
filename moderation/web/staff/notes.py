"""Notes of a case at the coordinators' desk: among themselves, to its agencies, to the citizen.

What goes to the citizen is shown once more before it leaves.
"""

from collections.abc import Callable, Sequence
from http import HTTPStatus

from flask import make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response
from wtforms import SelectField, TextAreaField

from models import CaseFile, CaseNote, Complaint
from moderation.domain.case_states import NoteAudience
from moderation.domain.permissions import Permission
from moderation.queries import agency_desk
from moderation.queries.rows import AnyRow
from moderation.services import cases, notes
from moderation.web import fields, once
from moderation.web.context import commit, give_up, me, now, session, tell
from moderation.web.fields import said
from moderation.web.gates import need
from moderation.web.staff.complaint_page import case_to_change
from moderation.web.staff.routes import bp
from moderation.web.staff.traces import traces_of
from moderation.web.words import gettext, lazy_gettext

_LONG = 10_000


class CaseNoteForm(once.OnceForm):
    audience = SelectField(lazy_gettext("Ai đọc"), default="agency", id="note_audience")
    note = TextAreaField(
        lazy_gettext("Ghi chú"),
        [fields.required(fields.NEEDED), fields.at_most(lambda: _LONG)],
        filters=[fields.block],
        id="case_note",
    )  # fmt: skip
    everybody = fields.Tick(lazy_gettext("Gửi mọi người gửi trong hồ sơ này"))

    def offer(self) -> None:
        """Give those who may be written to."""
        self.audience.choices = [
            ("agency", gettext("Chỉ các điều phối viên")),
            ("case", gettext("Mọi cơ quan của hồ sơ")),
            ("citizen", gettext("Người dân (xem trước rồi mới gửi)")),
        ]


@bp.app_template_global("case_notes")
def case_notes(case: CaseFile, complaint: Complaint) -> Sequence[AnyRow]:
    """(CaseNote, who wrote it) that coordinators read, oldest first."""
    if not traces_of(complaint).notes:
        return ()
    return agency_desk.notes(session(), case.id, agency_id=None)


@bp.app_template_global("case_note_form")
def case_note_form() -> CaseNoteForm:
    """An empty form for the page of a case."""
    form = CaseNoteForm(formdata=None)
    form.offer()
    return form


@bp.post("/complaints/<int:complaint_id>/notes")
@need(Permission.DECIDE_COMPLAINTS)
def write_note(complaint_id: int) -> Response:
    complaint, case = case_to_change(complaint_id)
    form = CaseNoteForm()
    form.offer()
    is_citizens = form.audience.data == NoteAudience.CITIZEN
    if not form.validate():
        give_up()
        return _page(complaint_id, form, HTTPStatus.UNPROCESSABLE_ENTITY, is_preview=False)
    if not is_citizens:
        return _once(complaint_id, case, form, lambda: _write(case, form), gettext("Đã ghi chú."))
    if request.form.get("confirmed") != "y" or request.form.get("act") == "change":
        return _page(
            complaint_id, form, HTTPStatus.OK, is_preview=request.form.get("act") != "change",
            many=len(cases.complaints_of(session(), case)) > 1,
        )  # fmt: skip
    return _once(
        complaint_id, case, form, lambda: _tell(complaint, form), gettext("Đã gửi người dân.")
    )


def _once(
    complaint_id: int, case: CaseFile, form: CaseNoteForm, make: Callable[[], CaseNote], words: str
) -> Response:
    """Make the note, unless this very form made it before."""
    typed = (said(form.audience), said(form.note), str(bool(form.everybody.data)))
    sending = once.claim(form, "case_note", str(case.id), *typed)
    if sending.is_repeated:
        return once.lead_to(_address(complaint_id))
    if sending.is_edited:
        form.start_anew(form.note)
        give_up()
        return _page(complaint_id, form, HTTPStatus.CONFLICT, is_preview=False)
    sending.makes(make().id)
    commit()
    tell(words)
    return redirect(_address(complaint_id), code=303)


def _write(case: CaseFile, form: CaseNoteForm) -> CaseNote:
    return notes.write(
        session(), case, NoteAudience(form.audience.data), said(form.note), agency_id=None,
        actor=me(), now=now(),
    )  # fmt: skip


def _tell(complaint: Complaint, form: CaseNoteForm) -> CaseNote:
    return notes.tell(
        session(), complaint, said(form.note), everybody=bool(form.everybody.data), actor=me(),
        now=now(),
    )  # fmt: skip


def _page(
    complaint_id: int,
    form: CaseNoteForm,
    status: HTTPStatus,
    *,
    is_preview: bool,
    many: bool = False,
) -> Response:
    """The note as the citizen will read it, or the form again."""
    body = render_template(
        "staff/case_note.html", complaint_id=complaint_id, form=form, is_preview=is_preview,
        many=many, moment=now(),
    )  # fmt: skip
    return make_response(body, status.value)


def _address(complaint_id: int) -> str:
    return url_for("staff.complaint", complaint_id=complaint_id) + "#notes"
