"""To which medical scheme a person belongs, month by month."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from datapool.synthetic.block import NEVER, NOBODY, Block
from datapool.synthetic.draws import Draws
from datapool.synthetic.events.rates import rates
from datapool.synthetic.province import Province
from datapool.synthetic.registrations import is_invented, is_second

NONE, EMPLOYEE, RETIREE, RESIDENT = 0, 1, 2, 3
GROUPS = ("employee", "retiree", "resident")
_EMPLOYEES_PENSIONS = (110, 120)
_YEAR = 12


def medical_groups(block: Block, province: Province, draws: Draws) -> NDArray[np.int8]:
    """[person, month] NONE, EMPLOYEE (also those who pay for themselves), RETIREE of the employees' scheme, RESIDENT.

    Entries that are no further persons are no residents. Asking again gives the same for the same people and months,
    also after entries were added behind them.
    """
    people, months = block.people, block.months
    rule = rates("coverage")
    count, number = months.insured_by.shape
    enrolled = _enrolled_residents(draws, count, len(province.years), rule)
    enrolled[is_second(people) | is_invented(people)] = NONE
    group = np.repeat(enrolled, _YEAR, axis=1)[:, :number]
    group[_covered_by_work(months.insured_by, int(rule["gap_months"]))] = EMPLOYEE
    month = np.arange(number, dtype=np.int32)
    is_employees = np.isin(people.scheme, _EMPLOYEES_PENSIONS) & (people.retired_month != NEVER)
    group[is_employees[:, None] & (people.retired_month[:, None] <= month)] = RETIREE
    born, died = province.month_of(people.born), province.month_of(people.died)
    group[(month < born[:, None]) | (month > died[:, None])] = NONE
    return group


def _enrolled_residents(draws: Draws, count: int, years: int, rule: Mapping[str, Any]) -> NDArray[np.int8]:
    """[person, year] RESIDENT, or NONE for those who did not pay for the year."""
    never = draws.generator("never a member").random(count) < rule["never_enrolled"]
    lapsed = draws.generator("membership lapsed").random((count, years)) < rule["lapsed_by_year"]
    return np.where(never[:, None] | lapsed, NONE, RESIDENT).astype(np.int8)


def _covered_by_work(insured_by: NDArray[np.int32], gap: int) -> NDArray[np.bool_]:
    """[person, month] insured in this month or in one of the `gap` months before it."""
    insured = np.asarray(insured_by != NOBODY, np.bool_)
    covered = insured.copy()
    for back in range(1, gap + 1):
        covered[:, back:] |= insured[:, :-back]
    return covered
