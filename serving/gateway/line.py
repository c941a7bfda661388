"""The line to the gateway of the site above, and the only way out of a site: edge-only work never takes it."""

import time
import uuid
from collections.abc import Callable
from time import monotonic
from urllib.parse import quote

from core.errors import AnlanError
from core.keys import SigningKey, key_of
from core.principal import Principal, Role
from core.tokens import issue
from core.work import DEADLINE_HEADER, IDEMPOTENCY_HEADER, REQUEST_HEADER, WorkClass
from serving.gateway.breaker import Breaker, BreakerState
from serving.gateway.configuration import GatewaySite, Served
from serving.gateway.naming import region_above
from serving.gateway.refusals import LINE_CUT
from serving.gateway.upstream import ConnectionFailed, NoAnswer, Response, Upstream

_TOKEN_LASTS_S = 300.0
_LOOK_S = 2.0
# The site above, or what it would ask, is away: for whoever asks here the line is cut.
_AWAY = frozenset((502, 503, 504))


class MayNotLeave(AnlanError):
    """Work that is done at this site and nowhere else was about to leave it."""

    code = "gateway.may_not_leave"


class Line:
    """Requests to the site above, each with the token of whoever asks, or with that of this site."""

    def __init__(self, site: GatewaySite, *, now: Callable[[], float] = time.time) -> None:
        """Read the key of the site, or draw it, where it has one. Raises KeyRefused."""
        # Only looks and broken connections count: a caller in a hurry says nothing of the line.
        self.breaker = Breaker(failures=2, shortest_s=0.5, longest_s=5.0)
        self._site, self._now = site, now
        self._upstream = Upstream(site.parent or "http://nowhere")
        self._key: SigningKey | None = key_of(site.parent_key) if site.parent_key is not None else None

    @property
    def is_there(self) -> bool:
        """Whether there is a site above."""
        return self._site.parent is not None

    @property
    def speaks_for_itself(self) -> bool:
        """Whether this site has a key of its own, so that it may ask for what was queued."""
        return self.is_there and self._key is not None

    def state(self) -> BreakerState:
        """Whether the line is cut, as far as is known."""
        return self.breaker.state(monotonic())

    @property
    def is_well(self) -> bool:
        """Whether the last look was answered, so that it makes sense to ask."""
        return self.state() is BreakerState.CLOSED

    async def ask(
        self, served: Served, body: bytes, *, authorization: bytes, id: str, key: str, until: float
    ) -> Response:
        """The answer of the site above. Raises Refused (503) while the line is cut, MayNotLeave for edge-only work."""
        if served.work_class is WorkClass.EDGE_ONLY:
            raise MayNotLeave(f"Work for {served.name} is done at this site only. Ask its own replicas.")
        # Nobody's request is spent on trying: looks go on, and close the line with the first that is answered.
        if not self.is_there or not self.is_well:
            raise LINE_CUT.refusal(application=served.name)
        left_s = until - monotonic()
        headers = [
            ("authorization", authorization.decode("latin-1")), ("content-type", "application/json"),
            (REQUEST_HEADER, id), (DEADLINE_HEADER, str(max(1, int(1000 * left_s)))),
        ]  # fmt: skip
        if key:
            headers.append((IDEMPOTENCY_HEADER, key))
        try:
            response = await self._upstream.send(
                "POST", f"/v1/{quote(served.name)}", body, headers=headers, timeout_s=max(left_s, 0.001)
            )
        except NoAnswer as err:
            raise LINE_CUT.refusal(application=served.name) from err
        except ConnectionFailed as err:
            self.breaker.failed(monotonic())
            raise LINE_CUT.refusal(application=served.name) from err
        if response.status in _AWAY:
            raise LINE_CUT.refusal(application=served.name)
        self.breaker.succeeded()
        return response

    def own_authorization(self, tenant: str, region: str) -> bytes:
        """A token with which this site asks what was queued here for a tenant and region; none of a person is kept."""
        if self._key is None:
            raise MayNotLeave("This site has no key to speak with. Give it `parent_key`.")
        who = Principal(
            subject=f"site:{self._site.name}",
            tenant=tenant,
            roles=frozenset((Role.REGIONAL_CENTRE,)),
            region=region_above(self._site.region, region),
            purpose="queued_work",
        )
        token = issue(
            who, self._key, issuer=min(self._site.issuers), audience=self._site.audience, id=uuid.uuid4().hex,
            now=self._now(), lasts_s=_TOKEN_LASTS_S,
        )  # fmt: skip
        return b"Bearer " + token.encode()

    async def look(self) -> bool:
        """Whether the site above answers at all."""
        try:
            await self._upstream.send("GET", "/healthz", timeout_s=_LOOK_S)
        except (ConnectionFailed, NoAnswer):
            self.breaker.failed(monotonic())
            return False
        self.breaker.succeeded()
        return True

    def close(self) -> None:
        """Close it."""
        self._upstream.close()
