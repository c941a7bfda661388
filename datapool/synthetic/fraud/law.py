"""The few figures of the rule book that frauds are measured by."""

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from core.months import MONTHS_PER_YEAR, Month
from rules.book import RuleBook

EMPLOYER_RATE, PERSON_RATE = "pension.contribution.employer_rate", "pension.contribution.employee_rate"


@lru_cache(maxsize=4)
def contribution_rates(first: Month, months: int) -> NDArray[np.float64]:
    """[month] share of the base that employer and employee together pay for the pension, as in force each January."""
    rules = RuleBook.load()
    by_month = np.empty(months)
    for number in range(0, months, MONTHS_PER_YEAR):
        law = rules.at(first.shift(number))
        by_month[number : number + MONTHS_PER_YEAR] = law.number(EMPLOYER_RATE) + law.number(PERSON_RATE)
    return by_month
