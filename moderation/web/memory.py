"""What was rendered lately, kept for the next reader of the same."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Any, Generic, TypeVar

from flask import current_app

Value = TypeVar("Value")


class Memory(Generic[Value]):
    """The last `size` values by key, the least recently used forgotten first. Shared by threads.

    Nothing is ever replaced or invalidated: a key holds all that its value depends on.
    """

    def __init__(self, size: int) -> None:
        self._size = size
        self._lock = threading.Lock()
        self._kept: OrderedDict[Hashable, Value] = OrderedDict()

    def get(self, key: Hashable) -> Value | None:
        """What is kept under `key`."""
        with self._lock:
            found = self._kept.get(key)
            if found is not None:
                self._kept.move_to_end(key)
            return found

    def of(self, key: Hashable, make: Callable[[], Value]) -> Value:
        """What is kept under `key`, made now when nothing is. Two threads may both make it."""
        found = self.get(key)
        if found is None:
            found = make()
            self.put(key, found)
        return found

    def put(self, key: Hashable, value: Value) -> None:
        """Keep `value`."""
        with self._lock:
            self._kept[key] = value
            if len(self._kept) > self._size:
                self._kept.popitem(last=False)


def memory(name: str, size: int) -> Memory[Any]:
    """The current app's memory of that name."""
    memories: dict[str, Memory[Any]] = current_app.extensions.setdefault("memories", {})
    return memories.setdefault(name, Memory(size))
