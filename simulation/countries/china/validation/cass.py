"""Our projection with the Academy's assumptions, from the end of 2018, beside what the Academy's came to."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from simulation.countries.china.cass.plan import BASE_YEAR, LAST_YEAR, whole_plan
from simulation.countries.china.cass.steps import JUDGED, outcome_of
from simulation.countries.china.cass.valuation import value
from simulation.funds.measures import first_year
from simulation.validation_case import ValidationCase, compared, read_figures

_TRILLION, _MILLION = 1e12, 1e6


def cass_cases() -> tuple[ValidationCase, ...]:
    """Years, balances and people; a year that does not come by 2050 counts as 2051."""
    accounts = value(whole_plan())
    outcome, years = outcome_of(accounts), accounts.flows.years

    def amounts(by_year: NDArray[np.float64], unit: float) -> Callable[[int], float]:
        return lambda year: float(by_year[year - int(years[0])]) / unit

    def years_to(year: int | None) -> Callable[[int], float]:
        return lambda _year: float((year or LAST_YEAR + 1) - BASE_YEAR)

    before_subsidy = first_year(years, accounts.annual_balance_before_subsidy < 0)
    ours = {
        "years from 2018 to the first deficit": years_to(outcome.first_deficit_year),
        "years from 2018 to the first deficit before subsidy": years_to(before_subsidy),
        "years from 2018 to depletion": years_to(outcome.depletion_year),
        "highest accumulated balance": lambda _year: outcome.highest_balance / _TRILLION,
        "years from 2018 to the highest balance": years_to(outcome.highest_balance_year),
        "balance of the year": amounts(accounts.annual_balance, _TRILLION),
        "balance of the year before subsidy": amounts(accounts.annual_balance_before_subsidy, _TRILLION),
        "contributors": amounts(accounts.flows.contributors, _MILLION),
        "retirees": amounts(accounts.flows.beneficiaries, _MILLION),
    }
    return compared(read_figures(JUDGED), {f"CASS assumptions: {name}": of_year for name, of_year in ours.items()})
