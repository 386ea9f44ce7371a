"""Demo complaints, made through the services so that every history is true; spread over the last
twenty working days, staff acting in office hours only.
"""

import json
import random
import re
from collections.abc import Mapping, Sequence
from datetime import datetime, time, timedelta
from itertools import count, cycle, islice
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Agency, Comment, Complaint, Staff, Ward
from moderation.adapters import reference
from moderation.cli import demo_steps
from moderation.cli.complaints import intake_rules
from moderation.cli.demo_steps import Do, Entry, Stage, add_photos, code_of, topic_of
from moderation.cli.session import tools
from moderation.domain import cues
from moderation.domain.comment_states import CommentState
from moderation.services import complaint_sealing, complaints, conversions, outbox
from moderation.services.complaints import NewComplaint

#: Logins of those who act for an agency, and its code.
AGENCIES = {
    "agency_officer": "SXD",
    "agency_clerk": "SXD",
    "agency_leader": "SXD",
    "drainage_officer": "HSDC",
    "ward_officer": "UBX-00316",
}

_FILE = reference.FOLDER / "demo" / "complaints.json"
_DAYS = 20  # working days the histories reach back
_DRIFT = 4  # days that one told again lies further back, at most
_SLOT = re.compile(r"\{(\w+):([^}]*)\}")


def pool_size() -> int:
    """How many complaints are written; more are these told again in other words."""
    return len(_held()["complaints"])


