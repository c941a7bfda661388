"""The HTTP door: what no request may do before anybody looks at it, in how it is sent and how long it takes."""

import asyncio
import json
from collections.abc import Callable
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from core.work import Problem

_SECONDS_FOR_HEADERS = 10.0
_REASONS = {400: b"Bad Request", 408: b"Request Timeout", 431: b"Request Header Fields Too Large", 503: b"Unavailable"}
_NO_HTTP = Problem(400, "gateway.no_http", "This is no HTTP request.", "Send HTTP/1.1.")
_TOO_LONG = Problem(
    431, "gateway.headers_too_long", "The headers are longer than they may be.", "Send fewer or shorter ones."
)
_TOO_SLOW = Problem(408, "gateway.headers_late", "The headers did not arrive in time.", "Send them at once.")
_TOO_MANY = Problem(
    503, "gateway.connections", "The site has as many connections as it takes.", "Use one for many requests.", 1.0
)


def door(*, header_bytes: int, connections: int) -> Callable[..., "Door"]:
    """A kind of connection that takes so many bytes of headers, and so many of itself."""

    def opened(*arguments: Any, **named: Any) -> Door:
        protocol = Door(*arguments, **named)
        protocol.most_header_bytes, protocol.most_connections = header_bytes, connections
        return protocol

    return opened


class Door(HttpToolsProtocol):
    """One connection of somebody who asks."""

    most_header_bytes, most_connections = 16_384, 1_024
    _in_headers, _came, _timer = True, 0, None  # type: bool, int, asyncio.TimerHandle | None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Refuse one connection too many; expect the first request soon."""
        super().connection_made(transport)  # type: ignore[arg-type]
        if len(self.connections) > self.most_connections:
            self._turn_away(_TOO_MANY)
            return
        self._expect()

    def connection_lost(self, exc: Exception | None) -> None:
        """Expect nothing more."""
        self._relax()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Refuse headers that do not end: the parser keeps them until they do."""
        super().data_received(data)
        if not self._in_headers or self.transport.is_closing():
            return
        self._came += len(data)
        if self._came > self.most_header_bytes:
            self._turn_away(_TOO_LONG)
        elif self._timer is None:
            self._expect()

    def on_message_begin(self) -> None:
        """A request begins."""
        self._in_headers, self._came = True, 0
        super().on_message_begin()

    def on_headers_complete(self) -> None:
        """Its headers are there."""
        self._in_headers = False
        self._relax()
        super().on_headers_complete()

    def send_400_response(self, msg: str) -> None:
        """What came is no HTTP."""
        self._turn_away(_NO_HTTP)

    def _expect(self) -> None:
        self._timer = self.loop.call_later(_SECONDS_FOR_HEADERS, self._turn_away, _TOO_SLOW)

    def _relax(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _turn_away(self, problem: Problem) -> None:
        self._relax()
        if self.transport is None or self.transport.is_closing():
            return
        body = json.dumps(problem.to_json("")).encode()
        after = b"retry-after: 1\r\n" if problem.retry_after_s else b""
        lines = (
            b"HTTP/1.1 %d %b" % (problem.status, _REASONS[problem.status]),
            b"content-type: application/problem+json",
            b"connection: close",
            b"content-length: %d" % len(body),
        )
        self.transport.write(b"\r\n".join(lines) + b"\r\n" + after + b"\r\n" + body)
        self.transport.close()
