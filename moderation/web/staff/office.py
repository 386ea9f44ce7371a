"""Administration row by row: agencies, categories, issues, reasons, standard answers, settings."""

from http import HTTPStatus

from flask import current_app, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from moderation.domain.errors import NotFound, StaleVersion
from moderation.domain.office_sheets import SHEETS, Fault, Key, Problem, Row, Sheet
from moderation.domain.permissions import Permission
from moderation.queries import office as office_queries
from moderation.services import office
from moderation.services.office import Faulty
from moderation.web import fields
from moderation.web.context import commit, give_up, me, now, session, tell
from moderation.web.gates import need
from moderation.web.house_book import book_of
from moderation.web.staff import closing
from moderation.web.staff import office_forms as forms
from moderation.web.staff import office_shipped as shipped
from moderation.web.staff.routes import bp
from moderation.web.staff.setting_labels import setting_hint, setting_label
from moderation.web.words import gettext


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
    """At once; but before an agency is closed, what it still works on is shown."""
    sheet = _edited(sheet_name)
    form = _form(sheet, None)
    row, key, seen = forms.row_in(sheet, form), _key(sheet), request.form.get("seen", "")
    if key and sheet.key_of(row) != key:
        raise NotFound  # what tells a row apart is not edited
    closes = closing.closes(sheet, key, row)
    refused = _refused(sheet, form, row, key)
    if refused is not None:
        return refused
    if request.form.get("act") == "change":
        give_up()
        kept = office_queries.row_of(session(), sheet, key) if key else None
        return _row_page(sheet, form, key, seen=seen, kept=kept)
    if closes and request.form.get("confirmed") != "y":
        give_up()
        return closing.page(form, row, seen=seen)
    commit()
    book_of(current_app).forget()
    tell(gettext("Đã lưu."))
    if closes:
        return redirect(url_for("staff.office_row", sheet_name=sheet_name, key=key), code=303)
    return redirect(url_for("staff.office_sheet", sheet_name=sheet_name), code=303)


def _refused(sheet: Sheet, form: fields.Form, row: Row, key: Key) -> Response | None:
    """Save the row; the page that says why it can't be, or None."""
    seen = request.form.get("seen", "")
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
    return None


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
        **closing.work_of(kept if sheet.name == "agencies" and key else None),
        seen=seen,
        is_changed=kept is not None and bool(key) and shipped.row_of(sheet, key) is not None,
        may_go=kept is not None and sheet.name != "agencies",
        stale=stale,
        now_kept=[
            (forms.label(sheet, name), forms.shown(value)) for name, value in (kept or {}).items()
        ]
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
