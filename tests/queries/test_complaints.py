from datetime import date, timedelta

import pytest

from models import Attachment
from moderation.domain.complaint_states import ComplaintAction, ComplaintState
from moderation.domain.errors import NotFound
from moderation.queries import complaints as queries
from moderation.services import cases, complaint_sealing, complaints
from moderation.services.complaints import Decision
from tests import factories
from tests.conftest import NOW
from tests.factories import EARLIER


@pytest.fixture
def cover(session, rules, tools, coordinator):
    def now_covered(complaint, *, at=NOW):
        complaint_sealing.cover(
            session,
            complaint,
            seen_version=complaint.version,
            rules=rules,
            seal=tools.seal,
            actor=coordinator,
            now=at,
        )
        session.commit()
        return complaint

    return now_covered


@pytest.fixture(autouse=True)
def noise(session, coordinator, cover):
    """A complaint in every other state that no query may mix in."""
    for action in (ComplaintAction.REFUSE, ComplaintAction.GUIDE):
        refused(session, factories.complaint(session, title="nhiễu"), coordinator, action)
    private = factories.complaint(session, title="nhiễu", consent_publish=False)
    factories.routed(session, private, actor=coordinator)
    published = factories.complaint(session, title="nhiễu")
    factories.routed(session, published, actor=coordinator)
    cover(published)


def refused(session, complaint, actor, action=ComplaintAction.REFUSE):
    decision = Decision(
        action=action, seen_version=complaint.version, reason_text="Vì thế.", note="ghi chú"
    )
    complaints.decide(session, complaint, decision, actor=actor, now=NOW)
    session.commit()
    return complaint


def asked(session, complaint, rules, actor, at=NOW):
    question = complaints.ask(
        session,
        complaint,
        "Ngõ mấy?",
        seen_version=complaint.version,
        rules=rules,
        actor=actor,
        now=at,
    )
    session.commit()
    return question


def published(session, actor, *, at=NOW, **words):
    complaint = factories.complaint(session, **words)
    factories.routed(session, complaint, actor=actor, at=at)
    return complaint


def walk(read, limit=4):
    """Every row of every page, and the number of pages."""
    found, pages, after = [], 0, None
    while True:
        page = read(after, limit)
        assert len(page.rows) <= limit
        found += [row.id for row in page.rows]
        pages += 1
        if page.next is None:
            return found, pages
        after = type(page.next).parse(str(page.next))


# --- The intake queue


def test_the_queue_begins_with_the_promise_that_ends_first(session):
    ordinary = factories.complaint(session, at=EARLIER)
    urgent = factories.complaint(session, at=EARLIER, is_urgent=True)
    oldest = factories.complaint(session, at=EARLIER - timedelta(days=3))

    rows = queries.queue(session, ComplaintState.RECEIVED).rows

    assert [row.id for row in rows] == [oldest.id, urgent.id, ordinary.id]
    assert (rows[0].ward, rows[0].title) == ("Phường Hoàn Kiếm", oldest.title)


def test_pages_of_the_queue_hold_every_complaint_once(session):
    made = [factories.complaint(session).id for _ in range(13)]  # equal dates

    found, pages = walk(
        lambda after, limit: queries.queue(
            session, ComplaintState.RECEIVED, after=after, limit=limit
        )
    )

    assert (found, pages) == (made, 4)


def test_pages_of_what_is_decided_hold_every_complaint_once_the_latest_first(session, coordinator):
    made = [
        refused(session, factories.complaint(session, at=at), coordinator).id
        for at in (EARLIER, EARLIER - timedelta(days=2))
        for _ in range(5)
    ]

    found, _ = walk(
        lambda after, limit: queries.queue(
            session, ComplaintState.REFUSED, after=after, limit=limit
        )
    )

    assert set(made) < set(found)
    assert len(found) == len(set(found)) == len(made) + 1
    assert found[-5:] == sorted(made[5:], reverse=True)


def test_what_waits_for_a_citizen_has_its_own_queue(session, rules, coordinator):
    waiting = factories.complaint(session)
    asked(session, waiting, rules, coordinator)

    assert [row.id for row in queries.queue(session, ComplaintState.NEEDS_INFO).rows] == [
        waiting.id
    ]
    assert queries.queue(session, ComplaintState.RECEIVED).rows == []


def test_the_complaints_in_a_state_are_counted(session):
    for _ in range(3):
        factories.complaint(session)

    assert queries.counts(session) == {ComplaintState.RECEIVED: 3, ComplaintState.NEEDS_INFO: 0}


