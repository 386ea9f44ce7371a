"""The queues of the desk: cards, claims, search, arrivals, the author's record."""

from dataclasses import replace
from datetime import timedelta

import pytest

from models import CommentClaim
from moderation.adapters import database
from moderation.domain.bulk import MOST
from moderation.domain.comment_states import CommentAction, CommentState
from moderation.domain.findings import Finding, FindingCode, Place, Severity, to_json
from moderation.services import claims, comments
from moderation.services.comments import NewComment, Screened
from tests import factories
from tests.conftest import NOW

LEASE = timedelta(minutes=10)


@pytest.fixture
def other(session):
    return factories.person(session, name="Quang Huy")


def screened(session, article, text, *found, hold_code=None):
    made = comments.submit(
        session,
        article.id,
        NewComment(full_name="Lê Thị Hòa", title="Ngõ 12", content=text),
        now=NOW - timedelta(hours=1),
        screened=Screened(findings=to_json(found), hold_code=hold_code),
    )
    session.commit()
    return made


def test_a_card_marks_what_was_found_and_says_why_it_is_held(desk, moderator, session, article):
    text = "Gọi <b>0900 000 123</b>, rồi\nbiết tay tôi."
    phone = Finding(FindingCode.PHONE, Severity.MASK, (Place("content", 7, 19),))
    threat = Finding(FindingCode.THREAT, Severity.HOLD, (Place("content", 25, 37),))
    held = screened(session, article, text, phone, threat, hold_code="threat")
    browser = desk(moderator)

    for address in ("/staff/comments?queue=held", f"/staff/comments/{held.id}"):
        page = browser.open(address)
        words = page.soup.select_one(".ln-mod-text")

        assert [mark.get_text() for mark in words.select("mark")] == ["rồi\nbiết tay2"]
        assert words.select_one(".ln-masked s").get_text() == "0900 000 123"
        assert words.select_one(".ln-masked + sup").get_text() == "1"
        for extra in words.select("[data-label]"):
            extra.decompose()
        assert words.get_text() == text
        assert "Tạm giữ vì: Có lời đe dọa." in page.words
        assert "Có số điện thoại: đề nghị che" in page.words


def test_who_reads_the_desk_without_deciding_sees_masks_and_no_findings(
    desk, propaganda_officer, session, article
):
    phone = Finding(FindingCode.PHONE, Severity.MASK, (Place("content", 4, 16),))
    screened(session, article, "Gọi 0900 000 123 giúp.", phone)

    page = desk(propaganda_officer).open("/staff/comments")
    found = page.send("/staff/comments/search", q="ngo 12")

    assert "0900" not in page.text
    assert not page.soup.select(".ln-mod-text mark, .ln-mod-text sup")
    assert not found.soup.select("article")


@pytest.mark.parametrize(
    ("waited", "tone", "words"),
    [(1, None, "1 giờ"), (20, "is-wait", "sắp quá hẹn đọc"), (72, "is-late", "quá hẹn đọc")],
)
def test_the_age_stands_against_the_promise_in_words_and_colour(
    desk, moderator, session, article, rules, waited, tone, words
):
    """NOW is Monday, 9:00; Friday 10:00 began seven working hours ago."""
    hours = {1: 1, 20: 71, 72: 73}[waited]
    factories.comment(session, article, at=NOW - timedelta(hours=hours))

    clock = desk(moderator).open("/staff/comments").soup.select_one("article .ln-clock")

    assert words in clock.get_text()
    assert [name for name in clock["class"] if name.startswith("is-")] == [tone] * bool(tone)


def test_everything_undecided_stands_in_one_queue(desk, moderator, session, article):
    made = [factories.comment(session, article) for _ in range(3)]
    factories.decided(session, made[1], CommentAction.HOLD, moderator)

    page = desk(moderator).open("/staff/comments?queue=undecided")

    assert [card["id"] for card in page.soup.select("article")] == [f"c{each.id}" for each in made]
    assert page.soup.select_one(".ln-qnav [aria-current] .ln-count").text == "3"


def test_ten_are_taken_shown_to_colleagues_and_given_back(desk, moderator, other, session, article):
    for _ in range(12):
        factories.comment(session, article)
    mine, theirs = desk(moderator), desk(other)

    batch = mine.open("/staff/comments").send("/staff/comments/claim").follow()
    seen = theirs.open("/staff/comments")
    rest = theirs.open("/staff/comments").send("/staff/comments/claim").follow()
    held = [card["data-mine"] for card in batch.soup.select("article[data-mine]")]
    batch.send("/staff/comments/claims/give-back", id=held)

    assert len(held) == len(seen.soup.select(".ln-mod.is-taken")) == 10
    assert seen.words.count("Minh Thu đang xem") == 10
    assert len(rest.soup.select("article")) == 2
    assert session.query(CommentClaim).count() == 2


