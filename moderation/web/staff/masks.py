"""Masks on the comment page: a preview, other masks for what is published, the original with a
reason.
"""

from http import HTTPStatus

from flask import redirect, url_for
from werkzeug.wrappers import Response
from wtforms import TextAreaField

from moderation.domain.permissions import Permission
from moderation.services import comments, redactions
from moderation.web import fields
from moderation.web.context import commit, give_up, me, now, session, tell
from moderation.web.fields import said
from moderation.web.gates import need
from moderation.web.staff import masking
from moderation.web.staff.comments import comment_page, decision_form, readable
from moderation.web.staff.forms import VersionedForm
from moderation.web.staff.masking import MaskForm
from moderation.web.staff.routes import bp
from moderation.web.words import gettext, lazy_gettext


class RevealForm(fields.Form):
    reveal_reason = TextAreaField(
        lazy_gettext("Vì sao cần xem bản gốc"),
        [
            fields.required(lazy_gettext("Ghi lý do: ai xem, lúc nào, vì sao đều được lưu.")),
            fields.at_most(lambda: 500),
        ],
        filters=[fields.block],
    )


class MasksForm(MaskForm, VersionedForm):
    """Masks of a published comment: they carry the version seen."""


@bp.post("/comments/<int:comment_id>/masks/preview")
@need(Permission.DECIDE_COMMENTS)
def preview_masks(comment_id: int) -> Response:
    """The page again as it would be with these masks; nothing is written."""
    give_up()
    found, article = readable(comment_id)
    form = MasksForm()
    made = masking.editor(found, form)
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    return comment_page(found, article, decision=decision_form(), masks=made, status=status)


@bp.post("/comments/<int:comment_id>/masks")
@need(Permission.DECIDE_COMMENTS)
def change_masks(comment_id: int) -> Response:
    form = MasksForm()
    comment = comments.load_for_change(session(), comment_id)
    comments.expect_version(comment, form.seen_version)
    chosen = form.chosen(comment)
    if form.errors or chosen is None:
        give_up()
        found, article = readable(comment_id)
        made = masking.editor(found, form)
        return comment_page(found, article, masks=made, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    redactions.redact(
        session(), comment, chosen, seen_version=form.seen_version, actor=me(), now=now()
    )
    commit()
    tell(gettext("Đã lưu chỗ che. Bạn đọc thấy bản mới ngay."))
    return redirect(url_for("staff.comment", comment_id=comment_id), code=303)


@bp.post("/comments/<int:comment_id>/reveal")
@need(Permission.REVEAL_ORIGINALS)
def reveal_original(comment_id: int) -> Response:
    """Shown in the answer itself: no address leads to an original."""
    form = RevealForm()
    found, article = readable(comment_id)
    if not form.validate():
        give_up()
        return comment_page(
            *readable(comment_id), reveal=form, status=HTTPStatus.UNPROCESSABLE_ENTITY
        )
    redactions.reveal(session(), found, said(form.reveal_reason), actor=me(), now=now())
    commit()
    found, article = readable(comment_id)
    return comment_page(found, article, masks=masking.editor(found, opened=masking.opening(found)))
