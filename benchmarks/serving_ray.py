"""Plain Ray Serve: `python -m benchmarks.serving_ray PORT`, a deployment that answers JSON over Serve's own proxy.

Its Ray is a cluster of its own. All is as it comes but for one setting: a replica that takes five requests at a time,
as it does by default, is asked by a proxy that waits ever longer for its turn, and answers 20 to 40 requests a second
at 64 connections where this one answers 160 (measured beside each other on a busy machine).
"""

import sys
import time
from typing import Any

from core import cluster

_AT_A_TIME = 200


def main(port: int) -> None:
    """Serve until the process is ended."""
    with cluster.cluster():
        from ray import serve

        class Echo:
            """Gives back the JSON that it was sent."""

            async def __call__(self, request: Any) -> Any:
                return await request.json()

        serve.start(http_options={"host": "127.0.0.1", "port": port})
        serve.run(serve.deployment(Echo, max_ongoing_requests=_AT_A_TIME).bind(), name="echo", route_prefix="/echo")
        while True:
            time.sleep(1.0)


if __name__ == "__main__":
    main(int(sys.argv[1]))
