import pytest

from models import Comment, Event, SecondReading
from moderation.domain.comment_states import CommentAction, CommentState
from moderation.domain.permissions import Role
from moderation.jobs import readings as job
from moderation.jobs.readings import Sampling
from tests import factories
from tests.conftest import NOW

PHONE = "0900 000 301"
TEXT = f"Gọi tôi số {PHONE} nhé.\nCán bộ ngu thật."


@pytest.fixture
def waiting(session, article):
    return factories.comment(
        session, article, full_name="Lê Thị Hòa", title=f"Gọi {PHONE}", content=TEXT
    )


@pytest.fixture
def published(session, waiting, moderator):
    return factories.decided(session, waiting, CommentAction.APPROVE, moderator)


@pytest.fixture
def page(desk, moderator, waiting):
    return desk(moderator).open(f"/staff/comments/{waiting.id}")


def fresh(session, comment) -> Comment:
    return session.get(Comment, comment.id, populate_existing=True)


def decide(page, comment, action="approve", **typed):
    return page.send(f"/staff/comments/{comment.id}/decide", action=action, **typed)


def ticked(page):
    return {box["value"] for box in page.soup.select("[name=mask][checked]")}


def test_the_card_shows_what_will_be_masked_over_the_original(desk, moderator, waiting):
    card = desk(moderator).open("/staff/comments").soup.select_one(f"#c{waiting.id}")

    assert [mask.get_text() for mask in card.select(".ln-masked s")] == [PHONE, PHONE]
    assert "Khi đăng sẽ che 2 chỗ" in card.get_text()


def test_approving_from_the_card_masks_what_was_suggested(
    desk, moderator, waiting, session, visitor, article
):
    browser = desk(moderator)

    answer = decide(browser.open("/staff/comments"), waiting)

    read = visitor.open(f"/bai-viet/{article.slug}").text
    assert PHONE not in read
    assert "[số điện thoại]" in read
    assert PHONE not in answer.follow().text


def test_a_mask_that_is_unticked_is_lifted(page, waiting, session):
    _title, content = sorted(ticked(page), reverse=True)

    decide(page, waiting, masks_sent="1", mask=content)

    made = fresh(session, waiting)
    assert made.public_title is None
    assert "[số điện thoại]" in made.public_content


def test_typed_words_are_masked_everywhere_they_stand(page, waiting, session):
    decide(page, waiting, masks_sent="1", more="cán bộ NGU", more_field="content", more_kind="rude")

    assert fresh(session, waiting).public_content.endswith("[từ ngữ không phù hợp] thật.")


def test_words_that_do_not_stand_there_are_pointed_out_and_nothing_typed_is_lost(
    page, waiting, session
):
    answer = decide(page, waiting, masks_sent="1", more="chữ không có", note="hỏi lại")

    assert answer.status == 422
    assert "Không thấy những chữ này" in answer.soup.select_one("#more-error").text
    assert answer.soup.select_one("#more")["value"] == "chữ không có"
    assert answer.filled(f"/staff/comments/{waiting.id}/decide")["note"] == "hỏi lại"
    assert fresh(session, waiting).state is CommentState.PENDING


def test_the_preview_shows_what_readers_will_see_and_keeps_what_was_typed(page, waiting, session):
    answer = page.visitor.post(
        f"/staff/comments/{waiting.id}/masks/preview",
        page.filled(f"/staff/comments/{waiting.id}/decide")
        | {"masks_sent": "1", "more": "ngu", "note": "hỏi lại", "mask": "full_name:7:10:initial"},
    )

    seen = answer.soup.select_one(".ln-reader-sees").get_text()
    assert answer.status == 200
    assert "Lê Thị H." in seen
    assert "Cán bộ đã che thật." in seen
    assert PHONE in seen
    assert answer.filled(f"/staff/comments/{waiting.id}/decide")["note"] == "hỏi lại"
    assert "full_name:7:10:initial" in ticked(answer)
    assert fresh(session, waiting).masks == ""


def test_a_mask_that_is_none_is_refused(page, waiting, session):
    assert decide(page, waiting, masks_sent="1", mask="content:x").status == 422
    assert fresh(session, waiting).state is CommentState.PENDING


def test_staff_see_the_masked_copy_of_what_is_published(
    desk, moderator, propaganda_officer, administrator, published
):
    for person in (moderator, propaganda_officer, administrator):
        browser = desk(person)
        for address in (
            "/staff/",
            "/staff/comments?queue=published",
            f"/staff/comments/{published.id}",
        ):
            assert PHONE not in browser.open(address).text, (person.role, address)


def test_a_propaganda_officer_never_sees_what_would_be_masked(desk, propaganda_officer, waiting):
    browser = desk(propaganda_officer)

    for address in ("/staff/", "/staff/comments", f"/staff/comments/{waiting.id}"):
        page = browser.open(address)
        assert PHONE not in page.text
        assert page.soup.select("[name=mask]") == []


def test_a_conflict_page_tells_no_original(desk, session, moderator, waiting):
    second = desk(factories.person(session, name="Quang Huy"))
    seen = second.open(f"/staff/comments/{waiting.id}")
    factories.decided(session, waiting, CommentAction.APPROVE, moderator)

    answer = decide(seen, waiting)

    assert answer.status == 409
    assert PHONE not in answer.text


