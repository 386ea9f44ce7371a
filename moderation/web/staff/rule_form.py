"""The form of one rule of routing."""

import hashlib
import re
from collections.abc import Sequence
from typing import Any

from wtforms import (
    Field,
    HiddenField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    ValidationError,
)

from models import RoutingRule
from moderation.domain.units import OF_THE_WARD
from moderation.queries import agencies as agency_queries
from moderation.queries import desks
from moderation.web import fields
from moderation.web.context import session, today
from moderation.web.fields import said
from moderation.web.staff.complaint_forms import Groups, issue_groups, topic
from moderation.web.staff.forms import TriedOnForm, VersionedForm
from moderation.web.staff.routing import agency_name
from moderation.web.words import gettext, lazy_gettext

_TIME = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]")
_MOST_DAYS = 90


class RuleForm(VersionedForm, TriedOnForm):
    name = StringField(
        lazy_gettext("Tên quy tắc"),
        [fields.required(fields.NEEDED), fields.at_most(lambda: 200)],
        filters=[fields.line],
    )
    topic = StringField(lazy_gettext("Lĩnh vực, việc"))
    wards = SelectMultipleField(lazy_gettext("Phường, xã"), validate_choice=False, choices=[])
    phrases = TextAreaField(
        lazy_gettext("Có một trong các cụm từ, mỗi dòng một cụm"),
        [fields.at_most(lambda: 4000)],
        filters=[fields.block],
    )
    weekdays = SelectMultipleField(lazy_gettext("Ngày gửi"), validate_choice=False, choices=[])
    from_time = StringField(lazy_gettext("Gửi từ giờ"), filters=[fields.line])
    to_time = StringField(lazy_gettext("Đến trước giờ"), filters=[fields.line])
    lead = StringField(lazy_gettext("Cơ quan chủ trì"))
    coordinating = SelectMultipleField(
        lazy_gettext("Cơ quan phối hợp"), validate_choice=False, choices=[]
    )
    urgency = SelectField(lazy_gettext("Mức khẩn"))
    due_days = StringField(lazy_gettext("Hạn, số ngày làm việc"), filters=[fields.line])
    tried = HiddenField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.urgency.choices = [
            ("", gettext("như đã phân loại")), ("1", gettext("khẩn")), ("0", gettext("thường")),
        ]  # fmt: skip
        self.topics: Groups = issue_groups()
        self.ward_choices = [(ward.code, ward.name) for ward in agency_queries.wards(session())]
        units = desks.agencies(session(), today())
        of_ward = [
            ("UBX", gettext("UBND phường, xã nơi xảy ra")),
            ("CAX", gettext("Công an phường, xã nơi xảy ra")),
        ]
        city = [(unit.code, agency_name(unit)) for unit in units if unit.ward_code is None]
        wards = [(unit.code, agency_name(unit)) for unit in units if unit.ward_code]
        self.agencies: Groups = [
            ("", of_ward), (gettext("Của thành phố"), city), (gettext("Của phường, xã"), wards),
        ]  # fmt: skip
        self.weekday_choices = [
            ("1", gettext("Thứ hai")), ("2", gettext("Thứ ba")), ("3", gettext("Thứ tư")),
            ("4", gettext("Thứ năm")), ("5", gettext("Thứ sáu")), ("6", gettext("Thứ bảy")),
            ("7", gettext("Chủ nhật")),
        ]  # fmt: skip

    def validate_topic(self, field: Field) -> None:
        if field.data and not any(topic(field.data)):
            raise ValidationError(gettext("Không có lựa chọn này."))

    def validate_wards(self, field: Field) -> None:
        _among(field.data or [], [code for code, _ in self.ward_choices])

    def validate_weekdays(self, field: Field) -> None:
        _among(field.data or [], [code for code, _ in self.weekday_choices])

    def validate_from_time(self, field: Field) -> None:
        if field.data and not _TIME.fullmatch(field.data):
            raise ValidationError(gettext("Viết giờ như 22:00."))

    validate_to_time = validate_from_time

    def validate_lead(self, field: Field) -> None:
        if field.data:
            _among([field.data], self.known_codes)
        if not (field.data or self.coordinating.data or self.urgency.data or self.due_days.data):
            raise ValidationError(
                gettext("Chọn ít nhất một điều: cơ quan, mức khẩn hoặc hạn trả lời.")
            )

    def validate_coordinating(self, field: Field) -> None:
        _among(field.data or [], self.known_codes)
        if self.lead.data and self.lead.data in (field.data or []):
            raise ValidationError(gettext("Cơ quan chủ trì không cùng lúc là cơ quan phối hợp."))

    def validate_due_days(self, field: Field) -> None:
        days = int(field.data) if field.data.isdecimal() and len(field.data) < 4 else 0
        if field.data and not 1 <= days <= _MOST_DAYS:
            raise ValidationError(gettext("Một số từ 1 đến 90."))

    @property
    def known_codes(self) -> Sequence[str]:
        """Agencies that may be chosen, and the words for those of the ward."""
        return [*OF_THE_WARD, *(code for _, group in self.agencies for code, _ in group)]

    @property
    def values(self) -> dict[str, Any]:
        """What was typed, as the row has it. After `validate`."""
        category, issue = topic(said(self.topic))
        return {
            "name": said(self.name),
            "category_code": None if issue else category,
            "issue_code": issue,
            "ward_codes": " ".join(self.wards.data or []),
            "phrases": said(self.phrases),
            "weekdays": "".join(sorted(self.weekdays.data or [])),
            "from_time": said(self.from_time),
            "to_time": said(self.to_time),
            "lead_code": said(self.lead),
            "coordinating": " ".join(self.coordinating.data or []),
            "is_urgent": {"1": True, "0": False}.get(said(self.urgency)),
            "due_days": int(said(self.due_days)) if self.due_days.data else None,
        }

    @property
    def digest(self) -> str:
        """Tells what was tried from what was edited since."""
        return hashlib.sha256(repr(sorted(self.values.items())).encode()).hexdigest()


def form_of(row: RoutingRule) -> RuleForm:
    """The form as a rule stands; an agency that can't be chosen any more is told at its field."""
    form = RuleForm(
        formdata=None,
        version=row.version,
        name=row.name,
        topic=row.issue_code or row.category_code or "",
        wards=row.ward_codes.split(),
        phrases=row.phrases,
        weekdays=list(row.weekdays),
        from_time=row.from_time,
        to_time=row.to_time,
        lead=row.lead_code,
        coordinating=row.coordinating.split(),
        urgency={True: "1", False: "0"}.get(row.is_urgent, "") if row.is_urgent is not None else "",
        due_days=str(row.due_days or ""),
    )
    for field, codes in (
        (form.lead, [row.lead_code]),
        (form.coordinating, row.coordinating.split()),
    ):
        if not set(codes) <= {"", *form.known_codes}:
            field.errors = [
                gettext("Cơ quan ghi ở đây không còn hoạt động. Chọn cơ quan khác rồi lưu.")
            ]
    return form


def _among(chosen: Sequence[str], known: Sequence[str]) -> None:
    if not set(chosen) <= set(known):
        raise ValidationError(gettext("Không có lựa chọn này."))
