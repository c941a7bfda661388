"""The residents' pension: 国发〔2014〕8号 第四条至第八条, 国发〔2009〕32号, and the notices on the basic minimum."""

from fractions import Fraction
from typing import Any

from .quantities import exact, in_force, month_of, yuan

MINIMUM = {
    "2009-09": 55, "2014-07": 70, "2018-01": 88, "2020-07": 93,
    "2022-01": 98, "2023-01": 103, "2024-01": 123, "2025-01": 143, "2026-01": 163,
}  # fmt: skip
# Issued on 21 February 2014. A month asks for the law of its first day, so the first whole month is March.
UNIFIED_SINCE = "2014-03"
GRADES = {
    "2009-09": (100, 200, 300, 400, 500),
    UNIFIED_SINCE: (100, 200, 300, 400, 500, 600, 700, 800, 900, 1000, 1500, 2000),
}
DIVISOR = 139
YEARS = 15
AGE = 60


def answer_resident_pension(inputs: dict[str, Any], region: str = "CN") -> dict[str, Any]:
    minimum = Fraction(in_force(MINIMUM, month_of(inputs["month"])))
    account = exact(inputs["account_balance"]) / DIVISOR
    addition = exact(inputs.get("local_addition", 0))
    return {
        "minimum": yuan(minimum),
        "account": yuan(account),
        "total": yuan(minimum + addition + account),
        "eligible": exact(inputs["years"]) >= YEARS and inputs.get("age", {"years": AGE})["years"] >= AGE,
    }


def answer_resident_contribution(inputs: dict[str, Any], region: str = "CN") -> dict[str, Any]:
    """A grade of the national list; the state adds 30 yuan a year or more, from 500 yuan on 60 or more."""
    month, grade = month_of(inputs["month"]), exact(inputs["grade"])
    valid = grade in in_force(GRADES, month)
    unified = month >= month_of(UNIFIED_SINCE)
    subsidy = 0 if not valid else 60 if unified and grade >= 500 else 30
    return {"grade_valid": valid, "subsidy_floor": yuan(Fraction(subsidy)), "to_account": yuan(grade + subsidy)}
