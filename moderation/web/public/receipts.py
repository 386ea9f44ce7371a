"""Behind a receipt: what became of a comment, and what its author can do now."""

from http import HTTPStatus

from flask import make_response, redirect, render_template, url_for
from werkzeug.wrappers import Response
from wtforms import TextAreaField

from models import Article, Comment
from moderation.domain import tracking_codes
from moderation.domain.appeals import AppealState, appealable_until
from moderation.domain.article_states import ArticleState
from moderation.domain.comment_states import (
    RESENDABLE,
    TRANSITIONS,
    CommentAction,
    CommentState,
    seen_by_author,
)
from moderation.domain.errors import IllegalTransition, NotFound
from moderation.queries import appeals as appeal_queries
from moderation.queries import articles as article_queries
from moderation.queries import comments as comment_queries
from moderation.queries import desks, resubmissions, standard_texts
from moderation.services import appeals, comments, withdrawals
from moderation.web import fields, gates
from moderation.web.context import commit, give_up, now, session, settings, tell, tools
from moderation.web.fields import said
from moderation.web.headers import private
from moderation.web.locale import language
from moderation.web.public.forms import CommentForm
from moderation.web.public.routes import bp
from moderation.web.words import gettext, lazy_gettext

LONGEST_APPEAL = 2000


class AppealForm(fields.Form):
    appeal = TextAreaField(
        lazy_gettext("Vì sao ông/bà đề nghị xem lại?"),
        [
            fields.required(lazy_gettext("Xin viết vì sao ông/bà thấy quyết định chưa đúng.")),
            fields.at_most(lambda: LONGEST_APPEAL),
        ],
        filters=[fields.block],
    )


@bp.get("/binh-luan/<receipt>")
@gates.anybody
@gates.misses_throttled
def receipt(receipt: str) -> Response:
    """What became of a comment, for whoever holds its receipt."""
    try:
        code = tracking_codes.parse(receipt)
    except tracking_codes.BadCode:
        raise NotFound from None
    if str(code) != receipt:
        return redirect(url_for("public.receipt", receipt=str(code)), code=301)
    return _receipt_page(*comment_queries.by_receipt(session(), receipt))


def _receipt_page(
    comment: Comment,
    article: Article,
    *,
    form: AppealForm | None = None,
    notice: str = "",
    status: HTTPStatus = HTTPStatus.OK,
) -> Response:
    standing = _standing(comment)
    reason = tools().reasons.get(comment.reason_code or "")
    is_open = article.state is ArticleState.PUBLISHED and article_queries.is_open(
        article, now=now()
    )
    body = render_template(
        "public/receipt.html",
        comment=comment,
        article=article,
        standing=standing,
        shown=comment_queries.is_shown(session(), comment, article, now=now()),
        ahead=comment_queries.place_in_line(session(), comment)
        if standing is CommentState.PENDING
        else None,
        longest_line=comment_queries.LONGEST_LINE,
        reason=reason,
        own_words=standard_texts.own(session(), reason, language(), article.title),
        became=desks.code_of_comment(session(), comment.id)
        if comment.state is CommentState.CONVERTED
        else None,
        later=resubmissions.later(session(), comment) if standing in RESENDABLE else None,
        can_write=is_open,
        can_resend=is_open and standing in RESENDABLE,
        can_withdraw=standing in TRANSITIONS[CommentAction.WITHDRAW],
        **_about_appeal(comment, standing),
        form=form or AppealForm(formdata=None),
        notice=notice,
    )
    return private(make_response(body, status.value))


def _about_appeal(comment: Comment, standing: CommentState) -> dict[str, object]:
    """The appeal and its answer, or until when one can be made; nothing while the comment is
    covered.
    """
    made = None
    if standing is not CommentState.SEALED:
        made = appeal_queries.of_comment(session(), comment.id)
    days = settings().appeal_days
    may = (made is None or made.state is AppealState.LAPSED) and appeals.can_submit(
        comment, days=days, now=now()
    )
    until = appealable_until(comment.decided_at, days) if may and comment.decided_at else None
    return {"appeal": made, "appeal_until": until}


def _standing(comment: Comment) -> CommentState:
    return seen_by_author(comment.state, is_settled=comment_queries.is_settled(comment, now=now()))


