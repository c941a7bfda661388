"""Between which figures a month's contribution base must lie wherever in the country it is declared."""

from collections.abc import Iterator
from datetime import date

from core.errors import DateOutOfRange
from core.months import MONTHS_PER_YEAR, Month
from rules.book import RuleBook

FIRST, LAST = Month.of(2006, 1), Month.of(2040, 12)
# The limits are shares of the province's own average wage of the year before, which the pool does not hold.
# Provinces' averages lie between about 0.7 and 1.8 of the nation's; a year or two of lag is common.
LOWEST_PROVINCE, HIGHEST_PROVINCE = 0.55, 2.0
_WAGE = "wages.average.non_private"


def base_limits(rules: RuleBook) -> Iterator[tuple[date, float, float]]:
    """(first of the month, least, most) in yuan a month, from the law's shares and the nation's average wage.

    Months whose average wage the rule book does not know are left out.
    """
    for ordinal in range(FIRST.ordinal, LAST.ordinal + 1):
        month = Month(ordinal)
        try:
            wage = rules.at(Month.of(month.year - 1, 6)).number(_WAGE) / MONTHS_PER_YEAR
            law = rules.at(month)
            floor = law.number("contribution.base.floor_share") * LOWEST_PROVINCE * wage
            ceiling = law.number("contribution.base.ceiling_share") * HIGHEST_PROVINCE * wage
        except DateOutOfRange:
            continue
        yield month.first_day, floor, ceiling
