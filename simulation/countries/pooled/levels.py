"""The levels of a pool in its last year: what its members pay and draw, as rows in the place of the nation's."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from datapool.aggregates.published import Aggregates
from simulation.assumptions import Assumption, AssumptionSet
from simulation.countries.china.regions.calibration import set_row
from simulation.countries.pooled.estimates import amount
from simulation.schemes.context import SchemeContext
from simulation.schemes.pension.employees import GROUPS
from simulation.schemes.pension.inputs import MONTHS, PensionGroup, reference_wage

FEN = 100.0
PAYING, INTERRUPTED, DRAWING, ANY = "paying", "interrupted", "drawing", "any"
EMPLOYEES, PUBLIC_BODIES, RESIDENTS = "110", "120", "170"
# Where each group of the employees' pension stands in the aggregates: scheme and form.
PLACES: Mapping[str, tuple[str, str]] = {
    "employee": (EMPLOYEES, "employer"),
    "flexible": (EMPLOYEES, "flexible"),
    "public": (PUBLIC_BODIES, "employer"),
}
RESIDENT_FORM = "resident"
# What no department delivers: nothing is assumed in its place.
_UNKNOWN = (
    "pension.rate_gap",
    "pension.enterprise.subsidy_share",
    "pension.government.subsidy_share",
    "pension.enterprise.other_income_share",
    "pension.government.other_income_share",
    "pension.enterprise.other_outgo_share",
    "pension.government.other_outgo_share",
)
_SOURCE = "counted in the aggregates of the data pool"
AWARD_YEARS = 3


@dataclass(frozen=True, slots=True)
class GroupLevel:
    """A group in the last year: members and those who pay at its end, the mean monthly base in yuan, and of what is
    due on the mean payers' bases by the law's rates the part that was paid."""

    active: float
    paying: float
    monthly_base: float
    collected: float


def wage_base(aggregates: Aggregates) -> float | None:
    """Yuan a month on which new pensions of the last year rest (计发基数), worked out of what was awarded.

    The basic pension is base × (1 + index) ÷ 2 × years × 1 %. Law: 国发〔2005〕38号 第六条
    """
    year = aggregates.last_year

    def of(measure: str) -> float:
        return amount(aggregates, "awards", measure, year, EMPLOYEES)

    heads = of("persons")
    if heads <= 0.0:
        return None
    years, index = of("contribution_months") / heads / MONTHS, of("index") / heads / 1e4
    return of("basic") / FEN / heads / ((1.0 + index) / 2.0 * years * 0.01)


def group_level(aggregates: Aggregates, group: PensionGroup, context: SchemeContext) -> GroupLevel:
    """How a group stands in the pool's last year."""
    year, (scheme, form) = aggregates.last_year, PLACES[group.name]
    paying, before = (
        amount(aggregates, "members", "persons", at, scheme, PAYING, form)
        for at in (year, max(year - 1, aggregates.first_year))
    )
    idle = amount(aggregates, "members", "persons", year, scheme, INTERRUPTED, form)

    def paid(measure: str) -> float:
        return amount(aggregates, "contributions", measure, year, scheme, form)

    base = paid("base") / FEN / max(paid("months"), 1.0)
    rate = sum(float(context.rule(key, np.array([year]))[0]) for key in (*group.pooled_keys, *group.account_keys))
    rate -= sum(float(context.rule(key, np.array([year]))[0]) for key in group.minus_keys)
    due = (paying + before) / 2.0 * base * MONTHS * rate
    money = (paid("employer") + paid("person")) / FEN
    return GroupLevel(paying + idle, paying, base, money / due if due > 0.0 else 1.0)


def own_rows(aggregates: Aggregates, nation: AssumptionSet, context: SchemeContext) -> AssumptionSet:
    """Rows of the employees' pensions at the pool's levels; coverage by age stays where it was counted."""
    year = aggregates.last_year
    reference = float(reference_wage(replace(context, years=np.array([year])))[0])
    rows = {key: set_row(nation.row(key), 0.0) for key in _UNKNOWN}
    for group in GROUPS:
        level = group_level(aggregates, group, context)
        prefix = f"pension.{group.name}"
        if level.paying <= 0.0:
            continue
        ratio = level.monthly_base * MONTHS / reference
        rows |= {
            f"{prefix}.coverage": set_row(nation.row(f"{prefix}.coverage"), _at(nation, f"{prefix}.coverage", year)),
            f"{prefix}.compliance": set_row(nation.row(f"{prefix}.compliance"), level.paying / level.active),
            f"{prefix}.collection": set_row(nation.row(f"{prefix}.collection"), level.collected),
            f"{prefix}.base_ratio": set_row(nation.row(f"{prefix}.base_ratio"), ratio),
            f"{prefix}.index_open": set_row(nation.row(f"{prefix}.index_open"), ratio),
        }
    return _sourced(rows)


def resident_rows(aggregates: Aggregates, nation: AssumptionSet, context: SchemeContext) -> AssumptionSet:
    """Rows of the residents' pension: who pays, how much, and what the place adds to the national minimum."""
    year = aggregates.last_year
    paying, idle = (
        amount(aggregates, "members", "persons", year, RESIDENTS, state, RESIDENT_FORM)
        for state in (PAYING, INTERRUPTED)
    )
    drawing = amount(aggregates, "members", "persons", year, RESIDENTS, DRAWING)
    pension = amount(aggregates, "members", "pension", year, RESIDENTS, DRAWING) / FEN / max(drawing, 1.0)
    minimum = float(context.rule("resident_pension.basic_minimum", np.array([year]))[0])
    heads = max(paying, 1.0)
    rows = {
        "resident_pension.local_addition": _dated(nation, "local_addition", year, pension - minimum),
        "resident_pension.contribution": _dated(
            nation, "contribution", year, amount(aggregates, "contributions", "person", year, RESIDENTS) / FEN / heads
        ),
        "resident_pension.contribution_subsidy": _dated(
            nation,
            "contribution_subsidy",
            year,
            amount(aggregates, "contributions", "subsidy", year, RESIDENTS) / FEN / heads,
        ),
        "resident_pension.paying_share": set_row(
            nation.row("resident_pension.paying_share"), paying / max(paying + idle, 1.0)
        ),
    }
    for key in ("resident_pension.coverage_at_pension_age", "resident_pension.coverage_below_pension_age"):
        rows[key] = set_row(nation.row(key), 1.0)
    return _sourced(rows)


def mean_award(aggregates: Aggregates, scheme: str, context: SchemeContext) -> float | None:
    """Yuan a month of a new pension at the wages of the first projected year, of the last years' awards together."""
    wage = context.economy.at("wage.full_calibre", np.arange(context.base_year - AWARD_YEARS, context.base_year + 1))
    total = heads = 0.0
    for back in range(AWARD_YEARS):
        year = aggregates.last_year - back
        if year < aggregates.first_year:
            break
        grown = wage[-1] / wage[-2 - back]
        total += amount(aggregates, "awards", "pension", year, scheme) / FEN * grown
        heads += amount(aggregates, "awards", "persons", year, scheme)
    return total / heads if heads > 0.0 and total > 0.0 else None


def _dated(nation: AssumptionSet, name: str, year: int, value: float) -> Assumption:
    return replace(nation.row(f"resident_pension.{name}"), points=((year, value),), status="fitted")


def _at(nation: AssumptionSet, key: str, year: int) -> float:
    return float(nation.array(key, np.array([year]))[0])


def _sourced(rows: Mapping[str, Assumption]) -> AssumptionSet:
    return AssumptionSet({key: replace(row, source=_SOURCE) for key, row in rows.items()})
