"""The application factory: settings in, a registered Flask app out. Nothing imports this module.

Serve it with `flask --app app serve`, or with `gunicorn 'app:create_app()'`.
"""

import os
import re
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import click
from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix
from whitenoise import WhiteNoise

from moderation import cli
from moderation.adapters import (
    captcha_media,
    clock,
    database,
    keys,
    logs,
    mail,
    passwords,
    photo_store,
    process_lock,
    reference,
    reference_data,
    seal,
    sms,
    throttle,
    view_counter,
    zalo,
)
from moderation.adapters.files import FileStore
from moderation.adapters.toolbox import Toolbox
from moderation.domain.captcha_answers import CaptchaRules
from moderation.domain.errors import SettingsError
from moderation.domain.settings import Settings, check, from_environ
from moderation.extensions import babel, compress, csrf, db, login_manager, migrate
from moderation.web import (
    case_labels,
    environment,
    errors,
    event_labels,
    filters,
    gates,
    headers,
    house_book,
    house_figures,
    labels,
    locale,
    logins,
    reply_labels,
    request_log,
    words,
)
from moderation.web.accounts.views import bp as accounts
from moderation.web.agency.routes import bp as agency
from moderation.web.health.views import bp as health
from moderation.web.public.routes import bp as public
from moderation.web.staff.routes import bp as staff

_HOUSE = Path(__file__).parent


def create_app(settings: Settings | None = None) -> Flask:
    """A ready application.

    Without `settings` they come from the environment, and a web process without Redis makes sure to
    be the only one. Raises SettingsError with the reason when it must not start.
    """
    try:
        return _create(settings)
    except SettingsError as error:
        if _from_command_line():
            raise click.ClickException(str(error)) from None
        raise


def _from_command_line() -> bool:
    return os.environ.get("FLASK_RUN_FROM_CLI") == "true"


def _create(settings: Settings | None) -> Flask:
    given = settings is not None
    settings = _with_keys(settings or from_environ(os.environ))
    if not given:
        logs.set_up(settings.log_level, as_json=settings.is_production)
    app = Flask(__name__, instance_path=str(settings.instance), static_folder=None)
    app.jinja_environment = environment.QuickImports
    app.config.from_mapping(_flask_config(settings))
    app.extensions["toolbox"] = toolbox_for(settings)
    app.url_map.converters["int"] = gates.RowNumber
    request_log.register(app)  # first: a refusal of any other part has a number too
    _bind_extensions(app, settings)
    for room in (public, staff, agency, accounts, health):
        app.register_blueprint(room)
    named = (labels, case_labels, reply_labels, event_labels)
    for part in (gates, locale, words, filters, *named, errors, headers, logins):
        part.register(app)
    for part in (house_book, house_figures, cli):
        part.register(app)
    _wrap(app, settings)
    if not given and not _from_command_line() and not settings.redis_url:
        process_lock.hold(settings.instance, patience=settings.restart_seconds)
    return app


def toolbox_for(settings: Settings) -> Toolbox:
    """The tools these settings ask for."""
    if settings.testing:
        logs.warn_of_testing(fixed_answer=bool(settings.captcha_fixed_answer))
    throttle.check_rules(settings)
    sealed = seal.Seal(settings.sealed_keys)
    return Toolbox(
        settings=settings,
        clock=clock.now,
        throttle=throttle.Throttle(secret_key=settings.secret_key, redis_url=settings.redis_url),
        captcha_media=captcha_media.CaptchaMedia(reference.FOLDER / "voices"),
        captcha_rules=CaptchaRules(
            secret_key=settings.secret_key,
            length=settings.captcha_length,
            lifetime=timedelta(minutes=settings.captcha_minutes),
            fixed_answer=settings.captcha_fixed_answer,
        ),
        seal=sealed,
        passwords=passwords.Passwords(),
        mailer=mail.mailer_for(settings.smtp_url, settings.instance / "mail"),
        sms=sms.texter_for(settings.sms_command, settings.instance / "sms"),
        zalo=zalo.texter_for(settings.zalo_url, settings.instance / "zalo"),
        views=view_counter.ViewCounter(),
        reasons=reference.comment_reasons(),
        complaint_reasons=reference.complaint_reasons(),
        taxonomy=reference_data.taxonomy(),
        photos=photo_store.PhotoStore(FileStore(settings.instance / "photos"), sealed),
    )


