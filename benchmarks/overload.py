"""What a site does at three times what it can do: three tenants, open loop, with every check.

`python -m benchmarks.overload [--quick] [--json]` brings a site up by `anlan site up` and measures the most that risk
answers: closed loop, 64 connections, requests of 24 cases, so that the replica is what is short and not the gateway or
the load client, which share its cores here. Then requests of three tenants come at their times whether others are
answered or not: three times that peak in all, at even offers and at uneven ones (1.8 : 0.8 : 0.4 of the peak; each asks
for more than a third of it). The deadline of every request is a second. Peak and offers take turns; figures are medians
over the rounds.

`measured`  peak_rps, and for each mix: goodput_to_peak (answered 200 within the deadline, a second, to the peak of the
            same round), jain (index of the three tenants' goodputs), accepted_p99_ms (of answers of 200, from when the
            request was due), client_late_ms (of that, what the load client itself was late by at worst: on a machine
            that is busy otherwise it says more of the machine than of the site), offered_to_peak (what really came),
            refused and unanswered (shares of what came)
`peer`      FastAPI on uvicorn with the same model and no check, at three times its own peak: it refuses nobody
`limit`     a third each and the whole peak: 1 for goodput_to_peak and jain

How many were refused with which status and code, over all rounds, stands in the manifest.
"""

import asyncio
import http.client
import json
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

import uvloop

from benchmarks.outcome import Outcome, run
from benchmarks.serving_load import Seen, closed_loop, jain_index, open_loop, request_bytes
from benchmarks.serving_processes import HOST, ServerNotUp, started
from benchmarks.serving_release import make
from benchmarks.serving_site import TENANTS, site_up

NAME, CASES, DEADLINE_MS, CONNECTIONS = "overload", 24, 1000, 64
# [mix] what each tenant offers, in peaks.
MIXES = {"even": (1.0, 1.0, 1.0), "uneven": (1.8, 0.8, 0.4)}
# Less than the gateway holds open, and more than wait at once: nobody waits for a connection.
_MOST_CONNECTIONS, _TICK_S = 900, 0.01
_REFUSALS = "anlan_refusals_total"


@dataclass(frozen=True, slots=True)
class Pace:
    """Rounds, and seconds of each peak and of each mix."""

    rounds: int
    peak_s: float
    mix_s: float


FULL, QUICK = Pace(3, 3.0, 6.0), Pace(1, 1.5, 3.0)


@dataclass(slots=True)
class Server:
    """Somebody who is asked, and what became of it.

    requests  one for each tenant
    figures   [name] of every round
    """

    port: int
    requests: Sequence[bytes]
    figures: dict[str, list[float]] = field(default_factory=dict)
    statuses: Counter[int] = field(default_factory=Counter)

    def note(self, figures: Mapping[str, float]) -> None:
        """Those of one round."""
        for name, value in figures.items():
            self.figures.setdefault(name, []).append(value)

    def medians(self) -> dict[str, float]:
        """Over the rounds."""
        return {name: median(values) for name, values in self.figures.items()}


