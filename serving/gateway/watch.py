"""How the site is, looked at all the time: its applications, its line, its store, and whether the loop keeps up."""

import asyncio
import json
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from serving.gateway.breaker import BreakerState
from serving.gateway.configuration import GatewaySite, Served
from serving.gateway.lane import Lane
from serving.gateway.line import Line
from serving.gateway.metrics import Metrics
from serving.gateway.store import Store
from serving.gateway.upstream import ConnectionFailed, NoAnswer
from serving.gateway.writer import DiskFails

_EVERY_S, _EVERY_WHILE_AWAY_S, _LOOK_S = 1.0, 0.25, 2.0
_LAG_EVERY_S = 0.1
_FORGET_EVERY_S = 600.0
_KEPT_S, _MOST_EARLIER = 7 * 86_400.0, 50_000
# One look may be lost; a second one is not by chance.
_LOOKS_TO_TRIP = 2
_NOBODY = "no replica of it answers."
# What a reason is called by those that say it in another language.
AWAY, STARTING, UNWELL = "gateway.application_away", "gateway.application_starting", "gateway.application_unwell"


@dataclass(slots=True)
class Look:
    """What an application told of itself when it was last asked."""

    is_well: bool = False
    why: str = "it was not asked yet."
    code: str = STARTING
    release: Mapping[str, str] = field(default_factory=dict)
    lost: int = 0


class Watch:
    """Looks at everything in turn, and tells why the site is not ready."""

    def __init__(
        self,
        site: GatewaySite,
        lanes: Mapping[str, Lane],
        line: Line,
        store: Store,
        *,
        metrics: Metrics,
        now: Callable[[], float],
    ) -> None:
        self._site, self._lanes, self._line, self._store = site, lanes, line, store
        self._metrics, self._now = metrics, now
        self.looks = {name: Look() for name in lanes}
        self.lag_s = 0.0

    async def run(self) -> None:
        """Until it is cancelled."""
        async with asyncio.TaskGroup() as group:
            for name in self._lanes:
                group.create_task(self._follow(self._site.applications[name]))
            if self._line.is_there:
                group.create_task(self._follow_line())
            group.create_task(self._feel_lag())
            group.create_task(self._tidy())
            group.create_task(self._try_disk())

    def reasons(self) -> list[dict[str, str]]:
        """Why the site does not do all that it ought to.

        about  what; `application` its name, "" for another part of the site
        code   the same for the same reason, whatever the sentence
        why    one sentence
        """
        found = []
        for name, look in self.looks.items():
            if self._lanes[name].state() is not BreakerState.CLOSED:
                found.append(_reason(f"application {name}", look.code or AWAY, look.why or _NOBODY, name))
            elif not look.is_well:
                found.append(_reason(f"application {name}", look.code, look.why, name))
        if failure := self._store.writer.failure:
            found.append(_reason("store", failure, f"the disk takes nothing ({failure})."))
        return found

    def told(self) -> dict[str, Any]:
        """The site, as its page shows it."""
        site, line = self._site, self._line
        return {
            "name": site.name, "role": site.role, "region": site.region, "reasons": self.reasons(),
            "applications": {name: self._told(served) for name, served in site.applications.items()},
            "line": None if not line.is_there else {"state": line.state(), "cuts": line.breaker.openings},
            "submissions": {"waiting": self._store.waiting(), "oldest_s": self._oldest_s()},
            "loop_lag_s": round(self.lag_s, 4),
        }  # fmt: skip

    def _told(self, served: Served) -> dict[str, Any]:
        lane, look = self._lanes.get(served.name), self.looks.get(served.name)
        if lane is None or look is None:
            return {"work_class": served.work_class, "place": "above"}
        return {
            "work_class": served.work_class, "place": "site", "is_well": look.is_well, "why": look.why,
            "code": look.code, "release": dict(look.release), "breaker": lane.state(), "replicas": lane.replicas,
            "waiting": lane.waiting,
            "on_the_way": lane.on_board, "per_request_ms": round(1000 * lane.pace.per_request_s, 4),
            "requests_in_a_frame": lane.pace.frame_size(served.asks),
        }  # fmt: skip

    def _oldest_s(self) -> float:
        since = self._store.oldest_waiting()
        return 0.0 if since is None else round(max(0.0, self._now() - since), 3)

    async def _follow(self, served: Served) -> None:
        lane, look = self._lanes[served.name], self.looks[served.name]
        while True:
            if await self._ask(served, look):
                look.lost = 0
                if lane.state() is not BreakerState.CLOSED:
                    lane.clear()
            else:
                look.lost += 1
                if look.lost >= _LOOKS_TO_TRIP:
                    lane.trip()
            is_away = lane.state() is not BreakerState.CLOSED or not look.is_well
            await asyncio.sleep(_EVERY_WHILE_AWAY_S if is_away else _EVERY_S)

    async def _ask(self, served: Served, look: Look) -> bool:
        """Whether somebody is there at all; what they tell is noted."""
        try:
            response = await self._lanes[served.name].look(timeout_s=_LOOK_S)
            plain = json.loads(response.body) if response.status in (200, 503) else None
        except (ConnectionFailed, NoAnswer, ValueError):
            plain = None
        if not isinstance(plain, dict) or "is_well" not in plain:
            look.is_well, look.why, look.code = False, _NOBODY, AWAY
            return False
        look.is_well, look.why = bool(plain["is_well"]), str(plain.get("why", ""))
        look.code = str(plain.get("code") or ("" if look.is_well else UNWELL))
        release = plain.get("release") or {}
        look.release = {str(name): str(value) for name, value in release.items()} if isinstance(release, dict) else {}
        self._metrics.releases[served.name] = look.release.get("version", "")
        return True

    async def _follow_line(self) -> None:
        while True:
            is_up = await self._line.look()
            await asyncio.sleep(_EVERY_S if is_up else _EVERY_WHILE_AWAY_S)

    async def _feel_lag(self) -> None:
        """How much later than asked the loop comes back: everything that arrives waits so long before it is seen."""
        loop = asyncio.get_running_loop()
        since = 0.0
        while True:
            begun = loop.time()
            await asyncio.sleep(_LAG_EVERY_S)
            self.lag_s += 0.3 * (max(0.0, loop.time() - begun - _LAG_EVERY_S) - self.lag_s)
            if begun - since > 1.0:
                since = begun
                self._metrics.spread_cpu()

    async def _try_disk(self) -> None:
        """While the disk fails, see whether it takes something again."""
        while True:
            await asyncio.sleep(_EVERY_S)
            if self._store.writer.failure:
                with suppress(DiskFails):
                    await self._store.probe(self._now())

    async def _tidy(self) -> None:
        while True:
            await asyncio.sleep(_FORGET_EVERY_S)
            # A disk that fails is told of by whoever needs it; old answers stay a while longer.
            with suppress(DiskFails):
                await self._store.forget(before=self._now() - _KEPT_S, most_earlier=_MOST_EARLIER)


def _reason(about: str, code: str, why: str, application: str = "") -> dict[str, str]:
    return {"about": about, "application": application, "code": code, "why": why}
