"""What readers reported about a comment: kept, or (elsewhere) taken down."""

from flask import redirect, url_for
from werkzeug.wrappers import Response

from moderation.domain.permissions import Permission
from moderation.services import comments, reader_reports
from moderation.web.context import commit, me, now, session, tell
from moderation.web.gates import need
from moderation.web.staff.forms import ActForm
from moderation.web.staff.routes import bp
from moderation.web.words import gettext


@bp.post("/comments/<int:comment_id>/keep")
@need(Permission.TAKE_DOWN_COMMENTS)
def keep_reported(comment_id: int) -> Response:
    """It stays on the page; pressed twice, the second settles nothing more."""
    comment = comments.load_for_change(session(), comment_id)
    comments.expect_version(comment, ActForm().seen_version)
    reader_reports.keep(session(), comment, actor=me(), now=now())
    commit()
    tell(gettext("Đã giữ nguyên bình luận; các báo cáo đã xem xong."))
    return redirect(url_for("staff.comment", comment_id=comment_id), code=303)
