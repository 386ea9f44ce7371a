""" "Việc của tôi": where everybody begins."""

from flask import render_template

from moderation.domain.comment_states import CommentState
from moderation.domain.permissions import Permission, allows
from moderation.queries import articles as article_queries
from moderation.queries import comments as comment_queries
from moderation.web.context import me, session
from moderation.web.gates import need
from moderation.web.staff.routes import bp


@bp.get("/")
@need()
def my_work() -> str:
    role = me().role
    reads = allows(role, Permission.READ_COMMENTS)
    return render_template(
        "staff/work.html",
        counts=comment_queries.counts(session()),
        oldest=comment_queries.oldest_pending(session()) if reads else None,
        next_up=comment_queries.queue(session(), CommentState.PENDING, limit=5).rows
        if reads
        else [],
        said_lately=comment_queries.latest(session(), limit=5) if reads else [],
        covered=comment_queries.sealed(session(), limit=5).rows
        if allows(role, Permission.READ_SEALED)
        else [],
        drafts=article_queries.for_editors(session(), limit=5).rows
        if allows(role, Permission.WRITE_ARTICLES)
        else [],
    )
