from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from models import Complaint, Event, OutboxMessage, Question
from moderation.domain import secret_numbers
from moderation.domain.complaint_states import (
    DECISIONS,
    ComplaintAction,
    ComplaintKind,
    ComplaintState,
    actions_from,
    move,
)
from moderation.domain.errors import IllegalTransition, Invalid, NotFound, StaleVersion
from moderation.domain.tracking_codes import Prefix, parse
from moderation.services import complaint_sealing, complaints, opening, publications
from moderation.services.complaints import Classification, Decision, NewComplaint
from tests import factories
from tests.conftest import NOW

WORDS = NewComplaint(content="Nắp cống trước số 12 bị vỡ từ tuần trước, xe máy dễ sụt.")
CLASSIFIED = Classification(
    kind=ComplaintKind.KIEN_NGHI,
    issue_code="GT02",
    category_code="GT",
    ward_code="00073",
    is_public=True,
    is_urgent=False,
)


def submit(session, rules, now=NOW, actor=None, **words) -> Complaint:
    return complaints.submit(session, replace(WORDS, **words), rules=rules, now=now, actor=actor)


def events(session, complaint) -> list[tuple]:
    about = {"subject": "complaint", "subject_id": complaint.id}
    found = session.query(Event).filter_by(**about).order_by(Event.id)
    return [(event.action, event.old_state, event.new_state, event.actor_id) for event in found]


def waiting(session) -> list[OutboxMessage]:
    return session.query(OutboxMessage).filter_by(finished_at=None).all()


def decide(session, complaint, action, actor, **more):
    decision = Decision(action=action, seen_version=more.pop("seen", complaint.version), **more)
    return complaints.decide(session, complaint, decision, actor=actor, now=NOW)


def classify(session, complaint, rules, actor, seen=None, **changes):
    complaints.classify(
        session,
        complaint,
        replace(CLASSIFIED, **changes),
        seen_version=seen or complaint.version,
        rules=rules,
        actor=actor,
        now=NOW,
    )


def ask(session, complaint, rules, actor, text="Ngõ số mấy?"):
    return complaints.ask(
        session, complaint, text, seen_version=complaint.version, rules=rules, actor=actor, now=NOW
    )


def test_a_submitted_complaint_has_a_code_and_an_event(session, rules):
    complaint = submit(session, rules)

    assert complaint.state is ComplaintState.RECEIVED
    assert parse(complaint.code).prefix is Prefix.COMPLAINT
    assert events(session, complaint) == [("submit", None, "received", None)]


def test_a_complaint_entered_by_a_clerk_names_the_clerk(session, rules, coordinator):
    complaint = submit(session, rules, actor=coordinator, source="phone")

    assert complaint.source == "phone"
    assert events(session, complaint) == [("submit", None, "received", coordinator.id)]


def test_only_the_number_behind_its_salt_opens_it_and_it_is_not_stored(session, rules):
    complaint = submit(session, rules)
    number = factories.number_of(complaint)

    kept = (complaint.number_salt, complaint.number_hash)
    assert secret_numbers.fits(rules.secret_key, kept[0], number, kept[1])
    assert number not in kept


def test_words_are_stored_as_given(session, rules, units):
    given_words = {
        "title": "Nắp cống",
        "full_name": "Lê Thị Sen",
        "phone": "+84900000222",
        "email": "sen@mail.example",
        "ward_code": "00070",
        "address": "ngõ 12",
        "happened_at": "tối qua",
        "about_unit_id": units["SXD"].id,
        "about_unit": "sở xây dựng",
        "hide_identity": True,
        "language": "en",
    }

    complaint = submit(session, rules, **given_words)

    kept = session.get(Complaint, complaint.id, populate_existing=True)
    assert {name: getattr(kept, name) for name in given_words} == given_words
    assert kept.content == WORDS.content


def test_a_missing_title_is_made_from_the_first_words(session, rules):
    complaint = submit(session, rules, content="Cống vỡ. " * 40)

    assert complaint.title.startswith("Cống vỡ. Cống vỡ.")
    assert complaint.title.endswith("…")
    assert len(complaint.title) <= 81


