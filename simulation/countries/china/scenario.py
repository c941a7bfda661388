"""The China scenario: settings and reforms applied, seven funds projected, measures and manifest laid out."""

from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache
from typing import Any

import numpy as np

from core.errors import DateOutOfRange, InputError
from core.manifest import code_version, content_hash
from simulation.assumptions import AssumptionSet
from simulation.countries.china import funds, history, pack
from simulation.countries.china.backtest import scenario as backtest
from simulation.countries.china.population import PlannedPeople
from simulation.countries.china.regions.basis import Basis, basis_of
from simulation.countries.china.settings import apply_settings
from simulation.countries.china.totals import EMPLOYEE_FUNDS, employees_total
from simulation.demography.projection import project_population
from simulation.funds.decomposition import spending_decomposition
from simulation.funds.ledger import FundAccounts, FundFlows, settle
from simulation.funds.measures import (
    Surroundings,
    deficit_and_depletion,
    open_group_obligation,
    summarised,
    yearly_measures,
)
from simulation.result import Measure, Projection
from simulation.scenario import Scenario
from simulation.schemes.context import SchemeContext

TITLE: Mapping[str, str] = {"zh": "中国：七项社会保险基金（国家口径）", "en": "China: the seven social-insurance funds"}
NAME = "china"
FIRST_YEAR = 2020
LAST_YEARS = (2026, 2100)
NOTES: tuple[Mapping[str, str], ...] = (
    {
        "zh": "口径：国家预算口径的七项基金；金额为名义值，人数为年末数。2023年及以前为公布数，之后为预测。",
        "en": "Scope: the seven funds of the state budget; money is nominal, people are at 31 December. "
        "Figures to 2023 are published, later ones projected.",
    },
    {
        "zh": "企业职工与机关事业单位的拆分未公布，为假设；标注“估计”。",
        "en": "The split between enterprises and public bodies is not published: an assumption, marked estimated.",
    },
    {
        "zh": "来源：人力资源社会保障部、国家医保局、国家统计局公报。"
        "截止日期：基金2023年12月31日，人口2025年12月31日。",
        "en": "Sources: bulletins of the Ministry of Human Resources and Social Security, the National Healthcare "
        "Security Administration and the National Bureau of Statistics. "
        "Cut-off: funds 2023-12-31, population 2025-12-31.",
    },
)


def project(scenario: Scenario) -> Projection:
    """Carry the funds to the scenario's last year; with a start, run the back-test instead."""
    basis = basis_of(scenario)
    if scenario.start is not None:
        _refuse_region(basis)
        return backtest.project(scenario)
    context = context_for(scenario)
    flows = funds.project_flows(context)
    surroundings = Surroundings(context.economy_at("gdp"), context.assume("macro.discount_rate"))
    past = basis.history or _past()
    years = np.arange(int(past.years[0]), scenario.last_year + 1)
    found = {name: measured(context, flow, surroundings) for name, flow in flows.funds.items()}
    for name, owed in flows.obligations.result().items():
        found[name][1].update(
            closed_group_obligation=owed.closed_group_obligation, implicit_pension_debt=owed.implicit_pension_debt
        )
    results = {
        name: past.joined(name, funds.TITLES[name], accounts, measures)
        for name, (accounts, measures) in found.items()
        if name in past.known
    }
    together = set(EMPLOYEE_FUNDS) <= set(results)
    return Projection(
        scenario=scenario.name,
        title=TITLE if basis.report is None else basis.report.title,
        years=years,
        population=context.population,
        funds=results,
        totals={funds.EMPLOYEES: employees_total(context, results, years)} if together else {},
        notes=NOTES if basis.report is None else basis.report.notes,
        manifest=manifest(scenario, context),
        region=None if basis.report is None else basis.report.to_json(),
    )


def _refuse_region(basis: Basis) -> None:
    if basis.report is not None:
        raise InputError(
            "a region cannot be projected from an earlier year.", remedy="Leave out --from, or --fund-data."
        )


