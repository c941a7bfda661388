"""What the gateway promises on disk: one answer for one idempotency key, and a submission that is not lost."""

import asyncio
import time
import uuid
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from typing import TypeVar

from core.work import Answered
from serving.gateway.naming import Names, region_above
from serving.gateway.places import Asked, Given
from serving.gateway.refusals import OTHER_BODY, TOO_LATE
from serving.gateway.store import Kept, KeyUsed, Store, Submission

Result = TypeVar("Result")
_TOO_MANY = 429
_FAILED = 500
_OF_QUEUE = "queue:"


@dataclass(frozen=True, slots=True)
class _Running:
    print: str
    answer: "asyncio.Task[Given]"


class Promises:
    """Keys and submissions of all tenants."""

    def __init__(self, store: Store, *, names: Names, region: str, now: Callable[[], float] = time.time) -> None:
        """`region` of the site."""
        self._store, self._names, self._region, self._now = store, names, region, now
        self._running: dict[tuple[str, str], _Running] = {}

    async def once(self, asked: Asked, answer: Callable[[], Awaitable[Given]]) -> Given:
        """The answer under the key of a request: that which was given before, or else the one that `answer` gives.

        An answer is on disk before anybody has it; one that is no answer (away, too late, overloaded) is not kept.
        Raises Refused: 422 where the key stands for another request, 504 where the deadline comes first.
        """
        key = (asked.principal.tenant, asked.head.key)
        print = asked.print()
        running = self._running.get(key)
        if running is None:
            kept = self._store.kept(*key)
            if kept is not None:
                if kept.print != print:
                    raise OTHER_BODY.refusal()
                return Given(kept.status, kept.answer, Answered(kept.answered))
            task = asyncio.get_running_loop().create_task(self._kept(key, print, answer))
            running = self._running[key] = _Running(print, task)
            task.add_done_callback(lambda done: self._ended(key, done))
        elif running.print != print:
            raise OTHER_BODY.refusal()
        return await _in_time(running.answer, asked.head.until)

    async def submit(self, asked: Asked) -> Submission:
        """Keep a request to be answered later; it is on disk when this returns. Under one key there is one submission.

        Raises Refused: 422 where the key stands for another request, 504 where the disk takes longer than the
        deadline; DiskFails where it fails.
        """
        id = self._id(asked)
        return await self._submit(asked, id, key=asked.head.key or id)

    async def queue(self, asked: Asked) -> Submission:
        """The same for a request that nobody could answer while the line is cut: one for each question of a tenant."""
        return await self._submit(asked, self._id(asked), key=asked.head.key or f"{_OF_QUEUE}{asked.print()}")

    def queued(self, asked: Asked) -> Submission | None:
        """The submission that the key of a request stands for already. Raises Refused (422) where it is another."""
        found = self._store.under(asked.principal.tenant, asked.head.key) if asked.head.key else None
        if found is None:
            return None
        submission, print = found
        if print != asked.print():
            raise OTHER_BODY.refusal()
        return submission

    def _id(self, asked: Asked) -> str:
        """A new name; under a key the one by which the site above was asked, if it was, before the line was cut."""
        if not asked.head.key:
            return uuid.uuid4().hex
        return self._names.of(asked.principal.tenant, asked.head.key, region_above(self._region, asked.region))

    async def _submit(self, asked: Asked, id: str, *, key: str) -> Submission:
        new = Submission(id, asked.principal.tenant, asked.served.name, asked.region, self._now(), asked.body)
        task = asyncio.get_running_loop().create_task(self._store.submit(new, key=key, print=asked.print()))
        try:
            return await _in_time(task, asked.head.until)
        except KeyUsed as err:
            raise OTHER_BODY.refusal() from err

    async def _kept(self, key: tuple[str, str], print: str, answer: Callable[[], Awaitable[Given]]) -> Given:
        given = await answer()
        is_none = given.status >= _FAILED or given.status == _TOO_MANY or not given.is_final
        if is_none or given.answered is Answered.CACHED:
            return given
        kept = await self._store.keep(*key, Kept(print, given.status, given.body, self._now(), given.answered))
        return replace(given, status=kept.status, body=kept.answer, answered=Answered(kept.answered))

    def _ended(self, key: tuple[str, str], done: "asyncio.Task[Given]") -> None:
        del self._running[key]
        if not done.cancelled():
            # Whoever waited may be gone; what it raised is theirs, and nobody else's to be told.
            done.exception()


async def _in_time(task: "asyncio.Task[Result]", until: float) -> Result:
    """What a task gives, which goes on when the time is over. Raises Refused (504) then."""
    left_s = until - time.monotonic()
    await asyncio.wait((task,), timeout=max(left_s, 0.0))
    if not task.done():
        task.add_done_callback(lambda done: done.cancelled() or done.exception())
        raise TOO_LATE.refusal()
    return task.result()
