"""gunicorn 'app:create_app()' reads this file; docs/operations.md explains it.

Two workers or more need PORTAL_REDIS_URL and PORTAL_WEB_PROCESSES.
"""

import os

bind = "127.0.0.1:8000"
workers = int(os.environ.get("PORTAL_WEB_PROCESSES", "1"))
worker_class = "gthread"
threads = int(os.environ.get("PORTAL_THREADS", "8"))
graceful_timeout = 20  # as long as the built-in server finishes what it accepted
timeout = 60
keepalive = 5
max_requests = 0  # a worker that is replaced loses no request, but there is no leak to hide either
accesslog = None  # the application writes a line for every request, without personal data
