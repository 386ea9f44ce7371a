"""What reaches intake another way: somebody rang or came, or wrote it as a comment."""

from http import HTTPStatus
from typing import Any

from flask import make_response, redirect, render_template, url_for
from werkzeug.wrappers import Response
from wtforms import (
    EmailField,
    Field,
    HiddenField,
    SelectField,
    StringField,
    TelField,
    TextAreaField,
    ValidationError,
)

from models import Complaint
from moderation.adapters.phones import normal_form
from moderation.domain import cues
from moderation.domain.captcha_answers import fresh_id, is_id
from moderation.domain.permissions import Permission
from moderation.queries import agencies as agency_queries
from moderation.queries import complaints as complaint_queries
from moderation.services import (
    comments,
    complaint_sealing,
    complaints,
    conversions,
    submissions,
)
from moderation.services.complaints import NewComplaint
from moderation.web import fields
from moderation.web.case_labels import source_label
from moderation.web.context import (
    commit,
    give_up,
    intake_rules,
    me,
    now,
    session,
    settings,
    tell,
    today,
    tools,
)
from moderation.web.fields import said
from moderation.web.gates import need
from moderation.web.staff import numbers
from moderation.web.staff.complaint_forms import Groups, issue_groups, topic
from moderation.web.staff.forms import ActForm
from moderation.web.staff.routes import bp
from moderation.web.words import gettext, lazy_gettext

_SOURCES = ("phone", "desk")


