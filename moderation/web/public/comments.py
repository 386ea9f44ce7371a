"""Sending a comment."""

from datetime import datetime
from http import HTTPStatus

from flask import redirect, request, url_for
from werkzeug.wrappers import Response

from models import Comment, Submission
from moderation.adapters import addresses
from moderation.adapters.phones import normal_form
from moderation.domain import tracking_codes
from moderation.domain.comment_states import RESENDABLE, seen_by_author
from moderation.domain.errors import Invalid, NotFound, TooMany
from moderation.queries import articles as article_queries
from moderation.queries import comments as comment_queries
from moderation.queries import resubmissions
from moderation.queries.rows import AnyRow
from moderation.services import captchas, comments, screening, submissions
from moderation.services.comments import NewComment
from moderation.web import gates
from moderation.web.context import commit, give_up, now, session, settings, tools
from moderation.web.fields import said
from moderation.web.locale import language
from moderation.web.public.articles import show_article
from moderation.web.public.forms import CommentForm
from moderation.web.public.routes import bp
from moderation.web.words import counted, gettext


@bp.post("/bai-viet/<slug>")
@gates.anybody
@gates.checks_csrf_itself
def submit_comment(slug: str) -> Response:
    """The order matters: write lock, known submission, article, code, fields (docs/adr/0006)."""
    form = CommentForm()
    form.repair_ids()
    refusal = _refusal_before_writing(form)
    if refusal:
        give_up()  # nothing will be written, so nobody waits for the write lock
        return show_article(
            article_queries.public(session(), slug, now=now()),
            form,
            status=refusal[0],
            notice=refusal[1],
        )
    return _take_in(slug, form)


