"""A replica: an application behind one address that does nothing for whoever does not have the key of the site."""

import asyncio
import json
import time
from collections.abc import Awaitable, Callable, MutableMapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import Any

from core.work import Problem
from serving.frames import SEAL_HEADER, FrameRefused, pack_answers, require_seal, unpack_asks
from serving.served import Served

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]

LARGEST_FRAME = 64 * 2**20
_SEAL = SEAL_HEADER.encode()
# What a frame cost, for the gateway's metrics.
_CPU = b"anlan-cpu-ms"
_JSON, _FRAME = b"application/json", b"application/msgpack"


@dataclass(frozen=True, slots=True)
class _Reply:
    """An answer of HTTP; cpu_ms is the processor time of a frame: of its seal, and in the application's thread."""

    status: int
    kind: bytes
    body: bytes
    cpu_ms: float = 0.0


class _Refused(Exception):
    """A request that is not carried out."""

    def __init__(self, status: int, code: str, what: str, remedy: str) -> None:
        super().__init__(what)
        self.problem = Problem(status, code, what, remedy)


class Replica:
    """ASGI: POST /NAME/frame and GET /NAME/health, both sealed; there is no other route.

    Frames are answered by one thread, so that an application is called from one thread at a time and the loop goes on
    taking in frames meanwhile.
    """

    def __init__(
        self,
        name: str,
        served: Served,
        key: bytes,
        *,
        clock: Callable[[], float] = time.monotonic,
        now: Callable[[], float] = time.time,
    ) -> None:
        """Serve an application under a name.

        key    of the site
        clock  that of `served`
        now    seconds since 1970, which seals are checked by
        """
        self._served, self._key, self._clock, self._now = served, key, clock, now
        self._frame, self._health = f"/{name}/frame", f"/{name}/health"
        self._thread = ThreadPoolExecutor(1, thread_name_prefix=name)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request, or the beginning and end of serving."""
        if scope["type"] == "lifespan":
            await _lifespan(receive, send)
            return
        if scope["type"] != "http":
            return
        try:
            reply = await self._done(scope, receive, self._clock())
        except _Refused as err:
            reply = _refusal(err.problem)
        except FrameRefused as err:
            reply = _refusal(Problem(403, err.code, err.what, err.remedy))
        headers = [
            (b"content-type", reply.kind),
            (b"content-length", str(len(reply.body)).encode()),
            (_CPU, f"{reply.cpu_ms:.3f}".encode()),
        ]
        await send({"type": "http.response.start", "status": reply.status, "headers": headers})
        await send({"type": "http.response.body", "body": reply.body})

    async def _done(self, scope: Scope, receive: Receive, arrived: float) -> _Reply:
        path, method = scope["path"], scope["method"]
        shown = next((value.decode("latin-1") for name, value in scope["headers"] if name == _SEAL), None)
        if shown is None:
            # Before the body is read: nobody without the key makes a replica keep anything.
            raise FrameRefused("no gateway of this site sealed it.", remedy="Ask the gateway of the site.")
        if (method, path) == ("POST", self._frame):
            frame = await _body(receive)
            begun = time.thread_time()
            require_seal(self._key, self._frame, frame, shown, self._now())
            own_ms = 1000 * (time.thread_time() - begun)
            loop = asyncio.get_running_loop()
            reply = await loop.run_in_executor(self._thread, self._answered, frame, arrived)
            return replace(reply, cpu_ms=own_ms + reply.cpu_ms)
        if (method, path) == ("GET", self._health):
            require_seal(self._key, self._health, b"", shown, self._now())
            return _Reply(200, _JSON, _plain(self._served.health().to_json()))
        raise _Refused(404, "serving.no_such_route", "there is nothing here.", "Ask the gateway of the site.")

    def _answered(self, frame: bytes, arrived: float) -> _Reply:
        begun = time.thread_time()
        body = pack_answers(self._served.answer(unpack_asks(frame), arrived=arrived))
        return _Reply(200, _FRAME, body, 1000 * (time.thread_time() - begun))


async def _body(receive: Receive) -> bytes:
    parts, size = [], 0
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise _Refused(400, "serving.cut_off", "the request ended before its body did.", "Send it again.")
        part = message.get("body", b"")
        parts.append(part)
        size += len(part)
        if size > LARGEST_FRAME:
            raise _Refused(413, "serving.frame_too_large", "the frame is too large.", "Send smaller frames.")
        if not message.get("more_body", False):
            return parts[0] if len(parts) == 1 else b"".join(parts)


async def _lifespan(receive: Receive, send: Send) -> None:
    while True:
        message = await receive()
        await send({"type": f"{message['type']}.complete"})
        if message["type"] == "lifespan.shutdown":
            return


def _refusal(problem: Problem) -> _Reply:
    return _Reply(problem.status, _JSON, _plain(problem.to_json("")))


def _plain(content: Any) -> bytes:
    return json.dumps(content, ensure_ascii=False).encode()
