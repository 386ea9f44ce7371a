"""Forms about joining and parting cases."""

from wtforms import SelectField, StringField, TextAreaField, ValidationError

from models import CaseFile
from moderation.domain import tracking_codes
from moderation.domain.case_states import CaseLinkKind
from moderation.domain.complaint_states import CONFIDENTIAL, IN_A_CASE
from moderation.domain.tracking_codes import BadCode
from moderation.queries import cases as case_queries
from moderation.queries import complaints as complaint_queries
from moderation.web import fields
from moderation.web.context import session
from moderation.web.staff.complaint_forms import issue_groups, topic
from moderation.web.staff.forms import VersionedForm
from moderation.web.words import gettext, lazy_gettext

_LONG = 10_000
_LONG_TITLE = 200


class _OfAnother(VersionedForm):
    """A form that names another case by the code of a complaint in it."""

    found: CaseFile

    def find(self, field: StringField) -> None:
        """The case of the code typed, in `found`. Raises ValidationError."""
        try:
            code = tracking_codes.parse(field.data or "")
        except BadCode:
            raise ValidationError(gettext("Mã chưa đúng. Ví dụ: PA-7K3M-9QRT-2WXA.")) from None
        complaint = complaint_queries.by_code(session(), str(code))
        if complaint is None or complaint.state in CONFIDENTIAL:
            raise ValidationError(gettext("Không có phản ánh nào mang mã này."))
        if complaint.case_id is None or complaint.state not in IN_A_CASE:
            raise ValidationError(gettext("Phản ánh này chưa được tiếp nhận, nên chưa có hồ sơ."))
        self.found = case_queries.get(session(), complaint.case_id)


class JoinForm(_OfAnother):
    joins = StringField()  # "case" or "complaint", as the page was when it was opened
    into = StringField(
        lazy_gettext("Mã của một phản ánh trong hồ sơ chung"),
        [fields.required(fields.NEEDED)],
        filters=[fields.line],
    )

    def validate_into(self, field: StringField) -> None:
        self.find(field)


class LinkForm(_OfAnother):
    link_kind = SelectField(lazy_gettext("Quan hệ"), validate_choice=False)
    other = StringField(
        lazy_gettext("Mã của một phản ánh trong hồ sơ kia"),
        [fields.required(fields.NEEDED)],
        filters=[fields.line],
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self._kinds = {
            CaseLinkKind.RELATED.value: gettext("Có liên quan"),
            CaseLinkKind.FOLLOW_UP.value: gettext("Hồ sơ kia là việc tiếp theo"),
        }
        self.link_kind.choices = list(self._kinds.items())

    def validate_link_kind(self, field: SelectField) -> None:
        if field.data not in self._kinds:
            raise ValidationError(gettext("Không có lựa chọn này."))

    def validate_other(self, field: StringField) -> None:
        self.find(field)


class SplitForm(VersionedForm):
    split_title = StringField(
        lazy_gettext("Tiêu đề của việc thứ hai"),
        [fields.required(fields.NEEDED), fields.at_most(lambda: _LONG_TITLE)],
        filters=[fields.line],
    )
    split_content = TextAreaField(
        lazy_gettext("Nội dung của việc thứ hai"),
        [fields.required(fields.NEEDED), fields.at_most(lambda: _LONG)],
        filters=[fields.block],
    )
    split_issue = StringField(lazy_gettext("Việc"))

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.issues = issue_groups()

    def validate_split_issue(self, field: StringField) -> None:
        if field.data and not any(topic(field.data)):
            raise ValidationError(gettext("Không có lựa chọn này."))

    @property
    def topic(self) -> tuple[str | None, str | None]:
        """(category, issue). After `validate`."""
        return topic(self.split_issue.data or "")
