"""Who stops work in a year, in many futures in plain NumPy: how many qualify, and what they are paid."""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from benchmarks.plain_futures.cohorts import Members
from rules.formulas import pension as formulas
from simulation.futures.pension import figures
from simulation.futures.pension.figures import ACCOUNT, CREDIT, CREDIT_INDEX, DEPOSIT, HEADS, INDEX_SUM, PAYING, YEARS
from simulation.futures.pension.kernels import LIMIT, STEPS
from simulation.schemes.pension.kernels import OLDEST_AT_WORK

Floats = NDArray[np.float64]
Cells = tuple[NDArray[np.intp], NDArray[np.intp], NDArray[np.intp]]

_basic: Any = formulas.basic_pension
_transitional: Any = formulas.transitional_pension
_credited: Any = formulas.credited_balance


class Leavers(NamedTuple):
    """Those who leave, by cell: arrays are [cell, path] or, where the law alone decides, [cell, 1].

    at                 (group, sex, column) of every cell
    starts, withdraws  persons who begin to draw, and who take their account with them
    pooled             monthly pension of the pooled fund for each who starts, yuan
    account, bought    yuan in the account of each; years paid for in one sum, of all together
    months, divisor    months drawn in the first year; divisor of the account
    """

    at: Cells
    starts: Floats
    withdraws: Floats
    pooled: Floats
    account: Floats
    bought: Floats
    months: Floats
    divisor: Floats
    groups: Floats

    def by_group(self, values: Floats) -> Floats:
        """[group, path] sums of values [cell, path]."""
        return self.groups @ values


def leavers_of(given: Members) -> Leavers:
    """Of the members who reach the year's end alive, those who leave; see `futures.pension.kernels._retire`."""
    row, law, cells, gained = given.row, given.law, given.cells, given.gained
    goes, months, divisor, deemed = law.leaving[:, row]
    group, sex, age = np.nonzero(goes > 0.0)
    at = group, sex, age + given.shift
    goes, months, divisor, deemed = (part[group, sex, age][:, None] for part in (goes, months, divisor, deemed))
    habits = law.habits[:, group][..., None]
    paying = given.of_group[PAYING, group]
    worked = cells[YEARS][at] + gained[YEARS, group] + paying / 2.0
    entry = law.rates[figures.INDEX_ENTRY, group, row][:, None]
    index = (cells[INDEX_SUM][at] + gained[INDEX_SUM, group] + paying * entry / 2.0) / np.maximum(worked, 1e-9)
    account = given.common[CREDIT_INDEX] * (cells[ACCOUNT][at] + gained[ACCOUNT, group])
    account = _credited(account, given.of_group[DEPOSIT, group] / 2.0, given.common[CREDIT], 0.25)
    needed, accrual, transition = law.yearly[:, row]
    short, enough, too_few = _either_side(needed, worked + deemed, habits[figures.SPREAD], law.normal)
    reaching = cells[HEADS][at] * goes
    buys = reaching * short * habits[figures.BUY]
    qualifies = reaching * (1.0 - short)
    extends = reaching * short * np.where(age[:, None] <= OLDEST_AT_WORK, habits[figures.EXTEND], 0.0)
    years = np.maximum((qualifies * enough + buys * needed) / np.maximum(qualifies + buys, 1e-300), needed)
    wage = given.common[figures.WAGE]
    return Leavers(
        at=at,
        starts=qualifies + buys,
        withdraws=reaching - extends - buys - qualifies,
        pooled=habits[figures.SUPPLEMENT]
        * (_basic(wage, index, years, accrual) + _transitional(wage, index, deemed, transition)),
        account=account,
        bought=buys * (needed - too_few),
        months=months,
        divisor=divisor,
        groups=(np.arange(law.habits.shape[1])[:, None] == group).astype(np.float64),
    )


def _either_side(needed: float, mean: Floats, spread: Floats, normal: Floats) -> tuple[Floats, Floats, Floats]:
    """Of a normal distribution of years: the share below `needed`, and the means at or above it and below it."""
    least = 0.0 if needed > 0.0 else -1e9
    place = (np.clip((needed - mean) / spread + least, -LIMIT, LIMIT) + LIMIT) * STEPS
    step = place.astype(np.intp)
    part = (place - step)[..., None]
    short, density = np.moveaxis(normal[step] + part * (normal[step + 1] - normal[step]), -1, 0)
    enough = mean + spread * density / np.maximum(1.0 - short, 1e-12)
    return short, enough, np.clip(mean - spread * density / short, 0.0, needed)
