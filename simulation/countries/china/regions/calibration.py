"""Sets the levels of a region's smaller funds so that its accounts of the base year are those of the workbook."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from simulation.assumptions import Assumption, AssumptionSet
from simulation.countries.china.funds import interest_rates
from simulation.countries.china.regions.fallback import Completed
from simulation.countries.china.regions.levels import LEVELS, PROJECT, Level
from simulation.funds.ledger import FundAccounts, settle
from simulation.regions.layout import WorkbookWrong
from simulation.regions.workbook import place_of
from simulation.schemes.context import SchemeContext

_TRIAL = 1.25
_ROUNDS, _CLOSE, _MET = 8, 1e-12, 1e-9


@dataclass(frozen=True, slots=True)
class SetLevel:
    """What was set: the rows, the factor on their national values, and the figure it meets."""

    fund: str
    side: str
    rows: tuple[str, ...]
    factor: float


@dataclass(frozen=True, slots=True)
class BaseYear:
    """A side of a fund in the base year: the workbook's figure and the model's own account of that year, in yuan."""

    fund: str
    side: str
    workbook: float
    model: float


@dataclass(frozen=True)
class Calibrated:
    """Rows that differ from the nation's, what they were set to, and the check of the base year."""

    rows: Mapping[str, Assumption]
    levels: tuple[SetLevel, ...]
    checks: tuple[BaseYear, ...]
    notes: tuple[Mapping[str, str], ...] = ()


def calibrate_funds(completed: Completed, context: SchemeContext) -> Calibrated:
    """Levels of the funds of `completed`, fitted in the one year of `context`, which opens with the year before."""
    rows: dict[str, Assumption] = {}
    levels: list[SetLevel] = []
    checks: list[BaseYear] = []
    for fund in (name for name in completed.funds if name in PROJECT):
        of_fund = [level for level in LEVELS if level.fund == fund]
        factors = dict.fromkeys(of_fund, 1.0)
        for _ in range(_ROUNDS):
            for level in of_fund:
                context, factor = _met(completed, context, level)
                factors[level] *= factor
            if _is_met(completed, _accounts(context, fund), fund):
                break
        for level in of_fund:
            levels.append(SetLevel(fund, level.side, level.rows, factors[level]))
            rows |= {key: context.assumptions.row(key) for key in level.rows}
        accounts = _accounts(context, fund)
        checks += [
            BaseYear(fund, side, completed.at(f"{fund}.{side}"), _side(accounts, side)) for side in ("income", "outgo")
        ]
    return Calibrated(rows, tuple(levels), tuple(checks))


def _met(completed: Completed, context: SchemeContext, level: Level) -> tuple[SchemeContext, float]:
    """The context with the rows of `level` multiplied by the factor that meets the workbook, and the factor."""
    target = completed.at(f"{level.fund}.{level.side}")

    def met(factor: float) -> float:
        return _side(_accounts(scaled(context, level.rows, factor), level.fund), level.side)

    factor = factor_to(target, met)
    if not (factor > 0.0 or level.may_be_negative):
        year = completed.data.base_year
        least = met(0.0) / 1e8
        raise WorkbookWrong(
            f"{level.side} of {level.fund} is {target / 1e8:,.2f} 亿元, less than the {least:,.2f} 亿元 that law and "
            "persons alone bring about.",
            path=completed.data.file,
            cell=place_of(completed.data, f"{level.fund}.{level.side}", year),
            remedy=f"Check this cell and the persons of {level.fund}.",
        )
    return scaled(context, level.rows, factor), factor


def factor_to(target: float, measure: Callable[[float], float], start: float = 1.0) -> float:
    """The factor at which `measure` is `target`: straight lines through two trials, repeated as interest bends them."""
    low, high = start, start * _TRIAL
    at_low, at_high = measure(low), measure(high)
    for _ in range(_ROUNDS):
        factor = low + (target - at_low) / (at_high - at_low) * (high - low)
        low, at_low, high, at_high = high, at_high, factor, measure(factor)
        if abs(at_high - target) <= _CLOSE * abs(target) or at_high == at_low:
            break
    return high


def _accounts(context: SchemeContext, fund: str) -> FundAccounts:
    return settle(PROJECT[fund](context), interest_rates(context, fund))


def _is_met(completed: Completed, accounts: FundAccounts, fund: str) -> bool:
    targets = {side: completed.at(f"{fund}.{side}") for side in ("income", "outgo")}
    return all(abs(_side(accounts, side) - target) <= _MET * abs(target) for side, target in targets.items())


def _side(accounts: FundAccounts, side: str) -> float:
    """As final accounts count it: what the pooled medical fund passes to members' own accounts is on neither side."""
    total = accounts.income if side == "income" else accounts.outgo
    return float(total[0] - accounts.outgo_lines["transfers_out"][0])


def scaled(context: SchemeContext, keys: Sequence[str], factor: float) -> SchemeContext:
    """The context with every value of some rows multiplied."""
    return with_rows(context, {key: scaled_row(context.assumptions.row(key), factor) for key in keys})


def scaled_row(row: Assumption, factor: float) -> Assumption:
    """The row with all its values multiplied, marked as fitted to the region."""
    points = tuple((year, value * factor) for year, value in row.points)
    return replace(row, points=points, status="fitted", source="fitted to the region's accounts")


def set_row(row: Assumption, value: float) -> Assumption:
    """The row at one value for all years, marked as fitted to the region."""
    return replace(row, points=((0, float(value)),), status="fitted", source="fitted to the region's accounts")


def with_rows(context: SchemeContext, rows: Mapping[str, Assumption]) -> SchemeContext:
    """The context with other rows in the place of its own."""
    return replace(context, assumptions=context.assumptions.replaced_by(AssumptionSet(rows)))


def one_year(context: SchemeContext, year: int) -> SchemeContext:
    """The context reduced to one projected year."""
    return replace(context, years=np.array([year]))
