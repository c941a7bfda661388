"""What a gateway is told when it starts: the file gateway.json in the folder of its site."""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from core.errors import FileMissing, InputError, UnknownKey, WrongType
from core.principal import NATION, Role
from core.work import WorkClass

FILE = "gateway.json"
EVERYBODY_ELSE = "default"
_NAME = re.compile(r"[a-z][a-z0-9_-]{0,39}")
_REGION = re.compile(rf"{NATION}|[1-9]\d(?:\d\d){{0,2}}", re.ASCII)
_MIB = 2**20


@dataclass(frozen=True, slots=True)
class Served:
    """An application behind the gateway.

    roles    whoever has one of them may ask
    frame    path of the upstream that takes frames
    health   path that tells how it is
    asks     most requests in one frame
    flights  frames on their way at once
    """

    name: str
    work_class: WorkClass
    roles: frozenset[Role]
    frame: str
    health: str
    asks: int = 64
    flights: int = 2


@dataclass(frozen=True, slots=True)
class Quota:
    """What a tenant may ask for: requests a second, how many at once, and their weight where all want more."""

    per_second: float = 2_000.0
    burst: float = 4_000.0
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Limits:
    """body_bytes of a request; asks in a batch; connections; header_bytes of a request; waiting_bytes in a lane."""

    body_bytes: int = _MIB
    batch: int = 256
    connections: int = 1_024
    header_bytes: int = 16_384
    waiting_bytes: int = 64 * _MIB


@dataclass(frozen=True, slots=True)
class GatewaySite:
    """A site as its gateway sees it; paths are whole.

    upstream    base URL of Ray Serve's proxy
    upstreams   file of [application] URLs of replicas, which are asked instead; may be missing
    site_key    file of the key that seals frames
    token_keys  JWK set of issuers; `issuers` and `audience` as tokens name them
    revoked     file of revoked tokens; may be missing
    parent      base URL of the gateway above, None in the cloud
    parent_key  file of the key with which this site speaks to it for what was queued
    quotas      [tenant] with one for everybody else
    """

    name: str
    role: str
    region: str
    host: str
    port: int
    upstream: str
    site_key: Path
    store: Path
    token_keys: Path
    issuers: frozenset[str]
    audience: str
    revoked: Path
    upstreams: Path
    applications: Mapping[str, Served]
    parent: str | None = None
    parent_key: Path | None = None
    quotas: Mapping[str, Quota] = field(default_factory=lambda: {EVERYBODY_ELSE: Quota()})
    limits: Limits = field(default_factory=Limits)


def read_site(folder: Path) -> GatewaySite:
    """The site in a folder. Raises FileMissing, and InputError for a key that is unknown, missing or wrong."""
    path = folder / FILE
    try:
        plain = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as err:
        what = "the gateway finds no description of its site."
        raise FileMissing(what, path=path, remedy="Name the folder of a site; `anlan site up` makes it.") from err
    except ValueError as err:
        raise WrongType("this is not valid JSON.", path=path, remedy="Mend it, or bring the site up again.") from err
    return _Reader(path, folder.resolve()).site(plain)


@dataclass(frozen=True, slots=True)
class _Reader:
    path: Path
    folder: Path

    def site(self, plain: Any) -> GatewaySite:
        known = (
            "name role region host port upstream upstreams site_key store token_keys issuers audience revoked"
            " applications parent parent_key quotas limits"
        )
        take = self._taker(plain, "", known)
        parent, parent_key = take("parent", _url, None), take("parent_key", self._path, None)
        applications = take("applications", dict, None) or {}
        quotas = {name: self._quota(name, each) for name, each in take("quotas", dict, {}).items()}
        return GatewaySite(
            name=take("name", _name),
            role=take("role", _one_of("cloud", "edge")),
            region=take("region", _region),
            host=take("host", str),
            port=take("port", int),
            upstream=take("upstream", _url),
            site_key=take("site_key", self._path),
            store=take("store", self._path),
            token_keys=take("token_keys", self._path),
            issuers=frozenset(take("issuers", list, ["anlan"])),
            audience=take("audience", str, "anlan"),
            revoked=take("revoked", self._path, self.folder / "revoked.txt"),
            upstreams=take("upstreams", self._path, self.folder / "upstreams.json"),
            applications={name: self._served(name, each) for name, each in applications.items()},
            parent=parent,
            parent_key=parent_key,
            quotas={EVERYBODY_ELSE: Quota()} | quotas,
            limits=self._limits(take("limits", dict, {})),
        )

    def _served(self, name: str, plain: Any) -> Served:
        take = self._taker(plain, f"applications.{name}.", "work_class roles frame health asks flights")
        return Served(
            name=self._read(f"applications.{name}", _name, name),
            work_class=take("work_class", WorkClass),
            roles=take("roles", _roles),
            frame=take("frame", str, f"/{name}/frame"),
            health=take("health", str, f"/{name}/health"),
            asks=take("asks", _count, 64),
            flights=take("flights", _count, 2),
        )

    def _quota(self, name: str, plain: Any) -> Quota:
        take = self._taker(plain, f"quotas.{name}.", "per_second burst weight")
        usual = Quota()
        return Quota(*(take(each, _positive, getattr(usual, each)) for each in ("per_second", "burst", "weight")))

    def _limits(self, plain: Any) -> Limits:
        names = ("body_bytes", "batch", "connections", "header_bytes", "waiting_bytes")
        take = self._taker(plain, "limits.", " ".join(names))
        return Limits(**{name: take(name, _count, getattr(Limits(), name)) for name in names})

    def _taker(self, plain: Any, where: str, known: str) -> Callable[..., Any]:
        if not isinstance(plain, dict):
            raise WrongType(f"{where or 'it'} is no object.", path=self.path, remedy=f"It has the keys {known}.")
        for key in plain:
            if key not in known.split():
                raise UnknownKey(f"no key is called {where}{key}.", path=self.path, remedy=f"Keys are {known}.")

        def take(key: str, read: Callable[[Any], Any], *otherwise: Any) -> Any:
            if plain.get(key) is None and otherwise:
                return otherwise[0]
            if key not in plain:
                raise UnknownKey(f"{where}{key} is missing.", path=self.path, remedy="Bring the site up again.")
            return self._read(f"{where}{key}", read, plain[key])

        return take

    def _read(self, where: str, read: Callable[[Any], Any], value: Any) -> Any:
        try:
            return read(value)
        except (ValueError, TypeError) as err:
            what = f"{where} is not what it has to be."
            raise InputError(what, path=self.path, remedy="docs/gateway.md tells its form.") from err

    def _path(self, value: str) -> Path:
        return self.folder / Path(value)


def _name(value: str) -> str:
    return _matched(_NAME, value)


def _region(value: str) -> str:
    return _matched(_REGION, value)


def _matched(pattern: re.Pattern[str], value: str) -> str:
    if not pattern.fullmatch(value):
        raise ValueError(value)
    return value


def _url(value: str) -> str:
    parts = urlsplit(value)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError(value)
    return value.rstrip("/")


def _roles(value: Any) -> frozenset[Role]:
    if not isinstance(value, list) or not value:
        raise ValueError(value)
    return frozenset(map(Role, value))


def _positive(value: float) -> float:
    if not 0 < value < 1e9:
        raise ValueError(value)
    return float(value)


def _count(value: int) -> int:
    if not 1 <= value < 2**40:
        raise ValueError(value)
    return int(value)


def _one_of(*words: str) -> Callable[[str], str]:
    def read(value: str) -> str:
        if value not in words:
            raise ValueError(value)
        return value

    return read
