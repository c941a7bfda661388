"""HTTP to one other place over connections that stay open, each with one request at a time."""

import asyncio
import ssl
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import httptools

_LONGEST_ANSWER = 128 * 2**20
_SECONDS_TO_CONNECT = 2.0
Headers = Sequence[tuple[str, str]]


class ConnectionFailed(Exception):
    """There is no connection, or it ended before the answer did; `reason` is one word for the log."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class NoAnswer(Exception):
    """The time that was given is over."""


@dataclass(frozen=True, slots=True)
class Response:
    """An answer: status, headers with names in small letters, and body."""

    status: int
    headers: dict[str, str]
    body: bytes


class Upstream:
    """One place, by its base URL. Everything happens on one event loop."""

    def __init__(self, url: str, *, idle: int = 16) -> None:
        """`idle` connections are kept for the next request."""
        parts = urlsplit(url)
        self._host, self._is_tls = parts.hostname or "", parts.scheme == "https"
        self._port = parts.port or (443 if self._is_tls else 80)
        self._prefix = parts.path.rstrip("/")
        name = f"[{self._host}]" if ":" in self._host else self._host
        self._head = f" HTTP/1.1\r\nhost: {name}:{self._port}\r\n"
        self._most, self._idle = idle, list[_Connection]()

    async def send(
        self, method: str, path: str, body: bytes = b"", *, headers: Headers = (), timeout_s: float
    ) -> Response:
        """One request and its answer. Raises ConnectionFailed, and NoAnswer when `timeout_s` are over."""
        until = asyncio.get_running_loop().time() + timeout_s
        connection = self._reused() or await self._connected(timeout_s)
        lines = "".join([f"{name}: {value}\r\n" for name, value in headers])
        head = f"{method} {self._prefix}{path}{self._head}{lines}content-length: {len(body)}\r\n\r\n"
        response = await connection.exchange(head.encode("latin-1") + body, until)
        if connection.is_reusable and len(self._idle) < self._most:
            self._idle.append(connection)
        else:
            connection.close()
        return response

    def close(self) -> None:
        """Close what is idle."""
        while self._idle:
            self._idle.pop().close()

    def _reused(self) -> "_Connection | None":
        while self._idle:
            connection = self._idle.pop()
            if connection.is_reusable:
                return connection
        return None

    async def _connected(self, timeout_s: float) -> "_Connection":
        loop = asyncio.get_running_loop()
        context = ssl.create_default_context() if self._is_tls else None
        try:
            async with asyncio.timeout(min(timeout_s, _SECONDS_TO_CONNECT)):
                _, connection = await loop.create_connection(_Connection, self._host, self._port, ssl=context)
        except TimeoutError as err:
            raise ConnectionFailed("no_connection_in_time") from err
        except OSError as err:
            raise ConnectionFailed("no_connection") from err
        return connection


class _Connection(asyncio.Protocol):
    """One connection; `exchange` is called again only after it ended."""

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._transport: asyncio.Transport | None = None
        self._answer: asyncio.Future[Response] | None = None
        self._parser: Any = None
        self._headers: dict[str, str] = {}
        self._parts: list[bytes] = []
        self._size = 0
        self._stays = True

    @property
    def is_reusable(self) -> bool:
        """Whether it takes another request."""
        return self._stays and self._transport is not None and not self._transport.is_closing()

    def close(self) -> None:
        """Close it."""
        if self._transport is not None:
            self._transport.close()

    async def exchange(self, request: bytes, until: float) -> Response:
        """Send a request, and wait for its answer until that moment of the loop's clock."""
        if self._transport is None or self._transport.is_closing():
            raise ConnectionFailed("connection_lost")
        self._answer = self._loop.create_future()
        self._parser = httptools.HttpResponseParser(self)
        self._headers, self._parts, self._size = {}, [], 0
        timer = self._loop.call_at(until, self._give_up, NoAnswer())
        self._transport.write(request)
        try:
            return await self._answer
        except asyncio.CancelledError:
            self._abort()
            raise
        finally:
            timer.cancel()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport  # type: ignore[assignment]

    def connection_lost(self, exc: Exception | None) -> None:
        self._transport = None
        self._give_up(ConnectionFailed("connection_lost"))

    def data_received(self, data: bytes) -> None:
        if self._answer is None or self._answer.done():
            # Nothing was asked: whatever this is, the connection is of no use.
            self._abort()
            return
        try:
            self._parser.feed_data(data)
        except (httptools.HttpParserError, httptools.HttpParserUpgrade):
            self._give_up(ConnectionFailed("no_http"))

    def on_header(self, name: bytes, value: bytes) -> None:
        self._headers[name.decode("latin-1").lower()] = value.decode("latin-1")

    def on_body(self, part: bytes) -> None:
        self._parts.append(part)
        self._size += len(part)
        if self._size > _LONGEST_ANSWER:
            self._give_up(ConnectionFailed("answer_too_long"))

    def on_message_complete(self) -> None:
        status = self._parser.get_status_code()
        if status < 200 or self._answer is None or self._answer.done():
            return
        self._stays = self._parser.should_keep_alive()
        body = self._parts[0] if len(self._parts) == 1 else b"".join(self._parts)
        self._answer.set_result(Response(status, self._headers, body))

    def _give_up(self, reason: Exception) -> None:
        if self._answer is not None and not self._answer.done():
            self._answer.set_exception(reason)
        self._abort()

    def _abort(self) -> None:
        self._stays = False
        if self._transport is not None:
            self._transport.abort()
