"""Who has which comment in front of them; of two who ask, one gets it."""

import threading
from datetime import timedelta

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.engine import make_url

from models import CommentClaim, Staff
from moderation.adapters.database import for_writing
from moderation.domain.comment_states import UNDECIDED, CommentAction, CommentState
from moderation.extensions import db
from moderation.jobs.purge import purge
from moderation.queries import claims as queries
from moderation.services import claims, decisions
from moderation.services.comments import Decision
from tests import factories
from tests.conftest import NOW, close, make_app, settings_for

LEASE = timedelta(minutes=10)
PENDING = (CommentState.PENDING,)


@pytest.fixture
def other(session):
    return factories.person(session, name="Quang Huy")


@pytest.fixture
def waiting(session, article):
    return [factories.comment(session, article) for _ in range(3)]


def take(session, comments, actor, at=NOW):
    ids = [comment.id for comment in comments]
    return sorted(claims.claim(session, ids, actor=actor, now=at, lease=LEASE))


def test_what_a_colleague_has_is_not_taken_and_the_rest_is(session, waiting, moderator, other):
    take(session, waiting[:1], moderator)

    assert take(session, waiting, other) == [waiting[1].id, waiting[2].id]
    assert queries.of_other(session, waiting[0].id, other.id, now=NOW).name == "Minh Thu"
    assert queries.of_other(session, waiting[0].id, moderator.id, now=NOW) is None


def test_ones_own_claim_is_renewed_and_a_lapsed_one_goes_to_whoever_asks(
    session, waiting, moderator, other
):
    take(session, waiting[:2], moderator)
    take(session, waiting[:1], moderator, at=NOW + LEASE / 2)

    assert take(session, waiting[:2], other, at=NOW + LEASE) == [waiting[1].id]


def test_renewing_keeps_only_what_nobody_took_over(session, waiting, moderator, other):
    take(session, waiting[:2], moderator)
    take(session, waiting[:1], other, at=NOW + LEASE)
    ids = [comment.id for comment in waiting]

    kept = claims.renew(session, ids, actor=moderator, now=NOW + LEASE, lease=LEASE)

    assert kept == [waiting[1].id]


def test_a_batch_is_of_those_that_wait_longest_and_that_nobody_has(
    session, waiting, moderator, other
):
    take(session, waiting[:1], other)

    got = claims.claim_next(session, PENDING, 2, actor=moderator, now=NOW, lease=LEASE)
    rest = claims.claim_next(session, UNDECIDED, 2, actor=other, now=NOW, lease=LEASE)

    assert sorted(got) == [waiting[1].id, waiting[2].id]
    assert rest == []


def test_giving_back_frees_ones_own_only(session, waiting, moderator, other):
    take(session, waiting[:1], other)
    take(session, waiting[1:], moderator)

    claims.give_back(session, [comment.id for comment in waiting], actor=moderator)

    assert [claim.staff_id for claim in session.query(CommentClaim)] == [other.id]


def test_a_decision_ends_every_claim_to_its_comment(session, waiting, moderator, other):
    take(session, waiting[:1], other)
    decision = Decision(action=CommentAction.APPROVE, seen_version=1)

    decisions.decide(session, waiting[0], decision, actor=moderator, now=NOW)

    assert session.query(CommentClaim).count() == 0


def test_claims_of_yesterday_are_forgotten(session, waiting, moderator, tools):
    take(session, waiting[:1], moderator, at=NOW - timedelta(days=2))
    take(session, waiting[1:], moderator)

    purge(session, photos=tools.photos, now=NOW)

    assert session.query(CommentClaim).count() == 2


@pytest.mark.parametrize("database", ["sqlite", "postgresql"])
def test_two_who_take_a_batch_at_once_share_no_comment(request, tmp_path, database):
    url = ""
    if database == "postgresql":
        url = _own_database(request.getfixturevalue("postgresql_url"))
    app = make_app(settings_for(tmp_path, url))
    with app.app_context(), for_writing(db.session.session_factory()) as session:
        people = [factories.person(session), factories.person(session)]
        page = factories.article(session)
        for _ in range(20):
            factories.comment(session, page)
        ids = [person.id for person in people]
    got: dict[int, list[int]] = {}
    start = threading.Barrier(2)

    def ask(staff_id: int) -> None:
        with app.app_context(), for_writing(db.session.session_factory()) as session:
            start.wait(timeout=20)
            person = session.get(Staff, staff_id)
            got[staff_id] = claims.claim_next(
                session, PENDING, 10, actor=person, now=NOW, lease=LEASE
            )
            session.commit()

    threads = [threading.Thread(target=ask, args=(staff_id,)) for staff_id in ids]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    close(app)

    first, second = got.values()
    assert set(first) & set(second) == set()
    assert first or second


def _own_database(url: str) -> str:
    """A database beside the run's own, for rows that are not rolled back."""
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text("DROP DATABASE IF EXISTS claims"))
        connection.execute(text("CREATE DATABASE claims"))
    engine.dispose()
    return make_url(url).set(database="claims").render_as_string(hide_password=False)
