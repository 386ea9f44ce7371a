"""Lists of other systems: each complaint comes in once, and every bad row is explained."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import partial
from typing import Any, Protocol
from zoneinfo import ZoneInfo

from email_validator import EmailNotValidError, validate_email
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from models import Complaint, FormerWard, Ward
from moderation.adapters.phones import normal_form
from moderation.domain import cues
from moderation.domain.errors import Invalid
from moderation.domain.intake import IntakeRules
from moderation.domain.settings import Settings
from moderation.domain.taxonomy import Taxonomy
from moderation.domain.text import fold, tidy_block, tidy_line
from moderation.queries import agencies as agency_queries
from moderation.services import complaint_sealing, complaints
from moderation.services.complaints import NewComplaint
from moderation.services.sealing import Sealer

_TITLES: dict[str, tuple[str, ...]] = {
    "source_system": ("nguồn", "hệ thống nguồn", "source", "source system", "source_system"),
    "foreign_code": ("mã hồ sơ", "mã", "foreign code", "foreign_code", "code"),
    "title": ("tiêu đề", "title"),
    "content": ("nội dung", "nội dung phản ánh", "content"),
    "full_name": ("họ tên", "họ và tên", "full name", "full_name", "name"),
    "phone": ("điện thoại", "số điện thoại", "phone", "telephone"),
    "email": ("e-mail", "email"),
    "ward": ("phường xã", "phường, xã", "phường/xã", "mã phường xã", "ward", "ward code"),
    "address": ("địa chỉ", "address"),
    "happened_at": ("thời gian", "thời gian xảy ra", "happened at", "happened_at"),
    "topic": ("lĩnh vực", "vấn đề", "category", "issue"),
    "submitted_at": ("ngày gửi", "thời điểm gửi", "submitted at", "submitted_at"),
    "hide_identity": ("giữ kín danh tính", "hide identity", "hide_identity"),
    "about_unit": ("cơ quan bị phản ánh", "about unit", "about_unit"),
}
#: Field -> titles it goes by, for `adapters.sheets.read`; a star marks what is required.
COLUMNS = {
    name: tuple(form for title in titles for form in (title, f"{title}*", f"{title} *"))
    for name, titles in _TITLES.items()
}
_CODE_LIMIT, _PLACE_LIMIT = 40, 300  # characters that the columns hold
_EARLIEST = 2000  # no year before it is meant
_MOMENTS = (
    "%d/%m/%Y", "%d/%m/%Y %H:%M", "%d/%m/%Y %H:%M:%S", "%H:%M %d/%m/%Y", "%d-%m-%Y",
    "%d-%m-%Y %H:%M",
)  # fmt: skip
_YES = frozenset({"co", "x", "yes", "y", "true", "1", "dung"})
_NO = frozenset({"", "khong", "no", "n", "false", "0", "sai"})
_SHORT_KIND = re.compile(r"^(p|x|tt)(?:\.\s*|\s+)")
_KIND = re.compile(r"^(?:phuong|xa|thi tran) ")
_ENGLISH_KIND = re.compile(r" (?:ward|commune)$")
_LONG_KINDS = {"p": "phuong ", "x": "xa ", "tt": "thi tran "}


class Row(Protocol):
    """`adapters.sheets.SheetRow`: a row's number in its sheet, and its cells as text by field."""

    @property
    def number(self) -> int: ...
    @property
    def values(self) -> dict[str, str]: ...


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a row can't come in: its number, the column by its Vietnamese title, the reason."""

    row: int
    column: str
    why: str


@dataclass(slots=True)
class Outcome:
    """What became of the rows."""

    new: int = 0
    known: int = 0
    problems: list[Problem] = field(default_factory=list)

    @property
    def bad(self) -> int:
        """Rows with one problem or more."""
        return len({problem.row for problem in self.problems})


@dataclass(frozen=True, slots=True)
class Lists:
    """What a row is read against: settings, wards by folded name (today's, then former ones),
    topics by folded code or name, and the agencies named so far.
    """

    settings: Settings
    rules: IntakeRules
    wards: Mapping[str, str]  # names by code
    today: Mapping[str, set[str]]
    former: Mapping[str, set[str]]
    topics: Mapping[str, tuple[str, str | None]]
    units: dict[str, int | None] = field(default_factory=dict)


