"""Run the employees' pension from the end of a past year, with or without the outside file, and compare."""

from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from core.errors import DateOutOfRange
from core.manifest import content_hash
from simulation.assumptions import Assumption, AssumptionSet
from simulation.countries.china.backtest.fitting import BASE_YEARS, DEPOSIT_RATE, READS, fitted_path
from simulation.countries.china.pack import FOLDER, base_rules, context_of, structural_assumptions
from simulation.countries.china.population import china_population_as_of
from simulation.demography.population import PopulationProjection
from simulation.funds.ledger import FundAccounts, InterestRates, settle
from simulation.published import PublishedFigures
from simulation.schemes.context import SchemeContext
from simulation.schemes.pension import inputs
from simulation.schemes.pension.employees import GROUPS, EmployeesOpening, fund_flows, project_members
from simulation.schemes.pension.members import PensionStock
from simulation.schemes.pension.opening import PublishedMembers, opening_stock

Floats = NDArray[np.float64]
Mode = Literal["conditional", "blind"]

LAST_YEAR = 2023
TREND_YEARS = 5
OUTSIDE_ROWS = ("pension.indexation", "pension.account_rate", "pension.relief")


@dataclass(frozen=True, slots=True)
class BackTest:
    """A projection of the two funds from the end of `base_year`, [year] arrays over `years`."""

    base_year: int
    mode: Mode
    years: NDArray[np.int64]
    retired: Floats
    active: Floats
    income: Floats
    outgo: Floats
    accumulated_balance: Floats
    accounts: dict[str, FundAccounts]
    parameters_hash: str
    data_hash: str


def backtest(base_year: int, mode: Mode, folder: Path = FOLDER) -> BackTest:
    """Project 城镇职工 from the end of `base_year` to 2023.

    mode    "conditional" reads backtest/outside.yaml; "blind" reads nothing dated later than `base_year`
    folder  where the published files, the fitted rows and the outside file are read from
    """
    if base_year not in BASE_YEARS:
        raise DateOutOfRange(
            f"a back-test cannot start at the end of {base_year}.",
            remedy=f"Start from one of {', '.join(map(str, BASE_YEARS))}.",
        )
    context = _context(base_year, mode, folder)
    figures = context.published
    members = PublishedMembers(
        active=figures.at("employees.active", base_year),
        retired=figures.at("employees.retired", base_year),
        retired_before=figures.at("employees.retired", base_year - 1),
        pensions_paid=figures.at("employees.outgo", base_year)
        * context.assumptions.number("pension.opening_pension_share"),
    )
    opening = EmployeesOpening(members, figures.at("employees.accumulated_balance", base_year))
    context = replace(context, assumptions=with_moving_bases(context))
    stock = opening_stock(context, GROUPS, members)
    projection = project_members(context, stock, _target(context, mode, members, stock))
    share = context.assumptions.number("pension.enterprise.balance_share")
    flows = [
        fund_flows(context, projection, name="enterprise", groups=[0, 1], opening_balance=opening.balance * share),
        fund_flows(context, projection, name="government", groups=[2], opening_balance=opening.balance * (1 - share)),
    ]
    accounts = {flow.name: settle(flow, _rates(context)) for flow in flows}
    both = list(accounts.values())
    return BackTest(
        base_year,
        mode,
        context.years,
        retired=sum((fund.flows.beneficiaries for fund in both), np.zeros(context.years.size)),
        active=projection.active.sum(axis=0),
        income=sum((fund.income for fund in both), np.zeros(context.years.size)),
        outgo=sum((fund.outgo for fund in both), np.zeros(context.years.size)),
        accumulated_balance=sum((fund.accumulated_balance for fund in both), np.zeros(context.years.size)),
        accounts=accounts,
        parameters_hash=content_hash([context.rules.content_hash, context.assumptions.as_plain()]),
        data_hash=figures.content_hash,
    )


