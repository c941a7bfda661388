"""A second implementation of the rules, written from the text of the law alone.

It shares nothing with the rule book: no import, no parameter file, no formula. Its figures are typed here and its
arithmetic is exact fractions, so that a slip in one of the two is seen by the other. Where nothing is in force, or the
law forbids what is asked, it raises LookupError.
"""

from collections.abc import Callable
from typing import Any

from . import (
    contribution,
    injury,
    medical,
    pension,
    relief,
    residents,
    retirement,
    survivors,
    transfer,
    unemployment,
)

Answer = Callable[[dict[str, Any], str], dict[str, Any]]

# [question] inputs and region code -> outputs, named as in the law cases.
ANSWERS: dict[str, Answer] = {
    "account": pension.answer_account,
    "benefit_place": transfer.answer_benefit_place,
    "contribution": contribution.answer_contribution,
    "indexation": pension.answer_indexation,
    "medical": medical.answer_medical,
    "minimum_years": retirement.answer_minimum_years,
    "payout_months": retirement.answer_payout_months,
    "pension": pension.answer_pension,
    "relief": relief.answer_relief,
    "resident_contribution": residents.answer_resident_contribution,
    "resident_pension": residents.answer_resident_pension,
    "retirement": retirement.answer_retirement,
    "survivors": survivors.answer_survivors,
    "transfer": transfer.answer_transfer,
    "unemployment": unemployment.answer_unemployment,
    "work_injury": injury.answer_work_injury,
    "work_injury_death": injury.answer_work_injury_death,
}
