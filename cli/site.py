"""`anlan up`, `anlan down` and `anlan site`: sites of this machine, brought up, looked at and taken down."""

import os
from argparse import Namespace
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from cli.console import print_json, print_lines, print_table, working
from core.errors import FileMissing, InputError, ValueOutOfRange
from core.settings import Settings
from serving.site import standing
from serving.site.description import Description, labels, read_site
from serving.site.folder import Node, SiteFolder
from serving.site.ports import address_towards, ipv4

_SITES = Path(__file__).parents[1] / "deploy" / "sites"
_WORDS = {
    "zh": {
        "title": "站点", "name": "站点", "role": "角色", "region": "地区", "state": "状态", "url": "网址",
        "application": "应用", "replicas": "副本", "release": "模型版本", "why": "说明", "restarts": "重启次数",
        "bringing": "正在启动站点",
        "joining": "正在加入站点", "ending": "正在停止站点", "none": "这里没有站点。", "ended": "{name}已停止。",
        "left": "{name}仍有{processes}个进程、{ports}个端口未释放。",
        "loaded": "{name}的{application}已收到模型{model}第{version}版（{hash}），副本将在数秒内切换。",
        "issuer": "试用令牌由此密钥签发：{path}",
        "cloud": "云端", "edge": "边缘", "up": "运行", "starting": "启动中", "down": "已停止",
        "killed": "监护进程已终止", "stuck": "无响应", "unwell": "运行，有应用不可用",
    },
    "en": {
        "title": "Sites", "name": "site", "role": "role", "region": "region", "state": "state", "url": "URL",
        "application": "application", "replicas": "replicas", "release": "release", "why": "why",
        "restarts": "restarts", "bringing": "bringing sites up",
        "joining": "joining the site", "ending": "taking sites down",
        "none": "There are no sites here.", "ended": "{name} is down.",
        "left": "{name} has {processes} processes and {ports} ports left.",
        "loaded": "{application} of {name} was given {model}, version {version} ({hash}); its replicas change over "
                  "within seconds.",
        "issuer": "Trial tokens are signed with {path}",
        "cloud": "cloud", "edge": "edge", "up": "up", "starting": "starting", "down": "down",
        "killed": "its supervisor was killed", "stuck": "does not answer", "unwell": "up, an application is not well",
    },
}  # fmt: skip


def up(chosen: Namespace, settings: Settings) -> int:
    """Bring up every site of a folder."""
    folder = Path(chosen.sites) if chosen.sites else _SITES
    files = sorted(folder.glob("*.yaml"))
    if not files:
        raise FileMissing("there is no site file (*.yaml).", path=folder, remedy="Name a folder with site files.")
    return _bring(files, chosen, settings)


def site_up(chosen: Namespace, settings: Settings) -> int:
    """Bring up one site."""
    path = Path(chosen.site)
    if path.suffix != ".yaml" and not path.exists():
        path = _SITES / f"{chosen.site}.yaml"
    return _bring([path], chosen, settings)


def site_join(chosen: Namespace, settings: Settings) -> int:
    """Have this machine take part in a site of several."""
    site = read_site(Path(chosen.site))
    address = ipv4(chosen.address) if chosen.address else address_towards(site.address)
    if chosen.cpus is not None and chosen.cpus < 1:
        raise ValueOutOfRange(f"--cpus cannot be {chosen.cpus}.", remedy="Give 1 or more, or leave it out.")
    node = Node(address, chosen.cpus or os.cpu_count() or 1, labels(chosen.label))
    with working(_WORDS[chosen.language]["joining"]):
        found = standing.join(site, _state(chosen, settings), node, seconds=chosen.seconds)
    _show([found], chosen)
    return 0


def down(chosen: Namespace, settings: Settings) -> int:
    """Take down every site of the state folder."""
    return _end(standing.sites_in(_state(chosen, settings)), chosen)


def site_down(chosen: Namespace, settings: Settings) -> int:
    """Take down one site."""
    return _end([standing.find(_state(chosen, settings), chosen.name)], chosen)


def site_status(chosen: Namespace, settings: Settings) -> int:
    """Tell how sites are; 1 where one is not up."""
    state = _state(chosen, settings)
    folders = [standing.find(state, chosen.name)] if chosen.name else standing.sites_in(state)
    states = [standing.state_of(folder) for folder in folders]
    _show(states, chosen)
    return 0 if all(each["state"] == "up" for each in states) else 1


