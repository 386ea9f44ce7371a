"""No citizen's phone or address in any public response, in any header or in the log."""

import pytest

from moderation.domain.comment_states import CommentAction
from moderation.services import sealing
from tests import factories
from tests.conftest import NOW
from tests.visitor import Visitor

PHONE, EMAIL = "+84987654321", "rieng.tu@mail.example"
FORBIDDEN = ("987654321", "987 654 321", "987.654.321", "rieng.tu")


@pytest.fixture
def comments(session, article, moderator, tools):
    """One comment in every state, each with a phone and an address."""
    made = [factories.comment(session, article, phone=PHONE, email=EMAIL) for _ in range(6)]
    for comment, action in zip(made, ["approve", "reject", "mark_spam", "approve"], strict=False):
        factories.decided(
            session, comment, CommentAction(action), moderator, reason_code="duplicate"
        )
    factories.decided(
        session, made[3], CommentAction.TAKE_DOWN, moderator, reason_code="personal_data"
    )
    sealing.cover(session, made[4], seen_version=1, seal=tools.seal, actor=moderator, now=NOW)
    session.commit()
    return made


def test_no_public_response_holds_a_phone_or_an_address(app, article, comments, caplog):
    caplog.set_level("DEBUG")
    visitor = Visitor(app)
    addresses = [
        "/",
        "/bai-viet",
        f"/bai-viet/{article.slug}",
        "/gui-phan-anh",
        "/tra-cuu",
        "/robots.txt",
        "/healthz",
    ]
    addresses += [f"/binh-luan/{comment.receipt}" for comment in comments]
    addresses += [f"/tra-cuu/{comment.receipt}" for comment in comments]

    for language in ("vi", "en"):
        visitor.open(f"/?lang={language}")
        for address in addresses:
            page = visitor.open(address)
            told = page.text + str(page.response.headers)
            assert page.status < 500
            assert not [word for word in FORBIDDEN if word in told], address
    assert not [word for word in FORBIDDEN if word in caplog.text]


def test_what_is_typed_is_in_no_header_and_no_log(app, session, article, caplog):
    caplog.set_level("DEBUG")
    page = Visitor(app).open(f"/bai-viet/{article.slug}")

    answer = page.send(
        "/bai-viet/",
        full_name="Người Riêng Tư",
        title="t",
        content="c",
        phone="0987654321",
        email=EMAIL,
        consent_contact="y",
        captcha_answer="23456",
    )

    assert answer.status == 303
    told = str(answer.response.headers) + caplog.text
    assert not [word for word in (*FORBIDDEN, "Riêng Tư") if word in told]


def test_no_desk_shows_a_whole_phone_number_outside_the_sealed_lane(
    app, session, desk, comments, moderator, administrator, propaganda_officer
):
    for person in (moderator, administrator, propaganda_officer):
        browser = desk(person)
        addresses = [
            "/staff/",
            *(
                f"/staff/comments?queue={queue}"
                for queue in ("pending", "published", "rejected", "spam", "taken_down")
            ),
        ]
        addresses += [f"/staff/comments/{comment.id}" for comment in comments]
        for address in addresses:
            assert not [word for word in FORBIDDEN if word in browser.open(address).text], address
