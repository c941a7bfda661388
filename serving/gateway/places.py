"""Where a request is answered, by the work class of its application: here, above, from memory, or later."""

import asyncio
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from hashlib import sha256
from time import monotonic

from core.principal import Principal
from core.work import HARD_STATUS, Answered, WorkClass
from serving.gateway.configuration import GatewaySite, Served
from serving.gateway.journal import Journal
from serving.gateway.lane import Lane, Request
from serving.gateway.line import Line
from serving.gateway.naming import Names
from serving.gateway.reading import Head
from serving.gateway.refusals import AWAY, LINE_CUT, OVERLOADED, Refused
from serving.gateway.store import Store
from serving.gateway.writer import DiskFails

_GOES_UP = frozenset((AWAY.code, OVERLOADED.code))
# Of the time that is left, so much is kept for finding an earlier answer, or for putting the question on disk.
_KEPT_BACK, _MOST_KEPT_BACK_S = 0.1, 0.5


@dataclass(frozen=True, slots=True)
class Given:
    """An answer, and where it comes from.

    age_s     of a cached one
    is_final  whether another try would say the same
    cpu_ms    processor time that it took of a replica of this site
    """

    status: int
    body: bytes
    answered: Answered
    age_s: float | None = None
    is_final: bool = True
    cpu_ms: float = 0.0


@dataclass(frozen=True, slots=True)
class Asked:
    """One request by somebody who may ask it."""

    served: Served
    principal: Principal
    head: Head
    body: bytes

    @property
    def region(self) -> str:
        """Of who asks, "" for somebody bound to none."""
        return self.principal.region or ""

    def print(self) -> str:
        """A hash of everything that an answer may hang on: the application, the region of who asks, and the body."""
        hash = sha256(f"{self.served.name}\n{self.region}\n".encode())
        hash.update(self.body)
        return hash.hexdigest()


class Places:
    """Answers requests at the place that their work class names."""

    def __init__(
        self,
        site: GatewaySite,
        lanes: Mapping[str, Lane],
        line: Line,
        store: Store,
        *,
        names: Names,
        journal: Journal,
        now: Callable[[], float] = time.time,
    ) -> None:
        """`lanes` by application; `now` is the clock by which answers grow old."""
        self._site, self._lanes, self._line, self._store = site, lanes, line, store
        self._names, self._journal, self._now = names, journal, now
        self._remembering: set[asyncio.Task[None]] = set()

    def is_above(self, served: Served) -> bool:
        """Whether the application is asked at the site above only."""
        return served.work_class is WorkClass.CLOUD_ONLY and self._line.is_there

    def admit(self, served: Served, tenant: str, requests: int, until: float) -> None:
        """Refuse now what cannot be answered in time, and nobody above could be asked. Raises Refused (503)."""
        if self.is_above(served) or (served.work_class is WorkClass.EDGE_FIRST and self._line.is_there):
            return
        self._lanes[served.name].admit(tenant, requests, until)

    async def answer(self, asked: Asked) -> Given:
        """The answer. Raises Refused; LINE_CUT where it would be above, the line is cut and nothing is remembered."""
        if self.is_above(asked.served):
            return await self._from_above(asked)
        if asked.served.work_class is WorkClass.EDGE_FIRST and self._line.is_there:
            return await self._here_first(asked)
        return await self._here(asked)

    async def _here(self, asked: Asked) -> Given:
        head, lane = asked.head, self._lanes[asked.served.name]
        answer = await lane.ask(
            Request(head.own, asked.principal.tenant, asked.region, asked.body, head.until, key=self._key(asked))
        )
        return Given(answer.status, answer.body, Answered.SITE, cpu_ms=answer.cpu_ms)

    async def _here_first(self, asked: Asked) -> Given:
        try:
            self._lanes[asked.served.name].admit(asked.principal.tenant, 1, asked.head.until)
            here = await self._here(asked)
        except Refused as err:
            if err.problem.code not in _GOES_UP:
                raise
            try:
                return await self._above(asked)
            except Refused:
                raise err from None
        if here.status != HARD_STATUS:
            return here
        try:
            above = await self._above(asked)
        except Refused:
            above = here
        # The best that is known here, where nobody above knows better.
        return above if above.status == 200 else replace(here, status=200)

    async def _from_above(self, asked: Asked) -> Given:
        left_s = asked.head.until - monotonic()
        until = asked.head.until - min(_MOST_KEPT_BACK_S, _KEPT_BACK * left_s)
        try:
            given = await self._above(asked, until)
        except Refused as err:
            known = self._store.earlier(asked.print()) if err.problem.code == LINE_CUT.code else None
            if known is None:
                raise
            body, at = known
            return Given(200, body, Answered.CACHED, max(0.0, self._now() - at))
        if given.status == 200:
            # Nobody waits until it is on disk.
            task = asyncio.get_running_loop().create_task(self._remember(asked, given.body))
            self._remembering.add(task)
            task.add_done_callback(self._remembering.discard)
        return given

    async def _above(self, asked: Asked, until: float | None = None) -> Given:
        head = asked.head
        response = await self._line.ask(
            asked.served, asked.body, authorization=head.authorization or b"", id=head.id, key=self._key(asked),
            until=until or head.until,
        )  # fmt: skip
        return Given(response.status, response.body, Answered.PARENT)

    def _key(self, asked: Asked) -> str:
        """By which an application, or the site above, knows that it was asked the same before; "" without a promise."""
        key = asked.head.key
        return self._names.of(asked.principal.tenant, key, asked.region) if key else ""

    async def _remember(self, asked: Asked, body: bytes) -> None:
        try:
            await self._store.remember(asked.print(), asked.served.name, body, self._now())
        except DiskFails as err:
            self._journal.note("not_remembered", code=err.code)
