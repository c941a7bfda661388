"""Standard normals for ranges of paths: the same bits however the paths are divided."""

from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from core.errors import ValueOutOfRange
from simulation.chance import kernels
from simulation.chance.plan import Plan

_WAYS = {"pseudo": kernels.PSEUDO, "antithetic": kernels.ANTITHETIC, "sobol": kernels.SOBOL}
_WORD = 32
_LOW_WORD = 2**_WORD - 1
# The most dimensions for which scipy holds direction numbers.
_MOST_DIMENSIONS = 21201


class Source(NamedTuple):
    """What the kernels draw from.

    way         number of the way of sampling
    key         the two words of the seed
    start       [dimension] first point of the Sobol sequence in units of 2^-32; empty unless sampling is sobol
    directions  [bit, dimension] its direction numbers
    """

    way: int
    key: tuple[np.uint64, np.uint64]
    start: NDArray[np.uint32]
    directions: NDArray[np.uint32]


def source_of(plan: Plan, *, purposes: int, years: int) -> Source:
    """The source of `plan` for `purposes` numbers in each of `years` years and once per path."""
    key = (np.uint64(plan.seed & _LOW_WORD), np.uint64(plan.seed >> _WORD))
    dimensions = purposes * (years + 1) if plan.sampling == "sobol" else 0
    start, directions = sobol_directions(plan.seed, dimensions, plan.paths.bit_length() if dimensions else 0)
    return Source(_WAYS[plan.sampling], key, start, directions)


def standard_normals(
    plan: Plan, *, purposes: int, first_year: int, years: int, first_path: int, last_path: int
) -> NDArray[np.float64]:
    """[path, purpose, 0..years] independent standard normals of the paths from `first_path` until before `last_path`.

    Index 0 belongs to the path as a whole, index k to the year `first_year` + k − 1.
    """
    check_range(plan, first_path, last_path)
    source = source_of(plan, purposes=purposes, years=years)
    out = np.empty((last_path - first_path, purposes, years + 1))
    kernels.draw_normals(source.way, *source.key, first_path, first_year, source.start, source.directions, out)
    return out


def check_range(plan: Plan, first_path: int, last_path: int) -> None:
    """ValueOutOfRange unless the range of paths lies within the plan."""
    if not 0 <= first_path <= last_path <= plan.paths:
        raise ValueOutOfRange(
            f"the paths {first_path} to {last_path} are not a range of the plan's {plan.paths}.",
            remedy=f"Ask for paths between 0 and {plan.paths}.",
        )


@lru_cache(maxsize=8)
def sobol_directions(seed: int, dimensions: int, bits: int) -> tuple[NDArray[np.uint32], NDArray[np.uint32]]:
    """The first point [dimension] and the directions [bit, dimension] of scipy's scrambled Sobol sequence.

    Point n differs from point n − 1 by the direction of the lowest bit of n that is one. So the points 2^j − 1 and 2^j
    give direction j, and any point follows from its index alone, without the points before it.
    """
    if dimensions > _MOST_DIMENSIONS:
        raise ValueOutOfRange(
            f"a Sobol sequence has at most {_MOST_DIMENSIONS} dimensions, not {dimensions}.",
            remedy="Draw fewer years, or use another sampling.",
        )
    start, directions = np.empty(dimensions, np.uint32), np.empty((bits, dimensions), np.uint32)
    if dimensions:
        _fill_directions(seed, start, directions)
    # Read-only in every case: the kernels are then compiled for one kind of array, and nobody spoils the cache.
    for array in (start, directions):
        array.setflags(write=False)
    return start, directions


def _fill_directions(seed: int, start: NDArray[np.uint32], directions: NDArray[np.uint32]) -> None:
    # Loaded here because scipy.stats takes most of a second and only this way of sampling needs it.
    from scipy.stats import qmc

    engine = qmc.Sobol(start.size, scramble=True, bits=_WORD, rng=np.random.default_rng(seed))
    for bit in range(len(directions)):
        engine.reset()
        if bit:
            engine.fast_forward(2**bit - 1)
        before, after = np.asarray(engine.random(2) * 2.0**_WORD, dtype=np.uint32)
        directions[bit] = before ^ after
        if bit == 0:
            start[:] = before
