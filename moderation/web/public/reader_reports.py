"""A reader says that a published comment should not stand there."""

from http import HTTPStatus

from flask import make_response, redirect, render_template, url_for
from werkzeug.wrappers import Response
from wtforms import StringField, TextAreaField, ValidationError

from moderation.domain.comment_states import CommentState
from moderation.domain.errors import NotFound
from moderation.queries import articles as article_queries
from moderation.queries import comments as comment_queries
from moderation.queries.rows import AnyRow
from moderation.services import comments, reader_reports, submissions
from moderation.services.reader_reports import OTHER
from moderation.web import fields, gates
from moderation.web.context import commit, give_up, now, session, settings, tools
from moderation.web.fields import said
from moderation.web.headers import private
from moderation.web.locale import language
from moderation.web.public.routes import bp
from moderation.web.words import gettext, lazy_gettext

#: Reasons a reader can see for themselves; the others are the desk's own.
OFFERED = (
    "insulting", "personal_attack", "discriminatory", "personal_data", "advertising",
    "malicious_link", "unlawful",
)  # fmt: skip
LONGEST = 1000


class ReportForm(fields.Form):
    reason = StringField(lazy_gettext("Lý do"))
    report = TextAreaField(
        lazy_gettext("Nói rõ thêm"), [fields.at_most(lambda: LONGEST)], filters=[fields.block]
    )

    def validate_reason(self, field: StringField) -> None:
        if field.data not in (*OFFERED, OTHER):
            raise ValidationError(gettext("Chọn một lý do."))

    def validate_report(self, field: TextAreaField) -> None:
        if self.reason.data == OTHER and not field.data:
            raise ValidationError(gettext("Với lý do khác, xin viết rõ là gì."))


@bp.get("/bai-viet/<slug>/bao-cao/<int:comment_id>")
@gates.anybody
def report_form(slug: str, comment_id: int) -> Response:
    return _page(slug, comment_id, ReportForm(formdata=None))


def _page(
    slug: str, comment_id: int, form: ReportForm, *, status: HTTPStatus = HTTPStatus.OK
) -> Response:
    article, comment = _shown(slug, comment_id)
    reasons = [(code, tools().reasons[code].in_language(language())) for code in OFFERED]
    body = render_template(
        "public/report.html",
        article=article,
        comment=comment,
        form=form,
        reasons=[*reasons, (OTHER, gettext("Lý do khác"))],
    )
    return private(make_response(body, status.value))


def _shown(slug: str, comment_id: int) -> tuple[AnyRow, AnyRow]:
    """The article and the comment on its page. Raises NotFound when readers can't see it."""
    article = article_queries.public(session(), slug, now=now())
    comment = comment_queries.published_parent(session(), article.id, comment_id, now=now())
    if comment is None:
        raise NotFound
    return article, comment


@bp.post("/bai-viet/<slug>/bao-cao/<int:comment_id>")
@gates.anybody
def report_comment(slug: str, comment_id: int) -> Response:
    """Of the sender only a keyed hash of the address is kept, so that one address counts once."""
    _shown(slug, comment_id)
    form = ReportForm()
    if not form.validate():
        give_up()
        return _page(slug, comment_id, form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    tools().throttle.spend(settings().report_rate, "report", gates.address())
    comment = comments.load_for_change(session(), comment_id)
    if comment.state is not CommentState.PUBLISHED:  # taken down this very moment
        raise NotFound
    key = submissions.digest(settings().secret_key, ("reader report", gates.address()))
    reader_reports.report(
        session(),
        comment,
        reason_code=said(form.reason),
        text=said(form.report),
        address_key=key,
        now=now(),
    )
    commit()
    return redirect(url_for("public.report_thanks", slug=slug), code=303)


@bp.get("/bai-viet/<slug>/bao-cao")
@gates.anybody
def report_thanks(slug: str) -> Response:
    """Without the comment's number: it may be gone when this page is loaded again."""
    article = article_queries.public(session(), slug, now=now())
    return private(make_response(render_template("public/report_thanks.html", article=article)))