def lists(session: Session, settings: Settings, rules: IntakeRules) -> Lists:
    """Everything rows are read against; made once a file."""
    wards = {ward.code: ward.name for ward in agency_queries.wards(session)}
    today: dict[str, set[str]] = {}
    for code, name in wards.items():
        for said in (code, code.lstrip("0"), name, _KIND.sub("", fold(name))):
            today.setdefault(fold(said), set()).add(code)
    former: dict[str, set[str]] = {}
    for old in session.scalars(select(FormerWard).join(Ward, Ward.code == FormerWard.ward_code)):
        short = _KIND.sub("", old.folded)
        for said in (old.folded, short, f"{old.folded}, {fold(old.district)}"):
            former.setdefault(said, set()).add(old.ward_code)
    return Lists(settings, rules, wards, today, former, _topics(rules.taxonomy))


def _topics(taxonomy: Taxonomy) -> dict[str, tuple[str, str | None]]:
    known: dict[str, tuple[str, str | None]] = {}
    for category in taxonomy.categories:
        for issue in category.issues:
            for said in (issue.code, *issue.names.values()):
                known[fold(said)] = (category.code, issue.code)
    for category in taxonomy.categories:
        for said in (category.code, *category.names.values()):
            known[fold(said)] = (category.code, None)
    return known


def import_rows(
    session: Session,
    rows: Sequence[Row],
    known_lists: Lists,
    *,
    source: str,
    seal: Sealer,
    now: datetime,
) -> Outcome:
    """File every readable row whose (source system, foreign code) is new; `source` stands in for an
    empty column. A suspected denunciation is covered from its first write. Flushes.
    """
    outcome = Outcome()
    there = _there(session, rows, source)
    for row in rows:
        key = _key(row, source)
        if key in there:
            outcome.known += 1
            continue
        read, problems = _read(session, row, known_lists, source, now)
        if problems:
            outcome.problems += problems
        elif _file(session, read, known_lists.rules, seal, now):
            there.add(key)
            outcome.new += 1
        else:
            outcome.known += 1
    return outcome


def _key(row: Row, source: str) -> tuple[str, str]:
    system = tidy_line(row.values["source_system"]) or source
    return system, tidy_line(row.values["foreign_code"])


def _there(session: Session, rows: Iterable[Row], source: str) -> set[tuple[str, str]]:
    """Keys among those of `rows` that were filed before."""
    codes = {_key(row, source)[1] for row in rows}
    found = session.execute(
        select(Complaint.source_system, Complaint.foreign_code).where(
            Complaint.foreign_code.in_(codes)
        )
    )
    return {(system or "", code or "") for system, code in found}


def _file(
    session: Session, read: dict[str, Any], rules: IntakeRules, seal: Sealer, now: datetime
) -> bool:
    """False when another process filed the same one a moment ago.

    The event and the promise count from the import; the citizen's date stays the source's.
    """
    submitted_at = read.pop("submitted_at") or now
    words = NewComplaint(**read)
    try:
        with session.begin_nested():
            if cues.suggests_denunciation(f"{words.title}\n{words.content}"):
                complaint = complaint_sealing.submit_covered(
                    session, words, rules=rules, seal=seal, now=now
                )
            else:
                complaint = complaints.submit(session, words, rules=rules, now=now)
            complaint.submitted_at = submitted_at
    except IntegrityError:
        return False
    return True


def _read(
    session: Session, row: Row, known: Lists, source: str, now: datetime
) -> tuple[dict[str, Any], list[Problem]]:
    """A row as arguments of `NewComplaint` and its `submitted_at`, with everything wrong in it."""
    read: dict[str, Any] = {"source": "import"}
    problems = []
    for name, parse in _parsers(session, known, now).items():
        typed = row.values[name]
        try:
            read |= parse((typed or source) if name == "source_system" else typed)
        except Invalid as error:
            problems.append(Problem(row.number, _TITLES[name][0], str(error)))
    return read, problems


