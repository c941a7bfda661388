"""The enterprise pension from the end of 2018 to 2050, with as many of the Academy's assumptions as a plan takes over.

Without any it is our own: the conditional back-test, carried on beyond 2023 by the base assumptions and today's law.
"""

from dataclasses import dataclass, replace
from functools import cache

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import brentq

from simulation.assumptions import Assumption, AssumptionSet
from simulation.countries.china.backtest.fitting import READS, fitted_path
from simulation.countries.china.backtest.run import OUTSIDE_ROWS, with_moving_bases
from simulation.countries.china.cass import heads
from simulation.countries.china.cass.plan import BASE_YEAR, LAST_YEAR, Plan
from simulation.countries.china.pack import FOLDER, base_rules, context_of, structural_assumptions
from simulation.countries.china.population import china_population_as_of
from simulation.countries.china.settings import apply_settings
from simulation.demography.population import PopulationProjection
from simulation.funds.ledger import FundAccounts, FundFlows, InterestRates, settle
from simulation.published import PublishedFigures
from simulation.schemes.context import SchemeContext
from simulation.schemes.pension.employees import GROUPS, coverage_target, fund_flows, project_members
from simulation.schemes.pension.opening import PublishedMembers, opening_stock

Floats = NDArray[np.float64]
ENTERPRISE = (0, 1)
LAST_GIVEN = 2023
CUT_RATE = f"pension.contribution.employer_rate@{BASE_YEAR}=0.16"
_LEVELS = (0.3, 2.0)


@cache
def value(plan: Plan) -> FundAccounts:
    """The accounts of the enterprise pension under `plan`; the level of its bases is met where the plan says so."""
    valuation = _Valuation.of(plan)
    if "level" not in plan.steps:
        return valuation.accounts(1.0)
    first_balance = heads.academy_figures().at("cass.annual_balance", BASE_YEAR + 1)

    def beyond(level: float) -> float:
        return float(valuation.accounts(level).annual_balance[0]) - first_balance

    return valuation.accounts(float(brentq(beyond, *_LEVELS, xtol=1e-6)))


@dataclass(frozen=True, slots=True)
class _Valuation:
    plan: Plan
    context: SchemeContext
    members: PublishedMembers
    balance: float

    @classmethod
    def of(cls, plan: Plan) -> "_Valuation":
        context = _context(plan)
        figures, number = context.published, context.assumptions.number
        outgo = figures.at("employees.outgo", BASE_YEAR) * number("pension.opening_pension_share")
        if "scope" in plan.steps:
            members = heads.opening_members(outgo * number("pension.enterprise_outgo_share"))
            return cls(plan, context, members, heads.academy_figures().at("cass.accumulated_balance", BASE_YEAR))
        members = PublishedMembers(
            active=figures.at("employees.active", BASE_YEAR),
            retired=figures.at("employees.retired", BASE_YEAR),
            retired_before=figures.at("employees.retired", BASE_YEAR - 1),
            pensions_paid=outgo,
        )
        balance = figures.at("employees.accumulated_balance", BASE_YEAR) * number("pension.enterprise.balance_share")
        return cls(plan, context, members, balance)

    def accounts(self, level: float) -> FundAccounts:
        """The fund with every base ratio multiplied by `level`."""
        groups = GROUPS[:2] if "scope" in self.plan.steps else GROUPS
        context = replace(self.context, assumptions=_with_level(self.context.assumptions, level))
        stock = opening_stock(context, groups, self.members)
        target = self._target(context, stock.active.sum(axis=(1, 2)))
        if "contributors" in self.plan.steps:
            context = replace(context, assumptions=_with_contributors(context, target[list(ENTERPRISE)]))
        projection = project_members(context, stock, target, groups)
        flows = fund_flows(context, projection, name="enterprise", groups=ENTERPRISE, opening_balance=self.balance)
        if "subsidy" in self.plan.steps:
            flows = _with_subsidy(context, flows)
        return settle(flows, _rates(context))

    def _target(self, context: SchemeContext, opening: Floats) -> Floats:
        """[group, year] insured members: given in total to 2023, by coverage from there; or the Academy's."""
        shares = np.array([context.assumptions.number(f"pension.{group.name}.growth_share") for group in GROUPS])
        shares = shares[: opening.size]
        if "insured" in self.plan.steps:
            rows = list(ENTERPRISE)
            added = heads.insured(context.years) - opening[rows].sum()
            ours = self._our_target(context, opening, shares)
            ours[rows] = opening[rows, None] + (shares[rows] / shares[rows].sum())[:, None] * added
            return ours
        return self._our_target(context, opening, shares)

    def _our_target(self, context: SchemeContext, opening: Floats, shares: Floats) -> Floats:
        given = context.published.series("given.active")
        known = np.minimum(context.years, LAST_GIVEN)
        grown = given.array(known) - given.at(BASE_YEAR)
        target = opening[:, None] + shares[:, None] * grown
        by_coverage = coverage_target(context, opening, GROUPS[: opening.size])
        row = LAST_GIVEN - BASE_YEAR - 1
        later = target[:, row, None] * by_coverage / by_coverage[:, row, None]
        return np.asarray(np.where(context.years > LAST_GIVEN, later, target))


