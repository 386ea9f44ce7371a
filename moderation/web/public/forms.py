"""Forms of citizens. Field names are a contract with the portal: keep them."""

from wtforms import (
    EmailField,
    HiddenField,
    StringField,
    TelField,
    TextAreaField,
    ValidationError,
)

from moderation.domain.captcha_answers import fresh_id, is_id
from moderation.web import fields
from moderation.web.context import settings
from moderation.web.words import gettext, lazy_gettext


class CommentForm(fields.Form):
    """The portal's own comment form: its labels, then what was added."""

    full_name = StringField(
        lazy_gettext("Họ tên"),
        [
            fields.required(
                lazy_gettext("Xin cho biết họ tên, hoặc tên ông/bà muốn hiện dưới bình luận.")
            ),
            fields.at_most(lambda: settings().name_limit),
        ],
        filters=[fields.line],
    )
    phone = TelField(lazy_gettext("Số điện thoại"), [fields.phone], filters=[fields.line])
    email = EmailField(lazy_gettext("E-mail"), [fields.email], filters=[fields.line])
    title = StringField(
        lazy_gettext("Tiêu đề"),
        [
            fields.required(lazy_gettext("Xin đặt một tiêu đề ngắn.")),
            fields.at_most(lambda: settings().title_limit),
        ],
        filters=[fields.line],
    )
    content = TextAreaField(
        lazy_gettext("Nội dung"),
        [
            fields.required(lazy_gettext("Nội dung còn trống.")),
            fields.at_most(lambda: settings().content_limit),
        ],
        filters=[fields.block],
    )
    consent_contact = fields.Tick(
        lazy_gettext("Tôi đồng ý để Ban biên tập dùng e-mail này báo kết quả duyệt.")
    )
    captcha_answer = StringField(lazy_gettext("Mã xác nhận"), filters=[fields.line])
    captcha_id = HiddenField()
    submission_id = HiddenField()
    parent_id = HiddenField()
    resubmits = HiddenField(filters=[fields.line])  # receipt of the comment this one stands for

    captcha_passed = False  # this submission's code was answered already
    refreshed = False  # another code was asked for: lead back to it
    captcha_problem = ""  # why the answer just given does not do

    def validate_consent_contact(self, field: fields.Tick) -> None:
        """An address without consent is not kept silently: the reader decides."""
        if self.email.data and not field.data:
            raise ValidationError(
                gettext("Đánh dấu đồng ý để được báo qua e-mail, hoặc xóa trống ô e-mail.")
            )

    def new_captcha(self) -> None:
        """Ask for another security code; its row is written when the picture is fetched."""
        self.captcha_id.data = fresh_id()
        self.captcha_answer.data = ""

    def new_submission(self) -> None:
        """From here on this is a form of its own, that will make a receipt of its own."""
        self.submission_id.data = fresh_id()
        self.new_captcha()

    def repair_ids(self) -> None:
        """Ids that did not come from us are replaced, so that nothing typed is refused for them."""
        if not is_id(self.submission_id.data or ""):
            self.submission_id.data = fresh_id()
        if not is_id(self.captcha_id.data or ""):
            self.captcha_id.data = fresh_id()

    @property
    def thread(self) -> int | None:
        """The id of the comment answered, if a whole number was sent."""
        given = (self.parent_id.data or "").strip()
        return int(given) if given.isascii() and given.isdigit() and len(given) < 18 else None

    @property
    def typed(self) -> tuple[str, ...]:
        """What tells a repeated form from an edited one."""
        values = (
            self.full_name.data,
            self.phone.data,
            self.email.data,
            self.title.data,
            self.content.data,
        )
        return (*(value or "" for value in values), str(self.thread or ""))
