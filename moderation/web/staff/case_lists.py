"""The coordinator's lists of cases: narrowed by lead, category, ward and clock; kept under a name;
left at once for the case whose code was typed.
"""

from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any
from urllib.parse import parse_qsl

from flask import make_response, redirect, render_template, request, url_for
from markupsafe import Markup
from werkzeug.wrappers import Response

from models import Agency
from moderation.domain.case_filters import MOST_SAVED, CaseClock, CaseFilter, CaseQueue
from moderation.domain.errors import Invalid, NotFound
from moderation.domain.pages import DayMark
from moderation.domain.permissions import Permission
from moderation.queries import case_lists, desks, finding
from moderation.queries.case_lists import MOST_COUNTED_SAVED, Moment
from moderation.services import saved_filters
from moderation.web import fields
from moderation.web.case_labels import agency_label
from moderation.web.context import commit, day_mark_of, me, now, session, tell, today, tools
from moderation.web.gates import need
from moderation.web.locale import language
from moderation.web.options import options
from moderation.web.staff import case_rows
from moderation.web.staff.routes import bp
from moderation.web.units import units
from moderation.web.words import gettext

_LONGEST_NAME = 60


@bp.get("/cases")
@need(Permission.READ_COMPLAINTS)
def case_queue() -> Response:
    """A code that was typed leads to its case, whatever the list is narrowed to."""
    typed = request.args.get("code", "").strip()
    if typed:
        found = finding.by_any_code(session(), typed)
        if found is not None:
            return redirect(url_for("staff.complaint", complaint_id=found), code=303)
    wanted = CaseFilter.parse(request.args)
    status = HTTPStatus.NOT_FOUND if typed else HTTPStatus.OK
    return make_response(_page(wanted, typed), status.value)


def _page(wanted: CaseFilter, typed: str) -> str:
    after = day_mark_of("after")
    rows, following = case_lists.page(session(), wanted, moment_here(), after=after)
    return render_template(
        "staff/cases.html",
        rows=case_rows.of(rows, wanted.queue),
        next=str(DayMark(*following)) if following else "",
        wanted=wanted,
        queue=wanted.queue,
        queues=queue_names(),
        groups=_queue_groups(),
        counts=case_lists.counts(session(), moment_here()),
        kept=_kept(wanted),
        can_keep=MOST_SAVED,
        typed=typed,
        choices=_choices(wanted),
        asked=_name_of(wanted.asked_id),
    )


def moment_here() -> Moment:
    """When lists are read: this request's day and moment."""
    return Moment(today(), now())


def queue_names() -> dict[CaseQueue, str]:
    """The lists in the order of the desk, by what a coordinator does with them."""
    return {
        CaseQueue.RETURNED: gettext("Bị trả lại"),
        CaseQueue.DUE_TODAY: gettext("Hết hạn hôm nay"),
        CaseQueue.LATE: gettext("Quá hạn"),
        CaseQueue.AWAITING_APPROVAL: gettext("Chờ gửi trả lời"),
        CaseQueue.SUSPENDED: gettext("Chờ người gửi"),
        CaseQueue.REOPENED: gettext("Mở lại"),
        CaseQueue.ASSIGNED: gettext("Chờ cơ quan nhận"),
        CaseQueue.IN_PROGRESS: gettext("Đang xử lý"),
        CaseQueue.OPEN: gettext("Mọi việc đang mở"),
        CaseQueue.CLOSED: gettext("Đã trả lời"),
    }


def _queue_groups() -> dict[str, tuple[CaseQueue, ...]]:
    """The lists beside the page under what they have in common. What nobody works on yet begins
    with intake, which is a page of its own.
    """
    return {
        gettext("Chưa ai nhận"): (CaseQueue.RETURNED, CaseQueue.ASSIGNED),
        gettext("Theo hạn"): (CaseQueue.DUE_TODAY, CaseQueue.LATE),
        gettext("Đã có cơ quan nhận"): (
            CaseQueue.IN_PROGRESS,
            CaseQueue.AWAITING_APPROVAL,
            CaseQueue.SUSPENDED,
            CaseQueue.REOPENED,
        ),
        gettext("Tất cả"): (CaseQueue.OPEN, CaseQueue.CLOSED),
    }


