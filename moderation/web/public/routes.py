"""The citizens' room; importing the views registers them."""

from flask import Blueprint

bp = Blueprint("public", __name__)

from moderation.web.public import (  # noqa: E402,F401 - views need `bp`
    alike,
    articles,
    captchas,
    comments,
    complaints,
    contractors,
    feeds,
    guidance,
    home,
    lookups,
    notes,
    published,
    reader_reports,
    receipts,
    rules,
    tracking,
    verdicts,
)
