"""The daily digest for staff: one mail a person and working day, to whom something waits."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import OutboxMessage, Staff
from moderation.domain.permissions import OF_AN_AGENCY, Role
from moderation.domain.working_calendar import WorkingCalendar
from moderation.jobs.letters import Letter, Post, mail_to, piece
from moderation.jobs.work_letters import link_to, reader, written
from moderation.queries import job_runs as job_run_queries
from moderation.queries import waiting
from moderation.services import job_runs, outbox
from moderation.services.outbox import Kind

_DAY_DONE = "digest_day"


@dataclass(frozen=True, slots=True)
class DigestRules:
    """The local `hour` from which digests go, -1 for none; the calendar as it stands now."""

    hour: int
    calendar: Callable[[Session], WorkingCalendar]


def whom_to_tell(session: Session, rules: DigestRules, *, now: datetime) -> list[int]:
    """People to whom something waits, when their digest is due and was not put out yet; reads only,
    for it takes a while. A server that comes back later in the day catches up.
    """
    if rules.hour < 0:
        return []
    calendar = rules.calendar(session)
    local = now.astimezone(calendar.zone)
    today = local.date()
    if local.hour < rules.hour or not calendar.is_working(today):
        return []
    if job_run_queries.value_of(session, _DAY_DONE) == today.isoformat():
        return []
    roles = [role for role in Role if waiting.has_a_digest(role)]
    people = session.scalars(
        select(Staff)
        .where(Staff.is_active, Staff.wants_digest, Staff.role.in_(roles))
        .order_by(Staff.id)
    )
    return [
        person.id for person in people if waiting.digest_of(session, person, today=today, now=now)
    ]


def queue(session: Session, people: list[int], *, today: date, now: datetime) -> bool:
    """Put the digests of `today` into the outbox, all in the caller's transaction; False when
    another worker was first.
    """
    if not job_runs.first_of(session, _DAY_DONE, today.isoformat(), now=now):
        return False
    outbox.tell_staff(session, Kind.DIGEST, today.toordinal(), people, now=now)
    return True


def compose(session: Session, message: OutboxMessage, post: Post, now: datetime) -> Letter | None:
    """What waits now; None when nothing does any more, the day of the digest is over, or whom it
    was for wants none since.
    """
    person = reader(session, message)
    today = now.astimezone(post.zone).date()
    if person is None or not person.wants_digest or message.subject_id != today.toordinal():
        return None
    groups = waiting.digest_of(session, person, today=today, now=now)
    if not groups:
        return None
    shown = [_shown(post, person, group) for group in groups]
    home = "/agency/" if person.role in OF_AN_AGENCY else "/staff/"
    values = {
        "day": written(today),
        "items": piece(post, "digest_items", person.language, groups=shown),
        "link": post.base_url + home,
    }
    return Letter(mail_to(session, message, post, person.email, person.language, values))


def _shown(post: Post, person: Staff, group: waiting.Group) -> dict[str, Any]:
    items = [
        {
            "code": item.code,
            "due": written(item.due_on) if item.due_on else "",
            "link": link_to(post, person, item.id),
        }
        for item in group.items
    ]
    return {"name": group.name, "count": group.count, "lines": items, "more": group.more}
