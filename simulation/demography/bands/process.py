"""The processes by which fertility and life expectancy stray from a central path, and the spread they imply.

A deviation starts at nought in the last counted year; year number k = 1 is the first uncertain one. Everything is
Gaussian, so the spread of every year follows from the parameters without drawing anything.
"""

from collections.abc import Sequence
from dataclasses import dataclass, fields

import numpy as np

from core.errors import ValueOutOfRange
from simulation.demography.bands.kernels import fertility_deviation, longevity_deviation
from simulation.demography.population import Floats

FERTILITY_NUMBERS = ("first_shock", "shock", "persistence", "level", "floor")
LONGEVITY_NUMBERS = (
    *("first_shock", "shock", "persistence", "male_weight", "female_weight", "male_trend", "female_trend"),
    *("gap_shock", "gap_persistence"),
)
_HALF = 0.5


@dataclass(frozen=True, slots=True)
class FertilityProcess:
    """Children per woman off the centre: d[k] = L + persistence (d[k-1] - L) + shock z[k], with L = level z[0].

    first_shock  standard deviation of the first year's shock, children per woman: what is not yet known of the present
    shock        standard deviation of every later year's shock, children per woman
    persistence  share of a distance from the path's level that is left a year later, 0 to 1
    level        standard deviation of the level a path tends to, children per woman
    floor        children per woman that no path falls below (applied where the centre is added)
    """

    first_shock: float
    shock: float
    persistence: float
    level: float
    floor: float

    def __post_init__(self) -> None:
        _refuse_impossible(self, shares=("persistence",))

    def spread(self, years: int) -> Floats:
        """[year 1..years] standard deviation, children per woman."""
        k = np.arange(1, years + 1, dtype=np.float64)
        tended = self.level * (1.0 - self.persistence**k)
        return np.sqrt(shock_variance(self.first_shock, self.shock, self.persistence, k) + tended**2)

    def correlation(self, years: int) -> Floats:
        """[year, year] correlation of the deviations of two years."""
        k = np.arange(1, years + 1, dtype=np.float64)
        tended = self.level * (1.0 - self.persistence**k)
        variance = shock_variance(self.first_shock, self.shock, self.persistence, k)
        return _correlation(_covariance_in_time(variance, self.persistence) + np.outer(tended, tended))

    def paths(self, normals: Floats) -> Floats:
        """[path, year] deviations from standard normals [path, 0..year] (index 0 the level)."""
        deviation = np.empty((normals.shape[0], normals.shape[1] - 1))
        for path in range(normals.shape[0]):
            fertility_deviation(
                normals[path], self.first_shock, self.shock, self.persistence, self.level, deviation[path]
            )
        return deviation