def _with_keys(settings: Settings) -> Settings:
    """Settings whose instance exists and whose keys are known; only production insists on being
    given one.
    """
    check(settings)
    instance = _made(settings.instance.absolute())
    secret_key = settings.secret_key or keys.secret_key(instance, create=not settings.is_production)
    if not secret_key:
        raise SettingsError(
            "No start in production without a secret key: set PORTAL_SECRET_KEY to 50 random"
            f" characters, or put them into {instance}/keys/secret_key. Keys that development made"
            " are not used (docs/operations.md)."
        )
    return replace(
        settings,
        instance=instance,
        secret_key=secret_key,
        sealed_keys=settings.sealed_keys
        or keys.sealed_keys(instance, create=not settings.is_production),
        database_url=settings.database_url or f"sqlite:///{instance / 'portal.db'}",
    )


def _made(instance: Path) -> Path:
    """`instance`, there and open to us."""
    try:
        instance.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        raise SettingsError(f"PORTAL_INSTANCE={instance}: {error.strerror}.") from None
    if not os.access(instance, os.W_OK | os.X_OK):
        raise SettingsError(f"PORTAL_INSTANCE={instance} can't be written to.")
    return instance


def _flask_config(settings: Settings) -> dict[str, object]:
    return {
        "SECRET_KEY": settings.secret_key,
        "SQLALCHEMY_DATABASE_URI": settings.database_url,
        "SQLALCHEMY_ENGINE_OPTIONS": database.engine_options(
            settings.database_url, threads=settings.threads
        ),
        "SESSION_COOKIE_NAME": "portal",
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_SECURE": settings.is_production,
        "TRUSTED_HOSTS": list(settings.hosts) or None,
        "WTF_CSRF_TIME_LIMIT": None,  # a form left open over lunch still sends
        "MAX_CONTENT_LENGTH": 1024 * 1024,
        "MAX_FORM_MEMORY_SIZE": 1024 * 1024,
        "BABEL_DEFAULT_LOCALE": settings.languages[0],
        "BABEL_DEFAULT_TIMEZONE": settings.timezone,
        "COMPRESS_ALGORITHM": ["gzip"],
        "COMPRESS_LEVEL": 4,
        "COMPRESS_MIN_SIZE": 1000,
        "COMPRESS_MIMETYPES": [
            "text/html",
            "application/json",
            "image/svg+xml",
            "application/atom+xml",
        ],
    }


def _bind_extensions(app: Flask, settings: Settings) -> None:
    db.init_app(app)
    with app.app_context():
        database.prepare(db.engine)
    migrate.init_app(app, db)
    csrf.init_app(app)
    compress.init_app(app)
    login_manager.init_app(app)
    babel.init_app(
        app,
        locale_selector=locale.language,
        default_translation_directories=str(_HOUSE / "translations"),
    )


def _wrap(app: Flask, settings: Settings) -> None:
    """Static files in front of the app; the proxies in front of both."""
    files = WhiteNoise(
        app.wsgi_app,
        root=_HOUSE / "static",
        prefix="static/",
        immutable_file_test=_has_a_version,
        add_headers_function=_nosniff,
    )
    app.wsgi_app = headers.KeepHashed(files)  # type: ignore[method-assign]  # the documented way to wrap an app
    if settings.proxies:
        hops = settings.proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]


def _has_a_version(_path: str, url: str) -> bool:
    """Whether the folder carries a version, so that the file never changes."""
    return re.search(r"-\d+(\.\d+)+/", url) is not None


def _nosniff(headers: dict[str, str], _path: str, _url: str) -> None:
    headers["X-Content-Type-Options"] = "nosniff"
