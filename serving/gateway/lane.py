"""The way to one application: whatever waits goes together in one frame, each tenant has its share, none waits in vain.

A frame leaves at once when one may: what comes while others are on their way waits for the next, so that frames grow
with the load and nobody waits for one to fill. Whoever could not be answered within the deadline is told at once.
"""

import asyncio
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from time import monotonic
from typing import Protocol

from core.errors import AnlanError
from serving.frames import SEAL_HEADER, Answer, Ask, pack_asks, seal, unpack_answers
from serving.gateway.breaker import Breaker, BreakerState
from serving.gateway.configuration import EVERYBODY_ELSE, Served
from serving.gateway.fairness import FairQueue
from serving.gateway.pace import Pace
from serving.gateway.refusals import AWAY, BAD_ANSWER, OVERLOADED, TOO_LATE
from serving.gateway.replicas import Replicas
from serving.gateway.upstream import ConnectionFailed, NoAnswer, Response

# A frame that is not answered by then holds its place for nothing.
LONGEST_FLIGHT_S = 30.0
# Of the time that is left, this much may be used up by waiting as expected; the rest is for what was not.
_SAFE = 0.6
_FRAME_BYTES = 4 * 2**20
_LEAST_MS = 1.0
_CPU_HEADER = "anlan-cpu-ms"


class Watcher(Protocol):
    """Whoever is told of frames."""

    def flew(self, application: str, requests: int, cpu_s: float) -> None:
        """A frame was answered."""

    def fell(self, application: str, reason: str) -> None:
        """A frame was not."""


@dataclass(frozen=True, slots=True)
class Request:
    """What is asked of an application.

    id      unlike that of any other request
    tenant  whose share of the lane it takes
    region  of who asks, "" for none
    until   the moment of the loop's clock after which nobody waits
    key     the same whenever the same thing is asked once more, "" where nobody promised that
    """

    id: str
    tenant: str
    region: str
    body: bytes
    until: float
    key: str = ""


@dataclass(frozen=True, slots=True)
class Landed:
    """The answer of an application, and its share of the processor time that its frame took of the replica."""

    status: int
    body: bytes
    cpu_ms: float


class _Waiting:
    """A request in the lane, and who waits for its answer."""

    __slots__ = ("answer", "is_again", "request", "timer")

    def __init__(self, request: Request, answer: "asyncio.Future[Landed]") -> None:
        self.request, self.answer, self.is_again = request, answer, False
        self.timer: asyncio.TimerHandle | None = None


