"""China's surroundings for the tests of the smaller funds: every file of the pack, base year 2023."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import lru_cache

import numpy as np

from simulation.assumptions import AssumptionSet
from simulation.countries.china.funds import interest_rates
from simulation.countries.china.pack import (
    BASE_YEAR,
    FIRST_ECONOMY_YEAR,
    FOLDER,
    base_assumptions,
    base_rules,
    context_of,
    population_of,
    published,
)
from simulation.demography.population import PopulationProjection
from simulation.economy import Economy, build_economy
from simulation.funds.ledger import FundAccounts, FundFlows, settle
from simulation.schemes.context import SchemeContext
from simulation.schemes.medical import project_employee_medical, project_resident_medical
from simulation.schemes.resident_pension import project_resident_pension
from simulation.schemes.unemployment import project_unemployment
from simulation.schemes.work_injury import project_work_injury

FAMILIES = ("medical", "resident_pension", "unemployment", "work_injury")
LAST_YEAR = 2100


@lru_cache(maxsize=1)
def china_context() -> SchemeContext:
    """The base assumptions to 2100."""
    fitted = [FOLDER / "fitted" / f"{name}.yaml" for name in FAMILIES]
    rows = base_assumptions().replaced_by(AssumptionSet.load(fitted))
    population = population_of(rows, LAST_YEAR)
    return context_of(rows, rules=base_rules(), population=population, figures=published())


def with_settings(context: SchemeContext, *settings: str) -> SchemeContext:
    """The same surroundings under other assumptions; the economy is built anew."""
    rows = context.assumptions.with_settings(settings)
    economy = build_economy(
        rows,
        published=context.published,
        population=context.population,
        first_year=FIRST_ECONOMY_YEAR,
        last_year=LAST_YEAR,
    )
    return replace(context, assumptions=rows, economy=economy)


def stationary(context: SchemeContext, growth: float) -> SchemeContext:
    """Nobody's age structure changes and nothing but wages and incomes grows, by `growth` a year."""
    people = context.population
    row = people.index(BASE_YEAR)
    still: dict[str, np.ndarray] = {
        name: np.repeat(getattr(people, name)[row : row + 1], people.years.size, axis=0)
        for name in ("persons", "death_probability", "newborn_death_probability", "births", "deaths", "net_migration")
    }
    index = (1 + growth) ** (np.arange(FIRST_ECONOMY_YEAR, LAST_YEAR + 1) - BASE_YEAR)
    series: Mapping[str, np.ndarray] = {
        name: values[BASE_YEAR - FIRST_ECONOMY_YEAR] * index
        if values.max() > 1
        else np.full_like(values, values[BASE_YEAR - FIRST_ECONOMY_YEAR])
        for name, values in context.economy.series.items()
    }
    return replace(
        context, population=PopulationProjection(people.years, **still), economy=Economy(FIRST_ECONOMY_YEAR, series)
    )


def all_flows(context: SchemeContext) -> Sequence[FundFlows]:
    """The five funds, the accounts of the employees' medical scheme beside its pooled fund."""
    employees = project_employee_medical(context)
    return (
        employees.pooled,
        employees.accounts,
        project_resident_medical(context),
        project_resident_pension(context),
        project_unemployment(context),
        project_work_injury(context),
    )


def settled(context: SchemeContext) -> Mapping[str, FundAccounts]:
    """Fund -> its accounts with interest."""
    return {flows.name: settle(flows, interest_rates(context, flows.name)) for flows in all_flows(context)}
