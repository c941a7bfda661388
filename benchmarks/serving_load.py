"""A load client for a gateway: so many connections that ask one after the other, or requests that come at their time.

Raw asyncio, since the client shares the processors with what it measures: a request is bytes that are ready before, an
answer is its status and its length.
"""

import argparse
import asyncio
import json
import sys
import time
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import uvloop

_END = b"\r\n\r\n"
_LENGTH = b"content-length: "
_CHUNKED, _LAST_CHUNK = b"transfer-encoding: chunked", b"0\r\n\r\n"
_GOOD = range(200, 300)
_SECONDS_TO_ANSWER = 15.0


@dataclass(slots=True)
class Seen:
    """What became of requests: seconds of those that were answered well, and how many had each status."""

    seconds: list[float] = field(default_factory=list)
    statuses: dict[int, int] = field(default_factory=dict)
    offered: int = 0

    def note(self, status: int, seconds: float) -> None:
        """One answer."""
        self.statuses[status] = self.statuses.get(status, 0) + 1
        if status in _GOOD:
            self.seconds.append(seconds)

    def figures(self, elapsed_s: float) -> dict[str, Any]:
        """Rates a second, and milliseconds of good answers."""
        ordered = sorted(self.seconds)
        at = {name: _at(ordered, share) for name, share in (("p50", 0.5), ("p95", 0.95), ("p99", 0.99), ("max", 1.0))}
        return {
            "offered": self.offered, "good_per_s": round(len(ordered) / elapsed_s, 1),
            "statuses": {str(status): count for status, count in sorted(self.statuses.items())},
            **{f"{name}_ms": None if value is None else round(1000 * value, 2) for name, value in at.items()},
        }  # fmt: skip


class Connection(asyncio.Protocol):
    """One connection; one request at a time. Calls `answered(connection, status, seconds)`; status 0: it broke."""

    def __init__(self, answered: Any) -> None:
        self._answered, self._buffer, self._needs = answered, b"", 0
        self._status, self._sent, self._is_busy, self._is_chunked = 0, 0.0, False, False
        self.transport: Any = None
        self.tag: Any = None

    def connection_made(self, transport: Any) -> None:
        """It is there."""
        self.transport = transport

    def connection_lost(self, exc: Exception | None) -> None:
        """It broke."""
        self.transport = None
        if self._is_busy:
            self._end(0)

    def send(self, request: bytes, begun: float) -> None:
        """Ask; `begun` is when the answer began to be waited for."""
        self._sent, self._is_busy, self._buffer, self._needs = begun, True, b"", 0
        if self.transport is None:
            self._end(0)
            return
        self.transport.write(request)

    def data_received(self, data: bytes) -> None:
        """A part of an answer."""
        self._buffer = self._buffer + data if self._buffer else data
        if not self._needs:
            end = self._buffer.find(_END)
            if end < 0:
                return
            self._status = int(self._buffer[9:12])
            at = self._buffer.find(_LENGTH, 0, end)
            length = 0 if at < 0 else int(self._buffer[at + len(_LENGTH) : self._buffer.find(b"\r", at)])
            self._needs = end + len(_END) + length
            self._is_chunked = at < 0 and self._buffer.find(_CHUNKED, 0, end) > 0
        is_whole = self._buffer.endswith(_LAST_CHUNK, self._needs) if self._is_chunked else True
        if is_whole and len(self._buffer) >= self._needs:
            self._end(self._status)

    def _end(self, status: int) -> None:
        self._is_busy = False
        self._answered(self, status, time.perf_counter() - self._sent)


def request_bytes(
    host: str, path: str, body: bytes, *, token: str | None = None, headers: dict[str, str] | None = None
) -> bytes:
    """A POST as it goes over the wire."""
    lines = [f"POST {path} HTTP/1.1", f"host: {host}", "content-type: application/json"]
    if token:
        lines.append(f"authorization: Bearer {token}")
    lines += [f"{name}: {value}" for name, value in (headers or {}).items()]
    return "\r\n".join([*lines, f"content-length: {len(body)}", "", ""]).encode() + body


async def closed_loop(
    host: str, port: int, requests: Sequence[bytes], *, connections: int, seconds: float, warm_s: float = 1.0
) -> tuple[Seen, float]:
    """So many connections, each asking again as soon as it is answered; what was seen after `warm_s`, and how long.

    requests  sent in turn
    """
    loop = asyncio.get_running_loop()
    seen, counting, ending = Seen(), False, False
    turn = 0
    ended = asyncio.Semaphore(0)

    def answered(connection: Connection, status: int, taken: float) -> None:
        nonlocal turn
        if counting and not ending:
            seen.note(status, taken)
        if ending or connection.transport is None:
            ended.release()
            return
        turn += 1
        connection.send(requests[turn % len(requests)], time.perf_counter())

    opened = [
        (await loop.create_connection(lambda: Connection(answered), host, port))[1] for _ in range(connections)
    ]  # fmt: skip
    for number, connection in enumerate(opened):
        connection.send(requests[number % len(requests)], time.perf_counter())
    await asyncio.sleep(warm_s)
    counting, begun = True, time.perf_counter()
    await asyncio.sleep(seconds)
    ending, elapsed = True, time.perf_counter() - begun
    for _ in opened:
        await ended.acquire()
    for connection in opened:
        if connection.transport is not None:
            connection.transport.close()
    seen.offered = sum(seen.statuses.values())
    return seen, elapsed


