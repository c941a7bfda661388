"""Maternity allowances of women whose employer insures them."""

from datetime import date

import numpy as np
from numpy.typing import NDArray

from core.money import FEN_PER_YUAN
from datapool.synthetic.block import Block, Table
from datapool.synthetic.draws import Draws
from datapool.synthetic.events.rates import delays, rates
from datapool.synthetic.province import Province

Floats = NDArray[np.float64]
_YEAR = 12
_EPOCH = date(1970, 1, 1).toordinal()


def allow(block: Block, births: Table, province: Province, draws: Draws) -> Table:
    """A claim for most births of women insured by an employer; amounts in fen, `base` in fen a month.

    The base is the mean of the contribution bases of the year before, as employers declare them for the mother; of
    the twelve months before the birth for who was not insured then.
    """
    draw, rule, people, months = draws.generator("events maternity"), rates("maternity"), block.people, block.months
    month = province.month_of(births["day"])
    person = births["person"].astype(np.int64)
    insured = _insured_months(block, person, month)
    employer = months.insured_by[person, month]
    may = (employer >= 0) & (insured >= np.minimum(rule["least_months"], month))
    may &= draw.random(person.size) < rule["claimed"]
    person, month, employer, delivered = person[may], month[may], employer[may], births["day"][may]
    base = np.rint(_base(months.base, person, month) * FEN_PER_YUAN).astype(np.int64)
    days = leave_days(delivered) + np.where(
        draw.random(person.size) < rule["difficult"]["share"], rule["difficult"]["days"], 0
    )
    claimed = delivered + 14 + delays(draw, person.size, rule["claimed_after"])
    table: Table = {
        "person": person.astype(np.int32),
        "employer": employer.astype(np.int32),
        "delivered": delivered.astype(np.int32),
        "base": base,
        "days": days.astype(np.int16),
        "amount": allowance(base, days),
        "account": people.account[person],
        "claimed": claimed.astype(np.int32),
    }
    in_history = claimed < province.month_starts[-1]
    return {name: values[in_history] for name, values in table.items()}


def allowance(base: NDArray[np.integer], days: NDArray[np.integer]) -> NDArray[np.int64]:
    """Fen for a base in fen a month: base / 30 × days, rounded half up.

    Law: 社会保险法 第五十六条; 女职工劳动保护特别规定 第八条
    """
    month = int(rates("maternity")["days_a_month"])
    return np.asarray((2 * base.astype(np.int64) * days + month) // (2 * month))


def leave_days(delivered: NDArray[np.integer]) -> NDArray[np.int64]:
    """Days of leave for a birth on the day (days since 1970)."""
    steps = rates("maternity")["days"]
    since = np.array([day.toordinal() - _EPOCH for day in steps])
    values = np.array(list(steps.values()), np.int64)
    return np.asarray(values[np.maximum(np.searchsorted(since, delivered, side="right") - 1, 0)])


def _insured_months(block: Block, person: NDArray[np.int64], month: NDArray[np.int32]) -> NDArray[np.int64]:
    """Months among the twelve before the month in which an employer paid for the person."""
    paid = np.zeros((block.months.base.shape[0], block.months.base.shape[1] + 1), np.int32)
    np.cumsum(block.months.insured_by >= 0, axis=1, out=paid[:, 1:])
    return np.asarray(paid[person, month] - paid[person, np.maximum(month - _YEAR, 0)], np.int64)


def _base(bases: NDArray[np.float32], person: NDArray[np.int64], month: NDArray[np.int32]) -> Floats:
    """[claim] yuan a month: mean of the paid bases of the last calendar year, else of the months up to the birth."""
    sums, paid = (np.zeros((bases.shape[0], bases.shape[1] + 1)) for _ in range(2))
    np.cumsum(bases, axis=1, out=sums[:, 1:])
    np.cumsum(bases > 0, axis=1, out=paid[:, 1:])

    def mean(first: NDArray[np.integer], end: NDArray[np.integer]) -> Floats:
        count = paid[person, end] - paid[person, first]
        total = sums[person, end] - sums[person, first]
        return np.where(count > 0, total / np.maximum(count, 1), 0.0)

    january = month // _YEAR * _YEAR
    last_year = mean(np.maximum(january - _YEAR, 0), january)
    recent = mean(np.maximum(month - _YEAR, 0), month + 1)
    return np.where(last_year > 0, last_year, recent)
