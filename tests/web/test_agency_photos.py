"""Photos of complaints and of proof, seen and added by agencies."""

import pytest
from sqlalchemy import select

from models import Attachment
from moderation.domain.case_states import AssignmentState
from moderation.services import drafts
from tests import factories
from tests.conftest import NOW
from tests.web.agency_case import address, picture, send_large, sent, shot, state_of


def test_proof_is_added_one_by_one_and_the_words_stay(session, of, asked, tools):
    browser = of("HSDC")
    page = browser.open(address(asked))

    one = page.send(f"{address(asked)}/answer", to=f"{address(asked)}/photos", photo=sent())
    two = page.send(
        f"{address(asked)}/answer", to=f"{address(asked)}/photos", photo=sent(), content="Đang viết"
    )

    kept = session.scalars(select(Attachment)).all()
    assert (one.status, two.status) == (303, 200)
    assert two.filled(f"{address(asked)}/answer")["content"] == "Đang viết"
    assert [each.assignment_id for each in kept] == [asked.id] * 2
    shown = browser.open(f"/agency/photos/{kept[0].key}")
    assert (shown.response.mimetype, shown.status) == ("image/webp", 200)
    assert shown.response.headers["Cache-Control"] == "no-store"


def test_a_photo_chosen_and_not_added_goes_with_the_answer(session, of, asked):
    page = of("HSDC").open(address(asked))

    answer = page.send(f"{address(asked)}/answer", content="Ý kiến.", photo=sent())

    assert answer.status == 303
    assert session.scalars(select(Attachment)).one().assignment_id == asked.id


@pytest.mark.parametrize(
    ("photo", "says"),
    [
        (("anh.txt", b"not a photo"), "JPEG, PNG hoặc WebP"),
        (("to.jpg", b"\xff\xd8" + b"0" * (10 * 1024 * 1024)), "nặng hơn 10 MB"),
        (("hong.jpg", picture()[:60]), "Chưa đọc được"),
        (None, "Chọn một ảnh"),
    ],
)
@pytest.mark.parametrize("verb", ["photos", "answer"])
def test_a_photo_that_will_not_do_costs_only_itself(session, of, asked, photo, says, verb):
    if photo is None and verb == "answer":
        return
    page = of("HSDC").open(address(asked))
    more = {"photo": sent(*photo)} if photo else {}

    answer = send_large(page, asked, verb, content="Giữ lời này", **more)

    assert answer.status == 422
    assert says in answer.words
    assert answer.filled(f"{address(asked)}/answer")["content"] == "Giữ lời này"
    assert session.scalars(select(Attachment)).all() == []
    assert state_of(session, asked) is AssignmentState.OFFERED


def test_what_is_larger_than_any_photo_leads_back_with_a_sentence(of, asked, session):
    page = of("HSDC").open(address(asked))

    photo = sent("to.jpg", b"0" * (41 * 1024 * 1024))

    answer = send_large(page, asked, "photos", photo=photo)

    assert (answer.status, answer.location) == (303, address(asked))
    assert "quá nặng" in answer.follow().words


def test_a_sixth_photo_finds_no_room(session, of, asked, tools):
    for _ in range(5):
        shot(session, tools, assignment_id=asked.id)
    page = of("HSDC").open(address(asked))

    answers = [
        page.send(
            f"{address(asked)}/answer", to=f"{address(asked)}/{verb}", content="x", photo=sent()
        )
        for verb in ("photos", "answer")
    ]

    assert [answer.status for answer in answers] == [422, 422]
    assert "Nhiều nhất năm ảnh" in answers[0].words
    assert session.query(Attachment).count() == 5


def test_proof_is_removed_while_it_is_not_answered(session, of, asked, tools):
    first, second = (shot(session, tools, assignment_id=asked.id) for _ in range(2))
    browser = of("HSDC")
    page = browser.open(address(asked))

    removed = page.send(
        f"{address(asked)}/answer", to=f"{address(asked)}/photos/{first.key}/remove", content="Lời"
    )
    page.send(f"{address(asked)}/answer", content="Xong.")
    late = page.send(
        f"{address(asked)}/answer", to=f"{address(asked)}/photos/{second.key}/remove", version="2"
    )

    assert (removed.status, late.status) == (200, 409)
    assert removed.filled(f"{address(asked)}/answer")["content"] == "Lời"
    assert [each.key for each in session.query(Attachment)] == [second.key]


def test_no_photo_is_removed_through_anothers_part(session, of, lead, asked, complaint, tools):
    """Neither the citizen's nor the lead's."""
    others = [
        shot(session, tools, complaint_id=complaint.id),
        shot(session, tools, assignment_id=lead.id),
    ]
    page = of("HSDC").open(address(asked))

    answers = [
        page.send(f"{address(asked)}/answer", to=f"{address(asked)}/photos/{each.key}/remove")
        for each in others
    ]

    assert [answer.status for answer in answers] == [404, 404]
    assert session.query(Attachment).count() == 2


def test_photos_are_for_the_agencies_of_the_case(session, of, lead, complaint, tools, desk):
    stranger_case = factories.routed(session, factories.complaint(session), "UBX-00070", ())
    stranger = factories.part_of(session, stranger_case, "UBX-00070")
    keys = [
        shot(session, tools, complaint_id=complaint.id).key,
        shot(session, tools, assignment_id=lead.id).key,
        shot(session, tools, assignment_id=stranger.id).key,
        "none",
    ]

    opened = {
        code: [
            browser.open(f"/agency/photos/{key}{size}").status
            for key in keys
            for size in ("", "/nho")
        ]
        for code in ("SXD", "HSDC", "UBX-00073")
        for browser in [of(code)]
    }

    mine = [200] * 4 + [404] * 4
    assert opened == {"SXD": mine, "HSDC": mine, "UBX-00073": [404] * 8}


def test_a_photo_of_a_draft_is_nobodys(session, of, case, tools):
    drafts.save(session, "d" * 22, {}, secret="s", seal=tools.seal, now=NOW)
    key = shot(session, tools, draft_id="d" * 22).key

    assert of("SXD").open(f"/agency/photos/{key}").status == 404
