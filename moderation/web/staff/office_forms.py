"""One form for each sheet that has a page, made from its columns."""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from wtforms import Field, SelectField, StringField

from moderation.domain.case_states import Outcome
from moderation.domain.office_sheets import (
    OF_THE_WARD,
    SHEETS,
    Column,
    Fault,
    Kind,
    Problem,
    Row,
    Sheet,
)
from moderation.domain.units import UnitKind
from moderation.web import fields
from moderation.web.locale import language
from moderation.web.reply_labels import outcome_badge
from moderation.web.words import gettext

Choices = Sequence[tuple[str, str]]


@cache
def _class_for(name: str) -> type[fields.Form]:
    made = {column.name: _field(column) for column in SHEETS[name].columns}
    return type(f"{name.title()}Form", (fields.Form,), made)


def _field(column: Column) -> Field:
    if column.kind is Kind.TICK:
        return fields.Tick()
    if column.kind in (Kind.AGENCY, Kind.LEAD) or column.choices:
        return SelectField(validate_choice=False)
    if column.kind is Kind.TEXT:
        return StringField(filters=[fields.block])
    return StringField(filters=[fields.line])


def form_for(
    sheet: Sheet, row: Row | None, *, agencies: Choices, categories: Choices
) -> fields.Form:
    """The request's form when `row` is None, else one that says what the row does."""
    form = _class_for(sheet.name)(**({} if row is None else {"formdata": None, "data": _text(row)}))
    for column in sheet.columns:
        field = form[column.name]
        field.label.text = label(sheet, column.name)
        if column.kind is Kind.AGENCY:
            field.choices = [("", gettext("Không có")), *agencies]
        elif column.kind is Kind.LEAD:
            own = [(code, _of_the_ward(code)) for code in OF_THE_WARD]
            field.choices = [("", gettext("Chọn cơ quan")), *own, *agencies]
        elif column.choices:
            field.choices = [(each, choice_label(column.name, each)) for each in column.choices]
        elif column.name == "category_code":
            field.render_kw = {"list": "categories"}
    return form


def _text(row: Row) -> dict[str, Any]:
    """Numbers as they are typed."""
    return {
        name: value if isinstance(value, bool) else "" if value is None else str(value)
        for name, value in row.items()
    }


def _of_the_ward(code: str) -> str:
    return (
        gettext("UBND phường, xã nơi xảy ra")
        if code == "UBX"
        else gettext("Công an phường, xã nơi xảy ra")
    )


def row_in(sheet: Sheet, form: fields.Form) -> dict[str, Any]:
    """What was typed, as a row; a number that is none stays text, for the check to refuse."""
    return {column.name: _value(column, form[column.name].data) for column in sheet.columns}


def _value(column: Column, typed: Any) -> Any:
    if column.kind is Kind.TICK:
        return bool(typed)
    if column.kind is Kind.NUMBER:
        text = (typed or "").strip()
        return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else (text or None)
    return typed or None if column.kind is not Kind.TEXT else (typed or "")


def blame(form: fields.Form, faults: Sequence[Fault]) -> None:
    """Put each problem beside its field."""
    for fault in faults:
        field = form[fault.column] if fault.column in form else next(iter(form))
        field.errors = [problem_words(fault.problem)]


def problem_words(problem: Problem) -> str:
    """Why a value can't be used, in the reader's language."""
    return {
        Problem.NEEDED: gettext("Chỗ này còn trống."),
        Problem.TOO_LONG: gettext("Dài quá."),
        Problem.NOT_A_NUMBER: gettext("Cần một số nguyên, không quá lớn."),
        Problem.NOT_A_DAY: gettext("Ngày viết như 2026-12-31."),
        Problem.NOT_A_TICK: gettext("Chỉ có hoặc không."),
        Problem.NOT_TEXT: gettext("Chỗ này phải là chữ."),
        Problem.UNKNOWN_COLUMN: gettext("Không có cột này."),
        Problem.NO_SUCH_CHOICE: gettext("Không có lựa chọn này."),
        Problem.NO_SUCH_AGENCY: gettext("Không có cơ quan với mã này."),
        Problem.NO_SUCH_CATEGORY: gettext("Không có lĩnh vực với mã này."),
        Problem.OWN_PARENT: gettext("Cơ quan không thể ở dưới, hoặc kế tục, chính nó."),
        Problem.BEFORE_START: gettext("Ngày kết thúc đứng trước ngày bắt đầu."),
        Problem.NOT_USABLE: gettext("Giá trị này không dùng được."),
        Problem.CODE_TAKEN: gettext("Mã này đã có."),
        Problem.TWICE: gettext("Dòng này có hai lần."),
        Problem.UNKNOWN_PLACE: gettext("Có chỗ điền không biết, hoặc một dấu ngoặc đứng lẻ."),
        Problem.NOT_IN_SUBJECT: gettext("Tiêu đề thư không được nói về người hay nội dung."),
        Problem.PLACE_MISSING: gettext("Thiếu một chỗ điền bắt buộc."),
        Problem.UNSEEN: gettext("Có ký tự không nhìn thấy được, hoặc xuống dòng giữa dòng."),
    }[problem]


