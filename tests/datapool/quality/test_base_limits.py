"""Wherever a base is declared, it lies within what the law's shares of any province's wage allow."""

from datetime import date

import pytest

from datapool.quality.base_limits import base_limits
from rules.book import RuleBook

BOOK = RuleBook.load()
LIMITS = {month: (least, most) for month, least, most in base_limits(BOOK)}


@pytest.mark.parametrize("year", range(2015, 2025))
def test_the_nations_own_limits_and_those_of_poor_and_rich_provinces_lie_within(year: int) -> None:
    wage = BOOK.at(f"{year - 1}-06-01").number("wages.average.non_private") / 12
    least, most = LIMITS[date(year, 1, 1)]
    for province in (0.7, 1.0, 1.75):
        assert least < 0.6 * wage * province < 3 * wage * province < most


def test_a_unit_confused_does_not() -> None:
    least, most = LIMITS[date(2020, 1, 1)]
    assert not least <= 6_000 * 10_000 <= most
    assert not least <= 0.6 <= most
