"""Forms of the desks."""

import hashlib
from typing import Any

from wtforms import (
    EmailField,
    HiddenField,
    IntegerField,
    PasswordField,
    SelectField,
    StringField,
    TextAreaField,
    ValidationError,
)

from moderation.domain.comment_states import NEEDS_REASON, OF_OWN_FORMS
from moderation.domain.people import LONGEST_NAME
from moderation.domain.permissions import COMMAND_ONLY, FOR_ACTION, OF_AN_AGENCY, Role
from moderation.domain.reasons import REFUTED, Reason, cites_source
from moderation.queries import agencies as agency_queries
from moderation.services.articles import LONGEST
from moderation.web import fields, moments
from moderation.web.context import session, today
from moderation.web.fields import said
from moderation.web.labels import role_label
from moderation.web.once import OnceForm
from moderation.web.words import gettext, lazy_gettext, number

_LONG = 2000


class VersionedForm(fields.Form):
    """A form about a row somebody may have changed meanwhile: it carries the version seen."""

    version = IntegerField()

    @property
    def seen_version(self) -> int:
        """The version seen; 0, which is never current, when none was sent."""
        return self.version.data or 0


class TriedWordsForm(VersionedForm):
    """A list of phrases that is tried before it is saved; what has it says how long it may be."""

    tried = HiddenField()  # what was tried last, so that nothing untried is saved

    @property
    def was_tried(self) -> bool:
        return bool(self.tried.data == self.now_tried)

    @property
    def now_tried(self) -> str:
        """Stands for the phrases as they were sent."""
        return hashlib.sha256(fields.said(self["phrases"]).encode()).hexdigest()


#: How many of the last complaints something may be tried on: the most takes two seconds.
TRIED_ON = (100, 500, 1_000, 5_000)


class TriedOnForm(fields.Form):
    """What is tried on complaints before it counts."""

    last = SelectField(
        lazy_gettext("Số phản ánh gần nhất để thử"),
        choices=lambda: [(str(each), number(each)) for each in TRIED_ON],
        default="500",
    )

    @property
    def last_complaints(self) -> int:
        """How many complaints are read, at most. After `validate`."""
        return int(said(self.last))


class DecisionForm(VersionedForm):
    """One decision on a comment: approve, do not publish, spam, back to the queue, take down,
    restore.
    """

    action = StringField()
    reason_code = SelectField(lazy_gettext("Lý do"), validate_choice=False)
    reason_text = TextAreaField(
        lazy_gettext("Nói rõ thêm cho người viết"),
        [fields.at_most(lambda: _LONG)],
        filters=[fields.block],
    )
    note = TextAreaField(
        lazy_gettext("Ghi chú nội bộ"), [fields.at_most(lambda: _LONG)], filters=[fields.block]
    )
    unverified = fields.Tick(lazy_gettext("Giữ để kiểm chứng thông tin"))

    def offer(self, reasons: list[tuple[str, str]]) -> None:
        """Give the reasons to choose from, as (code, sentence)."""
        self._known = {"", *(code for code, _ in reasons)}
        self.reason_code.choices = [("", gettext("Chọn lý do…")), *reasons]

    def validate_action(self, field: StringField) -> None:
        if field.data not in FOR_ACTION or field.data in OF_OWN_FORMS:
            raise ValidationError("unknown action")

    def validate_reason_code(self, field: SelectField) -> None:
        """A reason from the list or own words: the author reads it."""
        if self.action.data not in NEEDS_REASON:
            return
        chosen = field.data or ""  # nothing sent is nothing chosen
        if chosen not in self._known or not (chosen or self.reason_text.data):
            raise ValidationError(gettext("Chọn một lý do, hoặc viết lý do cho người gửi đọc."))

    def validate_reason_text(self, field: TextAreaField) -> None:
        """Who is told that something is false can look it up."""
        refuted = self.action.data in NEEDS_REASON and self.reason_code.data == REFUTED
        if refuted:
            expect_source(field)