def _context(base_year: int, mode: Mode, folder: Path) -> SchemeContext:
    figures = PublishedFigures.load([folder / "published" / name for name in READS]).until(base_year)
    assumptions = structural_assumptions().replaced_by(AssumptionSet.load(fitted_path(base_year, folder)))
    if mode == "conditional":
        outside = PublishedFigures.load([folder / "backtest" / "outside.yaml"])
        figures = figures.with_series(outside)
        assumptions = assumptions.replaced_by(_rows(assumptions, outside))
    else:
        assumptions = assumptions.replaced_by(_trends(assumptions, figures, base_year))
    population = population_as_of(base_year)
    context = context_of(
        assumptions,
        rules=base_rules(),
        population=population,
        figures=figures,
        base_year=base_year,
        last_year=LAST_YEAR,
    )
    return context if mode == "conditional" else replace(context, law_known=base_year)


@lru_cache(maxsize=3)
def population_as_of(base_year: int) -> PopulationProjection:
    """The people as they could be known at the end of `base_year`, carried to 2023."""
    return china_population_as_of(base_year, LAST_YEAR)


def _rows(assumptions: AssumptionSet, outside: PublishedFigures) -> AssumptionSet:
    """Assumption rows that carry the series of the outside file, constant after its last year."""
    return AssumptionSet({key: _dated(assumptions.row(key), outside.series(key).values) for key in OUTSIDE_ROWS})


def _dated(row: Assumption, values: object) -> Assumption:
    assert isinstance(values, dict)
    return replace(row, points=tuple(sorted(values.items())), status="given")


def _trends(assumptions: AssumptionSet, figures: PublishedFigures, base_year: int) -> AssumptionSet:
    """What a forecaster of the time would carry on: the mean wage growth of five years, the last increase and rate."""
    wages = figures.series("wage.nonprivate")
    growth = (wages.at(base_year) / wages.at(base_year - TREND_YEARS)) ** (1 / TREND_YEARS) - 1
    rules = base_rules()
    return AssumptionSet(
        {
            "macro.cpi": _constant(assumptions, "macro.cpi", 0.0),
            "macro.real_wage_growth": _constant(assumptions, "macro.real_wage_growth", growth),
            "pension.indexation": _constant(
                assumptions, "pension.indexation", rules.yearly_average("pension.indexation.increase", base_year)
            ),
            "pension.account_rate": _constant(
                assumptions, "pension.account_rate", rules.yearly_average("pension.account.credit_rate", base_year)
            ),
            "pension.relief": _constant(assumptions, "pension.relief", 0.0),
        }
    )


def _constant(assumptions: AssumptionSet, key: str, value: float) -> Assumption:
    return replace(assumptions.row(key), points=((0, value),), status="given")


def with_moving_bases(context: SchemeContext) -> AssumptionSet:
    """Base ratios when the law refers to another average wage: members at a bound move with it, the others do not."""
    reference = inputs.reference_wage(context)
    nonprivate = context.economy_at("wage.nonprivate", lag=1)
    at_bound = context.assumptions.number("pension.share_at_bounds")
    moved = at_bound + (1 - at_bound) * nonprivate / reference
    rows = {}
    for group in GROUPS:
        row = context.assumptions.row(f"pension.{group.name}.base_ratio")
        ratio = context.assumptions.number(row.key)
        points = tuple((int(year), float(ratio * factor)) for year, factor in zip(context.years, moved, strict=True))
        rows[row.key] = replace(row, points=((context.base_year, ratio), *points))
    return context.assumptions.replaced_by(AssumptionSet(rows))


def _target(context: SchemeContext, mode: Mode, members: PublishedMembers, stock: PensionStock) -> Floats:
    """[group, year] insured members: given in total, or carried on by the mean yearly increase of five years."""
    opening = stock.active.sum(axis=(1, 2))
    if mode == "conditional":
        total = context.published.series("given.active").array(context.years)
    else:
        past = context.published.series("employees.active")
        rise = (past.at(2015) - past.at(2010)) / 5
        total = np.asarray(members.active + rise * (context.years - context.base_year))
    added = total - members.active
    shares = np.array([context.assumptions.number(f"pension.{group.name}.growth_share") for group in GROUPS])
    return np.asarray(opening[:, None] + shares[:, None] * added)


def _rates(context: SchemeContext) -> InterestRates:
    flat = np.full(context.years.size, DEPOSIT_RATE)
    return InterestRates(deposit=flat, investment=flat, entrusted_share=np.zeros(context.years.size), borrowing=flat)
