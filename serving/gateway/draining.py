"""Submissions answered one after the other, oldest first, whenever their application can be asked."""

import asyncio
import time
from collections.abc import Callable, Mapping
from time import monotonic

from core.work import HARD_STATUS, WorkClass
from serving.gateway.breaker import BreakerState
from serving.gateway.configuration import GatewaySite, Served
from serving.gateway.journal import Journal
from serving.gateway.lane import Landed, Lane, Request
from serving.gateway.line import Line
from serving.gateway.places import Places
from serving.gateway.refusals import Refused
from serving.gateway.store import Store, Submission
from serving.gateway.upstream import Response
from serving.gateway.writer import DiskFails

# Whose share of a lane submissions take: that of nobody who waits.
TENANT = "submissions:"
_AT_ONCE = 64
_SECONDS_FOR_ONE = 60.0
_SECONDS_BETWEEN_LOOKS = 0.5
_SHORTEST_PAUSE_S, _LONGEST_PAUSE_S = 0.5, 60.0
# An application that fails so often at one request will not do it; whoever submitted it is told.
_MOST_FAILURES = 12
_TOO_MANY = 429


class Drain:
    """Asks for what was submitted. An answer is written in the transaction that marks its submission done."""

    def __init__(
        self,
        site: GatewaySite,
        store: Store,
        lanes: Mapping[str, Lane],
        line: Line,
        *,
        places: Places,
        journal: Journal,
        now: Callable[[], float] = time.time,
    ) -> None:
        self._site, self._store, self._lanes, self._line = site, store, lanes, line
        self._places, self._journal, self._now = places, journal, now
        self._loop = asyncio.get_running_loop()
        self._there = asyncio.Event()
        self._running: dict[str, asyncio.Task[None]] = {}

    def wake(self) -> None:
        """There is something to do."""
        self._there.set()

    async def run(self) -> None:
        """Until it is cancelled."""
        try:
            while True:
                self._there.clear()
                try:
                    self._start()
                except DiskFails as err:
                    self._journal.note("submissions_not_read", code=err.code)
                try:
                    async with asyncio.timeout(_SECONDS_BETWEEN_LOOKS):
                        await self._there.wait()
                except TimeoutError:
                    continue
        finally:
            for task in self._running.values():
                task.cancel()

    def _start(self) -> None:
        room = _AT_ONCE - len(self._running)
        # While the disk takes nothing no answer could be written: nobody is asked for one.
        if room <= 0 or self._store.writer.failure:
            return
        there = [served.name for served in self._site.applications.values() if self._is_there(served)]
        for submission in self._store.due(self._now(), room, applications=there, without=tuple(self._running)):
            task = self._loop.create_task(self._do(submission))
            self._running[submission.id] = task
            task.add_done_callback(lambda done, id=submission.id: self._done(id, done))  # type: ignore[misc]

    def _is_there(self, served: Served) -> bool:
        """Whether it makes sense to ask: what is away is looked at by others all the time."""
        if self._places.is_above(served):
            return self._line.speaks_for_itself and self._line.is_well
        return self._lanes[served.name].state() is not BreakerState.OPEN

    def _done(self, id: str, done: "asyncio.Task[None]") -> None:
        del self._running[id]
        if not done.cancelled() and (error := done.exception()) is not None:
            self._journal.failed("submission_failed", error, submission=id)
        self._there.set()

    async def _do(self, submission: Submission) -> None:
        try:
            try:
                status, body = await self._answer(submission)
            except Refused as err:
                # Nobody was there to ask: that is no failure of the submission.
                await self._put_off(submission, _SHORTEST_PAUSE_S, code=err.problem.code, counts=False)
                return
            fails = status >= 500 or status in (401, 403, _TOO_MANY)
            if fails and submission.attempts < _MOST_FAILURES:
                pause_s = min(_LONGEST_PAUSE_S, _SHORTEST_PAUSE_S * 2**submission.attempts)
                await self._put_off(submission, pause_s, code=f"status_{status}", counts=True)
                return
            await self._finish(submission, status, body)
        except DiskFails as err:
            # It waits on disk as it did; when the disk takes something again, it is asked for again.
            self._journal.note("submission_not_written", submission=submission.id, code=err.code)
            await asyncio.sleep(_SHORTEST_PAUSE_S)

    async def _finish(self, submission: Submission, status: int, answer: bytes) -> None:
        """Write the answer, as soon as the disk takes it: what was done is not asked for again meanwhile."""
        while True:
            try:
                await self._store.finish(submission.id, status=status, answer=answer, now=self._now())
                return
            except DiskFails as err:
                self._journal.note("answer_not_written", submission=submission.id, code=err.code)
                await asyncio.sleep(_SHORTEST_PAUSE_S)

    async def _answer(self, submission: Submission) -> tuple[int, bytes]:
        served = self._site.applications[submission.application]
        until = monotonic() + _SECONDS_FOR_ONE
        body = submission.body or b"null"
        if self._places.is_above(served):
            response = await self._above(submission, body, until)
            return response.status, response.body
        lane = self._lanes[served.name]
        tenant = f"{TENANT}{submission.tenant}"
        lane.admit(tenant, 1, until)
        answer = await lane.ask(Request(submission.id, tenant, submission.region, body, until, key=submission.id))
        if answer.status == HARD_STATUS and served.work_class is not WorkClass.EDGE_ONLY:
            return await self._hard(submission, answer, body, until)
        return answer.status, answer.body

    async def _hard(self, submission: Submission, here: Landed, body: bytes, until: float) -> tuple[int, bytes]:
        """Ask above what is hard here; the best that is known here stands where nobody above knows better."""
        if not self._line.speaks_for_itself:
            return 200, here.body
        response = await self._above(submission, body, until)
        return (200, response.body) if response.status == 200 else (200, here.body)

    async def _above(self, submission: Submission, body: bytes, until: float) -> Response:
        """Ask above under the id of the submission, so that however often it is asked it is done once."""
        served, authorization = (
            self._site.applications[submission.application],
            self._line.own_authorization(submission.tenant, submission.region),
        )
        return await self._line.ask(
            served, body, authorization=authorization, id=submission.id, key=submission.id, until=until
        )

    async def _put_off(self, submission: Submission, pause_s: float, *, code: str, counts: bool) -> None:
        self._journal.note(
            "submission_put_off", application=submission.application, submission=submission.id, code=code
        )
        await self._store.put_off(submission.id, until=self._now() + pause_s, counts=counts)
