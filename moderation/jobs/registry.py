"""What runs when. A plain function each; huey calls them, tests call them too."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from datetime import datetime
from typing import cast

import structlog
from huey import Huey, RedisHuey, SqliteHuey, crontab
from huey.api import PeriodicTask, Task
from huey.consumer import Consumer
from huey.signals import SIGNAL_COMPLETE
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from moderation.adapters.photo_store import PhotoStore
from moderation.domain import chasing, quiet_hours
from moderation.domain.intake import IntakeRules
from moderation.domain.settings import Settings
from moderation.jobs import closing, deadlines, digest, notices, purge, questions, readings
from moderation.jobs.digest import DigestRules
from moderation.jobs.letters import Post
from moderation.jobs.readings import Sampling
from moderation.services import job_runs

_log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Workshop:
    """What jobs work with. `reading` and `writing` open a session and close it."""

    reading: Callable[[], AbstractContextManager[Session]]
    writing: Callable[[], AbstractContextManager[Session]]
    engine: Engine
    post: Post
    clock: Callable[[], datetime]
    photos: PhotoStore
    rules: Callable[[Session], IntakeRules]  # by the calendar as it stands now
    house: Callable[[Session], Settings]  # as administrators changed them, read each time

    def post_now(self, settings: Settings) -> Post:
        """The post, with what may be changed while the worker runs."""
        quiet = quiet_hours.parse(settings.quiet_hours, self.post.zone)
        return replace(self.post, site_name=settings.site_name, quiet=quiet)


def make_queue(settings: Settings) -> Huey:
    """The queue of tasks: in Redis when set, else a SQLite file of its own beside the database."""
    if settings.redis_url:
        return RedisHuey("portal", url=settings.redis_url, results=False)
    return SqliteHuey("portal", filename=str(settings.instance / "queue.db"), results=False)


def register(queue: Huey, workshop: Workshop) -> Callable[[], object]:
    """Put every job on its schedule; calling the result sweeps the outbox now.

    A server that comes back calls it, so what fell due meanwhile does not wait for the minute.
    """

    @queue.task(name="deliver")
    def deliver(message_id: int) -> None:
        send_one(workshop, message_id)

    @queue.periodic_task(crontab(minute="*"), name="sweep_outbox")
    def sweep_outbox() -> None:
        """Hand out what is due; a message whose worker was killed comes round again."""
        with workshop.reading() as session:
            waiting = notices.due(session, now=workshop.clock())
            spent = notices.has_spent(session, now=workshop.clock())
        if spent:
            with workshop.writing() as session:
                notices.give_up_spent(session, now=workshop.clock())
                session.commit()
        for message_id in waiting:
            deliver(message_id)

    _register_cleaning(queue, workshop)
    _register_complaints(queue, workshop)
    _register_readings(queue, workshop)
    _register_closing(queue, workshop)
    _register_deadlines(queue, workshop)
    _register_digest(queue, workshop)
    _note_runs(queue, workshop)
    return cast(Callable[[], object], sweep_outbox)


def _register_cleaning(queue: Huey, workshop: Workshop) -> None:
    @queue.periodic_task(crontab(minute="17"), name="purge")
    def purge_expired() -> None:
        with workshop.writing() as session:
            purge.purge(session, photos=workshop.photos, now=workshop.clock())
            session.commit()
        workshop.post.forget(workshop.clock() - purge.MAILS_KEPT)

    @queue.periodic_task(crontab(minute="*"), name="empty_log")
    def empty_log() -> None:
        with workshop.reading() as session:
            wanted = purge.log_must_go(session, workshop.engine, now=workshop.clock())
        if wanted and not purge.empty_log(workshop.engine):
            _log.info("log in use, left for the next minute")


def _register_complaints(queue: Huey, workshop: Workshop) -> None:
    @queue.periodic_task(crontab(minute="23", hour="19"), name="forget_lost_photos")
    def forget_lost_photos() -> None:
        """At night in Hanoi (the hour is UTC): the whole folder is walked."""
        with workshop.reading() as session:
            lost = purge.lost_photos(session, photos=workshop.photos, now=workshop.clock())
        purge.forget_photos(workshop.photos, lost)

    @queue.periodic_task(crontab(minute="41"), name="chase_questions")
    def chase_questions() -> None:
        with workshop.writing() as session:
            questions.chase(session, rules=workshop.rules(session), now=workshop.clock())
            session.commit()


def _register_readings(queue: Huey, workshop: Workshop) -> None:
    @queue.periodic_task(crontab(minute="7,27,47"), name="sample_readings")
    def sample_readings() -> None:
        with workshop.writing() as session:
            percent = workshop.house(session).second_reading_percent
            sampling = Sampling(percent, workshop.post.secret_key)
            readings.sample(session, sampling, now=workshop.clock())
            session.commit()


def _register_closing(queue: Huey, workshop: Workshop) -> None:
    @queue.periodic_task(crontab(minute="11"), name="close_silent_cases")
    def close_silent_cases() -> None:
        with workshop.writing() as session:
            days = workshop.house(session).rating_days
            closing.close_silent(session, days=days, now=workshop.clock())
            session.commit()


def _register_deadlines(queue: Huey, workshop: Workshop) -> None:
    @queue.periodic_task(crontab(minute="11"), name="run_out_of_time")
    def run_out_of_time() -> None:
        with workshop.writing() as session:
            deadlines.give_up(session, rules=workshop.rules(session), now=workshop.clock())
            session.commit()

    @queue.periodic_task(crontab(minute="31"), name="remind_of_due_dates")
    def remind_of_due_dates() -> None:
        with workshop.writing() as session:
            rules, now = workshop.rules(session), workshop.clock()
            rungs = chasing.ladder(workshop.house(session).chase_days)
            deadlines.remind(session, rungs, rules=rules, now=now)
            session.commit()


def _register_digest(queue: Huey, workshop: Workshop) -> None:
    @queue.periodic_task(crontab(minute="*/10"), name="send_digests")
    def send_digests() -> None:
        """From the hour of the digest on, once a working day; the sweep sends them."""
        now = workshop.clock()
        with workshop.reading() as session:
            hour = workshop.house(session).digest_hour
            known = DigestRules(hour, lambda session: workshop.rules(session).calendar)
            people = digest.whom_to_tell(session, known, now=now)
        if not people:
            return
        today = now.astimezone(workshop.post.zone).date()
        with workshop.writing() as session:
            digest.queue(session, people, today=today, now=now)
            session.commit()


def _note_runs(queue: Huey, workshop: Workshop) -> None:
    """Remember when each periodic job last came to its end: `jobs status` tells who is late."""

    @queue.signal(SIGNAL_COMPLETE)
    def note_run(_signal: str, task: Task) -> None:
        if isinstance(task, PeriodicTask):
            with workshop.writing() as session:
                job_runs.note(session, type(task).__name__, now=workshop.clock())
                session.commit()


def send_one(workshop: Workshop, message_id: int) -> None:
    """Claim, commit, read, send, note, commit: a crash between sends again, with the same
    Message-ID. Nobody waits for the database while the mail server takes its time.
    """
    with workshop.writing() as session:
        post = workshop.post_now(workshop.house(session))
        claimed = notices.claim(session, message_id, now=workshop.clock(), quiet=post.quiet)
        session.commit()
    if not claimed:
        return
    with workshop.reading() as session:
        letter = notices.write(session, message_id, post, now=workshop.clock())
    failure = notices.send(letter, message_id, post)
    with workshop.writing() as session:
        notices.note(session, message_id, letter, failure, now=workshop.clock())
        session.commit()


def make_consumer(queue: Huey, *, graceful_signal: str = "INT") -> Consumer:
    """One worker thread and the scheduler; start it on the main thread, then set signal
    handlers.
    """
    return queue.create_consumer(
        workers=1,
        periodic=True,
        max_delay=2.0,
        check_worker_health=False,
        graceful_signal=graceful_signal,
    )
