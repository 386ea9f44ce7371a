"""The security code across processes: one right answer, many who send it at once."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from moderation.adapters.database import DeskSession, for_writing
from moderation.domain.captcha_answers import CaptchaRules, fresh_id
from moderation.domain.comment_states import CommentAction
from moderation.domain.errors import StaleVersion
from moderation.extensions import db
from moderation.services import captchas, comments
from moderation.services.comments import Decision
from tests import factories
from tests.conftest import NOW, close, make_app, settings_for
from tests.journeys.test_nothing_is_lost import _own_database

RULES = CaptchaRules(secret_key="key", length=5, lifetime=timedelta(minutes=30))


@pytest.fixture(params=["sqlite", "postgresql"])
def house(request, tmp_path):
    """A database of its own: threads here commit for real."""
    url = _own_database(request) if request.param == "postgresql" else ""
    app = make_app(settings_for(tmp_path, url))
    yield app
    close(app)


def at_once(app, number, act):
    """Results of `act(session)` in `number` threads that begin together and commit on their own."""
    start = threading.Barrier(number)

    def one(_number):
        with app.app_context(), for_writing(DeskSession(db=db, expire_on_commit=False)) as session:
            start.wait()
            try:
                result = act(session)
                session.commit()
            except StaleVersion as error:
                return error
            return result

    with ThreadPoolExecutor(number) as pool:
        return list(pool.map(one, range(number)))


def test_one_right_answer_passes_once_however_many_send_it(house):
    captcha_id = fresh_id()
    [answer] = at_once(
        house, 1, lambda session: captchas.ask(session, captcha_id, rules=RULES, now=NOW)
    )

    passed = at_once(
        house,
        6,
        lambda session: captchas.consume(session, captcha_id, answer, rules=RULES, now=NOW),
    )

    assert sorted(passed) == [False] * 5 + [True]


def test_picture_and_sound_asked_for_at_once_agree(house):
    captcha_id = fresh_id()

    answers = at_once(
        house, 4, lambda session: captchas.ask(session, captcha_id, rules=RULES, now=NOW)
    )

    assert len(set(answers)) == 1


def test_of_two_decisions_at_once_one_wins_and_the_other_hears_of_it(house):
    with house.app_context(), for_writing(DeskSession(db=db, expire_on_commit=False)) as session:
        moderator = factories.person(session)
        comment_id = factories.comment(session, factories.article(session)).id

    def decide(session):
        comment = comments.load_for_change(session, comment_id)
        decision = Decision(action=CommentAction.APPROVE, seen_version=1)
        return comments.decide(session, comment, decision, actor=moderator, now=NOW).state

    results = at_once(house, 4, decide)

    assert sum(isinstance(result, StaleVersion) for result in results) == 3
    assert [str(result) for result in results if not isinstance(result, StaleVersion)] == [
        "published"
    ]


def test_many_submissions_at_once_keep_the_counters_true(house):
    from moderation.queries.comments import counts
    from moderation.services.comments import NewComment

    with house.app_context(), for_writing(DeskSession(db=db, expire_on_commit=False)) as session:
        article_id = factories.article(session).id

    words = NewComment(full_name="a", title="b", content="c")
    at_once(house, 8, lambda session: comments.submit(session, article_id, words, now=NOW).id)

    with house.app_context(), DeskSession(db=db) as session:
        assert counts(session)["pending"] == 8
