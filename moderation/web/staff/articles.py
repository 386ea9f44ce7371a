"""Editors write, preview, publish and take back articles; open and close their comments."""

from http import HTTPStatus

from flask import make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from models import Article
from moderation.adapters import markdown
from moderation.domain.article_states import ArticleAction
from moderation.domain.errors import IllegalTransition, Invalid, StaleVersion
from moderation.domain.permissions import Permission
from moderation.queries import articles as article_queries
from moderation.services import articles
from moderation.services.articles import ArticleText
from moderation.web import moments, once
from moderation.web.context import commit, give_up, mark_of, me, now, session, tell
from moderation.web.fields import said
from moderation.web.gates import need
from moderation.web.staff.forms import ActForm, ArticleForm
from moderation.web.staff.routes import bp
from moderation.web.words import gettext


@bp.get("/articles")
@need(Permission.WRITE_ARTICLES)
def article_list() -> str:
    page = article_queries.for_editors(session(), after=mark_of("after"))
    return render_template("staff/articles.html", page=page, now=now())


@bp.get("/articles/new")
@need(Permission.WRITE_ARTICLES)
def new_article() -> Response:
    return _edit_page(ArticleForm(formdata=None, byline=me().name), None)


@bp.post("/articles/new")
@need(Permission.WRITE_ARTICLES)
def create_article() -> Response:
    form = ArticleForm()
    if not form.validate() or "preview" in request.form:
        return _shown_again(form, None)
    text = _text(form)
    closing = said(form.comments_close_at)
    typed = (text.title, text.lead, text.byline, text.body, str(text.is_sensitive), closing)
    sending = once.claim(form, "article", *typed)
    if sending.is_repeated:
        return once.lead_to(url_for("staff.edit_article", article_id=sending.made))
    if sending.is_edited:
        form.start_anew(form.title)
        return _shown_again(form, None)
    article = articles.create(session(), text, actor=me(), now=now())
    sending.makes(article.id)
    _set_closing(article, form)
    if "publish" in request.form:
        _publish(article)
    commit()
    tell(gettext("Đã đăng bài.") if "publish" in request.form else gettext("Đã lưu bản nháp."))
    return redirect(url_for("staff.edit_article", article_id=article.id), code=303)


@bp.get("/articles/<int:article_id>")
@need(Permission.WRITE_ARTICLES)
def edit_article(article_id: int) -> Response:
    article = article_queries.get(session(), article_id)
    form = ArticleForm(
        formdata=None,
        title=article.title,
        lead=article.lead,
        byline=article.byline,
        body=article.body_markdown,
        is_sensitive=article.is_sensitive,
        comments_close_at=moments.written(article.comments_close_at),
        version=article.version,
    )
    return _edit_page(form, article)


@bp.post("/articles/<int:article_id>")
@need(Permission.WRITE_ARTICLES)
def save_article(article_id: int) -> Response:
    form = ArticleForm()
    if not form.validate() or "preview" in request.form:
        return _shown_again(form, article_id)
    article = articles.load_for_change(session(), article_id)
    try:
        articles.edit(
            session(), article, _text(form), seen_version=form.seen_version, actor=me(), now=now()
        )
    except StaleVersion:
        return _shown_again(form, article_id, stale=True)
    _set_closing(article, form)
    if "publish" in request.form:
        _publish(article)
    commit()
    tell(gettext("Đã đăng bài.") if "publish" in request.form else gettext("Đã lưu bài."))
    return redirect(url_for("staff.edit_article", article_id=article_id), code=303)


@bp.post("/articles/<int:article_id>/<verb>")
@need(Permission.WRITE_ARTICLES)
def act_on_article(article_id: int, verb: str) -> Response:
    article = articles.load_for_change(session(), article_id)
    seen = ActForm().seen_version
    try:
        action = ArticleAction(verb.replace("-", "_"))
        if action in (ArticleAction.OPEN_COMMENTS, ArticleAction.CLOSE_COMMENTS):
            wanted = action is ArticleAction.OPEN_COMMENTS
            articles.open_comments(
                session(), article, wanted, seen_version=seen, actor=me(), now=now()
            )
        else:
            articles.set_state(session(), article, action, seen_version=seen, actor=me(), now=now())
    except (StaleVersion, IllegalTransition):
        give_up()
        tell(
            gettext(
                "Có người vừa thay đổi bài này. Thao tác chưa được thực hiện; trang đã nạp lại."
            ),
            "warning",
        )
        return redirect(url_for("staff.edit_article", article_id=article_id), code=303)
    except ValueError:
        raise Invalid("no such action", field="action") from None
    commit()
    tell(_done(action))
    return redirect(url_for("staff.edit_article", article_id=article_id), code=303)


def _set_closing(article: Article, form: ArticleForm) -> None:
    at = moments.read(said(form.comments_close_at))
    articles.close_comments_from(session(), article, at, actor=me(), now=now())


def _publish(article: Article) -> None:
    articles.set_state(
        session(),
        article,
        ArticleAction.PUBLISH,
        seen_version=article.version,
        actor=me(),
        now=now(),
    )


def _shown_again(form: ArticleForm, article_id: int | None, *, stale: bool = False) -> Response:
    """The form as typed: a preview, an error, or news that somebody saved first."""
    give_up()
    article = article_queries.get(session(), article_id) if article_id else None
    if stale and article:
        form.version.data = article.version
    status = (
        HTTPStatus.CONFLICT
        if stale
        else HTTPStatus.UNPROCESSABLE_ENTITY
        if form.errors
        else HTTPStatus.OK
    )
    return _edit_page(form, article, status=status, stale=stale)


def _edit_page(
    form: ArticleForm,
    article: Article | None,
    *,
    status: HTTPStatus = HTTPStatus.OK,
    stale: bool = False,
) -> Response:
    shows_preview = request.method == "POST" and "preview" in request.form and not form.errors
    body = render_template(
        "staff/article.html",
        form=form,
        article=article,
        is_open=article is not None and article_queries.is_open(article, now=now()),
        stale=stale,
        preview=markdown.render(said(form.body)) if shows_preview else "",
    )
    return make_response(body, status.value)


def _text(form: ArticleForm) -> ArticleText:
    return ArticleText(
        title=said(form.title),
        lead=said(form.lead),
        byline=said(form.byline),
        body=said(form.body),
        is_sensitive=bool(form.is_sensitive.data),
    )


def _done(action: ArticleAction) -> str:
    return {
        ArticleAction.PUBLISH: gettext("Đã đăng bài."),
        ArticleAction.UNPUBLISH: gettext("Đã ngừng đăng bài. Bình luận được giữ nguyên."),
        ArticleAction.OPEN_COMMENTS: gettext("Đã mở bình luận."),
        ArticleAction.CLOSE_COMMENTS: gettext("Đã đóng bình luận. Bình luận đã đăng vẫn hiện."),
    }[action]