def test_a_short_content_is_its_own_title(session, rules):
    assert submit(session, rules, content="Cống\nvỡ").title == "Cống vỡ"


@pytest.mark.parametrize(
    ("is_urgent", "hour"),
    [(False, 17.5), (True, 12)],
)
def test_intake_promises_working_hours(session, rules, is_urgent, hour):
    eight_in_hanoi = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)

    complaint = submit(session, rules, now=eight_in_hanoi, is_urgent=is_urgent)

    assert complaint.respond_by == eight_in_hanoi + timedelta(hours=hour - 8)


def test_the_promise_leaves_out_a_day_off(session, rules):
    complaint = submit(session, rules)  # Monday 9:00; the 24th is off

    assert complaint.respond_by == datetime(2026, 11, 25, 2, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("words", "is_public"),
    [
        ({"consent_publish": True}, True),
        ({"consent_publish": True, "issue_code": "GT01"}, True),
        ({"consent_publish": False, "issue_code": "GT01"}, False),
        ({"consent_publish": True, "kind": ComplaintKind.KHIEU_NAI}, False),
        ({"consent_publish": True, "kind": ComplaintKind.TO_GIAC}, False),
    ],
)
def test_public_only_with_consent_and_a_kind_that_may_be(session, rules, words, is_public):
    assert submit(session, rules, **words).is_public is is_public


def test_a_private_issue_stays_private_whatever_is_consented(session, rules):
    private = next(
        issue.code
        for category in rules.taxonomy.categories
        for issue in category.issues
        if not issue.is_public
    )

    assert submit(session, rules, consent_publish=True, issue_code=private).is_public is False


def test_a_denunciation_is_never_received_in_clear(session, rules):
    with pytest.raises(Invalid) as caught:
        submit(session, rules, kind=ComplaintKind.TO_CAO)

    assert caught.value.field == "kind"
    assert session.query(Complaint).count() == 0


def test_classifying_sets_what_it_is_and_leaves_an_event(session, rules, coordinator):
    complaint = submit(session, rules, consent_publish=True)

    classify(session, complaint, rules, coordinator)

    assert (complaint.kind, complaint.issue_code) == (ComplaintKind.KIEN_NGHI, "GT02")
    assert (complaint.ward_code, complaint.is_public) == ("00073", True)
    assert complaint.state is ComplaintState.RECEIVED
    assert events(session, complaint)[-1] == ("classify", None, None, coordinator.id)
    assert session.query(Event).order_by(Event.id.desc()).first().note == "kien_nghi GT02"


def test_what_becomes_urgent_is_promised_sooner_from_its_first_moment(session, rules, coordinator):
    complaint = factories.complaint(session)
    slow = complaint.respond_by

    classify(session, complaint, rules, coordinator, is_urgent=True)

    assert complaint.respond_by == rules.respond_by(complaint.submitted_at, is_urgent=True) < slow


def test_classifying_anew_leaves_the_promise_of_an_answered_question(session, rules, coordinator):
    complaint = factories.complaint(session)
    ask(session, complaint, rules, coordinator)
    complaints.answer(session, complaint, "Ngõ 5.", rules=rules, now=NOW)
    promised = complaint.respond_by

    classify(session, complaint, rules, coordinator)

    assert complaint.respond_by == promised


@pytest.mark.parametrize(
    ("consented", "changes"),
    [(False, {}), (True, {"kind": ComplaintKind.KHIEU_NAI}), (True, {"is_public": False})],
)
def test_a_coordinator_cannot_publish_without_consent_or_against_the_kind(
    session, rules, coordinator, consented, changes
):
    complaint = submit(session, rules, consent_publish=consented)

    classify(session, complaint, rules, coordinator, **changes)

    assert complaint.is_public is False


