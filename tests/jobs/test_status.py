"""`jobs status`: what ran when, who is late, and the exit status that monitoring reads."""

from datetime import timedelta

import pytest

from models import OutboxMessage
from moderation.cli.workshop import workshop_for
from moderation.jobs import registry, status
from moderation.services import job_runs
from tests.conftest import NOW

HOUR = timedelta(hours=1)


@pytest.fixture
def queue(tools, app):
    queue = registry.make_queue(tools.settings)
    registry.register(queue, workshop_for(app))
    return queue


def late(session, queue, now=NOW, patience=HOUR) -> list[str]:
    jobs = status.of_jobs(session, queue, patience=patience, now=now)
    return [job.name for job in jobs if job.is_late]


def test_without_a_worker_everything_is_late(session, queue):
    jobs = status.of_jobs(session, queue, patience=HOUR, now=NOW)

    assert {"sweep_outbox", "purge", "send_digests"} <= {job.name for job in jobs}
    assert all(job.is_late and job.last is None for job in jobs)


def test_a_job_whose_time_has_not_come_yet_is_not_late(session, queue):
    job_runs.note(session, "sweep_outbox", now=NOW)

    assert late(session, queue) == []


def test_a_job_that_missed_its_time_is_late(session, queue):
    for job in status.of_jobs(session, queue, patience=HOUR, now=NOW):
        job_runs.note(session, job.name, now=NOW)
    job_runs.note(session, "sweep_outbox", now=NOW + 3 * HOUR)

    found = late(session, queue, now=NOW + 3 * HOUR)

    assert "purge" in found
    assert "sweep_outbox" not in found
    assert "forget_lost_photos" not in found  # once a night


def test_the_last_run_is_kept_beside_the_first(session):
    from moderation.queries import job_runs as queries

    for hours in range(3):
        job_runs.note(session, "purge", now=NOW + hours * HOUR)

    run = queries.last_run(session, "purge")
    assert (run.first, run.last) == (NOW, NOW + 2 * HOUR)


def test_every_run_of_a_worker_is_noted(session, queue, app, monkeypatch):
    from moderation.queries import job_runs as queries

    for task in list(queue._registry.periodic_tasks):
        if type(task).__name__ == "sample_readings":
            queue.execute(task)

    session.expire_all()
    assert queries.last_run(session, "sample_readings").last == NOW


@pytest.fixture
def run(app, session):
    def invoke(*words):
        return app.test_cli_runner().invoke(args=["jobs", "status", *words])

    return invoke


@pytest.fixture
def busy_worker(session, queue):
    for job in status.of_jobs(session, queue, patience=HOUR, now=NOW):
        job_runs.note(session, job.name, now=NOW)
    session.commit()


def message(session, **values) -> None:
    kept = {"kind": "complaint_news", "subject_id": 1, "created_at": NOW, "due_at": NOW}
    session.add(OutboxMessage(**{**kept, **values}))
    session.commit()


def test_in_order_it_ends_with_0(run, busy_worker):
    done = run()

    assert done.exit_code == 0, done.output
    assert "job sweep_outbox: 2026-11-23T02:00:00+00:00\n" in done.output


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ({"due_at": NOW - 2 * HOUR}, "WRONG overdue: 1"),
        (
            {"created_at": NOW - 2 * HOUR, "due_at": NOW + HOUR, "attempts": 3, "last_error": "x"},
            "WRONG failing for long: 1",
        ),
        ({"given_up_at": NOW, "last_error": "SMTPDataError"}, "WRONG given up: 1"),
    ],
)
def test_what_somebody_should_look_at_ends_with_1(run, busy_worker, session, values, told):
    message(session, **values)

    done = run()

    assert done.exit_code == 1
    assert told in done.output.splitlines()


@pytest.mark.parametrize(
    "values",
    [
        {},
        {"given_up_at": NOW, "last_error": "Bounced"},  # one citizen's address, not the house
        {"due_at": NOW - 2 * HOUR, "finished_at": NOW},
    ],
)
def test_what_is_in_order_or_an_address_alone_does_not(run, busy_worker, session, values):
    message(session, **values)

    assert run().exit_code == 0


def test_no_worker_ends_with_1(run):
    done = run("--minutes", "5")

    assert done.exit_code == 1
    assert "job sweep_outbox: never, LATE" in done.output
