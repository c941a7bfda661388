"""The drivers of many futures in plain NumPy: counter-based normals, then a recursion over the years for all paths."""

from collections.abc import Iterator
from dataclasses import astuple

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

from simulation.chance.drivers import DRIVERS
from simulation.chance.processes import EconomyProcess
from simulation.demography.bands.process import FertilityProcess, LongevityProcess
from simulation.futures.blocks import Task

Floats = NDArray[np.float64]
Words = NDArray[np.uint64]

FERTILITY, LONGEVITY, GAP, MIGRATION, WAGE, COVERAGE = (
    DRIVERS.index(name) for name in ("fertility", "longevity", "longevity_gap", "migration", "wage", "coverage")
)
ECONOMY = slice(WAGE, WAGE + 4)
_LOW, _WORD, _DROPPED = np.uint64(0xFFFFFFFF), np.uint64(32), np.uint64(6)
_FACTORS = np.uint64(0xD2511F53), np.uint64(0xCD9E8D57)
_STEPS = np.uint64(0x9E3779B9), np.uint64(0xBB67AE85)
_DOMAIN, _ROUNDS = 1, 10


class OtherPlan(Exception):
    """A plan that this plain twin does not draw."""

    def __init__(self) -> None:
        super().__init__("The plain twin draws pseudo-random paths with no driver held. Give it such a plan.")


def chance_of(task: Task, first: int, last: int) -> Floats:
    """[row, uncertain year, path] as `futures.blocks.chance_of` gives it, for the paths from `first` until `last`."""
    model, economy = task.model, task.economy
    if task.plan.sampling != "pseudo" or task.plan.held:
        raise OtherPlan
    years = economy.cpi.size
    lives = model.demography_under(task.plan.mortality)
    waiting = int(np.clip(model.demography.first_year - economy.first_year, 0, years))
    shocks = _shocks(task, years, first, last)
    of_lives = shocks[[FERTILITY, LONGEVITY, GAP]][:, [0, *range(waiting + 1, years + 1)]]
    scale = model.migration.scale.at(np.arange(economy.first_year, economy.first_year + years))
    scale[:waiting] = 0.0
    coming = scale[:, None] * np.stack(list(_stationary(shocks[MIGRATION], model.migration.persistence)))
    walks = [
        np.stack(list(_walk(shocks[COVERAGE + number, 1:], walk.step, walk.bound)))
        for number, walk in enumerate(model.walks)
    ]
    reach = model.economy.reach(np.stack(economy[1:]))
    return np.concatenate(
        [
            _late(_fertility(of_lives[0], lives.fertility), waiting)[None],
            _late(_longevity(of_lives[1], of_lives[2], lives.longevity), waiting).swapaxes(0, 1),
            1000.0 * coming[None],
            np.stack(list(_economy(shocks[ECONOMY], model.economy, reach)), axis=1),
            np.stack([1.0 + walks[0], 1.0 + walks[1], walks[2]]),
        ]
    )


def _shocks(task: Task, years: int, first: int, last: int) -> Floats:
    """[driver, year index, path] correlated normals; index 0 belongs to the path as a whole and is not correlated."""
    normals = _normals(task.plan.seed, task.economy.first_year, years, np.arange(first, last, dtype=np.uint64))
    shocks = np.tensordot(task.model.root, normals, axes=1)
    shocks[:, 0] = normals[:, 0]
    return shocks


