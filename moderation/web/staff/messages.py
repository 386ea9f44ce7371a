"""Messages that wait, fail or were given up: tried again, or stopped."""

from collections.abc import Callable

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from moderation.domain.errors import NotFound
from moderation.domain.permissions import Permission
from moderation.queries import outbox as outbox_queries
from moderation.queries.outbox import Pile
from moderation.services import messages as message_services
from moderation.web.context import commit, mark_of, me, now, session, tell
from moderation.web.gates import need
from moderation.web.mail_labels import error_label, kind_label
from moderation.web.staff.routes import bp
from moderation.web.words import gettext


@bp.get("/messages")
@need(Permission.MANAGE_HOUSE)
def messages() -> str:
    pile = _pile(request.args.get("show", Pile.GIVEN_UP))
    return render_template(
        "staff/messages.html",
        pile=pile,
        piles=outbox_queries.piles(session()),
        page=outbox_queries.pile(session(), pile, after=mark_of("after")),
        kind_label=kind_label,
        error_label=error_label,
        now=now(),
    )


def _pile(name: str) -> Pile:
    if name not in set(Pile):
        raise NotFound
    return Pile(name)


@bp.post("/messages/<int:message_id>/retry")
@need(Permission.MANAGE_HOUSE)
def retry_message(message_id: int) -> Response:
    return _act(message_services.retry, message_id, gettext("Sẽ gửi lại trong một phút."))


@bp.post("/messages/<int:message_id>/stop")
@need(Permission.MANAGE_HOUSE)
def stop_message(message_id: int) -> Response:
    return _act(message_services.stop, message_id, gettext("Thôi gửi tin này."))


def _act(do: Callable[..., None], message_id: int, told: str) -> Response:
    """Raises NotFound for no such message; IllegalTransition, a 409, when it was sent meanwhile."""
    do(session(), message_id, actor=me(), now=now())
    commit()
    tell(told)
    pile = request.form.get("show", "")
    shown = pile if pile in set(Pile) else Pile.GIVEN_UP
    return redirect(url_for("staff.messages", show=shown), code=303)