def _parsers(session: Session, known: Lists, now: datetime) -> dict[str, Any]:
    settings = known.settings
    line = partial(_text, limit=_PLACE_LIMIT)
    return {
        "source_system": partial(_text, name="source_system", limit=_CODE_LIMIT, is_needed=True),
        "foreign_code": partial(_text, name="foreign_code", limit=_CODE_LIMIT, is_needed=True),
        "title": partial(_text, name="title", limit=settings.title_limit),
        "content": partial(_text, name="content", limit=settings.content_limit, is_needed=True),
        "full_name": partial(_text, name="full_name", limit=settings.name_limit),
        "phone": _phone,
        "email": _email,
        "ward": partial(_ward, known=known),
        "address": partial(line, name="address"),
        "happened_at": partial(line, name="happened_at"),
        "topic": partial(_topic, known=known),
        "submitted_at": partial(_submitted_at, zone=settings.zone, now=now),
        "hide_identity": _hide_identity,
        "about_unit": partial(_about_unit, session=session, known=known, now=now),
    }


def _text(typed: str, *, name: str, limit: int, is_needed: bool = False) -> dict[str, Any]:
    text = tidy_block(typed) if name == "content" else tidy_line(typed)
    if is_needed and not text:
        raise Invalid("còn trống")
    if len(text) > limit:
        raise Invalid(f"dài {len(text)} ký tự, nhiều nhất là {limit}")
    return {name: text}


def _phone(typed: str) -> dict[str, Any]:
    number = normal_form(typed) if typed else None
    if typed and number is None:
        raise Invalid("số điện thoại chưa đúng, ví dụ 0912 345 678")
    return {"phone": number}


def _email(typed: str) -> dict[str, Any]:
    address = tidy_line(typed)
    try:
        if address:
            validate_email(address, check_deliverability=False)
    except EmailNotValidError:
        raise Invalid("địa chỉ e-mail chưa đúng") from None
    return {"email": address or None}


def _ward(typed: str, *, known: Lists) -> dict[str, Any]:
    said = tidy_line(fold(typed))
    wanted = _SHORT_KIND.sub(lambda kind: _LONG_KINDS[kind[1]], _ENGLISH_KIND.sub("", said))
    codes = known.today.get(wanted) or known.former.get(wanted) or set()
    if wanted and not codes:
        raise Invalid(f"chưa thấy phường, xã nào tên “{tidy_line(typed)}”")
    if len(codes) > 1:
        names = ", ".join(sorted(known.wards[code] for code in codes))
        raise Invalid(f"“{tidy_line(typed)}” có thể là {names}; xin ghi tên mới hoặc mã")
    return {"ward_code": next(iter(codes), None)}


def _topic(typed: str, *, known: Lists) -> dict[str, Any]:
    wanted = tidy_line(fold(typed))
    if not wanted:
        return {}
    if wanted not in known.topics:
        raise Invalid(f"không có lĩnh vực “{tidy_line(typed)}”")
    category, code = known.topics[wanted]
    issue = known.rules.taxonomy.issue(code or "")
    is_urgent = issue is not None and issue.is_urgent
    return {"category_code": category, "issue_code": code, "is_urgent": is_urgent}


def _submitted_at(typed: str, *, zone: ZoneInfo, now: datetime) -> dict[str, Any]:
    text = tidy_line(typed)
    if not text:
        return {"submitted_at": None}
    moment = _moment(text)
    if moment is None or moment.year < _EARLIEST:
        raise Invalid(f"“{text}” không phải ngày giờ, ví dụ 20/11/2026 08:40")
    moment = moment if moment.tzinfo else moment.replace(tzinfo=zone)
    if moment > now:
        raise Invalid(f"“{text}” còn ở tương lai")
    return {"submitted_at": moment}


def _moment(text: str) -> datetime | None:
    """As typed: naive unless the text names a zone."""
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        pass
    for form in _MOMENTS:
        try:
            return datetime.strptime(text, form)  # noqa: DTZ007 - the zone comes next
        except ValueError:
            continue
    return None


def _hide_identity(typed: str) -> dict[str, Any]:
    said = tidy_line(fold(typed))
    if said not in _YES | _NO:
        raise Invalid("xin ghi “có” hoặc “không”")
    return {"hide_identity": said in _YES}


def _about_unit(typed: str, *, session: Session, known: Lists, now: datetime) -> dict[str, Any]:
    """The unit as named; known to us or not, as when a citizen names it."""
    name = _text(typed, name="about_unit", limit=_PLACE_LIMIT)["about_unit"]
    if name and name not in known.units:
        unit = agency_queries.named(session, name, _day(now, known.settings.zone))
        known.units[name] = unit.id if unit else None
    return {"about_unit": name, "about_unit_id": known.units.get(name)}


def _day(moment: datetime, zone: ZoneInfo) -> date:
    return moment.astimezone(zone).date()
