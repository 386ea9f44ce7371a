"""What jobs need of the app, handed to them."""

from collections.abc import Iterator
from contextlib import contextmanager

from flask import Flask
from sqlalchemy.orm import Session

from moderation.adapters.toolbox import Toolbox
from moderation.cli.session import reading, writing
from moderation.domain.intake import IntakeRules
from moderation.extensions import db
from moderation.jobs.letters import Post
from moderation.jobs.registry import Workshop
from moderation.queries import agencies as agency_queries
from moderation.web import house_book, mail_words


def _post(app: Flask, tools: Toolbox) -> Post:
    settings = tools.settings
    return Post(
        mailer=tools.mailer,
        render=mail_words.renderer(app),
        sender=settings.mail_from,
        base_url=settings.base_url.rstrip("/"),
        site_name=settings.site_name,
        zone=settings.zone,
        sms=tools.sms,
        zalo=tools.zalo,
        secret_key=settings.secret_key,
    )


def workshop_for(app: Flask) -> Workshop:
    """Jobs run in threads of their own, so everything here brings its own app context."""
    tools = app.extensions["toolbox"]

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

    def rules(session: Session) -> IntakeRules:
        current = house_book.laid_over(tools, house_book.read(session))
        return agency_queries.intake_rules(session, current.settings, current.taxonomy)

    return Workshop(
        reading=open_to_read,
        writing=open_to_write,
        engine=engine,
        post=_post(app, tools),
        clock=tools.clock,
        photos=tools.photos,
        rules=rules,
        house=lambda session: house_book.settings_now(tools.settings, session),
    )
