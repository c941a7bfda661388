"""The nation's value of every figure a fund workbook asks for, published or projected: what an empty cell falls to."""

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from simulation.countries.china import funds, history, pack
from simulation.funds.ledger import FundAccounts, settle
from simulation.funds.measures import Surroundings, yearly_measures
from simulation.regions.cells import FundCell, load_cells
from simulation.schemes.context import SchemeContext

Yearly = NDArray[np.float64]
FIRST_YEAR = 2020
CELLS_FILE = Path(__file__).parent / "fund_cells.yaml"
ENTERPRISE = "enterprise_pension"
# Parts of income that are not published by year: their share of the first projected year is taken.
_PARTS = {f"{ENTERPRISE}.contributions": "contributions", f"{ENTERPRISE}.fiscal_subsidy": "fiscal_subsidy"}
_MONEY = ("income", "outgo")
_NOT_OF_THE_NATION = (f"{ENTERPRISE}.pooling_received", f"{ENTERPRISE}.pooling_paid")


def fund_cells() -> Mapping[str, FundCell]:
    """The rows of the fund workbook of China."""
    return load_cells(CELLS_FILE)


def national_value(key: str, year: int) -> float:
    """The nation's figure in yuan, persons or yuan a month; the first year shown stands for earlier ones."""
    series = _national_series()[key]
    return float(series[int(np.clip(year - FIRST_YEAR, 0, series.size - 1))])


def share_of_income(key: str) -> float:
    """The nation's part of the enterprise pension's income of that name, in the first projected year."""
    year = pack.BASE_YEAR + 1
    return national_value(key, year) / national_value(f"{ENTERPRISE}.income", year)


@lru_cache(maxsize=1)
def national_context() -> SchemeContext:
    """The surroundings of the base scenario."""
    assumptions = pack.base_assumptions()
    return pack.context_of(
        assumptions,
        rules=pack.base_rules(),
        population=pack.population_of(assumptions, 2100),
        figures=pack.published(),
    )


@lru_cache(maxsize=1)
def _national_series() -> dict[str, Yearly]:
    """Key -> [year from 2020 on]."""
    context = national_context()
    flows = funds.project_flows(context)
    past = history.of_funds(context, flows, np.arange(FIRST_YEAR, context.base_year + 1))
    series: dict[str, Yearly] = {}
    years = np.arange(FIRST_YEAR, int(context.years[-1]) + 1)
    wage = context.economy.at("wage.full_calibre", years)
    for name, flow in flows.funds.items():
        accounts = settle(flow, funds.interest_rates(context, name))
        measures = yearly_measures(accounts, Surroundings(context.economy_at("gdp"), context.economy_at("cpi")))
        for measure, values in measures.items():
            known = past.known[name].get(measure, np.full(past.years.size, np.nan))
            joined = np.concatenate([known, values])
            series[f"{name}.{measure}"] = _filled(joined, wage if measure in _MONEY else np.ones(joined.size))
        if name == ENTERPRISE:
            series |= _enterprise_parts(context, accounts, series)
    people = context.population
    series["region.population"], series["region.aged_60"] = people.total(), people.aged(60)
    series["region.average_wage"] = wage
    return series


def _enterprise_parts(
    context: SchemeContext, accounts: FundAccounts, series: Mapping[str, Yearly]
) -> dict[str, Yearly]:
    """Rows of the enterprise pension that no measure holds."""
    first = context.base_year + 1 - FIRST_YEAR
    parts: dict[str, Yearly] = {}
    income = series[f"{ENTERPRISE}.income"]
    for key, line in _PARTS.items():
        lines = accounts.income_lines[line]
        parts[key] = np.concatenate([income[:first] * lines[0] / income[first], lines])
    ratio = series[f"{ENTERPRISE}.base_ratio"]
    years = np.arange(FIRST_YEAR, FIRST_YEAR + ratio.size)
    parts[f"{ENTERPRISE}.contribution_base"] = ratio * context.economy.at("wage.full_calibre", years - 1) / 12
    active = series[f"{ENTERPRISE}.active"]
    paying = series[f"{ENTERPRISE}.contributors"] / active
    paying[:first] = paying[first]
    parts[f"{ENTERPRISE}.contributors"] = active * paying
    return parts | {key: np.zeros(ratio.size) for key in _NOT_OF_THE_NATION}


def _filled(values: Yearly, index: Yearly) -> Yearly:
    """[year] with every gap filled by the next figure that is known, at the level of `index` [year]."""
    known = np.flatnonzero(np.isfinite(values))
    if known.size == 0:
        return values
    at = known[np.minimum(np.searchsorted(known, np.arange(values.size)), known.size - 1)]
    return np.asarray(values[at] * index / index[at])
