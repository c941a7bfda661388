"""Sites of this machine brought up, taken down and looked at, and releases given to them."""

import os
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from core.errors import AnlanError, InputError
from core.keys import key_of, read_trust
from core.principal import Role
from core.releases import Release
from core.tokens import jwk_of
from serving.site import ray_words
from serving.site.description import Description
from serving.site.folder import Node, NoSuchSite, SiteFolder, forget_sockets, lay, read_json, write_json
from serving.site.ports import Ports, listening, require_free
from serving.site.processes import Group, Member, end, start

ISSUER = "issuer.key"
_LOOKS_EVERY_S = 0.2
_STALE_S = 15.0
_SECONDS_TO_FREE = 5.0


class SiteUp(InputError):
    """A site that is up already, or two of one name."""

    code = "serving.site_up"


class SiteNotUp(AnlanError):
    """A site that did not come up, or did not go."""

    code = "serving.site_not_up"


@dataclass(frozen=True, slots=True)
class Ended:
    """What is left of a site that was taken down: nothing, if all went well."""

    name: str
    processes: tuple[Member, ...]
    ports: tuple[int, ...]


def up(sites: Sequence[Description], state: Path, *, seconds: float) -> list[dict[str, Any]]:
    """Bring sites up together and wait until all of their applications answer; their states.

    Of a site of several machines, this is its head; it is up before the others, which join it, have replicas.

    state  the folder that holds a folder for each
    Raises InputError, and starts nothing, where one of them cannot be; SiteNotUp, and ends what was started, where one
    does not come up in so many seconds.
    """
    folders = [SiteFolder((state / site.name).resolve()) for site in sites]
    _refuse(sites, folders)
    for site, folder in zip(sites, folders, strict=True):
        _make_way(folder, site, _ports(site))
    for site, folder in zip(sites, folders, strict=True):
        lay(folder, site)
        for one in site.applications:
            if one.release:
                folder.shelf(one.name).put(Path(one.release), read_trust(folder.trust))
    _introduce(sites, folders, state)
    for folder in folders:
        _begin(folder)
    try:
        return _wait(folders, time.monotonic() + seconds)
    except BaseException:
        down(folders)
        raise


def join(site: Description, state: Path, node: Node, *, seconds: float) -> dict[str, Any]:
    """Have this machine take part in a site whose head is another, and wait until it does; its state.

    Raises InputError, and starts nothing, where it cannot; SiteNotUp where the head does not take it in so many
    seconds.
    """
    if site.machines is None:
        what = f"the site {site.name} is one machine."
        raise InputError(what, remedy="Give its file `machines:`, with the secrets that all of them have.")
    if node.address == site.address:
        what = f"{node.address} is the head of the site {site.name}."
        raise InputError(what, remedy="Run `anlan site up` there, and `anlan site join` on the others.")
    folder = SiteFolder((state / site.name).resolve())
    _refuse([site], [folder])
    _make_way(folder, site, Ports(site.ports).block)
    lay(folder, site, node)
    _begin(folder)
    try:
        (found,) = _wait([folder], time.monotonic() + seconds)
    except BaseException:
        down([folder])
        raise
    return found


def down(folders: Sequence[SiteFolder]) -> list[Ended]:
    """End exactly what was started, all sites at once, and look whether anything is left."""
    sites = [folder.description for folder in folders]
    # The supervisors first: they would start again what is ended.
    supervisors = [group for folder in folders if (group := _supervisor(folder)) is not None]
    left = end(supervisors, seconds=2 * 10.0) + end([group for folder in folders for group in _recorded(folder)])
    found = []
    for site, folder in zip(sites, folders, strict=True):
        own = {group.pid for group in _recorded(folder)}
        found.append(Ended(site.name, tuple(one for one in left if one.session in own), _still_taken(folder)))
        if not found[-1].processes:
            told = (folder.upstreams, folder.deployed, folder.courier)
            for path in (folder.groups, folder.path / "supervisor.json", *told):
                path.unlink(missing_ok=True)
            forget_sockets(folder)
    return found


def state_of(folder: SiteFolder) -> dict[str, Any]:
    """How a site is: what its supervisor says, or that it is down. Raises NoSuchSite."""
    site = folder.description
    group = _supervisor(folder)
    found = read_json(folder.status)
    is_up = group is not None and group.is_alive()
    if not is_up or not isinstance(found, dict):
        state = "starting" if is_up else "killed" if any(one.is_alive() for one in _recorded(folder)) else "down"
        return {"name": site.name, "role": site.role, "region": site.region, "state": state, "is_ready": False}
    is_stale = time.time() - float(found["written_at"]) > _STALE_S
    state = "stuck" if is_stale else "up" if found["is_ready"] else "starting"
    return {**found, "state": state, "is_ready": bool(found["is_ready"]) and not is_stale}


def sites_in(state: Path) -> list[SiteFolder]:
    """Every site that was ever brought up in a folder."""
    return [SiteFolder(path.parent.resolve()) for path in sorted(state.glob("*/site.json"))]


def find(state: Path, name: str) -> SiteFolder:
    """The site of that name. Raises NoSuchSite."""
    found = {folder.path.name: folder for folder in sites_in(state)}
    if name not in found:
        known = f"There are {', '.join(found)}." if found else "Bring one up with `anlan site up`."
        raise NoSuchSite(f"there is no site {name} here.", path=state, remedy=known)
    return found[name]


