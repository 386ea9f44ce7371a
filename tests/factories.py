"""Rows for tests, made through the services and committed to the test's savepoint."""

from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import count

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import (
    Agency,
    Appeal,
    Article,
    Assignment,
    CalendarDay,
    CaseFile,
    Comment,
    Complaint,
    Staff,
    Takedown,
)
from moderation.adapters import reference_data
from moderation.adapters.passwords import Passwords
from moderation.domain import secret_numbers
from moderation.domain.article_states import ArticleAction
from moderation.domain.comment_states import CommentAction
from moderation.domain.intake import IntakeRules
from moderation.domain.people import Actor
from moderation.domain.permissions import OF_AN_AGENCY, Role
from moderation.domain.settings import Settings
from moderation.queries import agencies as agency_queries
from moderation.services import (
    agencies,
    appeals,
    articles,
    cases,
    comments,
    complaints,
    staff,
    takedowns,
)
from moderation.services.articles import ArticleText
from moderation.services.assignments import Part, Routing
from moderation.services.comments import Decision, NewComment
from moderation.services.complaints import NewComplaint
from moderation.services.takedowns import NewTakedown

SECRET_KEY = "a secret only tests know"
#: Two wards with their People's Committees and police; the rest of the tree the tests know.
WARDS = ("00070", "00073")
UNITS = {
    *("01", "SXD", "HSDC", "CATP", "TTTP"),
    *(f"{body}-{ward}" for body in ("UBX", "CAX") for ward in WARDS),
}
FIRST_AGENCY = "SXD"
PASSWORD = "mat khau de thu"
EARLIER = datetime(2026, 11, 20, 1, 0, tzinfo=UTC)
_numbers = count(1)


@cache
def _password_hash() -> str:
    return Passwords(memory_kib=8, passes=1).make(PASSWORD)


def person(
    session: Session,
    role: Role = Role.MODERATOR,
    name: str = "Minh Thu",
    *,
    agency: str = FIRST_AGENCY,
) -> Staff:
    """Somebody in `role`; only agency officers belong to `agency`."""
    agency_id = units(session)[agency].id if role in OF_AN_AGENCY else None
    made = staff.add(
        session,
        email=f"{role}-{next(_numbers)}@example.org",
        name=name,
        role=role,
        password_hash=_password_hash(),
        actor=None,
        now=EARLIER,
        agency_id=agency_id,
    )
    session.commit()
    return made


def agency_person(session: Session, code: str, name: str = "Quốc Bảo") -> Staff:
    return person(session, Role.AGENCY_OFFICER, name, agency=code)


def units(session: Session) -> dict[str, Agency]:
    """The tests' small tree by code, its wards and the shipped calendar; made once."""
    if session.scalar(select(Agency.id).limit(1)) is None:
        known, wards = reference_data.units()
        agencies.import_units(
            session,
            [unit for unit in known if unit.code in UNITS],
            [ward for ward in wards if ward.code in WARDS],
            [row for row in reference_data.former_wards() if row.ward_code in WARDS],
        )
        session.commit()
    return {agency.code: agency for agency in session.scalars(select(Agency))}


def calendar(session: Session) -> None:
    """The shipped days off and make-up days; made once."""
    if session.scalar(select(CalendarDay.on).limit(1)) is not None:
        return
    off, extra = reference_data.calendar_days()
    days = [(on, False, *names) for on, names in off.items()]
    agencies.fill_calendar(session, days + [(on, True, *names) for on, names in extra.items()])
    session.commit()


def rules(session: Session, secret_key: str = SECRET_KEY) -> IntakeRules:
    """The rules of intake with the calendar's rows as they are now."""
    calendar(session)
    default = Settings()
    return IntakeRules(
        calendar=agency_queries.calendar(session, default.office_hours, default.zone),
        taxonomy=reference_data.taxonomy(),
        secret_key=secret_key,
        accept_hours=default.accept_hours,
        urgent_hours=default.urgent_hours,
    )


def complaint(
    session: Session, *, at: datetime = EARLIER, actor: Actor | None = None, **words: object
) -> Complaint:
    """A complaint of a citizen who may be named and reached; `words` change that."""
    units(session)
    number = next(_numbers)
    written = {
        "full_name": "Trần Văn Lâm",
        "phone": "+84900000111",
        "email": "lam@mail.example",
        "title": f"Ngập ở ngõ {number}",
        "content": f"Nước ngập nửa bánh xe mỗi khi mưa, lần thứ {number}.",
        "ward_code": WARDS[0],
        "address": "đầu ngõ, cạnh trạm bơm",
        "issue_code": "GT01",
        "category_code": "GT",
        "consent_contact": True,
        "consent_publish": True,
    }
    new = NewComplaint(**{**written, **words})
    made = complaints.submit(session, new, rules=rules(session), now=at, actor=actor)
    session.commit()
    return made


def number_of(complaint: Complaint) -> str:
    """The 8-digit number its citizen was shown."""
    return secret_numbers.number_for(SECRET_KEY, complaint.number_salt)


