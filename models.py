"""Every table, in chapters: places and agencies; people; articles and comments; complaints; cases
and assignments; submissions and captchas; what happened; what must be told. The work on a case and
what the office edits have chapters of their own in `moderation/tables/`, shown from here. No rules,
no queries, no Flask.
"""

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKey,
    Index,
    LargeBinary,
    String,
    UniqueConstraint,
)
from sqlalchemy import (
    text as sql,
)
from sqlalchemy.orm import Mapped, mapped_column

from moderation.domain.appeals import AppealState
from moderation.domain.article_states import ArticleState
from moderation.domain.case_states import AssignmentRole, AssignmentState, CaseState, Outcome
from moderation.domain.comment_states import CommentState, Tally
from moderation.domain.complaint_states import ComplaintKind, ComplaintState
from moderation.domain.permissions import Role
from moderation.tables.base import (
    Base,
    UtcDateTime,
    day,
    line,
    moment,
    pk,
    short,
    state_column,
    table_of,
    words,
)
from moderation.tables.casework import (
    Approval,
    Approver,
    CaseExtension,
    CaseLink,
    CaseNote,
    CasePause,
    Chase,
    ContractorLink,
    DutyShift,
    Follow,
    Merge,
    PartyOpinion,
    Rating,
    Room,
    SavedFilter,
    SealedStep,
    StandIn,
)
from moderation.tables.office import (
    Category,
    HouseSetting,
    Issue,
    IssueWords,
    MailTemplate,
    Reason,
    ReplyText,
    RoutingRule,
)

__all__ = [
    "Agency",
    "Appeal",
    "Approval",
    "Approver",
    "Article",
    "Assignment",
    "Attachment",
    "Base",
    "CalendarDay",
    "Captcha",
    "CaseExtension",
    "CaseFile",
    "CaseLink",
    "CaseNote",
    "CasePause",
    "Category",
    "Chase",
    "Comment",
    "CommentClaim",
    "CommentCounter",
    "Complaint",
    "ContractorLink",
    "Draft",
    "DutyShift",
    "Event",
    "Follow",
    "FormerWard",
    "HouseSetting",
    "Issue",
    "IssueWords",
    "MailTemplate",
    "Merge",
    "NumberTry",
    "OfficialReply",
    "Opinion",
    "OutboxMessage",
    "PartyOpinion",
    "Question",
    "Rating",
    "ReaderReport",
    "Reason",
    "ReplyText",
    "Room",
    "RoutingRule",
    "SavedFilter",
    "SealedComment",
    "SealedComplaint",
    "SealedExclusion",
    "SealedStep",
    "SecondReading",
    "Staff",
    "StaffSession",
    "StandIn",
    "StandardText",
    "Submission",
    "Takedown",
    "UtcDateTime",
    "Ward",
    "WordList",
    "table_of",
]

# --- Places and agencies -------------------------------------------------------------------------


class Agency(Base):
    """A unit that may lead or coordinate. Never deleted: an old case keeps its unit."""

    __tablename__ = "agency"

    id: Mapped[pk]
    code: Mapped[short] = mapped_column(unique=True)
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("agency.id"), index=True)
    name: Mapped[line]
    name_en: Mapped[line] = mapped_column(default="")
    kind: Mapped[short]
    ward_code: Mapped[short | None] = mapped_column(index=True)  # the ward it is the unit of
    phone: Mapped[line] = mapped_column(default="")  # citizens read it
    valid_from: Mapped[day | None]
    valid_to: Mapped[day | None]  # the last day; none: still there
    successor_id: Mapped[int | None] = mapped_column(ForeignKey("agency.id"))  # took it over
    #: One more with every change of the row: who kept something made of it sees that.
    revision: Mapped[int] = mapped_column(default=1, onupdate=sql("revision + 1"))


class Ward(Base):
    """A ward or commune of today."""

    __tablename__ = "ward"

    code: Mapped[short] = mapped_column(primary_key=True)
    name: Mapped[line]
    folded: Mapped[line]  # without marks and case, to be found by