def main() -> int:
    """Print one JSON object; whatever was started is ended, also where this is told to end."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    return run(NAME, benchmark)


def benchmark(quick: bool) -> Outcome:
    """Bring the site and the peer up, and overload them in turns."""
    pace = QUICK if quick else FULL
    with tempfile.TemporaryDirectory(prefix="anlan-bench-") as place, ExitStack() as running:
        made = make(Path(place))
        body = made.bodies_of(CASES)[0]
        plain = running.enter_context(
            started("benchmarks.serving_fastapi", str(made.release), str(made.trust))
        ).wait()  # fmt: skip
        site = running.enter_context(site_up(made))
        asked = [site.request("risk", body, tenant=tenant, deadline_ms=DEADLINE_MS) for tenant in TENANTS]
        ours = Server(site.port, asked)
        peer = Server(plain.port, [request_bytes(HOST, "/risk", body)] * len(TENANTS))
        before = refusals(page_of(site.port))
        for _ in range(pace.rounds):
            for server in (ours, peer):
                overload(server, pace)
        codes = Counter(refusals(page_of(site.port)))
        codes.subtract(before)
    return outcome(ours, peer, codes, pace)


def outcome(ours: Server, peer: Server, codes: Mapping[str, int], pace: Pace) -> Outcome:
    """Medians by name, how many were refused, and what was offered."""
    measured, plain = ours.medians(), {f"fastapi_{name}": value for name, value in peer.medians().items()}
    return Outcome(
        name=NAME,
        measured=measured,
        peer=plain,
        limit={"goodput_to_peak": 1.0, "jain": 1.0},
        ratio={
            f"{mix}_p99_to_deadline": measured[f"{mix}_accepted_p99_ms"] / DEADLINE_MS for mix in MIXES
        } | {"peak_to_fastapi": measured["peak_rps"] / plain["fastapi_peak_rps"]},
        manifest={
            "deadline_ms": DEADLINE_MS, "cases": CASES, "connections": CONNECTIONS, "tenants": list(TENANTS),
            "offered_in_peaks": {name: list(mix) for name, mix in MIXES.items()}, "rounds": pace.rounds,
            "seconds": pace.mix_s, "statuses": _by_text(ours.statuses), "codes": dict(sorted(codes.items())),
            "fastapi_statuses": _by_text(peer.statuses),
        },
    )  # fmt: skip


def overload(server: Server, pace: Pace) -> None:
    """One round: the peak, then every mix of offers."""
    closed = closed_loop(HOST, server.port, server.requests, connections=CONNECTIONS, seconds=pace.peak_s)
    seen, elapsed = uvloop.run(closed)
    peak = len(seen.seconds) / elapsed
    if not peak:
        raise ServerNotUp(f"risk gave no good answer; statuses {seen.statuses}.")
    server.note({"peak_rps": peak})
    for name, mix in MIXES.items():
        flows = [(asked, share * peak) for asked, share in zip(server.requests, mix, strict=True)]
        each, elapsed, late_s = uvloop.run(_offered(server.port, flows, pace.mix_s))
        found = figures(each, elapsed, peak) | {"client_late_ms": 1000 * late_s}
        server.note({f"{name}_{what}": value for what, value in found.items()})
        for tenant in each:
            server.statuses.update(tenant.statuses)


async def _offered(port: int, flows: Sequence[tuple[bytes, float]], seconds: float) -> tuple[list[Seen], float, float]:
    """What was seen of each flow, how long, and how late the load client itself was at worst: that is in every wait."""
    late_s = 0.0

    async def tick() -> None:
        nonlocal late_s
        while True:
            begun = time.perf_counter()
            await asyncio.sleep(_TICK_S)
            late_s = max(late_s, time.perf_counter() - begun - _TICK_S)

    ticking = asyncio.create_task(tick())
    try:
        each, elapsed = await open_loop(HOST, port, flows, seconds=seconds, most=_MOST_CONNECTIONS)
    finally:
        ticking.cancel()
    return each, elapsed, late_s


def figures(each: Sequence[Seen], elapsed_s: float, peak: float) -> dict[str, float]:
    """Of one mix: what became of the requests of each tenant, against a peak in requests a second."""
    accepted = sorted(taken for one in each for taken in one.seconds)
    good = [sum(taken <= DEADLINE_MS / 1000 for taken in one.seconds) / elapsed_s for one in each]
    offered = sum(one.offered for one in each)
    told = sum(count for one in each for count in one.statuses.values())
    silent = offered - told + sum(one.statuses.get(0, 0) for one in each)
    return {
        "goodput_to_peak": sum(good) / peak,
        "jain": jain_index(good),
        "accepted_p99_ms": 1000 * accepted[min(len(accepted) - 1, int(0.99 * len(accepted)))] if accepted else 0.0,
        "offered_to_peak": offered / elapsed_s / peak,
        "refused": (offered - silent - len(accepted)) / offered,
        "unanswered": silent / offered,
    }


def page_of(port: int) -> str:
    """The metrics of a gateway."""
    connection = http.client.HTTPConnection(HOST, port, timeout=10)
    try:
        connection.request("GET", "/metrics")
        return connection.getresponse().read().decode()
    finally:
        connection.close()


def refusals(page: str) -> dict[str, int]:
    """[code] how many requests were refused so far, by a page of metrics."""
    found: dict[str, int] = {}
    for line in page.splitlines():
        name, _, rest = line.partition("{")
        if name == _REFUSALS:
            label, _, count = rest.rpartition("} ")
            found[json.loads(label.partition("=")[2])] = int(float(count))
    return found


def _by_text(statuses: Mapping[int, int]) -> dict[str, int]:
    return {str(status): count for status, count in sorted(statuses.items())}


if __name__ == "__main__":
    sys.exit(main())
