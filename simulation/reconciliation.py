"""与上次估值对账: why a valuation differs from the one before, cause by cause, in steps that add up to the whole.

The causes are taken over in a stated order: published data, law, demography, economy, assumptions of the schemes. What
a step is worth depends on the steps before it; their sum does not.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from core.errors import InputError
from simulation.assumptions import AssumptionSet, parse_setting
from simulation.countries.china import funds, pack
from simulation.countries.china.scenario import context_for
from simulation.demography.population import PopulationProjection
from simulation.funds.ledger import FundAccounts, settle
from simulation.funds.measures import Surroundings, summarised
from simulation.published import PublishedFigures
from simulation.scenario import Scenario
from simulation.schemes.context import SchemeContext

CAUSES: Mapping[str, Mapping[str, str]] = {
    "data": {"zh": "公布数据", "en": "published data"},
    "law": {"zh": "政策法规", "en": "law"},
    "demography": {"zh": "人口假设", "en": "demographic assumptions"},
    "economy": {"zh": "经济假设", "en": "economic assumptions"},
    "schemes": {"zh": "制度假设", "en": "assumptions of the schemes"},
}
BALANCE_YEAR = 2050
UNITS = {
    "accumulated_balance": "yuan (CNY), nominal, at 31 December",
    "actuarial_balance": "share of the contribution base",
}
_PREFIXES = {"demography.": "demography", "macro.": "economy"}

Amounts = Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Valuation:
    """What a valuation rested on.

    scenario     its settings and reforms
    figures      the published figures of its time (None: those of today)
    assumptions  its base rows, before the settings (None: those of today)
    """

    scenario: Scenario
    figures: PublishedFigures | None = None
    assumptions: AssumptionSet | None = None


@dataclass(frozen=True, slots=True)
class FundReconciliation:
    """One fund.

    previous, current  figure -> its value in either valuation
    steps              cause -> figure -> what the cause adds
    """

    previous: Amounts
    current: Amounts
    steps: Mapping[str, Amounts]

    @property
    def total(self) -> dict[str, float]:
        """Figure -> current − previous."""
        return {name: self.current[name] - self.previous[name] for name in self.current}

    @property
    def gap(self) -> dict[str, float]:
        """Figure -> what the steps leave unexplained: nothing but rounding."""
        return {name: value - sum(step[name] for step in self.steps.values()) for name, value in self.total.items()}


@dataclass(frozen=True, slots=True)
class Reconciliation:
    """Every fund by name."""

    funds: Mapping[str, FundReconciliation]

    def to_json(self) -> dict[str, Any]:
        """Plain numbers, causes in the order in which they were taken over."""
        return {
            "order": list(CAUSES),
            "titles": {cause: dict(title) for cause, title in CAUSES.items()},
            "funds": {
                name: {
                    "previous": dict(fund.previous),
                    "steps": {cause: dict(amounts) for cause, amounts in fund.steps.items()},
                    "current": dict(fund.current),
                    "total": fund.total,
                }
                for name, fund in self.funds.items()
            },
            "units": UNITS,
        }


def reconcile(previous: Valuation | Scenario, current: Valuation | Scenario) -> Reconciliation:
    """Carry the previous valuation to the current one, one cause after the other.

    Both must end in the same year, 2050 or later; InputError otherwise. The change of the base year itself, from one
    published year to the next, is not among the causes: both valuations open with the same base year.
    """
    before, after = _context(previous), _context(current)
    if before.years[-1] != after.years[-1] or after.years[-1] < BALANCE_YEAR:
        raise InputError(
            f"valuations to {before.years[-1]} and {after.years[-1]} cannot be reconciled.",
            remedy=f"Let both end in the same year, {BALANCE_YEAR} or later.",
        )
    states = [_amounts(before)]
    context = before
    for cause in CAUSES:
        context = _taken_over(cause, context, after)
        states.append(_amounts(context))
    current_amounts = _amounts(after)
    return Reconciliation({name: _reconciled(name, states, current_amounts[name]) for name in current_amounts})


def _reconciled(name: str, states: list[dict[str, dict[str, float]]], current: Amounts) -> FundReconciliation:
    steps = {
        cause: {figure: states[row + 1][name][figure] - states[row][name][figure] for figure in current}
        for row, cause in enumerate(CAUSES)
    }
    return FundReconciliation(states[0][name], current, steps)


def cause_of(key: str) -> str:
    """The cause to which an assumption row belongs."""
    return next((cause for prefix, cause in _PREFIXES.items() if key.startswith(prefix)), "schemes")


def _context(valuation: Valuation | Scenario) -> SchemeContext:
    """The surroundings of a valuation, with its own figures and rows where it brings them."""
    if isinstance(valuation, Scenario):
        valuation = Valuation(valuation)
    if valuation.scenario.start is not None:
        raise InputError("a back-test is no valuation.", remedy="Leave out the start year.")
    context = context_for(valuation.scenario)
    if valuation.assumptions is not None:
        rows = valuation.assumptions.with_settings(_of_assumptions(valuation), since=pack.BASE_YEAR + 1)
        context = _built(context, rows=rows, population=_population(context, rows))
    if valuation.figures is not None:
        context = _built(context, figures=valuation.figures)
    return context


def _of_assumptions(valuation: Valuation) -> list[str]:
    """The settings that name an assumption; the others name the law and are in the rule book already."""
    rows = valuation.assumptions
    assert rows is not None
    return [setting for setting in valuation.scenario.settings if parse_setting(setting)[0] in rows]


def _taken_over(cause: str, context: SchemeContext, after: SchemeContext) -> SchemeContext:
    """`context` with what belongs to `cause` as it is in `after`."""
    if cause == "data":
        return _built(context, figures=after.published)
    if cause == "law":
        return replace(context, rules=after.rules)
    rows = after.assumptions
    if cause != list(CAUSES)[-1]:
        taken = {key: rows.row(key) for key in rows.keys() if cause_of(key) == cause}
        rows = context.assumptions.replaced_by(AssumptionSet(taken))
    population = after.population if cause == "demography" else context.population
    return _built(context, rows=rows, population=population)


def _built(
    context: SchemeContext,
    *,
    rows: AssumptionSet | None = None,
    population: PopulationProjection | None = None,
    figures: PublishedFigures | None = None,
) -> SchemeContext:
    """The surroundings built anew with some of their parts changed."""
    return pack.context_of(
        rows or context.assumptions,
        rules=context.rules,
        population=population or context.population,
        figures=figures or context.published,
        base_year=context.base_year,
        last_year=int(context.years[-1]),
    )


def _population(context: SchemeContext, rows: AssumptionSet) -> PopulationProjection:
    return pack.population_of(rows, int(context.years[-1]))


def _amounts(context: SchemeContext) -> dict[str, dict[str, float]]:
    """Fund -> figure -> value."""
    surroundings = Surroundings(context.economy_at("gdp"), context.assume("macro.discount_rate"))
    row = BALANCE_YEAR - int(context.years[0])
    found = {}
    for name, accounts in _accounts(context).items():
        balances = summarised(accounts, surroundings)["actuarial_balance"]
        known = {f"actuarial_balance.{horizon}": value for horizon, value in balances.items() if value is not None}
        found[name] = {f"accumulated_balance.{BALANCE_YEAR}": float(accounts.accumulated_balance[row]), **known}
    return found


def _accounts(context: SchemeContext) -> dict[str, FundAccounts]:
    return {
        name: settle(flows, funds.interest_rates(context, name))
        for name, flows in funds.project_flows(context).funds.items()
    }
