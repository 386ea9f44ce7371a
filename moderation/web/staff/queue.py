"""The queues of the comment desk: cards with all that a decision needs, and what is new."""

from collections.abc import Sequence
from typing import Any

from flask import redirect, render_template, request, url_for
from markupsafe import Markup
from werkzeug.wrappers import Response

from moderation.domain import bulk, tracking_codes
from moderation.domain.comment_states import CommentAction, CommentState
from moderation.domain.desk_queues import TO_DECIDE, Queue, states_of
from moderation.domain.errors import NotFound
from moderation.domain.pages import LARGEST_ID, Page
from moderation.domain.permissions import FOR_ACTION, Permission, allows
from moderation.domain.tracking_codes import BadCode
from moderation.queries import claims as claim_queries
from moderation.queries import comment_queues, holds
from moderation.queries import comments as comment_queries
from moderation.queries.rows import AnyRow
from moderation.web.context import give_up, mark_of, me, now, session, settings, today
from moderation.web.gates import need
from moderation.web.labels import comment_badge
from moderation.web.staff import cards
from moderation.web.staff.comments import my_actions, reasons
from moderation.web.staff.counts import kept_counts
from moderation.web.staff.promise import promise
from moderation.web.staff.routes import bp
from moderation.web.words import counted, gettext


@bp.get("/comments")
@need(Permission.READ_COMMENTS)
def queue() -> str:
    wanted = _queue_asked_for()
    page = comment_queues.page(
        session(), wanted, now=now(), staff_id=me().id, after=mark_of("after")
    )
    return _queue_page(wanted, _overdue_first(page, wanted))


@bp.post("/comments/search")
@need(Permission.READ_COMMENTS)
def search() -> str | Response:
    """Sent and not part of the address: whoever searches types names."""
    give_up()  # nothing is written, so nobody waits
    wanted = _queue_asked_for()
    words = " ".join(request.form.get("q", "").split())[:100]
    if not words:
        return redirect(url_for("staff.queue", queue=wanted.value), code=303)
    found = _by_receipt(words)
    if found is not None:
        return redirect(url_for("staff.comment", comment_id=found), code=303)
    rows: Sequence[AnyRow] = ()
    if _decides():  # words that are masked for others must not be found out by searching
        rows = comment_queues.search(session(), wanted, words, now=now(), staff_id=me().id)
    return _queue_page(wanted, Page(rows, None), words)


def _queue_asked_for() -> Queue:
    wanted = request.args.get("queue", Queue.PENDING.value)
    if wanted not in set(Queue):
        raise NotFound
    return Queue(wanted)


def _overdue_first(page: Page[AnyRow], wanted: Queue) -> Page[AnyRow]:
    """Claims held too long, before all others and on every page, until somebody decides; asking
    for an opinion stops no clock.
    """
    if wanted not in (Queue.HELD, Queue.ESCALATED):
        return page
    late = holds.overdue(session(), states_of(wanted)[0], today=today(), now=now())
    known = {row.id for row in late}
    return Page([*late, *(row for row in page.rows if row.id not in known)], page.next)


def _by_receipt(words: str) -> int | None:
    """The comment with this receipt, unless it is covered; None when the words are no receipt."""
    try:
        code = tracking_codes.parse(words)
        comment, _ = comment_queries.by_receipt(session(), str(code))
    except (BadCode, NotFound):
        return None
    return comment.id if comment.state is not CommentState.SEALED else None


def _queue_page(wanted: Queue, page: Page[AnyRow], words: str = "") -> str:
    counts = kept_counts()
    mine = claim_queries.count_of(session(), me().id, now=now()) if _decides() else 0
    lengths = {each: comment_queues.length(counts, each) for each in Queue}
    lengths[Queue.MINE] = mine
    back = url_for("staff.queue", queue=wanted.value)
    if request.method == "GET" and request.query_string:
        back = request.full_path
    return render_template(
        "staff/queue.html",
        page=page,
        queue=wanted,
        queues=[(each, queue_label(each), lengths[each]) for each in _queues()],
        oldest=comment_queues.oldest(session(), wanted) if wanted in TO_DECIDE else None,
        newest=comment_queues.newest_id(session()),
        takes=wanted in TO_DECIDE and _decides(),
        promise=promise(),
        today=today(),
        person_id=me().id,
        moment=now(),
        card_words=cards.of(page.rows),
        acts=_forms(page.rows, back),
        bulk_actions=_bulk_actions(wanted),
        choose_all="all" in request.args,
        back=back,
        words=words,
        searched=comment_queues.SEARCHED,
        promised=settings().approval_promise,
    )


def _decides() -> bool:
    return allows(me().role, Permission.DECIDE_COMMENTS)


def _queues() -> list[Queue]:
    """Queues in the order of the desk; one's own only for who decides."""
    return [each for each in Queue if each is not Queue.MINE or _decides()]


def _forms(rows: Sequence[AnyRow], back: str) -> dict[CommentState, Markup]:
    """The buttons of a card by state, made once: each card puts its number and version in."""
    return {
        state: Markup(  # noqa: S704 - our own template
            render_template(
                "staff/_card_acts.html", actions=my_actions(state), reasons=reasons(), back=back
            )
        )
        for state in {row.state for row in rows}
    }


def _bulk_actions(wanted: Queue) -> list[CommentAction]:
    """What can be done to many of this queue at once, by this person."""
    possible = set[CommentAction]().union(*(my_actions(state) for state in states_of(wanted)))
    several = len(states_of(wanted)) > 1
    return [
        action
        for action in bulk.ACTIONS
        if action in possible
        and allows(me().role, FOR_ACTION[action])
        and not (several and action is CommentAction.RELEASE)
    ]


def queue_label(queue: Queue) -> str:
    """A queue's name on screen; a queue of one state has the state's."""
    several = {
        Queue.UNDECIDED: lambda: gettext("Chưa quyết định"),
        Queue.MINE: lambda: gettext("Tôi đang xem"),
        Queue.REPORTED: lambda: gettext("Bị báo cáo"),
    }
    if queue in several:
        return several[queue]()
    return comment_badge(states_of(queue)[0]).word


@bp.get("/comments/arrivals")
@need(Permission.READ_COMMENTS)
def arrivals() -> dict[str, Any]:
    """What came in since a page was made: asked by the page itself, twice a minute."""
    wanted = _queue_asked_for()
    since = min(max(request.args.get("since", 0, type=int), 0), LARGEST_ID)
    new = comment_queues.arrivals(session(), wanted, since) if wanted in TO_DECIDE else 0
    counts = comment_queries.counts(session())
    return {
        "new": new,
        "words": counted("%(num)s bình luận mới.", new),
        "counts": {
            each.value: comment_queues.length(counts, each)
            for each in Queue
            if each is not Queue.MINE
        },
    }


@bp.get("/comments/keys")
@need(Permission.READ_COMMENTS)
def keys() -> str:
    return render_template("staff/keys.html")
