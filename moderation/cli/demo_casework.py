"""Demo casework: what the house had to set up, and cases in the states that come after the first
answer; through the services, after `demo_complaints`.
"""

import json
from collections.abc import Sequence
from datetime import datetime, time, timedelta
from typing import Any

from sqlalchemy import select

from models import Room
from moderation.adapters import reference
from moderation.cli import demo_case_steps, demo_complaints
from moderation.cli.demo_steps import Entry, Stage
from moderation.domain.case_states import Outcome
from moderation.services import approvals, duty, reply_texts, rooms

_FILE = reference.FOLDER / "demo" / "casework.json"
_AGENCY = "SXD"
_ROOMS = {"Phòng Hạ tầng kỹ thuật": "agency_officer", "Phòng Quản lý giao thông": None}
_TEXTS = (
    (
        "Đã sửa đèn đường",
        "HT",
        Outcome.FIXED,
        "Về phản ánh {code} ở {ward}: tổ sửa chữa đã thay … bóng lúc … giờ ngày …, đèn sáng lại.",
    ),
    (
        "Chờ vật tư, có ngày làm",
        "GT",
        Outcome.PLANNED,
        "{agency} đã kiểm tra nơi ông/bà nêu ngày …. Việc … phải chờ …, sẽ làm xong trước {due}.",
    ),
)


def size() -> int:
    """How many complaints there are to add, those split off included."""
    return sum(1 + sum(step["do"] == "split" for step in each["steps"]) for each in _held())


def fill(stage: Stage) -> int:
    """Set up the agency's house, and play every story; once. How many complaints were added. The
    caller commits.
    """
    agency = stage.agencies[_AGENCY]
    if stage.session.scalars(select(Room).where(Room.agency_id == agency.id)).first():
        return 0
    _set_up_rooms(stage, agency.id, _opening(stage, -1))
    _write_texts(stage, agency.id, _opening(stage, -1))
    _set_chain(stage, agency.id, _opening(stage, 1))
    _put_on_duty(stage, _opening(stage, 1))
    for entry in _held():
        demo_complaints.play(stage, entry, steps=demo_case_steps.STEPS)
    return size()


def _held() -> Sequence[Entry]:
    held: dict[str, Any] = json.loads(_FILE.read_text(encoding="utf-8"))
    return list(held["complaints"])


def _opening(stage: Stage, days: int) -> datetime:
    """As the office opened on a working day before today: 0 is the last one, -1 the first."""
    return datetime.combine(stage.days[days], time(8), tzinfo=stage.rules.calendar.zone)


def _set_up_rooms(stage: Stage, agency_id: int, at: datetime) -> None:
    clerk = stage.people["agency_clerk"]
    for name, login in _ROOMS.items():
        room = rooms.add(stage.session, agency_id, name, actor=clerk, now=at)
        if login:
            rooms.move_person(stage.session, stage.people[login], room, actor=clerk, now=at)


def _write_texts(stage: Stage, agency_id: int, at: datetime) -> None:
    for name, category, outcome, text in _TEXTS:
        reply_texts.add(
            stage.session, agency_id, name=name, text=text, category_code=category,
            outcome=outcome, language="vi", actor=stage.people["agency_clerk"], now=at,
        )  # fmt: skip


def _set_chain(stage: Stage, agency_id: int, at: datetime) -> None:
    """From then on the leader approves what leaves the agency."""
    leader = stage.people["agency_leader"]
    approvals.set_title(
        stage.session, leader.id, "Phó Giám đốc", agency_id=agency_id, actor=leader, now=at
    )
    approvals.set_chain(stage.session, agency_id, [(leader.id, "KT.")], actor=leader, now=at)


def _put_on_duty(stage: Stage, at: datetime) -> None:
    """The coordinator, for the day that runs and the night after it."""
    today = stage.now.astimezone(stage.rules.calendar.zone).date()
    starts_at = datetime.combine(today, time(0), tzinfo=stage.rules.calendar.zone)
    duty.add_shift(
        stage.session, starts_at, starts_at + timedelta(hours=31),
        staff_id=stage.people["coordinator"].id, phone="0900 000 691",
        actor=stage.people["head_coordinator"], now=at,
    )  # fmt: skip
