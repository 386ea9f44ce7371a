"""What jobs need of the app, handed to them."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from flask import Flask, render_template
from sqlalchemy.orm import Session

from moderation.cli.session import reading, writing
from moderation.extensions import db
from moderation.jobs.notices import Post
from moderation.jobs.registry import Workshop
from moderation.web.locale import speaking
from moderation.web.words import gettext


def workshop_for(app: Flask) -> Workshop:
    """Jobs run in threads of their own, so everything here brings its own app context."""
    tools = app.extensions["toolbox"]
    settings = tools.settings

    def render(template: str, language: str, values: dict[str, Any]) -> str:
        with app.test_request_context(base_url=settings.base_url), speaking(language):
            # Plain text: `_` of the pages would escape what a name holds.
            words = {"_": gettext, "site_name": settings.site_name}
            return render_template(template, **words, **values)

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
        render=render,
        sender=settings.mail_from,
        base_url=settings.base_url.rstrip("/"),
    )
    return Workshop(
        reading=open_to_read,
        writing=open_to_write,
        engine=engine,
        post=post,
        clock=tools.clock,
    )
