"""The public HTTP API of a site, as plain ASGI: who may ask, how much, until when; then the answer, or why not."""

import asyncio
import json
import math
from dataclasses import dataclass, replace
from http import HTTPStatus
from time import monotonic
from typing import Any

from core.errors import AnlanError
from core.principal import Principal
from core.work import AGE_HEADER, ANSWERED_HEADER, REQUEST_HEADER, Answered, Problem
from serving.gateway.configuration import GatewaySite, Served
from serving.gateway.draining import Drain
from serving.gateway.identity import Identities, require_role
from serving.gateway.journal import Journal
from serving.gateway.metrics import Metrics
from serving.gateway.pages import Pages
from serving.gateway.places import Asked, Given, Places
from serving.gateway.promises import Promises
from serving.gateway.quota import Quotas
from serving.gateway.reading import (
    Gone,
    Head,
    Reader,
    Receive,
    Scope,
    Send,
    hear_out,
    is_still_sending,
    parsed,
    request_id,
)
from serving.gateway.refusals import (
    BATCH_TOO_LONG,
    DISK_FAILS,
    DISK_FULL,
    FAILED,
    LINE_CUT,
    NO_APPLICATION,
    NO_METHOD,
    NO_ROUTE,
    NO_SUBMISSION,
    NOT_A_LIST,
    Refused,
    of_error,
)
from serving.gateway.store import Store, Submission
from serving.gateway.submissions import receipt, state_of
from serving.gateway.writer import DiskFails, DiskFull

_JSON, _PROBLEM = b"application/json", b"application/problem+json"
_REQUEST, _ANSWERED, _AGE = (name.encode() for name in (REQUEST_HEADER, ANSWERED_HEADER, AGE_HEADER))
_API, _SUBMISSIONS, _BATCH = "/v1/", "submissions", "batch"
Header = tuple[bytes, bytes]


@dataclass(frozen=True, slots=True)
class Parts:
    """What the API is put together from."""

    site: GatewaySite
    reader: Reader
    identities: Identities
    quotas: Quotas
    places: Places
    promises: Promises
    store: Store
    drain: Drain
    pages: Pages
    metrics: Metrics
    journal: Journal


@dataclass(frozen=True, slots=True)
class Reply:
    """What is sent back; `application` for the metrics, "" for none; processor time that it took of a replica."""

    status: int
    body: bytes
    kind: bytes = _JSON
    application: str = ""
    answered: str = ""
    more: tuple[Header, ...] = ()
    cpu_ms: float = 0.0


