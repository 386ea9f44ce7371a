"""Many comments at once: choose, look at what would happen, apply."""

from collections.abc import Sequence
from http import HTTPStatus

from flask import make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from moderation.domain import bulk as rules
from moderation.domain.bulk import Pick
from moderation.domain.comment_states import NEEDS_REASON, CommentAction
from moderation.domain.errors import Invalid
from moderation.domain.permissions import FOR_ACTION, Permission
from moderation.queries import comment_queues
from moderation.services import bulk
from moderation.services.comments import Decision
from moderation.web.context import commit, give_up, me, now, session, settings, tell, tools
from moderation.web.fields import said
from moderation.web.gates import need, require
from moderation.web.locale import language
from moderation.web.staff import bulk_page, findings
from moderation.web.staff.back import address_of, to_queue
from moderation.web.staff.forms import DecisionForm, reason_choices
from moderation.web.staff.routes import bp
from moderation.web.staff.undo import tell_undoable
from moderation.web.words import counted, gettext


@bp.post("/comments/bulk/preview")
@need(Permission.READ_COMMENTS)
def bulk_preview() -> Response:
    give_up()  # nothing is written here
    action, picks = _asked()
    if not picks:
        tell(gettext("Chưa chọn bình luận nào."), "warning")
        return _to_queue()
    form = DecisionForm(formdata=None)
    _offer(form)
    return _preview(action, picks, form)


@bp.post("/comments/bulk/apply")
@need(Permission.READ_COMMENTS)
def bulk_apply() -> Response:
    action, picks = _asked()
    form = DecisionForm()
    _offer(form)
    if not form.validate():
        give_up()
        return _preview(action, picks, form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    decision = Decision(
        action=action,
        seen_version=0,
        reason_code=form.reason_code.data or None,
        reason_text=said(form.reason_text),
        note=said(form.note),
    )
    outcome = bulk.decide(
        session(), picks, decision, actor=me(), now=now(), settling=settings().undo_time
    )
    return _applied(action, outcome)


def _applied(action: CommentAction, outcome: bulk.Outcome) -> Response:
    words = _done(action, len(outcome.done))
    shown = bulk_page.taken(outcome)
    if not shown.omitted:
        tell_undoable(words, outcome.done)
        commit()
        return _to_queue()
    until = max((each.visible_from for each in outcome.done if each.visible_from), default=now())
    commit()
    status = HTTPStatus.OK if outcome.done else HTTPStatus.CONFLICT
    return bulk_page.result(
        action_label(action), words, shown, status=status, undo_until=int(until.timestamp())
    )


def _asked() -> tuple[CommentAction, list[Pick]]:
    """What is asked for, about which comments. Raises Invalid, NotAllowed."""
    wanted = request.form.get("action", "")
    if wanted not in rules.ACTIONS:
        raise Invalid("no such action for many", field="action")
    action = CommentAction(wanted)
    require(FOR_ACTION[action])
    return action, rules.picks(request.form.getlist("pick"))


def _preview(
    action: CommentAction,
    picks: Sequence[Pick],
    form: DecisionForm,
    *,
    status: HTTPStatus = HTTPStatus.OK,
) -> Response:
    ids = [pick.comment_id for pick in picks]
    found = comment_queues.some(session(), ids)
    judged = bulk.judge(session(), found, picks, action, actor=me())
    rows = comment_queues.by_ids(session(), ids, now=now())
    possible = [
        (pick, rows[pick.comment_id])
        for pick, _, why in judged
        if why is None and pick.comment_id in rows
    ]
    body = render_template(
        "staff/bulk_preview.html",
        action=action,
        label=action_label(action),
        possible=possible,
        omitted=bulk_page.lines(judged),
        findings=findings.read_all(row for _, row in possible),
        form=form,
        needs_reason=action in NEEDS_REASON,
        back=address_of() or url_for("staff.queue"),
    )
    return make_response(body, status.value)


def _offer(form: DecisionForm) -> None:
    form.offer(reason_choices(dict(tools().reasons), language()))


def _to_queue() -> Response:
    return to_queue(None) or redirect(url_for("staff.queue"), code=303)


def action_label(action: CommentAction) -> str:
    """The action as a button says it."""
    return {
        CommentAction.APPROVE: gettext("Đăng"),
        CommentAction.REJECT: gettext("Không đăng"),
        CommentAction.MARK_SPAM: gettext("Xếp vào bình luận rác"),
        CommentAction.REQUEUE: gettext("Đưa lại hàng chờ"),
        CommentAction.RELEASE: gettext("Đưa lại hàng chờ"),
    }[action]


def _done(action: CommentAction, count: int) -> str:
    return {
        CommentAction.APPROVE: lambda: counted("Đã đăng %(num)s bình luận.", count),
        CommentAction.REJECT: lambda: counted("Không đăng %(num)s bình luận.", count),
        CommentAction.MARK_SPAM: lambda: counted(
            "Đã xếp %(num)s bình luận vào bình luận rác.", count
        ),
        CommentAction.REQUEUE: lambda: counted("Đã đưa %(num)s bình luận lại hàng chờ.", count),
        CommentAction.RELEASE: lambda: counted("Đã đưa %(num)s bình luận lại hàng chờ.", count),
    }[action]()
