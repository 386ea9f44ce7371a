"""Whether the periodic jobs run: what ran when, and what should have."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from huey import Huey
from huey.api import PeriodicTask
from sqlalchemy.orm import Session

from moderation.queries import job_runs

#: Runs each minute wherever a worker is: tells since when one is.
HEARTBEAT = "sweep_outbox"
_MINUTE = timedelta(minutes=1)
_LOOKED_BACK = 8 * 24 * 60  # minutes: no job has a longer period


@dataclass(frozen=True, slots=True)
class JobStatus:
    """`last` is the end of its last run; late: a run that should have ended did not."""

    name: str
    last: datetime | None
    is_late: bool


def of_jobs(
    session: Session, queue: Huey, *, patience: timedelta, now: datetime
) -> list[JobStatus]:
    """Every periodic job of `queue`, by name. It is late when its schedule named a minute more than
    `patience` ago since when it did not run, and a worker was there to run it.
    """
    heartbeat = job_runs.last_run(session, HEARTBEAT)
    known = []
    for task in sorted(queue._registry.periodic_tasks, key=lambda task: type(task).__name__):
        name = type(task).__name__
        run = job_runs.last_run(session, name)
        wanted = _last_scheduled(task, now - patience)
        begun = run.last if run else heartbeat.first if heartbeat else None
        is_late = wanted is not None and (begun is None or begun < wanted)
        known.append(JobStatus(name, run.last if run else None, is_late))
    return known


def _last_scheduled(task: PeriodicTask, before: datetime) -> datetime | None:
    minute = before.replace(second=0, microsecond=0)
    for _ in range(_LOOKED_BACK):
        if task.validate_datetime(minute.replace(tzinfo=None)):
            return minute
        minute -= _MINUTE
    return None