@bp.post("/binh-luan/<receipt>/xem-lai")
@gates.anybody
@gates.misses_throttled
def appeal(receipt: str) -> Response:
    """Another look, once; sent twice it is one."""
    found, article = comment_queries.by_receipt(session(), receipt)
    form = AppealForm()
    if not form.validate():
        give_up()
        status = HTTPStatus.UNPROCESSABLE_ENTITY
        return _receipt_page(
            *comment_queries.by_receipt(session(), receipt), form=form, status=status
        )
    tools().throttle.spend(settings().report_rate, "appeal", gates.address())
    comment = comments.load_for_change(session(), found.id)
    try:
        appeals.submit(
            session(), comment, said(form.appeal), days=settings().appeal_days, now=now()
        )
    except IllegalTransition:
        give_up()
        notice = gettext(
            "Bình luận này hiện không đề nghị xem lại được."
            " Phần ông/bà viết còn ở dưới để chép lại."
        )
        found, article = comment_queries.by_receipt(session(), receipt)
        return _receipt_page(found, article, form=form, notice=notice, status=HTTPStatus.CONFLICT)
    commit()
    tell(gettext("Đã gửi đề nghị xem lại. Một người khác sẽ đọc; câu trả lời hiện ở trang này."))
    return redirect(url_for("public.receipt", receipt=receipt), code=303)


@bp.get("/binh-luan/<receipt>/rut")
@gates.anybody
@gates.misses_throttled
def ask_withdrawal(receipt: str) -> Response:
    found, article = comment_queries.by_receipt(session(), receipt)
    if _standing(found) not in TRANSITIONS[CommentAction.WITHDRAW]:
        return redirect(url_for("public.receipt", receipt=receipt), code=303)
    return _withdrawal_page(found, article)


def _withdrawal_page(
    comment: Comment, article: Article, *, notice: str = "", status: HTTPStatus = HTTPStatus.OK
) -> Response:
    body = render_template(
        "public/withdraw.html",
        comment=comment,
        article=article,
        is_published=_standing(comment) is CommentState.PUBLISHED,
        notice=notice,
    )
    return private(make_response(body, status.value))


@bp.post("/binh-luan/<receipt>/rut")
@gates.anybody
@gates.misses_throttled
def withdraw(receipt: str) -> Response:
    """At once, whatever version the author saw; again is the same."""
    found, article = comment_queries.by_receipt(session(), receipt)
    comment = comments.load_for_change(session(), found.id)
    if _standing(comment) is CommentState.SEALED:
        give_up()
        return redirect(url_for("public.receipt", receipt=receipt), code=303)
    try:
        withdrawals.withdraw(session(), comment, now=now())
    except IllegalTransition:
        give_up()
        found, article = comment_queries.by_receipt(session(), receipt)
        notice = gettext(
            "Ban biên tập vừa xem bình luận này, nên chưa rút được."
            " Xin mở lại biên nhận sau vài phút."
        )
        return _withdrawal_page(found, article, notice=notice, status=HTTPStatus.CONFLICT)
    commit()
    tell(gettext("Đã rút bình luận."))
    return redirect(url_for("public.receipt", receipt=receipt), code=303)


@bp.get("/binh-luan/<receipt>/sua")
@gates.anybody
@gates.misses_throttled
def edit_again(receipt: str) -> Response:
    """The author's own words in the comment form; it is sent to the article, as every comment is.

    Phone and e-mail are not filled in: whoever holds the receipt would read them.
    """
    found, article = comment_queries.by_receipt(session(), receipt)
    if _standing(found) not in RESENDABLE or resubmissions.later(session(), found):
        return redirect(url_for("public.receipt", receipt=receipt), code=303)
    shown = article_queries.public(session(), article.slug, now=now())
    form = CommentForm(
        formdata=None,
        full_name=found.full_name,
        title=found.title,
        content=found.content,
        resubmits=receipt,
        parent_id=str(found.parent_id or ""),
    )
    form.new_submission()
    answered = (
        comment_queries.published_parent(session(), article.id, found.parent_id, now=now())
        if found.parent_id
        else None
    )
    if answered is None:
        form.parent_id.data = ""
    body = render_template(
        "public/resubmit.html",
        comment=found,
        article=shown,
        form=form,
        answered=answered,
        notice="",
        sends_to=url_for("public.article", slug=article.slug),
        reason=tools().reasons.get(found.reason_code or ""),
    )
    return private(make_response(body))
