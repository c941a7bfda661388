"""A small upstream that opens frames as a replica does, as a process of its own.

Applications: echo (the body comes back), slow (each request takes `ms` of its body, one after the other), hard (421
with what it knows), broken (500), silent (never answers), key (by which it knows what it is asked). `calls` counts
requests, as seen through GET /calls.
"""

import argparse
import asyncio
import json
import sys
import time
from pathlib import Path
from typing import Any

import uvicorn

from serving.frames import SEAL_HEADER, Answer, Ask, FrameRefused, pack_answers, require_seal, unpack_asks


class Upstream:
    def __init__(self, key: bytes) -> None:
        self.key, self.calls = key, dict[str, int]()
        self.turns: dict[str, asyncio.Lock] = {}

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        path = scope["path"]
        body = b""
        while True:
            message = await receive()
            body += message.get("body", b"")
            if not message.get("more_body"):
                break
        status, content = await self.answer(path, dict(scope["headers"]), body)
        head = [(b"content-length", b"%d" % len(content)), (b"anlan-cpu-ms", b"0.5")]
        await send({"type": "http.response.start", "status": status, "headers": head})
        await send({"type": "http.response.body", "body": content})

    async def answer(self, path: str, headers: dict[bytes, bytes], body: bytes) -> tuple[int, bytes]:
        if path == "/calls":
            return 200, json.dumps(self.calls).encode()
        try:
            require_seal(self.key, path, body, headers.get(SEAL_HEADER.encode(), b"").decode(), time.time())
        except (FrameRefused, ValueError):
            return 403, b"{}"
        _, name, act = path.split("/")
        if act == "health":
            release = {"name": name, "version": "7", "hash": "0"}
            return 200, json.dumps({"is_well": True, "why": "", "release": release}).encode()
        asks = unpack_asks(body)
        self.calls[name] = self.calls.get(name, 0) + len(asks)
        if name == "silent":
            await asyncio.sleep(3600)
        async with self.turns.setdefault(name, asyncio.Lock()):
            return 200, pack_answers([await self.one(name, ask) for ask in asks])

    async def one(self, name: str, ask: Ask) -> Answer:
        if name == "slow":
            await asyncio.sleep(json.loads(ask.body)["ms"] / 1000)
        status = {"hard": 421, "broken": 500}.get(name, 200)
        return Answer(ask.id, status, json.dumps(ask.key).encode() if name == "key" else ask.body)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--key", required=True)
    chosen = parser.parse_args()
    app = Upstream(bytes.fromhex(Path(chosen.key).read_text()))
    uvicorn.run(app, host="127.0.0.1", port=chosen.port, log_level="error", access_log=False, timeout_keep_alive=60)


if __name__ == "__main__":
    sys.exit(main())