def clock_names() -> dict[CaseClock, str]:
    """What a list is narrowed to by its clock, in words."""
    return {
        CaseClock.LATE: gettext("Quá hạn"),
        CaseClock.TODAY: gettext("Hết hạn hôm nay"),
        CaseClock.WEEK: gettext("Trong 7 ngày tới"),
        CaseClock.STANDING: gettext("Đang dừng tính hạn"),
        CaseClock.EXTENDED: gettext("Đã gia hạn"),
    }


def _choices(wanted: CaseFilter) -> dict[str, Markup]:
    """The options of each select, written at once: there are four hundred agencies."""
    wards = [(ward.code, ward.name) for ward in desks.wards(session())]
    fields_of = [(each.code, each.names[language()]) for each in tools().taxonomy.categories]
    clocks = [(clock.value, name) for clock, name in clock_names().items()]
    lead = str(wanted.lead_id or "")
    return {
        "lead": options([*_gone(wanted.lead_id), *units().names(language())], lead),
        "category": options(fields_of, wanted.category),
        "ward": options(wards, wanted.ward),
        "clock": options(clocks, wanted.clock.value if wanted.clock else ""),
    }


def _gone(agency_id: int | None) -> Sequence[tuple[str, str]]:
    """The agency a list is narrowed to, when it is not among those of today any more."""
    name = _name_of(agency_id)
    if not name or any(unit.id == agency_id for unit in units().rows):
        return ()
    return [(str(agency_id), gettext("%(name)s (không còn hoạt động)", name=name))]


def _name_of(agency_id: int | None) -> str:
    """An agency's name, still there or not; "" for none."""
    agency = session().get(Agency, agency_id) if agency_id else None
    return agency_label(agency) if agency else ""


def _kept(wanted: CaseFilter) -> Sequence[Mapping[str, Any]]:
    """One's own lists, each with how many stand in it; what nobody understands any more can only be
    removed.
    """
    kept = []
    for row in saved_filters.of(session(), me()):
        meant = filter_of(row.query)
        counted = case_lists.count(session(), meant, moment_here()) if meant else 0
        shown = str(counted) if counted <= MOST_COUNTED_SAVED else f"{MOST_COUNTED_SAVED}+"
        kept.append({"row": row, "meant": meant, "count": shown, "is_here": meant == wanted})
    return kept


def filter_of(query: str) -> CaseFilter | None:
    """What a kept query string asks for; None when that is nothing any more."""
    try:
        return CaseFilter.parse(dict(parse_qsl(query)))
    except (Invalid, NotFound):
        return None


@bp.post("/cases/keep-filter")
@need(Permission.READ_COMPLAINTS)
def save_filter() -> Response:
    wanted = CaseFilter.parse(dict(parse_qsl(request.form.get("query", ""))))
    saved_filters.save(session(), _name(), wanted, actor=me())
    commit()
    tell(gettext("Đã lưu bộ lọc."))
    return to_list(wanted)


@bp.post("/cases/filters/<int:filter_id>/rename")
@need(Permission.READ_COMPLAINTS)
def rename_filter(filter_id: int) -> Response:
    saved_filters.rename(session(), filter_id, _name(), actor=me())
    return _changed(gettext("Đã đổi tên bộ lọc."))


@bp.post("/cases/filters/<int:filter_id>/remove")
@need(Permission.READ_COMPLAINTS)
def remove_filter(filter_id: int) -> Response:
    saved_filters.remove(session(), filter_id, actor=me())
    return _changed(gettext("Đã bỏ bộ lọc."))


@bp.post("/cases/filters/<int:filter_id>/up")
@need(Permission.READ_COMPLAINTS)
def move_filter_up(filter_id: int) -> Response:
    saved_filters.move_up(session(), filter_id, actor=me())
    return _changed("")


def _changed(told: str) -> Response:
    commit()
    if told:
        tell(told)
    return to_list(filter_of(request.form.get("back", "")) or CaseFilter())


def to_list(wanted: CaseFilter) -> Response:
    """Back to this list."""
    return redirect(url_for("staff.case_queue", **wanted.values), code=303)  # type: ignore[arg-type]


def _name() -> str:
    """The name typed. Raises Invalid when it is too long."""
    name = fields.line(request.form.get("name"))
    if len(name) > _LONGEST_NAME:
        raise Invalid("the name is too long", field="name")
    return name