class Lane:
    """The lane of one application. Everything happens on one event loop."""

    def __init__(
        self,
        served: Served,
        replicas: Replicas,
        key: bytes,
        *,
        weights: Mapping[str, float],
        most_bytes: int,
        watcher: Watcher,
        now: Callable[[], float] = time.time,
    ) -> None:
        """The lane of an application.

        key         seals frames
        weights     of tenants; that of everybody else under EVERYBODY_ELSE
        most_bytes  may wait
        now         the clock that seals are checked by
        """
        self.served, self.breaker, self.pace = served, Breaker(), Pace()
        self._replicas, self._key, self._watcher, self._now = replicas, key, watcher, now
        self._loop = asyncio.get_running_loop()
        self._queue: FairQueue[_Waiting] = FairQueue(weights, weights.get(EVERYBODY_ELSE, 1.0))
        self._most_bytes, self._bytes = most_bytes, 0
        self._flying, self._on_board, self._is_due = 0, 0, False
        self._answered_at = 0.0
        self._flights: set[asyncio.Task[None]] = set()

    @property
    def waiting(self) -> int:
        """Requests that wait for a frame."""
        return len(self._queue)

    @property
    def on_board(self) -> int:
        """Requests in frames that are on their way."""
        return self._on_board

    @property
    def replicas(self) -> int:
        """Replicas that the site wrote down."""
        return self._replicas.named

    def state(self) -> BreakerState:
        """How the breaker stands."""
        return self.breaker.state(monotonic())

    def admit(self, tenant: str, requests: int, until: float) -> None:
        """Refuse now what could not be answered by then. Raises Refused (503), with when to ask again."""
        now = monotonic()
        if self.breaker.state(now) is BreakerState.OPEN:
            raise AWAY.refusal(application=self.served.name, retry_after_s=max(1.0, self.breaker.left_s(now)))
        if self._bytes >= self._most_bytes:
            raise OVERLOADED.refusal(retry_after_s=1.0)
        ahead = self._queue.ahead_of(tenant) + self._on_board + requests - 1
        if not ahead:
            # Somebody has to go, or what is known of the pace would never change.
            return
        if ahead <= self.served.asks and not self.pace.is_known:
            return
        expected = self.pace.expected_s(ahead + 1, self.served.asks)
        if expected > _SAFE * (until - now):
            raise OVERLOADED.refusal(retry_after_s=max(1.0, expected - _SAFE * (until - now)))

    def ask(self, request: Request) -> "asyncio.Future[Landed]":
        """The answer, or Refused: 503 while the application is away, 504 when the deadline is over."""
        waiting = _Waiting(request, self._loop.create_future())
        waiting.timer = self._loop.call_at(request.until, self._expire, waiting)
        self._bytes += len(request.body)
        self._queue.put(request.tenant, waiting)
        self._soon()
        return waiting.answer

    async def look(self, *, timeout_s: float) -> Response:
        """What the application tells of itself. Raises ConnectionFailed and NoAnswer."""
        shown = seal(self._key, self.served.health, b"", self._now())
        return await self._replicas.send("GET", self.served.health, headers=[(SEAL_HEADER, shown)], timeout_s=timeout_s)

    def trip(self) -> None:
        """The health of the application failed: count it as a frame that did."""
        self._fall("health")

    def clear(self) -> None:
        """The health of the application is good."""
        self.breaker.succeeded()
        self._soon()

    async def close(self) -> None:
        """Tell whoever waits that the application is away."""
        self._flush()
        for flight in list(self._flights):
            flight.cancel()
        await asyncio.gather(*self._flights, return_exceptions=True)
        self._replicas.close()

    def _soon(self) -> None:
        # Not at once: whatever arrived in the same turn of the loop goes in the same frame.
        if not self._is_due:
            self._is_due = True
            self._loop.call_soon(self._leave)

    def _leave(self) -> None:
        self._is_due = False
        now = monotonic()
        state = self.breaker.state(now)
        if state is BreakerState.OPEN:
            self._flush()
            return
        most = 1 if state is BreakerState.HALF_OPEN else self.served.flights * self._replicas.count
        while self._flying < most and self._queue:
            frame = self._frame(now)
            if not frame:
                continue
            self._flying += 1
            self._on_board += len(frame)
            flight = self._loop.create_task(self._fly(frame))
            self._flights.add(flight)
            flight.add_done_callback(self._flights.discard)

    def _frame(self, now: float) -> list[_Waiting]:
        """The next requests, as many as make a frame."""
        frame: list[_Waiting] = []
        most, size = self.pace.frame_size(self.served.asks), 0
        shortest = self.pace.per_frame_s + self.pace.per_request_s
        while self._queue and len(frame) < most and size < _FRAME_BYTES:
            waiting = self._queue.take()
            self._bytes -= len(waiting.request.body)
            if waiting.answer.done():
                continue
            if waiting.request.until - now < shortest and (frame or self._on_board):
                self._expire(waiting)
                continue
            size += len(waiting.request.body)
            frame.append(waiting)
        return frame

    async def _fly(self, frame: list[_Waiting]) -> None:
        sent = monotonic()
        # Only so long as somebody waits; an answer that comes later is nobody's.
        timeout_s = min(LONGEST_FLIGHT_S, max(waiting.request.until for waiting in frame) - sent)
        body, headers = self._sealed(frame, sent)
        try:
            response = await self._replicas.send(
                "POST", self.served.frame, body, headers=headers, timeout_s=max(timeout_s, 0.001)
            )
            answers = self._answers(response)
        except ConnectionFailed as err:
            self._land(frame)
            self._failed(frame, err.reason)
            return
        except NoAnswer:
            self._land(frame)
            self.pace.note(len(frame), monotonic() - sent)
            self._watcher.fell(self.served.name, "no_answer")
            self._expire_all(frame)
            return
        self._land(frame)
        now = monotonic()
        # Frames are answered one after the other: a frame took since it was sent, or since the one before was answered.
        self.pace.note(len(frame), now - max(sent, self._answered_at))
        self._answered_at = now
        self.breaker.succeeded()
        cpu_s = _cpu_s(response)
        self._watcher.flew(self.served.name, len(frame), cpu_s)
        for waiting in frame:
            self._settle(waiting, answers.get(waiting.request.id), 1000 * cpu_s / len(frame))

    def _sealed(self, frame: list[_Waiting], now: float) -> tuple[bytes, list[tuple[str, str]]]:
        asks = [
            Ask(each.id, max(_LEAST_MS, 1000 * (each.until - now)), each.region, each.body, each.key)
            for each in (waiting.request for waiting in frame)
        ]
        body = pack_asks(asks)
        shown = seal(self._key, self.served.frame, body, self._now())
        return body, [(SEAL_HEADER, shown), ("content-type", "application/msgpack")]

    @staticmethod
    def _answers(response: Response) -> dict[str, Answer]:
        if response.status != 200:
            # Nobody is there: what stands in front of the replicas answers, or a replica of another site.
            raise ConnectionFailed(f"status_{response.status}")
        try:
            return {answer.id: answer for answer in unpack_answers(response.body)}
        except AnlanError as err:
            raise ConnectionFailed("no_frame") from err

    def _land(self, frame: list[_Waiting]) -> None:
        self._flying -= 1
        self._on_board -= len(frame)
        self._soon()

    def _failed(self, frame: list[_Waiting], reason: str) -> None:
        """Applications are pure: whoever still has time is asked for once more."""
        self._fall(reason)
        now = monotonic()
        is_open = self.breaker.state(now) is BreakerState.OPEN
        for waiting in frame:
            if waiting.answer.done():
                continue
            if waiting.is_again or is_open or waiting.request.until <= now:
                self._refuse_away(waiting)
                continue
            waiting.is_again = True
            self._bytes += len(waiting.request.body)
            self._queue.put_back(waiting.request.tenant, waiting)

    def _fall(self, reason: str) -> None:
        self._watcher.fell(self.served.name, reason)
        if self.breaker.failed(monotonic()):
            self._flush()

    def _flush(self) -> None:
        while self._queue:
            waiting = self._queue.take()
            self._bytes -= len(waiting.request.body)
            self._refuse_away(waiting)

    def _refuse_away(self, waiting: _Waiting) -> None:
        self._end(waiting, AWAY.refusal(application=self.served.name))

    def _expire(self, waiting: _Waiting) -> None:
        self._end(waiting, TOO_LATE.refusal())

    def _expire_all(self, frame: list[_Waiting]) -> None:
        for waiting in frame:
            self._expire(waiting)

    def _settle(self, waiting: _Waiting, answer: Answer | None, cpu_ms: float) -> None:
        if answer is None:
            self._end(waiting, BAD_ANSWER.refusal())
            return
        if waiting.timer is not None:
            waiting.timer.cancel()
        if not waiting.answer.done():
            waiting.answer.set_result(Landed(answer.status, answer.body, cpu_ms))

    @staticmethod
    def _end(waiting: _Waiting, refusal: Exception) -> None:
        if waiting.timer is not None:
            waiting.timer.cancel()
        if not waiting.answer.done():
            waiting.answer.set_exception(refusal)


def _cpu_s(response: Response) -> float:
    try:
        return max(0.0, float(response.headers.get(_CPU_HEADER, 0.0))) / 1000
    except ValueError:
        return 0.0
