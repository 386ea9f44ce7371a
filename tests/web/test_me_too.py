""" "Me too": similar complaints on the preview and while typing, following without an account."""

import pytest
from sqlalchemy import select

from models import Complaint, Follow, OutboxMessage
from moderation.cli.workshop import workshop_for
from moderation.jobs import notices
from moderation.services import complaints, follows
from moderation.services.outbox import Kind
from tests import factories
from tests.conftest import FIXED_ANSWER, NOW
from tests.visitor import Visitor

FORM, ALIKE = "/gui-phan-anh", "/gui-phan-anh/tuong-tu"
WORDS = "Nắp cống ngay cổng nhà trẻ Hoa Mai vỡ đôi, xe máy suýt sụp bánh."
AGAIN = "Sáng nay đưa con đi thấy nắp cống vỡ toác trước nhà trẻ Hoa Mai, xin che lại."


@pytest.fixture
def shown(session, units):
    made = factories.complaint(session, title="Nắp cống nhà trẻ vỡ", content=WORDS)
    factories.routed(session, made)
    return made


def preview(citizen, **typed):
    words = {"content": AGAIN, "ward": "Phường Hoàn Kiếm", "preview": "1", **typed}
    return citizen.open(FORM).send(FORM, **words).follow()


def typing(citizen, **typed):
    page = citizen.open(FORM)
    words = {"content": AGAIN, "ward": "Phường Hoàn Kiếm", **typed}
    return citizen.post(ALIKE, {"csrf_token": page.filled(FORM)["csrf_token"], **words})


def follow(citizen, complaint, **typed):
    page = citizen.open(f"/tra-cuu/{complaint.code}")
    return page.send(f"/phan-anh/{complaint.code}/theo-doi", **typed)


def counted(session, complaint) -> int:
    return session.get(Complaint, complaint.id, populate_existing=True).follows


def messages(session, kind) -> list[OutboxMessage]:
    return list(session.scalars(select(OutboxMessage).where(OutboxMessage.kind == kind)))


def letter(app, session, kind) -> str:
    """The last mail of a kind as it would leave."""
    post = workshop_for(app).post
    written = notices.write(session, messages(session, kind)[-1].id, post, now=NOW)
    return written.mail.as_string() + written.mail.get_content() if written else ""


def test_the_preview_shows_what_was_filed_before(citizen, shown):
    page = preview(citizen)

    assert "Có phải việc này không?" in page.words
    assert page.soup.find("a", string="Nắp cống nhà trẻ vỡ")["href"].startswith(
        f"/tra-cuu/{shown.code}"
    )


def test_another_ward_another_matter_and_private_ones_are_not_shown(citizen, session, shown):
    assert "Có phải việc này" not in preview(citizen, ward="Phường Cửa Nam").words
    rubbish = "Rác ở điểm tập kết đầu ngõ bốn hôm nay không ai thu gom, hôi lắm."
    assert "Có phải việc này" not in preview(Visitor(citizen.app), content=rubbish).words


def test_while_typing_the_script_gets_the_same_list(citizen, shown):
    answer = typing(citizen)

    assert (answer.status, shown.code in answer.text) == (200, True)
    assert answer.response.headers["Cache-Control"] == "no-store"
    assert "<html" not in answer.text


def test_while_typing_nothing_is_logged_and_an_accusation_is_compared_with_nothing(
    citizen, shown, caplog
):
    caplog.set_level("DEBUG")
    accusing = f"Tôi tố cáo ông Nguyễn Văn Thử, cán bộ phường, nhận hối lộ. {AGAIN}"

    assert shown.code not in typing(citizen, content=accusing).text
    typing(citizen, content=AGAIN)
    assert "Hoa Mai" not in caplog.text


def test_the_piece_needs_the_token(citizen, shown):
    assert citizen.post(ALIKE, {"content": AGAIN}).status == 400


def test_pressing_me_too_counts_once_a_browser(citizen, session, shown):
    answer = follow(citizen, shown)
    page = answer.follow()

    assert answer.status == 303
    assert "ông/bà cũng gặp việc này" in page.words
    assert "1 người cùng phản ánh" in page.words
    follow(citizen, shown)
    assert counted(session, shown) == 1
    follow(Visitor(citizen.app), shown)
    assert counted(session, shown) == 2
    assert messages(session, Kind.FOLLOW_CONFIRM) == []


