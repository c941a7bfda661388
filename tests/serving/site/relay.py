"""The line between two sites, as a relay of TCP that can be cut, hang, or lose every answer."""

import socket
import threading
from contextlib import suppress
from enum import StrEnum
from typing import Self


class State(StrEnum):
    """What becomes of that which is sent over it."""

    WHOLE = "whole"
    CUT = "cut"
    """Every connection breaks."""
    HANGS = "hangs"
    """Connections stay; what is sent arrives when the line is whole again."""
    DEAF = "deaf"
    """What is asked arrives; no answer ever does."""


class Relay:
    """One line, from a port of this machine to another, until the end of its block."""

    def __init__(self, port: int, target: int) -> None:
        self._target, self._state = target, State.WHOLE
        self._changed = threading.Condition()
        self._sockets: set[socket.socket] = set()
        self._listening = socket.create_server(("127.0.0.1", port), backlog=128)

    def __enter__(self) -> Self:
        threading.Thread(target=self._accept, name="relay", daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._listening.close()
        self.set(State.CUT)

    def set(self, state: State) -> None:
        """Have it be so from now on. Connections whose answers were lost do not come back to life."""
        with self._changed:
            ends = state is State.CUT or self._state is State.DEAF
            self._state = state
            for each in list(self._sockets) if ends else ():
                _shut(each)
            self._changed.notify_all()

    def _accept(self) -> None:
        while True:
            try:
                near, _ = self._listening.accept()
            except OSError:
                return
            try:
                if self._state is State.CUT:
                    raise OSError
                far = socket.create_connection(("127.0.0.1", self._target), timeout=5)
                far.settimeout(None)
            except OSError:
                near.close()
                continue
            with self._changed:
                self._sockets |= {near, far}
            for source, sink, is_answer in ((near, far, False), (far, near, True)):
                threading.Thread(target=self._carry, args=(source, sink, is_answer), daemon=True).start()

    def _carry(self, source: socket.socket, sink: socket.socket, is_answer: bool) -> None:
        with suppress(OSError):
            while data := source.recv(65536):
                with self._changed:
                    self._changed.wait_for(lambda: self._state is not State.HANGS)
                    is_lost = self._state is State.CUT or (is_answer and self._state is State.DEAF)
                if not is_lost:
                    sink.sendall(data)
        for each in (source, sink):
            _shut(each)
        with self._changed:
            self._sockets -= {source, sink}


def _shut(each: socket.socket) -> None:
    with suppress(OSError):
        each.shutdown(socket.SHUT_RDWR)
