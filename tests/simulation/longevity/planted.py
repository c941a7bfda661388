"""Mortality made from known parameters, to be found again."""

import numpy as np

from simulation.demography.graduation import ABRIDGED_AGES
from simulation.longevity.abridged_table import GROUPS

AGES = np.array(ABRIDGED_AGES, dtype=np.float64)
YEARS = np.arange(1950.0, 2000.0, 2.0)


def log_rates(sex: int) -> np.ndarray:
    """[group] log rates of a plausible table: infants, an accident hump of none, Gompertz from 30 on."""
    young = np.where(AGES == 0, 0.02, np.where(AGES == 1, 0.002, 0.0004))
    old = 0.00006 * np.exp((0.09 - 0.004 * sex) * AGES)
    return np.log(young + old)


def response() -> np.ndarray:
    """[group] adds up to 1, larger for the young."""
    raw = np.exp(-AGES / 60.0)
    return raw / raw.sum()


def index(seed: int = 5) -> np.ndarray:
    """[year] sums to nought, falling."""
    steps = np.random.Generator(np.random.Philox(seed)).normal(-1.0, 0.4, YEARS.size)
    values = np.cumsum(steps)
    return values - values.mean()


def gap() -> np.ndarray:
    """[year] sums to nought, a swing that returns."""
    values = np.sin(np.arange(YEARS.size) / 2.0)
    return values - values.mean()


def both_sexes() -> np.ndarray:
    """[year, sex, group] rates of two sexes that share a decline and swing about it against each other."""
    own = np.full(GROUPS, 1.0 / GROUPS)
    common = index()[:, None, None] * response()
    swing = gap()[:, None, None] * np.array([1.0, -1.0])[None, :, None] * own
    return np.exp(np.stack([log_rates(0), log_rates(1)]) + common + swing)
