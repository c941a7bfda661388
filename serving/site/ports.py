"""Every port that a site opens, in one block, so that sites beside each other never meet."""

import socket
import time
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from ipaddress import AddressValueError, IPv4Address
from pathlib import Path

from core.errors import InputError

BLOCK = 200
_REPLICAS, _WORKERS = 20, 120
_NAMES = (
    "head", "objects", "nodes", "dashboard", "agent", "agent_rpc", "environments", "metrics", "serve", "serve_rpc",
    "client", "fallback", "fallback_rpc",
)  # fmt: skip
# Below those that Linux hands out by itself, and above those that services are known by.
_LOWEST, _HIGHEST = 1024, 32768 - BLOCK
_LISTENS = "0A"
_ANY_PORT = 9
_LOOKS_EVERY_S, _LONGEST_START_S = 0.3, 120.0


class PortTaken(InputError):
    """Something listens already where a site would."""

    code = "serving.port_taken"


@dataclass(frozen=True, slots=True)
class Ports:
    """The block of one site, counted from its first port."""

    first: int

    def __post_init__(self) -> None:
        if not _LOWEST <= self.first <= _HIGHEST:
            what = f"a block of {BLOCK} ports cannot begin at {self.first}."
            raise InputError(what, remedy=f"Give a number from {_LOWEST} to {_HIGHEST}.")

    @property
    def head(self) -> int:
        """Ray's control store, by which the cluster is joined."""
        return self.first

    @property
    def named(self) -> dict[str, int]:
        """[what opens it] one port each."""
        return {name: self.first + place for place, name in enumerate(_NAMES)}

    @property
    def replicas(self) -> range:
        """Where replicas answer frames."""
        return range(self.first + 20, self.first + 20 + _REPLICAS)

    @property
    def replicas_rpc(self) -> range:
        """Where replicas would answer gRPC."""
        return range(self.replicas.stop, self.replicas.stop + _REPLICAS)

    @property
    def workers(self) -> range:
        """Where the processes of the cluster talk to each other."""
        return range(self.replicas_rpc.stop, self.replicas_rpc.stop + _WORKERS)

    @property
    def block(self) -> range:
        """All of them."""
        return range(self.first, self.first + BLOCK)


def listening(ports: Iterable[int]) -> list[int]:
    """The ports on which something listens, on whatever address.

    Ray listens on every address of the machine, so that one which listens on any is in its way. What merely lingers
    after a connection was closed is not.
    """
    found = {port for table in ("tcp", "tcp6") for port in _listening(Path("/proc/net") / table)}
    return sorted(found & set(ports))


def require_free(ports: Iterable[int], *, of: str) -> None:
    """Raises PortTaken where one of them is not free for the site."""
    if taken := listening(ports):
        raise PortTaken(
            f"the port {taken[0]}, which {of} needs, is in use.",
            remedy="End what listens there, or give the site another `ports:` or `gateway:` port.",
        )


def address_towards(host: str) -> str:
    """The address of this machine on the way to another. Raises InputError where there is no way."""
    try:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as way:
            # Nothing is sent by this: the machine only chooses.
            way.connect((host, _ANY_PORT))
            return str(way.getsockname()[0])
    except OSError as err:
        what = f"no address of this machine leads to {host}: {err.strerror}."
        raise InputError(what, remedy="Look at the network, or give --address.") from err


def ipv4(text: str) -> str:
    """An address of a machine that others reach. Raises InputError where it is none."""
    try:
        if not IPv4Address(text).is_loopback:
            return text
    except AddressValueError:
        pass
    raise InputError(f"{text!r} is no address at which other machines reach one.", remedy="Give one as 192.0.2.11.")


def wait_for(host: str, port: int) -> None:
    """Until somebody listens, or it has taken too long; whether it is the right one is found by joining."""
    until = time.monotonic() + _LONGEST_START_S
    while time.monotonic() < until:
        with suppress(OSError):
            socket.create_connection((host, port), timeout=_LOOKS_EVERY_S).close()
            return
        time.sleep(_LOOKS_EVERY_S)


def _listening(table: Path) -> Iterator[int]:
    try:
        lines = table.read_text(encoding="ascii").splitlines()[1:]
    except OSError:
        # A machine without IPv6 has no such table.
        return
    for line in lines:
        _, local, _, state, *_ = line.split()
        if state == _LISTENS:
            yield int(local.rpartition(":")[2], 16)
