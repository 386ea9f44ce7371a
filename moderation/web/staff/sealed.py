"""The sealed lane's desk. Nothing here is readable without opening it, and opening is an event."""

from flask import make_response, redirect, render_template, url_for
from werkzeug.wrappers import Response

from moderation.domain.permissions import Permission
from moderation.queries import comments as comment_queries
from moderation.services import comments, sealing
from moderation.web.context import commit, mark_of, me, now, session, tell, tools
from moderation.web.gates import need, writes
from moderation.web.staff.forms import ActForm
from moderation.web.staff.routes import bp
from moderation.web.words import gettext


@bp.get("/sealed")
@need(Permission.READ_SEALED)
def sealed() -> str:
    page = comment_queries.sealed(session(), after=mark_of("after"))
    return render_template("staff/sealed.html", page=page)


@bp.get("/sealed/<int:comment_id>")
@need(Permission.READ_SEALED)
@writes
def read_sealed(comment_id: int) -> Response:
    """Opening writes who read it and when, before a word is shown."""
    words = sealing.read(session(), comment_id, seal=tools().seal, actor=me(), now=now())
    commit()
    comment, article = comment_queries.get(session(), comment_id)
    events = comment_queries.history(session(), comment_id)
    body = render_template(
        "staff/sealed_comment.html",
        comment=comment,
        article=article,
        words=words,
        events=events,
        form=ActForm(),
    )
    return make_response(body)


@bp.post("/sealed/<int:comment_id>/uncover")
@need(Permission.READ_SEALED)
def uncover(comment_id: int) -> Response:
    comment = comments.load_for_change(session(), comment_id)
    sealing.uncover(
        session(),
        comment,
        seen_version=ActForm().seen_version,
        seal=tools().seal,
        actor=me(),
        now=now(),
    )
    commit()
    tell(gettext("Đã đưa bình luận trở lại hàng chờ duyệt."))
    return redirect(url_for("staff.sealed"), code=303)