def _context(plan: Plan) -> SchemeContext:
    outside = PublishedFigures.load([FOLDER / "backtest" / "outside.yaml"])
    figures = PublishedFigures.load([FOLDER / "published" / name for name in READS]).until(BASE_YEAR)
    assumptions = plan.assumptions(_our_assumptions(outside))
    rules = base_rules()
    if "rate" in plan.steps:
        rules = apply_settings((CUT_RATE,), assumptions, rules, BASE_YEAR)[1]
    context = context_of(
        assumptions,
        rules=rules,
        population=population(),
        figures=_without_later_wages(figures, outside) if "wages" in plan.steps else figures.with_series(outside),
        base_year=BASE_YEAR,
        last_year=LAST_YEAR,
    )
    context = replace(context, law_known=plan.law_known if "law" in plan.steps else None)
    return replace(context, assumptions=with_moving_bases(context))


def _without_later_wages(figures: PublishedFigures, outside: PublishedFigures) -> PublishedFigures:
    """What was published by the end of 2018, with the members given since and nothing else of later years."""
    given = {"given.active": outside.series("given.active")}
    return figures.with_series(PublishedFigures(given))


@cache
def population() -> PopulationProjection:
    """The people as they could be known at the end of 2018, carried to 2050; life expectancy ceases to rise there."""
    return china_population_as_of(BASE_YEAR, LAST_YEAR, gain_ends=LAST_YEAR)


def _our_assumptions(outside: PublishedFigures) -> AssumptionSet:
    """The base rows with the fit to 2018; what is given of 2019 to 2023 stands in front of our later years."""
    ours = structural_assumptions().replaced_by(AssumptionSet.load(fitted_path(BASE_YEAR)))
    rows = {key: _joined(ours.row(key), dict(outside.series(key).values)) for key in OUTSIDE_ROWS}
    return ours.replaced_by(AssumptionSet(rows))


def _joined(row: Assumption, given: dict[int, float]) -> Assumption:
    later = {year: number for year, number in row.points if year > max(given)}
    if not later:
        later = {max(given) + 1: row.points[-1][1]}
    return replace(row, points=tuple(sorted((given | later).items())), status="given")


def _with_level(assumptions: AssumptionSet, level: float) -> AssumptionSet:
    rows = (assumptions.row(f"pension.{GROUPS[group].name}.base_ratio") for group in ENTERPRISE)
    return assumptions.replaced_by(
        AssumptionSet({row.key: replace(row, points=tuple((y, v * level) for y, v in row.points)) for row in rows})
    )


def _with_contributors(context: SchemeContext, target: Floats) -> AssumptionSet:
    """Compliance of both groups such that the Academy's share of all the insured pays: those who do not pay become
    fewer in both by the same factor."""
    rows = [context.assumptions.row(f"pension.{GROUPS[group].name}.compliance") for group in ENTERPRISE]
    ours = np.array([context.assume(row.key) for row in rows])
    not_paying = 1.0 - (ours * target).sum(axis=0) / target.sum(axis=0)
    factor = (1.0 - heads.contributors_share(context.years)) / not_paying
    theirs = 1.0 - (1.0 - ours) * factor
    return context.assumptions.replaced_by(
        AssumptionSet(
            {
                row.key: replace(row, points=tuple(zip(context.years.tolist(), shares.tolist(), strict=True)))
                for row, shares in zip(rows, theirs, strict=True)
            }
        )
    )


def _with_subsidy(context: SchemeContext, flows: FundFlows) -> FundFlows:
    """The subsidy as a share of outgo that moves in a line from ours of 2018 to the Academy's amount of 2050."""
    outgo = np.sum(list(flows.outgo.values()), axis=0)
    last = heads.academy_figures().at("cass.fiscal_subsidy", LAST_YEAR) / outgo[-1]
    first = context.assumptions.number("pension.enterprise.subsidy_share")
    share = np.interp(context.years, [BASE_YEAR, LAST_YEAR], [first, last])
    return replace(flows, income={**flows.income, "fiscal_subsidy": outgo * share})


def _rates(context: SchemeContext) -> InterestRates:
    deposit = context.assume("macro.deposit_rate")
    return InterestRates(
        deposit=deposit,
        investment=deposit,
        entrusted_share=np.zeros_like(deposit),
        borrowing=context.assume("macro.borrowing_rate"),
    )
