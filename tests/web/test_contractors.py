"""A contractor without an account: one link, one answer, nothing of the reporter."""

from datetime import UTC, datetime, timedelta

import pytest
from werkzeug.datastructures import FileStorage
from werkzeug.test import encode_multipart

from models import Attachment, ContractorLink
from moderation.domain.errors import NotFound
from moderation.services import complaint_sealing, contractors, merging
from tests import factories
from tests.conftest import NOW
from tests.visitor import Page, Visitor
from tests.web.agency_case import address, sent, shot
from tests.web.agency_people import accepted, actions

LEAKS = ("Văn Lâm", "900000111", "900 000 111", "lam@mail")


FAR = datetime(2100, 1, 1, tzinfo=UTC)


@pytest.fixture
def officer(session, case):
    return factories.agency_person(session, "SXD", "Đức Anh")


@pytest.fixture
def lead(session, case, officer):
    return accepted(session, factories.part_of(session, case, "SXD"), officer)


def make(session, part, actor, question="Bao giờ vá xong?", days=7, at=NOW):
    token = contractors.make_link(
        session, part, contractor="Công ty Thoát nước", question=question, days=days,
        seen_version=part.version, actor=actor, now=at,
    )  # fmt: skip
    session.commit()
    return token


def send(page, token, **typed):
    values = {**page.filled(f"/nha-thau/{token}"), **typed}
    if "photos" in typed:
        several = typed["photos"] if isinstance(typed["photos"], list) else [typed["photos"]]
        values["photos"] = [FileStorage(*each) for each in several]
    else:
        values.pop("photos", None)
    boundary, body = encode_multipart(values)
    response = page.visitor.client.post(
        f"/nha-thau/{token}", data=body,
        content_type=f'multipart/form-data; boundary="{boundary}"',
    )  # fmt: skip
    return Page(page.visitor, response)


def preview(browser, part, question="Khi nào xong?"):
    page = browser.open(address(part))
    return page.send(
        f"{address(part)}/contractors", contractor="Công ty A", contractor_question=question
    )


def test_the_officer_sees_what_leaves_the_house_then_makes_a_link_that_is_shown_once(
    session, desk, officer, lead
):
    browser = desk(officer)

    seen = preview(browser, lead, "Hỏi ông Trần Văn Lâm chưa?\nKhi nào xong?")
    before = session.query(ContractorLink).count()
    page = seen.send(f"{address(lead)}/contractors")

    token = page.soup.find("input", id="link")["value"].rpartition("/")[2]
    kept = session.query(ContractorLink).one()
    asked = Visitor(browser.app).open(f"/nha-thau/{token}")
    told = seen.soup.find("section", attrs={"aria-labelledby": "matter"}).text.split()
    assert (before, page.status) == (0, 200)
    assert "Khi nào xong?" in seen.words
    assert "Văn Lâm" not in seen.soup.select_one(".ln-note").text
    assert told == asked.soup.find("section", attrs={"aria-labelledby": "matter"}).text.split()
    assert token not in kept.token_hash
    assert token not in browser.open(address(lead)).text
    assert contractors.find(session, token)[0].id == kept.id
    assert kept.expires_at - kept.made_at == timedelta(days=7)


def test_a_form_sent_twice_makes_one_link_and_offers_to_make_another_in_its_place(
    session, desk, officer, lead
):
    seen = preview(desk(officer), lead)
    here = f"{address(lead)}/contractors"
    seen.send(here)

    twice = seen.send(here)
    edited = seen.send(here, contractor_question="Còn gì nữa?")
    made = session.query(ContractorLink).count()
    another = twice.send(here)

    first, second = session.query(ContractorLink).order_by(ContractorLink.id)
    assert (twice.status, edited.status, made) == (200, 409, 1)
    assert "lần này không tạo thêm" in twice.words
    assert another.soup.find("input", id="link")
    assert first.revoked_at is not None
    assert (second.question, second.revoked_at) == (first.question, None)


def test_a_preview_can_be_gone_back_from_with_what_was_typed(session, desk, officer, lead):
    seen = preview(desk(officer), lead)

    page = seen.send(f"{address(lead)}/contractors", act="change")

    assert page.filled(f"{address(lead)}/contractors")["contractor_question"] == "Khi nào xong?"
    assert session.query(ContractorLink).count() == 0


@pytest.mark.parametrize("missing", ["contractor", "contractor_question"])
def test_a_link_needs_to_say_who_and_what(session, desk, officer, lead, missing):
    typed = {"contractor": "A", "contractor_question": "B", missing: ""}

    page = desk(officer).open(address(lead)).send(f"{address(lead)}/contractors", **typed)

    assert page.status == 422
    assert page.soup.find(id=f"{missing}-error")
    assert session.query(ContractorLink).count() == 0


def test_the_contractor_answers_once_with_photos(session, app, desk, officer, lead):
    token = make(session, lead, officer)
    visitor = Visitor(app)
    page = visitor.open(f"/nha-thau/{token}")

    answer = send(page, token, content="Mai vá xong.", photos=sent())
    again = send(page, token, content="Lần hai.")

    link = session.query(ContractorLink).one()
    photo = session.query(Attachment).filter_by(assignment_id=lead.id).one()
    shown = desk(officer).open(address(lead))
    assert "Bao giờ vá xong?" in page.words
    assert answer.status == 200
    assert (link.answer, photo.is_public) == ("Mai vá xong.", False)
    assert again.status == 410
    assert visitor.open(f"/nha-thau/{token}").status == 410
    assert "Mai vá xong." in shown.words
    assert "Chép ý kiến vào dự thảo" in shown.words
    assert actions(session, "assignment", lead.id)[-2:] == ["make_link", "contractor_answer"]


