"""Administration: what there is to edit, and all of it as one file between servers."""

import base64
import binascii
import hashlib
import json
import zlib
from collections.abc import Sequence
from functools import wraps
from http import HTTPStatus
from typing import Any, cast

from flask import current_app, make_response, redirect, render_template, request, url_for
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.wrappers import Response
from wtforms import FileField, HiddenField

from moderation.adapters import database
from moderation.domain.errors import Invalid
from moderation.domain.office_sheets import SHEETS, Change, Column, Fault, Kind
from moderation.domain.permissions import Permission
from moderation.queries import office as office_queries
from moderation.services import office, recounting
from moderation.services.office import Faulty
from moderation.services.recounting import Move
from moderation.web import fields
from moderation.web.context import commit, give_up, me, now, session, tell
from moderation.web.gates import View, checks_csrf_itself, csrf_fits, need
from moderation.web.house_book import book_of
from moderation.web.staff import closing, moved_dates
from moderation.web.staff import office_forms as forms
from moderation.web.staff import office_shipped as shipped
from moderation.web.staff.routes import bp
from moderation.web.staff.setting_labels import setting_label
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


def takes_a_file(view: View) -> View:
    """A form larger than others, read only once that is said; its token is checked here for that
    reason. The outermost decorator but the route.
    """

    @wraps(view)
    def large(*args: Any, **kwargs: Any) -> Any:
        request.max_content_length = request.max_form_memory_size = 2 * LARGEST
        try:
            fits = csrf_fits()
        except RequestEntityTooLarge:
            tell(gettext("Chọn tệp JSON đã xuất từ trang này, không quá 4 MB."), "warning")
            return redirect(url_for("staff.office_home"), code=303)
        if not fits:
            raise CSRFError
        return view(*args, **kwargs)

    return checks_csrf_itself(cast(View, large))


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
@takes_a_file
@need(Permission.MANAGE_HOUSE)
def import_office() -> Response:
    """First what would change; then, with the same file sent along, the change: what was shown, or
    it is shown again.
    """
    form, applies = FileForm(), bool(request.form.get("apply"))
    if not applies:
        give_up()  # looking takes a while: nobody waits for the lock meanwhile
    try:
        held = _read(form)
        changes = office.differences(session(), held, shipped=shipped.now_shipped())
        moved = _moved(changes, applies=applies)
        if applies and request.form.get("seen") == _seen(changes, moved):
            return _apply(changes, moved)
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
        closed=closing.closed_by(changes),
        untried=office.untried_rules(session(), held),
        held=_packed(held),
        seen=_seen(changes, moved),
        stale=applies,
        **moved_dates.shown(moved),
    )
    return make_response(body, (HTTPStatus.CONFLICT if applies else HTTPStatus.OK).value)


def _moved(changes: Sequence[Change], *, applies: bool) -> list[Move]:
    """Due dates of open cases that the file's days move; counting them locks the cases."""
    days = moved_dates.days_of(changes)
    if days and not applies:
        give_up()
        database.for_writing(session())
    return moved_dates.moved_by(days)


def _seen(changes: Sequence[Change], moved: Sequence[Move]) -> str:
    """Changes when what would be applied does."""
    told = [(each.sheet, each.key, each.before, each.after, each.columns) for each in changes]
    text = json.dumps(told, sort_keys=True) + recounting.digest(moved)
    return hashlib.sha256(text.encode()).hexdigest()


def _apply(changes: Sequence[Change], moved: Sequence[Move]) -> Response:
    office.apply(session(), changes, actor=me(), now=now())
    recounting.apply(session(), moved, actor=me(), now=now())
    commit()
    book_of(current_app).forget()
    tell(counted("Đã áp dụng %(num)s thay đổi.", len(changes)))
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
            (forms.label(sheet, name), *_told_apart(sheet.column(name), change))
            for name in change.columns
        ],
    }


def _told_apart(column: Column, change: Change) -> tuple[str, str]:
    """A value before and after; of a long text only the lines that differ, so that a difference
    far down is seen.
    """
    before = forms.shown((change.before or {}).get(column.name))
    after = forms.shown(change.after.get(column.name))
    if column.kind is not Kind.TEXT or change.before is None:
        return before, after
    old, new = before.splitlines(), after.splitlines()
    return "\n".join(_not_in(old, new)), "\n".join(_not_in(new, old))


def _not_in(lines: Sequence[str], others: Sequence[str]) -> list[str]:
    """Lines that the others lack; when they only stand in another order, all of them."""
    known = set(others)
    return [line for line in lines if line not in known] or (
        list(lines) if set(lines) == known else []
    )
