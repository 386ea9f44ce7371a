"""The house rules of commenting, and what became of the comments by month."""

from flask import render_template

from moderation.web import house_figures
from moderation.web.context import session, tools
from moderation.web.gates import anybody
from moderation.web.public.routes import bp


@bp.get("/quy-tac")
@anybody
def house_rules() -> str:
    return render_template(
        "public/house_rules.html",
        reasons=[reason for reason in tools().reasons.values() if reason.is_active],
        figures=house_figures.monthly(session()),
    )
