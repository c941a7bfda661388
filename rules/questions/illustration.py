"""A made-up member for someone who asks about a pension but names no wages: always stated with the answer."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from core.months import Month
from rules.book import RuleBook
from rules.questions.inputs import BIRTH, CATEGORY
from rules.questions.retirement import statutory_month
from rules.questions.working import Working

FIRST_JOB_AGE = 22
ACCOUNTS_SINCE = Month.of(1996, 1)
MONTHS = 12
_NEEDED = ("average_wage", "index", "years", "account_balance")


def typical_member(book: RuleBook, region: str, given: Mapping[str, Any]) -> dict[str, str]:
    """What is not given of a pension, for a member at the average wage who has worked without a break since age 22.

    The wage is the last published average of urban non-private units, held; deposits of the account earn nothing above
    wage growth. Empty where birth and category are not given, for then nothing can be made up.
    """
    if any(name not in given for name in ("birth", "category")) or all(name in given for name in _NEEDED):
        return {}
    working = Working(book, region, None)
    birth = BIRTH.read(given["birth"]).month
    retires = statutory_month(working, birth, CATEGORY.read(given["category"]))
    starts = birth.shift(FIRST_JOB_AGE * MONTHS)
    years = max(0, retires.since(starts)) // MONTHS
    deemed = max(0, ACCOUNTS_SINCE.since(starts)) // MONTHS
    wage = _last_wage(book) / MONTHS
    deposit = book.at(retires, region).number("pension.contribution.account_rate")
    member = {
        "average_wage": f"{wage:.2f}",
        "index": "1",
        "years": str(years),
        "deemed_years": str(deemed),
        "account_balance": f"{(years - deemed) * MONTHS * wage * deposit:.2f}",
    }
    return {name: value for name, value in member.items() if name not in given}


def _last_wage(book: RuleBook) -> float:
    parameter = book.parameter("wages.average.non_private")
    ends = max(timeline.ends or date.max for timelines in parameter.layers.values() for timeline in timelines)
    return book.at(ends).number(parameter.key)