def _normals(seed: int, first_year: int, years: int, paths: Words) -> Floats:
    """[driver, year index, path] standard normals of counter (path, year, pair of drivers)."""
    calendar = np.array([0, *range(first_year, first_year + years)], dtype=np.uint64)
    shape = (calendar.size, paths.size)
    key = np.uint64(seed & int(_LOW)), np.uint64(seed >> int(_WORD))
    cells = []
    for pair in range((len(DRIVERS) + 1) // 2):
        fixed = np.full(shape, pair, dtype=np.uint64), np.full(shape, _DOMAIN, dtype=np.uint64)
        counter = np.broadcast_to(paths, shape), np.broadcast_to(calendar[:, None], shape), *fixed
        words = _philox(counter, key)
        cells += [_uniform(words[0], words[1]), _uniform(words[2], words[3])]
    return np.asarray(ndtri(np.stack(cells[: len(DRIVERS)])))


def _philox(counter: tuple[Words, ...], key: tuple[np.uint64, np.uint64]) -> tuple[Words, ...]:
    """Philox4x32-10 of Salmon and others (2011); each word's 32 bits are held in 64."""
    c0, c1, c2, c3 = counter
    k0, k1 = key
    for _ in range(_ROUNDS):
        p0, p1 = _FACTORS[0] * c0, _FACTORS[1] * c2
        c0, c1, c2, c3 = (p1 >> _WORD) ^ c1 ^ k0, p1 & _LOW, (p0 >> _WORD) ^ c3 ^ k1, p0 & _LOW
        k0, k1 = (k0 + _STEPS[0]) & _LOW, (k1 + _STEPS[1]) & _LOW
    return c0, c1, c2, c3


def _uniform(high: Words, low: Words) -> Floats:
    cell = (high >> _DROPPED).astype(np.float64) * 2.0**26 + (low >> _DROPPED).astype(np.float64)
    return np.asarray((cell + 0.5) * 2.0**-52)


def _late(deviation: list[Floats], waiting: int) -> Floats:
    """[year, ...] deviations that begin after `waiting` years."""
    return np.stack([np.zeros_like(deviation[0])] * waiting + deviation)


def _fertility(normals: Floats, process: FertilityProcess) -> list[Floats]:
    first_shock, shock, persistence, level, _ = astuple(process)
    centre = level * normals[0]
    away, found = -centre, []
    for year, fresh in enumerate(normals[1:]):
        away = persistence * away + (shock if year else first_shock) * fresh
        found.append(centre + away)
    return found


def _longevity(normals: Floats, gap_normals: Floats, process: LongevityProcess) -> list[Floats]:
    """Years of life [(male, female), path] of each year."""
    shared, gap, found = np.zeros_like(normals[0]), np.zeros_like(normals[0]), []
    for year, (fresh, apart) in enumerate(zip(normals[1:], gap_normals[1:], strict=True)):
        shared = process.persistence * shared + (process.shock if year else process.first_shock) * fresh
        gap = process.gap_persistence * gap + process.gap_shock * apart
        pace = (year + 1) * normals[0]
        men = process.male_weight * shared + process.male_trend * pace + 0.5 * gap
        women = process.female_weight * shared + process.female_trend * pace - 0.5 * gap
        found.append(np.stack([men, women]))
    return found


def _stationary(shocks: Floats, persistence: float) -> Iterator[Floats]:
    value = shocks[0]
    for fresh in shocks[1:]:
        value = persistence * value + np.sqrt(1.0 - persistence * persistence) * fresh
        yield value


def _walk(shocks: Floats, step: float, bound: float) -> Iterator[Floats]:
    value = np.zeros_like(shocks[0])
    for fresh in shocks:
        value = np.clip(value + step * fresh, -bound, bound)
        yield value


def _economy(shocks: Floats, process: EconomyProcess, reach: Floats) -> Iterator[Floats]:
    """Deviations [variable, path] of each year from a vector autoregression about each path's own mean."""
    mean = process.mean_root @ shocks[:, 0]
    past = [-mean] * len(process.lags)
    for year in range(shocks.shape[1] - 1):
        value = mean + process.residual_deviation[:, None] * shocks[:, year + 1]
        for lag, matrix in enumerate(process.lags):
            value += matrix @ past[lag]
        bound = reach[:, year, None]
        value = np.clip(value, -bound, bound)
        past = [value - mean, *past[:-1]]
        yield value
