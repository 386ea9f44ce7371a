"""The comment desk: one comment with its history, every decision."""

from functools import lru_cache
from http import HTTPStatus
from typing import Any

from flask import make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from models import Article, Comment
from moderation.domain.comment_states import CommentAction, CommentState, actions_from
from moderation.domain.errors import Invalid, NotFound
from moderation.domain.holds import UNVERIFIED
from moderation.domain.permissions import FOR_ACTION, Permission, allows
from moderation.domain.redaction import Masks
from moderation.domain.text import shorten
from moderation.extensions import db
from moderation.jobs import purge
from moderation.queries import claims as claim_queries
from moderation.queries import comments as comment_queries
from moderation.queries import desks, holds
from moderation.services import claims, comments, conversions, decisions, replies
from moderation.services.comments import Decision
from moderation.web import once
from moderation.web.context import (
    begin_writing,
    commit,
    give_up,
    intake_rules,
    me,
    now,
    session,
    settings,
    tell,
    tools,
)
from moderation.web.fields import said
from moderation.web.gates import need, require
from moderation.web.locale import language
from moderation.web.staff import masking
from moderation.web.staff.back import to_queue
from moderation.web.staff.beside import beside
from moderation.web.staff.claims import lease
from moderation.web.staff.forms import ActForm, DecisionForm, ReplyForm, reason_choices
from moderation.web.staff.masking import Editor, MaskForm
from moderation.web.staff.routes import bp
from moderation.web.staff.undo import tell_undoable
from moderation.web.words import gettext

#: Decisions that take along what was masked on the page.
_WITH_MASKS = frozenset(
    {CommentAction.APPROVE, CommentAction.HOLD, CommentAction.RELEASE, CommentAction.RESTORE}
)


@bp.get("/comments/<int:comment_id>")
@need(Permission.READ_COMMENTS)
def comment(comment_id: int) -> Response:
    """Opening what waits for a decision shows colleagues that somebody has it. Looking again at
    what one has writes nothing, and waits for nobody who does.
    """
    decides = allows(me().role, Permission.DECIDE_COMMENTS)
    if decides and claim_queries.is_to_be_claimed(
        session(), comment_id, me().id, now=now(), lease=lease()
    ):
        begin_writing()
        claims.claim(session(), [comment_id], actor=me(), now=now(), lease=lease())
        commit()
    return comment_page(*readable(comment_id))


def decision_form() -> DecisionForm:
    """The form of a decision as it was sent, with the reasons to choose from."""
    form = DecisionForm()
    form.offer(reasons())
    return form


@lru_cache(maxsize=8)
def _blank_decision(offered: tuple[tuple[str, str], ...]) -> DecisionForm:
    """The same with nothing chosen yet, shown and never changed: one for each language, and a new
    one once an administrator changed the reasons.
    """
    form = DecisionForm(formdata=None)
    form.offer(list(offered))
    return form


def comment_page(
    found: Comment,
    article: Article,
    *,
    decision: DecisionForm | None = None,
    reply: ReplyForm | None = None,
    masks: Editor | None = None,
    status: HTTPStatus = HTTPStatus.OK,
    **forms: Any,
) -> Response:
    """The page of a comment; `forms` are those that came back: `asking`, `giving`, `reveal`."""
    body = render_template(
        "staff/comment.html",
        comment=found,
        article=article,
        masks=masks or masking.editor(found),
        **(beside(found, article) | forms),
        parent=comment_queries.get(session(), found.parent_id)[0] if found.parent_id else None,
        events=comment_queries.history(session(), found.id),
        replies=comment_queries.official_replies(session(), [found.id]).get(found.id, ())
        if found.published_at
        else (),
        reason=tools().reasons.get(found.reason_code or ""),
        became=desks.code_of_comment(session(), found.id)
        if found.state is CommentState.CONVERTED
        else None,
        actions=my_actions(found.state),
        decision=decision or _blank_decision(tuple(reasons())),
        reply=reply
        or (ReplyForm(formdata=None) if found.state is CommentState.PUBLISHED else None),
    )
    return make_response(body, status.value)


@bp.post("/comments/<int:comment_id>/decide")
@need(Permission.READ_COMMENTS)
def decide(comment_id: int) -> Response:
    form = decision_form()
    valid = form.validate()
    if form.action.errors:
        raise Invalid("no such action", field="action")
    action = CommentAction(said(form.action))
    require(FOR_ACTION[action])
    comment = comments.load_for_change(session(), comment_id)
    comments.expect_version(comment, form.seen_version)
    mask_form = MaskForm() if "masks_sent" in request.form else None  # a card sends none
    chosen = mask_form.chosen(comment) if mask_form and action in _WITH_MASKS else None
    if not valid or (mask_form and mask_form.errors):
        give_up()
        found, article = readable(comment_id)
        made = masking.editor(found, mask_form) if mask_form else None
        status = HTTPStatus.UNPROCESSABLE_ENTITY
        return comment_page(found, article, decision=form, masks=made, status=status)
    done = _decide(comment, form, action, chosen)
    title = shorten(comment.public_title or comment.title, 60)
    tell_undoable(_done(done, title), [comment])
    commit()
    return _back(comment_id)


