from datetime import timedelta

from models import Submission
from moderation.domain.captcha_answers import fresh_id
from moderation.services import submissions
from tests.conftest import NOW

HALF_HOUR = timedelta(minutes=30)


def test_a_form_sent_twice_is_one_submission(session):
    submission_id = fresh_id()
    first = submissions.claim(session, submission_id, now=NOW)
    first.receipt = "BL-1"
    session.flush()

    again = submissions.claim(session, submission_id, now=NOW + timedelta(hours=1))

    assert (again.receipt, again.created_at) == ("BL-1", NOW)


def test_a_pass_lasts_as_long_as_a_code(session):
    submission = submissions.claim(session, fresh_id(), now=NOW)
    before = submissions.has_pass(submission, now=NOW, lifetime=HALF_HOUR)
    submission.captcha_passed_at = NOW

    assert not before
    assert submissions.has_pass(submission, now=NOW + timedelta(minutes=29), lifetime=HALF_HOUR)
    assert not submissions.has_pass(submission, now=NOW + HALF_HOUR, lifetime=HALF_HOUR)


def test_an_edited_form_has_another_digest():
    assert submissions.digest("key", ["a", "bc"]) == submissions.digest("key", ["a", "bc"])
    assert submissions.digest("key", ["a", "bc"]) != submissions.digest("key", ["ab", "c"])
    assert submissions.digest("key", ["a"]) != submissions.digest("other", ["a"])


def test_old_submissions_are_purged(session):
    old = submissions.claim(session, fresh_id(), now=NOW - timedelta(days=31))
    new = submissions.claim(session, fresh_id(), now=NOW)
    old_id, new_id = old.id, new.id

    assert submissions.purge(session, now=NOW) == 1
    session.expire_all()
    assert [session.get(Submission, row_id) is None for row_id in (old_id, new_id)] == [True, False]