def fill(
    session: Session,
    wanted: int,
    *,
    people: Mapping[str, Staff],
    comments: Sequence[Comment],
    chance: random.Random,
    now: datetime,
) -> int:
    """Play `wanted` histories; one begins as one of `comments`. Where all are wanted, those of
    `demo_casework` follow. How many were played: none in a city whose units are not the shipped
    ones. The caller commits.
    """
    from moderation.cli import demo_casework  # at the top it would be a ring

    if not set(AGENCIES) <= set(people):
        return 0
    stage = _set_up(session, people, chance, now)
    pool = _held()["complaints"]
    for number, entry in enumerate(islice(cycle(pool), wanted)):
        play(stage, entry, round_=number // len(pool), comments=comments)
    return wanted + (demo_casework.fill(stage) if wanted >= len(pool) else 0)


def _held() -> dict[str, Any]:
    held: dict[str, Any] = json.loads(_FILE.read_text(encoding="utf-8"))
    return held


def _set_up(
    session: Session, people: Mapping[str, Staff], chance: random.Random, now: datetime
) -> Stage:
    rules = intake_rules(session)
    known = session.scalars(select(Agency)).all()
    codes = {agency.id: agency.code for agency in known}
    today = now.astimezone(rules.calendar.zone).date()
    before = (today - timedelta(days=back) for back in count(1))
    return Stage(
        session=session,
        chance=chance,
        now=now,
        rules=rules,
        people=people,
        officers={
            codes[person.agency_id]: person
            for person in people.values()
            if person.agency_id is not None
        },
        agencies={agency.code: agency for agency in known},
        wards=session.scalars(select(Ward).order_by(Ward.code)).all(),
        days=list(islice(filter(rules.calendar.is_working, before), _DAYS)),
        slots=_held()["slots"],
    )


def play(
    stage: Stage,
    entry: Entry,
    *,
    round_: int = 0,
    comments: Sequence[Comment] = (),
    steps: Mapping[str, Do] = demo_steps.STEPS,
) -> None:
    """One complaint with all that happens to it, told in round `round_`; `steps` is what can
    happen. Mails about it count as sent: they would come late.
    """
    entry = _reworded(stage, entry, again=round_ > 0)
    submitted_at = _submitted_at(stage, entry, round_)
    waiting = [comment for comment in comments if comment.state is CommentState.PENDING]
    if "comment" in entry and waiting and not round_:
        complaint = _convert(stage, entry, waiting)
    else:
        complaint = _submit(stage, entry, submitted_at)
    if not round_:
        add_photos(stage, entry.get("photos", ()), submitted_at, complaint_id=complaint.id)
    if "key" in entry:
        stage.told[entry["key"]] = complaint
    demo_steps.play(stage, complaint, entry.get("steps", ()), submitted_at, steps)
    outbox.drop(stage.session, outbox.Kind.COMPLAINT_NEWS, complaint.id, now=stage.now)


def _reworded(stage: Stage, entry: Entry, *, again: bool) -> Entry:
    """The entry with its slots filled; told again, with other words, another name and place."""
    chosen: dict[str, str] = {}

    def fill_slot(found: re.Match[str]) -> str:
        words = stage.chance.choice(stage.slots[found[1]]) if again else found[2]
        return chosen.setdefault(found[0], words)

    filled = {
        name: _SLOT.sub(fill_slot, value) if isinstance(value, str) else value
        for name, value in entry.items()
    }
    return filled | _somebody_else(stage, entry) if again else filled


def _somebody_else(stage: Stage, entry: Entry) -> dict[str, Any]:
    name = " ".join(stage.chance.choice(stage.slots[part]) for part in ("ho", "dem", "ten"))
    other: dict[str, Any] = {"name": name}
    if "phone" in entry:
        other["phone"] = f"0900000{stage.chance.randrange(1000):03d}"
    if entry["ward"] and not any("by" in step for step in entry.get("steps", ())):
        kind = _ward_kind(stage, entry["ward"])
        same = [ward.code for ward in stage.wards if ward.name.startswith(kind)]
        other["ward"] = stage.chance.choice(same)
    return other


def _ward_kind(stage: Stage, code: str) -> str:
    return next(ward.name.partition(" ")[0] for ward in stage.wards if ward.code == code)


def _submitted_at(stage: Stage, entry: Entry, round_: int) -> datetime:
    """`days` working days before today at the hour told; 0 is within the last hours."""
    days = entry["days"]
    if not days:
        moment = stage.now - timedelta(minutes=stage.chance.randrange(10, 170))
        return moment.replace(second=0, microsecond=0)
    if round_:
        days = min(_DAYS, days + stage.chance.randrange(_DRIFT + 1))
    clock = time.fromisoformat(entry["at"])
    told = datetime.combine(stage.days[days - 1], clock, tzinfo=stage.rules.calendar.zone)
    return told + timedelta(minutes=stage.chance.randrange(10))


def _submit(stage: Stage, entry: Entry, at: datetime) -> Complaint:
    """As the form does: what seems to be a denunciation is covered at once."""
    words = _words(stage, entry)
    if cues.suggests_denunciation(f"{words.title}\n{words.content}"):
        return complaint_sealing.submit_covered(
            stage.session, words, rules=stage.rules, seal=tools().seal, now=at
        )
    actor = stage.people["coordinator"] if words.source != "web" else None
    return complaints.submit(stage.session, words, rules=stage.rules, now=at, actor=actor)


def _words(stage: Stage, entry: Entry) -> NewComplaint:
    category, issue = topic_of(stage, entry.get("topic", ""))
    about = stage.agencies[code_of(entry["about"], entry["ward"])] if "about" in entry else None
    return NewComplaint(
        title=entry["title"],
        content=entry["content"],
        full_name=entry["name"],
        phone=f"+84{entry['phone'][1:]}" if "phone" in entry else None,
        email=entry.get("email"),
        ward_code=entry["ward"],
        address=entry.get("address", ""),
        happened_at=entry.get("happened", ""),
        category_code=category,
        issue_code=issue,
        hide_identity=entry.get("hide", False),
        about_unit_id=about.id if about else None,
        about_unit=about.name if about else "",
        consent_contact="phone" in entry or "email" in entry,
        consent_publish=entry.get("publish", False),
        is_urgent=entry.get("urgent", False),
        language=entry.get("language", "vi"),
        source=entry.get("source", "web"),
    )


def _convert(stage: Stage, entry: Entry, waiting: Sequence[Comment]) -> Complaint:
    """The comment the entry names, or the first that waits, becomes a complaint."""
    named = [comment for comment in waiting if comment.title == entry["comment"]]
    comment = (named or waiting)[0]
    opened = stage.rules.calendar.working_hours_after(comment.submitted_at, 0.1)
    return conversions.convert(
        stage.session, comment, seen_version=comment.version, rules=stage.rules,
        actor=stage.people["moderator"], now=min(opened, stage.now),
    )  # fmt: skip
