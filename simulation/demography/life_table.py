"""Life tables and the life contingencies that rest on them: survivors, expectations, annuities and insurances."""

from dataclasses import dataclass

import numpy as np

from core.errors import ValueOutOfRange
from simulation.demography.population import Floats


@dataclass(frozen=True)
class LifeTable:
    """A life table by single age, from age 0 or from any `first_age`; the last age is open.

    death_probability  [..., age] chance of dying before the next birthday (q), 1 at the last age
    survivors          [..., age] people alive at each exact age of one born, or entering (l)
    person_years       [..., age] years lived between this birthday and the next (L)
    """

    death_probability: Floats
    survivors: Floats
    person_years: Floats

    def life_expectancy(self) -> Floats:
        """[..., age] mean years still to live at each exact age (e): later person-years divided by survivors.

        Zero at an age that nobody reaches.
        """
        years_left = np.cumsum(self.person_years[..., ::-1], axis=-1)[..., ::-1]
        return np.divide(years_left, self.survivors, out=np.zeros_like(years_left), where=self.survivors > 0)


def life_table_from_rates(death_rate: Floats, newborn_years: Floats) -> LifeTable:
    """A life table from central death rates.

    death_rate     [..., age] deaths per person-year at each age (m); the last age is open
    newborn_years  [...] mean years lived in the first year by those who die in it (a0), between 0 and 1

    Between birthdays the rate is constant, so q = 1 - exp(-m) and L = d / m; in the first year deaths cluster after
    birth, so q = m / (1 + (1 - a0) m). In the open age L = l / m.
    """
    if not (np.isfinite(death_rate).all() and (death_rate > 0).all()):
        raise ValueOutOfRange("a death rate is missing or not above zero.", remedy="Give a positive rate for each age.")
    dying = -np.expm1(-death_rate)
    infant = death_rate[..., 0]
    dying[..., 0] = infant / (1.0 + (1.0 - newborn_years) * infant)
    dying[..., -1] = 1.0
    survivors = _survivors(dying)
    years = survivors * dying / death_rate
    return LifeTable(dying, survivors, years)


def life_table_from_probabilities(death_probability: Floats, years_of_the_dying: float = 0.5) -> LifeTable:
    """A life table from the chance of dying at each age (q); everyone left dies at the last age.

    years_of_the_dying  mean share of the year lived by those who die in it
    """
    if not ((death_probability >= 0) & (death_probability <= 1)).all():
        raise ValueOutOfRange("a chance of dying lies outside 0 to 1.", remedy="Give q for each age, 0 to 1.")
    dying = death_probability.astype(np.float64)
    dying[..., -1] = 1.0
    survivors = _survivors(dying)
    years = survivors * (1.0 - (1.0 - years_of_the_dying) * dying)
    return LifeTable(dying, survivors, years)


def _survivors(dying: Floats) -> Floats:
    alive = np.ones_like(dying)
    alive[..., 1:] = np.cumprod(1.0 - dying[..., :-1], axis=-1)
    return alive


def annuity_due(death_probability: Floats, interest: float) -> Floats:
    """[age] value of 1 paid at the start of each year while alive (ä): ä[x] = 1 + v p[x] ä[x+1]; 1 at the last age.

    death_probability  [age] q, the last age taken as the last payment
    interest           rate per year, above -1
    """
    discount = _discount(interest)
    value = np.ones_like(death_probability, dtype=np.float64)
    for age in range(value.size - 2, -1, -1):
        value[age] = 1.0 + discount * (1.0 - death_probability[age]) * value[age + 1]
    return value


def whole_life_insurance(death_probability: Floats, interest: float) -> Floats:
    """[age] value of 1 paid at the end of the year of death (A): A[x] = v (q[x] + p[x] A[x+1]); v at the last age."""
    discount = _discount(interest)
    value = np.full(death_probability.shape, discount)
    for age in range(value.size - 2, -1, -1):
        dying = death_probability[age]
        value[age] = discount * (dying + (1.0 - dying) * value[age + 1])
    return value


def temporary_annuity_due(death_probability: Floats, interest: float, years: int) -> Floats:
    """[age] value of 1 paid at the start of each year while alive, `years` times at most."""
    discount = _discount(interest)
    alive = np.ones_like(death_probability, dtype=np.float64)
    value = np.zeros_like(alive)
    chance = np.append(1.0 - death_probability[:-1], 0.0)
    for year in range(min(years, value.size)):
        value += discount**year * alive
        survive = np.append(chance[year:], np.zeros(year))
        alive = alive * survive
    return value


def makeham(accident: float, level: float, growth: float, ages: Floats) -> Floats:
    """[age] chance of dying within the year (q) under the force mu(x) = accident + level * growth**x.

    The force integrates in closed form: -log p = accident + level growth^x (growth - 1) / log growth.
    """
    hazard = accident + level * growth**ages * (growth - 1.0) / np.log(growth)
    return np.asarray(-np.expm1(-hazard), dtype=np.float64)


def _discount(interest: float) -> float:
    if interest <= -1.0:
        raise ValueOutOfRange(f"an interest rate of {interest} has no discount.", remedy="Give a rate above -1.")
    return 1.0 / (1.0 + interest)