@pytest.mark.parametrize(
    ("changes", "field"),
    [({"issue_code": "XX99"}, "issue"), ({"kind": ComplaintKind.TO_CAO}, "kind")],
)
def test_a_classification_that_cannot_be_is_refused(session, rules, coordinator, changes, field):
    complaint = submit(session, rules)

    with pytest.raises(Invalid) as caught:
        classify(session, complaint, rules, coordinator, **changes)

    assert caught.value.field == field
    assert complaint.kind is ComplaintKind.PHAN_ANH


def test_what_is_covered_is_not_classified(session, rules, coordinator, tools):
    complaint = factories.complaint(session)
    complaint_sealing.cover(
        session, complaint, seen_version=1, rules=rules, seal=tools.seal, actor=coordinator, now=NOW
    )

    with pytest.raises(NotFound):
        classify(session, complaint, rules, coordinator)


def test_a_changed_complaint_is_not_classified(session, rules, coordinator):
    complaint = submit(session, rules)
    classify(session, complaint, rules, coordinator)

    with pytest.raises(StaleVersion) as caught:
        classify(session, complaint, rules, coordinator, seen=1)

    assert (caught.value.seen, caught.value.current) == (1, 2)


def test_asking_waits_for_the_citizen_who_is_told(session, rules, coordinator):
    complaint = factories.complaint(session)

    question = ask(session, complaint, rules, coordinator)

    assert complaint.state is ComplaintState.NEEDS_INFO
    assert (question.text, question.answer_by) == ("Ngõ số mấy?", rules.question_due_on(NOW))
    assert [message.subject_id for message in waiting(session)] == [complaint.id]


def test_nothing_is_asked_without_words(session, rules, coordinator):
    complaint = submit(session, rules)

    with pytest.raises(Invalid) as caught:
        ask(session, complaint, rules, coordinator, text="")

    assert caught.value.field == "question"
    assert complaint.state is ComplaintState.RECEIVED


def test_an_answer_brings_it_back_with_a_new_promise(session, rules, coordinator):
    complaint = factories.complaint(session)
    ask(session, complaint, rules, coordinator)
    later = NOW + timedelta(days=2)

    complaints.answer(session, complaint, "Ngõ số 5.", rules=rules, now=later)

    question = session.query(Question).one()
    assert complaint.state is ComplaintState.RECEIVED
    assert complaint.respond_by == rules.respond_by(later, is_urgent=False)
    assert (question.answer, question.answered_at) == ("Ngõ số 5.", later)
    assert complaints.open_questions(session, complaint) == []


def test_an_answer_nobody_waits_for_is_refused(session, rules):
    complaint = submit(session, rules)

    with pytest.raises(IllegalTransition):
        complaints.answer(session, complaint, "Ngõ số 5.", rules=rules, now=NOW)


def test_an_empty_answer_is_none(session, rules, coordinator):
    complaint = submit(session, rules)
    ask(session, complaint, rules, coordinator)

    with pytest.raises(Invalid) as caught:
        complaints.answer(session, complaint, "", rules=rules, now=NOW)

    assert caught.value.field == "answer"
    assert complaint.state is ComplaintState.NEEDS_INFO


def test_the_house_gives_up_waiting_with_a_reason(session, rules, coordinator):
    complaint = factories.complaint(session)
    ask(session, complaint, rules, coordinator)

    decide(session, complaint, ComplaintAction.GIVE_UP_WAITING, None, reason_code="too_little")

    assert (complaint.state, complaint.reason_code) == (ComplaintState.REFUSED, "too_little")
    assert events(session, complaint)[-1] == ("give_up_waiting", "needs_info", "refused", None)


@pytest.mark.parametrize(
    "action", [ComplaintAction.REFUSE, ComplaintAction.REDIRECT, ComplaintAction.GUIDE]
)
def test_no_decision_against_a_citizen_without_a_reason(session, rules, coordinator, action):
    complaint = submit(session, rules)

    with pytest.raises(Invalid) as caught:
        decide(session, complaint, action, coordinator, note="chỉ để trong nhà")

    assert caught.value.field == "reason_text"
    assert complaint.state is ComplaintState.RECEIVED


