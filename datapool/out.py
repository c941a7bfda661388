"""What the pool gives out when it has changed: aggregates and profiles, each counted piece by piece."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from datapool.aggregates import publishing as aggregates
from datapool.pool import Pool
from datapool.profiles import publishing as profiles

Moved = Callable[[int, int], None]
_STEPS = 1000


@dataclass(frozen=True, slots=True)
class Published:
    """Names of what is current: [kind] version."""

    versions: Mapping[str, str]


def publish(pool: Pool, workers: int, moved: Moved, *, ray: str | None = None, on_ray: bool = False) -> Published:
    """Publish what the pool's present content gives; what is current already is kept."""
    first, second = _half(moved, 0), _half(moved, 1)
    of_all = aggregates.publish(pool, threads=workers, progress=first, on_ray=on_ray, ray=ray)
    of_groups = profiles.publish(pool, threads=workers, progress=second, on_ray=on_ray, ray=ray)
    return Published({"aggregates": of_all.version, "profiles": of_groups.version})


def _half(moved: Moved, place: int) -> Moved:
    """Progress of one of the two kinds as its half of the whole."""
    return lambda done, total: moved(int((place + done / max(total, 1)) * _STEPS), 2 * _STEPS)
