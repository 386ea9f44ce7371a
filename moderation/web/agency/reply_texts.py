"""The agency's standard answers."""

from http import HTTPStatus

from flask import make_response, redirect, render_template, url_for
from werkzeug.wrappers import Response

from moderation.domain.case_states import Outcome
from moderation.domain.errors import Invalid
from moderation.domain.permissions import Permission
from moderation.domain.reply_texts import PLACEHOLDERS
from moderation.queries import agency_desk
from moderation.services import reply_texts
from moderation.web.agency import own
from moderation.web.agency.room_forms import TextForm
from moderation.web.agency.routes import bp
from moderation.web.context import commit, give_up, me, now, session, tell
from moderation.web.fields import said
from moderation.web.gates import need
from moderation.web.words import gettext

_GATE = (Permission.WORK_ON_CASES, Permission.ASSIGN_OFFICERS)


@bp.get("/texts")
@need(*_GATE)
def text_list() -> Response:
    return _page()


def _page(form: TextForm | None = None) -> Response:
    shown = form or TextForm(formdata=None)
    shown.offer()
    body = render_template(
        "agency/texts.html",
        texts=agency_desk.reply_texts(session(), own.agency_id(), every_category=True),
        form=shown,
        placeholders=PLACEHOLDERS,
    )
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form else HTTPStatus.OK
    return make_response(body, status.value)


@bp.post("/texts")
@need(*_GATE)
def add_text() -> Response:
    form = TextForm()
    form.offer()
    if not form.validate():
        give_up()
        return _page(form)
    try:
        reply_texts.add(
            session(), own.agency_id(), name=said(form.name), text=said(form.text),
            category_code=said(form.category) or None,
            outcome=Outcome(form.outcome.data) if form.outcome.data else None,
            language=said(form.language), actor=me(), now=now(),
        )  # fmt: skip
    except Invalid as wrong:
        give_up()
        if wrong.field == "name":
            form.name.errors = [gettext("Tên này đã có.")]
        else:
            form.text.errors = [gettext("Không có chỗ điền này: %(name)s", name=str(wrong))]
        return _page(form)
    commit()
    tell(gettext("Đã thêm câu mẫu."))
    return redirect(url_for("agency.text_list"), code=303)


@bp.post("/texts/<int:text_id>/remove")
@need(*_GATE)
def remove_text(text_id: int) -> Response:
    reply_texts.remove(session(), text_id, agency_id=own.agency_id(), actor=me(), now=now())
    commit()
    tell(gettext("Đã xóa câu mẫu."))
    return redirect(url_for("agency.text_list"), code=303)
