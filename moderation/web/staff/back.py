"""Where a decision leads: back to its place in the queue, to the card that comes next."""

from flask import redirect, request
from werkzeug.wrappers import Response


def address_of() -> str:
    """The queue from which a form was sent, as it stood there; "" when it says none of ours."""
    wanted = request.form.get("back", "")
    ours = wanted.startswith("/staff/comments?") and wanted.isprintable() and "\\" not in wanted
    return wanted if ours and "#" not in wanted else ""


def to_queue(comment_id: int | None, *, focus: int | None = None) -> Response | None:
    """To that queue, at the card `focus`, or the one the form names; None when it says none."""
    wanted = address_of()
    if not wanted:
        return None
    following = str(focus) if focus else request.form.get("next", "")
    is_card = following.isdecimal() and len(following) < 20 and following != str(comment_id or "")
    place = f"#c{following}" if is_card or focus else ""
    return redirect(wanted + place, code=303)
