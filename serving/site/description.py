"""What a site is: its file, read with every mistake named by line, and the same as plain values for its processes."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from core.documents import Document, load_document
from core.errors import InputError, UnknownKey, ValueOutOfRange, WrongType
from core.principal import Role
from core.work import WorkClass
from serving.application import ApplicationUnusable, load_offer
from serving.site.ports import Ports, ipv4

ROLES = ("cloud", "edge")
_NAME = re.compile(r"[a-z][a-z0-9-]{0,23}")
_REGION = re.compile(r"CN|[1-9]\d(?:\d\d){0,2}", re.ASCII)
_LOOPBACK = re.compile(r"127(?:\.\d{1,3}){3}")
_LABEL = re.compile(r"[A-Za-z0-9](?:[\w.-]{0,61}[A-Za-z0-9])?", re.ASCII)
_HOST = re.compile(r"[\w.:-]+")
_URL = re.compile(r"https?://[\w.:-]+")
_MODULE = re.compile(r"[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*")
_KEYS = {"name", "role", "region", "address", "ports", "gateway", "resources", "applications", "parent"}
_OPTIONAL = {"resources", "parent", "trust", "tokens", "quotas", "machines"}
_APPLICATION_KEYS = {"module", "replicas", "work", "roles", "release", "options", "labels"}
_MOST_REPLICAS, _MOST_ON_MACHINES = 8, 256
_LEAST_STORE_MB = 80


@dataclass(frozen=True, slots=True)
class SiteApplication:
    """An application of the site.

    module   whose OFFER it is
    work     where its work may be done; as its offer says, or narrower
    roles    whoever has one of them may ask
    release  folder of the signed release it begins with, "" for none
    labels   that a machine must have for a replica to run there
    """

    name: str
    module: str
    work: str
    roles: tuple[str, ...]
    replicas: int
    release: str = ""
    needs_release: bool = False
    options: Mapping[str, Any] = field(default_factory=dict)
    labels: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Machines:
    """Of a site that is more than one machine.

    secrets   folder with `token` and `site.key`, the same on all of them
    labels    of the machine that the site is brought up on
    launcher  what Ray's cluster launcher left there of its file, "" where machines are joined by hand
    """

    secrets: str
    labels: Mapping[str, str]
    launcher: str = ""


@dataclass(frozen=True, slots=True)
class Description:
    """A site.

    region        CN, or the digits of a region
    address       of its Ray cluster: on loopback, or where the other machines reach this one
    ports         first of its block
    gateway_host, gateway_port   where its public API listens
    cpus          that Ray counts with; object_store_mb  what it keeps for objects
    parent        URL of the gateway above, "" for none
    trust         folder of public keys whose releases count, "" for none
    tokens        file of keys that signed tokens are verified by, "" for none
    quotas        [tenant] as the gateway reads them
    machines      None: everything runs on one
    """

    name: str
    role: str
    region: str
    address: str
    ports: int
    gateway_host: str
    gateway_port: int
    applications: tuple[SiteApplication, ...]
    cpus: int = 2
    object_store_mb: int = _LEAST_STORE_MB
    parent: str = ""
    trust: str = ""
    tokens: str = ""
    quotas: Mapping[str, Any] = field(default_factory=dict)
    machines: Machines | None = None

    def to_json(self) -> dict[str, Any]:
        """Plain values."""
        return asdict(self)

    @classmethod
    def from_json(cls, plain: Mapping[str, Any]) -> "Description":
        """What `to_json` wrote."""
        return cls(
            **{
                **plain,
                "machines": Machines(**plain["machines"]) if plain.get("machines") else None,
                "applications": tuple(
                    SiteApplication(**{**one, "roles": tuple(one["roles"])}) for one in plain["applications"]
                ),
            }
        )


def read_site(path: Path) -> Description:
    """A site from its file. Raises InputError, which names the line, for anything that is not as it has to be."""
    return _Reader(load_document(path)).site()


def labels(pairs: Iterable[str]) -> dict[str, str]:
    """Labels from texts `key=value`. Raises InputError for what Ray would not take."""
    found = {}
    for pair in pairs:
        key, _, value = pair.partition("=")
        if not _LABEL.fullmatch(key) or not _LABEL.fullmatch(value):
            what = f"{pair!r} is no label."
            raise InputError(what, remedy="Give key=value, of letters, digits, `.`, `-` and `_`, such as work=models.")
        found[key] = value
    return found


@dataclass(frozen=True, slots=True)
class _Reader:
    """A site file, part by part."""

    document: Document

    def site(self) -> Description:
        raw = self._mapping((), _KEYS | _OPTIONAL)
        for key in sorted(_KEYS - _OPTIONAL):
            if key not in raw:
                raise self._wrong(WrongType, (), f"the site has no {key}.", f"Add a `{key}:` line.")
        gateway = self._mapping(("gateway",), {"host", "port"})
        resources = self._mapping(("resources",), {"cpus", "object_store_mb"}) if "resources" in raw else {}
        role = self._one_of(("role",), ROLES)
        if role == "edge" and "parent" not in raw:
            raise self._wrong(WrongType, (), "an edge site has no parent.", "Add `parent:`, the URL of the cloud.")
        if not isinstance(raw.get("quotas", {}), dict):
            raise self._wrong(WrongType, ("quotas",), "quotas is not a mapping.", "Write `quotas: {hrss: …}`.")
        first = self._number(("ports",), 1024, 32568)
        port = self._number(("gateway", "port"), 1, 65535)
        if port in Ports(first).block:
            what = "the port of the gateway lies in the block of the site."
            raise self._wrong(ValueOutOfRange, ("gateway", "port"), what, "Give one outside of it.")
        return Description(
            name=self._text(("name",), _NAME, "small letters, digits and -, at most 24"),
            role=role,
            region=self._text(("region",), _REGION, "CN, or the 2, 4 or 6 digits of a region"),
            address=self._address(),
            ports=first,
            gateway_host=self._text(("gateway", "host"), _HOST, "an address") if "host" in gateway else "127.0.0.1",
            gateway_port=port,
            applications=tuple(self._application(name) for name in self._mapping(("applications",), None)),
            cpus=self._number(("resources", "cpus"), 1, 256) if "cpus" in resources else 2,
            object_store_mb=(
                self._number(("resources", "object_store_mb"), _LEAST_STORE_MB, 1_000_000)
                if "object_store_mb" in resources
                else _LEAST_STORE_MB
            ),
            parent=self._text(("parent",), _URL, "a URL such as http://127.0.0.1:8100") if "parent" in raw else "",
            trust=self._path(("trust",)) if "trust" in raw else "",
            tokens=self._path(("tokens",)) if "tokens" in raw else "",
            quotas=raw.get("quotas", {}),
            machines=self._machines() if "machines" in raw else None,
        )

    def _address(self) -> str:
        if "machines" in self.document.data:
            try:
                return ipv4(str(self._given(("address",))))
            except InputError as err:
                raise self._wrong(WrongType, ("address",), err.what, err.remedy or "") from err
        expected = "an address on loopback such as 127.0.0.11, or `machines:` for a site of several"
        return self._text(("address",), _LOOPBACK, expected)

    def _machines(self) -> Machines:
        raw = self._mapping(("machines",), {"secrets", "labels", "launcher"})
        return Machines(
            secrets=self._path(("machines", "secrets")),
            labels=self._labels(("machines", "labels")) if "labels" in raw else {},
            launcher=self._path(("machines", "launcher")) if "launcher" in raw else "",
        )

    def _labels(self, place: tuple[Any, ...]) -> dict[str, str]:
        raw = self._mapping(place, None)
        try:
            return labels(f"{key}={value}" for key, value in raw.items())
        except InputError as err:
            raise self._wrong(ValueOutOfRange, place, err.what, err.remedy or "") from err

    def _application(self, name: Any) -> SiteApplication:
        place = ("applications", name)
        if not isinstance(name, str) or not _NAME.fullmatch(name):
            raise self._wrong(WrongType, place, f"{name!r} is no name.", "Use small letters, digits and -.")
        raw = self._mapping(place, _APPLICATION_KEYS)
        expected = "a module such as serving.echo.app"
        module = self._text((*place, "module"), _MODULE, expected) if "module" in raw else f"serving.{name}.app"
        try:
            offer = load_offer(module)
        except ApplicationUnusable as err:
            raise self._wrong(ApplicationUnusable, place, err.what, err.remedy) from err
        if offer.name != name:
            raise self._wrong(ApplicationUnusable, place, f"{module} offers {offer.name}.", f"Call it {offer.name}.")
        if not isinstance(raw.get("options", {}), dict):
            raise self._wrong(WrongType, (*place, "options"), "options is not a mapping.", "Write `options: {…}`.")
        return SiteApplication(
            name=name,
            module=module,
            work=self._work((*place, "work"), offer.work) if "work" in raw else str(offer.work),
            roles=self._roles((*place, "roles"), offer.roles) if "roles" in raw else tuple(sorted(offer.roles)),
            replicas=self._number((*place, "replicas"), 1, self._most()) if "replicas" in raw else 1,
            release=self._path((*place, "release")) if "release" in raw else "",
            needs_release=offer.needs_release,
            options=raw.get("options", {}),
            labels=self._labels((*place, "labels")) if "labels" in raw else {},
        )

    def _most(self) -> int:
        return _MOST_ON_MACHINES if "machines" in self.document.data else _MOST_REPLICAS

    def _work(self, place: tuple[Any, ...], offered: WorkClass) -> str:
        """A site file may keep work at home that its application would let go up, never the other way round."""
        wanted = self._one_of(place, tuple(WorkClass))
        if wanted not in (offered, WorkClass.EDGE_ONLY):
            what = f"the application is {offered}; a site cannot make it {wanted}."
            raise self._wrong(ValueOutOfRange, place, what, f"Leave it out, or write {WorkClass.EDGE_ONLY}.")
        return wanted

    def _roles(self, place: tuple[Any, ...], offered: frozenset[Role]) -> tuple[str, ...]:
        raw = self._given(place)
        known = sorted(offered)
        if not isinstance(raw, list) or not raw or not all(one in known for one in raw):
            raise self._wrong(ValueOutOfRange, place, "roles is no list of roles.", f"Use some of {', '.join(known)}.")
        return tuple(sorted(set(raw)))

    def _at(self, place: tuple[Any, ...]) -> Any:
        found = self.document.data
        for key in place:
            found = found[key]
        return found

    def _mapping(self, place: tuple[Any, ...], allowed: set[str] | None) -> dict[Any, Any]:
        raw = self._at(place) if place else self.document.data
        if raw is None and place[:1] == ("applications",) and len(place) > 1:
            return {}
        if not isinstance(raw, dict):
            what = f"{place[-1]} is not a mapping." if place else "this is no site file."
            known = ", ".join(sorted(allowed)) if allowed else "names, each with what belongs to it"
            raise self._wrong(WrongType, place, what, f"Give {known}.")
        for key in raw:
            if allowed is not None and key not in allowed:
                remedy = f"Use {', '.join(sorted(allowed))}."
                raise self._wrong(UnknownKey, (*place, key), f"the key {key} is not known here.", remedy)
        return raw

    def _number(self, place: tuple[Any, ...], least: int, most: int) -> int:
        raw = self._given(place)
        if not isinstance(raw, int) or isinstance(raw, bool):
            raise self._wrong(WrongType, place, f"{place[-1]} is no whole number.", f"Give one from {least} to {most}.")
        if not least <= raw <= most:
            remedy = f"Give a number from {least} to {most}."
            raise self._wrong(ValueOutOfRange, place, f"{place[-1]} cannot be {raw}.", remedy)
        return raw

    def _text(self, place: tuple[Any, ...], pattern: re.Pattern[str], expected: str) -> str:
        raw = str(self._given(place))
        if not pattern.fullmatch(raw):
            raise self._wrong(WrongType, place, f"{place[-1]} cannot be {raw!r}.", f"Give {expected}.")
        return raw

    def _one_of(self, place: tuple[Any, ...], known: tuple[str, ...]) -> str:
        raw = str(self._given(place))
        if raw not in known:
            raise self._wrong(ValueOutOfRange, place, f"{place[-1]} cannot be {raw!r}.", f"Use {', '.join(known)}.")
        return raw

    def _path(self, place: tuple[Any, ...]) -> str:
        """Where a file or folder is, counted from the site file; whether it is there is seen when it is opened."""
        raw = self._given(place)
        if not isinstance(raw, str) or not raw:
            raise self._wrong(WrongType, place, f"{place[-1]} names no file.", "Give a path, from this file on.")
        return str((self.document.path.parent / Path(raw).expanduser()).resolve())

    def _given(self, place: tuple[Any, ...]) -> Any:
        raw = self._at(place[:-1]).get(place[-1])
        if raw is None:
            raise self._wrong(WrongType, place, f"{place[-1]} is missing.", f"Add a `{place[-1]}:` line.")
        return raw

    def _wrong(self, kind: Callable[..., InputError], place: tuple[Any, ...], what: str, remedy: str) -> InputError:
        return kind(what, remedy=remedy, path=self.document.path, line=self.document.line(*place))
