"""Commands, one group a noun: `flask --app app <noun> <verb>`."""

from flask import Flask

from moderation.cli import articles, check, comments, demo, jobs, serve, staff


def register(app: Flask) -> None:
    """Add the commands to the app's command line."""
    for group in (articles.group, comments.group, demo.group, jobs.group, staff.group):
        app.cli.add_command(group)
    app.cli.add_command(check.check)
    app.cli.add_command(serve.serve)
