"""Home, and the plain pages around it."""

from flask import make_response, redirect, render_template
from werkzeug.wrappers import Response

from moderation.queries import articles as article_queries
from moderation.queries import comments as comment_queries
from moderation.web.context import now, session
from moderation.web.gates import anybody
from moderation.web.headers import asset
from moderation.web.public.routes import bp


@bp.get("/")
@anybody
def home() -> str:
    return render_template(
        "public/home.html",
        articles=article_queries.listing(session(), limit=5).rows,
        voices=comment_queries.latest(session(), now=now(), limit=3),
    )


@bp.get("/lien-he")
@anybody
def reach_us() -> str:
    """Other ways to reach the city than the forms."""
    return render_template("public/reach_us.html")


@bp.get("/robots.txt")
@anybody
def robots() -> Response:
    response = make_response(
        "User-agent: *\nDisallow: /staff/\nDisallow: /binh-luan/\nDisallow: /tra-cuu/\n"
        "Disallow: /bai-viet/*/bao-cao\n"
    )
    response.mimetype = "text/plain"
    return response


@bp.get("/favicon.ico")
@anybody
def favicon() -> Response:
    return redirect(asset("icon.svg"), code=301)