def expect_source(field: TextAreaField) -> None:
    """Raises ValidationError when no source is cited for calling something false."""
    if not cites_source(said(field)):
        raise ValidationError(
            gettext(
                "Ghi nguồn chính thức đã bác bỏ: địa chỉ trang (https://…)"
                " hoặc số văn bản, ví dụ 12/TB-UBND."
            )
        )


class ReplyForm(OnceForm):
    signed_as = StringField(
        lazy_gettext("Đơn vị trả lời"),
        [fields.required(fields.NEEDED), fields.at_most(lambda: 200)],
        filters=[fields.line],
    )
    content = TextAreaField(
        lazy_gettext("Nội dung trả lời"),
        [fields.required(fields.NEEDED), fields.at_most(lambda: 5000)],
        filters=[fields.block],
    )


class ArticleForm(VersionedForm, OnceForm):
    title = StringField(
        lazy_gettext("Tiêu đề"),
        [fields.required(fields.NEEDED), fields.at_most(lambda: LONGEST["title"])],
        filters=[fields.line],
    )
    lead = TextAreaField(
        lazy_gettext("Lời dẫn"), [fields.at_most(lambda: LONGEST["lead"])], filters=[fields.line]
    )
    byline = StringField(
        lazy_gettext("Tác giả"), [fields.at_most(lambda: LONGEST["byline"])], filters=[fields.line]
    )
    body = TextAreaField(
        lazy_gettext("Nội dung"),
        [fields.required(fields.NEEDED), fields.at_most(lambda: LONGEST["body"])],
        filters=[fields.markdown],
    )
    is_sensitive = fields.Tick(lazy_gettext("Bài nhạy cảm: bình luận cần hai người duyệt"))
    comments_close_at = moments.field(lazy_gettext("Đóng bình luận từ"))


class _OfAnAgency(fields.Form):
    """Whether the role belongs to an agency, and which; `agency_id` after `validate`."""

    agency = StringField(lazy_gettext("Cơ quan"), filters=[fields.line])
    agency_id: int | None = None

    def validate_agency(self, field: StringField) -> None:
        if self.role.data not in OF_AN_AGENCY:
            if field.data:
                raise ValidationError(
                    gettext("Vai trò này không thuộc cơ quan nào: để trống chỗ này.")
                )
            return
        typed = field.data or ""
        found = agency_queries.by_code(session(), typed.upper()) or agency_queries.named(
            session(), typed, today()
        )
        if found is None:
            raise ValidationError(
                gettext("Ghi mã hoặc tên đúng một cơ quan, ví dụ SXD hoặc UBX-00070.")
            )
        self.agency_id = found.id


class PersonForm(_OfAnAgency, OnceForm):
    name = StringField(
        lazy_gettext("Họ tên"),
        [fields.required(fields.NEEDED), fields.at_most(lambda: LONGEST_NAME)],
        filters=[fields.line],
    )
    email = EmailField(
        lazy_gettext("E-mail"),
        [fields.required(fields.NEEDED), fields.email],
        filters=[fields.line],
    )
    role = SelectField(lazy_gettext("Vai trò"))
    password = PasswordField(
        lazy_gettext("Mật khẩu đầu tiên"), [fields.required(fields.NEEDED), fields.new_password]
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.role.choices = role_choices()


class PersonChangeForm(_OfAnAgency):
    role = SelectField(lazy_gettext("Vai trò"))
    is_active = fields.Tick(lazy_gettext("Được đăng nhập"))
    password = PasswordField(lazy_gettext("Mật khẩu mới (để trống nếu không đổi)"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.role.choices = role_choices()

    def validate_password(self, field: PasswordField) -> None:
        if field.data:
            fields.new_password(self, field)


class ActForm(VersionedForm):
    """A button that carries only the version seen, and where to go back to."""

    back = HiddenField()


def role_choices() -> list[tuple[str, str]]:
    """Every role a page may give, with its name on screen."""
    return [(role.value, role_label(role)) for role in Role if role not in COMMAND_ONLY]


def reason_choices(reasons: dict[str, Reason], language: str) -> list[tuple[str, str]]:
    """Reasons that are still given, as choices in `language`."""
    return [
        (code, reason.in_language(language)) for code, reason in reasons.items() if reason.is_active
    ]
