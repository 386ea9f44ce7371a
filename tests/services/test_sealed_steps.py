"""The sealed lane at work: registered once, followed, answered; every word encrypted."""

import pytest
from sqlalchemy import text

from models import Event, SealedStep
from moderation.domain.errors import IllegalTransition, Invalid, NotFound
from moderation.domain.sealed_steps import SealedStepKind, register_number
from moderation.services import complaint_sealing, sealed_steps
from tests import factories
from tests.conftest import NOW


@pytest.fixture
def seal(tools):
    return tools.seal


@pytest.fixture
def officer(confidential_officer):
    return confidential_officer


@pytest.fixture
def covered(session, coordinator, seal):
    def made():
        found = factories.complaint(session, title="Ông Xấu nhận tiền")
        complaint_sealing.cover(
            session, found, seen_version=found.version, rules=factories.rules(session), seal=seal,
            actor=coordinator, now=NOW,
        )  # fmt: skip
        return found

    return made


@pytest.fixture
def sealed(session, covered, officer):
    def made():
        found = covered()
        complaint_sealing.seal_for_good(
            session, found, seen_version=found.version, actor=officer, now=NOW
        )
        return found

    return made


def register(session, complaint, seal, officer, year=2026):
    return sealed_steps.register(session, complaint, year=year, seal=seal, actor=officer, now=NOW)


def add(session, complaint, kind, words, seal, officer):
    sealed_steps.add(session, complaint, kind, words, seal=seal, actor=officer, now=NOW)


@pytest.mark.parametrize(
    ("last", "number"), [(None, "01/2026"), ("01/2026", "02/2026"), ("99/2026", "100/2026")]
)
def test_numbers_follow_each_other_within_a_year(last, number):
    assert register_number(last, 2026) == number


def test_each_denunciation_gets_the_next_number_of_its_year(session, sealed, seal, officer):
    numbers = [register(session, sealed(), seal, officer, year) for year in (2026, 2026, 2027)]

    assert numbers == ["01/2026", "02/2026", "01/2027"]


def test_the_hundredth_is_followed_by_the_next(session, sealed, seal, officer):
    for number in ("99/2026", "100/2026"):
        first = sealed()
        session.execute(
            text("UPDATE sealed_complaint SET register_number = :number WHERE complaint_id = :id"),
            {"number": number, "id": first.id},
        )
    session.expire_all()

    assert register(session, sealed(), seal, officer) == "101/2026"


def test_nothing_is_entered_twice_nor_before_it_is_sealed(session, covered, sealed, seal, officer):
    entered = sealed()
    register(session, entered, seal, officer)

    for complaint in (entered, covered()):
        with pytest.raises(IllegalTransition):
            register(session, complaint, seal, officer)


def test_no_word_of_what_is_done_stands_in_clear(session, sealed, seal, officer):
    complaint = sealed()

    add(session, complaint, SealedStepKind.NOTE, "Đã mời ông Xấu lên.", seal, officer)
    add(session, complaint, SealedStepKind.ANSWER, "Đã kết luận.", seal, officer)

    kept = session.query(SealedStep).all()
    assert all("mời".encode() not in row.ciphertext for row in kept)
    assert all(b"kept" not in row.ciphertext for row in kept)
    told = sealed_steps.steps(session, complaint.id, seal=seal, actor=officer)
    assert [(step.kind, step.text, step.by) for step in told] == [
        (SealedStepKind.NOTE, "Đã mời ông Xấu lên.", officer.name),
        (SealedStepKind.ANSWER, "Đã kết luận.", officer.name),
    ]
    notes = {row.note for row in session.query(Event).filter(Event.action.startswith("sealed_"))}
    assert notes == {""}


def test_an_answer_sent_twice_is_one(session, sealed, seal, officer):
    found = sealed()
    for words in ("Đã nhận đơn.", "Đã nhận đơn.", "Đang xem xét.", "Đã nhận đơn."):
        add(session, found, SealedStepKind.ANSWER, words, seal, officer)

    told = [step.text for step in sealed_steps.answers(session, found.id, seal=seal)]

    assert told == ["Đã nhận đơn.", "Đang xem xét.", "Đã nhận đơn."]


def test_the_sender_reads_the_answers_and_no_note(session, sealed, seal, officer):
    complaint = sealed()
    add(session, complaint, SealedStepKind.NOTE, "Đã mời ông Xấu lên.", seal, officer)
    add(session, complaint, SealedStepKind.ANSWER, "Đã kết luận.", seal, officer)

    answers = sealed_steps.answers(session, complaint.id, seal=seal)

    assert [step.text for step in answers] == ["Đã kết luận."]


def test_a_step_opens_for_its_own_row_only(session, sealed, seal, officer):
    complaint = sealed()
    for words in ("Một.", "Hai."):
        add(session, complaint, SealedStepKind.NOTE, words, seal, officer)
    first, second = session.query(SealedStep).order_by(SealedStep.id)
    first.ciphertext = second.ciphertext
    session.flush()

    with pytest.raises(ValueError, match="another row"):
        sealed_steps.steps(session, complaint.id, seal=seal, actor=officer)


def test_an_officer_named_in_it_knows_of_nothing(session, sealed, seal, officer):
    complaint = sealed()
    complaint_sealing.exclude(session, complaint.id, officer.id, actor=officer, now=NOW)

    for attempt in (
        lambda: register(session, complaint, seal, officer),
        lambda: add(session, complaint, SealedStepKind.NOTE, "A", seal, officer),
        lambda: sealed_steps.steps(session, complaint.id, seal=seal, actor=officer),
    ):
        with pytest.raises(NotFound):
            attempt()


@pytest.mark.parametrize(
    ("kind", "words", "field"),
    [(SealedStepKind.NOTE, "", "text"), (SealedStepKind.REGISTER, "07/2026", "kind")],
)
def test_what_cannot_be_written_is_refused(session, sealed, seal, officer, kind, words, field):
    with pytest.raises(Invalid) as caught:
        add(session, sealed(), kind, words, seal, officer)

    assert caught.value.field == field