class FormerWard(Base):
    """A name people still use, and the ward of today that took the place over, whole or in part."""

    __tablename__ = "former_ward"

    id: Mapped[pk]
    district: Mapped[line]
    name: Mapped[line]
    folded: Mapped[line]
    ward_code: Mapped[short] = mapped_column(ForeignKey("ward.code"), index=True)
    is_whole: Mapped[bool]


class CalendarDay(Base):
    """A day that is not what its weekday says: off, or worked to make up for another."""

    __tablename__ = "calendar_day"

    on: Mapped[day] = mapped_column(primary_key=True)
    is_working: Mapped[bool]
    name: Mapped[line]
    name_en: Mapped[line] = mapped_column(default="")


# --- People -------------------------------------------------------------------------------------


class Staff(Base):
    """Somebody who works here. Never deleted: events point at the row."""

    __tablename__ = "staff"

    id: Mapped[pk]
    email: Mapped[line] = mapped_column(unique=True)  # lower case; the login name
    name: Mapped[line]
    role: Mapped[Role] = mapped_column(state_column(Role))
    agency_id: Mapped[int | None] = mapped_column(ForeignKey("agency.id"), index=True)
    room_id: Mapped[int | None] = mapped_column(ForeignKey("room.id"), index=True)
    title: Mapped[line] = mapped_column(default="")  # as it stands under a signature
    language: Mapped[str] = mapped_column(String(8), default="vi")  # of mails to them
    wants_digest: Mapped[bool] = mapped_column(default=True)
    password_hash: Mapped[line]
    is_active: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[moment]


class StaffSession(Base):
    """One login. The cookie holds the token, this row only its hash; ending the row ends the
    login.
    """

    __tablename__ = "staff_session"

    token_hash: Mapped[short] = mapped_column(String(64), primary_key=True)
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"), index=True)
    created_at: Mapped[moment]
    seen_at: Mapped[moment]
    expires_at: Mapped[moment] = mapped_column(index=True)


# --- Articles and comments ----------------------------------------------------------------------


class Article(Base):
    """What the portal publishes. `body_html` is `body_markdown` rendered and sanitised
    on saving.
    """

    __tablename__ = "article"
    __table_args__ = (
        Index("ix_article_listing", "state", "published_at", "id"),
        Index("ix_article_most_read", "state", "views"),
    )

    id: Mapped[pk]
    slug: Mapped[line] = mapped_column(unique=True)
    state: Mapped[ArticleState] = mapped_column(
        state_column(ArticleState), default=ArticleState.DRAFT
    )
    version: Mapped[int] = mapped_column(default=1)
    title: Mapped[line]
    lead: Mapped[words] = mapped_column(default="")
    byline: Mapped[line] = mapped_column(default="")
    body_markdown: Mapped[words]
    body_html: Mapped[words]
    comments_open: Mapped[bool] = mapped_column(default=True)
    comments_close_at: Mapped[moment | None]  # from then on nobody comments, whatever is said above
    is_sensitive: Mapped[bool] = mapped_column(default=False)  # a comment needs two approvals
    published_at: Mapped[moment | None]  # first publication; an import keeps the original's
    created_at: Mapped[moment]
    updated_at: Mapped[moment]
    views: Mapped[int] = mapped_column(default=0)
    published_comments: Mapped[int] = mapped_column(default=0)  # kept by services/counters.py
    thread_version: Mapped[int] = mapped_column(default=0)  # grows when what readers see below does
    settles_at: Mapped[moment | None]  # until then an approval below may still wait to be shown

    __mapper_args__ = {"version_id_col": version}