def site_load(chosen: Namespace, settings: Settings) -> int:
    """Give a site a release."""
    folder = standing.find(_state(chosen, settings), chosen.name)
    release = standing.give(folder, chosen.application, Path(chosen.folder))
    told = {
        "name": chosen.name, "application": chosen.application, "model": release.about.name,
        "version": release.about.version, "hash": release.hash,
    }  # fmt: skip
    if chosen.json:
        print_json(told)
    else:
        print_lines(_WORDS[chosen.language]["loaded"].format(**told))
    return 0


def _bring(files: Sequence[Path], chosen: Namespace, settings: Settings) -> int:
    state = _state(chosen, settings)
    sites = [_as_chosen(read_site(path), chosen) for path in files]
    with working(_WORDS[chosen.language]["bringing"]):
        states = standing.up(sites, state, seconds=chosen.seconds)
    _show(states, chosen)
    if not chosen.json:
        print_lines(_WORDS[chosen.language]["issuer"].format(path=state / standing.ISSUER))
    return 0


def _as_chosen(site: Description, chosen: Namespace) -> Description:
    """The site of a file, with what the command line says instead."""
    if chosen.release and not (chosen.trust or site.trust):
        raise InputError("a release is given, and nobody's releases are trusted.", remedy="Give --trust as well.")
    applications = site.applications
    if chosen.release:
        release = str(Path(chosen.release).resolve())
        applications = tuple(replace(one, release=release) if one.needs_release else one for one in applications)
    trust = str(Path(chosen.trust).resolve()) if chosen.trust else site.trust
    return standing.shifted(replace(site, applications=applications, trust=trust), chosen.shift)


def _end(folders: Sequence[SiteFolder], chosen: Namespace) -> int:
    words = _WORDS[chosen.language]
    with working(words["ending"]):
        ended = standing.down(folders)
    if chosen.json:
        rows = [{"name": one.name, "processes": len(one.processes), "ports": list(one.ports)} for one in ended]
        print_json({"sites": rows})
    else:
        counted = [(one, len(one.processes), len(one.ports)) for one in ended]
        lines = [
            words["left" if processes or ports else "ended"].format(name=one.name, processes=processes, ports=ports)
            for one, processes, ports in counted
        ]
        print_lines(*(lines or [words["none"]]))
    return 1 if any(one.processes or one.ports for one in ended) else 0


def _state(chosen: Namespace, settings: Settings) -> Path:
    return Path(chosen.state) if chosen.state else settings.output / "sites"


def _show(states: Sequence[dict[str, Any]], chosen: Namespace) -> None:
    if chosen.json:
        print_json({"sites": list(states)})
        return
    words = _WORDS[chosen.language]
    if not states:
        print_lines(words["none"])
        return
    columns = ("name", "role", "region", "state", "url", "restarts", "application", "replicas", "release", "why")
    rows = [row for state in states for row in _rows(state, words)]
    print_table(words["title"], [words[column] for column in columns], rows, left=len(columns))


def _rows(state: dict[str, Any], words: dict[str, str]) -> list[tuple[str, ...]]:
    said = "unwell" if state["state"] == "up" and not state.get("is_well") else state["state"]
    restarts = sum(one["restarts"] for one in state.get("processes", {}).values())
    site = (state["name"], words[state["role"]], state["region"], words[said], state.get("url", ""), str(restarts))
    applications = [_application(name, each) for name, each in state.get("applications", {}).items()]
    return [(*(site if not place else ("",) * len(site)), *one) for place, one in enumerate(applications)] or [
        (*site, "", "", "", "")
    ]


def _application(name: str, told: dict[str, Any]) -> tuple[str, ...]:
    answering = [one for one in told["replicas"].values() if one is not None]
    releases = sorted(
        {f"{one['release']['version']} {one['release']['hash'][:12]}" for one in answering if one["release"]}
    )
    whys = {one["why"] for one in answering if one["why"]} | {told["serve"].get("message", "")}
    return (
        name,
        f"{len(answering)}/{told['wanted']}",
        "\n".join(releases),
        "\n".join(sorted(filter(None, whys)))[:400],
    )
