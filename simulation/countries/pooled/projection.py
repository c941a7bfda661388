"""`project` for a pool: its three pension funds carried on from its aggregates, under the national law."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from core.errors import DateOutOfRange, FileMissing, InputError
from core.manifest import code_version, content_hash
from simulation.countries.china import funds, pack
from simulation.countries.china.scenario import measured
from simulation.countries.china.settings import apply_settings
from simulation.countries.china.totals import employees_total
from simulation.countries.pooled.history import history_of, with_known_lines
from simulation.countries.pooled.members import stock_of
from simulation.countries.pooled.notes import notes_of, title_of
from simulation.countries.pooled.people import counted
from simulation.countries.pooled.province import Start, context_of, folder_of_aggregates, opening_key, start_of
from simulation.demography.population import PopulationProjection
from simulation.funds.ledger import FundFlows
from simulation.funds.measures import Surroundings
from simulation.result import FundResult, Projection
from simulation.scenario import NATION, Scenario
from simulation.schemes.context import SchemeContext
from simulation.schemes.pension.employees import coverage_target, fund_flows, project_members
from simulation.schemes.resident_pension import project_resident_pension

_EMPLOYEE_FUNDS: Mapping[str, tuple[int, ...]] = {"enterprise": (0, 1), "government": (2,)}


def project(scenario: Scenario) -> Projection:
    """Carry the pension funds of a pool to the scenario's last year; its counted years stand in front."""
    _refuse(scenario)
    start = start_of(scenario.name)
    context = _context(scenario, start)
    surroundings = Surroundings(context.economy_at("gdp"), context.assume("macro.discount_rate"))
    past = history_of(start.aggregates)
    results: dict[str, FundResult] = {}
    for flow in _flows(start, context):
        accounts, measures = measured(context, flow, surroundings)
        joined = past.joined(flow.name, funds.TITLES[flow.name], accounts, measures)
        results[flow.name] = with_known_lines(joined, start.aggregates)
    years = np.arange(start.aggregates.first_year, scenario.last_year + 1)
    return Projection(
        scenario=scenario.name,
        title=title_of(start),
        years=years,
        population=_with_past(start, context, years),
        funds=results,
        totals={funds.EMPLOYEES: employees_total(context, results, years)},
        notes=notes_of(start, context),
        manifest=_manifest(scenario, start, context),
        region=_region(start),
    )


def _refuse(scenario: Scenario) -> None:
    if not (folder_of_aggregates(scenario.name) / "current.json").is_file():
        raise FileMissing(
            "this pool has published nothing yet.",
            path=scenario.name,
            remedy=f"`anlan data build {scenario.name}` publishes its aggregates.",
        )
    if scenario.start is not None:
        raise InputError("a pool has no back-test.", remedy="Leave out the start year (--from).")
    if scenario.fund_data is not None or scenario.region != NATION:
        raise InputError("a pool is one place.", remedy="Leave out --region and --fund-data.")


def _context(scenario: Scenario, start: Start) -> SchemeContext:
    first = start.aggregates.last_year + 1
    if not first < scenario.last_year <= 2100:
        raise DateOutOfRange(
            f"a projection from {first} cannot end in {scenario.last_year}.",
            remedy=f"Choose a last year from {first + 1} to 2100.",
        )
    rules = pack.rules_with(scenario.overlays)
    assumptions, rules = apply_settings(scenario.settings, start.assumptions, rules, first)
    return context_of(start, assumptions, scenario.last_year, rules)


def _flows(start: Start, context: SchemeContext) -> tuple[FundFlows, ...]:
    stock = stock_of(start.aggregates, context)
    projection = project_members(context, stock, coverage_target(context, stock.active.sum(axis=(1, 2))))
    employees = (
        fund_flows(
            context,
            projection,
            name=name,
            groups=groups,
            opening_balance=context.assumptions.number(opening_key(f"{name}_pension")),
        )
        for name, groups in _EMPLOYEE_FUNDS.items()
    )
    return (*employees, project_resident_pension(context))


def _with_past(start: Start, context: SchemeContext, years: np.ndarray) -> PopulationProjection:
    """The population with the people counted in earlier years in front; what moved them is not known (NaN)."""
    ahead, aggregates = context.population, start.aggregates
    nation = pack.population_of(pack.base_assumptions(), int(aggregates.last_year) + 1)
    earlier = years[years < ahead.years[0]]
    counts = [counted(aggregates, int(year), nation) for year in earlier]
    unknown = np.full((earlier.size, *ahead.persons.shape[1:]), np.nan)

    def joined(past: np.ndarray, values: np.ndarray) -> np.ndarray:
        return np.concatenate([past, values])

    return PopulationProjection(
        years=years,
        persons=joined(np.array(counts).reshape(unknown.shape), ahead.persons),
        death_probability=joined(unknown, ahead.death_probability),
        newborn_death_probability=joined(unknown[..., 0], ahead.newborn_death_probability),
        births=joined(unknown[..., 0], ahead.births),
        deaths=joined(unknown[..., 0], ahead.deaths),
        net_migration=joined(unknown[..., 0], ahead.net_migration),
    )


def _region(start: Start) -> dict[str, Any]:
    """What place it is, whether it is made up, and what it rests on."""
    aggregates = start.aggregates
    return {
        "title": dict(aggregates.title),
        "made_up": aggregates.is_made_up,
        "aggregates": {
            "version": aggregates.version,
            "schema": aggregates.schema,
            "cut_off": aggregates.cut_off.isoformat(),
        },
        "wage_over_nation": start.wage_ratio,
    }


def _manifest(scenario: Scenario, start: Start, context: SchemeContext) -> dict[str, Any]:
    settings = [scenario.settings, [str(path) for path in scenario.overlays], scenario.last_year]
    return {
        "scenario": content_hash([start.aggregates.version, *settings]),
        "assumptions": content_hash(context.assumptions.as_plain()),
        "parameters": context.rules.content_hash,
        "data": content_hash([start.aggregates.version, context.published.content_hash]),
        "code": code_version(),
        "seed": None,
        "base_year": context.base_year,
    }