class Comment(Base):
    """A reader's words under an article. Public only in state `published`, from `visible_from` on.

    What readers see is `public_*` where something was masked; the words as written stay beside it,
    behind a permission. A sealed comment keeps its place, its receipt and its dates; every word of
    it and of its sender moves to `SealedComment`, and the columns here become empty.
    """

    __tablename__ = "comment"
    __table_args__ = (
        Index("ix_comment_queue", "state", "submitted_at", "id"),
        Index("ix_comment_decided", "state", "decided_at", "id"),
        Index("ix_comment_thread", "article_id", "state", "parent_id", "published_at", "id"),
        Index("ix_comment_by_address", "address_key", "submitted_at"),
        Index("ix_comment_by_phone", "phone", "submitted_at"),
        Index("ix_comment_by_name", "name_folded", "submitted_at"),
        Index("ix_comment_by_text", "text_key", "submitted_at"),
        Index("ix_comment_reported", "reported_at", "id"),
    )

    id: Mapped[pk]
    article_id: Mapped[int] = mapped_column(ForeignKey("article.id"))
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("comment.id"), index=True)
    receipt: Mapped[short] = mapped_column(unique=True)
    state: Mapped[CommentState] = mapped_column(
        state_column(CommentState), default=CommentState.PENDING
    )
    version: Mapped[int] = mapped_column(default=1)
    full_name: Mapped[line]
    phone: Mapped[short | None]  # E.164; never public
    email: Mapped[line | None]  # only with consent; never public
    language: Mapped[str] = mapped_column(String(8), default="vi")  # of the form; mails use it
    title: Mapped[line]
    content: Mapped[words]
    submitted_at: Mapped[moment]
    decided_at: Mapped[moment | None]  # the last decision
    published_at: Mapped[moment | None]  # the first publication; orders the public page
    reason_code: Mapped[short | None]  # why it is not published, from data/comment_reasons.json
    reason_text: Mapped[words] = mapped_column(
        default=""
    )  # the same in own words; the author reads it
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    endorsed_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))  # first of two
    visible_from: Mapped[moment | None]  # when the last decision takes effect; until then: undo
    before: Mapped[words] = mapped_column(default="")  # JSON: what the last decision replaced
    decide_by: Mapped[day | None]  # a claim nobody verified is held until this day at most
    resubmits_id: Mapped[int | None] = mapped_column(ForeignKey("comment.id"))  # sent again, edited

    masks: Mapped[words] = mapped_column(default="")  # JSON of domain/redaction.py; "": none
    public_name: Mapped[line | None]  # what readers see instead; none: as written
    public_title: Mapped[line | None]
    public_content: Mapped[words | None]

    findings: Mapped[words] = mapped_column(default="")  # JSON of domain/screening.py; "": none
    hold_code: Mapped[short | None]  # the finding for which it is held
    address_key: Mapped[str | None] = mapped_column(String(64))  # keyed hash of the sender's
    name_folded: Mapped[line | None]
    text_key: Mapped[str | None] = mapped_column(String(64))  # equal for the same words
    sketch: Mapped[bytes | None] = mapped_column(LargeBinary)  # near for nearly the same words
    reported_at: Mapped[moment | None]  # the oldest report by a reader nobody looked at

    __mapper_args__ = {"version_id_col": version}  # every UPDATE compares and swaps


class OfficialReply(Base):
    """What an office answers under a published comment; withdrawn, never deleted."""

    __tablename__ = "official_reply"

    id: Mapped[pk]
    comment_id: Mapped[int] = mapped_column(ForeignKey("comment.id"), index=True)
    signed_as: Mapped[line]  # the office whose name stands above the reply
    content: Mapped[words]
    published_at: Mapped[moment]
    withdrawn_at: Mapped[moment | None]


class SealedComment(Base):
    """A suspected denunciation: everything that was said and who said it, encrypted, one row a
    comment.
    """

    __tablename__ = "sealed_comment"

    comment_id: Mapped[int] = mapped_column(
        ForeignKey("comment.id"), primary_key=True, autoincrement=False
    )
    ciphertext: Mapped[bytes] = mapped_column(LargeBinary)
    sealed_at: Mapped[moment] = mapped_column(index=True)


class CommentCounter(Base):
    """How many wait or stand where; kept with every move, so that no page counts rows."""

    __tablename__ = "comment_counter"

    state: Mapped[Tally] = mapped_column(state_column(Tally), primary_key=True)
    comments: Mapped[int] = mapped_column(default=0)


