"""Many cases at once: choose, look at what would happen, do it; and many complaints accepted, each
with the lead that is suggested for it.
"""

from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any

from flask import make_response, render_template, request
from werkzeug.wrappers import Response

from models import CaseFile
from moderation.domain.case_bulk import CaseAct, Omission, Pick, omission, picks
from moderation.domain.case_filters import CaseFilter
from moderation.domain.errors import Invalid
from moderation.domain.permissions import Permission, allows
from moderation.queries import case_lists
from moderation.queries.rows import AnyRow
from moderation.services import case_bulk
from moderation.services.assignments import RETURNS_SUPERVISED
from moderation.services.case_bulk import Order, Outcome
from moderation.web import fields
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
)
from moderation.web.fields import said
from moderation.web.gates import need
from moderation.web.staff.bulk_forms import ChaseManyForm, RerouteManyForm
from moderation.web.staff.case_lists import filter_of, to_list
from moderation.web.staff.case_rows import name_of_lead
from moderation.web.staff.routes import bp
from moderation.web.staff.routing import every_unit
from moderation.web.words import counted, gettext


@bp.post("/cases/bulk/preview")
@need(Permission.DECIDE_COMPLAINTS)
def case_bulk_preview() -> Response:
    give_up()  # nothing is written here
    act, chosen = _asked()
    if not chosen:
        tell(gettext("Chưa chọn hồ sơ nào."), "warning")
        return to_list(_back())
    return _preview(act, chosen, _form(act, fresh=True))


@bp.post("/cases/bulk/apply")
@need(Permission.DECIDE_COMPLAINTS)
def case_bulk_apply() -> Response:
    act, chosen = _asked()
    form = _form(act)
    if form is not None and not form.validate():
        give_up()
        return _preview(act, chosen, form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    rows = case_lists.some(session(), [pick.id for pick in chosen])
    outcome = case_bulk.act_on(session(), chosen, _order(act, form, rows))
    commit()
    words = done_words(act, len(outcome.done))
    if not outcome.omitted:
        tell(words)
        return to_list(_back())
    return _result(act, outcome, rows, words)


def _asked() -> tuple[CaseAct, list[Pick]]:
    """What is asked for, about which cases. Raises Invalid."""
    wanted = request.form.get("action", "")
    if wanted not in list(CaseAct):
        raise Invalid("no such action for many", field="action")
    return CaseAct(wanted), picks(request.form.getlist("pick"))


def _form(act: CaseAct, *, fresh: bool = False) -> fields.Form | None:
    """What must be said once for all of them."""
    kind = {CaseAct.REROUTE: RerouteManyForm, CaseAct.CHASE: ChaseManyForm}.get(act)
    if kind is None:
        return None
    form = kind(formdata=None) if fresh else kind()
    if isinstance(form, RerouteManyForm):
        form.offer(every_unit(None))
    return form


def _order(act: CaseAct, form: fields.Form | None, rows: Mapping[int, AnyRow]) -> Order:
    def due_on(case: CaseFile) -> Any:
        issue = rows[case.id].issue_code if case.id in rows else None
        return max(case.due_on, intake_rules().due_on(issue, now()), today())

    lead = int(said(form.lead)) if isinstance(form, RerouteManyForm) else 0
    text = said(form["text"]) if form is not None else ""
    return Order(
        act=act, actor=me(), now=now(), zone=settings().zone, supervises=_supervises(), text=text,
        lead_id=lead, due_on=due_on,
    )  # fmt: skip


def _supervises() -> bool:
    return allows(me().role, Permission.SUPERVISE_CASES)


def _preview(
    act: CaseAct,
    chosen: Sequence[Pick],
    form: fields.Form | None,
    *,
    status: HTTPStatus = HTTPStatus.OK,
) -> Response:
    rows = case_lists.some(session(), [pick.id for pick in chosen])
    possible, omitted = [], []
    for pick in chosen:
        row = rows.get(pick.id)
        why = (
            omission(
                act,
                row.state,
                row.part_state,
                is_current=row.version == pick.version,
                is_supervised=row.returns >= RETURNS_SUPERVISED and not _supervises(),
            )
            if row
            else Omission.GONE
        )
        if row and why is None:
            possible.append((pick, row))
        else:
            omitted.append((pick.id, row, omission_words(why or Omission.GONE)))
    back = _back()
    body = render_template(
        "staff/case_bulk_preview.html",
        act=act, label=act_label(act), form=form, possible=possible, omitted=omitted,
        back=back, agency_of=name_of_lead,
    )  # fmt: skip
    return make_response(body, status.value)


def _result(act: CaseAct, outcome: Outcome, rows: Mapping[int, AnyRow], words: str) -> Response:
    omitted = [(number, rows.get(number), omission_words(why)) for number, why in outcome.omitted]
    status = HTTPStatus.OK if outcome.done else HTTPStatus.CONFLICT
    body = render_template(
        "staff/case_bulk_result.html",
        label=act_label(act), words=words if outcome.done else "", omitted=omitted, back=_back(),
    )  # fmt: skip
    return make_response(body, status.value)


def _back() -> CaseFilter:
    return filter_of(request.form.get("back", "")) or CaseFilter()


def act_label(act: CaseAct) -> str:
    """What the button says."""
    return {
        CaseAct.REROUTE: gettext("Giao cơ quan khác"),
        CaseAct.CHASE: gettext("Đôn đốc"),
        CaseAct.CLOSE: gettext("Kết thúc"),
    }[act]


def done_words(act: CaseAct, number: int) -> str:
    """What was done to so many."""
    return {
        CaseAct.REROUTE: counted("Đã giao %(num)s hồ sơ cho cơ quan khác.", number),
        CaseAct.CHASE: counted("Đã đôn đốc %(num)s hồ sơ.", number),
        CaseAct.CLOSE: counted("Đã kết thúc %(num)s hồ sơ.", number),
    }[act]


def omission_words(why: Omission) -> str:
    """Why one was left out, for the coordinator."""
    return {
        Omission.GONE: gettext("không còn ở đây"),
        Omission.STALE: gettext("vừa có người khác thay đổi, mở xem lại"),
        Omission.NOT_RETURNED: gettext("cơ quan chủ trì không trả lại"),
        Omission.OWES_NOTHING: gettext("cơ quan chủ trì không còn nợ việc"),
        Omission.NOT_ANSWERED: gettext("chưa trả lời người gửi"),
        Omission.SUPERVISED: gettext("bị trả lại hai lần, người phụ trách điều phối mới chọn được"),
        Omission.BARRED: gettext("cơ quan được chọn không được làm việc này"),
        Omission.UNCLEAR: gettext("chưa rõ giao ai, mở xem từng phản ánh"),
        Omission.DANGER: gettext("có dấu hiệu nguy hiểm, tội phạm hoặc tố cáo, phải đọc riêng"),
        Omission.NOT_ORDINARY: gettext("loại đơn này đi thủ tục riêng"),
    }[why]
