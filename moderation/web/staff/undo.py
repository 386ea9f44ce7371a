"""Taking a decision back: the offer on the next page, and the two routes behind it."""

from collections.abc import Sequence
from http import HTTPStatus

from flask import redirect, request, url_for
from werkzeug.wrappers import Response

from models import Comment
from moderation.domain import bulk as rules
from moderation.domain.permissions import Permission
from moderation.domain.text import shorten
from moderation.services import bulk, comments, decisions, undoing
from moderation.web.context import commit, me, now, session, tell
from moderation.web.gates import need
from moderation.web.staff import bulk_page
from moderation.web.staff.back import address_of, to_queue
from moderation.web.staff.forms import ActForm
from moderation.web.staff.routes import bp
from moderation.web.words import counted, gettext


def tell_undoable(words: str, decided: Sequence[Comment]) -> None:
    """Say `words` on the next page, with a button that takes the decision back as long as that is
    possible. Call it before the commit: afterwards the rows would be read anew.
    """
    moments = [
        comment.visible_from
        for comment in decided
        if comment.visible_from and undoing.can_undo(comment, actor=me(), now=now())
    ]
    if not moments:
        tell(words)
        return
    picks = [str(rules.Pick(comment.id, comment.version)) for comment in decided]
    until = int(max(moments).timestamp())
    tell({"words": words, "picks": picks, "until": until, "back": address_of()}, "undo")


@bp.post("/comments/<int:comment_id>/undo")
@need(Permission.DECIDE_COMMENTS)
def undo(comment_id: int) -> Response:
    form = ActForm()
    comment = comments.load_for_change(session(), comment_id)
    decisions.undo(session(), comment, seen_version=form.seen_version, actor=me(), now=now())
    title = shorten(comment.public_title or comment.title, 60)
    commit()
    tell(gettext("Đã hoàn tác: “%(title)s” trở lại như trước.", title=title))
    return to_queue(comment_id, focus=comment_id) or redirect(
        url_for("staff.comment", comment_id=comment_id), code=303
    )


@bp.post("/comments/bulk/undo")
@need(Permission.DECIDE_COMMENTS)
def undo_many() -> Response:
    picks = rules.picks(request.form.getlist("pick"))
    outcome = bulk.undo(session(), picks, actor=me(), now=now())
    shown = bulk_page.taken(outcome)
    commit()
    words = counted("Đã hoàn tác %(num)s quyết định.", len(outcome.done))
    if not shown.omitted:
        tell(words)
        return to_queue(None) or redirect(url_for("staff.queue"), code=303)
    status = HTTPStatus.OK if outcome.done else HTTPStatus.CONFLICT
    return bulk_page.result(gettext("Hoàn tác"), words, shown, status=status)