# --- The comment desk ---------------------------------------------------------------------------


class CommentClaim(Base):
    """Somebody has a comment in front of them: shown to colleagues, free again at `until`."""

    __tablename__ = "comment_claim"

    comment_id: Mapped[int] = mapped_column(
        ForeignKey("comment.id"), primary_key=True, autoincrement=False
    )
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"), index=True)
    until: Mapped[moment] = mapped_column(index=True)


class Opinion(Base):
    """A question about a comment to people of a role, and their answer; the asker decides."""

    __tablename__ = "opinion"
    __table_args__ = (Index("ix_opinion_asked", "asked_of", "given_at", "asked_at"),)

    id: Mapped[pk]
    comment_id: Mapped[int] = mapped_column(ForeignKey("comment.id"), index=True)
    asked_by_id: Mapped[int] = mapped_column(ForeignKey("staff.id"), index=True)
    asked_of: Mapped[Role] = mapped_column(state_column(Role))
    question: Mapped[words]
    asked_at: Mapped[moment]
    given_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    opinion: Mapped[words] = mapped_column(default="")
    given_at: Mapped[moment | None]
    closed_at: Mapped[moment | None]  # decided, or the question was taken back


class Appeal(Base):
    """An author asks for another look, once a comment; somebody else than before decides."""

    __tablename__ = "appeal"
    __table_args__ = (Index("ix_appeal_queue", "state", "submitted_at", "id"),)

    id: Mapped[pk]
    comment_id: Mapped[int] = mapped_column(ForeignKey("comment.id"), unique=True)
    state: Mapped[AppealState] = mapped_column(state_column(AppealState), default=AppealState.OPEN)
    version: Mapped[int] = mapped_column(default=1)
    against: Mapped[CommentState] = mapped_column(state_column(CommentState))
    decided_first_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    text: Mapped[words]
    submitted_at: Mapped[moment]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    decided_at: Mapped[moment | None]
    answer: Mapped[words] = mapped_column(default="")  # the author reads it

    __mapper_args__ = {"version_id_col": version}


class ReaderReport(Base):
    """A reader says that a published comment should not stand there; one an address and comment."""

    __tablename__ = "reader_report"
    __table_args__ = (UniqueConstraint("comment_id", "address_key"),)

    id: Mapped[pk]
    comment_id: Mapped[int] = mapped_column(ForeignKey("comment.id"), index=True)
    reason_code: Mapped[short]
    text: Mapped[words] = mapped_column(default="")
    address_key: Mapped[str] = mapped_column(String(64))
    reported_at: Mapped[moment]
    settled_at: Mapped[moment | None]
    settled_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))


class Takedown(Base):
    """A request to take a comment down, in the register: by whom, on which basis, by when done."""

    __tablename__ = "takedown"
    __table_args__ = (Index("ix_takedown_register", "done_at", "due_at", "id"),)

    id: Mapped[pk]
    comment_id: Mapped[int] = mapped_column(ForeignKey("comment.id"), index=True)
    version: Mapped[int] = mapped_column(default=1)
    requester: Mapped[line]
    legal_basis: Mapped[words]
    is_urgent: Mapped[bool]
    received_at: Mapped[moment]
    due_at: Mapped[moment]
    recorded_by_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    is_oral: Mapped[bool]
    ordered_by: Mapped[line] = mapped_column(default="")  # who gave an oral order
    confirm_by: Mapped[moment | None]  # in writing; overdue behind it
    confirmed_at: Mapped[moment | None]
    document_number: Mapped[line] = mapped_column(default="")
    done_at: Mapped[moment | None]  # taken down, or declined
    done_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    declined_because: Mapped[words] = mapped_column(default="")

    __mapper_args__ = {"version_id_col": version}