def test_the_original_is_shown_for_a_reason_that_is_kept(desk, moderator, published, session):
    browser = desk(moderator)
    address = f"/staff/comments/{published.id}"

    refused = browser.open(address).send(f"{address}/reveal", reveal_reason=" ")
    shown = browser.open(address).send(f"{address}/reveal", reveal_reason="Tác giả hỏi")
    later = browser.open(address)

    event = session.query(Event).filter_by(action="reveal_original").one()
    assert (refused.status, PHONE in refused.text) == (422, False)
    assert (shown.status, PHONE in shown.text) == (200, True)
    assert (event.actor_id, event.at, event.note) == (moderator.id, NOW, "Tác giả hỏi")
    assert PHONE not in later.text
    assert "Minh Thu mở xem bản gốc" in later.words


def test_only_who_may_opens_an_original(desk, propaganda_officer, published):
    browser = desk(propaganda_officer)
    token = browser.open("/account").filled("/account")["csrf_token"]
    address = f"/staff/comments/{published.id}/reveal"

    assert browser.post(address, {"csrf_token": token, "reveal_reason": "a"}).status == 403


def test_behind_a_masked_copy_masks_are_added_and_not_lifted(desk, moderator, published, session):
    browser = desk(moderator)
    address = f"/staff/comments/{published.id}"

    answer = browser.open(address).send(f"{address}/masks", masks_sent="1", more="ngu")

    copy = fresh(session, published).public_content
    assert answer.status == 303
    assert "[số điện thoại]" in copy
    assert "ngu" not in copy


def test_behind_a_masked_copy_nobody_guesses_what_is_under_it(desk, moderator, published):
    browser = desk(moderator)
    masks = f"/staff/comments/{published.id}/masks"

    guesses = [
        browser.open(f"/staff/comments/{published.id}").send(masks, masks_sent="1", more=words)
        for words in (PHONE, "0900 000 302", "thật")
    ]

    assert [each.status for each in guesses] == [422, 422, 303]


def test_who_opened_the_original_lifts_a_mask(
    desk, moderator, published, session, visitor, article
):
    browser = desk(moderator)
    address = f"/staff/comments/{published.id}"
    shown = browser.open(address).send(f"{address}/reveal", reveal_reason="Che nhầm")
    opened = shown.soup.select_one("[name=opened]")["value"]

    answer = shown.send(f"{address}/masks", masks_sent="1", opened=opened)

    assert answer.status == 303
    assert fresh(session, published).masks == "[]"
    assert PHONE in visitor.open(f"/bai-viet/{article.slug}").text


def test_another_persons_opening_opens_nothing(desk, session, moderator, published):
    address = f"/staff/comments/{published.id}"
    first = desk(moderator).open(address).send(f"{address}/reveal", reveal_reason="a")
    opened = first.soup.select_one("[name=opened]")["value"]
    second = desk(factories.person(session, name="Quang Huy")).open(address)

    answer = second.visitor.post(
        f"{address}/masks/preview",
        second.filled(f"{address}/masks") | {"masks_sent": "1", "opened": opened},
    )

    assert PHONE not in answer.text


def test_masks_changed_meanwhile_are_a_conflict(desk, moderator, published):
    browser = desk(moderator)
    address = f"/staff/comments/{published.id}"
    seen = browser.open(address)
    browser.open(address).send(f"{address}/masks", masks_sent="1", more="ngu")

    assert seen.send(f"{address}/masks", masks_sent="1", more="thật").status == 409


def test_a_name_can_be_shortened_for_readers(page, waiting, session, visitor, article):
    decide(page, waiting, masks_sent="1", mask="full_name:7:10:initial")

    read = visitor.open(f"/bai-viet/{article.slug}").words
    assert "Lê Thị H." in read
    assert "Hòa" not in read


def test_no_other_page_of_the_desk_shows_what_readers_may_not_see(
    desk, moderator, session, article, published
):
    request = factories.takedown(session, published, moderator)
    answer = factories.comment(session, article, parent_id=published.id)
    factories.decided(session, answer, CommentAction.APPROVE, moderator)
    job.sample(session, Sampling(100, "key"), now=NOW)
    reading = session.get(SecondReading, published.id)
    reading.read_at, reading.read_by_id = NOW, moderator.id
    reading.second_state = CommentState.SPAM
    session.commit()
    reader = desk(factories.person(session, role=Role.CHIEF_EDITOR))
    places = [
        f"takedowns/new?comment={published.id}", f"takedowns/{request.id}", "takedowns",
        "readings", "readings/different",
    ]  # fmt: skip

    found = {place: reader.open(f"/staff/{place}") for place in places}

    assert {page.status for page in found.values()} == {200}
    assert [place for place, page in found.items() if PHONE in page.text] == []
    assert all(
        "[số điện thoại]" in page.text or "số điện thoại" in page.text for page in found.values()
    )


def test_an_appeal_shows_the_masked_copy_of_what_was_taken_down(
    desk, moderator, session, published
):
    factories.decided(
        session, published, CommentAction.TAKE_DOWN, moderator, reason_code="unlawful"
    )
    made = factories.appeal(session, published)
    colleague = desk(factories.person(session, name="Ngọc Lan"))

    pages = [colleague.open(place) for place in ("/staff/appeals", f"/staff/appeals/{made.id}")]

    assert ["số điện thoại" in page.text for page in pages] == [True, True]
    assert [PHONE in page.text for page in pages] == [False, False]
