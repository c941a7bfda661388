"""One year of the members of the employees' pension in many futures in plain NumPy: those who draw, work, and enter.

Cells are arrays [group, sex, age, path] out of the cohort columns that `futures.pension.figures` describes.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.plain_futures.cohorts import Members
from benchmarks.plain_futures.leavers import Leavers, leavers_of
from rules.formulas import pension as formulas
from simulation.futures.pension.figures import (
    ACCOUNT,
    BASE,
    BENEFITS,
    CONTRIBUTIONS,
    CREDIT,
    CREDIT_INDEX,
    DEATH_ACTIVE,
    DEATH_RETIRED,
    DEPOSIT,
    DIED_ACTIVE,
    DIED_RETIRED,
    DRAWING,
    FROM_ACCOUNT,
    GROWTH,
    HEADS,
    INDEX_ENTRY,
    INDEX_SUM,
    INDEXATION,
    LEFT,
    MOVED,
    PAYING,
    PENSION,
    REFUNDS,
    TARGET,
    YEARS,
)
from simulation.schemes.pension.kernels import OLDEST, OLDEST_AT_WORK, YOUNGEST_DRAWING, YOUNGEST_MEMBER

Floats = NDArray[np.float64]

MONTHS = 12.0
YOUNG = 45

# The formulas of law run on arrays as they run on one number.
_credited: Any = formulas.credited_balance


def carry_members(given: Members, dying: Floats, persons: Floats) -> None:
    """Carry the members to the year's end and fill given.flows [group, flow, path].

    dying, persons  [sex, age, path] chances of dying in the year, and people at its end
    """
    given.flows[:] = 0.0
    given.common[INDEXATION] *= 1.0 + given.common[GROWTH]
    ages = given.columns(YOUNGEST_DRAWING + 1, OLDEST + 1)
    _draw(given, ages, dying[:, YOUNGEST_DRAWING:OLDEST])
    _draw(given, slice(-1, None), dying[:, OLDEST : OLDEST + 1])
    turning = given.cells[DRAWING:, :, :, OLDEST + given.shift]
    given.cells[DRAWING:, :, :, -1] += turning
    turning[:] = 0.0
    _work(given, dying)
    given.common[CREDIT_INDEX] *= 1.0 + given.common[CREDIT]
    _gain(given)
    _enter(given, persons)


def _draw(given: Members, columns: slice, q: Floats) -> None:
    """Those who drew at the beginning of the year draw on, or die half-way through it."""
    drawing, pension, from_account, left = given.cells[DRAWING:, :, :, columns]
    dies = np.minimum(1.0, q * given.law.habits[DEATH_RETIRED][:, None, None, None])
    credited = left * (1.0 + given.common[CREDIT])
    funded = np.minimum(MONTHS * from_account, credited)
    paid = MONTHS * pension * given.common[INDEXATION] * (1.0 - 0.5 * dies)
    given.flows[:, BENEFITS] += paid.sum(axis=(1, 2))
    given.flows[:, REFUNDS] += (dies * (credited - 0.5 * funded)).sum(axis=(1, 2))
    given.flows[:, DIED_RETIRED] += (drawing * dies).sum(axis=(1, 2))
    left[:] = credited - funded
    for cells in (drawing, pension, from_account, left):
        cells *= 1.0 - dies


def _work(given: Members, dying: Floats) -> None:
    """Members at work die, leave, or pay."""
    columns = given.columns(YOUNGEST_MEMBER + 1, OLDEST_AT_WORK + 2)
    heads, account = given.cells[HEADS, :, :, columns], given.cells[ACCOUNT, :, :, columns]
    q = dying[:, YOUNGEST_MEMBER : OLDEST_AT_WORK + 1]
    dies = heads * np.minimum(1.0, q * given.law.habits[DEATH_ACTIVE][:, None, None, None])
    heads -= dies
    died, died_account = dies.sum(axis=(1, 2)), (dies * account).sum(axis=(1, 2))
    gone = _leave(given, leavers_of(given))
    paying, base, deposit = given.of_group[PAYING], given.of_group[BASE], given.of_group[DEPOSIT]
    opening = given.common[CREDIT_INDEX] * (died_account + given.gained[ACCOUNT] * died)
    years_paid = given.gained[HEADS] - 0.5 * (died + gone)
    given.flows[:, CONTRIBUTIONS] += years_paid * paying * base * given.rate
    given.flows[:, REFUNDS] += _credited(opening, died * deposit / 2.0, given.common[CREDIT], 0.25)
    given.flows[:, DIED_ACTIVE] += died
    given.gained[HEADS] -= died + gone


def _leave(given: Members, leavers: Leavers) -> Floats:
    """Move those who start a pension or withdraw out of the members at work; [group, path] how many they are."""
    at, indexation = leavers.at, given.common[INDEXATION]
    going = leavers.starts + leavers.withdraws
    monthly = leavers.starts * (leavers.pooled + leavers.account / leavers.divisor)
    given.flows[:, MOVED] += leavers.by_group(leavers.withdraws * leavers.account)
    given.flows[:, CONTRIBUTIONS] += leavers.by_group(leavers.bought) * given.of_group[BASE] * given.rate
    given.flows[:, BENEFITS] += leavers.by_group(leavers.months * monthly)
    kept = 1.0 - np.minimum(1.0, leavers.months / leavers.divisor)
    given.cells[HEADS][at] -= going
    given.cells[DRAWING][at] += leavers.starts
    given.cells[PENSION][at] += monthly / indexation
    given.cells[FROM_ACCOUNT][at] += leavers.starts * leavers.account / leavers.divisor
    given.cells[LEFT][at] += leavers.starts * leavers.account * kept
    return leavers.by_group(going)


def _gain(given: Members) -> None:
    """What the year adds to the record of a member who stayed."""
    paying, deposit = given.of_group[PAYING], given.of_group[DEPOSIT]
    given.gained[YEARS] += paying
    given.gained[INDEX_SUM] += paying * given.law.rates[INDEX_ENTRY][:, given.row, None]
    given.gained[ACCOUNT] += deposit * (1.0 + 0.5 * given.common[CREDIT]) / given.common[CREDIT_INDEX]


def _enter(given: Members, persons: Floats) -> None:
    """Bring every group to its target, one after the other: new members, or members who withdraw."""
    first, last = int(given.law.entry_span[:, 0].min()), int(given.law.entry_span[:, 1].max())
    covered = given.cells[[HEADS, DRAWING]][:, :, :, given.columns(first, last)].sum(axis=(0, 1))
    free = np.maximum(0.0, persons[:, first:last] - covered)
    for group, (begins, ends) in enumerate(given.law.entry_span):
        need = given.of_group[TARGET, group] - given.gained[HEADS, group]
        _admit(given, group, slice(begins, ends), np.maximum(need, 0.0), free[:, begins - first : ends - first])
        if (need < 0.0).any():
            _release(given, group, np.maximum(-need, 0.0))


def _admit(given: Members, group: int, ages: slice, need: Floats, free: Floats) -> None:
    weight = given.law.entry[group, :, ages, None]
    room = (weight * free).sum(axis=(0, 1))
    intensity = np.divide(need, room, out=np.zeros_like(need), where=room > 0.0)
    joining = free * np.minimum(1.0, intensity * weight)
    free -= joining
    columns = given.columns(ages.start, ages.stop)
    heads = given.cells[HEADS, group, :, columns]
    heads += joining
    share = joining / np.maximum(heads, 1e-300)
    for what, record in zip((YEARS, INDEX_SUM, ACCOUNT), _records_of_new(given, group), strict=True):
        cells = given.cells[what, group, :, columns]
        cells += share * (record - cells)
    entered = joining.sum(axis=(0, 1))
    paid = entered * given.of_group[PAYING, group] / 2.0 * given.of_group[BASE, group] * given.rate[group]
    given.flows[group, CONTRIBUTIONS] += paid
    given.gained[HEADS, group] += entered


def _records_of_new(given: Members, group: int) -> tuple[Floats, Floats, Floats]:
    """Years, years × index and account of who enters in mid-year, less what the others have gained so far."""
    half = given.of_group[PAYING, group] / 2.0
    account = _credited(0.0, given.of_group[DEPOSIT, group] / 2.0, given.common[CREDIT], 0.25)
    return (
        half - given.gained[YEARS, group],
        half * given.law.rates[INDEX_ENTRY, group, given.row] - given.gained[INDEX_SUM, group],
        account / given.common[CREDIT_INDEX] - given.gained[ACCOUNT, group],
    )


def _release(given: Members, group: int, surplus: Floats) -> None:
    """Members below 45 withdraw evenly; their accounts leave with them."""
    columns = given.columns(YOUNGEST_MEMBER, YOUNG)
    heads, account = given.cells[HEADS, group, :, columns], given.cells[ACCOUNT, group, :, columns]
    young = heads.sum(axis=(0, 1))
    share = np.divide(surplus, young, out=np.zeros_like(young), where=young > 0.0)
    goes = heads * np.minimum(1.0, share)
    heads -= goes
    given.gained[HEADS, group] -= goes.sum(axis=(0, 1))
    held = given.common[CREDIT_INDEX] * (account + given.gained[ACCOUNT, group])
    given.flows[group, MOVED] += (goes * held).sum(axis=(0, 1))
