"""Provinces that do not exist (示意省) and add up to the nation: unequal in size, age and wage, by a fixed rule.

Province i has five characteristics, points of a Kronecker sequence turned into normal deviates z: size, dependency,
wage, effort and generosity. Sizes, dependency ratios and wages are exp(spread × z); dependency and wages draw
together as years go by; poorer provinces are the older ones. Every total is then scaled to the nation's.
"""

from dataclasses import dataclass
from string import ascii_uppercase

import numpy as np
from numpy.typing import NDArray
from scipy.stats import norm

from core.errors import ValueOutOfRange
from simulation.regions.provinces import Floats, PensionFlows, Province, Provinces, Words

MOST_PROVINCES = 500
_CHARACTERISTICS = 5
_LETTERS = len(ascii_uppercase)


@dataclass(frozen=True, slots=True)
class Spreads:
    """How unequal the provinces are: standard deviations of logarithms, and how they draw together.

    wage_and_age    correlation of wage and dependency, as a positive number: older provinces are poorer
    remaining       share of the differences in dependency and wage left in the last year
    local_wage_weight  part of a pension that follows the province's wage instead of the nation's
    """

    size: float
    dependency: float
    wage: float
    effort: float
    generosity: float
    wage_and_age: float
    remaining: float
    local_wage_weight: float


def illustrative_provinces(
    nation: PensionFlows,
    years: NDArray[np.int64],
    *,
    count: int,
    spreads: Spreads,
    positions: tuple[tuple[int, int], ...],
    is_estimated: NDArray[np.bool_],
) -> Provinces:
    """`count` provinces whose every sum is the nation's, of which `nation` is the one row."""
    if not 2 <= count <= MOST_PROVINCES:
        raise ValueOutOfRange(
            f"{count} provinces cannot be made up.", remedy=f"Choose a number from 2 to {MOST_PROVINCES}."
        )
    z = _deviates(count)
    fading = np.linspace(1.0, spreads.remaining, years.size)
    wage_deviate = -spreads.wage_and_age * z[1] + np.sqrt(1.0 - spreads.wage_and_age**2) * z[2]
    contributors = _shared(np.exp(spreads.size * z[0])[:, None], nation.contributors)
    retirees = _shared(contributors * np.exp(spreads.dependency * z[1][:, None] * fading), nation.retirees)
    wage = np.exp(spreads.wage * wage_deviate[:, None] * fading)
    bill = _shared(contributors * wage, nation.contributors * nation.wage)
    wage = bill / contributors
    relative = spreads.local_wage_weight * wage / nation.wage + 1.0 - spreads.local_wage_weight
    benefits = _shared(retirees * relative * np.exp(spreads.generosity * z[4])[:, None], nation.benefits)
    flows = PensionFlows(
        contributors=contributors,
        retirees=retirees,
        wage=wage,
        assessed_wages=_shared(bill, nation.assessed_wages),
        contributions=_shared(bill * np.exp(spreads.effort * z[3])[:, None], nation.contributions),
        subsidy=_shared(retirees * relative, nation.subsidy),
        benefits=benefits,
    )
    rows = tuple(Province("", _name(number), True, positions[number % len(positions)]) for number in range(count))
    return Provinces(rows, years, flows, is_estimated)


def _shared(weights: Floats, total: Floats) -> Floats:
    """[province, year] the total [1, year] in proportion to the weights."""
    return np.asarray(weights / weights.sum(axis=0) * total)


def _deviates(count: int) -> Floats:
    """[characteristic, province] normal deviates of mean zero, spread evenly (Kronecker sequence of the d-th root)."""
    root = 2.0
    for _ in range(64):
        root = (1.0 + root) ** (1.0 / (_CHARACTERISTICS + 1))
    steps = root ** -np.arange(1.0, _CHARACTERISTICS + 1)
    points = (0.5 + np.outer(steps, np.arange(1, count + 1))) % 1.0
    # The rank instead of the point itself gives every number of provinces the same spread.
    ranks = points.argsort(axis=1).argsort(axis=1)
    return np.asarray(norm.ppf((ranks + 0.5) / count))


def _name(number: int) -> Words:
    """A to Z, then AA, AB and so on."""
    letters = ascii_uppercase[number % _LETTERS]
    if number >= _LETTERS:
        letters = ascii_uppercase[number // _LETTERS - 1] + letters
    return {"zh": f"示意省{letters}", "en": f"Illustrative province {letters}"}
