"""Articles as readers see them."""

from http import HTTPStatus

import structlog
from flask import make_response, render_template, request
from sqlalchemy.exc import OperationalError
from werkzeug.wrappers import Response

from moderation.adapters.database import for_writing
from moderation.extensions import db
from moderation.queries import articles as article_queries
from moderation.queries import comments as comment_queries
from moderation.queries.rows import AnyRow
from moderation.services import articles as article_services
from moderation.web import threads
from moderation.web.context import mark_of, now, session, tools
from moderation.web.gates import anybody
from moderation.web.public.forms import CommentForm
from moderation.web.public.routes import bp

_log = structlog.get_logger()


@bp.get("/bai-viet")
@anybody
def articles() -> str:
    page = article_queries.listing(session(), after=mark_of("truoc"))
    return render_template(
        "public/articles.html", page=page, most_read=article_queries.most_read(session())
    )


@bp.get("/bai-viet/<slug>")
@anybody
def article(slug: str) -> Response:
    found = article_queries.public(session(), slug, now=now())
    form = CommentForm(formdata=None)
    form.new_submission()
    form.parent_id.data = request.args.get("tra-loi", "")
    response = show_article(found, form)
    if request.method == "GET" and "truoc" not in request.args:
        _count_view(found.id)
    return response


def show_article(
    article: AnyRow, form: CommentForm, *, status: HTTPStatus = HTTPStatus.OK, notice: str = ""
) -> Response:
    """The page of an article with its comments and `form` as it stands."""
    newer, older = article_queries.neighbours(session(), article)
    thread = form.thread
    answered = (
        comment_queries.published_parent(session(), article.id, thread, now=now())
        if thread
        else None
    )
    if answered is None:
        form.parent_id.data = ""
    body = render_template(
        "public/article.html",
        article=article,
        threads=threads.under(session(), article, after=mark_of("truoc")),
        newer=newer,
        older=older,
        most_read=article_queries.most_read(session()),
        form=form,
        answered=answered,
        notice=notice,
    )
    return make_response(body, status.value)


def _count_view(article_id: int) -> None:
    """Views wait in memory and are written together, in a transaction of their own."""
    if not tools().views.add(article_id, now()):
        return
    session().rollback()
    taken = tools().views.take()
    try:
        with for_writing(db.session.session_factory()) as apart:
            article_services.add_views(apart, taken)
            apart.commit()
    except OperationalError as error:  # the page is ready: the reader gets it
        tools().views.give_back(taken, now())
        _log.warning("views kept for later", error=type(error.orig).__name__)
