"""A socket that answers whatever comes with the same bytes: `python -m benchmarks.serving_bare PORT`.

No program that answers HTTP is asked faster by the load client.
"""

import asyncio
import sys
from typing import Any

import uvloop

_BODY = b'{"question": 1}'
_ANSWER = b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: %d\r\n\r\n%s" % (len(_BODY), _BODY)


class _Answering(asyncio.Protocol):
    """Requests of the load client come whole: one piece is one request."""

    def connection_made(self, transport: Any) -> None:
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._transport.write(_ANSWER)


async def _serve(port: int) -> None:
    server = await asyncio.get_running_loop().create_server(_Answering, "127.0.0.1", port)
    await server.serve_forever()


if __name__ == "__main__":
    uvloop.run(_serve(int(sys.argv[1])))
