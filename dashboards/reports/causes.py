"""Why the annual balance of a fund changes from one year to another: heads, levels and rates, in parts that add up.

A product is split with logarithmic means (LMDI): each factor's part is L(a, b)·ln(after ÷ before), with
L(a, b) = (b − a) ÷ ln(b ÷ a), and the parts add up to b − a exactly.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from math import isfinite, log

import numpy as np

from simulation.outlook import yearly
from simulation.result import FundResult, Projection

# Funds whose contributions are a rate on a base; the others collect an amount a head.
WAGE_BASED = (
    "enterprise_pension",
    "government_pension",
    "employee_medical",
    "unemployment",
    "work_injury",
)
# Everybody insured may draw treatment.
SERVES_THE_INSURED = ("employee_medical", "resident_medical")
CONTRIBUTION_FACTORS = ("contributors", "contribution_base", "effective_rate")
HEAD_FACTORS = ("contributors", "contribution_per_head")
BENEFIT_FACTORS = ("beneficiaries", "benefit_level")


@dataclass(frozen=True, slots=True)
class Cause:
    """One part of the change of the annual balance.

    before, after  the factor in either year: persons, yuan a head, a share, or the yuan of a budget line
    amount         yuan it adds to the annual balance; less than zero where it costs the fund
    """

    name: str
    before: float
    after: float
    amount: float

    @property
    def growth(self) -> float | None:
        """Change of the factor as a share of what it was."""
        return None if self.before <= 0 else self.after / self.before - 1.0


@dataclass(frozen=True, slots=True)
class BalanceChange:
    """The change of the annual balance of a fund from one year to another, with its causes.

    is_mean  whether persons are the mean of two year-ends; otherwise the count of 31 December
    """

    fund: str
    first: int
    last: int
    before: float
    after: float
    causes: tuple[Cause, ...]
    is_mean: bool

    @property
    def change(self) -> float:
        """Yuan by which the annual balance changes."""
        return self.after - self.before

    def cause(self, name: str) -> Cause | None:
        """The cause of that name, None where the fund has none."""
        return next((each for each in self.causes if each.name == name), None)


def balance_change(fund: FundResult, projection: Projection, first: int, last: int) -> BalanceChange | None:
    """Why the annual balance of `last` differs from that of `first`; None where the budget lines are not known."""
    rows = (first - int(projection.years[0]), last - int(projection.years[0]))
    lines = {**fund.income_lines, **fund.outgo_lines}
    if not all(isfinite(float(values[row])) for values in lines.values() for row in rows):
        return None
    heads = "insured" if fund.name in SERVES_THE_INSURED else "beneficiaries"
    is_mean = all(_is_mean_known(fund, measure, rows) for measure in ("contributors", heads))
    causes = [*_of_contributions(fund, rows, is_mean), *_of_income_lines(fund, rows)]
    causes += [*_of_benefits(fund, rows, heads, is_mean), *_of_outgo_lines(fund, rows)]
    balance = _series(fund, "annual_balance")
    before, after = (float(balance[row]) for row in rows)
    return BalanceChange(fund.name, first, last, before, after, tuple(causes), is_mean)


def shares_of(before: Mapping[str, float], after: Mapping[str, float]) -> dict[str, float]:
    """Factor -> its part in the change of the product of all factors; none may be zero or less."""
    a, b = float(np.prod(list(before.values()))), float(np.prod(list(after.values())))
    mean = a if a == b else (b - a) / log(b / a)
    return {name: mean * log(after[name] / before[name]) for name in before}


def _of_contributions(fund: FundResult, rows: tuple[int, int], is_mean: bool) -> list[Cause]:
    paid = fund.income_lines["contributions"]
    before, after = ({"contributors": _heads(fund, "contributors", row, is_mean)} for row in rows)
    for found, row in ((before, rows[0]), (after, rows[1])):
        if fund.name in WAGE_BASED:
            base = _taxable_base(fund, row)
            found["contribution_base"] = base / found["contributors"]
            found["effective_rate"] = float(paid[row]) / base
        else:
            found["contribution_per_head"] = float(paid[row]) / found["contributors"]
    return _split(before, after, sign=1.0)


def _of_benefits(fund: FundResult, rows: tuple[int, int], heads: str, is_mean: bool) -> list[Cause]:
    paid = fund.outgo_lines["benefits"]
    persons = [_heads(fund, heads, row, is_mean) for row in rows]
    before, after = (
        {"beneficiaries": count, "benefit_level": float(paid[row]) / count}
        for count, row in zip(persons, rows, strict=True)
    )
    return _split(before, after, sign=-1.0)


def _split(before: Mapping[str, float], after: Mapping[str, float], *, sign: float) -> list[Cause]:
    if min(*before.values(), *after.values()) <= 0.0:
        whole = float(np.prod(list(after.values())) - np.prod(list(before.values())))
        return [Cause(next(iter(before)), next(iter(before.values())), next(iter(after.values())), sign * whole)]
    parts = shares_of(before, after)
    return [Cause(name, before[name], after[name], sign * parts[name]) for name in before]


def _of_income_lines(fund: FundResult, rows: tuple[int, int]) -> list[Cause]:
    subsidy, returns = ("fiscal_subsidy",), ("interest", "entrusted_investment")
    others = tuple(name for name in fund.income_lines if name not in (*subsidy, *returns, "contributions"))
    named = (("fiscal_subsidy", subsidy), ("returns", returns), ("income_else", others))
    return [_of_lines(name, fund.income_lines, lines, rows, sign=1.0) for name, lines in named]


def _of_outgo_lines(fund: FundResult, rows: tuple[int, int]) -> list[Cause]:
    others = tuple(name for name in fund.outgo_lines if name not in ("benefits", "borrowing_cost"))
    return [
        _of_lines("outgo_else", fund.outgo_lines, others, rows, sign=-1.0),
        _of_lines("borrowing_cost", fund.outgo_lines, ("borrowing_cost",), rows, sign=-1.0),
    ]


def _of_lines(
    name: str, lines: Mapping[str, np.ndarray], chosen: tuple[str, ...], rows: tuple[int, int], *, sign: float
) -> Cause:
    before, after = (float(sum(lines[line][row] for line in chosen)) for row in rows)
    return Cause(name, before, after, sign * (after - before))


def _taxable_base(fund: FundResult, row: int) -> float:
    """Yuan on which contributions are due: outgo before borrowing ÷ cost rate."""
    outgo = _series(fund, "outgo")[row] - fund.outgo_lines["borrowing_cost"][row]
    return float(outgo / _series(fund, "cost_rate")[row])


def _heads(fund: FundResult, measure: str, row: int, is_mean: bool) -> float:
    counts = _series(fund, measure)
    return float(counts[row - 1 : row + 1].mean() if is_mean else counts[row])


def _is_mean_known(fund: FundResult, measure: str, rows: tuple[int, int]) -> bool:
    counts = _series(fund, measure)
    return all(row > 0 and bool(np.isfinite(counts[row - 1])) for row in rows)


def _series(fund: FundResult, measure: str) -> np.ndarray:
    values = yearly(fund, measure)
    assert values is not None, f"{fund.name} has no {measure} by year"
    return values
