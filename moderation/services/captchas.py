"""Security codes: written when picture or sound is asked for, gone when answered."""

from datetime import datetime

from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from models import Captcha
from moderation.adapters.database import affected, insert_if_absent
from moderation.domain import captcha_answers as answers
from moderation.domain.captcha_answers import CaptchaRules

MOST_ATTEMPTS = 5


def ask(session: Session, captcha_id: str, *, rules: CaptchaRules, now: datetime) -> str:
    """The answer to draw or speak for `captcha_id`; picture and sound of one id agree.

    Writes the row on the first question and after it expired. Flushes.
    """
    session.execute(delete(Captcha).where(Captcha.id == captcha_id, Captcha.expires_at <= now))
    nonce = answers.fresh_id()
    answer = answers.answer_for(rules.secret_key, captcha_id, nonce, rules.length)
    row = Captcha(
        id=captcha_id,
        nonce=nonce,
        answer_hmac=answers.answer_hmac(rules.secret_key, captcha_id, answer),
        expires_at=now + rules.lifetime,
        attempts=0,
    )
    if insert_if_absent(session, row):
        return answer
    kept = session.get(Captcha, captcha_id, populate_existing=True)
    if kept is None:  # answered meanwhile, in another process: as if it had never been drawn
        return ask(session, captcha_id, rules=rules, now=now)
    return answers.answer_for(rules.secret_key, captcha_id, kept.nonce, rules.length)


def consume(
    session: Session, captcha_id: str, answer: str, *, rules: CaptchaRules, now: datetime
) -> bool:
    """Whether `answer` is right; a right one works once, on whatever process it arrives.

    A wrong one counts, and the fifth takes the code away. Executes at once; the caller commits,
    also when the rest of the form fails.
    """
    if rules.fixed_answer and answers.normal_answer(answer) == answers.normal_answer(
        rules.fixed_answer
    ):
        return True
    typed = answers.answer_hmac(rules.secret_key, captcha_id, answer)
    right = delete(Captcha).where(
        Captcha.id == captcha_id, Captcha.answer_hmac == typed, Captcha.expires_at > now
    )
    if session.scalar(right.returning(Captcha.id)) is not None:
        return True
    session.execute(
        update(Captcha).where(Captcha.id == captcha_id).values(attempts=Captcha.attempts + 1)
    )
    session.execute(
        delete(Captcha).where(Captcha.id == captcha_id, Captcha.attempts >= MOST_ATTEMPTS)
    )
    return False


def purge(session: Session, *, now: datetime) -> int:
    """Delete codes that expired; how many went."""
    return affected(session.execute(delete(Captcha).where(Captcha.expires_at <= now)))
