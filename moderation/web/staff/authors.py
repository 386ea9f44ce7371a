"""What else the author of a comment sent."""

from flask import render_template

from moderation.domain.permissions import Permission
from moderation.queries import authors
from moderation.queries.authors import Trait
from moderation.web.context import session
from moderation.web.gates import need
from moderation.web.staff.comments import readable
from moderation.web.staff.routes import bp
from moderation.web.words import gettext


@bp.get("/comments/<int:comment_id>/author")
@need(Permission.DECIDE_COMMENTS)
def comment_author(comment_id: int) -> str:
    comment, _article = readable(comment_id)
    return render_template(
        "staff/author.html",
        comment=comment,
        record=authors.record(session(), comment),
        trait_label=trait_label,
        counted_at_most=authors.COUNTED,
    )


def trait_label(trait: Trait) -> str:
    """What two comments have in common, as a short word."""
    return {
        Trait.NAME: gettext("cùng tên"),
        Trait.PHONE: gettext("cùng số điện thoại"),
        Trait.ADDRESS: gettext("cùng địa chỉ mạng"),
    }[trait]