class _Open:
    """Connections that requests find at their time."""

    def __init__(self, host: str, port: int, flows: Sequence[tuple[bytes, float]], most: int) -> None:
        self._host, self._port, self._flows, self._most = host, port, flows, most
        self._loop = asyncio.get_running_loop()
        self.seen = [Seen() for _ in flows]
        self._idle: deque[Connection] = deque()
        self._waiting: deque[tuple[int, float]] = deque()
        self._tasks: set[asyncio.Task[None]] = set()
        self._opened = self._out = 0

    @property
    def is_done(self) -> bool:
        """Whether everything was answered."""
        return not (self._out or self._waiting)

    def offer(self, flow: int, due: float) -> None:
        """A request of a flow, whose time it is."""
        self.seen[flow].offered += 1
        while self._idle and self._idle[-1].transport is None:
            self._idle.pop()
            self._opened -= 1
        if self._idle:
            self._go(self._idle.pop(), flow, due)
            return
        self._waiting.append((flow, due))
        if self._opened < self._most:
            self._opened += 1
            task = self._loop.create_task(self._open())
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    def _go(self, connection: Connection, flow: int, due: float) -> None:
        self._out += 1
        connection.tag = flow
        connection.send(self._flows[flow][0], due)

    def _answered(self, connection: Connection, status: int, taken: float) -> None:
        self._out -= 1
        self.seen[connection.tag].note(status, taken)
        if connection.transport is None:
            self._opened -= 1
        else:
            self._next(connection)

    def _next(self, connection: Connection) -> None:
        if self._waiting:
            self._go(connection, *self._waiting.popleft())
        else:
            self._idle.append(connection)

    async def _open(self) -> None:
        try:
            _, connection = await self._loop.create_connection(
                lambda: Connection(self._answered), self._host, self._port
            )
        except OSError:
            self._opened -= 1
            return
        self._next(connection)


async def open_loop(
    host: str, port: int, flows: Sequence[tuple[bytes, float]], *, seconds: float, most: int = 512
) -> tuple[list[Seen], float]:
    """Requests that come at their time whether others were answered or not; what was seen of each flow, and how long.

    flows  request, and how many a second of it come
    most   connections; a request that finds none waits for one, and that counts
    """
    offering, begun = _Open(host, port, flows, most), time.perf_counter()
    due = [begun + number / (len(flows) * rate) for number, (_, rate) in enumerate(flows)]
    while (now := time.perf_counter()) - begun < seconds:
        for number, (_, rate) in enumerate(flows):
            while due[number] <= now:
                offering.offer(number, due[number])
                due[number] += 1.0 / rate
        await asyncio.sleep(max(0.0005, min(due) - time.perf_counter()))
    elapsed, until = time.perf_counter() - begun, time.perf_counter() + _SECONDS_TO_ANSWER
    while not offering.is_done and time.perf_counter() < until:
        await asyncio.sleep(0.01)
    return offering.seen, elapsed


def jain_index(shares: Sequence[float]) -> float:
    """1 where everybody has the same, 1/n where one has everything."""
    return sum(shares) ** 2 / (len(shares) * sum(share * share for share in shares)) if any(shares) else 0.0


def _at(ordered: Sequence[float], share: float) -> float | None:
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else None


def main(arguments: Sequence[str] | None = None) -> int:
    """Print one JSON object."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.serving_load", description=__doc__)
    parser.add_argument("url", metavar="URL", help="such as http://127.0.0.1:8080/v1/echo")
    parser.add_argument("--token", metavar="FILE", action="append", default=[], help="file of a token; one per tenant")
    parser.add_argument("--connections", type=int, default=64, metavar="N", help="closed loop (default: 64)")
    parser.add_argument("--rate", type=float, metavar="R", help="open loop: requests a second of each tenant")
    parser.add_argument("--seconds", type=float, default=5.0, metavar="S", help="how long (default: 5)")
    parser.add_argument("--deadline-ms", type=int, metavar="MS", help="of each request")
    parser.add_argument("--body", default='{"question": 1}', metavar="JSON", help="of each request")
    chosen = parser.parse_args(arguments)
    url = urlsplit(chosen.url)
    headers = {"anlan-deadline-ms": str(chosen.deadline_ms)} if chosen.deadline_ms else {}
    tokens = [Path(path).read_text(encoding="ascii").strip() for path in chosen.token] or [""]
    requests = [
        request_bytes(url.netloc, url.path, chosen.body.encode(), token=token, headers=headers) for token in tokens
    ]
    host, port, before = url.hostname or "127.0.0.1", url.port or 80, time.process_time()
    if chosen.rate:
        flows = [(request, chosen.rate) for request in requests]
        each, elapsed = uvloop.run(open_loop(host, port, flows, seconds=chosen.seconds))
        good = [len(one.seconds) / elapsed for one in each]
        plain: dict[str, Any] = {
            "tenants": [one.figures(elapsed) for one in each], "good_per_s": round(sum(good), 1),
            "jain": round(jain_index(good), 4),
        }  # fmt: skip
    else:
        closed = closed_loop(host, port, requests, connections=chosen.connections, seconds=chosen.seconds)
        one, elapsed = uvloop.run(closed)
        plain = one.figures(elapsed)
    plain["client_cpu_s"] = round(time.process_time() - before, 2)
    print(json.dumps(plain))
    return 0


if __name__ == "__main__":
    sys.exit(main())