def test_opening_a_comment_takes_it_and_stops_nobody(desk, moderator, other, session, article):
    waiting = factories.comment(session, article)
    address = f"/staff/comments/{waiting.id}"
    desk(moderator).open(address)

    page = desk(other).open(address)
    answer = page.send(f"{address}/decide", action="approve")

    assert "Minh Thu đang xem bình luận này" in page.words
    assert answer.status == 303
    assert session.query(CommentClaim).count() == 0


def test_a_reader_of_the_desk_takes_nothing(desk, propaganda_officer, session, article):
    waiting = factories.comment(session, article)

    page = desk(propaganda_officer).open(f"/staff/comments/{waiting.id}")

    assert page.status == 200
    assert session.query(CommentClaim).count() == 0


def test_a_page_renews_what_is_still_its_own(desk, moderator, other, session, article):
    mine, lost = (factories.comment(session, article) for _ in range(2))
    claims.claim(session, [mine.id, lost.id], actor=moderator, now=NOW - LEASE / 2, lease=LEASE)
    claims.claim(session, [lost.id], actor=other, now=NOW + LEASE, lease=LEASE)
    session.commit()
    browser = desk(moderator)
    token = browser.open("/staff/comments").filled("/staff/comments/claim")["csrf_token"]

    answer = browser.post(
        "/staff/comments/claims/renew", {"csrf_token": token, "id": [mine.id, lost.id]}
    )

    assert answer.response.json == {"kept": [mine.id]}
    claim = session.get(CommentClaim, mine.id, populate_existing=True)
    assert claim.until == NOW + LEASE


@pytest.mark.parametrize(
    "ids", [["0"], [str(2**63)], [str(number) for number in range(1, MOST + 2)]]
)
def test_impossible_claims_are_refused(desk, moderator, session, article, ids):
    factories.comment(session, article)
    browser = desk(moderator)
    token = browser.open("/staff/comments").filled("/staff/comments/claim")["csrf_token"]

    answer = browser.post("/staff/comments/claims/renew", {"csrf_token": token, "id": ids})

    assert answer.status == 422


def test_a_search_leads_to_a_receipt_and_finds_words(desk, moderator, session, article):
    made = factories.comment(session, article, title="Cây bàng già")
    factories.comment(session, article, title="Chỗ khác")
    browser = desk(moderator)

    spam = browser.open("/staff/comments?queue=spam")
    by_code = spam.send("/staff/comments/search", q=made.receipt.lower())
    pending = browser.open("/staff/comments")
    by_words = pending.send("/staff/comments/search", q="cay bang")
    nothing = pending.send("/staff/comments/search", q="sân bay")
    empty = pending.send("/staff/comments/search", q=" ")

    assert by_code.location == f"/staff/comments/{made.id}"
    assert [card["id"] for card in by_words.soup.select("article")] == [f"c{made.id}"]
    assert "Tìm thấy 1 bình luận" in by_words.words
    assert by_words.soup.find("input", {"name": "q"})["value"] == "cay bang"
    assert "Không tìm thấy" in nothing.words
    assert empty.location == "/staff/comments?queue=pending"


def test_what_is_searched_for_stands_in_no_address(desk, moderator, session, article):
    factories.comment(session, article, full_name="Nguyễn Thị Kín")

    found = desk(moderator).open("/staff/comments").send("/staff/comments/search", q="thị kín")

    addresses = [
        tag.get(name, "") for tag in found.soup.find_all(True) for name in ("href", "action")
    ]
    assert len(found.soup.select("article")) == 1
    assert not [address for address in addresses if "kín" in address or "q=" in address]


def test_new_arrivals_are_counted_from_where_the_page_began(desk, moderator, session, article):
    factories.comment(session, article)
    browser = desk(moderator)
    address = browser.open("/staff/comments").soup.select_one("[data-arrivals]")["data-arrivals"]
    before = browser.open(address).response.json
    factories.comment(session, article)
    factories.comment(session, article)

    after = browser.open(address).response.json

    assert (before["new"], after["new"]) == (0, 2)
    assert after["words"] == "2 bình luận mới."
    assert after["counts"]["undecided"] == 3
    assert browser.open("/staff/comments/arrivals?queue=spam&since=x").response.json["new"] == 0


def test_the_author_record_tells_what_is_shared_and_how_it_ended(desk, moderator, session, article):
    shared = {"full_name": "Cô Tám", "phone": "+84900000301", "address_key": "k"}
    same_name = factories.comment(session, article, full_name="cô tám", title="Việc cũ")
    factories.decided(session, same_name, CommentAction.REJECT, moderator, reason_code="duplicate")
    factories.published(session, article, moderator, **{**shared, "full_name": "Tên khác"})
    stranger = factories.comment(session, article, title="Người lạ")
    here = factories.comment(session, article, **shared)

    page = desk(moderator).open(f"/staff/comments/{here.id}/author")

    listed = [item.get_text(" ", strip=True) for item in page.soup.select("[data-author] li")]
    assert len(listed) == 2
    assert any("Việc cũ" in item and "cùng tên" in item and "Trùng lặp" in item for item in listed)
    assert any("cùng số điện thoại, cùng địa chỉ mạng" in item for item in listed)
    assert stranger.title not in page.words
    assert "900000301" not in page.text


