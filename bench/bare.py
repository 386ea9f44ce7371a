"""The yardstick: a Flask page prepared beforehand, served the same way."""

import random
import sys

from flask import Flask, Response

from bench.fill import NAMES, WORDS
from moderation.adapters.web_server import WebServer

PORT = int(sys.argv[1]) if len(sys.argv) > 1 else 0


def make() -> Flask:
    """An app with one page of a hundred comments, built once."""
    chance = random.Random(1)
    comments = "".join(
        f"<article><b>{chance.choice(NAMES)}</b>"
        f"<p>{' '.join(chance.choices(WORDS, k=60))}</p></article>"
        for _ in range(100)
    )
    page = f"<!doctype html><html><body>{comments}</body></html>".encode()
    app = Flask(__name__)
    app.add_url_rule("/", "page", lambda: Response(page, mimetype="text/html"))
    return app


if __name__ == "__main__":
    server = WebServer(make(), host="127.0.0.1", port=PORT, threads=8, connection_limit=100)
    print(f"listening on http://127.0.0.1:{server.port}", flush=True)
    server.run()
