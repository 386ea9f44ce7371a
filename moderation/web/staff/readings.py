"""Second readings: what a colleague decided, read again without knowing it."""

from http import HTTPStatus

from flask import make_response, redirect, render_template, url_for
from werkzeug.wrappers import Response
from wtforms import SelectField, StringField, ValidationError

from moderation.domain.agreement import READABLE
from moderation.domain.comment_states import CommentState
from moderation.domain.permissions import Permission
from moderation.queries import readings as reading_queries
from moderation.queries.rows import AnyRow
from moderation.services import readings
from moderation.services.readings import Choice
from moderation.web import fields
from moderation.web.context import commit, give_up, mark_of, me, now, session, tell, tools
from moderation.web.fields import said
from moderation.web.gates import need
from moderation.web.locale import language
from moderation.web.staff import masking
from moderation.web.staff.forms import reason_choices
from moderation.web.staff.routes import bp
from moderation.web.words import gettext, lazy_gettext


class ReadingForm(fields.Form):
    choice = StringField(lazy_gettext("Anh/chị sẽ làm gì?"))
    reason_code = SelectField(lazy_gettext("Lý do không đăng"), validate_choice=False)

    def offer(self, reasons: list[tuple[str, str]]) -> None:
        """Give the reasons to choose from, as (code, sentence)."""
        self._known = {code for code, _ in reasons}
        self.reason_code.choices = [("", gettext("Chọn lý do…")), *reasons]

    def validate_choice(self, field: StringField) -> None:
        if field.data not in READABLE:
            raise ValidationError(gettext("Chọn một trong ba."))

    def validate_reason_code(self, field: SelectField) -> None:
        if self.choice.data == CommentState.REJECTED and field.data not in self._known:
            raise ValidationError(gettext("Chọn lý do không đăng."))


@bp.get("/readings")
@need(Permission.READ_AGAIN)
def readings_desk() -> Response:
    return _page(reading_queries.next_for(session(), me().id), _form(fresh=True))


def _form(*, fresh: bool) -> ReadingForm:
    form = ReadingForm(formdata=None) if fresh else ReadingForm()
    form.offer(reason_choices(dict(tools().reasons), language()))
    return form


def _page(
    waiting: AnyRow | None, form: ReadingForm, *, status: HTTPStatus = HTTPStatus.OK
) -> Response:
    words = masking.unjudged(waiting) if waiting else None
    body = render_template("staff/readings.html", waiting=waiting, words=words, form=form)
    return make_response(body, status.value)


@bp.post("/readings/<int:comment_id>")
@need(Permission.READ_AGAIN)
def read_again(comment_id: int) -> Response:
    form = _form(fresh=False)
    if not form.validate():
        give_up()
        shown = reading_queries.next_for(session(), me().id, comment_id=comment_id)
        return _page(shown, form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    choice = Choice(
        state=CommentState(said(form.choice)), reason_code=form.reason_code.data or None
    )
    readings.read_again(session(), comment_id, choice, actor=me(), now=now())
    commit()
    tell(gettext("Đã ghi. Bình luận không đổi; đây là bình luận tiếp theo."))
    return redirect(url_for("staff.readings_desk"), code=303)


@bp.get("/readings/different")
@need(Permission.READ_ALL_FIGURES)
def different_readings() -> str:
    page = reading_queries.different(session(), after=mark_of("after"))
    return render_template("staff/readings_different.html", page=page)
