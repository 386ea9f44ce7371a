"""What the demo's complaints tell: made once for each database, and only read here."""

import json

import pytest

from models import (
    Agency,
    Approver,
    Assignment,
    Attachment,
    CaseExtension,
    CaseFile,
    CaseNote,
    Chase,
    Comment,
    Complaint,
    ContractorLink,
    DutyShift,
    OutboxMessage,
    PartyOpinion,
    Question,
    ReplyText,
    Room,
    RoutingRule,
    SealedComplaint,
    Staff,
)
from moderation.cli import demo
from moderation.domain import complaint_states
from moderation.domain.case_states import AssignmentState, CaseState, NoteAudience, Outcome
from moderation.domain.comment_states import CommentState
from moderation.domain.complaint_states import ComplaintState
from moderation.extensions import db
from tests.conftest import NOW, sharing


@pytest.fixture(scope="module")
def told(app):
    """A connection on which the demo was made."""
    with app.app_context():
        connection = db.engine.connect()
    outer = connection.begin()
    with pytest.MonkeyPatch.context() as patch, sharing(connection, patch):
        words = ["demo", "seed", "--articles", "1", "--comments", "8"]
        result = app.test_cli_runner().invoke(args=words)
    assert result.exit_code == 0, result.output
    yield connection
    outer.rollback()
    connection.close()


@pytest.fixture
def connection(told):
    mark = told.begin_nested()
    yield told
    mark.rollback()


def test_some_are_late_and_some_are_urgent(session):
    waiting = session.query(Complaint).filter_by(state=ComplaintState.RECEIVED).all()
    assert {made.is_urgent for made in waiting} == {True, False}
    assert {made.respond_by < NOW for made in waiting} == {True, False}
    working = session.query(CaseFile).filter(CaseFile.state != CaseState.ANSWERED).all()
    assert {case.due_on < NOW.date() for case in working} == {True, False}


def test_every_way_in_and_every_wish_is_there(session):
    made = session.query(Complaint).all()
    assert {each.source for each in made} == {"web", "phone", "desk", "comment", "split"}
    assert {each.hide_identity for each in made if each.case_id} == {True, False}
    assert {each.is_public for each in made if each.case_id} == {True, False}
    assert any(each.about_unit_id for each in made)
    assert all(each.public_name == "" for each in made if each.hide_identity)
    answered = session.query(Question).filter(Question.answered_at.is_not(None)).one()
    complaint = session.get(Complaint, answered.complaint_id)
    assert complaint.state is ComplaintState.RECEIVED


def test_a_unit_complained_of_has_no_part_in_the_case(session):
    about = session.query(Complaint).filter(Complaint.about_unit_id.is_not(None)).all()
    assert about
    for complaint in about:
        parts = session.query(Assignment).filter_by(case_id=complaint.case_id)
        assert complaint.about_unit_id not in {part.agency_id for part in parts}


def test_one_complaint_was_a_comment(session):
    complaint = session.query(Complaint).filter_by(source="comment").one()
    comment = session.get(Comment, complaint.comment_id)
    assert (comment.state, comment.title) == (CommentState.CONVERTED, complaint.title)


def test_photos_are_kept_encrypted_and_proof_is_public_when_the_answer_is(session, tools):
    photos = session.query(Attachment).all()
    proof = [photo for photo in photos if photo.assignment_id]
    closed = {case.id for case in session.query(CaseFile).filter_by(state=CaseState.ANSWERED)}
    shown = {
        photo.is_public
        for photo in proof
        if session.get(Assignment, photo.assignment_id).case_id in closed
    }
    assert (len(photos), len(proof), shown) == (16, 5, {True})
    assert tools.photos.read(photos[0].file).startswith(b"RIFF")


def test_no_word_of_what_is_covered_stands_in_clear(session):
    sealed = session.query(SealedComplaint).count()
    hidden = session.query(Complaint).filter(Complaint.state.in_(complaint_states.CONFIDENTIAL))
    assert sealed == hidden.count() == 3
    assert {(each.title, each.content, each.full_name) for each in hidden} == {("", "", "")}


def test_no_old_news_is_mailed(session):
    waiting = session.query(OutboxMessage).filter_by(kind="complaint_news", finished_at=None)
    assert waiting.count() == 0


def test_agency_officers_have_logins_of_their_own(session, tools):
    people = {person.email: person for person in session.query(Staff)}
    codes = {agency.id: agency.code for agency in session.query(Agency)}
    assert codes[people["so@demo.example"].agency_id] == "SXD"
    assert codes[people["phuong@demo.example"].agency_id] == "UBX-00316"
    assert codes[people["thoatnuoc@demo.example"].agency_id] == "HSDC"
    held = json.loads((tools.settings.instance / "demo_logins.json").read_text())
    assert set(held) == set(demo._PEOPLE)
    for login, (email, _name) in demo._PEOPLE.items():
        assert tools.passwords.fits(people[email].password_hash, held[login])


def test_what_a_house_sets_up_is_there(session):
    house = (Room, Approver, ReplyText, DutyShift, RoutingRule, ContractorLink, CaseExtension)
    assert [session.query(each).count() for each in house] == [2, 1, 2, 1, 3, 1, 1]
    assert {note.audience for note in session.query(CaseNote)} == set(NoteAudience)
    assert session.query(Chase).filter(Chase.by_id.is_not(None)).count() == 1
    assert session.query(PartyOpinion).one().case_id == (
        session.query(CaseFile.id).filter(CaseFile.is_prominent).scalar()
    )
    assert session.query(CaseFile).filter_by(outcome=Outcome.NOT_FIXED).one().closed_at
    waits = session.query(CaseFile).filter_by(state=CaseState.AWAITING_APPROVAL)
    leads = session.query(Assignment).filter(Assignment.case_id.in_(each.id for each in waits))
    assert AssignmentState.ACCEPTED in {lead.state for lead in leads if lead.role == "lead"}
