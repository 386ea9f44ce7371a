"""Imports that leave out what a library would load in case somebody used it."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def leaving_out(*packages: str) -> Iterator[None]:
    """Within the block, optional `packages` can't be imported, as if they were not installed; those
    that are loaded already stay. huey loads the clients of Redis and PostgreSQL for queues nobody
    asked for: 15 MB.
    """
    hidden = [name for name in packages if name not in sys.modules]
    for name in hidden:
        sys.modules[name] = None  # type: ignore[assignment]  # what `import` takes for "not there"
    try:
        yield
    finally:
        for name in hidden:
            del sys.modules[name]