class SecondReading(Base):
    """A decision in the sample that somebody else reads again without knowing it."""

    __tablename__ = "second_reading"
    __table_args__ = (Index("ix_second_reading_waiting", "read_at", "sampled_at", "comment_id"),)

    comment_id: Mapped[int] = mapped_column(
        ForeignKey("comment.id"), primary_key=True, autoincrement=False
    )
    first_state: Mapped[CommentState] = mapped_column(state_column(CommentState))
    first_reason: Mapped[short | None]
    first_by_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    sampled_at: Mapped[moment]
    second_state: Mapped[CommentState | None] = mapped_column(state_column(CommentState))
    second_reason: Mapped[short | None]
    read_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    read_at: Mapped[moment | None]


class StandardText(Base):
    """What an author reads for a reason in a language, where the office writes its own."""

    __tablename__ = "standard_text"

    reason_code: Mapped[short] = mapped_column(primary_key=True)
    language: Mapped[str] = mapped_column(String(8), primary_key=True)
    text: Mapped[words]


class WordList(Base):
    """A list of the screening as the office edited it; the shipped one stands where no row is."""

    __tablename__ = "word_list"

    name: Mapped[short] = mapped_column(primary_key=True)  # of domain/word_lists.py
    version: Mapped[int] = mapped_column(default=1)
    phrases: Mapped[words]  # one a line
    changed_at: Mapped[moment]

    __mapper_args__ = {"version_id_col": version}


# --- Complaints ---------------------------------------------------------------------------------


class Draft(Base):
    """A complaint somebody is writing, bound to the browser by a secret in its cookie. Always
    encrypted: it may turn out to be a denunciation. Expires.
    """

    __tablename__ = "draft"

    id: Mapped[short] = mapped_column(primary_key=True)  # `submission_id` of the form
    secret_hash: Mapped[str] = mapped_column(String(64))
    ciphertext: Mapped[bytes] = mapped_column(LargeBinary)
    created_at: Mapped[moment]
    expires_at: Mapped[moment] = mapped_column(index=True)


class Complaint(Base):
    """What one citizen filed. What happens after acceptance is its case's.

    A covered or sealed one keeps its code and its dates; every word of it and of its sender is in
    `SealedComplaint`, and the columns here are empty.
    """

    __tablename__ = "complaint"
    __table_args__ = (
        Index("ix_complaint_intake", "state", "respond_by", "id"),
        Index("ix_complaint_public", "is_public", "published_at", "id"),
        Index("ix_complaint_alike", "ward_code", "submitted_at"),
        UniqueConstraint("source_system", "foreign_code"),
    )

    id: Mapped[pk]
    code: Mapped[short] = mapped_column(unique=True)
    state: Mapped[ComplaintState] = mapped_column(
        state_column(ComplaintState), default=ComplaintState.RECEIVED
    )
    version: Mapped[int] = mapped_column(default=1)
    kind: Mapped[ComplaintKind] = mapped_column(
        state_column(ComplaintKind), default=ComplaintKind.PHAN_ANH
    )
    issue_code: Mapped[short | None]  # of the taxonomy
    category_code: Mapped[short | None] = mapped_column(index=True)
    is_public: Mapped[bool] = mapped_column(default=False)  # once published_at is set
    is_urgent: Mapped[bool] = mapped_column(default=False)
    source: Mapped[short] = mapped_column(default="web")  # web, phone, desk, comment, import
    source_system: Mapped[short | None]
    foreign_code: Mapped[short | None]
    comment_id: Mapped[int | None] = mapped_column(ForeignKey("comment.id"), index=True)
    case_id: Mapped[int | None] = mapped_column(ForeignKey("case_file.id"), index=True)
    #: The complaint whose second problem this is; its sender hears of both.
    split_from_id: Mapped[int | None] = mapped_column(ForeignKey("complaint.id"), index=True)

    full_name: Mapped[line]
    phone: Mapped[short | None]  # E.164
    email: Mapped[line | None]
    consent_contact: Mapped[bool] = mapped_column(default=False)
    consent_publish: Mapped[bool] = mapped_column(default=False)
    hide_identity: Mapped[bool] = mapped_column(default=False)
    about_unit_id: Mapped[int | None] = mapped_column(ForeignKey("agency.id"))
    about_unit: Mapped[line] = mapped_column(default="")  # as the citizen named it
    people: Mapped[int] = mapped_column(default=1)  # how many it speaks for
    representative: Mapped[line] = mapped_column(default="")  # of a group; never public
    language: Mapped[str] = mapped_column(String(8), default="vi")
    title: Mapped[line]
    content: Mapped[words]
    ward_code: Mapped[short | None] = mapped_column(ForeignKey("ward.code"), index=True)
    address: Mapped[line] = mapped_column(default="")
    happened_at: Mapped[line] = mapped_column(default="")  # in the citizen's own words or a date

    public_title: Mapped[line] = mapped_column(default="")  # masked; empty until accepted
    public_content: Mapped[words] = mapped_column(default="")
    public_name: Mapped[line] = mapped_column(default="")
    published_at: Mapped[moment | None]

    submitted_at: Mapped[moment]
    respond_by: Mapped[moment]  # the promise of intake, in office hours
    decided_at: Mapped[moment | None]
    reason_code: Mapped[short | None]
    reason_text: Mapped[words] = mapped_column(default="")  # the citizen reads it

    sketch: Mapped[bytes | None] = mapped_column(LargeBinary)  # near for nearly the same words
    follows: Mapped[int] = mapped_column(default=0)  # how many said "me too"
    number_salt: Mapped[short]  # the 8-digit number is derived from it and the secret key
    number_hash: Mapped[str] = mapped_column(String(64))

    __mapper_args__ = {"version_id_col": version}