def _refusal_before_writing(form: CommentForm) -> tuple[HTTPStatus, str] | None:
    """What needs no database: another code asked for, cookies blocked, too many sent."""
    if "refresh_captcha" in request.form:
        form.new_captcha()
        form.refreshed = True
        return HTTPStatus.OK, ""
    if not gates.csrf_fits():
        form.new_captcha()
        return HTTPStatus.BAD_REQUEST, gettext(
            "Chưa gửi được: trang mở quá lâu hoặc trình duyệt chặn cookie."
            " Phần ông/bà đã viết vẫn còn nguyên, xin gửi lại."
        )
    try:
        tools().throttle.spend(settings().comment_rate, "comment", gates.address())
    except TooMany as limit:
        minutes = -(-limit.retry_after // 60)
        return HTTPStatus.TOO_MANY_REQUESTS, counted(
            "Từ địa chỉ mạng này vừa có quá nhiều bình luận."
            " Phần đã viết vẫn còn nguyên, xin gửi lại sau %(num)s phút.",
            minutes,
        )
    return None


def _take_in(slug: str, form: CommentForm) -> Response:
    submission = submissions.claim(session(), said(form.submission_id), now=now())
    digest = submissions.digest(settings().secret_key, form.typed)
    if submission.receipt and submission.digest == digest:
        return _repeated(submission)  # whatever became of the article since
    article = article_queries.public(session(), slug, now=now())
    if submission.receipt:
        return _edited(article, form, submission)
    if not article.comments_open:
        give_up()
        return show_article(article, form, status=HTTPStatus.CONFLICT, notice=_closed())
    return _make_comment(article, form, submission, digest)


def _make_comment(
    article: AnyRow, form: CommentForm, submission: Submission, digest: str
) -> Response:
    passed_at = _check_captcha(form, submission)
    if not _validates(form):
        submission.captcha_passed_at = passed_at
        commit()  # the attempt counts, and a right answer stays a pass
        return show_article(article, form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    try:
        comment = _submitted(article, form)
    except Invalid:
        submission.captcha_passed_at = passed_at
        commit()
        form.parent_id.data = ""
        return show_article(article, form, status=HTTPStatus.CONFLICT, notice=_answered_is_gone())
    submission.captcha_passed_at = passed_at
    submission.receipt, submission.digest = comment.receipt, digest
    commit()
    return redirect(url_for("public.receipt", receipt=comment.receipt), code=303)


def _submitted(article: AnyRow, form: CommentForm) -> Comment:
    """Raises Invalid when what it answers is gone."""
    words = _words(form)
    screened = screening.screen(
        session(), words, settings=settings(), now=now(), scorer=tools().scorer
    )
    return comments.submit(session(), article.id, words, now=now(), screened=screened)


def _check_captcha(form: CommentForm, submission: Submission) -> datetime | None:
    """A right answer becomes a pass of this submission; a wrong one brings another picture.

    When it was passed, to be kept together with what else is written.
    """
    rules = tools().captcha_rules
    form.captcha_passed = submissions.has_pass(submission, now=now(), lifetime=rules.lifetime)
    if form.captcha_passed:
        return submission.captcha_passed_at
    answer = form.captcha_answer.data or ""
    asked = said(form.captcha_id)
    if answer and captchas.consume(session(), asked, answer, rules=rules, now=now()):
        form.captcha_passed = True
        return now()
    form.captcha_problem = (
        gettext("Mã chưa đúng. Phần ông/bà đã viết vẫn còn nguyên; đây là mã mới.")
        if answer
        else gettext("Xin nhập các chữ số trong hình.")
    )
    form.new_captcha()
    return submission.captcha_passed_at


def _repeated(submission: Submission) -> Response:
    """The same form again gets its receipt again."""
    commit()
    return redirect(url_for("public.receipt", receipt=submission.receipt), code=303)


def _edited(article: AnyRow, form: CommentForm, submission: Submission) -> Response:
    """An edited form after its receipt is shown, never dropped in silence."""
    commit()
    form.new_submission()
    notice = gettext(
        "Bình luận trước đã gửi, mã %(receipt)s."
        " Nội dung dưới đây khác: bấm gửi để gửi thành một bình luận mới.",
        receipt=submission.receipt,
    )
    return show_article(article, form, status=HTTPStatus.CONFLICT, notice=notice)


def _validates(form: CommentForm) -> bool:
    valid = bool(form.validate())
    if form.captcha_problem:
        form.captcha_answer.errors = [*form.captcha_answer.errors, form.captcha_problem]
    return valid and not form.captcha_problem


def _words(form: CommentForm) -> NewComment:
    return NewComment(
        full_name=said(form.full_name),
        phone=normal_form(form.phone.data) if form.phone.data else None,
        email=addresses.normal_form(form.email.data) if form.email.data else None,
        title=said(form.title),
        content=said(form.content),
        parent_id=form.thread,
        language=language(),
        address_key=_address_key(),
        resubmits_id=_said_better(form),
    )


def _address_key() -> str:
    """Tells that two comments came from one address, and not from which."""
    return submissions.digest(settings().secret_key, ("address", gates.address()))


def _closed() -> str:
    return gettext(
        "Bài viết này vừa đóng phần bình luận. Nội dung ông/bà đã viết còn ở dưới để chép lại."
    )


def _answered_is_gone() -> str:
    return gettext(
        "Bình luận ông/bà trả lời không còn trên trang. Bấm gửi để gửi thành một bình luận riêng."
    )


def _said_better(form: CommentForm) -> int | None:
    """The author's earlier comment that this one stands for. One that can't be sent again any more
    is no obstacle: then this is a comment like others.
    """
    try:
        code = str(tracking_codes.parse(said(form.resubmits)))
        earlier, article = comment_queries.by_receipt(session(), code)
    except (tracking_codes.BadCode, NotFound):
        return None
    settled = comment_queries.is_settled(earlier, now=now())
    standing = seen_by_author(earlier.state, is_settled=settled)
    if standing not in RESENDABLE or article.slug != (request.view_args or {}).get("slug"):
        return None
    return None if resubmissions.later(session(), earlier) else earlier.id