def test_a_refusal_keeps_its_reason_and_tells_the_citizen(session, coordinator):
    complaint = factories.complaint(session)

    decide(
        session, complaint, ComplaintAction.REFUSE, coordinator,
        reason_code="already_answered", reason_text="Xem trả lời hôm 2/11.", note="lần thứ ba",
    )  # fmt: skip

    assert complaint.state is ComplaintState.REFUSED
    assert (complaint.reason_code, complaint.decided_at) == ("already_answered", NOW)
    assert complaint.reason_text == "Xem trả lời hôm 2/11."
    assert session.query(Event).order_by(Event.id.desc()).first().note == "lần thứ ba"
    assert [message.subject_id for message in waiting(session)] == [complaint.id]


@pytest.mark.parametrize("words", [{"email": None, "phone": None}, {"consent_contact": False}])
def test_who_left_no_address_or_no_consent_gets_no_mail(session, coordinator, words):
    complaint = factories.complaint(session, **words)

    decide(session, complaint, ComplaintAction.REFUSE, coordinator, reason_code="too_little")

    assert waiting(session) == []


def test_a_crime_report_goes_to_the_police_and_stays_private(session, coordinator):
    complaint = factories.complaint(session)
    assert complaint.is_public

    decide(session, complaint, ComplaintAction.HAND_TO_POLICE, coordinator)

    assert (complaint.state, complaint.kind) == (ComplaintState.REDIRECTED, ComplaintKind.TO_GIAC)
    assert complaint.is_public is False


def test_a_statutory_complaint_is_guided_and_stays_private(session, coordinator):
    complaint = factories.complaint(session)

    decide(session, complaint, ComplaintAction.GUIDE, coordinator, reason_text="Gửi Tòa án.")

    assert (complaint.state, complaint.kind) == (ComplaintState.GUIDED, ComplaintKind.KHIEU_NAI)
    assert complaint.is_public is False


@pytest.mark.parametrize("action", sorted(set(ComplaintAction) - DECISIONS))
def test_the_decision_form_opens_no_case_and_no_seal(session, coordinator, action):
    complaint = factories.complaint(session)

    with pytest.raises(IllegalTransition):
        decide(session, complaint, action, coordinator, reason_code="too_little")

    assert (complaint.state, complaint.version) == (ComplaintState.RECEIVED, 1)


def test_the_second_decision_on_one_version_is_refused(session, coordinator):
    complaint = factories.complaint(session)
    decide(session, complaint, ComplaintAction.REFUSE, coordinator, reason_code="too_little")

    with pytest.raises(StaleVersion) as caught:
        decide(session, complaint, ComplaintAction.HAND_TO_POLICE, coordinator, seen=1)

    assert (caught.value.seen, caught.value.current) == (1, complaint.version)


@pytest.mark.parametrize("how", ["decide", "classify", "ask"])
def test_a_change_another_process_made_first_is_noticed(session, rules, coordinator, how):
    complaint = factories.complaint(session)
    session.connection().exec_driver_sql(
        f"UPDATE complaint SET version = version + 1 WHERE id = {complaint.id}"
    )

    with pytest.raises(StaleVersion):
        {
            "decide": lambda: decide(
                session, complaint, ComplaintAction.HAND_TO_POLICE, coordinator
            ),
            "classify": lambda: classify(session, complaint, rules, coordinator),
            "ask": lambda: ask(session, complaint, rules, coordinator),
        }[how]()


def test_a_decision_rolled_back_leaves_no_event(session, coordinator):
    complaint = factories.complaint(session)
    before = events(session, complaint)

    decide(session, complaint, ComplaintAction.REFUSE, coordinator, reason_code="too_little")
    session.rollback()

    assert events(session, complaint) == before
    assert session.get(Complaint, complaint.id).state is ComplaintState.RECEIVED


