"""Logs on stderr: one line an event, key=value in development, JSON in production. Never personal
data: events carry kinds, numbers and ids.

Our own events go straight to the stream: through the standard library's loggers one line costs as
much as a database statement. Libraries' loggers are given the same form.
"""

import logging
import sys

import structlog

_STAMP: list[structlog.types.Processor] = [
    structlog.processors.add_log_level,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
]


def set_up(level: str, *, as_json: bool) -> None:
    """Send every logger, ours and the libraries', to stderr in one form."""
    renderer: structlog.types.Processor = (
        structlog.processors.JSONRenderer(ensure_ascii=False)
        if as_json
        else structlog.processors.LogfmtRenderer(key_order=["timestamp", "level", "event"])
    )
    structlog.configure(
        processors=[*_STAMP, structlog.processors.format_exc_info, renderer],
        logger_factory=structlog.WriteLoggerFactory(sys.stderr),
        wrapper_class=structlog.make_filtering_bound_logger(level.lower()),
        cache_logger_on_first_use=True,
    )
    formatter = structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=[*_STAMP, structlog.stdlib.add_logger_name],
        processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            structlog.processors.format_exc_info,
            renderer,
        ],
    )
    handler = logging.StreamHandler()
    handler.setFormatter(formatter)
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    # It says "queue depth 1" at every busy moment.
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)
    for chatty in ("huey", "alembic"):
        logging.getLogger(chatty).setLevel(logging.WARNING)


def warn_of_testing(*, fixed_answer: bool) -> None:
    """Say loudly that this process is for tests."""
    structlog.get_logger().warning(
        "TESTING MODE: only loopback is served"
        + ("; PORTAL_CAPTCHA_FIXED_ANSWER opens every security code" if fixed_answer else ""),
    )