class Front:
    """ASGI. Whatever goes wrong with one request, it is answered, and the next one is."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        if scope["type"] != "http":
            return
        arrived, own = monotonic(), self._parts.reader.draw_id()
        id = own
        try:
            headers = self._parts.reader.wanted(scope)
            id = request_id(headers) or own
            reply = await self._reply(scope, headers, receive, own, arrived)
        except Refused as err:
            reply = _refusal(err.problem, id)
        except Gone:
            return
        except DiskFails as err:
            reply = _refusal((DISK_FULL if isinstance(err, DiskFull) else DISK_FAILS).refusal().problem, id)
        except AnlanError as err:
            reply = _refusal(of_error(err), id)
        except Exception as err:
            self._parts.journal.failed("request_failed", err, request=own)
            reply = _refusal(FAILED.refusal().problem, id)
        await self._send(scope, reply, id, send, receive)
        self._note(scope, reply, id, monotonic() - arrived)

    async def _reply(
        self, scope: Scope, headers: dict[bytes, bytes], receive: Receive, own: str, arrived: float
    ) -> Reply:
        path, method = scope["path"], scope["method"]
        if not path.startswith(_API) or path == "/v1/site":
            return self._page(path, method)
        first, _, rest = path[len(_API) :].partition("/")
        head = self._parts.reader.head(headers, own, arrived)
        if first == _SUBMISSIONS and rest and "/" not in rest:
            if method == "GET":
                return self._submission(rest, head)
            _require(method, "POST", allowed="GET, POST")
            served, principal = self._enter(rest, head, 1)
            body = await self._parts.reader.body(scope, headers, receive, head.until)
            return await self._submit(Asked(served, principal, head, _checked(body)))
        if rest not in ("", _BATCH) or path.endswith("/"):
            raise NO_ROUTE.refusal()
        _require(method, "POST", allowed="POST")
        if rest:
            served, principal = self._enter(first, head, 0)
            body = await self._parts.reader.body(scope, headers, receive, head.until)
            return await self._batch(served, principal, head, body)
        served, principal = self._enter(first, head, 1)
        self._parts.places.admit(served, principal.tenant, 1, head.until)
        body = await self._parts.reader.body(scope, headers, receive, head.until)
        return await self._one(Asked(served, principal, head, _checked(body)))

    def _enter(self, application: str, head: Head, requests: int) -> tuple[Served, Principal]:
        """Who asks and what, where they may. Raises Refused."""
        principal = self._parts.identities.principal(head.authorization)
        served = self._parts.site.applications.get(application)
        if served is None:
            raise NO_APPLICATION.refusal()
        require_role(principal, served)
        if requests:
            self._parts.quotas.take(principal.tenant, requests, monotonic())
        return served, principal

    async def _one(self, asked: Asked) -> Reply:
        is_above = self._parts.places.is_above(asked.served)
        if is_above and (queued := self._parts.promises.queued(asked)) is not None:
            return self._of_queue(queued, asked)
        try:
            given = await self._given(asked)
        except Refused as err:
            if err.problem.code != LINE_CUT.code or not is_above:
                raise
            return self._queued(await self._parts.promises.queue(asked), asked)
        kind = _JSON if given.status < 400 else _PROBLEM
        more = () if given.age_s is None else ((_AGE, str(int(given.age_s)).encode()),)
        return Reply(given.status, given.body, kind, asked.served.name, given.answered, more, given.cpu_ms)

    def _of_queue(self, submission: Submission, asked: Asked) -> Reply:
        """The answer to what was queued under the same key, or its receipt once more: it is not asked beside that."""
        if submission.status is None:
            return self._queued(submission, asked)
        kind = _JSON if submission.status < HTTPStatus.BAD_REQUEST else _PROBLEM
        return Reply(submission.status, submission.answer or b"null", kind, asked.served.name, Answered.PARENT)

    async def _given(self, asked: Asked) -> Given:
        if not asked.head.key:
            return await self._parts.places.answer(asked)
        return await self._parts.promises.once(asked, lambda: self._parts.places.answer(asked))

    async def _batch(self, served: Served, principal: Principal, head: Head, body: bytes) -> Reply:
        """Each request of a list by itself, with a status and a body of its own, in the order of the list."""
        requests, most = parsed(body), self._parts.site.limits.batch
        if not isinstance(requests, list) or not requests:
            raise NOT_A_LIST.refusal()
        if len(requests) > most:
            raise BATCH_TOO_LONG.refusal(most=most)
        self._parts.quotas.take(principal.tenant, len(requests), monotonic())
        self._parts.places.admit(served, principal.tenant, len(requests), head.until)
        whole = Asked(served, principal, head, body)

        async def answer() -> Given:
            rows = await asyncio.gather(*(self._row(whole, number, row) for number, row in enumerate(requests)))
            parts = [
                b'{"status":%d,"answered":"%b","body":%b}' % (given.status, where.encode(), given.body or b"null")
                for given, where in rows
            ]
            is_final = all(given.status < HTTPStatus.INTERNAL_SERVER_ERROR for given, _ in rows)
            answers, cpu_ms = b'{"answers":[' + b",".join(parts) + b"]}", sum(given.cpu_ms for given, _ in rows)
            return Given(200, answers, Answered.SITE, is_final=is_final, cpu_ms=cpu_ms)

        given = await (self._parts.promises.once(whole, answer) if head.key else answer())
        return Reply(given.status, given.body, _JSON, served.name, given.answered, cpu_ms=given.cpu_ms)

    async def _row(self, whole: Asked, number: int, row: Any) -> tuple[Given, str]:
        """The answer to one of a list and where it comes from, "" where it was refused."""
        head = whole.head
        key = f"{head.key}.{number}" if head.key else ""
        asked = replace(
            whole,
            head=replace(head, own=f"{head.own}.{number}", key=key),
            body=json.dumps(row, ensure_ascii=False).encode(),
        )
        try:
            given = await self._parts.places.answer(asked)
        except Refused as err:
            said = _plain(err.problem.to_json(asked.head.own))
            return Given(err.problem.status, said, Answered.SITE), ""
        return given, given.answered

    async def _submit(self, asked: Asked) -> Reply:
        return self._queued(await self._parts.promises.submit(asked), asked)

    def _queued(self, submission: Submission, asked: Asked) -> Reply:
        """The receipt, once it is on disk."""
        self._parts.drain.wake()
        where = f"{_API}{_SUBMISSIONS}/{submission.id}"
        more = ((b"location", where.encode()),)
        return Reply(202, _plain(receipt(submission)), _JSON, asked.served.name, Answered.QUEUED, more)

    def _submission(self, id: str, head: Head) -> Reply:
        principal = self._parts.identities.principal(head.authorization)
        found = self._parts.store.submission(id, principal.tenant)
        if found is None:
            raise NO_SUBMISSION.refusal()
        served = self._parts.site.applications.get(found.application)
        if served is not None:
            require_role(principal, served)
        return Reply(200, state_of(found))

    def _page(self, path: str, method: str) -> Reply:
        page = self._parts.pages.find(path)
        if page is None:
            raise NO_ROUTE.refusal()
        _require(method, "GET", allowed="GET")
        status, kind, body = page()
        return Reply(status, body, kind)

    async def _send(self, scope: Scope, reply: Reply, id: str, send: Send, receive: Receive) -> None:
        headers = [
            (b"content-type", reply.kind), (b"content-length", b"%d" % len(reply.body)), (_REQUEST, id.encode()),
            *reply.more,
        ]  # fmt: skip
        if reply.answered:
            headers.append((_ANSWERED, reply.answered.encode()))
        # Whoever still sends much is not to go on for ever, and yet to read why.
        ends = reply.status >= HTTPStatus.BAD_REQUEST and is_still_sending(scope)
        if ends:
            headers.append((b"connection", b"close"))
        await send({"type": "http.response.start", "status": reply.status, "headers": headers})
        await send({"type": "http.response.body", "body": reply.body, "more_body": ends})
        if ends:
            await hear_out(receive)
            await send({"type": "http.response.body", "body": b"", "more_body": False})

    def _note(self, scope: Scope, reply: Reply, id: str, seconds: float) -> None:
        application = reply.application or self._named(scope["path"])
        if application:
            self._parts.metrics.answered(application, reply.status, reply.answered, seconds)
        ms, cpu_ms = round(1000 * seconds, 2), round(reply.cpu_ms, 3)
        gateway_cpu_ms = round(self._parts.metrics.cpu_ms_each, 3)
        if reply.status >= HTTPStatus.BAD_REQUEST and reply.kind is _PROBLEM:
            code = json.loads(reply.body).get("code", "") if not reply.application else "application"
            self._parts.metrics.refusals[code] += 1
            self._parts.journal.note(
                "refused", code=code, status=reply.status, request=id, ms=ms, application=application, cpu_ms=cpu_ms,
                gateway_cpu_ms=gateway_cpu_ms,
            )  # fmt: skip
        elif application:
            self._parts.journal.trace(
                "answered", status=reply.status, answered=reply.answered, request=id, ms=ms, application=application,
                cpu_ms=cpu_ms, gateway_cpu_ms=gateway_cpu_ms,
            )  # fmt: skip

    def _named(self, path: str) -> str:
        """The application that a path names, "" where it names none that is here."""
        words = path.split("/")
        return next((word for word in words[2:4] if word in self._parts.site.applications), "")


def _require(method: str, wanted: str, *, allowed: str) -> None:
    if method != wanted:
        raise NO_METHOD.refusal(allowed=allowed)


def _checked(body: bytes) -> bytes:
    parsed(body)
    return body


def _refusal(problem: Problem, id: str) -> Reply:
    more: list[Header] = []
    if problem.retry_after_s is not None:
        more.append((b"retry-after", b"%d" % max(1, math.ceil(problem.retry_after_s))))
    if problem.status == HTTPStatus.UNAUTHORIZED:
        more.append((b"www-authenticate", b'Bearer realm="anlan"'))
    return Reply(problem.status, _plain(problem.to_json(id)), _PROBLEM, more=tuple(more))


def _plain(content: Any) -> bytes:
    return json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()
