"""Logging in and out, and one's own account."""

from http import HTTPStatus

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from moderation.domain.errors import TooMany
from moderation.domain.logins import login_name
from moderation.queries import staff as staff_queries
from moderation.queries import waiting
from moderation.services import staff as staff_services
from moderation.web import logins
from moderation.web.accounts.forms import DigestForm, LoginForm, PasswordForm
from moderation.web.context import commit, give_up, me, now, session, settings, tell, tools
from moderation.web.fields import said
from moderation.web.gates import address, anybody, need
from moderation.web.headers import private
from moderation.web.words import counted, gettext

bp = Blueprint("accounts", __name__)


@bp.get("/login")
@anybody
def log_in() -> Response:
    if current_user.is_authenticated:
        return redirect(url_for("staff.my_work"), code=303)
    return _login_page(LoginForm(formdata=None))


@bp.post("/login")
@anybody
def log_in_now() -> Response:
    """The password is checked between two transactions: hashing must not hold the write lock."""
    form = LoginForm()
    if not form.validate():
        give_up()
        return _login_page(form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    person = staff_queries.by_email(session(), said(form.email))
    stored = person.password_hash if person and person.is_active else None
    session().rollback()
    try:
        right = _check_password(said(form.email), stored, said(form.password))
    except TooMany as limit:
        give_up()
        return _login_page(form, status=HTTPStatus.TOO_MANY_REQUESTS, problem=_wait(limit))
    if not (right and person):
        give_up()
        wrong = gettext("E-mail hoặc mật khẩu chưa đúng.")
        return _login_page(form, status=HTTPStatus.UNPROCESSABLE_ENTITY, problem=wrong)
    logins.log_in(person)
    return redirect(_next_page(), code=303)


def _check_password(email: str, stored: str | None, typed: str) -> bool:
    """Wrong passwords are counted for the account and for the address. Raises TooMany."""
    limits = (
        (settings().login_account_rate, "login-account", login_name(email)),
        (settings().login_rate, "login", address()),
    )
    for limit in limits:
        tools().throttle.check(*limit)
    right = tools().passwords.fits(stored, typed)
    if not right:
        for limit in limits:
            tools().throttle.spend(*limit)
    return right


@bp.post("/logout")
@need()
def log_out() -> Response:
    logins.log_out()
    tell(gettext("Đã đăng xuất."))
    return redirect(url_for("accounts.log_in"), code=303)


@bp.get("/account")
@need()
def account() -> Response:
    return _account_page(PasswordForm(formdata=None))


@bp.post("/account/digest")
@need()
def choose_digest() -> Response:
    """Whether the person is sent the digest; roles for which nothing waits are sent none."""
    form = DigestForm()
    person = staff_queries.get(session(), me().id)
    staff_services.set_digest(session(), person, bool(form.wants_digest.data), now=now())
    commit()
    tell(gettext("Đã lưu."))
    return redirect(url_for("accounts.account"), code=303)


@bp.post("/account")
@need()
def change_password() -> Response:
    form = PasswordForm()
    valid, email = form.validate(), me().email
    stored = staff_queries.get(session(), me().id).password_hash
    session().rollback()  # hashing must not hold the write lock
    if valid and not _check_password(email, stored, said(form.present)):
        form.present.errors = [gettext("Mật khẩu hiện nay chưa đúng.")]
        valid = False
    if not valid:
        give_up()
        return _account_page(form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    _replace_password(said(form.wanted))
    tell(gettext("Đã đổi mật khẩu. Các lần đăng nhập khác đã kết thúc."))
    return redirect(url_for("accounts.account"), code=303)


def _account_page(form: PasswordForm, *, status: HTTPStatus = HTTPStatus.OK) -> Response:
    person = staff_queries.get(session(), me().id)
    digest = DigestForm(formdata=None, wants_digest=person.wants_digest)
    body = render_template(
        "accounts/account.html",
        form=form,
        digest=digest if waiting.has_a_digest(person.role) else None,
    )
    return private(make_response(body, status.value))


def _replace_password(password: str) -> None:
    hashed = tools().passwords.make(password)
    person = staff_queries.get(session(), me().id)
    staff_services.set_password(session(), person, hashed, actor=person, now=now())
    logins.log_in(person)


def _login_page(
    form: LoginForm, *, status: HTTPStatus = HTTPStatus.OK, problem: str = ""
) -> Response:
    body = render_template(
        "accounts/login.html", form=form, problem=problem, next=request.args.get("next", "")
    )
    return private(make_response(body, status.value))


def _next_page() -> str:
    """Where the person wanted to go: a path of the desk, never another site."""
    wanted = request.args.get("next", "")
    ours = wanted.startswith(("/staff", "/account")) and wanted.isprintable()
    return wanted if ours and "\\" not in wanted else url_for("staff.my_work")


def _wait(limit: TooMany) -> str:
    minutes = -(-limit.retry_after // 60)
    return counted(
        "Đã nhập sai nhiều lần. Anh/chị thử lại sau %(num)s phút.",
        minutes,
    )
