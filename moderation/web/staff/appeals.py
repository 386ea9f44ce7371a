"""Appeals: the queue, one of them, and the answer by somebody else than who decided first."""

from http import HTTPStatus

from flask import make_response, redirect, render_template, url_for
from werkzeug.wrappers import Response
from wtforms import IntegerField, StringField, TextAreaField, ValidationError

from moderation.domain.appeals import AppealAction, AppealState
from moderation.domain.permissions import Permission
from moderation.domain.text import shorten
from moderation.queries import appeals as appeal_queries
from moderation.queries import comments as comment_queries
from moderation.queries import resubmissions
from moderation.services import appeals
from moderation.web import fields
from moderation.web.context import commit, give_up, mark_of, me, now, session, tell
from moderation.web.fields import said
from moderation.web.gates import need
from moderation.web.staff.forms import VersionedForm
from moderation.web.staff.routes import bp
from moderation.web.words import gettext, lazy_gettext

_LONG = 2000


class AppealDecisionForm(VersionedForm):
    comment_version = IntegerField()
    outcome = StringField()
    answer = TextAreaField(
        lazy_gettext("Trả lời người viết"), [fields.at_most(lambda: _LONG)], filters=[fields.block]
    )
    note = TextAreaField(
        lazy_gettext("Ghi chú nội bộ"), [fields.at_most(lambda: _LONG)], filters=[fields.block]
    )

    def validate_outcome(self, field: StringField) -> None:
        if field.data not in (AppealAction.UPHOLD, AppealAction.DISMISS):
            raise ValidationError(gettext("Không có lựa chọn này."))

    def validate_answer(self, field: TextAreaField) -> None:
        if self.outcome.data == AppealAction.DISMISS and not field.data:
            raise ValidationError(gettext("Người viết cần đọc được vì sao quyết định giữ nguyên."))


@bp.get("/appeals")
@need(Permission.DECIDE_APPEALS)
def appeal_queue() -> str:
    page = appeal_queries.queue(session(), after=mark_of("after"))
    return render_template("staff/appeals.html", page=page, mine=me().id)


@bp.get("/appeals/<int:appeal_id>")
@need(Permission.DECIDE_APPEALS)
def appeal(appeal_id: int) -> Response:
    return _page(appeal_id, AppealDecisionForm(formdata=None))


def _page(
    appeal_id: int, form: AppealDecisionForm, *, status: HTTPStatus = HTTPStatus.OK
) -> Response:
    found, comment, article, first, second = appeal_queries.get(session(), appeal_id)
    body = render_template(
        "staff/appeal.html",
        appeal=found,
        comment=comment,
        article=article,
        decided_first_by=first,
        decided_by=second,
        may_decide=found.state is AppealState.OPEN and found.decided_first_by_id != me().id,
        events=comment_queries.history(session(), comment.id),
        later=resubmissions.later(session(), comment),
        form=form,
    )
    return make_response(body, status.value)


@bp.post("/appeals/<int:appeal_id>/decide")
@need(Permission.DECIDE_APPEALS)
def decide_appeal(appeal_id: int) -> Response:
    form = AppealDecisionForm()
    if not form.validate():
        give_up()
        return _page(appeal_id, form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    if form.outcome.data == AppealAction.UPHOLD:
        done = _uphold(appeal_id, form)
    else:
        done = _dismiss(appeal_id, form)
    commit()
    tell(done)
    return redirect(url_for("staff.appeal_queue"), code=303)


def _uphold(appeal_id: int, form: AppealDecisionForm) -> str:
    found, comment = appeals.load_for_change(session(), appeal_id)
    appeals.uphold(
        session(),
        found,
        comment,
        seen_versions=(form.seen_version, form.comment_version.data or 0),
        answer=said(form.answer),
        actor=me(),
        now=now(),
        note=said(form.note),
    )
    if found.state is AppealState.OPEN:
        return gettext("Đã duyệt lần một. Bài viết nhạy cảm: thêm một người đồng ý thì mới đăng.")
    return gettext(
        "Đã đăng “%(title)s”. Người viết đọc được.",
        title=shorten(comment.public_title or comment.title, 60),
    )


def _dismiss(appeal_id: int, form: AppealDecisionForm) -> str:
    found, comment = appeals.load_for_change(session(), appeal_id)
    appeals.dismiss(
        session(),
        found,
        comment,
        seen_version=form.seen_version,
        answer=said(form.answer),
        actor=me(),
        now=now(),
        note=said(form.note),
    )
    return gettext("Đã giữ quyết định. Người viết đọc được câu trả lời.")