def routed(
    session: Session,
    complaint: Complaint,
    lead: str = "SXD",
    parts: tuple[str, ...] = ("HSDC",),
    actor: Actor | None = None,
    *,
    at: datetime | None = None,
) -> CaseFile:
    """The complaint accepted, its case led by `lead`, with `parts` asked for their opinion."""
    now = at or complaint.submitted_at + timedelta(hours=1)
    case = cases.accept(
        session,
        complaint,
        routing(session, complaint, lead, parts, at=now),
        seen_version=complaint.version,
        actor=actor or person(session, Role.COORDINATOR),
        today=now.date(),
        now=now,
    )
    session.commit()
    return case


def routing(
    session: Session, complaint: Complaint, lead: str, parts: tuple[str, ...], *, at: datetime
) -> Routing:
    """What a coordinator would choose, due as the rules say."""
    known, held = units(session), rules(session)
    due_on = held.due_on(complaint.issue_code, at)
    asked = [
        Part(
            agency_id=known[code].id,
            due_on=held.opinion_due_on(at, due_on),
            question=f"{code} thấy thế nào?",
        )
        for code in parts
    ]
    return Routing(lead_id=known[lead].id, due_on=due_on, instruction="Xin xử lý.", parts=asked)


def part_of(session: Session, case: CaseFile, code: str) -> Assignment:
    """The current assignment of the agency in the case."""
    mine = select(Assignment).join(Agency, Agency.id == Assignment.agency_id)
    return session.scalars(
        mine.where(Assignment.case_id == case.id, Assignment.is_current, Agency.code == code)
    ).one()


def answered(
    session: Session, case: CaseFile, actor: Actor, text: str = "Đã nạo vét cống.", *, at: datetime
) -> CaseFile:
    """The case answered by its lead, not yet published."""
    lead = cases.lead_of(session, case)
    cases.answer_part(
        session, lead, text, document_number="12/SXD", seen_version=lead.version, actor=actor,
        now=at,
    )  # fmt: skip
    session.commit()
    return case


def article(
    session: Session,
    title: str = "Phường lấy ý kiến",
    *,
    at: datetime = EARLIER,
    published: bool = True,
    body: str = "Một đoạn.",
) -> Article:
    text = ArticleText(title=title, lead="Lời dẫn.", byline="Thu Hà", body=body)
    made = articles.create(session, text, actor=None, now=at)
    if published:
        articles.set_state(
            session, made, ArticleAction.PUBLISH, seen_version=made.version, actor=None, now=at
        )
    session.commit()
    return made


def unpublished(session: Session, article: Article, *, at: datetime = EARLIER) -> Article:
    action = ArticleAction.UNPUBLISH
    articles.set_state(session, article, action, seen_version=article.version, actor=None, now=at)
    session.commit()
    return article


def comment(
    session: Session, article: Article, *, at: datetime = EARLIER, **words: object
) -> Comment:
    number = next(_numbers)
    written = {
        "full_name": "Trần Văn L.",
        "title": f"Góp ý {number}",
        "content": f"Nội dung số {number}.",
    }
    made = comments.submit(session, article.id, NewComment(**{**written, **words}), now=at)
    session.commit()
    return made


def decided(
    session: Session,
    comment: Comment,
    action: CommentAction,
    actor: Staff,
    *,
    at: datetime | None = None,
    **more: object,
) -> Comment:
    decision = Decision(action=action, seen_version=comment.version, **more)
    comments.decide(
        session, comment, decision, actor=actor, now=at or comment.submitted_at + timedelta(hours=1)
    )
    session.commit()
    return comment


def published(
    session: Session, article: Article, actor: Staff, *, at: datetime = EARLIER, **words: object
) -> Comment:
    return decided(session, comment(session, article, at=at, **words), CommentAction.APPROVE, actor)


def rejected(
    session: Session, article: Article, actor: Staff, *, at: datetime = EARLIER, **words: object
) -> Comment:
    written = comment(session, article, at=at, **words)
    return decided(session, written, CommentAction.REJECT, actor, reason_code="off_topic")


def appeal(
    session: Session, comment: Comment, text: str = "Xin xem lại.", *, at: datetime | None = None
) -> Appeal:
    now = at or comment.submitted_at + timedelta(hours=2)
    made = appeals.submit(session, comment, text, days=15, now=now)
    session.commit()
    return made


def takedown(
    session: Session, comment: Comment, actor: Staff, *, at: datetime = EARLIER, **asked: object
) -> Takedown:
    """A request in writing, due a day after `at`."""
    words = {
        "requester": "Công an phường",
        "legal_basis": "Điều 5 Luật 116/2025",
        "is_urgent": False,
        "received_at": at,
        "due_at": at + timedelta(hours=24),
    }
    made = takedowns.record(
        session, comment, NewTakedown(**{**words, **asked}), actor=actor, now=at
    )
    session.commit()
    return made
