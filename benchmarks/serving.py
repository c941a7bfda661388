"""How fast a site answers with all of its checks, beside plain Ray Serve, FastAPI on uvicorn and LitServe.

`python -m benchmarks.serving [--quick] [--json]` brings a site up by `anlan site up` (echo and risk, one replica each,
gateway, store, supervisor) and every peer in processes of its own, then asks each in turn, round after round, with the
same load client at 1, 16 and 64 connections. Names without a number are those at 64.

`measured`  through the gateway: token, tenant, quota, deadline, and a sealed frame to the replica, each request. noop
            gives back its JSON; risk answers one case with score, reasons, articles and sentences. rps: good answers a
            second; cpu_ms: of all processes of the site, for each answer; noop_added_ms_at_one: what the gateway adds
            at one connection to a sealed frame straight to the replica, p50 to p50; failed: answers other than 200 of
            all servers
`peer`      ray_serve: a deployment of 200 requests at a time behind Serve's own proxy, in a cluster of its own;
            fastapi: one process of uvicorn, without any check; its risk gives the same answers one request at a time,
            its score asks the bare model for a chance and says nothing else; litserve: one worker; replica: sealed
            frames of one request, without a gateway
`limit`     socket: a socket that answers anything with the same bytes, asked by the same client; in_process: calls of
            the application, requests a second, 64 together or (one) one by one

A peer that is not installed is left out and named in the manifest.
"""

import gc
import os
import signal
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from benchmarks.outcome import Outcome, run
from benchmarks.serving_load import request_bytes
from benchmarks.serving_processes import HOST, Server, cpu_s_of, memory_mb_of, started
from benchmarks.serving_release import Made, make
from benchmarks.serving_rounds import MOST, Pace, Rounds, Target, in_turns, named
from benchmarks.serving_site import BenchedSite, site_up
from core.keys import read_trust
from core.releases import Release, open_release
from serving.application import Application, Setup
from serving.echo.echoing import Echo
from serving.frames import Ask
from serving.risk.scoring import open_risk
from serving.site.processes import Group

NAME, ECHO = "serving", b'{"question": 1}'
FULL, QUICK = Pace(5, 2.0, 0.5), Pace(1, 0.6, 0.2)
# [peer] the packages that it needs beside those that Anlan itself has.
EXTRA = {"litserve": ("litserve", "zmq")}
_IDLE_S, _LONG_MS = 2.0, 60_000.0


