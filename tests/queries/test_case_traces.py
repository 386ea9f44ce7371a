from datetime import date

import pytest

from models import CaseLink, CaseNote, CasePause, Chase, Question, Rating
from moderation.domain.case_states import CaseLinkKind, NoteAudience
from moderation.queries.case_traces import Traces, traces
from moderation.services import audit
from moderation.services.audit import Subject
from tests import factories
from tests.conftest import NOW


@pytest.fixture
def routed(session, units, coordinator):
    complaint = factories.complaint(session)
    return complaint, factories.routed(session, complaint, "SXD", (), coordinator)


def there(session, complaint, case) -> set[str]:
    found = traces(session, complaint.id, case.id if case else None)
    return {name for name in Traces._fields if getattr(found, name)}


def test_a_case_just_routed_has_nothing(session, routed):
    assert there(session, *routed) == set()


def test_each_thing_leaves_its_trace(session, routed, coordinator):
    complaint, case = routed
    other = factories.routed(session, factories.complaint(session), "SXD", (), coordinator)
    part = factories.part_of(session, case, "SXD")
    session.add_all(
        [
            Question(complaint_id=complaint.id, asked_at=NOW, text="Ở đâu?", answer_by=NOW.date()),
            CaseNote(
                case_id=case.id, audience=NoteAudience.CASE, by_id=coordinator.id, at=NOW, text="x"
            ),
            CasePause(
                case_id=case.id, agency_id=part.agency_id, complaint_id=complaint.id, question="x",
                asked_by_id=coordinator.id, asked_at=NOW, began_on=date(2026, 11, 23),
            ),
            Chase(
                case_id=case.id, assignment_id=part.id, by_id=coordinator.id, at=NOW, text="x",
                step="officer", key="x", due_on=NOW.date(),
            ),
            CaseLink(
                case_id=other.id, other_id=case.id, kind=CaseLinkKind.RELATED,
                by_id=coordinator.id, at=NOW,
            ),
            Rating(complaint_id=complaint.id, round=1, is_satisfied=True, at=NOW, text=""),
        ]
    )  # fmt: skip
    audit.record(
        session, Subject.COMPLAINT, complaint.id, "reopen", actor=coordinator, now=NOW, note="x"
    )
    session.flush()

    found = there(session, complaint, case)

    assert found == {
        "questions", "notes", "pauses", "chases", "links", "ratings", "reopenings",
    }  # fmt: skip
    assert there(session, complaint, None) == {"questions"}
