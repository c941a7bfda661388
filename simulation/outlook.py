"""What a fund manager reads off projections: growth, one step of a lever, who has retired."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from simulation.countries.china.scenario import context_for
from simulation.demography.population import PopulationProjection
from simulation.result import FundResult, Projection
from simulation.scenario import Scenario
from simulation.schemes.parts import stock_years
from simulation.schemes.working_life import retired_share

Yearly = NDArray[np.float64]
FIRST_WORKING_AGE = 16
YEARS_OF_EFFECT = 5


@dataclass(frozen=True, slots=True)
class Activity:
    """People by what the retirement law makes of their age, as employees of enterprises retire.

    years                       [year] from the base year on
    children, working, retired  [year, sex, age] persons at 31 December: under 16, from 16 and not retired, retired
    """

    years: NDArray[np.int64]
    children: NDArray[np.float64]
    working: NDArray[np.float64]
    retired: NDArray[np.float64]

    def row(self, year: int) -> int:
        """The row of `year`, the nearest one where it is not covered."""
        return int(np.clip(year, self.years[0], self.years[-1]) - self.years[0])


def growth(values: Yearly) -> Yearly:
    """[year] change on the year before as a share of that year; NaN in the first year and beside an unpublished one."""
    change = np.full(values.size, np.nan)
    change[1:] = values[1:] / values[:-1] - 1.0
    return change


def yearly(fund: FundResult, measure: str) -> Yearly | None:
    """[year] the measure of that name, None where the fund has none by year."""
    values = fund.measures.get(measure)
    return values if isinstance(values, np.ndarray) else None


def effect_after(moved: Projection, base: Projection, fund: str, *, since: int) -> float:
    """Yuan by which the accumulated balance differs at the end of the fifth year of a change made in `since`."""
    row = int(np.clip(since + YEARS_OF_EFFECT - 1, base.years[0], base.years[-1]) - base.years[0])
    values = (yearly(projection.funds[fund], "accumulated_balance") for projection in (moved, base))
    after, before = (series[row] for series in values if series is not None)
    return float(after - before)


def aged_share(population: PopulationProjection, from_age: int) -> Yearly:
    """[year] persons of `from_age` and over as a share of everybody."""
    return population.aged(from_age) / population.total()


def activity(scenario: Scenario) -> Activity:
    """Everybody by age and sex as child, of working age or retired, under the scenario's retirement law."""
    context = context_for(scenario)
    years = stock_years(context)
    people, retired = context.persons(), retired_share(context)
    is_child = np.arange(people.shape[-1]) < FIRST_WORKING_AGE
    return Activity(
        years=years,
        children=people * is_child,
        working=people * ~is_child * (1.0 - retired),
        retired=people * ~is_child * retired,
    )