class NumberTry(Base):
    """Wrong numbers in a row, for a code (whether anybody has it or not) or for an address; the key
    is a keyed hash of it.
    """

    __tablename__ = "number_try"

    key: Mapped[short] = mapped_column(String(64), primary_key=True)
    wrong: Mapped[int] = mapped_column(default=0)
    open_at: Mapped[moment] = mapped_column(index=True)  # no further try is looked at before


class SealedComplaint(Base):
    """A suspected or sealed denunciation: all that was said and by whom, encrypted."""

    __tablename__ = "sealed_complaint"

    complaint_id: Mapped[int] = mapped_column(
        ForeignKey("complaint.id"), primary_key=True, autoincrement=False
    )
    ciphertext: Mapped[bytes] = mapped_column(LargeBinary)
    covered_at: Mapped[moment]
    decide_by: Mapped[moment] = mapped_column(index=True)  # within 4 working hours
    register_number: Mapped[short | None] = mapped_column(unique=True)  # of the register


class SealedExclusion(Base):
    """An officer named in a denunciation: it does not exist for them."""

    __tablename__ = "sealed_exclusion"

    complaint_id: Mapped[int] = mapped_column(
        ForeignKey("complaint.id"), primary_key=True, autoincrement=False
    )
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"), primary_key=True)


class Attachment(Base):
    """A photo of a draft, a complaint or an answer; the bytes are files, always encrypted."""

    __tablename__ = "attachment"

    id: Mapped[pk]
    key: Mapped[short] = mapped_column(unique=True)  # random; its address
    draft_id: Mapped[short | None] = mapped_column(
        ForeignKey("draft.id", ondelete="SET NULL"), index=True
    )
    complaint_id: Mapped[int | None] = mapped_column(ForeignKey("complaint.id"), index=True)
    assignment_id: Mapped[int | None] = mapped_column(ForeignKey("assignment.id"), index=True)
    file: Mapped[short]
    thumbnail: Mapped[short]
    width: Mapped[int]
    height: Mapped[int]
    is_public: Mapped[bool] = mapped_column(default=False)
    added_at: Mapped[moment] = mapped_column(index=True)


