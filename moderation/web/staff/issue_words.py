"""The words that suggest issues: edited, tried on the last complaints, then saved."""

from http import HTTPStatus

from flask import make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response
from wtforms import TextAreaField

from moderation.domain import suggestion
from moderation.domain.errors import Invalid, NotFound, StaleVersion
from moderation.domain.permissions import Permission
from moderation.queries import issue_words as words_queries
from moderation.queries.issue_words import Trial
from moderation.services import issue_words
from moderation.web import fields
from moderation.web.case_labels import issue_label
from moderation.web.context import commit, give_up, me, now, session, tell, tools
from moderation.web.fields import said
from moderation.web.gates import need
from moderation.web.staff.forms import TriedOnForm, TriedWordsForm
from moderation.web.staff.routes import bp
from moderation.web.words import gettext, lazy_gettext

_LONGEST = 10_000


class IssueWordsForm(TriedWordsForm, TriedOnForm):
    phrases = TextAreaField(
        lazy_gettext("Các cụm từ, mỗi dòng một cụm"),
        [fields.at_most(lambda: _LONGEST)],
        filters=[fields.markdown],
    )


@bp.get("/issue-words")
@need(Permission.MANAGE_RULES)
def all_issue_words() -> str:
    codes = [issue.code for each in tools().taxonomy.categories for issue in each.issues]
    known = {words.issue_code: words for words in words_queries.all_words(session(), codes)}
    return render_template(
        "staff/issue_words.html", categories=tools().taxonomy.categories, known=known
    )


@bp.get("/issue-words/<issue_code>")
@need(Permission.MANAGE_RULES)
def words_of_issue(issue_code: str) -> Response:
    kept = words_queries.get(session(), _known(issue_code))
    form = IssueWordsForm(formdata=None, phrases=kept.text, version=kept.version)
    return _page(issue_code, form)


@bp.post("/issue-words/<issue_code>")
@need(Permission.MANAGE_RULES)
def save_issue_words(issue_code: str) -> Response:
    """Saves only what was tried: the first time a text comes, it is tried."""
    form = IssueWordsForm()
    form.validate()
    if problem := _problem(_known(issue_code), form):
        form.phrases.errors = [*form.phrases.errors, problem]
    if form.errors:
        give_up()
        return _page(issue_code, form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    if "save" not in request.form or not form.was_tried:
        give_up()  # trying reads hundreds of complaints: nobody waits for the lock meanwhile
        trial = words_queries.try_out(
            session(), issue_code, said(form.phrases), limit=form.last_complaints
        )
        form.tried.data = form.now_tried
        return _page(issue_code, form, trial=trial)
    try:
        issue_words.save(
            session(), issue_code, said(form.phrases), seen_version=form.seen_version, actor=me(),
            now=now(),
        )  # fmt: skip
    except StaleVersion as stale:
        give_up()
        form.version.data = stale.current
        return _page(issue_code, form, status=HTTPStatus.CONFLICT, stale=True)
    commit()
    tell(gettext("Đã lưu. Từ giờ việc được gợi ý theo các từ này."))
    return redirect(url_for("staff.all_issue_words"), code=303)


def _known(issue_code: str) -> str:
    if tools().taxonomy.issue(issue_code) is None:
        raise NotFound
    return issue_code


def _problem(issue_code: str, form: IssueWordsForm) -> str:
    try:
        suggestion.parse(issue_code, said(form.phrases))
    except Invalid as wrong:
        return gettext(
            "Dòng %(line)s không dùng được: cần một đến tám từ, không lặp, trọng số từ -9 đến 9.",
            line=str(wrong),
        )
    return ""


def _page(
    issue_code: str,
    form: IssueWordsForm,
    *,
    trial: Trial | None = None,
    status: HTTPStatus = HTTPStatus.OK,
    stale: bool = False,
) -> Response:
    body = render_template(
        "staff/issue_words_edit.html",
        issue_code=issue_code,
        title=issue_label(issue_code),
        form=form,
        trial=trial,
        stale=stale,
    )
    return make_response(body, status.value)
