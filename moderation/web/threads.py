"""The comments under an article, as HTML. In a storm a thousand people read the same article, and
its comments change a few times an hour: what was rendered is remembered under the article's
`thread_version`, which every change of what readers see makes anew, in the change's transaction.
"""

from dataclasses import dataclass
from datetime import datetime

from flask import render_template, url_for
from markupsafe import Markup
from sqlalchemy.orm import Session

from moderation.domain.pages import Mark
from moderation.queries import comments as comment_queries
from moderation.queries.rows import AnyRow
from moderation.web.context import now
from moderation.web.locale import language
from moderation.web.memory import Memory, memory

_REMEMBERED = 128  # articles in a language; about 60 KB each when full of comments


@dataclass(frozen=True, slots=True)
class RenderedThreads:
    """Empty `html` when nobody commented yet; `next` is where the older ones begin; `hidden` of the
    article's count are approved and not shown before `until`.
    """

    html: Markup
    next: Mark | None
    hidden: int = 0
    until: datetime | None = None


def under(session: Session, article: AnyRow, *, after: Mark | None) -> RenderedThreads:
    """The published threads under `article`, a row of `queries.articles.public`."""
    if after is not None:  # anybody can name as many places as they like; few read on
        return _rendered(session, article, after)
    remembered: Memory[RenderedThreads] = memory("threads", _REMEMBERED)
    key = (article.id, article.thread_version, article.comments_open, language())
    known = remembered.get(key)
    if known is None or (known.until and known.until <= now()):
        known = _rendered(session, article, None)
        remembered.put(key, known)
    return known


def _rendered(session: Session, article: AnyRow, after: Mark | None) -> RenderedThreads:
    page = comment_queries.threads(session, article.id, now=now(), after=after)
    hidden, until = 0, None
    if article.settles_at and now() < article.settles_at:
        hidden, until = comment_queries.settling(session, article.id, now=now())
    html = render_template(
        "public/_threads.html",
        threads=page.rows,
        is_open=article.comments_open,
        reports=url_for("public.report_thanks", slug=article.slug),
    )
    shown = Markup(html if page.rows else "")  # noqa: S704 - escaped by the template
    return RenderedThreads(shown, page.next, hidden, until)