def _decide(
    comment: Comment, form: DecisionForm, action: CommentAction, masks: Masks | None
) -> CommentAction:
    """What was done: under a sensitive article the first approval is an endorsement."""
    decision = Decision(
        action=action,
        seen_version=form.seen_version,
        reason_code=form.reason_code.data or None,
        reason_text=said(form.reason_text),
        note=said(form.note),
        masks=masks,
        hold_code=UNVERIFIED if form.unverified.data else None,
    )
    rule = holds.rule(session(), settings()) if action is CommentAction.HOLD else None
    decisions.decide(
        session(),
        comment,
        decision,
        actor=me(),
        now=now(),
        settling=settings().undo_time,
        hold_rule=rule,
    )
    endorsed = action is CommentAction.APPROVE and comment.state is not CommentState.PUBLISHED
    return CommentAction.ENDORSE if endorsed else action


@bp.post("/comments/<int:comment_id>/cover")
@need(Permission.COVER_COMMENTS)
def cover(comment_id: int) -> Response:
    """One action, no words: whatever is written here would stay outside the seal."""
    form = ActForm()
    comment = comments.load_for_change(session(), comment_id)
    conversions.cover_comment(
        session(),
        comment,
        seen_version=form.seen_version,
        rules=intake_rules(),
        seal=tools().seal,
        actor=me(),
        now=now(),
    )
    commit()
    purge.empty_log(db.engine)  # if somebody uses it just now, the job tries again
    tell(gettext("Đã chuyển luồng bảo mật. Từ giờ chỉ cán bộ xử lý tố cáo đọc được."))
    return _back(None)


@bp.post("/comments/<int:comment_id>/reply")
@need(Permission.REPLY_OFFICIALLY)
def reply(comment_id: int) -> Response:
    form = ReplyForm()
    if not form.validate():
        return _reply_shown_again(comment_id, form)
    typed = (said(form.signed_as), said(form.content))
    sending = once.claim(form, "reply", str(comment_id), *typed)
    if sending.is_repeated:
        return once.lead_to(url_for("staff.comment", comment_id=comment_id))
    if sending.is_edited:
        form.start_anew(form.content)
        return _reply_shown_again(comment_id, form)
    comment = comments.load_for_change(session(), comment_id)
    made = replies.publish(
        session(),
        comment,
        said(form.content),
        signed_as=said(form.signed_as),
        actor=me(),
        now=now(),
    )
    sending.makes(made.id)
    commit()
    tell(gettext("Đã đăng câu trả lời."))
    return redirect(url_for("staff.comment", comment_id=comment_id), code=303)


def _reply_shown_again(comment_id: int, form: ReplyForm) -> Response:
    give_up()
    return comment_page(*readable(comment_id), reply=form, status=HTTPStatus.UNPROCESSABLE_ENTITY)


@bp.post("/comments/<int:comment_id>/replies/<int:reply_id>/withdraw")
@need(Permission.REPLY_OFFICIALLY)
def withdraw_reply(comment_id: int, reply_id: int) -> Response:
    comment = comments.load_for_change(session(), comment_id)
    replies.withdraw(session(), comment, reply_id, actor=me(), now=now())
    commit()
    tell(gettext("Đã rút câu trả lời khỏi trang."))
    return redirect(url_for("staff.comment", comment_id=comment_id), code=303)


def readable(comment_id: int) -> tuple[Comment, Article]:
    """A comment this desk may see; a covered one is not here. Raises NotFound."""
    found, article = comment_queries.get(session(), comment_id)
    if found.state is CommentState.SEALED:
        raise NotFound
    return found, article


def my_actions(state: CommentState) -> set[CommentAction]:
    """What the table and this person's role allow together."""
    mine = me().role
    return {
        action
        for action in actions_from(state)
        if action in FOR_ACTION and allows(mine, FOR_ACTION[action])
    }


def reasons() -> list[tuple[str, str]]:
    return reason_choices(dict(tools().reasons), language())


def _back(comment_id: int | None) -> Response:
    """To the queue the decision was made in, at its place; else to the comment."""
    queue = to_queue(comment_id)
    if queue is not None:
        return queue
    if comment_id is None:
        return redirect(url_for("staff.queue"), code=303)
    return redirect(url_for("staff.comment", comment_id=comment_id), code=303)


def _done(action: CommentAction, title: str) -> str:
    return {
        CommentAction.HOLD: gettext("Đã tạm giữ “%(title)s”.", title=title),
        CommentAction.RELEASE: gettext("Đã đưa “%(title)s” lại hàng chờ.", title=title),
        CommentAction.APPROVE: gettext("Đã đăng “%(title)s”.", title=title),
        CommentAction.REJECT: gettext(
            "Không đăng “%(title)s”. Người viết đọc được lý do.", title=title
        ),
        CommentAction.MARK_SPAM: gettext("Đã xếp “%(title)s” vào bình luận rác.", title=title),
        CommentAction.REQUEUE: gettext("Đã đưa “%(title)s” lại hàng chờ.", title=title),
        CommentAction.TAKE_DOWN: gettext(
            "Đã gỡ “%(title)s”. Người viết đọc được lý do.", title=title
        ),
        CommentAction.RESTORE: gettext("Đã khôi phục “%(title)s”.", title=title),
        CommentAction.ENDORSE: gettext(
            "Đã duyệt lần một “%(title)s”. Cần một người khác duyệt lần hai.", title=title
        ),
    }[action]