def test_looking_again_at_what_one_has_asks_for_no_write_lock(
    desk, moderator, session, article, monkeypatch
):
    mine = factories.comment(session, article)
    browser = desk(moderator)
    browser.open(f"/staff/comments/{mine.id}")
    monkeypatch.setattr(database, "for_writing", pytest.fail)

    again = browser.open(f"/staff/comments/{mine.id}")

    assert again.status == 200
    assert session.get(CommentClaim, mine.id).staff_id == moderator.id


def test_a_covered_comment_has_no_author_page(desk, moderator, session, article):
    covered = factories.comment(session, article)
    covered.state = CommentState.SEALED
    session.commit()

    assert desk(moderator).open(f"/staff/comments/{covered.id}/author").status == 404


def test_my_work_begins_with_what_i_have_and_what_waits(desk, moderator, session, article):
    mine = factories.comment(session, article, title="Tôi cầm")
    held = factories.comment(session, article)
    factories.decided(session, held, CommentAction.HOLD, moderator)
    claims.claim(session, [mine.id], actor=moderator, now=NOW, lease=LEASE)
    session.commit()

    page = desk(moderator).open("/staff/")

    tiles = [tile.get_text(" ", strip=True) for tile in page.soup.select(".ln-tile")]
    assert tiles[0] == "1 Tôi đang xem"
    assert tiles[1] == "2 Chưa quyết định"
    assert tiles[2].startswith("1 Chờ duyệt Cũ nhất:")
    assert "Tôi cầm" in page.soup.find("section", {"aria-labelledby": "mine"}).text


@pytest.fixture
def minute(app):
    """A minute to undo, and a clock: `minute(seconds)` after NOW."""
    tools = app.extensions["toolbox"]
    with_undo = replace(tools.settings, undo_seconds=60)

    def set_clock(seconds):
        moment = NOW + timedelta(seconds=seconds)
        app.extensions["toolbox"] = replace(tools, settings=with_undo, clock=lambda: moment)

    set_clock(0)
    yield set_clock
    app.extensions["toolbox"] = tools


def test_a_decision_is_undone_from_the_next_page(desk, moderator, session, article, minute):
    first, second = (factories.comment(session, article) for _ in range(2))
    page = desk(moderator).open("/staff/comments")
    answer = page.send(f"/staff/comments/{first.id}/decide", action="approve")
    told = answer.follow()

    undone = told.send(f"/staff/comments/{first.id}/undo")

    assert answer.location.endswith(f"#c{second.id}")
    assert "Đã đăng" in told.soup.select_one(".ln-toast[data-seconds='60']").text
    assert undone.location.endswith(f"queue=pending#c{first.id}")
    assert "Đã hoàn tác" in undone.follow().words
    assert session.get(type(first), first.id, populate_existing=True).state is CommentState.PENDING


def test_a_decision_undone_too_late_is_explained(desk, moderator, session, article, minute):
    made = factories.comment(session, article, title="Cây bàng")
    page = desk(moderator).open("/staff/comments")
    told = page.send(f"/staff/comments/{made.id}/decide", action="mark_spam").follow()
    minute(60)

    answer = told.send(f"/staff/comments/{made.id}/undo")

    assert answer.status == 409
    assert "Đã hết thời gian hoàn tác" in answer.words
    assert "Có người vừa quyết định trước" not in answer.words


def test_what_a_colleague_decided_is_not_undone(desk, moderator, other, session, article, minute):
    made = factories.comment(session, article)
    told = desk(moderator).open("/staff/comments")
    told.send(f"/staff/comments/{made.id}/decide", action="hold")
    browser = desk(other)
    token = browser.open("/staff/comments/keys") and browser.open("/account").filled("/account")

    answer = browser.post(
        f"/staff/comments/{made.id}/undo", {"csrf_token": token["csrf_token"], "version": "2"}
    )

    assert answer.status == 403


def test_the_409_page_keeps_the_reason_that_was_chosen(desk, moderator, other, session, article):
    made = factories.comment(session, article)
    seen = desk(other).open(f"/staff/comments/{made.id}")
    factories.decided(session, made, CommentAction.HOLD, moderator)

    answer = seen.send(
        f"/staff/comments/{made.id}/decide",
        action="reject",
        reason_code="duplicate",
        note="của tôi",
    )

    assert answer.status == 409
    assert "Minh Thu tạm giữ" in answer.words
    assert "Lý do đã chọn: Trùng lặp" in answer.words
    assert "của tôi" in answer.words
