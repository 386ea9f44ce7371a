"""Rules of routing: listed in order, edited, tried on the last complaints, switched on and off."""

from collections.abc import Sequence
from http import HTTPStatus
from typing import Any

from flask import make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from models import RoutingRule
from moderation.domain.errors import Invalid, StaleVersion
from moderation.domain.permissions import Permission
from moderation.queries import agencies as agency_queries
from moderation.queries import routing_rules as rule_queries
from moderation.queries.routing_rules import Trial
from moderation.services import routing_rules
from moderation.web.case_labels import category_label, issue_label
from moderation.web.context import (
    commit,
    give_up,
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
from moderation.web.staff.forms import VersionedForm
from moderation.web.staff.routes import bp
from moderation.web.staff.routing import agency_name
from moderation.web.staff.rule_form import RuleForm, form_of
from moderation.web.words import counted, gettext

_SHIFTS = {"up": -1, "down": 1}


@bp.get("/routing-rules")
@need(Permission.MANAGE_RULES)
def all_rules() -> str:
    rows = rule_queries.rows(session())
    broken = rule_queries.broken(session(), today(), also_off=True)
    gone = {row.id: codes for row, codes in broken}
    return render_template(
        "staff/routing_rules.html",
        rules=[(row, _conditions(row), _choices(row), gone.get(row.id, ())) for row in rows],
    )


@bp.get("/routing-rules/new")
@need(Permission.MANAGE_RULES)
def new_rule() -> Response:
    return _page(RuleForm(formdata=None), None)


@bp.post("/routing-rules/new")
@need(Permission.MANAGE_RULES)
def add_rule() -> Response:
    """A new rule is off: it is tried before it is switched on."""
    form = RuleForm()
    if not _fits(form, but=0):
        give_up()
        return _page(form, None, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    row = routing_rules.add(session(), form.values, actor=me(), now=now())
    rule_id = row.id
    commit()
    tell(gettext("Đã thêm quy tắc, đang tắt. Thử rồi hãy bật."))
    return redirect(url_for("staff.edit_rule", rule_id=rule_id), code=303)


def _fits(form: RuleForm, *, but: int) -> bool:
    """Whether the form can be used, and no other rule than `but` has its name."""
    if not form.validate():
        return False
    if rule_queries.has_name(session(), said(form.name), but=but):
        form.name.errors = [gettext("Tên này đã có.")]
        return False
    return True


@bp.get("/routing-rules/<int:rule_id>")
@need(Permission.MANAGE_RULES)
def edit_rule(rule_id: int) -> Response:
    row = rule_queries.get(session(), rule_id)
    return _page(form_of(row), row)


@bp.post("/routing-rules/<int:rule_id>")
@need(Permission.MANAGE_RULES)
def save_rule(rule_id: int) -> Response:
    """One form, several buttons: try, save, save and switch on (only what was tried)."""
    row, form = rule_queries.get(session(), rule_id), RuleForm()
    if not _fits(form, but=rule_id):
        give_up()
        return _page(form, row, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    goes_on = "switch_on" in request.form or (row.is_on and "save" in request.form)
    if "try" in request.form or (goes_on and form.tried.data != form.digest):
        return _tried(form, row)
    try:
        saved = routing_rules.save(
            session(), rule_id, form.values, seen_version=form.seen_version, actor=me(), now=now()
        )
        if "switch_on" in request.form and not saved.is_on:
            routing_rules.switch(
                session(), rule_id, on=True, seen_version=saved.version, actor=me(), now=now()
            )
    except StaleVersion as stale:
        give_up()
        form.version.data = stale.current
        return _page(form, row, status=HTTPStatus.CONFLICT, stale=True)
    commit()
    tell(gettext("Đã lưu quy tắc."))
    return redirect(url_for("staff.all_rules"), code=303)


@bp.post("/routing-rules/<int:rule_id>/move")
@need(Permission.MANAGE_RULES)
def move_rule(rule_id: int) -> Response:
    """Up or down in the order, off, or away."""
    form, action = VersionedForm(), request.form.get("action", "")
    said: dict[str, Any] = {"seen_version": form.seen_version, "actor": me(), "now": now()}
    if action in _SHIFTS:
        routing_rules.shift(session(), rule_id, _SHIFTS[action], **said)
    elif action == "off":
        routing_rules.switch(session(), rule_id, on=False, **said)
    elif action == "remove":
        routing_rules.remove(session(), rule_id, **said)
    else:
        raise Invalid("no such action", field="action")
    commit()
    return redirect(url_for("staff.all_rules"), code=303)


def _tried(form: RuleForm, row: RoutingRule) -> Response:
    give_up()  # trying reads hundreds of complaints: nobody waits for the lock meanwhile
    on = [each for each in rule_queries.rows(session()) if each.is_on or each.id == row.id]
    place = [each.id for each in on].index(row.id)
    edited = RoutingRule(id=row.id, position=row.position, **form.values)
    trial = rule_queries.try_out(
        session(),
        rule_queries.as_rule(edited),
        place,
        tools().taxonomy,
        zone=settings().zone,
        today=today(),
        limit=form.last_complaints,
    )
    form.tried.data = form.digest
    return _page(form, row, trial=trial)


def _page(
    form: RuleForm,
    row: RoutingRule | None,
    *,
    trial: Trial | None = None,
    status: HTTPStatus = HTTPStatus.OK,
    stale: bool = False,
) -> Response:
    names = {code: name for _, group in form.agencies for code, name in group}
    body = render_template(
        "staff/routing_rule.html", form=form, rule=row, trial=trial, stale=stale, names=names
    )
    return make_response(body, status.value)


def _conditions(row: RoutingRule) -> str:
    """When a rule holds, in words."""
    wards = {ward.code: ward.name for ward in agency_queries.wards(session())}
    parts = [
        issue_label(row.issue_code) or category_label(row.category_code),
        ", ".join(wards.get(code, code) for code in row.ward_codes.split()),
        ", ".join(f"“{line}”" for line in row.phrases.splitlines()),
        gettext("ngày: %(days)s", days=", ".join(_days(row.weekdays))) if row.weekdays else "",
        f"{row.from_time or '00:00'} - {row.to_time or '24:00'}"
        if row.from_time or row.to_time
        else "",
    ]
    return "; ".join(part for part in parts if part) or gettext("mọi phản ánh")


def _days(digits: str) -> Sequence[str]:
    short = (
        gettext("T2"), gettext("T3"), gettext("T4"), gettext("T5"), gettext("T6"), gettext("T7"),
        gettext("CN"),
    )  # fmt: skip
    return [short[int(digit) - 1] for digit in digits]


def _choices(row: RoutingRule) -> str:
    """What a rule chooses, in words."""
    urgency = {True: gettext("khẩn"), False: gettext("không khẩn"), None: ""}[row.is_urgent]
    parts = [
        gettext("chủ trì: %(name)s", name=_unit(row.lead_code)) if row.lead_code else "",
        gettext("phối hợp: %(names)s", names=", ".join(map(_unit, row.coordinating.split())))
        if row.coordinating
        else "",
        urgency,
        counted("hạn %(num)s ngày làm việc", row.due_days) if row.due_days else "",
    ]
    return "; ".join(part for part in parts if part)


def _unit(code: str) -> str:
    if code == "UBX":
        return gettext("UBND phường, xã nơi xảy ra")
    if code == "CAX":
        return gettext("Công an phường, xã nơi xảy ra")
    found = agency_queries.by_code(session(), code)
    return agency_name(found) if found else code