class NewComplaintForm(fields.Form):
    """The citizen's form in a clerk's hands; only content and place are required."""

    submission_id = HiddenField()
    source = SelectField(lazy_gettext("Tiếp nhận qua"))
    content = TextAreaField(
        lazy_gettext("Nội dung"),
        [fields.required(fields.NEEDED), fields.at_most(lambda: settings().content_limit)],
        filters=[fields.block],
    )
    title = StringField(
        lazy_gettext("Tiêu đề"),
        [fields.at_most(lambda: settings().title_limit)],
        filters=[fields.line],
    )
    happened_at = StringField(
        lazy_gettext("Xảy ra khi nào?"), [fields.at_most(lambda: 200)], filters=[fields.line]
    )
    ward = StringField(lazy_gettext("Phường, xã"))
    address = StringField(
        lazy_gettext("Địa chỉ hoặc mốc dễ nhận"),
        [fields.at_most(lambda: 300)],
        filters=[fields.line],
    )
    category = StringField(lazy_gettext("Lĩnh vực"))
    about_unit = StringField(
        lazy_gettext("Cơ quan bị phản ánh"), [fields.at_most(lambda: 300)], filters=[fields.line]
    )
    people = StringField(lazy_gettext("Số người"), filters=[fields.line])
    representative = StringField(
        lazy_gettext("Người đại diện"), [fields.at_most(lambda: 120)], filters=[fields.line]
    )
    full_name = StringField(
        lazy_gettext("Họ tên"),
        [fields.at_most(lambda: settings().name_limit)],
        filters=[fields.line],
    )
    phone = TelField(lazy_gettext("Số điện thoại"), [fields.phone], filters=[fields.line])
    email = EmailField(lazy_gettext("E-mail"), [fields.email], filters=[fields.line])
    hide_identity = fields.Tick(lazy_gettext("Giữ kín danh tính người gửi"))
    consent_contact = fields.Tick(lazy_gettext("Người gửi đồng ý được liên hệ về phản ánh"))
    consent_publish = fields.Tick(
        lazy_gettext("Người gửi đồng ý công khai nội dung đã che thông tin cá nhân")
    )
    is_urgent = fields.Tick(lazy_gettext("Khẩn"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.source.choices = [(each, source_label(each)) for each in _SOURCES]
        wards = [(ward.code, ward.name) for ward in agency_queries.wards(session())]
        self.wards: Groups = [("", wards)]
        self.issues = issue_groups()
        if not is_id(said(self.submission_id)):
            self.submission_id.data = fresh_id()

    def validate_ward(self, field: Field) -> None:
        if field.data and field.data not in dict(self.wards[0][1]):
            raise ValidationError(gettext("Không có lựa chọn này."))
        if not field.data and not self.address.data:
            raise ValidationError(gettext("Chọn phường, xã, hoặc ghi một địa chỉ, mốc dễ nhận."))

    def validate_category(self, field: Field) -> None:
        if field.data and not any(topic(field.data)):
            raise ValidationError(gettext("Không có lựa chọn này."))

    def validate_people(self, field: Field) -> None:
        if field.data and fields.people_of(field.data) is None:
            raise ValidationError(gettext("Xin ghi một số, ví dụ 60."))

    def validate_consent_contact(self, field: Field) -> None:
        """A way to reach somebody is not kept without their word."""
        if (self.phone.data or self.email.data) and not field.data:
            raise ValidationError(
                gettext("Hỏi người gửi có đồng ý được liên hệ, hoặc xóa số điện thoại, e-mail.")
            )

    @property
    def typed(self) -> list[str]:
        """What tells a repeated form from an edited one."""
        own = {"csrf_token", "submission_id"}
        return [str(field.data or "") for field in self if field.name not in own]

    @property
    def words(self) -> NewComplaint:
        """What was typed, as the service takes it. After `validate`."""
        category, issue = topic(said(self.category))
        unit = agency_queries.named(session(), said(self.about_unit), today())
        return NewComplaint(
            content=said(self.content),
            title=said(self.title),
            full_name=said(self.full_name),
            phone=normal_form(self.phone.data) if self.phone.data else None,
            email=self.email.data or None,
            ward_code=self.ward.data or None,
            address=said(self.address),
            happened_at=said(self.happened_at),
            issue_code=issue,
            category_code=category,
            hide_identity=bool(self.hide_identity.data),
            about_unit_id=unit.id if unit else None,
            about_unit=said(self.about_unit),
            people=fields.people_of(said(self.people)) or 1,
            representative=said(self.representative),
            consent_contact=bool(self.consent_contact.data),
            consent_publish=bool(self.consent_publish.data),
            is_urgent=bool(self.is_urgent.data),
            source=said(self.source),
        )


@bp.get("/complaints/new")
@need(Permission.DECIDE_COMPLAINTS)
def new_complaint() -> Response:
    """An empty form, under the code and number of the complaint entered just before."""
    return _form_page(NewComplaintForm(formdata=None))


@bp.post("/complaints/new")
@need(Permission.DECIDE_COMPLAINTS)
def enter_complaint() -> Response:
    """A form that arrives twice is one complaint; the code and number are shown again."""
    form = NewComplaintForm()
    if not form.validate():
        give_up()
        return _form_page(form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    submission = submissions.claim(session(), said(form.submission_id), now=now())
    digest = submissions.digest(settings().secret_key, form.typed)
    complaint = complaint_queries.by_code(session(), submission.receipt or "")
    if complaint is not None and submission.digest != digest:
        return _edited(form, complaint.code)
    if complaint is None:
        complaint = _enter(form.words)
        submission.receipt, submission.digest = complaint.code, digest
    commit()
    numbers.remember(complaint)
    return redirect(url_for("staff.new_complaint"), code=303)


def _edited(form: NewComplaintForm, code: str) -> Response:
    """The form was sent before and reads otherwise now: nothing of it is dropped in silence."""
    give_up()
    form.submission_id.data = fresh_id()
    notice = gettext(
        "Phản ánh trước đã ghi, mã %(code)s."
        " Nội dung dưới đây khác: bấm ghi để thành phản ánh mới.",
        code=code,
    )
    return _form_page(form, notice=notice, status=HTTPStatus.CONFLICT)


def _enter(words: NewComplaint) -> Complaint:
    """Straight into the sealed lane if it seems to accuse somebody: not a word is kept in clear."""
    if cues.suggests_denunciation(f"{words.title}\n{words.content}"):
        return complaint_sealing.submit_covered(
            session(), words, rules=intake_rules(), seal=tools().seal, now=now()
        )
    return complaints.submit(session(), words, rules=intake_rules(), now=now(), actor=me())


def _form_page(
    form: NewComplaintForm, *, notice: str = "", status: HTTPStatus = HTTPStatus.OK
) -> Response:
    body = render_template(
        "staff/new_complaint.html",
        form=form,
        notice=notice,
        entered=numbers.take(),
        danger=cues.danger_numbers(said(form.content)),
    )
    return make_response(body, status.value)


@bp.post("/comments/<int:comment_id>/convert")
@need(Permission.CONVERT_COMMENTS)
def convert_comment(comment_id: int) -> Response:
    form = ActForm()
    comment = comments.load_for_change(session(), comment_id)
    complaint = conversions.convert(
        session(),
        comment,
        seen_version=form.seen_version,
        rules=intake_rules(),
        actor=me(),
        now=now(),
    )
    code = complaint.code
    commit()
    tell(gettext("Bình luận đã thành phản ánh %(code)s.", code=code))
    return redirect(url_for("staff.comment", comment_id=comment_id), code=303)
