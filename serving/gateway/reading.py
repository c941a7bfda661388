"""A request as it comes in: headers looked at once, a body that is read only as far as it may go."""

import asyncio
import json
import re
from collections.abc import Awaitable, Callable, MutableMapping
from dataclasses import dataclass
from itertools import count
from typing import Any, NoReturn

from core.work import (
    DEADLINE_HEADER,
    IDEMPOTENCY_HEADER,
    LONGEST_DEADLINE_MS,
    REQUEST_HEADER,
    SHORTEST_DEADLINE_MS,
    USUAL_DEADLINE_MS,
)
from serving.gateway.refusals import (
    BODY_LATE,
    BODY_TOO_LONG,
    HEADERS_TOO_LONG,
    NO_DEADLINE,
    NO_KEY,
    NOT_JSON,
    Refused,
)

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]

_ID = re.compile(rb"[A-Za-z0-9._:-]{1,64}")
_KEY = re.compile(rb"[A-Za-z0-9._:-]{1,128}")
# The number of a person, a telephone or an account.
_NUMBER = re.compile(rb"\d{11}")
_DEADLINE, _IDEMPOTENCY, _REQUEST = (
    name.encode() for name in (DEADLINE_HEADER, IDEMPOTENCY_HEADER, REQUEST_HEADER)
)  # fmt: skip
_WANTED = frozenset((_DEADLINE, _IDEMPOTENCY, _REQUEST, b"authorization", b"content-length"))
# Of the time a caller waits, so much is left for the answer to come back to them.
_WAY_BACK, _LONGEST_WAY_BACK_S = 0.03, 0.05
# Each header costs this much beside its name and value.
_PER_HEADER = 4
# A body so long is read by the server whether anybody wants it or not.
_SHORT = 65_536
_READ = "anlan.read"
# Whoever sends too much is heard for so long, so that they read why instead of a broken connection.
_HEARD_S, _HEARD_BYTES = 2.0, 512 * 2**20


class Gone(Exception):
    """Whoever asked is not there any longer."""


@dataclass(frozen=True, slots=True)
class Head:
    """What the headers of a request say.

    id             as the answer and the log name it: the caller's, or ours
    own            unlike that of any other request
    authorization  as it came
    until          the moment of the loop's clock at which the caller stops waiting
    key            of idempotency, "" for none
    """

    id: str
    own: str
    authorization: bytes | None
    until: float
    key: str


class Reader:
    """Reads requests; `mark` begins every id that is drawn here."""

    def __init__(self, mark: str, *, header_bytes: int, body_bytes: int) -> None:
        self._mark, self._header_bytes, self._body_bytes = mark, header_bytes, body_bytes
        self._numbers = count(1)

    def draw_id(self) -> str:
        """An id for a request that has none."""
        return f"{self._mark}{next(self._numbers):x}"

    def wanted(self, scope: Scope) -> dict[bytes, bytes]:
        """Headers that matter. Raises Refused (431) where all of them together are too long."""
        found, size = {}, len(scope["raw_path"]) + len(scope["query_string"])
        for name, value in scope["headers"]:
            size += len(name) + len(value) + _PER_HEADER
            if name in _WANTED:
                found[name] = value
        if size > self._header_bytes:
            raise HEADERS_TOO_LONG.refusal(most=self._header_bytes)
        return found

    def head(self, headers: dict[bytes, bytes], id: str, arrived: float) -> Head:
        """What they say. Raises Refused (400)."""
        given, own = request_id(headers), id
        if given:
            own = f"{given}.{id}"
        key = headers.get(_IDEMPOTENCY, b"")
        if key and not _KEY.fullmatch(key):
            raise NO_KEY.refusal()
        wait_s = _deadline_ms(headers.get(_DEADLINE)) / 1000
        until = arrived + wait_s - min(_LONGEST_WAY_BACK_S, _WAY_BACK * wait_s)
        return Head(given or id, own, headers.get(b"authorization"), until, key.decode())

    async def body(self, scope: Scope, headers: dict[bytes, bytes], receive: Receive, until: float) -> bytes:
        """The body. Raises Refused: 413 before more than may be is kept, 408 where it does not come in time."""
        said = headers.get(b"content-length")
        if said is not None and (not said.isdigit() or int(said) > self._body_bytes):
            raise BODY_TOO_LONG.refusal(most=self._body_bytes)
        try:
            async with asyncio.timeout_at(until):
                body = await self._whole(receive)
        except TimeoutError as err:
            raise BODY_LATE.refusal() from err
        scope[_READ] = True
        return body

    async def _whole(self, receive: Receive) -> bytes:
        parts, size = [], 0
        while True:
            message = await receive()
            if message["type"] == "http.disconnect":
                raise Gone
            part: bytes = message.get("body", b"")
            parts.append(part)
            size += len(part)
            if size > self._body_bytes:
                raise BODY_TOO_LONG.refusal(most=self._body_bytes)
            if not message.get("more_body", False):
                return parts[0] if len(parts) == 1 else b"".join(parts)


def request_id(headers: dict[bytes, bytes]) -> str:
    """The caller's id of the request; "" where there is none, or it might be the number of a person."""
    given = headers.get(_REQUEST, b"")
    return given.decode() if _ID.fullmatch(given) and not _NUMBER.search(given) else ""


def is_still_sending(scope: Scope) -> bool:
    """Whether a request has a long body, or one of a length it does not tell, that was not read to its end."""
    if _READ in scope:
        return False
    headers = dict(scope["headers"])
    length = headers.get(b"content-length", b"0")
    return b"transfer-encoding" in headers or not length.isdigit() or int(length) > _SHORT


async def hear_out(receive: Receive) -> None:
    """Let what is still sent come in, and forget it, for a moment."""
    heard = 0
    try:
        async with asyncio.timeout(_HEARD_S):
            while heard < _HEARD_BYTES:
                message = await receive()
                heard += len(message.get("body", b""))
                if message["type"] == "http.disconnect" or not message.get("more_body", False):
                    return
    except TimeoutError:
        return


def parsed(body: bytes) -> Any:
    """The value that JSON says. Raises Refused (400); nothing of the body is repeated."""
    try:
        return json.loads(body, parse_constant=_refuse_constant)
    except UnicodeDecodeError as err:
        raise _not_json("it is not UTF-8") from err
    except json.JSONDecodeError as err:
        raise _not_json(f"line {err.lineno}, column {err.colno} is where it ends to be any") from err
    except RecursionError as err:
        raise _not_json("it is nested too deeply") from err
    except ValueError as err:
        raise _not_json("a number in it is none") from err


def _deadline_ms(given: bytes | None) -> int:
    if given is None:
        return USUAL_DEADLINE_MS
    if not given.isdigit() or not SHORTEST_DEADLINE_MS <= int(given[:9]) <= LONGEST_DEADLINE_MS or len(given) > 9:
        raise NO_DEADLINE.refusal(least=SHORTEST_DEADLINE_MS, most=LONGEST_DEADLINE_MS)
    return int(given)


def _refuse_constant(word: str) -> NoReturn:
    raise ValueError(word)


def _not_json(what: str) -> Refused:
    return NOT_JSON.refusal(what=what)
