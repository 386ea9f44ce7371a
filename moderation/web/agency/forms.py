"""Forms of the agencies' room. Long words stand in `content` and `reason_text`, so that every error
page shows them again.
"""

from collections.abc import Sequence

from flask_wtf.file import FileField
from wtforms import SelectField, StringField, TextAreaField, ValidationError

from moderation.domain.case_states import Outcome
from moderation.domain.generic_replies import Sign
from moderation.services.reply_drafts import ReplyDraft
from moderation.web import fields
from moderation.web.fields import said
from moderation.web.reply_labels import outcome_choices
from moderation.web.units import Choice
from moderation.web.words import gettext, lazy_gettext

_LONG = 10_000
_DIGITS = 10
_UNKNOWN = "unknown"


class PartForm(fields.Form):
    """A button about an assignment somebody may have changed meanwhile."""

    version = StringField()

    @property
    def seen_version(self) -> int:
        """The version seen; 0, which is never current, when none was sent."""
        typed = self.version.data or ""
        return int(typed) if typed.isdecimal() and len(typed) < _DIGITS else 0


class ReturnForm(PartForm):
    reason_text = TextAreaField(
        lazy_gettext("Vì sao trả lại"),
        [fields.required(fields.NEEDED), fields.at_most(lambda: _LONG)],
        filters=[fields.block],
    )
    proposed = StringField(  # the template draws its select: there are four hundred agencies
        lazy_gettext("Cơ quan đề xuất"),
        [fields.required(lazy_gettext("Chọn một cơ quan, hoặc “Không rõ”."))],
    )
    choices: Sequence[Choice] = ()

    def offer(self, agencies: Sequence[Choice]) -> None:
        """Give the agencies that may be proposed."""
        self.choices = ((_UNKNOWN, gettext("Không rõ")), *agencies)

    def validate_proposed(self, field: StringField) -> None:
        if field.data not in {value for value, _ in self.choices}:
            raise ValidationError(gettext("Không có lựa chọn này."))

    @property
    def proposed_id(self) -> int | None:
        """The agency proposed; None: the agency said that it does not know. After `validate`."""
        return None if self.proposed.data == _UNKNOWN else int(said(self.proposed))


class QuestionForm(PartForm):
    """What the coordinator should ask the sender."""

    question = TextAreaField(
        lazy_gettext("Điều muốn hỏi người gửi"),
        [fields.required(fields.NEEDED), fields.at_most(lambda: _LONG)],
        filters=[fields.block],
    )


class AnswerForm(PartForm):
    """The lead's answer or a coordinating agency's opinion; its photos travel in the same form, so
    that adding one does not lose the words.
    """

    content = TextAreaField(
        lazy_gettext("Nội dung"),
        [fields.required(fields.NEEDED), fields.at_most(lambda: _LONG)],
        filters=[fields.block],
    )
    document_number = StringField(
        lazy_gettext("Số văn bản"), [fields.at_most(lambda: 200)], filters=[fields.line]
    )
    photo = FileField(lazy_gettext("Ảnh minh chứng"))

    @property
    def holds_words(self) -> bool:
        """Whether anything was written that a fresh page would lose."""
        return bool(self.content.data or self.document_number.data)


class DraftForm(AnswerForm):
    """The lead's answer while it is written. What is needed to send it is asked by `may_go`, so
    that half of it can be kept.
    """

    content = TextAreaField(
        lazy_gettext("Trả lời người gửi (đầy đủ)"),
        [fields.at_most(lambda: _LONG)],
        filters=[fields.block],
    )
    public_content = TextAreaField(
        lazy_gettext("Bản công khai (đã che)"),
        [fields.at_most(lambda: _LONG)],
        filters=[fields.block],
    )
    outcome = SelectField(lazy_gettext("Kết quả"), default="")
    anyway = fields.Tick(lazy_gettext("Tôi đã đọc cảnh báo và vẫn gửi"))
    reply_text = SelectField(lazy_gettext("Câu mẫu"), choices=[], validate_choice=False)
    signs: Sequence[Sign] = ()  # warned about

    def offer(self) -> None:
        """Give the outcomes that may be chosen."""
        self.outcome.choices = outcome_choices()

    def may_go(self) -> bool:
        """Whether nothing is missing but proof; what is stands beside its field."""
        if not self.content.data:
            self.content.errors = [str(fields.NEEDED)]
        if not self.outcome.data:
            self.outcome.errors = [gettext("Chọn kết quả đúng với thực tế.")]
        return not (self.content.errors or self.outcome.errors)

    @property
    def draft(self) -> ReplyDraft:
        """What was written. After `validate`."""
        return ReplyDraft(
            text=said(self.content),
            public_text=said(self.public_content),
            outcome=Outcome(self.outcome.data) if self.outcome.data else None,
            document_number=said(self.document_number),
        )

    @property
    def holds_words(self) -> bool:
        return bool(super().holds_words or self.public_content.data or self.outcome.data)
