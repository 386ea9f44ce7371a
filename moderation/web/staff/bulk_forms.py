"""What is said once for many cases."""

from wtforms import StringField, TextAreaField, ValidationError

from moderation.web import fields
from moderation.web.staff.complaint_forms import Groups
from moderation.web.words import gettext, lazy_gettext

_LONG = 2000


class RerouteManyForm(fields.Form):
    """The next lead of cases that were returned."""

    lead = StringField(lazy_gettext("Cơ quan chủ trì"))
    text = TextAreaField(
        lazy_gettext("Yêu cầu với cơ quan chủ trì"),
        [fields.at_most(lambda: _LONG)],
        filters=[fields.block],
    )
    groups: Groups = ()

    def offer(self, groups: Groups) -> None:
        """Give the agencies to choose from."""
        self.groups = groups

    def validate_lead(self, field: StringField) -> None:
        if not field.data:
            raise ValidationError(gettext("Chọn cơ quan chủ trì."))
        if field.data not in {value for _, names in self.groups for value, _ in names}:
            raise ValidationError(gettext("Không có lựa chọn này."))


class ChaseManyForm(fields.Form):
    """What the agencies chased are told; each reads its own case's date beside it."""

    text = TextAreaField(
        lazy_gettext("Lời đôn đốc"),
        [fields.required(fields.NEEDED), fields.at_most(lambda: _LONG)],
        filters=[fields.block],
    )
