"""Forms about complaints and cases. Agencies, issues and wards are text fields: the templates draw
their selects in groups, and `offer` says what may be chosen.
"""

from collections.abc import Container, Sequence, Set
from dataclasses import dataclass
from datetime import date
from typing import Any

from wtforms import (
    DateField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.validators import InputRequired, Optional

from moderation.domain.complaint_states import NEEDS_REASON, ComplaintAction, ComplaintKind
from moderation.domain.deadlines import FARTHEST
from moderation.services.assignments import Part, Routing
from moderation.services.complaints import Classification
from moderation.web import fields
from moderation.web.case_labels import kind_label
from moderation.web.context import intake_rules, now, today, tools
from moderation.web.fields import said
from moderation.web.locale import language
from moderation.web.reply_labels import outcome_choices
from moderation.web.staff.forms import VersionedForm
from moderation.web.words import gettext, lazy_gettext

#: Choices of a select under their headings: (heading, [(value, words)]).
Groups = Sequence[tuple[str, Sequence[tuple[str, str]]]]
MOST_PARTS = 4
#: What a coordinating agency is asked unless the coordinator writes something else. It is stored
#: and read by agencies, so it does not follow the language of whoever routes.
USUAL_QUESTION = "Đề nghị cho ý kiến về phần việc thuộc thẩm quyền của đơn vị."
_NUMBERS = range(1, MOST_PARTS + 1)
_LONG = 10_000
_DECIDED = frozenset({*NEEDS_REASON, ComplaintAction.HAND_TO_POLICE})


def _long_text(label: Any, *checks: Any, **more: Any) -> TextAreaField:
    return TextAreaField(
        label,
        [*checks, fields.at_most(lambda: _LONG)],
        filters=[fields.block],
        **more,
    )


@dataclass(frozen=True, slots=True)
class Days:
    """A stretch of days that count alike; `tone` is "off", "due" or ""."""

    days: str
    meaning: str
    tone: str = ""


class ClassifyForm(VersionedForm):
    kind = SelectField(lazy_gettext("Loại"))
    issue = StringField(lazy_gettext("Việc"))
    ward = StringField(lazy_gettext("Phường, xã"))
    about_unit = StringField(lazy_gettext("Cơ quan bị phản ánh"))
    is_public = fields.Tick(lazy_gettext("Công khai phản ánh này"))
    is_urgent = fields.Tick(lazy_gettext("Khẩn"))

    def offer(self, wards: Sequence[tuple[str, str]], units: Groups) -> None:
        """Give the wards to choose from, as (code, name), and the units."""
        self.units = units
        # A denunciation is covered, never classified as one in the open.
        kinds = [kind for kind in ComplaintKind if kind is not ComplaintKind.TO_CAO]
        self.kind.choices = [(kind.value, kind_label(kind)) for kind in kinds]
        self.wards: Groups = [("", wards)]
        self.issues = issue_groups()

    def validate_issue(self, field: StringField) -> None:
        if field.data and not any(topic(field.data)):
            raise ValidationError(gettext("Không có lựa chọn này."))

    def validate_ward(self, field: StringField) -> None:
        if field.data and field.data not in dict(self.wards[0][1]):
            raise ValidationError(gettext("Không có lựa chọn này."))

    def validate_about_unit(self, field: StringField) -> None:
        if field.data and field.data not in {
            value for _, names in self.units for value, _ in names
        }:
            raise ValidationError(gettext("Không có lựa chọn này."))

    @property
    def said(self) -> Classification:
        """What was chosen. After `validate`."""
        category, issue = topic(said(self.issue))
        return Classification(
            kind=ComplaintKind(self.kind.data),
            issue_code=issue,
            category_code=category,
            ward_code=self.ward.data or None,
            is_public=bool(self.is_public.data),
            is_urgent=bool(self.is_urgent.data),
            names_unit=bool(self.about_unit.raw_data),
            about_unit_id=int(self.about_unit.data) if self.about_unit.data else None,
        )


def issue_groups() -> Groups:
    """Every issue under its category; the category itself stands for what has no issue."""
    spoken, other = language(), gettext("Việc khác trong lĩnh vực này")
    return [
        (
            each.names[spoken],
            [*((issue.code, issue.names[spoken]) for issue in each.issues), (each.code, other)],
        )
        for each in tools().taxonomy.categories
    ]


def topic(code: str) -> tuple[str | None, str | None]:
    """(category, issue) of a choice among `issue_groups`; (None, None) for no choice."""
    issue = tools().taxonomy.issue(code)
    if issue:
        return issue.category_code, issue.code
    known = {each.code for each in tools().taxonomy.categories}
    return (code if code in known else None), None


class AskForm(VersionedForm):
    question = _long_text(lazy_gettext("Câu hỏi cho người gửi"), fields.required(fields.NEEDED))


class DecideForm(VersionedForm):
    """Refuse, redirect, guide, or hand to the police: no case comes of it."""

    action = StringField()
    reason_code = SelectField(lazy_gettext("Lý do"), validate_choice=False)
    where = StringField(
        lazy_gettext("Chuyển đến đâu"), [fields.at_most(lambda: 300)], filters=[fields.line]
    )
    reason_text = _long_text(lazy_gettext("Nói rõ thêm cho người gửi"))
    note = _long_text(lazy_gettext("Ghi chú nội bộ"), id="decide_note")

    def offer(self, reasons: Sequence[tuple[str, str]]) -> None:
        """Give the reasons to choose from, as (code, sentence)."""
        self._known = {"", *(code for code, _ in reasons)}
        self.reason_code.choices = [("", gettext("Chọn lý do…")), *reasons]

    def validate_action(self, field: StringField) -> None:
        if field.data not in _DECIDED:
            raise ValidationError("unknown action")

    def validate_reason_code(self, field: SelectField) -> None:
        """A reason from the list or own words: the citizen reads it."""
        if self.action.data not in NEEDS_REASON:
            return
        if (field.data or "") not in self._known or not (field.data or self.reason_text.data):
            raise ValidationError(gettext("Chọn một lý do, hoặc viết lý do cho người gửi đọc."))

    def validate_where(self, field: StringField) -> None:
        if self.action.data == ComplaintAction.REDIRECT and not field.data:
            raise ValidationError(gettext("Viết tên nơi có thẩm quyền, để người gửi biết."))

    @property
    def told(self) -> str:
        """What the citizen reads besides the reason: where the matter goes comes first."""
        where = said(self.where) if self.action.data == ComplaintAction.REDIRECT else ""
        return "\n\n".join(part for part in (where, said(self.reason_text)) if part)


class NumberForm(VersionedForm):
    how = _long_text(lazy_gettext("Đã kiểm tra danh tính thế nào"), fields.required(fields.NEEDED))


class AgenciesForm(VersionedForm):
    """A form in which agencies are chosen: `known` says which may be, `groups` what is shown."""

    known: Container[str] = ()
    groups: Groups = ()

    def look_like(self, fresh: "AgenciesForm") -> None:
        """Show the choices of a form made for the page: what is sent is judged without them."""
        self.groups = fresh.groups


class RerouteForm(AgenciesForm):
    """Who leads, by when, and what is to be done."""

    lead = StringField(lazy_gettext("Cơ quan chủ trì"))
    due_on = DateField(lazy_gettext("Hạn trả lời"), [InputRequired(lazy_gettext("Chọn ngày."))])
    instruction = _long_text(lazy_gettext("Yêu cầu với cơ quan chủ trì"))

    def validate_lead(self, field: StringField) -> None:
        if not field.data:
            raise ValidationError(gettext("Chọn cơ quan chủ trì."))
        if field.data not in self.known:
            raise ValidationError(gettext("Không có lựa chọn này."))

    def validate_due_on(self, field: DateField) -> None:
        if problem := _date_problem(field.data, None):
            raise ValidationError(problem)

    @property
    def routing(self) -> Routing:
        """What was chosen. After `validate`."""
        assert self.due_on.data
        return Routing(
            lead_id=int(said(self.lead)),
            due_on=self.due_on.data,
            instruction=said(self.instruction),
            parts=self.parts,
        )

    @property
    def parts(self) -> list[Part]:
        """Who else is asked."""
        return []


class FurtherForm(AgenciesForm):
    """One more agency that is asked for its opinion."""

    agency = StringField(lazy_gettext("Cơ quan phối hợp"))
    question = _long_text(lazy_gettext("Điều cần hỏi"), id="further_question")
    due = DateField(lazy_gettext("Hạn cho ý kiến"), [InputRequired(lazy_gettext("Chọn ngày."))])

    def validate(self, extra_validators: Any = None) -> bool:
        valid = bool(super().validate(extra_validators))
        return _check_part(self, (self.agency, self.question, self.due), needed=True) and valid

    @property
    def part(self) -> Part:
        """Who is asked. After `validate`."""
        assert self.due.data
        return Part(
            agency_id=int(said(self.agency)), due_on=self.due.data, question=said(self.question)
        )


class AcceptForm(RerouteForm):
    """Accept and route; `agency_1` to `due_4` are added below."""

    instead_of = ""  # the usual lead, when it may not lead here
    days: Sequence[Days] = ()  # how the due date proposed was reached

    def look_like(self, fresh: AgenciesForm) -> None:
        super().look_like(fresh)
        if isinstance(fresh, AcceptForm):
            self.instead_of, self.days = fresh.instead_of, fresh.days

    public_title = StringField(
        lazy_gettext("Tiêu đề đã che"), [fields.at_most(lambda: 300)], filters=[fields.line]
    )
    public_content = _long_text(lazy_gettext("Nội dung đã che"))
    photos = SelectMultipleField(validate_choice=False, choices=[])
    is_urgent = fields.Tick(lazy_gettext("Khẩn"), id="accept_urgent")
    note = _long_text(lazy_gettext("Ghi chú nội bộ"), id="accept_note")

    @property
    def rows(self) -> list[tuple[StringField, TextAreaField, DateField]]:
        """The lines of coordinating agencies: who, what, by when."""
        return [(self[f"agency_{n}"], self[f"question_{n}"], self[f"due_{n}"]) for n in _NUMBERS]

    def validate(self, extra_validators: Any = None) -> bool:
        valid = bool(super().validate(extra_validators))
        named = {self.lead.data}
        for row in self.rows:
            valid = _check_part(self, row, named=named) and valid
            named.add(row[0].data or None)
        return valid

    @property
    def parts(self) -> list[Part]:
        """Who else is asked; without a date of its own by the shortest of the usual ones."""
        assert self.due_on.data
        chosen = [row for row in self.rows if row[0].data]
        usual = date.max
        if not all(due.data for _, _, due in chosen):
            usual = intake_rules().opinion_due_on(now(), self.due_on.data)
        return [
            Part(agency_id=int(said(agency)), due_on=due.data or usual, question=said(question))
            for agency, question, due in chosen
        ]

    @property
    def chosen_photos(self) -> set[int]:
        """Ids of the photos that may be shown."""
        return photo_ids(self.photos)


class SendBackForm(VersionedForm):
    note = _long_text(
        lazy_gettext("Cần sửa gì"), fields.required(fields.NEEDED), id="send_back_note"
    )


class PublishForm(VersionedForm):
    answer = _long_text(lazy_gettext("Câu trả lời"), fields.required(fields.NEEDED))
    public_answer = _long_text(lazy_gettext("Bản công khai (đã che)"))
    outcome = SelectField(lazy_gettext("Kết quả"), choices=outcome_choices)
    photos = SelectMultipleField(validate_choice=False, choices=[])

    @property
    def chosen_photos(self) -> set[int]:
        """Ids of the proof that is shown."""
        return photo_ids(self.photos)


def photo_ids(field: SelectMultipleField) -> set[int]:
    """The ids that were ticked; whose photos they are is for the service to see."""
    return {int(value) for value in field.data or () if value.isdecimal() and len(value) < 18}


def _check_part(
    form: AgenciesForm,
    row: tuple[StringField, TextAreaField, DateField],
    *,
    named: Set[str | None] = frozenset(),
    needed: bool = False,
) -> bool:
    """Whether a line of a coordinating agency will do; what is wrong stands beside its field."""
    agency, question, due = row
    if not (agency.data or needed) and said(question) in ("", USUAL_QUESTION):
        return True
    if not agency.data:
        agency.errors = [gettext("Chọn cơ quan để hỏi.")]
    elif agency.data not in form.known:
        agency.errors = [gettext("Không có lựa chọn này.")]
    elif agency.data in named:
        agency.errors = [gettext("Cơ quan này đã được chọn ở trên.")]
    if not question.data:
        question.errors = [gettext("Viết điều cần hỏi cơ quan này.")]
    if problem := _date_problem(due.data, form["due_on"].data if "due_on" in form else None):
        due.errors = [problem]
    return not (agency.errors or question.errors or due.errors)


def _date_problem(due: date | None, lead_due: date | None) -> str:
    if due and due < today():
        return gettext("Ngày này đã qua.")
    if due and due > today() + FARTHEST:
        return gettext("Chọn ngày trong vòng một năm tới.")
    if due and lead_due and due > lead_due:
        return gettext("Hạn này muộn hơn hạn của cơ quan chủ trì.")
    return ""


for _n in _NUMBERS:
    setattr(AcceptForm, f"agency_{_n}", StringField(lazy_gettext("Cơ quan phối hợp")))
    setattr(AcceptForm, f"question_{_n}", _long_text(lazy_gettext("Điều cần hỏi")))
    setattr(AcceptForm, f"due_{_n}", DateField(lazy_gettext("Hạn cho ý kiến"), [Optional()]))
