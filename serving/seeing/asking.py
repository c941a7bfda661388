"""Gateways asked side by side how they are: one that does not answer costs the others nothing.

Each is asked by a thread of its own that ends within the limit; whoever collects waits no longer than they want to and
is told of the rest the next time.
"""

import json
import socket
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from urllib.parse import urlsplit

from serving.seeing.counts import Counts, read_counts
from serving.seeing.told import NoGateway, SiteTold, read_told

LIMIT_S = 2.0
# Nothing that a gateway tells of its site is longer.
_MOST_BYTES = 4 * 2**20
_PART = 65_536


class Trouble(StrEnum):
    """Why a site told nothing."""

    SILENT = "silent"
    """It did not answer within the limit."""
    REFUSED = "refused"
    """Nobody listens there."""
    UNREACHABLE = "unreachable"
    """There is no way to it, or its name is not known."""
    NO_GATEWAY = "no_gateway"
    """Something else answers there."""


@dataclass(frozen=True, slots=True)
class Look:
    """What was seen of one site.

    at      seconds since 1970; moment, the same by a clock that never goes back
    told    None where it told nothing, and then `trouble` says why
    """

    url: str
    at: float
    moment: float
    told: SiteTold | None = None
    counts: Counts | None = None
    trouble: Trouble | None = None


class Asker:
    """Asks the same gateways again and again, each once at a time."""

    def __init__(
        self,
        urls: Sequence[str],
        *,
        limit_s: float = LIMIT_S,
        clock: Callable[[], float] = time.monotonic,
        now: Callable[[], float] = time.time,
    ) -> None:
        """Ask the gateways at these URLs (http://host:port), each within `limit_s`."""
        self._urls, self._limit_s, self._clock, self._now = tuple(urls), limit_s, clock, now
        self._asks: dict[str, _Ask] = {}

    def begin(self) -> None:
        """Ask every gateway that is not being asked."""
        for url in self._urls:
            if url not in self._asks:
                self._asks[url] = _Ask(url, self._clock() + self._limit_s, self._clock, self._now)
                self._asks[url].start()

    def collect(self, *, within_s: float) -> list[Look]:
        """What was seen since the last time, waited for at most `within_s`; who is beyond the limit is silent."""
        until = self._clock() + within_s
        looks = []
        for url, ask in list(self._asks.items()):
            ask.join(max(0.0, until - self._clock()))
            if not ask.is_alive():
                del self._asks[url]
            if not ask.is_given_up and (not ask.is_alive() or self._clock() >= ask.until):
                looks.append(ask.look)
                # Its thread may hang where no limit reaches, in the look-up of a name: it is not asked meanwhile.
                ask.give_up()
        return looks


class _Ask(threading.Thread):
    """One look at one site."""

    def __init__(self, url: str, until: float, clock: Callable[[], float], now: Callable[[], float]) -> None:
        super().__init__(name="site", daemon=True)
        self.url, self.until, self._clock, self._now = url, until, clock, now
        parts = urlsplit(url)
        kind = HTTPSConnection if parts.scheme == "https" else HTTPConnection
        self._connection = kind(parts.hostname or "", parts.port)
        self.look = self._failed(Trouble.SILENT)
        self.is_given_up = False

    def run(self) -> None:
        """Look, and keep what was seen."""
        try:
            told = read_told(json.loads(self._get("/v1/site")))
            counts = read_counts(self._get("/metrics").decode())
            self.look = Look(self.url, self._now(), self._clock(), told, counts)
        except ConnectionRefusedError:
            self.look = self._failed(Trouble.REFUSED)
        except (TimeoutError, ConnectionError):
            self.look = self._failed(Trouble.SILENT)
        except OSError:
            self.look = self._failed(Trouble.UNREACHABLE)
        except (NoGateway, HTTPException, ValueError, RecursionError):
            self.look = self._failed(Trouble.NO_GATEWAY)
        finally:
            self._connection.close()

    def give_up(self) -> None:
        """Whatever comes now is nobody's; what is sent in drops, each of them in time, is cut off."""
        self.is_given_up = True
        found = self._connection.sock
        if found is not None:
            with suppress(OSError):
                found.shutdown(socket.SHUT_RDWR)

    def _get(self, path: str) -> bytes:
        self._hurry()
        self._connection.request("GET", path)
        self._hurry()
        response = self._connection.getresponse()
        body = bytearray()
        while part := response.read1(_PART):
            body += part
            if len(body) > _MOST_BYTES:
                raise NoGateway
            self._hurry()
        # Read to its end; without this the connection would not be used again.
        response.close()
        if response.status != 200:
            raise NoGateway
        return bytes(body)

    def _hurry(self) -> None:
        """Let nothing that is begun now take longer than what is left."""
        left_s = self.until - self._clock()
        if left_s <= 0:
            raise TimeoutError
        self._connection.timeout = left_s
        if self._connection.sock is not None:
            self._connection.sock.settimeout(left_s)

    def _failed(self, trouble: Trouble) -> Look:
        return Look(self.url, self._now(), self._clock(), trouble=trouble)