def sheet_label(name: str) -> str:
    """What a sheet is called."""
    return {
        "agencies": gettext("Cơ quan"),
        "categories": gettext("Lĩnh vực"),
        "issues": gettext("Loại việc"),
        "reasons": gettext("Lý do"),
        "settings": gettext("Thiết lập"),
        "calendar": gettext("Lịch làm việc"),
        "issue_words": gettext("Từ gợi ý loại việc"),
        "routing_rules": gettext("Quy tắc giao việc"),
        "standard_texts": gettext("Câu viết cho từng lý do"),
        "reply_texts": gettext("Câu trả lời mẫu"),
        "mail_templates": gettext("Mẫu thư"),
        "word_lists": gettext("Danh sách từ"),
    }.get(name, name)


def label(sheet: Sheet, column: str) -> str:
    """What a column is called."""
    if sheet.name == "settings":
        return gettext("Tên thiết lập") if column == "name" else gettext("Giá trị")
    return {**_labels(), **_labels_of_issues(), **_labels_of_texts()}.get(column, column)


def _labels() -> Mapping[str, str]:
    return {
        "code": gettext("Mã"),
        "name": gettext("Tên"),
        "name_en": gettext("Tên tiếng Anh"),
        "kind": gettext("Loại cơ quan"),
        "parent": gettext("Cơ quan cấp trên"),
        "ward_code": gettext("Mã phường, xã"),
        "phone": gettext("Điện thoại cho người dân"),
        "valid_from": gettext("Hoạt động từ ngày"),
        "valid_to": gettext("Hoạt động đến hết ngày"),
        "successor": gettext("Cơ quan kế tục"),
        "scope": gettext("Dùng cho"),
        "position": gettext("Thứ tự"),
        "is_active": gettext("Đang dùng"),
        "is_on": gettext("Đang bật"),
    }


def _labels_of_issues() -> Mapping[str, str]:
    return {
        "category_code": gettext("Mã lĩnh vực"),
        "lead_code": gettext("Cơ quan chủ trì"),
        "coordinating": gettext("Mã các cơ quan phối hợp, cách nhau bằng dấu cách"),
        "due_days": gettext("Hạn, ngày làm việc"),
        "is_urgent": gettext("Khẩn ngay từ đầu"),
        "is_public": gettext("Công khai"),
        "proof": gettext("Cần bằng chứng khi trả lời"),
    }


def _labels_of_texts() -> Mapping[str, str]:
    return {
        "language": gettext("Ngôn ngữ"),
        "agency": gettext("Cơ quan dùng riêng"),
        "outcome": gettext("Kết quả"),
        "text": gettext("Nội dung câu mẫu"),
        "subject": gettext("Tiêu đề"),
        "body": gettext("Nội dung"),
        "value": gettext("Giá trị"),
        "phrases": gettext("Cụm từ"),
    }


def choice_label(column: str, value: str) -> str:
    """One of few choices in words."""
    if column == "outcome":
        return outcome_badge(Outcome(value)).word if value else gettext("Mọi kết quả")
    if column == "kind":
        return _kinds().get(value, value)
    return {
        ("language", "vi"): gettext("Tiếng Việt"),
        ("language", "en"): gettext("Tiếng Anh"),
        ("scope", "comment"): gettext("Bình luận"),
        ("scope", "complaint"): gettext("Phản ánh"),
        ("proof", ""): gettext("Không cần"),
        ("proof", "photo"): gettext("Ảnh sau khi xử lý"),
        ("proof", "document"): gettext("Số văn bản"),
        ("proof", "either"): gettext("Ảnh hoặc số văn bản"),
    }.get((column, value), value)


def _kinds() -> Mapping[str, str]:
    return {
        UnitKind.CITY: gettext("Thành phố"),
        UnitKind.PARTY_COMMITTEE: gettext("Cấp ủy"),
        UnitKind.PARTY_BOARD: gettext("Ban của Đảng"),
        UnitKind.COUNCIL: gettext("Hội đồng nhân dân"),
        UnitKind.FRONT: gettext("Mặt trận Tổ quốc, đoàn thể"),
        UnitKind.CITY_OFFICE: gettext("Cơ quan của thành phố"),
        UnitKind.DEPARTMENT: gettext("Sở, ngành"),
        UnitKind.CENTRAL_AGENCY: gettext("Cơ quan trung ương tại địa phương"),
        UnitKind.UTILITY: gettext("Đơn vị cung cấp dịch vụ"),
        UnitKind.WARD_COMMITTEE: gettext("UBND phường, xã"),
        UnitKind.WARD_POLICE: gettext("Công an phường, xã"),
    }


def spoken(row: Row) -> str:
    """A row's name in the reader's language."""
    english = row.get("name_en") if language() != "vi" else ""
    return str(english or row.get("name") or "")


def shown(value: Any) -> str:
    """A value as it is read on a page."""
    if isinstance(value, bool):
        return gettext("có") if value else gettext("không")
    return "" if value is None else str(value)
