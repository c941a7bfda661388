"""Single-age death rates from the rates of an abridged life table."""

from functools import lru_cache

import numpy as np

from core.errors import ValueOutOfRange
from simulation.demography.population import AGES, Floats

ABRIDGED_AGES = (0, 1, *range(5, 101, 5))
_ROUNDS = 60
_CLOSE_ENOUGH = 1e-10


def graduate(death_rate: Floats) -> Floats:
    """Single-age death rates whose abridged rates are exactly those given.

    death_rate  [group] central rates of ages 0, 1-4, 5-9, ..., 95-99, 100+ (m)
    returns     [age 0..100] central rates

    Between ages 1 and 99 the logarithm of the rate is as straight as the groups allow: the sum of its squared second
    differences is the least there is. Ages 0 and 100+ are single groups already and keep their rate. Newton steps with
    the groups as equality constraints (each group's log rate moves by the mean step of its ages, weighted by deaths).
    """
    if death_rate.shape != (len(ABRIDGED_AGES),) or not (death_rate > 0).all():
        raise ValueOutOfRange(
            "an abridged table needs a positive rate for each age group.",
            remedy="Give the groups 0, 1-4, 5-9, ..., 95-99 and 100+.",
        )
    inner = death_rate[1:-1]
    centres = np.array([3.0, *np.arange(7.5, 100, 5)])
    logs = np.interp(np.arange(1, 100) + 0.5, centres, np.log(inner))
    roughness = _roughness(logs.size)
    for _ in range(_ROUNDS):
        rates, weights = _groups(logs)
        gap = np.log(inner / rates)
        logs = logs + _step(roughness, weights, gap, logs)
        if np.abs(gap).max() < _CLOSE_ENOUGH:
            break
    return np.concatenate([death_rate[:1], np.exp(logs), death_rate[-1:]])


def abridged(death_rate: Floats) -> Floats:
    """[group] the abridged rates of single-age rates [age 0..100]; the inverse of `graduate`."""
    rates, _ = _groups(np.log(death_rate[1:-1]))
    return np.concatenate([death_rate[:1], rates, death_rate[-1:]])


def _groups(logs: Floats) -> tuple[Floats, Floats]:
    """[group] central rates and [group, age] each age's share in its group's deaths, for ages 1..99."""
    hazard = np.exp(logs)
    alive = np.exp(-np.concatenate([[0.0], np.cumsum(hazard)[:-1]]))
    died = -np.expm1(-hazard) * alive
    lived = died / hazard
    member = _membership()
    deaths = member @ died
    return deaths / (member @ lived), member * died / deaths[:, None]


def _step(roughness: Floats, weights: Floats, gap: Floats, logs: Floats) -> Floats:
    groups = gap.size
    system = np.block([[roughness, weights.T], [weights, np.zeros((groups, groups))]])
    right = np.concatenate([-roughness @ logs, gap])
    return np.asarray(np.linalg.solve(system, right)[: logs.size], dtype=np.float64)


@lru_cache(maxsize=1)
def _membership() -> Floats:
    starts = np.array(ABRIDGED_AGES[1:-1])
    group = np.searchsorted(starts, np.arange(1, AGES - 1), side="right") - 1
    return np.asarray(group == np.arange(starts.size)[:, None], dtype=np.float64)


@lru_cache(maxsize=4)
def _roughness(size: int) -> Floats:
    second = np.diff(np.eye(size), n=2, axis=0)
    return np.asarray(second.T @ second, dtype=np.float64)
