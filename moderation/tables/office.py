"""What an administrator edits in the browser. Where no row stands, what the house ships counts."""

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from moderation.domain.case_states import Outcome
from moderation.tables.base import Base, line, moment, pk, short, state_column, words


class Category(Base):
    """A category of complaints, as edited."""

    __tablename__ = "category"

    code: Mapped[short] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column(default=1)
    name: Mapped[line]
    name_en: Mapped[line] = mapped_column(default="")
    lead_code: Mapped[short]  # of an agency, or UBX, CAX: the ward's own
    position: Mapped[int] = mapped_column(default=0)
    is_active: Mapped[bool] = mapped_column(default=True)

    __mapper_args__ = {"version_id_col": version}


class Issue(Base):
    """One issue of a category, as edited."""

    __tablename__ = "issue"

    code: Mapped[short] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column(default=1)
    category_code: Mapped[short]
    name: Mapped[line]
    name_en: Mapped[line] = mapped_column(default="")
    lead_code: Mapped[short]
    coordinating: Mapped[line] = mapped_column(default="")  # codes, spaces between
    due_days: Mapped[int]  # working days
    is_urgent: Mapped[bool] = mapped_column(default=False)
    is_public: Mapped[bool] = mapped_column(default=True)
    proof: Mapped[short] = mapped_column(default="")  # "", photo, document, either
    position: Mapped[int] = mapped_column(default=0)
    is_active: Mapped[bool] = mapped_column(default=True)

    __mapper_args__ = {"version_id_col": version}


class IssueWords(Base):
    """Words that suggest an issue: a phrase and its weight a line."""

    __tablename__ = "issue_words"

    issue_code: Mapped[short] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column(default=1)
    phrases: Mapped[words]
    changed_at: Mapped[moment]

    __mapper_args__ = {"version_id_col": version}


class RoutingRule(Base):
    """One rule of routing; the first that matches chooses. Empty conditions match everything."""

    __tablename__ = "routing_rule"

    id: Mapped[pk]
    version: Mapped[int] = mapped_column(default=1)
    position: Mapped[int] = mapped_column(index=True)
    name: Mapped[line]
    is_on: Mapped[bool] = mapped_column(default=False)
    category_code: Mapped[short | None]
    issue_code: Mapped[short | None]
    ward_codes: Mapped[words] = mapped_column(default="")  # spaces between
    phrases: Mapped[words] = mapped_column(default="")  # one a line, any of them
    weekdays: Mapped[short] = mapped_column(default="")  # digits, 1 is Monday
    from_time: Mapped[str] = mapped_column(String(5), default="")  # 22:00
    to_time: Mapped[str] = mapped_column(String(5), default="")
    lead_code: Mapped[short] = mapped_column(default="")  # "": as the category says
    coordinating: Mapped[line] = mapped_column(default="")
    is_urgent: Mapped[bool | None]
    due_days: Mapped[int | None]

    __mapper_args__ = {"version_id_col": version}


class ReplyText(Base):
    """A standard answer for a category and an outcome, with placeholders."""

    __tablename__ = "reply_text"

    id: Mapped[pk]
    version: Mapped[int] = mapped_column(default=1)
    agency_id: Mapped[int | None] = mapped_column(ForeignKey("agency.id"))  # none: everybody's
    category_code: Mapped[short | None]
    outcome: Mapped[Outcome | None] = mapped_column(state_column(Outcome))
    language: Mapped[str] = mapped_column(String(8), default="vi")
    name: Mapped[line]
    text: Mapped[words]

    __mapper_args__ = {"version_id_col": version}


class MailTemplate(Base):
    """A mail as the office worded it."""

    __tablename__ = "mail_template"

    key: Mapped[short] = mapped_column(primary_key=True)
    language: Mapped[str] = mapped_column(String(8), primary_key=True)
    version: Mapped[int] = mapped_column(default=1)
    subject: Mapped[line]
    body: Mapped[words]
    changed_at: Mapped[moment]

    __mapper_args__ = {"version_id_col": version}


class HouseSetting(Base):
    """A setting changed in the browser; wins over the environment."""

    __tablename__ = "house_setting"

    name: Mapped[short] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column(default=1)
    value: Mapped[words]
    changed_at: Mapped[moment]

    __mapper_args__ = {"version_id_col": version}


class Reason(Base):
    """A reason that people are given, as edited."""

    __tablename__ = "reason"

    scope: Mapped[short] = mapped_column(primary_key=True)  # comment, complaint
    code: Mapped[short] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column(default=1)
    name: Mapped[line]
    name_en: Mapped[line] = mapped_column(default="")
    text: Mapped[words] = mapped_column(default="")  # the citizen reads it
    text_en: Mapped[words] = mapped_column(default="")
    position: Mapped[int] = mapped_column(default=0)
    is_active: Mapped[bool] = mapped_column(default=True)

    __mapper_args__ = {"version_id_col": version}
