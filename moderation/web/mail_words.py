"""The words of mails, in any language: for the jobs, and for the page where they are edited."""

from typing import Any

from flask import Flask, render_template

from moderation.jobs.letters import Renderer
from moderation.web.context import settings
from moderation.web.locale import speaking
from moderation.web.words import gettext


def renderer(app: Flask) -> Renderer:
    """Renders mails outside any request."""

    def render_alone(template: str, language: str, values: dict[str, Any]) -> str:
        with app.test_request_context(base_url=app.extensions["toolbox"].settings.base_url):
            return render(template, language, values)

    return render_alone


def render(template: str, language: str, values: dict[str, Any]) -> str:
    """A mail's text, within a request."""
    with speaking(language):
        # Plain text: `_` of the pages would escape what a name holds.
        words = {"_": gettext, "site": settings().site_name}
        return render_template(template, **{**words, **values})
