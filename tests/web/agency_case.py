"""Hands for the tests of the agencies' room."""

from io import BytesIO

from PIL import Image
from werkzeug.datastructures import FileStorage
from werkzeug.test import encode_multipart

from models import Assignment, Attachment
from moderation.adapters import photos
from moderation.domain.case_states import AssignmentState
from moderation.services import attachments
from tests.conftest import NOW
from tests.visitor import Page


def picture(side: int = 60) -> bytes:
    file = BytesIO()
    Image.new("RGB", (side, side), "teal").save(file, "JPEG")
    return file.getvalue()


def sent(name: str = "anh.jpg", content: bytes | None = None):
    return (BytesIO(picture() if content is None else content), name)


def address(part) -> str:
    return f"/agency/cases/{part.id}"


def state_of(session, part) -> AssignmentState:
    return session.get(Assignment, part.id, populate_existing=True).state


def send_large(page, asked, verb: str, **typed):
    """As `Page.send`, with a body kept in memory: the test client's own would be a file that
    nobody closes.
    """
    values = {**page.filled(f"{address(asked)}/answer"), **typed}
    if "photo" in typed:
        values["photo"] = FileStorage(*typed["photo"])
    boundary, body = encode_multipart(values)
    response = page.visitor.client.post(
        f"{address(asked)}/{verb}",
        data=body,
        content_type=f'multipart/form-data; boundary="{boundary}"',
    )
    return Page(page.visitor, response)


def shot(session, tools, **owner) -> Attachment:
    made = attachments.add(
        session, photos.reencode(picture()), store=tools.photos, now=NOW, **owner
    )
    session.commit()
    return made
