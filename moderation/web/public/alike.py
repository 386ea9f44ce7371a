""" "Me too": published complaints like the one being written, and following one instead of filing
it again. Nothing of what is typed is logged or kept here.
"""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from flask import make_response, redirect, render_template, request, url_for
from flask import session as cookie
from werkzeug.wrappers import Response
from wtforms import EmailField, ValidationError

from models import Complaint, Follow
from moderation.domain import alike, cues
from moderation.domain.complaint_states import IN_A_CASE
from moderation.domain.errors import NotFound
from moderation.queries import alike as alike_queries
from moderation.queries import complaints as complaint_queries
from moderation.queries.alike import Alike
from moderation.services import complaints, follows
from moderation.services.complaints import NewComplaint
from moderation.web import fields, gates
from moderation.web.context import commit, give_up, now, session, settings, tell, tools
from moderation.web.fields import said
from moderation.web.headers import private
from moderation.web.locale import language
from moderation.web.public.complaint_form import ComplaintForm
from moderation.web.public.routes import bp
from moderation.web.words import gettext, lazy_gettext

_LONGEST_TOKEN = 40


class FollowForm(fields.Form):
    """The address is optional; with one, its use must be agreed to."""

    email = EmailField(lazy_gettext("E-mail để nhận tin"), [fields.email], filters=[fields.line])
    consent = fields.Tick(lazy_gettext("Tôi đồng ý nhận thư khi phản ánh này có tin mới."))

    def validate_consent(self, field: Any) -> None:
        if self.email.data and not field.data:
            raise ValidationError(gettext("Đánh dấu đồng ý để nhận thư, hoặc xóa trống e-mail."))


@bp.app_context_processor
def _for_templates() -> dict[str, Any]:
    return {"complaints_like": complaints_like, "follow_form": follow_form}


def complaints_like(words: NewComplaint) -> Sequence[Alike]:
    """Published complaints like what is being written; none for what seems to be a denunciation."""
    if cues.suggests_denunciation(f"{words.title}\n{words.content}"):
        return ()
    return alike_queries.published(
        session(),
        alike.sketch(complaints.title_of(words), words.content),
        words.ward_code,
        since=now() - timedelta(days=settings().alike_days),
    )


def follow_form() -> FollowForm:
    """An empty form for a page that shows a complaint."""
    return FollowForm(formdata=None)


@bp.post("/gui-phan-anh/tuong-tu")
@gates.anybody
def similar_complaints() -> Response:
    """A piece of a page for the script of the form: what is typed travels in the body only."""
    give_up()  # nothing is written: nobody waits for the write lock meanwhile
    tools().throttle.spend(settings().complaint_rate, "alike", gates.address())
    form = ComplaintForm()
    form.find_place()
    body = render_template("public/_alike.html", alike=complaints_like(form.words))
    return private(make_response(body))


@bp.post("/phan-anh/<code>/theo-doi")
@gates.anybody
def follow_complaint(code: str) -> Response:
    """The answer is the same whether this browser or address follows already."""
    tools().throttle.spend(settings().complaint_rate, "follow", gates.address())
    complaint, form = _shown(code), FollowForm()
    if not form.validate():
        give_up()
        return _page(_shown(code), form)
    email = said(form.email) or None
    if email:
        tools().throttle.spend(settings().report_rate, "follow-mail", gates.address())
    browser = cookie.setdefault("follower", follows.new_browser())
    follows.follow(
        session(),
        complaint,
        key=follows.key_of(settings().secret_key, browser),
        email=email,
        language=language(),
        secret_key=settings().secret_key,
        now=now(),
    )
    commit()
    tell(
        gettext("Đã ghi nhận. Xin mở thư vừa gửi và bấm xác nhận để nhận tin.")
        if email
        else gettext("Đã ghi nhận: ông/bà cũng gặp việc này.")
    )
    return redirect(url_for("public.lookup_code", code=complaint.code), code=303)


def _page(complaint: Complaint, form: FollowForm) -> Response:
    body = render_template("public/follow_again.html", complaint=complaint, form=form)
    return private(make_response(body, 422))


def _shown(code: str) -> Complaint:
    """A complaint everybody may read. Raises NotFound."""
    found = complaint_queries.by_code(session(), code)
    if found is None or not found.is_public or found.published_at is None:
        raise NotFound
    if found.state not in IN_A_CASE:
        raise NotFound
    return found


@bp.get("/theo-doi/<token>")
@gates.anybody
@gates.misses_throttled
def follow_links(token: str) -> Response:
    """Where the links in mails lead; opening it changes nothing: mail servers open links too."""
    found = _of_token(token)
    complaint = complaint_queries.get(session(), found.complaint_id)
    body = render_template(
        "public/follow_links.html", secret=token, follow=found, code=complaint.code
    )
    return private(make_response(body))


@bp.post("/theo-doi/<token>")
@gates.anybody
@gates.misses_throttled
def change_follow(token: str) -> Response:
    """Confirm, or follow no longer."""
    found = _of_token(token)
    if request.form.get("action") == "confirm":
        follows.confirm(session(), found, now=now())
        tell(gettext("Đã xác nhận. Có tin mới, ông/bà sẽ nhận được thư."))
    else:
        follows.end(session(), found, now=now())
        tell(gettext("Đã thôi theo dõi và xóa địa chỉ e-mail."))
    commit()
    return redirect(url_for("public.complaints"), code=303)


def _of_token(token: str) -> Follow:
    found = follows.by_token(session(), token[: _LONGEST_TOKEN + 1])
    if found is None:
        raise NotFound
    return found
