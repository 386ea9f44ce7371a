"""What happened to a complaint and its case, in one line of time: who did what, and who was told.
The latest stands first, on the page as on paper.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from models import Complaint
from moderation.domain.case_states import NoteAudience
from moderation.queries import complaints as complaint_queries
from moderation.queries import timelines
from moderation.queries.rows import AnyRow
from moderation.web.case_labels import complaint_reason
from moderation.web.context import session
from moderation.web.event_labels import case_event_label, nobody
from moderation.web.reply_labels import event_words
from moderation.web.words import gettext

#: What every line of that kind is told apart by; the rest by what it is about.
_ICONS = {
    "submit": "inbox",
    "classify": "list",
    "ask": "message-question",
    "ask_sender": "message-question",
    "answer": "message-reply",
    "accept": "circle-check",
    "refuse": "x",
    "return": "corner-down-right",
    "send_back": "corner-down-right",
    "reroute": "refresh",
    "chase": "bell",
    "suspend": "player-pause",
    "resume": "player-play",
    "reopen": "arrow-back-up",
    "close": "check",
    "print": "printer",
    "cover": "shield-lock",
    "extend": "hourglass",
    "remind": "bell",
    "check_identity": "key",
    "replace_number": "key",
    "mark_prominent": "flag",
    "unmark_prominent": "flag",
    "party_opinion": "flag",
    "party_proposal": "flag",
    "party_report_request": "flag",
    "party_report": "flag",
}
_NOTED = ("note_agency", "note_case", "note_citizen")
_ABOUT = {"assignment": "send", "case": "file-text"}


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that happened."""

    at: datetime
    icon: str
    who: str  # "" for the house itself, when nobody need be named
    what: str
    words: str = ""
    told: str = ""  # the sentence of a reason, which the sender reads
    tone: str = ""  # how a note is told apart: to-agencies, to-citizen
    tag: str = ""  # a word beside the time


def of(
    complaint: Complaint,
    agencies: Mapping[int, str],
    *,
    events: Sequence[AnyRow],
    notes: Sequence[AnyRow],
    joinings: Sequence[AnyRow] = (),
) -> list[Line]:
    """Every line, the latest first; `agencies` are names by the number of their part."""
    known = {(row.subject, row.action) for row in events}
    labels = {pair: case_event_label(*pair) for pair in known}
    lines = [
        _event(row, labels[row.subject, row.action], agencies)
        for row in events
        if row.action not in _NOTED  # the note itself stands among the notes
    ]
    lines += _told(timelines.messages(session(), complaint.id), has_mail=bool(complaint.email))
    lines += [_note(row) for row in notes]
    lines += [line for row in joinings for line in _joined(row)]
    lines.sort(key=lambda line: line.at)
    return lines[::-1]


def events_of(complaint: Complaint, part_ids: Sequence[int]) -> Sequence[AnyRow]:
    """What happened to the complaint, its case and its parts, oldest first."""
    return complaint_queries.history(
        session(), complaint.id, case_id=complaint.case_id, assignments=part_ids
    )


def asking(events: Sequence[AnyRow]) -> AnyRow | None:
    """The latest question an agency has for the sender, unless one was asked since; `events` are
    oldest first.
    """
    asked = (("complaint", "ask"), ("assignment", "ask_sender"))
    last = next((row for row in reversed(events) if (row.subject, row.action) in asked), None)
    return last if last is not None and last.action == "ask_sender" else None


def _event(row: AnyRow, what: str, agencies: Mapping[int, str]) -> Line:
    agency = agencies.get(row.subject_id, "") if row.subject == "assignment" else ""
    return Line(
        at=row.at,
        icon=_ICONS.get(row.action) or _ABOUT.get(row.subject, "history"),
        who=row.actor_name or nobody(row.subject, row.action),
        what=f"{what}: {agency}" if agency else what,
        words=event_words(row.action, row.note) if row.action != "classify" else "",
        told=complaint_reason(row.reason_code) if row.reason_code else "",
    )


def _joined(row: AnyRow) -> Iterator[Line]:
    """Another complaint came to the case, and perhaps left it."""
    what = gettext("nhập phản ánh %(code)s vào hồ sơ này", code=row.code)
    yield Line(row.at, "arrow-right", row.by, what)
    if row.undone_at is not None:
        what = gettext("tách phản ánh %(code)s ra như trước", code=row.code)
        yield Line(row.undone_at, "arrow-back-up", row.undone_by or gettext("Hệ thống"), what)


def _told(rows: Sequence[AnyRow], *, has_mail: bool) -> Iterator[Line]:
    """What left for the sender. A message that another took the place of was never sent."""
    for row in rows:
        how = _channel(row.channel)
        if row.given_up_at is not None:
            what = gettext("không báo được người gửi qua %(how)s", how=how)
            yield Line(row.given_up_at, "alert-triangle", "", what)
        elif row.finished_at is None:
            failed = row.last_error is not None
            what = (
                gettext("chưa báo được người gửi qua %(how)s, sẽ gửi lại", how=how)
                if failed
                else gettext("sắp báo người gửi qua %(how)s", how=how)
            )
            if has_mail:
                yield Line(row.created_at, "clock", "", what)
        elif row.attempts and has_mail:
            what = gettext("đã báo người gửi qua %(how)s", how=how)
            yield Line(row.finished_at, "mail", "", what)


def _channel(name: str) -> str:
    return {"sms": gettext("tin nhắn"), "zalo": "Zalo"}.get(name, gettext("e-mail"))


def _note(row: AnyRow) -> Line:
    to_citizen = row.audience is NoteAudience.CITIZEN
    inside = row.audience is NoteAudience.AGENCY
    tag = (
        gettext("gửi người dân")
        if to_citizen
        else gettext("nội bộ điều phối")
        if inside
        else gettext("giữa các cơ quan")
    )
    return Line(
        at=row.at,
        icon="send" if to_citizen else "lock" if inside else "users",
        who=row.by,
        what=gettext("nhắn người gửi") if to_citizen else gettext("ghi chú"),
        words=row.text,
        tone="to-citizen" if to_citizen else "" if inside else "to-agencies",
        tag=tag,
    )
