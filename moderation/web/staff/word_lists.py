"""The words the screening looks for: edited, tried on the last comments, then saved."""

import re
from http import HTTPStatus

from flask import make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response
from wtforms import TextAreaField

from moderation.domain.errors import NotFound, StaleVersion
from moderation.domain.permissions import Permission
from moderation.domain.word_lists import WordListName, problem_of
from moderation.queries import word_lists as list_queries
from moderation.queries.word_lists import Trial
from moderation.services import word_lists
from moderation.web import fields
from moderation.web.context import commit, give_up, me, now, session, tell
from moderation.web.fields import said
from moderation.web.gates import need
from moderation.web.locale import language
from moderation.web.staff.forms import TriedWordsForm
from moderation.web.staff.routes import bp
from moderation.web.words import gettext, lazy_gettext

_LONGEST = 60_000


class WordListForm(TriedWordsForm):
    phrases = TextAreaField(
        lazy_gettext("Các cụm từ, mỗi dòng một cụm"),
        [fields.at_most(lambda: _LONGEST)],
        filters=[fields.markdown],
    )


@bp.get("/word-lists")
@need(Permission.EDIT_SCREENING)
def all_word_lists() -> str:
    return render_template(
        "staff/word_lists.html", lists=list_queries.all_lists(session()), names=names()
    )


@bp.get("/word-lists/<name>")
@need(Permission.EDIT_SCREENING)
def word_list(name: str) -> Response:
    kept = list_queries.get(session(), _known(name))
    form = WordListForm(formdata=None, phrases=kept.text, version=kept.version)
    return _page(kept.name, form)


@bp.post("/word-lists/<name>")
@need(Permission.EDIT_SCREENING)
def save_word_list(name: str) -> Response:
    """Saves only what was tried: the first time a text comes, it is tried."""
    known, form = _known(name), WordListForm()
    form.validate()
    problem = problem_of(known, said(form.phrases))
    if problem and not form.errors:
        form.phrases.errors = [_in_our_words(str(problem))]
    if form.errors:
        give_up()
        return _page(known, form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    if "save" not in request.form or not form.was_tried:
        return _tried(known, form)
    try:
        word_lists.save(
            session(), known, said(form.phrases), seen_version=form.seen_version, actor=me(),
            now=now(),
        )  # fmt: skip
    except StaleVersion as stale:
        give_up()
        form.version.data = stale.current
        return _page(known, form, status=HTTPStatus.CONFLICT, stale=True)
    commit()
    tell(gettext("Đã lưu. Từ giờ bình luận mới được đọc theo danh sách này."))
    return redirect(url_for("staff.all_word_lists"), code=303)


def _tried(name: WordListName, form: WordListForm) -> Response:
    give_up()  # trying reads a thousand comments: nobody waits for the write lock meanwhile
    trial = list_queries.try_out(session(), name, said(form.phrases))
    form.tried.data = form.now_tried
    return _page(name, form, trial=trial)


def _known(name: str) -> WordListName:
    if name not in set(WordListName):
        raise NotFound
    return WordListName(name)


def _page(
    name: WordListName,
    form: WordListForm,
    *,
    trial: Trial | None = None,
    status: HTTPStatus = HTTPStatus.OK,
    stale: bool = False,
) -> Response:
    body = render_template(
        "staff/word_list.html",
        name=name,
        title=names()[name][0],
        purpose=names()[name][1],
        form=form,
        trial=trial,
        stale=stale,
        spoken=language(),
    )
    return make_response(body, status.value)


def _in_our_words(problem: str) -> str:
    """The domain speaks Vietnamese; the line's number stays, the rest is said in the reader's
    language.
    """
    found = re.fullmatch(r"Dòng ([0-9]+): (.*)\.", problem)
    if found is None or language() == "vi":
        return problem
    return gettext("Dòng %(line)s không dùng được: %(why)s.", line=found[1], why=_why(found[2]))


def _why(words: str) -> str:
    said_of = {
        "không có": gettext("không có chữ nào"),
        "cụm từ": gettext("cụm từ dài quá"),
        "gạch chéo": gettext("gạch chéo cho ra quá nhiều cụm từ"),
        "ba chấm": gettext("ba chấm phải ở giữa, một lần"),
        "dấu ~": gettext("dấu ~ chỉ đứng cuối dòng, sau một dấu cách"),
        "một từ": gettext("một từ đơn bỏ dấu dễ nhầm với từ thường"),
    }
    return next((told for begin, told in said_of.items() if words.startswith(begin)), words)


def names() -> dict[WordListName, tuple[str, str]]:
    """What each list is called, and what becomes of a comment that holds one of its phrases."""
    only_together = gettext("Chỉ có tác dụng khi đi cùng danh sách khác.")
    held, hint = gettext("Bình luận được giữ lại."), gettext("Chỉ tô sáng hoặc gợi ý.")
    return {
        WordListName.INSULT_SURE: (gettext("Lời tục tĩu, lăng mạ"), held),
        WordListName.INSULT_SUSPECT: (
            gettext("Từ ngữ thô, có khi vô hại"),
            gettext("Tô sáng; nhiều cụm từ khác nhau thì bình luận được giữ lại."),
        ),
        WordListName.HATE: (gettext("Lời kỳ thị"), held),
        WordListName.THREAT: (gettext("Lời đe dọa"), held),
        WordListName.INCITEMENT: (gettext("Kêu gọi bạo lực"), held),
        WordListName.CALL: (gettext("Lời kêu gọi"), only_together),
        WordListName.FORCE: (gettext("Bạo lực, phá rối"), only_together),
        WordListName.ADVERTISING: (gettext("Rao bán, mời chào"), held),
        WordListName.OFFER: (gettext("Lời mời chào thường gặp"), only_together),
        WordListName.CONTACT: (gettext("Cách liên hệ"), only_together),
        WordListName.UNVERIFIED: (gettext("Tin nghe lại"), only_together),
        WordListName.ALARM: (gettext("Lời báo động"), only_together),
        WordListName.QUESTION: (gettext("Lời hỏi lại tin"), only_together),
        WordListName.REPORTED: (gettext("Lời kể chuyện rao bán"), only_together),
        WordListName.PROBLEM: (gettext("Việc cần giải quyết"), hint),
        WordListName.MATTER: (gettext("Sự vật hay bị phản ánh"), only_together),
        WordListName.TROUBLE: (gettext("Trục trặc"), only_together),
    }
