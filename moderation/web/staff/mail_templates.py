"""The words of mails: edited, tried on sample values, saved, brought back."""

from http import HTTPStatus

from flask import make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response
from wtforms import StringField, TextAreaField

from moderation.domain.errors import NotFound, StaleVersion
from moderation.domain.mail_kinds import (
    IN_SUBJECTS,
    KINDS,
    LONGEST_BODY,
    LONGEST_SUBJECT,
    MailKind,
    fill,
    problems,
)
from moderation.domain.permissions import Permission
from moderation.jobs import letters
from moderation.queries import mail_templates as template_queries
from moderation.services import mail_templates
from moderation.web import fields, mail_words
from moderation.web.context import commit, give_up, me, now, session, settings, tell
from moderation.web.fields import said
from moderation.web.gates import need
from moderation.web.mail_labels import kind_label, place_label, problem_label
from moderation.web.staff.forms import VersionedForm
from moderation.web.staff.routes import bp
from moderation.web.words import gettext, lazy_gettext


class MailTemplateForm(VersionedForm):
    subject = StringField(
        lazy_gettext("Tiêu đề thư"),
        [fields.at_most(lambda: LONGEST_SUBJECT)],
        filters=[fields.line],
    )
    body = TextAreaField(
        lazy_gettext("Nội dung thư"),
        [fields.at_most(lambda: LONGEST_BODY)],
        filters=[fields.markdown],
    )

    def check(self, kind: MailKind) -> bool:
        """Whether these words may be sent; what is wrong stands at its field."""
        valid = bool(self.validate())
        for problem in problems(kind, said(self.subject), said(self.body)):
            field = self.subject if problem.field == "subject" else self.body
            if not field.errors:
                field.errors = [problem_label(problem)]
                valid = False
        return valid


@bp.get("/mail-templates")
@need(Permission.MANAGE_HOUSE)
def all_mail_templates() -> str:
    return render_template(
        "staff/mail_templates.html",
        kinds=KINDS.values(),
        changed=template_queries.changed(session()),
        spoken=settings().languages,
        kind_label=kind_label,
    )


@bp.get("/mail-templates/<mail_kind>/<spoken>")
@need(Permission.MANAGE_HOUSE)
def mail_template(mail_kind: str, spoken: str) -> Response:
    kind = _known(mail_kind, spoken)
    subject, body = template_queries.own(session(), kind.key, spoken) or _shipped(kind, spoken)
    version = template_queries.version(session(), kind.key, spoken)
    form = MailTemplateForm(formdata=None, subject=subject, body=body, version=version)
    return _page(kind, spoken, form)


@bp.post("/mail-templates/<mail_kind>/<spoken>")
@need(Permission.MANAGE_HOUSE)
def save_mail_template(mail_kind: str, spoken: str) -> Response:
    """Saves, or shows how it would look; nothing typed is lost either way."""
    kind, form = _known(mail_kind, spoken), MailTemplateForm()
    if not form.check(kind):
        give_up()
        return _page(kind, spoken, form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    if "preview" in request.form:
        give_up()
        return _page(kind, spoken, form)
    try:
        mail_templates.save(
            session(), kind.key, spoken, subject=said(form.subject), body=said(form.body),
            seen_version=form.seen_version, actor=me(), now=now(),
        )  # fmt: skip
    except StaleVersion as stale:
        give_up()
        form.version.data = stale.current
        return _page(kind, spoken, form, status=HTTPStatus.CONFLICT, stale=True)
    commit()
    tell(gettext("Đã lưu. Từ giờ thư này viết như vậy."))
    return redirect(url_for("staff.all_mail_templates"), code=303)


@bp.post("/mail-templates/<mail_kind>/<spoken>/reset")
@need(Permission.MANAGE_HOUSE)
def reset_mail_template(mail_kind: str, spoken: str) -> Response:
    kind, form = _known(mail_kind, spoken), MailTemplateForm()
    mail_templates.reset(
        session(), kind.key, spoken, seen_version=form.seen_version, actor=me(), now=now()
    )
    commit()
    tell(gettext("Thư này trở lại lời có sẵn."))
    return redirect(url_for("staff.all_mail_templates"), code=303)


def _known(key: str, spoken: str) -> MailKind:
    if key not in KINDS or spoken not in settings().languages:
        raise NotFound
    return KINDS[key]


def _shipped(kind: MailKind, spoken: str) -> tuple[str, str]:
    return letters.shipped(mail_words.render, kind, spoken)


def _page(
    kind: MailKind,
    spoken: str,
    form: MailTemplateForm,
    *,
    status: HTTPStatus = HTTPStatus.OK,
    stale: bool = False,
) -> Response:
    samples = {**kind.samples, "site": settings().site_name}
    body = render_template(
        "staff/mail_template.html",
        kind=kind,
        spoken=spoken,
        title=kind_label(kind.key),
        form=form,
        stale=stale,
        is_own=template_queries.version(session(), kind.key, spoken) > 0,
        places=[(name, place_label(name)) for name in kind.samples],
        in_subject=[name for name in kind.samples if name in IN_SUBJECTS],
        preview=(fill(said(form.subject), samples), fill(said(form.body), samples)),
    )
    return make_response(body, status.value)
