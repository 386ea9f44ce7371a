"""Commands, one group a noun: `flask --app app <noun> <verb>`."""

from flask import Flask

from moderation.cli import (
    agencies,
    articles,
    check,
    comments,
    complaints,
    demo,
    jobs,
    messages,
    moderation,
    serve,
    staff,
)


def register(app: Flask) -> None:
    """Add the commands to the app's command line."""
    groups = (agencies, articles, comments, complaints, demo, jobs, messages, moderation, staff)
    for module in groups:
        app.cli.add_command(module.group)
    app.cli.add_command(check.check)
    app.cli.add_command(serve.serve)
