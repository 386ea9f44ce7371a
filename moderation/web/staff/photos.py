"""Photos of complaints and answers, for those who may read what they belong to."""

from flask import make_response
from werkzeug.wrappers import Response

from models import Attachment
from moderation.domain.complaint_states import CONFIDENTIAL
from moderation.domain.errors import NotFound
from moderation.domain.permissions import Permission
from moderation.queries import complaints as complaint_queries
from moderation.queries import desks
from moderation.services import attachments
from moderation.web.context import me, session, tools
from moderation.web.gates import need
from moderation.web.staff.routes import bp


@bp.get("/photos/<key>/nho")
@need(Permission.READ_COMPLAINTS)
def complaint_photo(key: str) -> Response:
    return _picture(_readable(key).thumbnail)


@bp.get("/photos/<key>")
@need(Permission.READ_COMPLAINTS)
def complaint_photo_full(key: str) -> Response:
    return _picture(_readable(key).file)


@bp.get("/sealed/complaints/<int:complaint_id>/photos/<key>/nho")
@need(Permission.READ_SEALED)
def sealed_photo(complaint_id: int, key: str) -> Response:
    return _picture(_opened(complaint_id, key).thumbnail)


@bp.get("/sealed/complaints/<int:complaint_id>/photos/<key>")
@need(Permission.READ_SEALED)
def sealed_photo_full(complaint_id: int, key: str) -> Response:
    return _picture(_opened(complaint_id, key).file)


def _readable(key: str) -> Attachment:
    """A photo of a complaint in the open, or of an answer to one. Raises NotFound."""
    photo = attachments.by_key(session(), key)
    complaint = complaint_queries.of_photo(session(), photo)
    if complaint is None or complaint.state in CONFIDENTIAL:
        raise NotFound
    return photo


def _opened(complaint_id: int, key: str) -> Attachment:
    """A photo of a sealed complaint, for an officer not named in it. Opening the page, where its
    key stands, left the event. Raises NotFound.
    """
    photo = attachments.by_key(session(), key)
    if photo.complaint_id != complaint_id or not desks.may_open(
        session(), complaint_id, staff_id=me().id
    ):
        raise NotFound
    return photo


def _picture(name: str) -> Response:
    response = make_response(tools().photos.read(name))
    response.mimetype = "image/webp"
    return response
