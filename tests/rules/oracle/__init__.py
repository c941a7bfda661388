"""A second implementation of the rules, written from the text of the law alone.

It shares nothing with the rule book: no import, no parameter file, no formula. Its figures are typed here and its arithmetic is
exact fractions, so that a slip in one of the two is seen by the other.
"""

from collections.abc import Callable
from typing import Any

from . import contribution, injury, pension, relief, residents, retirement, survivors, unemployment

Answer = Callable[[dict[str, Any], str], dict[str, Any]]

# [question] inputs and region code -> outputs, named as in the law cases.
ANSWERS: dict[str, Answer] = {
    "account": pension.answer_account,
    "contribution": contribution.answer_contribution,
    "indexation": pension.answer_indexation,
    "minimum_years": retirement.answer_minimum_years,
    "payout_months": retirement.answer_payout_months,
    "pension": pension.answer_pension,
    "resident_contribution": residents.answer_resident_contribution,
    "resident_pension": residents.answer_resident_pension,
    "retirement": retirement.answer_retirement,
    "survivors": survivors.answer_survivors,
    "unemployment": unemployment.answer_unemployment,
    "work_injury": injury.answer_work_injury,
    "work_injury_death": injury.answer_work_injury_death,
    "relief": relief.answer_relief,
}
