"""Couples and households of a block of made-up persons."""

from collections.abc import Iterator, Mapping

import numpy as np
from numpy.typing import NDArray

from datapool.synthetic.block import NEVER, People

_DAYS = 365.2425
_MOTHER_AT_BIRTH, _SPREAD, _YOUNGEST, _OLDEST = 27.0, 4.5, 19.0, 46.0
_AT_HOME_UNTIL = 30.0
_LEGAL_AGE, _MEN_LATER, _MOST_APART = 20.0, 2.0, 18.0
# A birthday may fall a little after so many mean years.
_LEAP_DAYS = 2


def marry(people: People, draw: np.random.Generator, rule: Mapping[str, float], end: int) -> None:
    """Pair women with somewhat older men of their county; date marriages, and end some of them.

    end  day on which history ends: who would marry later stays single
    """
    wish = draw.random(len(people)) < rule["share"]
    older = draw.normal(rule["men_older_years"], rule["men_older_spread"], len(people)) * _DAYS
    at_age = np.maximum(draw.normal(rule["age"], rule["age_spread"], len(people)), _LEGAL_AGE + 0.1) * _DAYS
    lasts = draw.exponential(1.0 / rule["divorced_per_year"], len(people)) * _DAYS
    for of_county in _groups(people.county):
        men = of_county[people.male[of_county] & wish[of_county]]
        women = of_county[~people.male[of_county] & wish[of_county]]
        men = men[np.argsort(people.born[men] + older[men], kind="stable")]
        women = women[np.argsort(people.born[women], kind="stable")]
        pairs = min(men.size, women.size)
        if pairs:
            _wed(people, _thinned(men, pairs), _thinned(women, pairs), at_age, lasts, end)


def _thinned(side: NDArray[np.int64], pairs: int) -> NDArray[np.int64]:
    """Evenly, so that the ranks of the shorter side meet people of their age on the longer one."""
    return side[np.linspace(0, side.size - 1, pairs).astype(np.int64)]


def _wed(
    people: People,
    men: NDArray[np.int64],
    women: NDArray[np.int64],
    at_age: NDArray[np.float64],
    lasts: NDArray[np.float64],
    end: int,
) -> None:
    day = (people.born[women] + at_age[women]).astype(np.int64)
    day = np.maximum(day, people.born[men] + int((_LEGAL_AGE + _MEN_LATER) * _DAYS) + _LEAP_DAYS)
    close = np.abs(people.born[women].astype(np.int64) - people.born[men]) < _MOST_APART * _DAYS
    alive = (people.died[men] > day) & (people.died[women] > day)
    weds = close & alive & (day < end)
    men, women, day = men[weds], women[weds], day[weds]
    over = day + lasts[women]
    until = np.minimum(people.died[men], people.died[women])
    for one, other in ((men, women), (women, men)):
        people.partner[one] = other
        people.married_on[one] = day
        people.divorced_on[one] = np.where((over < until) & (over < end), over, NEVER)


def house(people: People, draw: np.random.Generator) -> None:
    """Couples share a household, and children grow up with a woman of their county who could be their mother."""
    wives = np.flatnonzero(~people.male & (people.partner >= 0))
    people.household[people.partner[wives]] = people.household[wives]
    target = draw.normal(_MOTHER_AT_BIRTH, _SPREAD, len(people)) * _DAYS
    last = int(people.born.max(initial=0))
    is_child = (people.partner < 0) & (last - people.born < _AT_HOME_UNTIL * _DAYS)
    for of_county in _groups(people.county):
        mothers = of_county[np.isin(of_county, wives, assume_unique=True)]
        children = of_county[is_child[of_county]]
        if not mothers.size or not children.size:
            continue
        mothers = mothers[np.argsort(people.born[mothers], kind="stable")]
        place = np.searchsorted(people.born[mothers], people.born[children] - target[children])
        mother = mothers[np.minimum(place, mothers.size - 1)]
        age = (people.born[children] - people.born[mother].astype(np.int64)) / _DAYS
        fits = (age > _YOUNGEST) & (age < _OLDEST) & (people.died[mother] > people.born[children])
        people.household[children[fits]] = people.household[mother[fits]]


def _groups(values: NDArray[np.int32]) -> Iterator[NDArray[np.int64]]:
    """The positions of each value, in rising order of the value."""
    order = np.argsort(values, kind="stable")
    yield from np.split(order, np.flatnonzero(np.diff(values[order])) + 1)
