"""A replica asked as its server would ask it, without a server."""

import asyncio
import json
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from serving.frames import SEAL_HEADER, Answer, Ask, pack_asks, seal, unpack_answers
from serving.replica import Replica

KEY = bytes(range(32))


@dataclass(frozen=True, slots=True)
class Said:
    """An answer, and how many parts of the body were asked for before it came."""

    status: int
    body: bytes
    headers: dict[str, str]
    received: int

    def json(self) -> Any:
        return json.loads(self.body)


def call(
    replica: Replica, method: str, path: str, *, body: bytes | Sequence[bytes] = b"", shown: str | None = None
) -> Said:
    return asyncio.run(_call(replica, method, path, [body] if isinstance(body, bytes) else list(body), shown))


def frame(replica: Replica, name: str, asks: Sequence[Ask]) -> list[Answer]:
    """Asks sealed as a gateway does, and their answers."""
    packed = pack_asks(asks)
    path = f"/{name}/frame"
    said = call(replica, "POST", path, body=packed, shown=seal(KEY, path, packed, time.time()))
    assert said.status == 200, said.body
    return unpack_answers(said.body)


async def post(replica: Replica, path: str, packed: bytes) -> Said:
    """A sealed frame, beside others on the same loop."""
    return await _call(replica, "POST", path, [packed], seal(KEY, path, packed, time.time()))


async def _call(replica: Replica, method: str, path: str, parts: list[bytes], shown: str | None) -> Said:
    sent: list[dict[str, Any]] = []
    received = 0

    async def receive() -> dict[str, Any]:
        nonlocal received
        received += 1
        if received > len(parts):
            return {"type": "http.disconnect"}
        return {"type": "http.request", "body": parts[received - 1], "more_body": received < len(parts)}

    async def send(message: Any) -> None:
        sent.append(message)

    headers = [] if shown is None else [(SEAL_HEADER.encode(), shown.encode("latin-1"))]
    await replica({"type": "http", "method": method, "path": path, "headers": headers}, receive, send)
    told = {name.decode(): value.decode() for name, value in sent[0]["headers"]}
    return Said(sent[0]["status"], b"".join(one.get("body", b"") for one in sent[1:]), told, received)
