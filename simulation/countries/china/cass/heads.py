"""The Academy's people by year: what it published at a few points, and the years between them."""

from functools import cache

import numpy as np
from numpy.typing import NDArray

from simulation.countries.china.cass.plan import BASE_YEAR, FOLDER
from simulation.published import PublishedFigures, Series
from simulation.schemes.pension.opening import PublishedMembers

Floats = NDArray[np.float64]
_PEAK, _LAST = 2047, 2050


@cache
def academy_figures() -> PublishedFigures:
    """What the Academy published and what enters a projection as given."""
    return PublishedFigures.load([FOLDER / "published.yaml"])


def insured(years: NDArray[np.int64]) -> Floats:
    """[year] insured workers at 31 December.

    The change from 2019 to 2020 carried back to 2018; from 2020 the growth falls in equal steps to nothing in 2047,
    the year of the peak; a straight line from there to 2050.
    """
    series = academy_figures().series("cass.insured")
    start, peak = series.at(BASE_YEAR + 2), series.at(_PEAK)
    to_go = np.clip((_PEAK - years) / (_PEAK - BASE_YEAR - 2), 0.0, 1.0)
    rising = start * (peak / start) ** (1.0 - to_go**2)
    early = _carried_back(series, years)
    late = np.interp(years, [_PEAK, _LAST], [peak, series.at(_LAST)])
    return np.asarray(np.where(years < BASE_YEAR + 2, early, np.where(years > _PEAK, late, rising)))


def contributors_share(years: NDArray[np.int64]) -> Floats:
    """[year] contributors ÷ insured workers: the two published ratios of pensioners to each, a line between."""
    figures = academy_figures()
    at = [BASE_YEAR + 1, _LAST]
    shares = [
        figures.at("cass.retired_to_insured", year) / figures.at("cass.retired_to_contributors", year) for year in at
    ]
    return np.interp(years, at, shares)


def opening_members(pensions_paid: float) -> PublishedMembers:
    """Members at the end of 2018, by the change from 2019 to 2020 carried back; pensions_paid is yuan of 2018."""
    before, now = _carried_back(academy_figures().series("cass.retired"), np.array([BASE_YEAR - 1, BASE_YEAR]))
    return PublishedMembers(
        active=float(insured(np.array([BASE_YEAR]))[0]),
        retired=float(now),
        retired_before=float(before),
        pensions_paid=pensions_paid,
    )


def _carried_back(series: Series, years: NDArray[np.int64]) -> Floats:
    first, second = series.at(BASE_YEAR + 1), series.at(BASE_YEAR + 2)
    return np.asarray(first + (years - BASE_YEAR - 1) * (second - first))