@settings(
    max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(walk=st.lists(st.integers(0, 20), min_size=1, max_size=8))
def test_history_tells_every_step_that_was_made(session, rules, coordinator, walk):
    complaint = submit(session, rules)
    made = [("submit", None, "received")]
    for choice in walk:
        possible = [a for a in actions_from(complaint.state) if a in {*DECISIONS, "ask", "answer"}]
        if not possible:
            break
        action, before = possible[choice % len(possible)], complaint.state
        if action is ComplaintAction.ASK:
            ask(session, complaint, rules, coordinator)
        elif action is ComplaintAction.ANSWER:
            complaints.answer(session, complaint, "Đây.", rules=rules, now=NOW)
        else:
            decide(session, complaint, action, coordinator, reason_code="too_little")
        made.append((str(action), str(before), str(move(before, action))))

    assert [event[:3] for event in events(session, complaint)] == made
    assert complaint.state == made[-1][2]


def test_a_new_number_ends_the_old_one(session, rules, coordinator):
    complaint = factories.complaint(session)
    old = factories.number_of(complaint)

    new = opening.replace_number(
        session, complaint, secret_key=rules.secret_key, actor=coordinator, now=NOW
    )

    held = (complaint.number_salt, complaint.number_hash)
    assert secret_numbers.fits(rules.secret_key, held[0], new, held[1])
    assert not secret_numbers.fits(rules.secret_key, held[0], old, held[1])
    assert events(session, complaint)[-1] == ("replace_number", None, None, coordinator.id)


def test_nobody_replaces_the_number_of_what_is_covered(session, rules, coordinator, tools):
    complaint = factories.complaint(session)
    complaint_sealing.cover(
        session, complaint, seen_version=1, rules=rules, seal=tools.seal, actor=coordinator, now=NOW
    )

    with pytest.raises(NotFound):
        opening.replace_number(
            session, complaint, secret_key=rules.secret_key, actor=coordinator, now=NOW
        )


def test_published_words_are_masked_and_the_name_is_short(session, rules):
    complaint = submit(
        session, rules, full_name="Trần Văn Lâm", content="Gọi tôi 0912 345 678, cống vỡ."
    )

    publications.show_words(complaint, title="", content="", now=NOW)

    assert "0912" not in complaint.public_title + complaint.public_content
    assert complaint.public_name not in ("", "Trần Văn Lâm")
    assert complaint.published_at == NOW


def test_a_hidden_identity_has_no_public_name(session, rules):
    complaint = submit(session, rules, full_name="Trần Văn Lâm", hide_identity=True)

    publications.show_words(complaint, title="Cống vỡ", content="Đã sửa chữ.", now=NOW)

    assert complaint.public_name == ""
    assert (complaint.public_title, complaint.public_content) == ("Cống vỡ", "Đã sửa chữ.")


def test_a_complaint_that_is_not_there_cannot_be_changed(session):
    with pytest.raises(NotFound):
        complaints.load_for_change(session, 10**9)


def test_loading_for_a_change_reads_the_row_anew(session):
    complaint = factories.complaint(session)
    session.connection().exec_driver_sql(
        f"UPDATE complaint SET version = 7 WHERE id = {complaint.id}"
    )

    assert complaints.load_for_change(session, complaint.id).version == 7


def test_what_becomes_public_after_acceptance_gets_its_masked_words(
    session, units, rules, coordinator
):
    complaint = factories.complaint(
        session, content="Gọi tôi 0900 000 111.", issue_code="DD02", category_code="DD"
    )
    factories.routed(session, complaint, actor=coordinator)
    said = Classification(
        kind=ComplaintKind.PHAN_ANH,
        issue_code="GT01",
        category_code="GT",
        ward_code=complaint.ward_code,
        is_public=True,
        is_urgent=False,
    )

    complaints.classify(
        session, complaint, said, seen_version=complaint.version, rules=rules, actor=coordinator,
        now=NOW,
    )  # fmt: skip

    assert complaint.published_at == NOW
    assert complaint.public_content == "Gọi tôi [số điện thoại]."
