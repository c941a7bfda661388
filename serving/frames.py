"""What a gateway sends to a replica: requests that wait together, sealed with the key of the site.

A frame is one HTTP body for many requests, so that the way through Ray is paid for once for all of them. Ray opens a
port per replica that answers anybody on the host: a replica does nothing for a frame without a fresh seal.
"""

import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

import msgpack  # type: ignore[import-untyped]

from core.errors import InputError

SEAL_HEADER = "anlan-seal"
# Clocks of the machines of one site differ by less.
SEAL_LASTS_S = 30.0
_FORM = 2


class FrameRefused(InputError):
    """A body that no gateway of this site sealed, or that is no frame."""

    code = "serving.frame_refused"


@dataclass(frozen=True, slots=True)
class Ask:
    """One request inside a frame.

    id        of the request
    left_ms   how long its caller goes on waiting
    region    of who asks, "" for somebody bound to none
    body      JSON, as it came
    key       the same whenever the same thing is asked once more, "" where nobody promised that: a frame whose answer
              was lost is sent again, and an application that changes something knows by it what it has done
    """

    id: str
    left_ms: float
    region: str
    body: bytes
    key: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer to one of them: status of HTTP, and JSON."""

    id: str
    status: int
    body: bytes


def pack_asks(asks: Sequence[Ask]) -> bytes:
    """A frame."""
    packed: bytes = msgpack.packb([_FORM, [(ask.id, ask.left_ms, ask.region, ask.body, ask.key) for ask in asks]])
    return packed


def unpack_asks(frame: bytes) -> list[Ask]:
    """What `pack_asks` packed. Raises FrameRefused."""
    return [
        Ask(str(own), float(left), str(region), bytes(body), str(key))
        for own, left, region, body, key in _rows(frame, 5)
    ]


def pack_answers(answers: Sequence[Answer]) -> bytes:
    """The answer to a frame, in any order."""
    packed: bytes = msgpack.packb([_FORM, [(answer.id, answer.status, answer.body) for answer in answers]])
    return packed


def unpack_answers(frame: bytes) -> list[Answer]:
    """What `pack_answers` packed. Raises FrameRefused."""
    return [Answer(str(own), int(status), bytes(body)) for own, status, body in _rows(frame, 3)]


def seal(key: bytes, path: str, frame: bytes, now: float) -> str:
    """The seal of a frame sent to a path at `now`, seconds since 1970."""
    stamp = f"{now:.3f}"
    return f"{stamp}.{_mac(key, path, frame, stamp)}"


def require_seal(key: bytes, path: str, frame: bytes, shown: str, now: float) -> None:
    """Raises FrameRefused unless the frame was sealed for the path with the key, a moment ago."""
    stamp, _, mac = shown.rpartition(".")
    if not hmac.compare_digest(mac.encode(), _mac(key, path, frame, stamp).encode()):
        raise FrameRefused("no gateway of this site sealed it.", remedy="Ask the gateway of the site.")
    if abs(now - float(stamp)) > SEAL_LASTS_S:
        raise FrameRefused("its seal is too old.", remedy="Set the clocks of the site's machines.")


def _mac(key: bytes, path: str, frame: bytes, stamp: str) -> str:
    mac = hmac.new(key, f"{stamp}\n{path}\n".encode(), sha256)
    mac.update(frame)
    return mac.hexdigest()


def _rows(frame: bytes, columns: int) -> list[tuple[Any, ...]]:
    try:
        form, rows = msgpack.unpackb(frame)
        if form != _FORM or any(len(row) != columns for row in rows):
            raise ValueError
    except (ValueError, TypeError, msgpack.UnpackException) as err:
        raise FrameRefused("this is no frame.", remedy="Use the same version at both ends.") from err
    return [tuple(row) for row in rows]