def test_the_promise_that_ends_first_is_found(session):
    assert queries.intake_delay(session) is None
    later = factories.complaint(session, at=NOW)
    first = factories.complaint(session, at=EARLIER)

    assert queries.intake_delay(session) == first.respond_by < later.respond_by


# --- One complaint


def test_a_complaint_is_found_by_id_and_by_code_in_every_state(session, cover):
    complaint = factories.complaint(session)
    code = complaint.code
    cover(complaint)

    assert queries.get(session, complaint.id) is complaint
    assert queries.by_code(session, code) is complaint
    assert queries.by_code(session, "PA-0000-0000-0000") is None
    with pytest.raises(NotFound):
        queries.get(session, 10**9)


def test_history_tells_of_the_complaint_its_case_and_the_parts_asked_for(session, coordinator):
    complaint = factories.complaint(session)
    case = factories.routed(session, complaint, actor=coordinator)
    lead = cases.lead_of(session, case)
    other = factories.complaint(session)
    factories.routed(session, other, actor=coordinator)

    whole = queries.history(session, complaint.id, case_id=case.id, assignments=[lead.id])
    alone = queries.history(session, complaint.id, case_id=None, assignments=[])

    assert sorted((row.subject, row.action) for row in whole) == [
        ("assignment", "offer"),
        ("case", "open"),
        ("complaint", "accept"),
        ("complaint", "submit"),
    ]
    assert [(row.action, row.actor_name) for row in alone] == [
        ("submit", None),
        ("accept", coordinator.name),
    ]


def test_questions_come_in_the_order_they_were_asked(session, rules, coordinator):
    complaint, other = factories.complaint(session), factories.complaint(session)
    asked(session, other, rules, coordinator)
    first = asked(session, complaint, rules, coordinator)
    complaints.answer(session, complaint, "Ngõ 5", rules=rules, now=NOW)
    second = asked(session, complaint, rules, coordinator)

    assert list(queries.questions(session, complaint.id)) == [first, second]


def test_photos_are_those_of_this_complaint(session):
    complaint, other = factories.complaint(session), factories.complaint(session)
    picture = {"file": "f", "thumbnail": "t", "width": 1, "height": 1, "added_at": NOW}
    for key, owner in (("a", complaint), ("b", other), ("c", complaint)):
        session.add(Attachment(key=key, complaint_id=owner.id, **picture))
        session.flush()

    assert [photo.key for photo in queries.photos(session, complaint.id)] == ["a", "c"]
    assert queries.draft_photos(session, "nobody's") == []


# --- What the public sees


def test_the_public_list_holds_only_what_is_public(session, coordinator):
    shown = published(session, coordinator, content="Gọi 0912 345 678, cống vỡ.")
    for words in (
        {"consent_publish": False},
        {"issue_code": None, "kind": "to_giac"},
    ):
        published(session, coordinator, **words)
    factories.complaint(session)  # not accepted yet

    (row,) = queries.public_list(session).rows

    assert (row.id, row.code, row.ward) == (shown.id, shown.code, "Phường Hoàn Kiếm")
    assert (row.public_title, row.case_state) == (shown.public_title, "assigned")
    assert "0912" not in row.public_content
    private = {"full_name", "phone", "email", "content", "title", "address", "number_hash"}
    assert private & set(row._fields) == set()


def test_what_is_covered_leaves_the_public_list(session, coordinator, cover):
    shown = published(session, coordinator)

    cover(shown)

    assert queries.public_list(session).rows == []


def test_pages_of_the_public_list_hold_every_complaint_once_the_latest_first(session, coordinator):
    made = [published(session, coordinator).id for _ in range(9)]  # published in one moment
    earlier = published(session, coordinator, at=NOW - timedelta(hours=5)).id

    found, pages = walk(lambda after, limit: queries.public_list(session, after=after, limit=limit))

    assert (found, pages) == ([*reversed(made), earlier], 3)


@pytest.mark.parametrize(
    ("chosen", "found"),
    [
        ({"ward_code": "00073"}, ["B"]),
        ({"category_code": "MT"}, ["B", "C"]),
        ({"case_state": "answered"}, ["C"]),
        ({"category_code": "MT", "ward_code": "00070"}, ["C"]),
        ({"category_code": "XX"}, []),
        ({}, ["A", "B", "C"]),
    ],
)
def test_the_public_list_is_narrowed_by_ward_category_and_state(
    session, coordinator, chosen, found
):
    published(session, coordinator, title="A")
    published(session, coordinator, title="B", ward_code="00073", category_code="MT")
    closed = published(session, coordinator, title="C", category_code="MT", issue_code=None)
    case = cases.load_case(session, closed.case_id)
    factories.answered(session, case, coordinator, at=NOW)
    cases.publish_answer(
        session, case, "Xong.", seen_version=case.version, photos=(), actor=coordinator, now=NOW
    )

    rows = queries.public_list(session, **chosen).rows

    assert sorted(row.public_title for row in rows) == found


