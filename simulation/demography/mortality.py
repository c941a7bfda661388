"""Mortality by single age as a function of one number, the life expectancy at birth of each sex.

The model is log-quadratic: log m(x) = a(x) + b(x) z + c(x) z^2, with z the level, close to (life expectancy - 80) / 10.
A Lee-Carter model is the case c = 0; the square lets improvement move from young ages to old ones as life lengthens.
The level is solved so that the life table has exactly the life expectancy asked for.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy.interpolate import CubicSpline

from core.errors import ValueOutOfRange
from simulation.demography.life_table import life_table_from_rates
from simulation.demography.population import AGES, Floats

LEVEL_ORIGIN, LEVEL_UNIT = 80.0, 10.0
_LEVEL_STEPS = 321
_BEYOND = 1.5


@dataclass(frozen=True)
class DeathChances:
    """What a population needs of mortality.

    death_probability          [..., sex, age] chance that a person aged `age` at one year's end dies by the next
    newborn_death_probability  [..., sex] chance that a child born during a year dies before its end
    life_expectancy            [..., sex] years, at birth
    """

    death_probability: Floats
    newborn_death_probability: Floats
    life_expectancy: Floats


@dataclass(frozen=True)
class MortalityModel:
    """Fitted coefficients at some ages; between them runs a cubic spline.

    knot_ages      [knot] ages from 0 to 100
    coefficients   [sex, power of z 0..2, knot]
    fitted_levels  [sex, lowest and highest] levels z the model was fitted to; beyond them log m goes on linearly in z
    """

    knot_ages: NDArray[np.int64]
    coefficients: Floats
    fitted_levels: Floats

    @cached_property
    def _by_age(self) -> Floats:
        """[power, sex, age] the coefficients at every age."""
        spline = CubicSpline(self.knot_ages, self.coefficients, axis=-1, bc_type="natural")
        return np.ascontiguousarray(spline(np.arange(AGES)).transpose(1, 0, 2))

    @cached_property
    def _level_table(self) -> tuple[Floats, Floats]:
        """[sex, level] levels and [sex, level] the life expectancy there."""
        low, high = self.fitted_levels.T
        steps = np.linspace(0.0, 1.0, _LEVEL_STEPS)
        levels = (low - _BEYOND) + steps[:, None] * (high - low + 2 * _BEYOND)
        expectancy = life_expectancy_at_birth(self.death_rate(levels))
        if not (np.diff(expectancy, axis=0) > 0).all():
            raise ValueOutOfRange(
                "the mortality model does not lengthen life with its level.", remedy="Fit it to more years."
            )
        return levels.T, expectancy.T

    @property
    def reach(self) -> Floats:
        """[sex, (shortest, longest)] the life expectancies the model answers for, years."""
        expectancy = self._level_table[1]
        return np.asarray(expectancy[:, [0, -1]], dtype=np.float64)

    def death_rate(self, level: Floats) -> Floats:
        """[..., sex, age] central death rates at `level` [..., sex]."""
        origin, slope, curve = self._by_age
        inside = np.clip(level, self.fitted_levels[:, 0], self.fitted_levels[:, 1])
        z, beyond = inside[..., None], (level - inside)[..., None]
        logs = origin + z * (slope + z * curve) + beyond * (slope + 2.0 * z * curve)
        return np.asarray(np.exp(logs), dtype=np.float64)

    def level(self, life_expectancy: Floats) -> Floats:
        """[..., sex] the level at which life at birth lasts `life_expectancy` [..., sex] years."""
        levels, expectancy = self._level_table
        out = np.empty_like(life_expectancy)
        for sex in range(2):
            asked = life_expectancy[..., sex]
            low, high = float(expectancy[sex, 0]), float(expectancy[sex, -1])
            if not ((asked >= low) & (asked <= high)).all():
                raise ValueOutOfRange(
                    f"a life expectancy of {asked.min():.2f} to {asked.max():.2f} years is outside what the mortality "
                    f"model answers for ({low:.1f} to {high:.1f}).",
                    remedy="Choose a smaller shift.",
                )
            out[..., sex] = np.interp(asked, expectancy[sex], levels[sex])
        return out

    def chances(self, life_expectancy: Floats) -> DeathChances:
        """The chances of dying when life at birth lasts `life_expectancy` [..., sex] years."""
        return chances_from_rates(self.death_rate(self.level(life_expectancy)))


def newborn_years(infant_rate: Floats) -> Floats:
    """[..., sex] mean years lived in their first year by those who die in it (a0).

    infant_rate  [..., sex] central death rate below age one

    Coale and Demeny's West formula, as in Preston, Heuveline and Guillot (2001), table 3.3.
    """
    high = np.array([0.330, 0.350])
    low = np.array([0.045, 0.053]) + np.array([2.684, 2.800]) * infant_rate
    return np.where(infant_rate >= 0.107, high, low)


def life_expectancy_at_birth(death_rate: Floats) -> Floats:
    """[..., sex] years lived from birth under central rates [..., sex, age]."""
    table = life_table_from_rates(death_rate, newborn_years(death_rate[..., 0]))
    return np.asarray(table.person_years.sum(axis=-1), dtype=np.float64)


def chances_from_rates(death_rate: Floats) -> DeathChances:
    """From central rates [..., sex, age] to the chances of dying in a calendar year.

    Persons aged x at the year's end are spread evenly between two birthdays, so they survive as L[x + 1] / L[x]; the
    newborn as L[0] / l[0]; the open age dies at its own constant rate.
    """
    table = life_table_from_rates(death_rate, newborn_years(death_rate[..., 0]))
    lived = table.person_years
    dying = np.empty_like(lived)
    # The table's last row is everyone above 100; those aged 99 can only reach its first year.
    first_open_year = table.survivors[..., -1] * -np.expm1(-death_rate[..., -1]) / death_rate[..., -1]
    dying[..., :-2] = 1.0 - lived[..., 1:-1] / lived[..., :-2]
    dying[..., -2] = 1.0 - first_open_year / lived[..., -2]
    dying[..., -1] = -np.expm1(-death_rate[..., -1])
    return DeathChances(dying, 1.0 - lived[..., 0], lived.sum(axis=-1))
