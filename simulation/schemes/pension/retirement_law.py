"""The retirement law of one category, month by month, as kernels read it."""

from datetime import date, timedelta
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from core.errors import DateOutOfRange
from core.months import MONTHS_PER_YEAR
from rules.book import RuleBook

FIRST_MONTH, LAST_MONTH = 1900 * MONTHS_PER_YEAR, 2250 * MONTHS_PER_YEAR
_OF_THE_CATEGORY = ("old_age", "start_month", "months_per_step", "longest_delay")
_OF_ALL = ("flexible_earlier", "flexible_later")
OLD_AGE, START_MONTH, MONTHS_PER_STEP, LONGEST_DELAY, EARLIER, LATER = range(6)


@lru_cache(maxsize=64)
def retirement_law(rules: RuleBook, region: str, category: str, known_until: int | None = None) -> NDArray[np.int64]:
    """[figure, month] the law in force in each month from FIRST_MONTH on.

    Figures are the old age (months), the first month of birth affected (ordinal), the months of birth that share one
    month of delay, the longest delay, and the months by which one may leave earlier or later by choice. Before a
    parameter begins, its first value stands for the old age and nothing for the others; without a first month of birth
    there is no delay.

    known_until  the year whose law of 31 December holds ever after (None: all that the book knows)
    """
    keys = [f"retirement.{name}.{category}" for name in _OF_THE_CATEGORY] + [f"retirement.{name}" for name in _OF_ALL]
    law = np.stack([_by_month(rules, key, region) for key in keys])
    law[OLD_AGE] *= MONTHS_PER_YEAR
    begun = np.flatnonzero(law[OLD_AGE])
    law[OLD_AGE, : begun[0]] = law[OLD_AGE, begun[0]]
    law[MONTHS_PER_STEP] = np.maximum(law[MONTHS_PER_STEP], 1)
    law[LONGEST_DELAY, law[START_MONTH] == 0] = 0
    if known_until is not None:
        last = (known_until + 1) * MONTHS_PER_YEAR - 1 - FIRST_MONTH
        law[:, last + 1 :] = law[:, last : last + 1]
    return law


def _by_month(rules: RuleBook, key: str, region: str) -> NDArray[np.int64]:
    """[month] the value in force on the first day of each month, 0 where none is."""
    values = np.zeros(LAST_MONTH - FIRST_MONTH, dtype=np.int64)
    day: date | None = rules.parameter(key).first_day
    while day is not None and day.year * MONTHS_PER_YEAR < LAST_MONTH:
        try:
            row = rules.at(day, region).row(key)
        except DateOutOfRange:
            break
        assert isinstance(row.value, float)
        values[_first_month_from(day) :] = round(row.value)
        day = None if row.until is None else row.until + timedelta(days=1)
    return values


def _first_month_from(day: date) -> int:
    """Row of the first month that begins on `day` or after it."""
    return max(0, day.year * MONTHS_PER_YEAR + day.month - 1 + (day.day > 1) - FIRST_MONTH)
