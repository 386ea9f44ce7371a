"""The form in which a citizen files a complaint. Field names are a contract: keep them."""

from dataclasses import dataclass
from typing import Any

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

from models import Ward
from moderation.adapters.phones import normal_form
from moderation.domain.captcha_answers import fresh_id, is_id
from moderation.domain.text import fold
from moderation.queries import agencies as agency_queries
from moderation.queries.agencies import WardMatch
from moderation.services.complaints import NewComplaint
from moderation.web import fields
from moderation.web.context import session, settings, today, tools
from moderation.web.fields import said
from moderation.web.locale import language
from moderation.web.words import gettext, lazy_gettext

UNKNOWN = "unknown"
#: What is typed and kept in a draft; the rest belongs to one sending.
KEPT = (
    "content", "title", "ward", "ward_code", "address", "happened_at", "category", "about_unit",
    "full_name", "phone", "email", "hide_identity", "consent_contact", "consent_publish", "people",
    "representative",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Place:
    """A ward chosen, or the wards that the typed name may mean."""

    code: str | None = None
    name: str = ""
    candidates: tuple[WardMatch, ...] = ()


class ComplaintForm(fields.Form):
    """Only content and place are required."""

    content = TextAreaField(
        lazy_gettext("Nội dung"),
        [
            fields.required(lazy_gettext("Xin viết vài câu về chuyện đang xảy ra.")),
            fields.at_most(lambda: settings().content_limit),
        ],
        filters=[fields.block],
    )
    title = StringField(
        lazy_gettext("Tiêu đề"),
        [fields.at_most(lambda: settings().title_limit)],
        filters=[fields.line],
    )
    ward = StringField(lazy_gettext("Phường, xã"), filters=[fields.line])
    ward_code = StringField()
    address = StringField(
        lazy_gettext("Địa chỉ hoặc mốc dễ nhận"),
        [fields.at_most(lambda: 300)],
        filters=[fields.line],
    )
    happened_at = StringField(
        lazy_gettext("Xảy ra khi nào?"), [fields.at_most(lambda: 200)], filters=[fields.line]
    )
    category = SelectField(lazy_gettext("Lĩnh vực"), validate_choice=False)
    about_unit = StringField(
        lazy_gettext("Cơ quan ông/bà phản ánh về"),
        [fields.at_most(lambda: 300)],
        filters=[fields.line],
    )
    full_name = StringField(
        lazy_gettext("Họ tên"),
        [fields.at_most(lambda: settings().name_limit)],
        filters=[fields.line],
    )
    phone = TelField(lazy_gettext("Số điện thoại"), [fields.phone], filters=[fields.line])
    email = EmailField(lazy_gettext("E-mail"), [fields.email], filters=[fields.line])
    hide_identity = fields.Tick(lazy_gettext("Giữ kín danh tính của tôi"))
    consent_contact = fields.Tick(
        lazy_gettext("Tôi đồng ý để cơ quan dùng số điện thoại, e-mail này liên hệ về phản ánh.")
    )
    consent_publish = fields.Tick(
        lazy_gettext("Tôi đồng ý công khai nội dung đã che thông tin cá nhân.")
    )
    people = StringField(lazy_gettext("Số người"), filters=[fields.line])
    representative = StringField(
        lazy_gettext("Người đại diện"), [fields.at_most(lambda: 120)], filters=[fields.line]
    )
    captcha_answer = StringField(lazy_gettext("Mã xác nhận"), filters=[fields.line])
    captcha_id = HiddenField()
    submission_id = HiddenField()

    captcha_passed = False
    refreshed = False
    captcha_problem = ""
    place = Place()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = [(each.code, each.names[language()]) for each in tools().taxonomy.categories]
        self.category.choices = [("", gettext("Chưa rõ, để cán bộ phân loại")), *names]

    def validate_category(self, field: Field) -> None:
        """A category of the list, an issue of the taxonomy, or nothing."""
        if field.data and not any(self.topic):
            raise ValidationError(gettext("Không có lựa chọn này."))

    def validate_people(self, field: Field) -> None:
        """A number, or nothing."""
        if field.data and fields.people_of(field.data) is None:
            raise ValidationError(gettext("Xin ghi một số, ví dụ 60."))

    def validate_consent_contact(self, field: Field) -> None:
        """A way to reach somebody is not kept without their word."""
        if (self.phone.data or self.email.data) and not field.data:
            raise ValidationError(
                gettext("Đánh dấu đồng ý để được liên hệ, hoặc xóa trống số điện thoại, e-mail.")
            )

    def validate_ward(self, field: Field) -> None:
        """A ward, or "I don't know" with words that lead there."""
        self.place = self._find_place()
        if self.place.code:
            return
        if self.ward_code.data == UNKNOWN and not self.place.candidates:
            if not self.address.data:
                raise ValidationError(
                    gettext("Chưa rõ phường, xã thì xin cho một địa chỉ hoặc mốc dễ nhận.")
                )
            return
        if self.place.candidates:
            raise ValidationError(gettext("Có nhiều nơi khớp tên này. Xin chọn một."))
        if field.data:
            raise ValidationError(
                gettext(
                    "Chưa thấy phường, xã nào tên như vậy. Thử tên cũ, hoặc chọn “Tôi không rõ”."
                )
            )
        raise ValidationError(gettext("Xin cho biết phường, xã, hoặc chọn “Tôi không rõ”."))

    def find_place(self) -> None:
        """Look up the ward for showing its candidates, without judging."""
        self.place = self._find_place()

    def _find_place(self) -> Place:
        typed, chosen = said(self.ward), said(self.ward_code)
        if chosen == UNKNOWN:
            return Place()
        ward = session().get(Ward, chosen) if chosen and len(chosen) <= 40 else None
        if ward is not None and _names(ward, typed):
            return Place(ward.code, ward.name)
        exact = agency_queries.exact_ward(session(), typed) if typed else None
        if exact:
            return Place(exact.code, exact.name)
        found = agency_queries.find_wards(session(), typed)
        if len({each.code for each in found}) == 1:
            return Place(found[0].code, found[0].name)
        return Place(candidates=tuple(found))

    @property
    def topic(self) -> tuple[str | None, str | None]:
        """(category, issue) of what was chosen; (None, None) for nothing we know."""
        issue = tools().taxonomy.issue(said(self.category))
        if issue:
            return issue.category_code, issue.code
        known = {each.code for each in tools().taxonomy.categories}
        return (self.category.data if self.category.data in known else None), None

    @property
    def words(self) -> NewComplaint:
        """What was typed, as the service takes it. After `validate`."""
        category, issue = self.topic
        unit = agency_queries.named(session(), said(self.about_unit), today())
        return NewComplaint(
            content=said(self.content),
            title=said(self.title),
            full_name=said(self.full_name),
            phone=normal_form(self.phone.data) if self.phone.data else None,
            email=self.email.data or None,
            ward_code=self.place.code,
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
            is_urgent=False,
            language=language(),
        )

    def new_captcha(self) -> None:
        """Ask for another security code."""
        self.captcha_id.data = fresh_id()
        self.captcha_answer.data = ""

    def new_submission(self) -> None:
        """From here on this is a form of its own."""
        self.submission_id.data = fresh_id()
        self.new_captcha()

    def repair_ids(self) -> None:
        """Ids that did not come from us are replaced, so that nothing typed is refused for them."""
        if not is_id(said(self.submission_id)):
            self.submission_id.data = fresh_id()
        if not is_id(said(self.captcha_id)):
            self.captcha_id.data = fresh_id()

    @property
    def told(self) -> str:
        """Title and content: what cues are looked for in."""
        return f"{said(self.title)}\n{said(self.content)}"

    @property
    def kept(self) -> dict[str, Any]:
        """What a draft keeps."""
        return {name: self[name].data for name in KEPT}

    @property
    def typed(self) -> tuple[str, ...]:
        """What tells a repeated form from an edited one."""
        return tuple(str(value or "") for value in self.kept.values())


def _names(ward: Ward, typed: str) -> bool:
    """Whether a chosen ward still goes with what is typed: the same name, one of the candidates, or
    nothing typed.
    """
    if not typed or fold(typed) in ward.folded or ward.folded in fold(typed):
        return True
    return ward.code in {match.code for match in agency_queries.find_wards(session(), typed)}
