"""What jobs need of the app, handed to them."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from flask import Flask, render_template
from sqlalchemy.orm import Session

from moderation.cli.session import reading, writing
from moderation.domain import chasing
from moderation.domain.intake import IntakeRules
from moderation.domain.settings import Settings
from moderation.extensions import db
from moderation.jobs.notices import Post, Renderer
from moderation.jobs.readings import Sampling
from moderation.jobs.registry import Workshop
from moderation.queries import agencies as agency_queries
from moderation.web import house_book
from moderation.web.locale import speaking
from moderation.web.words import gettext


def _renderer(app: Flask, settings: Settings) -> Renderer:
    def render(template: str, language: str, values: dict[str, Any]) -> str:
        with app.test_request_context(base_url=settings.base_url), speaking(language):
            # Plain text: `_` of the pages would escape what a name holds.
            words = {"_": gettext, "site_name": settings.site_name}
            return render_template(template, **words, **values)

    return render


def workshop_for(app: Flask) -> Workshop:
    """Jobs run in threads of their own, so everything here brings its own app context."""
    tools = app.extensions["toolbox"]
    settings = tools.settings

    @contextmanager
    def open_to_read() -> Iterator[Session]:
        with app.app_context(), reading() as session:
            yield session

    @contextmanager
    def open_to_write() -> Iterator[Session]:
        with app.app_context(), writing() as session:
            yield session

    with app.app_context():
        engine = db.engine
    post = Post(
        mailer=tools.mailer,
        render=_renderer(app, settings),
        sender=settings.mail_from,
        base_url=settings.base_url.rstrip("/"),
        secret_key=settings.secret_key,
    )

    def rules(session: Session) -> IntakeRules:
        current = house_book.laid_over(tools, house_book.read(session))
        return agency_queries.intake_rules(session, current.settings, current.taxonomy)

    return Workshop(
        reading=open_to_read,
        writing=open_to_write,
        engine=engine,
        post=post,
        clock=tools.clock,
        photos=tools.photos,
        rules=rules,
        sampling=Sampling(settings.second_reading_percent, settings.secret_key),
        rating_days=settings.rating_days,
        rungs=chasing.ladder(settings.chase_days),
    )