@dataclass(frozen=True, slots=True)
class LongevityProcess:
    """Years of life at birth off the centre: a driver both sexes share, an uncertain pace, and a stationary gap.

    x[k] = persistence x[k-1] + shock z[k];  g[k] = gap_persistence g[k-1] + gap_shock zgap[k];
    male = male_weight x + male_trend k z[0] + g / 2;  female = female_weight x + female_trend k z[0] - g / 2.

    first_shock, shock         standard deviations of the shared driver's shocks in the first and the later years, years
    persistence                share of the shared driver left a year later, 0 to 1
    male_weight, female_weight how strongly a sex follows the shared driver
    male_trend, female_trend   standard deviation of the pace of gain, years of life per calendar year
    gap_shock, gap_persistence shocks of the gap, men's less women's deviation, years; and what is left a year later
    lowest, highest            (male, female) years of life at birth that no path leaves, applied where the centre is
                               added: how far the mortality model reaches
    """

    first_shock: float
    shock: float
    persistence: float
    male_weight: float
    female_weight: float
    male_trend: float
    female_trend: float
    gap_shock: float
    gap_persistence: float
    lowest: tuple[float, float]
    highest: tuple[float, float]

    def __post_init__(self) -> None:
        _refuse_impossible(self, shares=("persistence", "gap_persistence"))
        for lowest, highest in zip(self.lowest, self.highest, strict=True):
            if highest <= lowest:
                raise ValueOutOfRange(
                    f"the highest life expectancy {highest} is not above the lowest {lowest}.",
                    remedy="Put them in order.",
                )

    def spread(self, years: int) -> Floats:
        """[(male, female, mean of both), year 1..years] standard deviation, years of life at birth."""
        k = np.arange(1, years + 1, dtype=np.float64)
        shared = shock_variance(self.first_shock, self.shock, self.persistence, k)
        gap = shock_variance(self.gap_shock, self.gap_shock, self.gap_persistence, k)
        variance = [
            weight**2 * shared + (trend * k) ** 2 + share**2 * gap
            for weight, trend, share in (
                (self.male_weight, self.male_trend, _HALF),
                (self.female_weight, self.female_trend, _HALF),
                (_HALF * (self.male_weight + self.female_weight), _HALF * (self.male_trend + self.female_trend), 0.0),
            )
        ]
        return np.sqrt(np.stack(variance))

    def correlation(self, years: int) -> Floats:
        """[year, year] correlation of two years' mean deviations of both sexes."""
        k = np.arange(1, years + 1, dtype=np.float64)
        weight, trend = _HALF * (self.male_weight + self.female_weight), _HALF * (self.male_trend + self.female_trend)
        shared = shock_variance(self.first_shock, self.shock, self.persistence, k)
        covariance = weight**2 * _covariance_in_time(shared, self.persistence) + trend**2 * np.outer(k, k)
        return _correlation(covariance)

    def paths(self, normals: Floats, gap_normals: Floats) -> Floats:
        """[path, year, sex] deviations from standard normals [path, 0..year] of the shared driver and of the gap."""
        deviation = np.empty((normals.shape[0], normals.shape[1] - 1, 2))
        numbers = (
            *(self.first_shock, self.shock, self.persistence, self.male_weight, self.female_weight),
            *(self.male_trend, self.female_trend, self.gap_shock, self.gap_persistence),
        )
        for path in range(normals.shape[0]):
            longevity_deviation(normals[path], gap_normals[path], *numbers, deviation[path])
        return deviation


@dataclass(frozen=True, slots=True)
class DemographicProcesses:
    """The processes of one country (ISO 3166 numeric code) and the first uncertain year."""

    country_code: int
    first_year: int
    fertility: FertilityProcess
    longevity: LongevityProcess


def longevity_process(
    numbers: Sequence[float], *, lowest: tuple[float, float], highest: tuple[float, float]
) -> LongevityProcess:
    """The process with `numbers` in the order of LONGEVITY_NUMBERS."""
    first, shock, persistence, male, female, male_trend, female_trend, gap_shock, gap_persistence = numbers
    return LongevityProcess(
        *(first, shock, persistence, male, female, male_trend, female_trend, gap_shock, gap_persistence),
        lowest,
        highest,
    )


def shock_variance(first_shock: float, shock: float, persistence: float, k: Floats) -> Floats:
    """[year] variance at year number k of an autoregression from nought whose first shock has its own size."""
    left = persistence ** (2.0 * (k - 1.0))
    return first_shock**2 * left + shock**2 * (1.0 - left) / (1.0 - persistence**2)


def _covariance_in_time(variance: Floats, persistence: float) -> Floats:
    number = np.arange(variance.size)
    earlier = np.minimum(number[:, None], number[None, :])
    return np.asarray(variance[earlier] * persistence ** np.abs(number[:, None] - number[None, :]), dtype=np.float64)


def _correlation(covariance: Floats) -> Floats:
    size = np.sqrt(np.diag(covariance))
    return np.asarray(covariance / np.outer(size, size), dtype=np.float64)


def _refuse_impossible(process: FertilityProcess | LongevityProcess, *, shares: tuple[str, ...]) -> None:
    for field in fields(process):
        value = np.asarray(getattr(process, field.name), dtype=np.float64)
        if not np.isfinite(value).all() or (value < 0).any():
            raise ValueOutOfRange(f"{field.name} is {value}.", remedy="Give a number that is not negative.")
        if field.name in shares and (value >= 1).any():
            raise ValueOutOfRange(f"{field.name} is {value}.", remedy="Give a number below 1.")
