"""Life expectancy from the death rates of an abridged table: ages 0, 1-4, 5-9, ..., 95-99, 100 and over."""

import numpy as np

from core.errors import ValueOutOfRange
from simulation.demography.graduation import ABRIDGED_AGES
from simulation.demography.mortality import newborn_years
from simulation.demography.population import Floats

GROUPS = len(ABRIDGED_AGES)
_GROUP_YEARS = np.append(np.diff(ABRIDGED_AGES), 1.0).astype(np.float64)
_CHILD_YEARS = 4.0
_HIGH_INFANT_RATE = 0.107
# Coale and Demeny's West formula for 4a1, as in Preston, Heuveline and Guillot (2001), table 3.3: male, female.
_CHILD_HIGH = np.array([1.352, 1.361])
_CHILD_LOW, _CHILD_SLOPE = np.array([1.651, 1.522]), np.array([-2.816, -1.518])


def life_expectancy(death_rate: Floats) -> Floats:
    """[..., sex] years lived from birth under central rates [..., sex, group].

    From age 5 on the rate is constant inside a group; among infants and small children deaths cluster early. In the
    open group L = l / m.
    """
    if death_rate.shape[-2:] != (2, GROUPS) or not (np.isfinite(death_rate).all() and (death_rate > 0).all()):
        raise ValueOutOfRange(
            f"an abridged table of rates has the shape {death_rate.shape} or a rate that is not above zero.",
            remedy=f"Give positive rates by sex and {GROUPS} groups of ages.",
        )
    infant = death_rate[..., 0]
    child_years = np.where(infant >= _HIGH_INFANT_RATE, _CHILD_HIGH, _CHILD_LOW + _CHILD_SLOPE * infant)
    dying = -np.expm1(-_GROUP_YEARS * death_rate)
    dying[..., 0] = infant / (1.0 + (1.0 - newborn_years(infant)) * infant)
    child = death_rate[..., 1]
    dying[..., 1] = _CHILD_YEARS * child / (1.0 + (_CHILD_YEARS - child_years) * child)
    dying[..., -1] = 1.0
    return _years_lived(dying, death_rate)


def remaining_years(death_rate: Floats, group_years: Floats) -> Floats:
    """[...] years lived from the first age of central rates [..., group] on, the last group open.

    group_years  [group] width of each group in years; that of the open one does not matter

    The rate is constant inside a group.
    """
    dying = -np.expm1(-group_years * death_rate)
    dying[..., -1] = 1.0
    return _years_lived(dying, death_rate)


def _years_lived(dying: Floats, death_rate: Floats) -> Floats:
    alive = np.ones_like(dying)
    alive[..., 1:] = np.cumprod(1.0 - dying[..., :-1], axis=-1)
    return np.asarray((alive * dying / death_rate).sum(axis=-1), dtype=np.float64)
