"""Who is next: a queue in which every tenant has its share by weight, whatever the others ask for."""

import heapq
from collections.abc import Mapping
from typing import Generic, TypeVar

Item = TypeVar("Item")


class FairQueue(Generic[Item]):
    """Start-time fair queueing: each item has a start on a clock that runs slower for heavier tenants.

    Whoever asked little lately is before whoever asked much; nobody saves up turns while they ask nothing.
    """

    def __init__(self, weights: Mapping[str, float], usual: float) -> None:
        """`weights` of tenants, and that of everybody else."""
        self._weights, self._usual = weights, usual
        self._heap: list[tuple[float, int, str, Item]] = []
        self._next: dict[str, float] = {}
        self._waiting: dict[str, int] = {}
        self._now, self._number, self._weight = 0.0, 0, 0.0

    def __len__(self) -> int:
        return len(self._heap)

    def put(self, tenant: str, item: Item) -> None:
        """Queue an item of a tenant behind its others."""
        start = max(self._now, self._next.get(tenant, 0.0))
        self._next[tenant] = start + 1.0 / self.weight(tenant)
        self._push(start, tenant, item)

    def put_back(self, tenant: str, item: Item) -> None:
        """Queue an item that was taken before, ahead of everything."""
        self._push(self._now - 1.0, tenant, item)

    def take(self) -> Item:
        """The next item. Raises IndexError where there is none."""
        start, _, tenant, item = heapq.heappop(self._heap)
        self._now = max(self._now, start)
        left = self._waiting[tenant] - 1
        if left:
            self._waiting[tenant] = left
        else:
            del self._waiting[tenant]
            self._weight -= self.weight(tenant)
            # What is behind the clock says nothing any longer.
            if self._next.get(tenant, 0.0) <= self._now:
                self._next.pop(tenant, None)
        return item

    def ahead_of(self, tenant: str) -> float:
        """How many items are taken before a new one of the tenant, as things stand."""
        own = self._waiting.get(tenant, 0)
        weight = self.weight(tenant)
        all_weights = self._weight + (0.0 if own else weight)
        return min(len(self._heap), (own + 1) * all_weights / weight)

    def weight(self, tenant: str) -> float:
        """Of a tenant."""
        return self._weights.get(tenant, self._usual)

    def _push(self, start: float, tenant: str, item: Item) -> None:
        self._number += 1
        heapq.heappush(self._heap, (start, self._number, tenant, item))
        if tenant not in self._waiting:
            self._waiting[tenant] = 0
            self._weight += self.weight(tenant)
        self._waiting[tenant] += 1