def test_an_address_needs_consent_and_nothing_typed_is_lost(citizen, session, shown):
    answer = follow(citizen, shown, email="ban@mail.example")

    assert answer.status == 422
    assert "Đánh dấu đồng ý để nhận thư" in answer.words
    assert answer.filled("/phan-anh/")["email"] == "ban@mail.example"
    assert counted(session, shown) == 0


def test_news_come_after_the_link_in_the_mail_was_pressed(app, citizen, session, shown):
    follow(citizen, shown, email="ban@mail.example", consent="y")
    first = letter(app, session, Kind.FOLLOW_CONFIRM)
    token = follows.token_of(factories.SECRET_KEY, session.scalars(select(Follow)).one())
    assert f"/theo-doi/{token}" in first
    assert "Nắp cống" not in first

    page = citizen.open(f"/theo-doi/{token}")
    assert session.scalars(select(Follow.confirmed_at)).one() is None  # opening changes nothing
    assert page.send("/theo-doi/", action="confirm").status == 303
    session.expire_all()
    complaints.tell_citizen(session, session.get(Complaint, shown.id), now=NOW)
    session.commit()

    news = letter(app, session, Kind.FOLLOW_NEWS)
    assert f"/tra-cuu/{shown.code}" in news
    assert f"/theo-doi/{token}" in news
    assert "ban@mail.example" in news.partition("\n\n")[0]
    subject = next(line for line in news.splitlines() if line.startswith("Subject"))
    assert "Nắp cống" not in subject


def test_the_link_in_the_mail_ends_it_and_forgets_the_address(app, citizen, session, shown):
    follow(citizen, shown, email="ban@mail.example", consent="y")
    token = follows.token_of(factories.SECRET_KEY, session.scalars(select(Follow)).one())

    citizen.open(f"/theo-doi/{token}").send("/theo-doi/", action="end")

    session.expire_all()
    found = session.scalars(select(Follow)).one()
    assert (found.email, counted(session, shown)) == (None, 0)
    assert letter(app, session, Kind.FOLLOW_CONFIRM) == ""
    assert citizen.open(f"/theo-doi/{token}").status == 404


def test_a_token_nobody_has_is_not_found(citizen, shown):
    assert citizen.open("/theo-doi/" + "a" * 40).status == 404


def test_what_is_not_public_cannot_be_followed(citizen, session, units, shown):
    private = factories.complaint(session, consent_publish=False)
    token = citizen.open(f"/tra-cuu/{shown.code}").filled("/phan-anh/")["csrf_token"]

    for code in (private.code, "PA-NOPE"):
        answer = citizen.post(f"/phan-anh/{code}/theo-doi", {"csrf_token": token})
        assert answer.status == 404


def test_a_group_and_who_speaks_for_it(citizen, session, units):
    page = preview(citizen, people="60", representative="Đỗ Văn Đoài", consent_publish="y")
    assert "Đỗ Văn Đoài" in page.soup.select_one(".ln-pane.is-no").text
    assert "Đỗ Văn Đoài" not in page.soup.select_one(".ln-pane.is-done").text

    sent = page.send(FORM, send="1", captcha_answer=FIXED_ANSWER)

    made = session.scalars(select(Complaint).order_by(Complaint.id.desc())).first()
    assert sent.status == 303
    assert (made.people, made.representative) == (60, "Đỗ Văn Đoài")


@pytest.mark.parametrize("people", ["nhiều", "0", "-3", "1000000", "٣"])
def test_a_number_of_people_is_a_number(citizen, session, units, people):
    answer = citizen.open(FORM).send(
        FORM, content=AGAIN, ward="Phường Hoàn Kiếm", people=people, send="1",
        captcha_answer=FIXED_ANSWER,
    )  # fmt: skip

    assert answer.status == 422
    assert answer.filled(FORM)["people"] == people


def test_who_represents_a_group_is_masked_wherever_the_sender_would_be(
    desk, coordinator, citizen, session, units
):
    made = factories.complaint(
        session,
        content="Cả thôn ký đơn, bà Lê Thị Đoan đứng đầu.",
        people=60,
        representative="Lê Thị Đoan",
        hide_identity=True,
    )
    part = factories.part_of(session, factories.routed(session, made), "SXD")

    officer = desk(factories.agency_person(session, "SXD"))
    page = officer.open(f"/agency/cases/{part.id}")

    assert page.status == 200
    assert "Lê Thị Đoan" not in page.text
    assert "Lê Thị Đoan" not in citizen.open(f"/tra-cuu/{made.code}").text
    assert "Lê Thị Đoan" in desk(coordinator).open(f"/staff/complaints/{made.id}").text
