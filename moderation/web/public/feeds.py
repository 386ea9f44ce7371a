"""Atom feeds of published comments: what the pages show, nothing more."""

import hashlib
import re
from collections.abc import Sequence
from datetime import datetime

from flask import make_response, render_template, request, url_for
from werkzeug.wrappers import Response

from moderation.queries import articles as article_queries
from moderation.queries import comments as comment_queries
from moderation.queries import feeds
from moderation.queries.rows import AnyRow
from moderation.web.context import now, session, settings
from moderation.web.gates import anybody
from moderation.web.locale import language, speaking
from moderation.web.public.routes import bp
from moderation.web.words import gettext

#: What XML 1.0 cannot hold, however it is escaped; tidied words have few of these left.
_NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_SECONDS = 300


@bp.get("/binh-luan.atom")
@anybody
def comments_feed() -> Response:
    rows = feeds.latest(session(), now=now())
    tag = _digest(*(tuple(row) for row in rows))
    return _unchanged(tag) or _feed(rows, tag, about=None)


@bp.get("/bai-viet/<slug>/binh-luan.atom")
@anybody
def article_feed(slug: str) -> Response:
    """Whoever has the present `thread_version` is told so without a comment being read."""
    article = article_queries.public(session(), slug, now=now())
    hidden = 0
    if article.settles_at and now() < article.settles_at:
        hidden, _until = comment_queries.settling(session(), article.id, now=now())
    tag = _digest(article.id, article.thread_version, hidden, article.title)
    return _unchanged(tag) or _feed(
        feeds.latest(session(), now=now(), article_id=article.id), tag, about=article
    )


def _digest(*parts: object) -> str:
    """Equal for the same feed; the site's name and address stand in it too."""
    held = repr((settings().site_name, settings().base_url, parts))
    return hashlib.sha256(held.encode("utf-8", "backslashreplace")).hexdigest()[:32]


def _unchanged(tag: str) -> Response | None:
    """304 for whoever has it; compressing writes the way behind the tag, and caches weaken it."""
    known = request.if_none_match.as_set(include_weak=True)
    if not any(each.partition(":")[0] == tag for each in known):
        return None
    response = make_response("", 304)
    response.set_etag(tag)
    return response


def _feed(rows: Sequence[AnyRow], tag: str, *, about: AnyRow | None) -> Response:
    """In the language of record, whoever asks: caches share it."""
    entries = [(row, _changed(row)) for row in rows]
    updated = max((at for _, at in entries), default=about.published_at if about else now())
    with speaking(settings().languages[0]):
        title = gettext("Bình luận dưới bài “%(title)s”", title=about.title) if about else ""
        body = render_template(
            "public/comments_feed.xml",
            title=title or gettext("Bình luận mới đăng"),
            spoken=language(),
            entries=entries,
            updated=updated,
            base=settings().base_url,
            page=url_for("public.article", slug=about.slug) if about else url_for("public.home"),
        )
    response = make_response(_NO_XML.sub("", body))
    response.mimetype = "application/atom+xml"
    response.headers["Cache-Control"] = f"public, max-age={_SECONDS}"
    response.set_etag(tag)
    response.last_modified = updated
    return response


def _changed(row: AnyRow) -> datetime:
    """When readers saw it as it is now."""
    moments: list[datetime] = [at for at in (row.published_at, row.visible_from) if at]
    return max(moments)
