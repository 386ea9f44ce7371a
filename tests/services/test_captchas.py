from datetime import timedelta

import pytest

from models import Captcha
from moderation.domain.captcha_answers import CaptchaRules, fresh_id
from moderation.services import captchas
from tests.conftest import NOW

RULES = CaptchaRules(secret_key="key", length=5, lifetime=timedelta(minutes=30))


def ask(session, captcha_id, now=NOW):
    return captchas.ask(session, captcha_id, rules=RULES, now=now)


def consume(session, captcha_id, answer, now=NOW, rules=RULES):
    return captchas.consume(session, captcha_id, answer, rules=rules, now=now)


def test_picture_and_sound_of_one_code_agree(session):
    captcha_id = fresh_id()

    assert ask(session, captcha_id) == ask(session, captcha_id)


def test_a_right_answer_works_once(session):
    captcha_id = fresh_id()
    answer = ask(session, captcha_id)

    assert consume(session, captcha_id, answer)
    assert not consume(session, captcha_id, answer)


def test_asking_again_after_the_answer_draws_another_code(session):
    captcha_id = fresh_id()
    answer = ask(session, captcha_id)
    before = session.get(Captcha, captcha_id).nonce
    consume(session, captcha_id, answer)

    drawn = ask(session, captcha_id)

    row = session.get(Captcha, captcha_id, populate_existing=True)
    assert ask(session, captcha_id) == drawn
    assert row.nonce != before
    assert consume(session, captcha_id, drawn)


def test_a_code_answered_while_it_is_drawn_again_is_drawn_afresh(session, monkeypatch):
    """Another process consumes the row between the refused insert and the reading."""
    captcha_id = fresh_id()
    answer = ask(session, captcha_id)
    insert = captchas.insert_if_absent

    def overtaken(session, row):
        done = insert(session, row)
        if not done:
            consume(session, captcha_id, answer)
        return done

    monkeypatch.setattr(captchas, "insert_if_absent", overtaken)

    assert consume(session, captcha_id, ask(session, captcha_id))


def test_the_fifth_wrong_answer_takes_the_code_away(session):
    captcha_id = fresh_id()
    answer = ask(session, captcha_id)

    wrong = [consume(session, captcha_id, "00000") for _ in range(captchas.MOST_ATTEMPTS)]

    assert not any(wrong)
    assert not consume(session, captcha_id, answer)


def test_four_wrong_answers_do_no_harm_yet(session):
    captcha_id = fresh_id()
    answer = ask(session, captcha_id)
    for _ in range(captchas.MOST_ATTEMPTS - 1):
        consume(session, captcha_id, "00000")

    assert consume(session, captcha_id, answer)


def test_an_answer_too_late_is_wrong(session):
    captcha_id = fresh_id()
    answer = ask(session, captcha_id)

    assert not consume(session, captcha_id, answer, now=NOW + RULES.lifetime)


def test_an_expired_code_is_drawn_afresh(session):
    captcha_id = fresh_id()
    ask(session, captcha_id)
    later = NOW + RULES.lifetime

    assert consume(session, captcha_id, ask(session, captcha_id, now=later), now=later)


def test_a_code_nobody_asked_for_has_no_answer(session):
    assert not consume(session, fresh_id(), "23456")


def test_the_fixed_answer_of_a_testing_server_passes_without_a_row(session):
    rules = CaptchaRules(secret_key="key", length=5, lifetime=RULES.lifetime, fixed_answer="24680")

    assert consume(session, fresh_id(), "24680", rules=rules)
    assert not consume(session, fresh_id(), "13579", rules=rules)


def test_the_answer_is_not_in_the_table(session):
    captcha_id = fresh_id()
    answer = ask(session, captcha_id)
    row = session.get(Captcha, captcha_id)

    assert answer not in (row.nonce, row.answer_hmac)
    assert len(row.answer_hmac) == 64


@pytest.mark.parametrize(("age", "gone"), [(timedelta(minutes=29), 0), (timedelta(minutes=30), 1)])
def test_expired_codes_are_purged(session, age, gone):
    ask(session, fresh_id())

    assert captchas.purge(session, now=NOW + age) == gone
