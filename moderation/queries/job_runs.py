"""Reading when the periodic jobs ran."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import HouseSetting
from moderation.domain.job_runs import PREFIX


@dataclass(frozen=True, slots=True)
class JobRun:
    """When a job ran to its end for the first and for the last time."""

    first: datetime
    last: datetime


def value_of(session: Session, name: str) -> str | None:
    """What a job remembered under `name`."""
    return session.scalar(select(HouseSetting.value).where(HouseSetting.name == PREFIX + name))


def last_run(session: Session, name: str) -> JobRun | None:
    """When the job `name` ran; None when it never did."""
    row = session.execute(
        select(HouseSetting.value, HouseSetting.changed_at).where(
            HouseSetting.name == PREFIX + name
        )
    ).first()
    return JobRun(datetime.fromisoformat(row.value), row.changed_at) if row else None
