"""A pool carried on: which folder holds one, and what the projection of its pensions starts from."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

import numpy as np

from datapool.aggregates.published import Aggregates
from datapool.aggregates.storing import PLACE, read_aggregates
from rules.book import RuleBook
from simulation.assumptions import AssumptionSet
from simulation.countries.china import pack
from simulation.countries.china.regions.calibration import factor_to, set_row
from simulation.countries.pooled.estimates import amount
from simulation.countries.pooled.levels import (
    DRAWING,
    EMPLOYEES,
    INTERRUPTED,
    PAYING,
    PUBLIC_BODIES,
    RESIDENTS,
    mean_award,
    own_rows,
    resident_rows,
    wage_base,
)
from simulation.countries.pooled.members import stock_of
from simulation.countries.pooled.people import people_of
from simulation.published import PublishedFigures, Series
from simulation.schemes.context import SchemeContext
from simulation.schemes.pension.employees import GROUPS, coverage_target, project_members
from simulation.schemes.pension.inputs import MONTHS, reference_wage

RESIDENT_FUND = "resident_pension"
OWN_ROWS = Path(__file__).parent / "assumptions.yaml"
_WAGES = ("wage.private", "wage.nonprivate", "income.urban_disposable")
_GROUP_SCHEMES = ((0, EMPLOYEES), (2, PUBLIC_BODIES))
_LEAST, _MOST = 0.5, 2.0


@dataclass(frozen=True)
class Start:
    """What a projection of a pool starts from, before any setting.

    wage_ratio  the place's wages over the nation's, as its awards tell
    """

    aggregates: Aggregates
    assumptions: AssumptionSet
    figures: PublishedFigures
    wage_ratio: float


def opening_key(fund: str) -> str:
    """The row that holds the balance with which a fund opens."""
    return f"pool.{fund}.opening_balance"


def folder_of_aggregates(name: str) -> Path:
    """Where the aggregates of the pool in a folder lie."""
    return Path(name) / PLACE


def start_of(name: str) -> Start:
    """The start of the pool in a folder. Raises FileMissing where nothing is published."""
    aggregates = read_aggregates(folder_of_aggregates(name))
    return _start(_Held(aggregates))


class _Held:
    """Aggregates by their version, so that a start is worked out once."""

    def __init__(self, aggregates: Aggregates) -> None:
        self.aggregates = aggregates

    def __hash__(self) -> int:
        return hash(self.aggregates.version)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Held) and self.aggregates.version == other.aggregates.version


@lru_cache(maxsize=8)
def _start(held: _Held) -> Start:
    aggregates = held.aggregates
    nation = pack.base_assumptions().replaced_by(AssumptionSet.load(OWN_ROWS))
    year = aggregates.last_year
    national = context_of(Start(aggregates, nation, pack.published(), 1.0), nation, year + 2)
    known = wage_base(aggregates)
    reference = float(reference_wage(replace(national, years=np.array([year])))[0])
    ratio = 1.0 if known is None else known * MONTHS / reference
    figures = _figures(aggregates, national, ratio)
    start = Start(aggregates, nation, figures, ratio)
    context = context_of(start, nation, year + 2)
    rows = own_rows(aggregates, nation, context)
    rows = rows.replaced_by(resident_rows(aggregates, nation, context))
    assumptions = nation.replaced_by(rows)
    return replace(start, assumptions=_with_awards(replace(start, assumptions=assumptions), year + 2))


def context_of(
    start: Start, assumptions: AssumptionSet, last_year: int, rules: RuleBook | None = None
) -> SchemeContext:
    """The surroundings of the schemes from the pool's cut-off to `last_year`, under national law."""
    year = start.aggregates.last_year
    balance = _series("resident_pension.accumulated_balance", year, assumptions.number(opening_key(RESIDENT_FUND)))
    return pack.context_of(
        assumptions,
        rules=rules or pack.base_rules(),
        population=people_of(start.aggregates, assumptions, last_year),
        figures=start.figures.with_series(PublishedFigures({balance.name: balance})),
        base_year=year,
        last_year=last_year,
    )


def _figures(aggregates: Aggregates, national: SchemeContext, ratio: float) -> PublishedFigures:
    """The nation's wages at the place's level, its output per head likewise, and the residents' members."""
    year = aggregates.last_year
    published = pack.published()
    nation = pack.population_of(pack.base_assumptions(), year + 1)
    part = float(national.population.at(year).sum() / nation.at(year).sum())
    scales: Mapping[str, float] = dict.fromkeys(_WAGES, ratio) | {"gdp": ratio * part}
    series = {name: _scaled(published.series(name), scale) for name, scale in scales.items()}
    states = {
        state: amount(aggregates, "members", "persons", year, RESIDENTS, state)
        for state in (PAYING, INTERRUPTED, DRAWING)
    }
    for name, persons in (("insured", sum(states.values())), ("beneficiaries", states[DRAWING])):
        counted = _series(f"{RESIDENT_FUND}.{name}", year, persons)
        series[counted.name] = counted
    return PublishedFigures(series)


def _series(name: str, year: int, value: float) -> Series:
    return Series(name, "persons or yuan", "counted in the aggregates of the data pool", {year: value}, frozenset())


def _scaled(series: Series, factor: float) -> Series:
    return replace(series, values={year: value * factor for year, value in series.values.items()})


def _with_awards(start: Start, last_year: int) -> AssumptionSet:
    """Rows with which the new pensions of the first projected year are at the level of those awarded last."""
    assumptions = start.assumptions
    context = context_of(start, assumptions, last_year)
    for row, scheme in _GROUP_SCHEMES:
        target = mean_award(start.aggregates, scheme, context)
        if target is None:
            continue
        keys = [f"pension.{group.name}.supplement" for group in (GROUPS[:2] if row == 0 else GROUPS[2:])]

        def awarded(factor: float, keys: list[str] = keys, row: int = row) -> float:
            trial = {key: set_row(context.assumptions.row(key), factor) for key in keys}
            changed = replace(context, assumptions=context.assumptions.replaced_by(AssumptionSet(trial)))
            return _mean_new_pension(start.aggregates, changed, row)

        factor = float(np.clip(factor_to(target, awarded), _LEAST, _MOST))
        assumptions = assumptions.replaced_by(
            AssumptionSet({key: set_row(assumptions.row(key), factor) for key in keys})
        )
    return assumptions


def _mean_new_pension(aggregates: Aggregates, context: SchemeContext, row: int) -> float:
    stock = stock_of(aggregates, context)
    run = project_members(context, stock, coverage_target(context, stock.active.sum(axis=(1, 2))))
    rows = [0, 1] if row == 0 else [row]
    heads = float(run.flows["new_retired"][rows, 0].sum())
    return float(run.flows["new_retired_pension_months"][rows, 0].sum()) / heads if heads > 0.0 else 0.0
