"""Answers kept by the server for everybody who asks the same again; the one not asked for longest gives way."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class Shelf(Generic[K, V]):
    """At most `room` answers. Unlike Streamlit's own cache it lets the making of an answer report its progress."""

    def __init__(self, room: int) -> None:
        self._room = room
        self._kept: OrderedDict[K, V] = OrderedDict()
        self._lock = Lock()
        self.is_untouched = True

    def get(self, key: K, make: Callable[[], V]) -> V:
        """The answer under `key`, made now if it is not there; two who ask at once may both make it."""
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]
        answer = make()
        with self._lock:
            self._kept[key] = answer
            self.is_untouched = False
            while len(self._kept) > self._room:
                self._kept.popitem(last=False)
        return answer