@lru_cache(maxsize=1)
def _past() -> history.FundHistory:
    """The published years, split as the base scenario splits them: no scenario changes the past."""
    context = context_for(Scenario())
    return history.of_funds(context, funds.project_flows(context), np.arange(FIRST_YEAR, context.base_year + 1))


def measured(
    context: SchemeContext, flows: FundFlows, surroundings: Surroundings
) -> tuple[FundAccounts, dict[str, Measure]]:
    """The fund's accounts and every measure of them."""
    rates = funds.interest_rates(context, flows.name)
    accounts = settle(flows, rates)
    measures: dict[str, Measure] = dict(yearly_measures(accounts, surroundings))
    measures |= deficit_and_depletion(accounts, rates)
    measures |= summarised(accounts, surroundings)
    measures["open_group_obligation"] = open_group_obligation(accounts, surroundings)
    if flows.name.endswith("pension"):
        measures["spending_decomposition"] = _decomposition(context, accounts, surroundings)
    return accounts, measures


def planned_people_for(scenario: Scenario, assumptions: AssumptionSet) -> PlannedPeople:
    """The base and the rates of the people of the scenario's place."""
    return basis_of(scenario).people(pack.planned_people_of(assumptions, scenario.last_year))


def known_funds(scenario: Scenario) -> tuple[str, ...]:
    """Names of the funds whose accounts are known, and which a projection therefore shows."""
    past = basis_of(scenario).history or _past()
    return tuple(name for name in funds.TITLES if name in past.known)


def context_for(scenario: Scenario) -> SchemeContext:
    """The surroundings of a scenario: base rows and law with its settings and reforms on top.

    InputError for another country's scenario: what asks for these surroundings knows China's schemes only.
    """
    if scenario.name != NAME:
        raise InputError(
            f"this can be asked of {NAME} only, not of {scenario.name}.",
            remedy=f"`anlan project`, `compare` and `sensitivity` answer for every country; here name {NAME}.",
        )
    first, last = LAST_YEARS
    if not first <= scenario.last_year <= last:
        raise DateOutOfRange(
            f"a projection cannot end in {scenario.last_year}.", remedy=f"Choose a last year from {first} to {last}."
        )
    basis = basis_of(scenario)
    rules = pack.rules_with(scenario.overlays)
    assumptions, rules = apply_settings(
        scenario.settings, basis.assumptions, rules, basis.base_year + 1, region=basis.region
    )
    planned = planned_people_for(scenario, assumptions)
    context = pack.context_of(
        assumptions,
        rules=rules,
        population=project_population(planned.base, planned.path, scenario.last_year),
        figures=basis.figures,
        base_year=basis.base_year,
        last_year=scenario.last_year,
    )
    return context if basis.region == context.region else replace(context, region=basis.region)


def manifest(scenario: Scenario, context: SchemeContext) -> dict[str, Any]:
    """What the result rests on: hashes of scenario, parameters and data, and the code."""
    return {
        "scenario": content_hash(
            [
                scenario.name,
                scenario.settings,
                [str(path) for path in scenario.overlays],
                scenario.start,
                scenario.last_year,
                *([scenario.region, scenario.fund_data.content_hash] if scenario.fund_data else ()),
            ]
        ),
        "assumptions": content_hash(context.assumptions.as_plain()),
        "parameters": context.rules.content_hash,
        "data": context.published.content_hash,
        "code": code_version(),
        "seed": None,
        "base_year": context.base_year,
    }


def _decomposition(context: SchemeContext, accounts: FundAccounts, surroundings: Surroundings) -> dict[str, Any]:
    return spending_decomposition(
        accounts.outgo_before_borrowing,
        gdp=surroundings.gdp,
        beneficiaries=accounts.flows.beneficiaries,
        old=funds.persons_over(context, 60),
        working_age=funds.persons_over(context, 20) - funds.persons_over(context, 60),
    )
