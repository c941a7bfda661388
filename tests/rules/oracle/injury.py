"""Work injury: 工伤保险条例 (2010) 第三十五条至第三十九条、第六十四条."""

from fractions import Fraction
from typing import Any

from .quantities import exact, month_of, yuan

IN_FORCE_FROM = "2011-01"

ONE_OFF_MONTHS = {1: 27, 2: 25, 3: 23, 4: 21, 5: 18, 6: 16, 7: 13, 8: 11, 9: 9, 10: 7}
PENSION_PERCENT = {1: 90, 2: 85, 3: 80, 4: 75, 5: 70, 6: 60}
# On leaving the employer, months of the average wage: 浙江省工伤保险条例第二十七条, 河南省工伤保险条例第二十七条.
LEAVING_MEDICAL = {
    "CN-33": {5: 30, 6: 25, 7: 10, 8: 7, 9: 4, 10: 2},
    "CN-41": {5: 16, 6: 14, 7: 12, 8: 10, 9: 8, 10: 6},
}
LEAVING_EMPLOYMENT = {
    "CN-33": {5: 30, 6: 25, 7: 10, 8: 7, 9: 4, 10: 2},
    "CN-41": {5: 56, 6: 46, 7: 36, 8: 26, 9: 16, 10: 6},
}
CARE_PERCENT = {"full": 50, "large": 40, "partial": 30}
# National disposable income per head of urban residents, yuan a year.
URBAN_INCOME = {2018: 39251, 2019: 42359, 2020: 43834, 2021: 47412, 2022: 49283, 2023: 51821, 2024: 54188}


def own_wage(inputs: dict[str, Any]) -> Fraction:
    """The twelve months' average, held between 60 % and 300 % of the area's average wage where that is given."""
    wage = exact(inputs["own_wage"])
    if "average_wage" not in inputs:
        return wage
    area = exact(inputs["average_wage"])
    return min(max(wage, area * 60 / 100), area * 3)


def answer_work_injury(inputs: dict[str, Any], region: str = "CN") -> dict[str, Any]:
    if "month" in inputs and month_of(inputs["month"]) < month_of(IN_FORCE_FROM):
        raise LookupError("These figures came with the amendment of 2010-12-20.")
    grade, wage = int(inputs["disability_class"]), own_wage(inputs)
    percent = PENSION_PERCENT.get(grade, 0)
    monthly = wage * percent / 100
    if percent and "minimum_wage" in inputs:
        monthly = max(monthly, exact(inputs["minimum_wage"]))
    out = {
        "one_off_months": ONE_OFF_MONTHS[grade],
        "one_off": yuan(wage * ONE_OFF_MONTHS[grade]),
        "pension_share": Fraction(percent, 100),
        "monthly": yuan(monthly),
    }
    if "care" in inputs:
        out["care"] = yuan(exact(inputs["average_wage"]) * CARE_PERCENT[inputs["care"]] / 100)
    if inputs.get("leaves_employer"):
        area = exact(inputs["average_wage"])
        out["leaving_medical"] = yuan(area * LEAVING_MEDICAL[region][grade])
        out["leaving_employment"] = yuan(area * LEAVING_EMPLOYMENT[region][grade])
    return out


def answer_work_injury_death(inputs: dict[str, Any], region: str = "CN") -> dict[str, Any]:
    """Twenty years' urban income of the year before, six average wages, and shares of the wage for dependants."""
    income = exact(inputs.get("urban_income", URBAN_INCOME.get(int(inputs["year"]) - 1, 0)))
    out = {"one_off": yuan(20 * income)}
    if "average_wage" in inputs:
        out["funeral"] = yuan(6 * exact(inputs["average_wage"]))
    spouse, others, alone = (int(inputs.get(key, 0)) for key in ("spouse", "other_relatives", "orphans_or_alone"))
    percent = min(40 * spouse + 30 * others + 10 * alone, 100)
    if "own_wage" in inputs:
        out["dependants_share"] = Fraction(percent, 100)
        out["dependants_monthly"] = yuan(own_wage(inputs) * percent / 100)
    return out
