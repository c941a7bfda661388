"""Survivors of one who did not die of work: 人社部发〔2021〕18号 第四条、第五条, in force from 2021-09-01."""

from fractions import Fraction
from typing import Any

from .quantities import exact, month_of, yuan

IN_FORCE_FROM = "2021-09"
FUNERAL_MONTHS = 2
LEAST_FOR_RETIRED = 9


def grant_months(years: Fraction) -> Fraction:
    """By years paid in: 3, 6 and 9 months, beyond fifteen years a month for each year (to the month), at most 24."""
    if years < 5:
        return Fraction(3)
    if years < 10:
        return Fraction(6)
    if years <= 15:
        return Fraction(9)
    return 9 + min(years, Fraction(30)) - 15


def answer_survivors(inputs: dict[str, Any], region: str = "CN") -> dict[str, Any]:
    if month_of(inputs["month"]) < month_of(IN_FORCE_FROM):
        raise LookupError("Before 人社部发〔2021〕18号 each province had its own rule.")
    income, years = exact(inputs["urban_income"]), exact(inputs["contribution_years"])
    drawn = inputs.get("retired_months_drawn")
    months = grant_months(years)
    if drawn is not None:
        months = max(months - Fraction(int(drawn), 12), Fraction(LEAST_FOR_RETIRED))
    funeral, grant = FUNERAL_MONTHS * income, months * income
    return {"funeral": yuan(funeral), "grant_months": months, "grant": yuan(grant), "total": yuan(funeral + grant)}