def give(folder: SiteFolder, application: str, release: Path) -> Release:
    """Give a site a release for an application: it serves it from now on, running or not.

    Raises InputError for an application that it does not have, ReleaseRefused for a release that is not trusted or not
    as it was signed; then it goes on with what it has.
    """
    known = [one.name for one in folder.description.applications if one.needs_release]
    if application not in known:
        remedy = f"Those that do are {', '.join(known)}." if known else "None of its applications does."
        raise InputError(f"{application} of this site takes no releases.", path=folder.path, remedy=remedy)
    return folder.shelf(application).put(release, read_trust(folder.trust))


def shifted(site: Description, by: int) -> Description:
    """The same site with other ports, so that two of everything can be up at once."""
    if not by:
        return site
    parent = site.parent
    if parent:
        head, _, port = parent.rpartition(":")
        parent = f"{head}:{int(port) + by}"
    return replace(site, ports=site.ports + by, gateway_port=site.gateway_port + by, parent=parent)


def _refuse(sites: Sequence[Description], folders: Sequence[SiteFolder]) -> None:
    names = [site.name for site in sites]
    for name in names:
        if names.count(name) > 1:
            raise SiteUp(f"two sites are called {name}.", remedy="Give each site file another `name:`.")
    for site, folder in zip(sites, folders, strict=True):
        group = _supervisor(folder)
        if group is not None and group.is_alive():
            remedy = "Take it down first, or give this one another name."
            raise SiteUp(f"a site called {site.name} is up already.", path=folder.path, remedy=remedy)
    places = [port for site in sites for port in _ports(site)]
    if len(set(places)) < len(places):
        raise SiteUp("two of the sites want the same ports.", remedy=f"Leave {len(Ports(20000).block)} between them.")


def _introduce(sites: Sequence[Description], folders: Sequence[SiteFolder], state: Path) -> None:
    """Have every site know the issuer of trial tokens, and the cloud what the sites below it speak with."""
    issuer = key_of(state / ISSUER)
    rows = [jwk_of(issuer.public)]
    for site, folder in zip(sites, folders, strict=True):
        if site.parent:
            rows.append(jwk_of(key_of(folder.speaker).public, region=site.region, roles=(Role.REGIONAL_CENTRE,)))
    for site, folder in zip(sites, folders, strict=True):
        if not site.tokens:
            write_json(folder.tokens, {"keys": rows if site.role == "cloud" else rows[:1]})


def _begin(folder: SiteFolder) -> None:
    folder.status.unlink(missing_ok=True)
    variables = ray_words.variables(folder, folder.description, os.environ)
    words = [sys.executable, "-m", "serving.site.supervisor", "--site", str(folder.path)]
    log = folder.logs / "supervisor.log"
    group = start("supervisor", words, variables=variables, log=log, folder=folder.path)
    write_json(folder.path / "supervisor.json", group.to_json())


def _wait(folders: Sequence[SiteFolder], until: float) -> list[dict[str, Any]]:
    while True:
        states = [state_of(folder) for folder in folders]
        if all(map(_is_up, folders, states)):
            return states
        for folder, state in zip(folders, states, strict=True):
            if state["state"] in ("down", "killed"):
                raise SiteNotUp(f"The site {folder.path.name} ended at once. Read {folder.logs / 'supervisor.log'}.")
        if time.monotonic() > until:
            late = [folder for folder, state in zip(folders, states, strict=True) if not _is_up(folder, state)]
            raise SiteNotUp(
                f"The site {late[0].path.name} did not come up in time. Read the files in {late[0].logs}, "
                "or give it longer with --seconds."
            )
        time.sleep(_LOOKS_EVERY_S)


def _is_up(folder: SiteFolder, state: Mapping[str, Any]) -> bool:
    """Whether it answers; the head of a site of several machines, whether those may come that its replicas wait for."""
    if folder.description.machines is None or folder.joined is not None:
        return bool(state["is_ready"])
    applications = state.get("applications", {})
    return state.get("gateway") is not None and all(one["serve"] for one in applications.values())


def _supervisor(folder: SiteFolder) -> Group | None:
    plain = read_json(folder.path / "supervisor.json")
    return Group.from_json(plain) if isinstance(plain, dict) else None


def _recorded(folder: SiteFolder) -> list[Group]:
    plain = read_json(folder.groups)
    return [Group.from_json(one) for one in plain["groups"]] if isinstance(plain, dict) else []


def _ports(site: Description) -> tuple[int, ...]:
    return (*Ports(site.ports).block, site.gateway_port)


def _make_way(folder: SiteFolder, site: Description, ports: Sequence[int]) -> None:
    """End what a killed supervisor left, and see that the ports are free. Raises PortTaken."""
    left = [group for group in _recorded(folder) if group.is_alive()]
    if left:
        end(left)
        _taken(ports)
    require_free(ports, of=site.name)


def _still_taken(folder: SiteFolder) -> tuple[int, ...]:
    """Ports of a site that are not free."""
    site = folder.description
    return _taken(Ports(site.ports).block if folder.joined else _ports(site))


def _taken(ports: Sequence[int]) -> tuple[int, ...]:
    """Those that are not free, after a moment for the machine to close them: a killed process goes thread by thread."""
    until = time.monotonic() + _SECONDS_TO_FREE
    while True:
        taken = listening(ports)
        if not taken or time.monotonic() > until:
            return tuple(taken)
        time.sleep(_LOOKS_EVERY_S)
