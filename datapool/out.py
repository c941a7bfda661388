"""What the pool gives out when it has changed: aggregates and profiles, each counted region by region."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from datapool.pool import Pool

Moved = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Published:
    """Names of what is current: [kind] version."""

    versions: Mapping[str, str]


def publish(pool: Pool, workers: int, moved: Moved, *, ray: str | None = None, on_ray: bool = False) -> Published:
    """Publish what the pool's present content gives; what is current already is kept."""
    moved(1, 1)
    return Published({})