class Question(Base):
    """What the office needs to know from the citizen, and the answer."""

    __tablename__ = "question"

    id: Mapped[pk]
    complaint_id: Mapped[int] = mapped_column(ForeignKey("complaint.id"), index=True)
    text: Mapped[words]
    asked_at: Mapped[moment]
    answer_by: Mapped[day] = mapped_column(index=True)
    reminded_at: Mapped[moment | None]
    answer: Mapped[words] = mapped_column(default="")
    answered_at: Mapped[moment | None]


# --- Cases and assignments -----------------------------------------------------------------------


class CaseFile(Base):
    """What the office keeps to solve something: the complaints in it point here."""

    __tablename__ = "case_file"
    __table_args__ = (
        Index("ix_case_file_due", "state", "due_on", "id"),
        Index(
            "ix_case_file_prominent",
            "id",
            sqlite_where=sql("is_prominent"),
            postgresql_where=sql("is_prominent"),
        ),
        Index(
            "ix_case_file_returned_twice",
            "id",
            sqlite_where=sql("returns >= 2"),
            postgresql_where=sql("returns >= 2"),
        ),
        Index(
            "ix_case_file_extended",
            "id",
            sqlite_where=sql("extended_until IS NOT NULL"),
            postgresql_where=sql("extended_until IS NOT NULL"),
        ),
    )

    id: Mapped[pk]
    state: Mapped[CaseState] = mapped_column(state_column(CaseState), default=CaseState.ASSIGNED)
    version: Mapped[int] = mapped_column(default=1)
    left_state: Mapped[CaseState | None] = mapped_column(state_column(CaseState))  # to return to
    due_on: Mapped[day]
    due_at: Mapped[moment | None]  # an urgent case, on duty day and night
    first_due_on: Mapped[day | None]  # what was promised first, whatever came later
    extended_until: Mapped[day | None]  # counted apart from on time
    paused_days: Mapped[int] = mapped_column(default=0)  # working days the clock stood still
    opened_at: Mapped[moment]
    outcome: Mapped[Outcome | None] = mapped_column(state_column(Outcome))
    answer: Mapped[words] = mapped_column(default="")  # as the citizen reads it
    public_answer: Mapped[words] = mapped_column(default="")  # redacted; "": as above
    document_number: Mapped[line] = mapped_column(default="")
    answered_at: Mapped[moment | None]  # when the citizen could read it
    closed_at: Mapped[moment | None]
    returns: Mapped[int] = mapped_column(default=0)  # how often a lead gave it back
    reopenings: Mapped[int] = mapped_column(default=0)
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("case_file.id"), index=True)
    duty_officer_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    is_prominent: Mapped[bool] = mapped_column(default=False)  # a matter both sides watch
    routed_by: Mapped[words] = mapped_column(default="")  # JSON: which rule chose what

    __mapper_args__ = {"version_id_col": version}


class Assignment(Base):
    """One agency's part in a case. Exactly one current lead a case, at every moment."""

    __tablename__ = "assignment"
    __table_args__ = (
        Index("ix_assignment_inbox", "agency_id", "state", "due_on", "id"),
        Index(
            "ix_assignment_returned",
            "case_id",
            sqlite_where=sql("state = 'returned' AND role = 'lead' AND is_current"),
            postgresql_where=sql("state = 'returned' AND role = 'lead' AND is_current"),
        ),
        Index(
            "uq_assignment_lead",
            "case_id",
            unique=True,
            sqlite_where=sql("role = 'lead' AND is_current"),
            postgresql_where=sql("role = 'lead' AND is_current"),
        ),
    )

    id: Mapped[pk]
    case_id: Mapped[int] = mapped_column(ForeignKey("case_file.id"), index=True)
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"))
    role: Mapped[AssignmentRole] = mapped_column(state_column(AssignmentRole))
    state: Mapped[AssignmentState] = mapped_column(
        state_column(AssignmentState), default=AssignmentState.OFFERED
    )
    version: Mapped[int] = mapped_column(default=1)
    is_current: Mapped[bool] = mapped_column(default=True)
    question: Mapped[words] = mapped_column(default="")  # what the coordinator wants to know
    due_on: Mapped[day]
    offered_at: Mapped[moment]
    accepted_at: Mapped[moment | None]
    room_id: Mapped[int | None] = mapped_column(ForeignKey("room.id"), index=True)
    officer_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"), index=True)
    answer: Mapped[words] = mapped_column(default="")  # the lead's answer, or an opinion
    public_answer: Mapped[words] = mapped_column(default="")
    outcome: Mapped[Outcome | None] = mapped_column(state_column(Outcome))
    document_number: Mapped[line] = mapped_column(default="")
    answered_at: Mapped[moment | None]
    return_reason: Mapped[words] = mapped_column(default="")
    proposed_agency_id: Mapped[int | None] = mapped_column(ForeignKey("agency.id"))

    __mapper_args__ = {"version_id_col": version}