def test_photos_that_have_no_room_leave_no_files(session, app, officer, lead, tools):
    for _ in range(4):
        shot(session, tools, assignment_id=lead.id)
    before = set(tools.photos.older_than(FAR))
    token = make(session, lead, officer)
    page = Visitor(app).open(f"/nha-thau/{token}")

    refused = send(page, token, content="Xong.", photos=[sent(), sent("b.jpg")])

    assert refused.status == 422
    assert "đã đủ năm ảnh" in refused.words
    assert set(tools.photos.older_than(FAR)) == before


def test_the_page_shows_nothing_of_the_reporter_and_is_not_indexed(
    session, app, officer, coordinator
):
    complaint = factories.complaint(
        session, content="Tôi là Trần Văn Lâm, 0900 000 111. Ổ gà trước chợ.", title="Ổ gà"
    )
    case = factories.routed(session, complaint, "SXD", (), coordinator)
    part = factories.part_of(session, case, "SXD")
    token = make(session, part, officer, "Hỏi ông Trần Văn Lâm chưa?")

    page = Visitor(app).open(f"/nha-thau/{token}")

    assert "Ổ gà trước chợ." in page.words
    assert "trạm bơm" in page.words
    assert [word for word in LEAKS if word in page.text + str(page.response.headers)] == []
    assert "noindex" in page.response.headers["X-Robots-Tag"]
    assert complaint.code not in page.text


def test_the_address_of_who_asked_to_stay_unnamed_is_not_shown(session, app, officer, coordinator):
    complaint = factories.complaint(session, hide_identity=True)
    case = factories.routed(session, complaint, "SXD", (), coordinator)
    token = make(session, factories.part_of(session, case, "SXD"), officer)

    page = Visitor(app).open(f"/nha-thau/{token}")

    assert page.status == 200
    assert "trạm bơm" not in page.text


def test_an_answer_needs_words_and_real_photos(session, app, officer, lead):
    token = make(session, lead, officer)
    page = Visitor(app).open(f"/nha-thau/{token}")

    empty = send(page, token, content=" ")
    no_photo = send(page, token, content="Giữ lời.", photos=sent("x.jpg", b"not a photo"))

    assert (empty.status, no_photo.status) == (422, 422)
    assert empty.soup.find(id="content-error")
    assert no_photo.soup.find(id="photos-error")
    assert no_photo.filled(f"/nha-thau/{token}")["content"] == "Giữ lời."
    assert session.query(ContractorLink).one().answered_at is None


def test_a_token_nobody_made_is_not_found(app, session):
    assert Visitor(app).open("/nha-thau/nobody").status == 404


def test_a_link_that_ran_out_is_gone(session, app, officer, lead):
    token = make(session, lead, officer, at=NOW - timedelta(days=30))

    assert Visitor(app).open(f"/nha-thau/{token}").status == 410


def test_a_revoked_link_is_gone(session, app, desk, officer, lead):
    token = make(session, lead, officer)
    page = Visitor(app).open(f"/nha-thau/{token}")
    browser = desk(officer)
    link = session.query(ContractorLink).one()
    seen = browser.open(address(lead))
    here = f"{address(lead)}/contractors/{link.id}/revoke"

    revoked = seen.send(here)
    twice = seen.send(here)

    assert (revoked.status, twice.status) == (303, 409)
    assert page.visitor.open(f"/nha-thau/{token}").status == 410
    assert send(page, token, content="Muộn").status == 410


def test_a_link_of_another_part_is_not_revoked(session, of, officer, lead, asked):
    make(session, lead, officer)
    link = session.query(ContractorLink).one()
    browser = of("HSDC")
    token = browser.open(address(asked)).filled(f"{address(asked)}/accept")["csrf_token"]

    answer = browser.post(f"{address(asked)}/contractors/{link.id}/revoke", {"csrf_token": token})

    assert answer.status == 404
    assert session.get(ContractorLink, link.id, populate_existing=True).revoked_at is None


def test_once_the_part_is_answered_the_link_is_gone(session, app, officer, case, lead):
    token = make(session, lead, officer)
    factories.answered(session, case, officer, at=NOW)

    assert Visitor(app).open(f"/nha-thau/{token}").status == 410


def test_a_covered_complaint_closes_its_links_and_seals_their_words(
    session, app, officer, lead, complaint, coordinator, rules, tools
):
    token = make(session, lead, officer)
    complaint_sealing.cover(
        session, complaint, seen_version=complaint.version, rules=rules, seal=tools.seal,
        actor=coordinator, now=NOW,
    )  # fmt: skip
    session.commit()

    link = session.query(ContractorLink).one()
    assert Visitor(app).open(f"/nha-thau/{token}").status == 410
    assert (link.question, link.contractor) == ("", "")


def test_only_the_right_token_opens(session, officer, lead):
    token = make(session, lead, officer)

    with pytest.raises(NotFound):
        contractors.find(session, token[:-1])


def test_a_form_without_its_token_does_nothing(session, app, officer, lead):
    token = make(session, lead, officer)

    answer = Visitor(app).post(f"/nha-thau/{token}", {"content": "x"})

    assert answer.status == 400
    assert session.query(ContractorLink).one().answered_at is None


def test_a_contractor_learns_of_no_reporter_of_a_shared_case(
    session, app, case, lead, officer, coordinator
):
    other = factories.complaint(session, full_name="Lê Thị Hai", phone="+84900000222")
    merging.join(session, other, case, seen_version=1, actor=coordinator, now=NOW)
    session.commit()
    token = make(session, lead, officer, "Bà Lê Thị Hai (0900 000 222) chờ: bao giờ vá?")

    page = Visitor(app).open(f"/nha-thau/{token}")

    assert "bao giờ vá?" in page.words
    assert "Thị Hai" not in page.text
    assert "0900 000 222" not in page.text
