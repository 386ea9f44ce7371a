"""Administration: agencies, categories, issues, reasons and settings, and all of it as one file."""

import base64
import binascii
import json
import zlib
from collections.abc import Sequence
from http import HTTPStatus
from typing import Any

from flask import current_app, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response
from wtforms import FileField, HiddenField

from moderation.domain.errors import Invalid, NotFound, StaleVersion
from moderation.domain.office_sheets import SHEETS, Change, Fault, Key, Problem, Row, Sheet
from moderation.domain.permissions import Permission
from moderation.queries import office as office_queries
from moderation.services import office
from moderation.services.office import Faulty
from moderation.web import fields
from moderation.web.context import commit, give_up, me, now, session, tell
from moderation.web.gates import need
from moderation.web.house_book import book_of
from moderation.web.staff import office_forms as forms
from moderation.web.staff import office_shipped as shipped
from moderation.web.staff.routes import bp
from moderation.web.staff.setting_labels import setting_hint, setting_label
from moderation.web.words import counted, gettext, lazy_gettext

#: Bytes of a file that is read.
LARGEST = 4_000_000
#: Pages of other sheets, where they are edited.
_ELSEWHERE = {
    "calendar": "staff.calendar",
    "standard_texts": "staff.reason_texts",
    "word_lists": "staff.all_word_lists",
    "routing_rules": "staff.all_rules",
    "issue_words": "staff.all_issue_words",
    "mail_templates": "staff.all_mail_templates",
}


class FileForm(fields.Form):
    file = FileField(lazy_gettext("Tệp xuất từ máy chủ khác"))
    held = HiddenField()  # the same, packed, between the two pages


@bp.get("/office")
@need(Permission.MANAGE_HOUSE)
def office_home() -> Response:
    return _home(FileForm(formdata=None), ())


def _home(form: FileForm, faults: Sequence[Fault], status: HTTPStatus = HTTPStatus.OK) -> Response:
    body = render_template(
        "staff/office.html",
        sheets=[
            (
                forms.sheet_label(sheet.name),
                url_for("staff.office_sheet", sheet_name=sheet.name)
                if sheet.edited
                else url_for(_ELSEWHERE[sheet.name]),
                len(office_queries.rows(session(), sheet)),
            )
            for sheet in SHEETS.values()
        ],
        form=form,
        faults=[
            (
                forms.sheet_label(each.sheet),
                each.row,
                each.column,
                forms.problem_words(each.problem),
            )
            for each in faults[:50]
        ],
    )
    return make_response(body, status.value)


@bp.get("/office/export.json")
@need(Permission.MANAGE_HOUSE)
def export_office() -> Response:
    text = json.dumps(office_queries.everything(session()), ensure_ascii=False, indent=1)
    response = make_response(text)
    response.mimetype = "application/json"
    response.headers["Content-Disposition"] = "attachment; filename=thiet-lap.json"
    return response


@bp.post("/office/import")
@need(Permission.MANAGE_HOUSE)
def import_office() -> Response:
    """First what would change; then, with the same file sent along, the change."""
    form = FileForm()
    try:
        held = _read(form)
        if request.form.get("apply"):
            return _apply(held)
        changes = office.differences(session(), held, shipped=shipped.now_shipped())
    except Faulty as faulty:
        give_up()
        return _home(form, faulty.faults, HTTPStatus.UNPROCESSABLE_ENTITY)
    except Invalid:
        give_up()
        form.file.errors = [gettext("Chọn tệp JSON đã xuất từ trang này, không quá 4 MB.")]
        return _home(form, (), HTTPStatus.UNPROCESSABLE_ENTITY)
    give_up()
    body = render_template(
        "staff/office_changes.html",
        changes=[_told(change) for change in changes],
        held=_packed(held),
    )
    return make_response(body)


def _apply(held: Any) -> Response:
    made = office.apply_file(session(), held, shipped=shipped.now_shipped(), actor=me(), now=now())
    commit()
    book_of(current_app).forget()
    tell(counted("Đã áp dụng %(num)s thay đổi.", made))
    return redirect(url_for("staff.office_home"), code=303)


def _read(form: FileForm) -> Any:
    """The file, as uploaded or as it came back. Raises Invalid for one that can't be read."""
    try:
        if form.held.data:
            packed = base64.b64decode(form.held.data, validate=True)
            raw = zlib.decompressobj().decompress(packed, LARGEST)
        else:
            raw = form.file.data.read(LARGEST + 1) if form.file.data else b""
        if not raw or len(raw) > LARGEST:
            raise Invalid("no file, or too large a one", field="file")
        return json.loads(raw)
    except (ValueError, RecursionError, zlib.error, binascii.Error):
        raise Invalid("not a file of ours", field="file") from None


def _packed(held: Any) -> str:
    raw = json.dumps(held, ensure_ascii=False).encode()
    return base64.b64encode(zlib.compress(raw)).decode()


def _told(change: Change) -> dict[str, Any]:
    """A change in words: which row, and each column before and after."""
    sheet, key = SHEETS[change.sheet], [part for part in change.key if part]
    return {
        "sheet": forms.sheet_label(change.sheet),
        "key": setting_label(key[0]) if change.sheet == "settings" else " · ".join(key),
        "is_new": change.before is None,
        "columns": [
            (
                forms.label(sheet, name),
                _shown((change.before or {}).get(name)),
                _shown(change.after.get(name)),
            )
            for name in change.columns
        ],
    }


