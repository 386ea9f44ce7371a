"""Published complaints: the list by ward, category and state, and its feed."""

from dataclasses import dataclass

from flask import make_response, render_template, request
from werkzeug.wrappers import Response

from moderation.domain.case_states import CaseState
from moderation.domain.pages import Mark, Page
from moderation.queries import agencies as agency_queries
from moderation.queries import complaints as complaint_queries
from moderation.queries.rows import AnyRow
from moderation.web.context import mark_of, now, session, settings, tools
from moderation.web.gates import anybody
from moderation.web.locale import language
from moderation.web.public.routes import bp


@dataclass(frozen=True, slots=True)
class Asked:
    """Filters of the list, "" for none."""

    ward: str
    category: str
    state: str


def _asked() -> Asked:
    """The filters that mean something; others are left out."""
    categories = {each.code for each in tools().taxonomy.categories}
    category = request.args.get("linh-vuc", "")
    state = request.args.get("trang-thai", "")
    return Asked(
        request.args.get("phuong-xa", "")[:40],
        category if category in categories else "",
        state if state in list(CaseState) else "",
    )


def _page(asked: Asked, *, after: Mark | None, limit: int) -> Page[AnyRow]:
    return complaint_queries.public_list(
        session(),
        ward_code=asked.ward,
        category_code=asked.category,
        case_state=asked.state,
        after=after,
        limit=limit,
    )


@bp.get("/phan-anh")
@anybody
def complaints() -> str:
    asked = _asked()
    page = _page(asked, after=mark_of("truoc"), limit=20)
    names = [(each.code, each.names[language()]) for each in tools().taxonomy.categories]
    return render_template(
        "public/complaints.html",
        page=page,
        asked=asked,
        wards=agency_queries.wards(session()),
        categories=names,
        states=list(CaseState),
    )


@bp.get("/phan-anh.atom")
@anybody
def complaints_feed() -> Response:
    """The latest published complaints, masked as on the list."""
    page = _page(_asked(), after=None, limit=30)
    updated = page.rows[0].published_at if page.rows else now()
    body = render_template(
        "public/complaints.atom", rows=page.rows, updated=updated, base=settings().base_url
    )
    response = make_response(body)
    response.mimetype = "application/atom+xml"
    response.headers["Cache-Control"] = "public, max-age=300"
    return response
