"""Ray, started in one place: on this machine with a token of its own, or joined at an address that is given."""

import atexit
import os
import secrets
import shutil
import socket
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar

from core.errors import AnlanError

Result = TypeVar("Result")
Piece = TypeVar("Piece", bound=tuple[Any, ...])

SECONDS_TO_ANSWER = 5.0
_AUTH_MODE = "RAY_AUTH_MODE"
_TOKEN_PATH = "RAY_AUTH_TOKEN_PATH"


class ClusterUnreachable(AnlanError):
    """Ray cannot be started or joined."""

    code = "cluster.unreachable"


@contextmanager
def cluster(address: str | None = None) -> Iterator[Any]:
    """Ray, ready for tasks; what was started here ends here.

    address  host:port of a cluster to join, with the token whose file RAY_AUTH_TOKEN_PATH names; None: Ray is started
             on this machine's loopback with a token nobody else has
    """
    prepare()
    if address is not None:
        _knock(address)
    try:
        yield _started(address)
    finally:
        import ray

        ray.shutdown()


def prepare() -> None:
    """Have Ray ask for a token; Ray reads this when it is first imported, so call it before that.

    ClusterUnreachable where Ray was imported earlier without it.
    """
    if "ray" in sys.modules and os.environ.get(_AUTH_MODE) != "token":
        raise ClusterUnreachable(
            "Ray was loaded before it was told to ask for tokens. Call core.cluster.prepare() before ray is imported."
        )
    os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")
    os.environ[_AUTH_MODE] = "token"
    os.environ.setdefault(_TOKEN_PATH, str(_own_token()))


@lru_cache(maxsize=1)
def _own_token() -> Path:
    """A token file of this process, gone when it ends; Ray reads it once, so every start must use the same."""
    folder = Path(tempfile.mkdtemp(prefix="anlan-ray-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    token = folder / "token"
    token.touch(mode=0o600)
    token.write_text(secrets.token_hex(32), encoding="ascii")
    return token


def _knock(address: str) -> None:
    """Look whether anybody listens: Ray itself would try for minutes."""
    host, _, port = address.rpartition(":")
    try:
        socket.create_connection((host, int(port)), timeout=SECONDS_TO_ANSWER).close()
    except (OSError, ValueError) as reason:
        raise _unreachable(address, reason) from reason


def _started(address: str | None) -> Any:
    import ray

    options: dict[str, Any] = {"logging_level": "ERROR", "log_to_driver": False}
    if address is None:
        options |= {"include_dashboard": False, "_node_ip_address": "127.0.0.1"}
    try:
        ray.init(address=address or "local", **options)
    except (ConnectionError, RuntimeError, OSError) as reason:
        raise _unreachable(address, reason) from reason
    return ray


def _unreachable(address: str | None, reason: Exception) -> ClusterUnreachable:
    return ClusterUnreachable(
        f"Ray cannot be reached{f' at {address}' if address else ''}: {reason}. Start it, or correct the setting "
        f"ray.address and {_TOKEN_PATH}; without --ray the same result needs no cluster."
    )


def remote_results(
    work: Callable[..., Result], shared: Any, pieces: Sequence[Piece], *, address: str | None = None
) -> Iterator[tuple[Piece, Result]]:
    """`work(shared, *piece)` for every piece as tasks of a cluster, each result as soon as it is there.

    shared   sent once to every machine
    address  see `cluster`
    """
    with cluster(address) as ray:
        task = ray.remote(num_cpus=1, max_retries=3)(work)
        sent = ray.put(shared)
        waiting = {task.remote(sent, *piece): piece for piece in pieces}
        while waiting:
            (ready, *_), _ = ray.wait(list(waiting), num_returns=1)
            yield waiting.pop(ready), ray.get(ready)
