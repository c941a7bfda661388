"""How much a tenant may ask for: a bucket that fills at a steady rate, from which every request takes."""

from collections.abc import Mapping

from serving.gateway.configuration import EVERYBODY_ELSE, Quota
from serving.gateway.refusals import BATCH_TOO_LONG, OVER_QUOTA

_MOST_TENANTS = 10_000


class Quotas:
    """The buckets of all tenants. Times are seconds of one clock."""

    def __init__(self, quotas: Mapping[str, Quota]) -> None:
        self._quotas = quotas
        self._buckets: dict[str, tuple[float, float]] = {}

    def take(self, tenant: str, requests: int, now: float) -> None:
        """Take so many requests out of the bucket of a tenant. Raises Refused: 429 where there are not so many.

        413 where there never are.
        """
        quota = self._quotas.get(tenant) or self._quotas[EVERYBODY_ELSE]
        if requests > quota.burst:
            raise BATCH_TOO_LONG.refusal(most=int(quota.burst))
        held, since = self._buckets.get(tenant, (quota.burst, now))
        held = min(quota.burst, held + (now - since) * quota.per_second)
        if held < requests:
            self._put(tenant, held, now)
            raise OVER_QUOTA.refusal(retry_after_s=(requests - held) / quota.per_second)
        self._put(tenant, held - requests, now)

    def _put(self, tenant: str, held: float, now: float) -> None:
        if tenant not in self._buckets and len(self._buckets) >= _MOST_TENANTS:
            # The one that was first seen; a bucket that comes anew is full.
            self._buckets.pop(next(iter(self._buckets)))
        self._buckets[tenant] = (held, now)