def _shown(value: Any) -> str:
    if isinstance(value, bool):
        return gettext("có") if value else gettext("không")
    return "" if value is None else str(value)


# --- One sheet, one row --------------------------------------------------------------------------


@bp.get("/office/<sheet_name>")
@need(Permission.MANAGE_HOUSE)
def office_sheet(sheet_name: str) -> str:
    sheet = _edited(sheet_name)
    listed = shipped.listed(session(), sheet)
    wanted = request.args.get("q", "").strip()
    return render_template(
        "staff/office_sheet.html",
        sheet=sheet,
        title=forms.sheet_label(sheet_name),
        rows=shipped.found(listed, wanted) if wanted else listed,
        total=len(listed),
        wanted=wanted,
        words=forms.spoken,
        choice_label=forms.choice_label,
        setting_label=setting_label,
    )


@bp.get("/office/<sheet_name>/row")
@need(Permission.MANAGE_HOUSE)
def office_row(sheet_name: str) -> Response:
    sheet = _edited(sheet_name)
    key = _key(sheet)
    kept = office_queries.row_of(session(), sheet, key) if key else None
    row = kept or (shipped.row_of(sheet, key) if key else shipped.blank(sheet))
    if row is None:
        raise NotFound
    return _row_page(sheet, _form(sheet, row), key, seen=office_queries.digest(kept), kept=kept)


@bp.post("/office/<sheet_name>/row")
@need(Permission.MANAGE_HOUSE)
def save_office_row(sheet_name: str) -> Response:
    sheet, form = _edited(sheet_name), None
    form = _form(sheet, None)
    row = forms.row_in(sheet, form)
    key, seen = _key(sheet), request.form.get("seen", "")
    if key and sheet.key_of(row) != key:
        raise NotFound  # what tells a row apart is not edited
    try:
        if not key and _is_taken(sheet, row):
            raise Faulty([Fault(sheet.name, 0, sheet.keys[-1], Problem.CODE_TAKEN)])
        office.save_row(
            session(), sheet, row, seen=seen, shipped=shipped.now_shipped(), actor=me(), now=now()
        )
    except Faulty as faulty:
        give_up()
        forms.blame(form, faulty.faults)
        kept = office_queries.row_of(session(), sheet, key) if key else None
        return _row_page(
            sheet, form, key, seen=seen, kept=kept, status=HTTPStatus.UNPROCESSABLE_ENTITY
        )
    except StaleVersion:
        give_up()
        kept = office_queries.row_of(session(), sheet, sheet.key_of(row))
        return _row_page(
            sheet, form, key, seen=office_queries.digest(kept), kept=kept, stale=True,
            status=HTTPStatus.CONFLICT,
        )  # fmt: skip
    commit()
    book_of(current_app).forget()
    tell(gettext("Đã lưu."))
    return redirect(url_for("staff.office_sheet", sheet_name=sheet_name), code=303)


def _is_taken(sheet: Sheet, row: Row) -> bool:
    key = sheet.key_of(row)
    return shipped.row_of(sheet, key) is not None or (
        office_queries.row_of(session(), sheet, key) is not None
    )


@bp.post("/office/<sheet_name>/forget")
@need(Permission.MANAGE_HOUSE)
def forget_office_row(sheet_name: str) -> Response:
    sheet = _edited(sheet_name)
    key = _key(sheet)
    if not key or sheet.name == "agencies":
        raise NotFound
    office.forget_row(session(), sheet, key, actor=me(), now=now())
    commit()
    book_of(current_app).forget()
    tell(gettext("Đã dùng lại bản có sẵn."))
    return redirect(url_for("staff.office_sheet", sheet_name=sheet_name), code=303)


def _row_page(
    sheet: Sheet,
    form: fields.Form,
    key: Key,
    *,
    seen: str,
    kept: Row | None,
    stale: bool = False,
    status: HTTPStatus = HTTPStatus.OK,
) -> Response:
    body = render_template(
        "staff/office_row.html",
        sheet=sheet,
        title=forms.sheet_label(sheet.name),
        form=form,
        key=key,
        heading=setting_label(key[0]) if sheet.name == "settings" else " ".join(key),
        hints={"value": setting_hint(key[0])} if sheet.name == "settings" else {},
        agency_id=shipped.agency_id(session(), key[0]) if sheet.name == "agencies" and key else 0,
        seen=seen,
        is_changed=kept is not None and bool(key) and shipped.row_of(sheet, key) is not None,
        may_go=kept is not None and sheet.name != "agencies",
        stale=stale,
        now_kept=[(forms.label(sheet, name), _shown(value)) for name, value in (kept or {}).items()]
        if stale
        else [],
    )
    return make_response(body, status.value)


def _form(sheet: Sheet, row: Row | None) -> fields.Form:
    return forms.form_for(sheet, row, agencies=shipped.agency_names(session()), categories=())


def _edited(name: str) -> Sheet:
    sheet = SHEETS.get(name)
    if sheet is None or not sheet.edited:
        raise NotFound
    return sheet


def _key(sheet: Sheet) -> Key:
    """Which row the address names; () for a new one."""
    key = tuple(request.args.getlist("key"))
    if key and len(key) != len(sheet.keys):
        raise NotFound
    return key