def test_filters_hold_on_the_next_page_too(session, coordinator):
    made = {
        code: [published(session, coordinator, ward_code=code).id for _ in range(5)]
        for code in factories.WARDS
    }

    found, _ = walk(
        lambda after, limit: queries.public_list(
            session, ward_code="00073", after=after, limit=limit
        ),
        limit=2,
    )

    assert found == made["00073"][::-1]


# --- The sealed lane


def test_the_sealed_lane_lists_no_words_and_what_must_be_decided_first(
    session, cover, confidential_officer
):
    first = cover(factories.complaint(session), at=EARLIER)

    rows = queries.sealed(session, staff_id=confidential_officer.id).rows

    assert rows[0].id == first.id
    assert len(rows) == 2  # and the noise
    assert set(rows[0]._fields) == {
        "id", "version", "code", "state", "submitted_at", "covered_at", "decide_by",
        "register_number",
    }  # fmt: skip


def test_an_officer_named_in_it_does_not_see_it_listed(session, cover, confidential_officer):
    hidden = cover(factories.complaint(session))
    named = factories.person(session, confidential_officer.role)
    complaint_sealing.exclude(session, hidden.id, named.id, actor=confidential_officer, now=NOW)

    def listed(officer):
        return {row.id for row in queries.sealed(session, staff_id=officer.id).rows}

    assert listed(confidential_officer) - listed(named) == {hidden.id}


def test_pages_of_the_sealed_lane_hold_every_complaint_once(session, cover, confidential_officer):
    for _ in range(8):
        cover(factories.complaint(session))

    found, pages = walk(
        lambda after, limit: queries.sealed(
            session, staff_id=confidential_officer.id, after=after, limit=limit
        )
    )

    assert (len(found), len(set(found)), pages) == (9, 9, 3)


# --- For jobs, commands and exchange


def test_those_who_owe_an_answer_by_a_day_are_found(session, rules, coordinator, cover):
    early = asked(session, factories.complaint(session), rules, coordinator)
    late = asked(
        session, factories.complaint(session), rules, coordinator, at=NOW + timedelta(days=7)
    )
    answered = factories.complaint(session)
    asked(session, answered, rules, coordinator)
    complaints.answer(session, answered, "Ngõ 5", rules=rules, now=NOW)
    gone = factories.complaint(session)
    asked(session, gone, rules, coordinator)
    cover(gone)

    def waiting(due):
        rows = queries.waiting_for_citizens(session, due=due)
        return [(row.id, row.question_id, row.reminded_at) for row in rows]

    assert waiting(early.answer_by - timedelta(days=1)) == []
    assert waiting(early.answer_by) == [(early.complaint_id, early.id, None)]
    assert [row[1] for row in waiting(late.answer_by)] == [early.id, late.id]


@pytest.mark.parametrize(
    ("text", "found"), [("cống", 1), ("100%", 1), ("%", 1), ("_", 0), ("Ngập úng", 1)]
)
def test_counting_searches_the_words_as_written(session, text, found):
    factories.complaint(session, title="Ngập úng", content="Nắp cống vỡ, 100% đồng ý.")

    assert queries.count_containing(session, text) == found


def test_what_is_covered_is_not_counted_by_its_words(session, cover):
    complaint = factories.complaint(session, content="một từ không ai khác dùng")
    assert queries.count_containing(session, "không ai khác") == 1

    cover(complaint)

    assert queries.count_containing(session, "không ai khác") == 0


def test_a_source_system_gets_its_own_back_with_what_became_of_them(session, coordinator):
    imported = {"source": "import", "source_system": "iHanoi"}
    first = factories.complaint(session, foreign_code="H-2", **imported)
    second = factories.complaint(session, foreign_code="H-1", **imported)
    factories.complaint(session, source_system="1022", foreign_code="H-2")
    case = factories.routed(session, second, actor=coordinator)

    rows = [tuple(row) for row in queries.of_source(session, "iHanoi")]

    assert rows == [(first, None), (second, case)]
    assert case.due_on > date(2026, 11, 20)