# --- Submissions and captchas -------------------------------------------------------------------


class Submission(Base):
    """One form somebody was given. It makes at most one thing, however often it is sent."""

    __tablename__ = "submission"

    id: Mapped[short] = mapped_column(primary_key=True)  # `submission_id` of the form
    created_at: Mapped[moment] = mapped_column(index=True)
    captcha_passed_at: Mapped[moment | None]  # the pass a right answer earned
    receipt: Mapped[short | None]  # what it made: a code, a row's id for staff
    digest: Mapped[str | None] = mapped_column(
        String(64)
    )  # keyed; tells a repeat from an edited form


class Captcha(Base):
    """A security code that was drawn or spoken. Written when asked for, deleted when answered."""

    __tablename__ = "captcha"
    __table_args__ = (CheckConstraint("attempts >= 0", name="attempts"),)

    id: Mapped[short] = mapped_column(primary_key=True)
    nonce: Mapped[short]  # the answer is derived from it and the secret key
    answer_hmac: Mapped[str] = mapped_column(String(64))
    expires_at: Mapped[moment] = mapped_column(index=True)
    attempts: Mapped[int] = mapped_column(default=0)


# --- What happened ------------------------------------------------------------------------------


class Event(Base):
    """One line of history, written in the transaction of the change itself.

    Never changed, save that sealing a comment empties its notes and reasons.
    """

    __tablename__ = "event"
    __table_args__ = (Index("ix_event_subject", "subject", "subject_id", "id"),)

    id: Mapped[pk]
    at: Mapped[moment]
    actor_id: Mapped[int | None] = mapped_column(
        ForeignKey("staff.id"), index=True
    )  # none: a citizen, or the house
    subject: Mapped[short]  # a member of services.audit.Subject
    subject_id: Mapped[int] = mapped_column(BigInteger)
    action: Mapped[short]
    old_state: Mapped[short | None]
    new_state: Mapped[short | None]
    reason_code: Mapped[short | None]
    reason_text: Mapped[words] = mapped_column(default="")  # what the author was told
    note: Mapped[words] = mapped_column(default="")  # inside the house only


# --- What must be told --------------------------------------------------------------------------


class OutboxMessage(Base):
    """Something to tell somebody, written with the change that causes it; a job sends it."""

    __tablename__ = "outbox_message"
    __table_args__ = (
        Index("ix_outbox_message_due", "finished_at", "due_at", "id"),
        Index("ix_outbox_message_subject", "kind", "subject_id"),
    )

    id: Mapped[pk]
    kind: Mapped[short]  # a member of services.outbox.Kind
    subject_id: Mapped[int] = mapped_column(BigInteger)
    created_at: Mapped[moment]
    due_at: Mapped[moment]
    finished_at: Mapped[moment | None]  # sent, or nobody to tell any more
    attempts: Mapped[int] = mapped_column(default=0)
    last_error: Mapped[line | None]  # the error's class; never an address or a text
    told: Mapped[short | None]  # the state of the comment that was told; none: nobody was
    staff_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"), index=True)
    channel: Mapped[short] = mapped_column(default="mail")  # mail; phone, then sms or zalo
    given_up_at: Mapped[moment | None]  # failed too often, or bounced; somebody looks at it
