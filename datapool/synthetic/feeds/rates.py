"""What the law takes from a wage in each month of history: contributions by the rule book, and income tax."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from core.documents import load_document
from core.months import Month
from datapool.synthetic.feeds import kernels
from rules.book import RuleBook

Floats = NDArray[np.float64]
FEN = 100
TAX_FILE = Path(__file__).parent / "income_tax.yaml"
SMALL, LARGE, PUBLIC = 0, 1, 2
_RELIEF = ("relief.employer.micro_small_medium", "relief.employer.large", "relief.employer.public_body")
_EMPLOYER = "pension.contribution.employer_rate"
_EMPLOYER_PUBLIC = "pension.contribution.public_body_employer_rate"
_PERSON = "pension.contribution.employee_rate"
_DEDUCTED = (_PERSON, "medical.contribution.employee_rate", "unemployment.contribution.employee_rate")


@dataclass(frozen=True, slots=True)
class Rates:
    """Shares of the contribution base, by month of history.

    employer    [size, month] pension, after the relief of 2020; sizes SMALL, LARGE, PUBLIC
    person      [month] pension; flexible [month] of those who pay for themselves
    deducted    [month] pension, medical and unemployment: what a wage is free of tax for
    """

    employer: Floats
    person: Floats
    flexible: Floats
    deducted: Floats


@dataclass(frozen=True, slots=True)
class Tax:
    """Scales of income tax, amounts in fen; see kernels.withheld."""

    since: tuple[Month, ...]
    allowance: NDArray[np.int64]
    starts: NDArray[np.int64]
    rates: Floats
    taken_off: NDArray[np.int64]
    is_cumulative: NDArray[np.bool_]

    def withheld(
        self,
        income: NDArray[np.int64],
        deducted: NDArray[np.int64],
        *,
        follows: NDArray[np.bool_],
        ordinals: NDArray[np.int64],
    ) -> NDArray[np.int64]:
        """[row] fen withheld; rows by person and month, `ordinals` their calendar months."""
        scale = np.searchsorted([month.ordinal for month in self.since], ordinals, side="right") - 1
        tax = np.empty(len(income), dtype=np.int64)
        kernels.withheld(
            income, deducted, follows, np.maximum(scale, 0), self.allowance, self.starts, self.rates, self.taken_off,
            self.is_cumulative, tax,
        )  # fmt: skip
        return tax


@cache
def load_rates(first: Month, months: int) -> Rates:
    """The national rule book's rates in each month from `first` on."""
    book = RuleBook.load("china")
    laws = [book.at(first.shift(number)) for number in range(months)]
    ordinary = np.array([law.number(_EMPLOYER) for law in laws])
    public = np.array([law.number(_EMPLOYER_PUBLIC) for law in laws])
    relief = np.array([[law.number(key) if law.has(key) else 0.0 for law in laws] for key in _RELIEF])
    return Rates(
        employer=np.stack([ordinary, ordinary, public]) * (1.0 - relief),
        person=np.array([law.number(_PERSON) for law in laws]),
        flexible=np.array([law.number("pension.contribution.flexible_rate") for law in laws]),
        deducted=np.array([sum(law.number(key) for key in _DEDUCTED) for law in laws]),
    )


@cache
def load_tax() -> Tax:
    """The scales of `income_tax.yaml` in the order of their beginning."""
    scales = list(load_document(TAX_FILE).data.values())
    return Tax(
        since=tuple(Month.parse(scale["from"]) for scale in scales),
        allowance=np.array([scale["allowance"] * FEN for scale in scales]),
        starts=np.array([scale["from_yuan"] for scale in scales]) * FEN,
        rates=np.array([scale["rates"] for scale in scales]),
        taken_off=np.array([scale["taken_off"] for scale in scales]) * FEN,
        is_cumulative=np.array([scale["by"] == "year" for scale in scales]),
    )


@cache
def load_subsidies(first: Month, years: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """[year, step] least grades of the residents' contributions in yuan, and the state's subsidy from each on.

    Years with fewer steps repeat the last one.
    """
    book = RuleBook.load("china")
    steps = [book.at(Month.of(first.year + year, 6)).steps("resident_pension.subsidy_floor") for year in range(years)]
    most = max(len(starts) for starts, _ in steps)
    filled = [[(*row, *[row[-1]] * (most - len(row))) for row in pair] for pair in steps]
    table = np.array(filled, dtype=np.int64)
    return table[:, 0], table[:, 1]