def main() -> int:
    """Print one JSON object; whatever was started is ended, also where this is told to end."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    return run(NAME, benchmark)


def benchmark(quick: bool) -> Outcome:
    """Bring all of them up, ask them in turns, and take them down."""
    pace, connections = (QUICK, (1, MOST)) if quick else (FULL, (1, 16, MOST))
    before = os.getloadavg()[0]
    with _up() as (made, site, servers):
        groups = {"site": site.groups()} | {name: [server.group] for name, server in servers.items()}
        # What was opened here is not looked through again while answers are waited for.
        gc.freeze()
        rounds = in_turns(_targets(made, site, servers, connections), pace)
        idle, memory = _idle_cores(groups), {name: memory_mb_of(each) for name, each in groups.items()}
        inside, release = _in_process(made, seconds=pace.seconds)
        risk_bytes = len(made.bodies[0])
    manifest = {
        "rounds": pace.rounds, "seconds": pace.seconds, "connections": list(connections), "idle_cores": idle,
        "noop_bytes": len(ECHO), "risk_bytes": risk_bytes, "release": release, "load_before": before,
        "load_after": os.getloadavg()[0], "missing": missing(),
        "versions": {name: version(name) for name in ("ray", "fastapi", "uvicorn", *(set(EXTRA) - set(missing())))},
    }  # fmt: skip
    return outcome(rounds, inside, memory, manifest)


def outcome(
    rounds: Rounds, inside: Mapping[str, float], memory: Mapping[str, float], manifest: Mapping[str, Any]
) -> Outcome:
    """Medians by name, and their ratios.

    inside  [in_process figure]
    memory  [site or peer] MiB of all of its processes
    """
    noop, risk = rounds.figures("site_noop"), rounds.figures("site_risk")
    peers = [name for name in rounds.targets() if not name.startswith(("site_", "socket"))]
    peer = {name: value for each in peers for name, value in named(rounds.figures(each), each).items()}
    limit = {"socket_rps": rounds.figures("socket")["rps"], **inside}
    ratio = {f"noop_to_{name}": noop["rps"] / peer[f"{name}_noop_rps"] for name in _PEERS if f"{name}_noop" in peers}
    return Outcome(
        name=NAME,
        measured={
            **named(noop, "noop"),
            "noop_added_ms_at_one": noop["1_p50_ms"] - peer["replica_noop_1_p50_ms"],
            **named(risk, "risk"),
            "site_mb": memory["site"],
            "failed": float(rounds.failed()),
            "noop_spread": rounds.spread("site_noop", MOST),
        },
        peer=peer | {f"{name}_mb": value for name, value in memory.items() if name != "site"},
        limit=limit,
        ratio=ratio
        | {
            "risk_to_fastapi": risk["rps"] / peer["fastapi_risk_rps"],
            "risk_to_fastapi_score": risk["rps"] / peer["fastapi_score_rps"],
            "risk_to_in_process": risk["rps"] / limit["in_process_risk_rps"],
            "noop_to_socket": noop["rps"] / limit["socket_rps"],
        },
        manifest=manifest,
    )


def missing() -> dict[str, str]:
    """[peer] why it is left out."""
    return {
        name: f"{', '.join(lacking)} not installed: pip install --no-deps litserve pyzmq."
        for name, packages in EXTRA.items()
        if (lacking := [package for package in packages if find_spec(package) is None])
    }


_PEERS = ("ray_serve", "fastapi", "litserve")
Up = tuple[Made, BenchedSite, dict[str, Server]]


@contextmanager
def _up() -> Iterator[Up]:
    """A release, the site, and every peer that is installed; all of them start at the same time."""
    with tempfile.TemporaryDirectory(prefix="anlan-bench-") as place, ExitStack() as running:
        modules = {"ray_serve": "ray", "socket": "bare"} | ({} if missing() else {"litserve": "litserve"})
        begun = {name: running.enter_context(started(f"benchmarks.serving_{own}")) for name, own in modules.items()}
        made = make(Path(place))
        release, trust = str(made.release), str(made.trust)
        begun["fastapi"] = running.enter_context(started("benchmarks.serving_fastapi", release, trust))
        site = running.enter_context(site_up(made))
        yield made, site, {name: server.wait() for name, server in begun.items()}


def _targets(
    made: Made, site: BenchedSite, servers: Mapping[str, Server], connections: tuple[int, ...]
) -> list[Target]:
    risk = made.bodies

    def of(server: str, name: str, path: str, bodies: Sequence[bytes]) -> Target:
        port, group = servers[server].port, servers[server].group
        asked = [request_bytes(f"{HOST}:{port}", path, body) for body in bodies]
        return Target(name, lambda: (port, asked), [group], connections)

    def ours(name: str, application: str, bodies: Sequence[bytes]) -> Target:
        asked = [site.request(application, body) for body in bodies]
        return Target(name, lambda: (site.port, asked), site.groups(), connections)

    return [
        ours("site_noop", "echo", [ECHO]),
        of("ray_serve", "ray_serve_noop", "/echo", [ECHO]),
        of("fastapi", "fastapi_noop", "/echo", [ECHO]),
        *([of("litserve", "litserve_noop", "/predict", [ECHO])] if "litserve" in servers else []),
        ours("site_risk", "risk", risk),
        of("fastapi", "fastapi_risk", "/risk", risk),
        of("fastapi", "fastapi_score", "/score", risk),
        Target("replica_noop", lambda: site.frame("echo", ECHO), site.groups(), (1,)),
        Target("socket", of("socket", "", "/", [ECHO]).requests, [servers["socket"].group], (MOST,)),
    ]


def _idle_cores(groups: Mapping[str, Sequence[Group]]) -> dict[str, float]:
    """[server] the share of a core that it takes while nobody asks it anything."""
    before = {name: cpu_s_of(each) for name, each in groups.items()}
    time.sleep(_IDLE_S)
    return {name: round((cpu_s_of(each) - before[name]) / _IDLE_S, 3) for name, each in groups.items()}


def open_risk_of(release: Release) -> Application:
    """Risk, as a replica opens it."""
    return open_risk(Setup(NAME, "CN", release))


def _in_process(made: Made, *, seconds: float) -> tuple[dict[str, float], str]:
    """Requests a second of the applications themselves, and the hash of the release."""
    release = open_release(made.release, read_trust(made.trust))
    risk = open_risk_of(release)
    bodies = [made.bodies[place % len(made.bodies)] for place in range(MOST)]
    cases = [Ask(str(place), _LONG_MS, "", body) for place, body in enumerate(bodies)]
    return {
        "in_process_noop_rps": _rate(Echo(), [Ask(str(place), _LONG_MS, "", ECHO) for place in range(MOST)], seconds),
        "in_process_risk_rps": _rate(risk, cases, seconds),
        "in_process_risk_one_rps": _rate(risk, cases[:1], seconds),
    }, release.hash


def _rate(application: Application, asks: Sequence[Ask], seconds: float) -> float:
    application.answer(asks)
    done, begun = 0, time.perf_counter()
    while (elapsed := time.perf_counter() - begun) < seconds:
        done += len(application.answer(asks))
    return done / elapsed


if __name__ == "__main__":
    sys.exit(main())
