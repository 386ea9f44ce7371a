"""Forms about the agency itself, about who works on what, and about who approves."""

from wtforms import HiddenField, SelectField, StringField, TextAreaField

from moderation.web import fields
from moderation.web.agency.forms import PartForm
from moderation.web.context import tools
from moderation.web.locale import language
from moderation.web.once import OnceForm
from moderation.web.reply_labels import outcome_choices
from moderation.web.words import gettext, lazy_gettext

_LONG = 10_000
LANGUAGES = [("vi", "Tiếng Việt"), ("en", "English")]


class AssignForm(PartForm):
    room = SelectField(lazy_gettext("Giao phòng"), choices=[], validate_choice=False)
    officer = SelectField(lazy_gettext("Giao cán bộ"), choices=[], validate_choice=False)


class RoomForm(fields.Form):
    name = StringField(
        lazy_gettext("Tên phòng"),
        [fields.required(fields.NEEDED), fields.at_most(lambda: 120)],
        filters=[fields.line],
    )


class ApproveForm(PartForm):
    """`version` is the case's."""

    reason_text = TextAreaField(
        lazy_gettext("Cần sửa gì"), [fields.at_most(lambda: _LONG)], filters=[fields.block],
        id="approve_reason",
    )  # fmt: skip


class TextForm(fields.Form):
    name = StringField(
        lazy_gettext("Tên câu mẫu"),
        [fields.required(fields.NEEDED), fields.at_most(lambda: 120)],
        filters=[fields.line],
    )
    category = SelectField(lazy_gettext("Lĩnh vực"), default="")
    outcome = SelectField(lazy_gettext("Kết quả"), default="")
    language = SelectField(lazy_gettext("Ngôn ngữ"), default="vi")
    text = TextAreaField(
        lazy_gettext("Nội dung câu mẫu"),
        [fields.required(fields.NEEDED), fields.at_most(lambda: _LONG)],
        filters=[fields.block],
    )

    def offer(self) -> None:
        """Give the categories and outcomes that may be chosen."""
        spoken = language()
        known = [(each.code, each.names[spoken]) for each in tools().taxonomy.categories]
        self.language.choices = LANGUAGES
        self.category.choices = [("", gettext("Mọi lĩnh vực")), *known]
        self.outcome.choices = [("", gettext("Mọi kết quả")), *outcome_choices()[1:]]


class ContractorForm(PartForm, OnceForm):
    """`instead_of` is the id of a link that is revoked as this one is made."""

    contractor = StringField(
        lazy_gettext("Nhà thầu"),
        [fields.required(fields.NEEDED), fields.at_most(lambda: 200)],
        filters=[fields.line],
    )
    contractor_question = TextAreaField(
        lazy_gettext("Cần nhà thầu cho biết"),
        [fields.required(fields.NEEDED), fields.at_most(lambda: _LONG)],
        filters=[fields.block],
    )
    instead_of = HiddenField()


class NoteForm(fields.Form):
    audience = SelectField(lazy_gettext("Ai đọc"), default="agency")
    note = TextAreaField(
        lazy_gettext("Ghi chú"),
        [fields.required(fields.NEEDED), fields.at_most(lambda: _LONG)],
        filters=[fields.block],
    )

    def offer(self) -> None:
        """Give those who may be written to."""
        self.audience.choices = [
            ("agency", gettext("Chỉ đơn vị mình")),
            ("case", gettext("Mọi cơ quan của hồ sơ và điều phối viên")),
        ]
