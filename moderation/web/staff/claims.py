"""Taking comments, keeping them while the page lives, giving them back."""

from datetime import timedelta

from flask import redirect, request, url_for
from werkzeug.wrappers import Response

from moderation.domain.bulk import MOST
from moderation.domain.desk_queues import TO_DECIDE, Queue, states_of
from moderation.domain.errors import Invalid, NotFound
from moderation.domain.pages import LARGEST_ID
from moderation.domain.permissions import Permission
from moderation.services import claims
from moderation.web.context import commit, me, now, session, settings, tell
from moderation.web.gates import need
from moderation.web.staff.back import to_queue
from moderation.web.staff.routes import bp
from moderation.web.words import counted, gettext

#: Comments somebody takes at once.
BATCH = 10


def lease() -> timedelta:
    """How long a comment stays with whoever opened it."""
    return timedelta(minutes=settings().claim_minutes)


@bp.post("/comments/claim")
@need(Permission.DECIDE_COMMENTS)
def claim_batch() -> Response:
    wanted = request.form.get("queue", Queue.PENDING.value)
    if wanted not in TO_DECIDE:
        raise NotFound
    states = states_of(Queue(wanted))
    taken = claims.claim_next(session(), states, BATCH, actor=me(), now=now(), lease=lease())
    commit()
    if not taken:
        tell(gettext("Không còn bình luận nào để nhận: đồng nghiệp đang xem hết rồi."), "warning")
        return redirect(url_for("staff.queue", queue=wanted), code=303)
    tell(counted("Anh/chị đang xem %(num)s bình luận này.", len(taken)))
    return redirect(url_for("staff.queue", queue=Queue.MINE.value), code=303)


@bp.post("/comments/claims/renew")
@need(Permission.DECIDE_COMMENTS)
def renew_claims() -> dict[str, list[int]]:
    """Asked by the page itself, once a minute; which ones are still this person's."""
    kept = claims.renew(session(), _ids(), actor=me(), now=now(), lease=lease())
    commit()
    return {"kept": kept}


@bp.post("/comments/claims/give-back")
@need(Permission.DECIDE_COMMENTS)
def give_back() -> Response:
    ids = _ids()
    claims.give_back(session(), ids, actor=me())
    commit()
    tell(counted("Đã trả lại %(num)s bình luận cho đồng nghiệp.", len(ids)))
    return to_queue(None) or redirect(url_for("staff.queue"), code=303)


def _ids() -> list[int]:
    """Numbers of comments, a page of them at most. Raises Invalid."""
    ids = request.form.getlist("id", type=int)
    if len(ids) > MOST or not all(0 < comment_id <= LARGEST_ID for comment_id in ids):
        raise Invalid("no such comments", field="id")
    return ids
