"""Figures of the comment desk: one's own, or everybody's for those who answer for it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from http import HTTPStatus

from flask import make_response, render_template, request
from werkzeug.wrappers import Response
from wtforms import DateField, StringField

from moderation.adapters import csv_files
from moderation.domain.comment_states import CommentState
from moderation.domain.figure_periods import Periods, periods
from moderation.domain.pages import LARGEST_ID
from moderation.domain.permissions import Permission, allows
from moderation.queries import figures as figure_queries
from moderation.queries import reversals
from moderation.queries import staff as staff_queries
from moderation.queries.figures import By, Figures, Scope
from moderation.web import fields
from moderation.web.context import me, session, settings, today
from moderation.web.gates import need
from moderation.web.labels import event_label, reason_sentence
from moderation.web.staff.routes import bp
from moderation.web.words import gettext, lazy_gettext

_DEFAULT_DAYS = 30
_MOST_ARTICLES = 20


class FiguresForm(fields.Form):
    """What the figures are about; it stands in the address."""

    class Meta(fields.Form.Meta):
        csrf = False

    begin = DateField(lazy_gettext("Từ ngày"), name="from")
    end = DateField(lazy_gettext("Đến hết ngày"), name="to")
    article = StringField(lazy_gettext("Bài viết (số)"))
    who = StringField(lazy_gettext("Ai"))


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address asks for, made sense of."""

    periods: Periods
    scope: Scope


def _sees_all() -> bool:
    return allows(me().role, Permission.READ_ALL_FIGURES)


def _asked(form: FiguresForm) -> Asked | None:
    """None, with messages beside the fields, when it makes no sense."""
    if not form.begin.raw_data:
        form.begin.data = today() - timedelta(days=_DEFAULT_DAYS - 1)
    if not form.end.raw_data:
        form.end.data = today()
    for field in (form.begin, form.end):
        if field.data is None:
            field.errors = [gettext("Ghi ngày như 2026-11-20.")]
    if form.begin.data is None or form.end.data is None:
        return None
    try:
        shown = periods(form.begin.data, form.end.data, settings().zone)
    except (ValueError, OverflowError):
        form.end.errors = [gettext("Ngày sau phải từ ngày đầu trở đi, trong vòng ba năm.")]
        return None
    article_id = _number(form.article)
    who = _number(form.who) if _sees_all() else me().id
    if form.article.errors or form.who.errors:
        return None
    return Asked(shown, Scope(periods=shown.edges, article_id=article_id, staff_id=who))


def _number(field: StringField) -> int | None:
    text = (field.data or "").strip()
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and int(text[:20]) <= LARGEST_ID):
        field.errors = [gettext("Không có lựa chọn này.")]
        return None
    return int(text[:20])


@bp.get("/figures")
@need(Permission.DECIDE_COMMENTS)
def figures() -> Response:
    form = FiguresForm(formdata=request.args)
    asked = _asked(form)
    people = staff_queries.people(session()) if _sees_all() else ()
    if asked is None:
        body = render_template("staff/figures.html", form=form, people=people, asked=None)
        return make_response(body, HTTPStatus.UNPROCESSABLE_ENTITY.value)
    body = render_template(
        "staff/figures.html", form=form, people=people, asked=asked, **_read(asked.scope)
    )
    return make_response(body)


def _read(scope: Scope) -> dict[str, object]:
    by_article = figure_queries.by(session(), scope, By.ARTICLE)
    busiest = sorted(by_article.items(), key=lambda each: (-each[1].decided, each[0]))
    by_person = figure_queries.by(session(), scope, By.PERSON) if _sees_all() else {}
    return {
        "total": figure_queries.total(session(), scope),
        "by_period": figure_queries.by(session(), scope, By.PERIOD),
        "by_person": sorted(by_person.items(), key=lambda each: (-each[1].decided, each[0])),
        "names": figure_queries.names(session(), by_person),
        "by_article": busiest[:_MOST_ARTICLES],
        "more_articles": max(0, len(busiest) - _MOST_ARTICLES),
        "articles": figure_queries.articles(
            session(), [*dict(busiest[:_MOST_ARTICLES]), scope.article_id or 0]
        ),
        "agreement": figure_queries.agreement(session(), scope),
        "reversals": reversals.by_reason(session(), scope),
        "reversed_decision": _reversed,
        "none": Figures(),
    }


@bp.get("/figures.csv")
@need(Permission.DECIDE_COMMENTS)
def figures_csv() -> Response:
    form = FiguresForm(formdata=request.args)
    asked = _asked(form)
    if asked is None:
        body = render_template("staff/figures.html", form=form, people=(), asked=None)
        return make_response(body, HTTPStatus.UNPROCESSABLE_ENTITY.value)
    response = make_response(csv_files.write(_table(asked)))
    response.mimetype = "text/csv"
    name = f"so-lieu-binh-luan-{form.begin.data:%Y%m%d}-{form.end.data:%Y%m%d}.csv"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


Cells = list[str | int | float | None]


def _table(asked: Asked) -> Iterator[Cells]:
    """One row for the whole, then one for each period, person and article."""
    scope = asked.scope
    yield [
        gettext("Theo"), gettext("Mục"), gettext("Nhận"), gettext("Đã quyết định"),
        gettext("Đăng"), gettext("Không đăng"), gettext("Bình luận rác"), gettext("Gỡ"),
        gettext("Thành phản ánh"), gettext("Một nửa chờ dưới (phút)"),
        gettext("Chín phần mười chờ dưới (phút)"), gettext("Quyết định mỗi giờ"),
        gettext("Đề nghị xem lại"), gettext("Chấp nhận"), gettext("Giữ nguyên"),
    ]  # fmt: skip
    yield _cells(gettext("tất cả"), "", figure_queries.total(session(), scope))
    by_period = figure_queries.by(session(), scope, By.PERIOD)
    kind = gettext("tháng") if asked.periods.by_month else gettext("ngày")
    for number, day in enumerate(asked.periods.first):
        yield _cells(kind, _day(day), by_period.get(number, Figures()))
    if _sees_all():
        by_person = figure_queries.by(session(), scope, By.PERSON)
        names = figure_queries.names(session(), by_person)
        for staff_id, row in by_person.items():
            yield _cells(gettext("người"), names[staff_id], row)
    by_article = figure_queries.by(session(), scope, By.ARTICLE)
    titles = figure_queries.articles(session(), by_article)
    for article_id, row in by_article.items():
        yield _cells(gettext("bài"), titles[article_id].title, row)


def _cells(kind: str, name: str, row: Figures) -> Cells:
    states = (
        CommentState.PUBLISHED, CommentState.REJECTED, CommentState.SPAM,
        CommentState.TAKEN_DOWN, CommentState.CONVERTED,
    )  # fmt: skip
    return [
        kind, name, row.received, row.decided, *(row.of(state) for state in states),
        _minutes(row.median), _minutes(row.late),
        None if row.decided_per_hour is None else round(row.decided_per_hour, 1),
        row.appeals_made, row.appeals_upheld, row.appeals_dismissed,
    ]  # fmt: skip


def _day(day: date) -> str:
    return day.isoformat()


def _minutes(span: timedelta | None) -> int | None:
    return None if span is None else round(span.total_seconds() / 60)


def _reversed(action: str, reason_code: str) -> str:
    """What was decided and later put right, in words."""
    done = event_label(action)
    return f"{done}: {reason_sentence(reason_code)}" if reason_code else done
