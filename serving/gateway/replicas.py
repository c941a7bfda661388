"""The replicas of one application, wherever they answer now: each frame goes to the one that has least to do.

The site writes down where they are, in a file that is read again when it changes. While it names none, Ray Serve's own
proxy is asked, which knows them all and is slow.
"""

import json
from collections.abc import Callable
from pathlib import Path
from time import monotonic

from serving.gateway.upstream import ConnectionFailed, Headers, NoAnswer, Response, Upstream

_LOOKS_EVERY_S = 0.2
# Whoever failed is asked last for so long.
_SHUNNED_S = 1.0


class _Replica:
    __slots__ = ("busy", "shunned_until", "upstream")

    def __init__(self, url: str) -> None:
        self.upstream, self.busy, self.shunned_until = Upstream(url), 0, 0.0


class Replicas:
    """Where frames of one application are sent."""

    def __init__(self, application: str, addresses: "Addresses") -> None:
        self._application, self._addresses = application, addresses
        self._known: dict[str, _Replica] = {}

    @property
    def count(self) -> int:
        """How many there are, as far as is known."""
        return len(self._addresses.of(self._application))

    @property
    def named(self) -> int:
        """How many the site wrote down; none while all go through its proxy."""
        return self._addresses.named(self._application)

    async def send(
        self, method: str, path: str, body: bytes = b"", *, headers: Headers = (), timeout_s: float
    ) -> Response:
        """One request to one of them. Raises ConnectionFailed and NoAnswer."""
        replica = self._pick()
        replica.busy += 1
        try:
            response = await replica.upstream.send(method, path, body, headers=headers, timeout_s=timeout_s)
        except (ConnectionFailed, NoAnswer):
            replica.shunned_until = monotonic() + _SHUNNED_S
            raise
        finally:
            replica.busy -= 1
        replica.shunned_until = monotonic() + _SHUNNED_S if response.status >= 500 else 0.0
        return response

    def close(self) -> None:
        """Close what is idle."""
        for replica in self._known.values():
            replica.upstream.close()

    def _pick(self) -> _Replica:
        urls = self._addresses.of(self._application)
        if self._known.keys() != set(urls):
            for url in self._known.keys() - set(urls):
                self._known.pop(url).upstream.close()
            for url in urls:
                self._known.setdefault(url, _Replica(url))
        now = monotonic()
        return min(self._known.values(), key=lambda replica: (replica.shunned_until > now, replica.busy))


class Addresses:
    """[application] URLs of its replicas, as the file says; the proxy for one that it does not name."""

    def __init__(self, path: Path, proxy: str, *, clock: Callable[[], float] = monotonic) -> None:
        self._path, self._proxy, self._clock = path, (proxy,), clock
        self._looked, self._mark = -1.0, (0, 0, 0)
        self._urls: dict[str, tuple[str, ...]] = {}

    def of(self, application: str) -> tuple[str, ...]:
        """Its URLs, at least one."""
        return self._known(application) or self._proxy

    def named(self, application: str) -> int:
        """How many the file names."""
        return len(self._known(application))

    def _known(self, application: str) -> tuple[str, ...]:
        now = self._clock()
        if now - self._looked > _LOOKS_EVERY_S:
            self._looked = now
            self._look()
        return self._urls.get(application, ())

    def _look(self) -> None:
        try:
            found = self._path.stat()
            mark = (found.st_mtime_ns, found.st_size, found.st_ino)
            if mark == self._mark:
                return
            plain = json.loads(self._path.read_bytes())
            self._urls = {str(name): tuple(dict.fromkeys(map(str, urls))) for name, urls in plain.items()}
            self._mark = mark
        except FileNotFoundError:
            self._urls, self._mark = {}, (0, 0, 0)
        except (OSError, ValueError, AttributeError, TypeError):
            # What was known is better than nothing; the next look may see more.
            return
