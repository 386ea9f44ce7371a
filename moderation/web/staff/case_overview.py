"""Open cases counted by lead, category, ward or clock; each count opens its list."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from flask import render_template, request

from moderation.domain.case_filters import CaseClock, CaseGrouping
from moderation.domain.errors import NotFound
from moderation.domain.permissions import Permission
from moderation.queries import case_overview
from moderation.queries.case_overview import MOST_OVERVIEWED
from moderation.queries.rows import AnyRow
from moderation.web.context import session, tools
from moderation.web.gates import need
from moderation.web.locale import language
from moderation.web.staff.case_lists import clock_names, moment_here
from moderation.web.staff.routes import bp
from moderation.web.units import name_of
from moderation.web.words import gettext


@bp.get("/cases/by")
@need(Permission.READ_COMPLAINTS)
def case_overview_by() -> str:
    """Counted by `of`: what has most late cases stands first."""
    of = request.args.get("of") or CaseGrouping.LEAD
    if of not in list(CaseGrouping):
        raise NotFound
    grouping = CaseGrouping(of)
    rows, is_cut = _by_clock() if grouping is CaseGrouping.CLOCK else _by(grouping)
    return render_template(
        "staff/case_overview.html",
        grouping=grouping,
        groupings=_grouping_names(),
        rows=rows,
        most=MOST_OVERVIEWED if is_cut else None,
    )


def _by(grouping: CaseGrouping) -> tuple[Sequence[dict[str, Any]], bool]:
    found, is_cut = case_overview.by(session(), grouping, moment_here())
    rows = [
        {
            "name": _name(grouping, row),
            "narrowed": urlencode({grouping.value: row.key}) if row.key else "",
            "open": row.open,
            "late": row.late,
            "today": row.today,
        }
        for row in found
    ]
    rows.sort(key=lambda row: (-row["late"], -row["today"], -row["open"], row["name"]))
    return rows, is_cut


def _by_clock() -> tuple[Sequence[dict[str, Any]], bool]:
    found, is_cut = case_overview.by_clock(session(), moment_here())
    names = clock_names()
    rows = [
        {"name": names[clock], "narrowed": urlencode({"clock": clock.value}), "open": found[clock]}
        for clock in CaseClock
    ]
    return rows, is_cut


def _name(grouping: CaseGrouping, row: AnyRow) -> str:
    if grouping is CaseGrouping.LEAD:
        return name_of(row, language())
    if grouping is CaseGrouping.WARD:
        return str(row.name or gettext("Chưa rõ nơi xảy ra"))
    known = {each.code: each.names[language()] for each in tools().taxonomy.categories}
    return known.get(row.key) or row.key or gettext("Chưa rõ lĩnh vực")


def _grouping_names() -> dict[CaseGrouping, str]:
    return {
        CaseGrouping.LEAD: gettext("Cơ quan chủ trì"),
        CaseGrouping.CATEGORY: gettext("Lĩnh vực"),
        CaseGrouping.WARD: gettext("Phường, xã"),
        CaseGrouping.CLOCK: gettext("Hạn"),
    }
