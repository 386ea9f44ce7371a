"""Asking for an opinion, giving one, taking the question back; and the list of both."""

from http import HTTPStatus
from typing import Any

from flask import redirect, render_template, url_for
from werkzeug.wrappers import Response
from wtforms import SelectField, TextAreaField

from moderation.domain.permissions import GIVES_OPINIONS, Permission, Role, allows
from moderation.queries import opinions as opinion_queries
from moderation.services import comments, opinions
from moderation.web import fields
from moderation.web.context import commit, give_up, me, now, session, tell
from moderation.web.fields import said
from moderation.web.gates import need
from moderation.web.labels import role_label
from moderation.web.staff.comments import comment_page, readable
from moderation.web.staff.forms import ActForm, VersionedForm
from moderation.web.staff.routes import bp
from moderation.web.words import gettext, lazy_gettext

_LONG = 2000


class EscalateForm(VersionedForm):
    asked_of = SelectField(lazy_gettext("Xin ý kiến của"))
    question = TextAreaField(
        lazy_gettext("Câu hỏi"),
        [fields.required(lazy_gettext("Ghi điều cần hỏi.")), fields.at_most(lambda: _LONG)],
        filters=[fields.block],
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.asked_of.choices = [(role.value, role_label(role)) for role in GIVES_OPINIONS]


class OpinionForm(fields.Form):
    opinion = TextAreaField(
        lazy_gettext("Ý kiến của anh/chị"),
        [fields.required(lazy_gettext("Ghi ý kiến.")), fields.at_most(lambda: _LONG)],
        filters=[fields.block],
    )


@bp.get("/opinions")
@need(Permission.READ_COMMENTS)
def opinion_list() -> str:
    return render_template("staff/opinions.html", **lists(limit=50))


def lists(*, limit: int) -> dict[str, Any]:
    """What this person is asked, what came back to them, what they still wait for."""
    mine = me()
    gives = allows(mine.role, Permission.GIVE_OPINIONS)
    asks = allows(mine.role, Permission.DECIDE_COMMENTS)
    return {
        "gives_opinions": gives,
        "asks_opinions": asks,
        "to_give": opinion_queries.to_give(session(), mine.role, mine.id, limit=limit)
        if gives
        else (),
        "came_back": opinion_queries.came_back(session(), mine.id, limit=limit) if asks else (),
        "still_out": opinion_queries.still_out(session(), mine.id, limit=limit) if asks else (),
    }


@bp.post("/comments/<int:comment_id>/escalate")
@need(Permission.DECIDE_COMMENTS)
def escalate(comment_id: int) -> Response:
    form = EscalateForm()
    valid = form.validate()
    comment = comments.load_for_change(session(), comment_id)
    comments.expect_version(comment, form.seen_version)
    if not valid:
        give_up()
        return comment_page(
            *readable(comment_id), asking=form, status=HTTPStatus.UNPROCESSABLE_ENTITY
        )
    opinions.escalate(
        session(),
        comment,
        said(form.question),
        asked_of=Role(said(form.asked_of)),
        seen_version=form.seen_version,
        actor=me(),
        now=now(),
    )
    commit()
    tell(gettext("Đã xin ý kiến. Khi có trả lời, bình luận hiện ở “Việc của tôi” của anh/chị."))
    return redirect(url_for("staff.comment", comment_id=comment_id), code=303)


@bp.post("/comments/<int:comment_id>/opinion")
@need(Permission.GIVE_OPINIONS)
def give_opinion(comment_id: int) -> Response:
    form = OpinionForm()
    valid = form.validate()
    readable(comment_id)
    comment = comments.load_for_change(session(), comment_id)
    if not valid:
        give_up()
        return comment_page(
            *readable(comment_id), giving=form, status=HTTPStatus.UNPROCESSABLE_ENTITY
        )
    opinions.give(session(), comment, said(form.opinion), actor=me(), now=now())
    commit()
    tell(gettext("Đã gửi ý kiến cho người hỏi."))
    return redirect(url_for("staff.opinion_list"), code=303)


@bp.post("/comments/<int:comment_id>/recall")
@need(Permission.DECIDE_COMMENTS)
def recall(comment_id: int) -> Response:
    comment = comments.load_for_change(session(), comment_id)
    opinions.recall(session(), comment, seen_version=ActForm().seen_version, actor=me(), now=now())
    commit()
    tell(gettext("Đã rút câu hỏi. Bình luận về lại hàng chờ."))
    return redirect(url_for("staff.comment", comment_id=comment_id), code=303)
