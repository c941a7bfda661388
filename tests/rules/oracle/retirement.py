"""When a person retires, for how many months the account is divided, and how many years must have been paid.

Figures typed from the decision of 2024-09-13 (全国人大常委会关于实施渐进式延迟法定退休年龄的决定) and the State
Council's 办法 with its four annexed tables, and from the payout table annexed to 国发〔2005〕38号.
"""

from calendar import monthrange
from fractions import Fraction
from math import floor
from typing import Any

from .quantities import age, month_of, month_text

# First month of birth affected, age before the reform, months of birth that share one month of delay, most delay.
GROUPS = {
    "male": ("1965-01", 60 * 12, 4, 36),
    "female_cadre": ("1970-01", 55 * 12, 4, 36),
    "female_worker": ("1975-01", 50 * 12, 2, 60),
}
REFORM = "2025-01"
CHOICE = 36

PAYOUT_MONTHS = {
    40: 233, 41: 230, 42: 226, 43: 223, 44: 220, 45: 216, 46: 212, 47: 208, 48: 204, 49: 199,
    50: 195, 51: 190, 52: 185, 53: 180, 54: 175, 55: 170, 56: 164, 57: 158, 58: 152, 59: 145,
    60: 139, 61: 132, 62: 125, 63: 117, 64: 109, 65: 101, 66: 93, 67: 84, 68: 75, 69: 65, 70: 56,
}  # fmt: skip


def delay(birth: int, category: str) -> int:
    """Months added to the old age: written as a loop over the annexed table's rows rather than as a formula."""
    first, _, step, most = GROUPS[category]
    row_starts, months = month_of(first), 0
    while birth >= row_starts and months < most:
        months += 1
        row_starts += step
    return months


def minimum_years(month: int) -> Fraction:
    """Years paid in for a monthly pension, by the year of retirement: fifteen, from 2030 half a year more each year."""
    years = Fraction(15)
    for _ in range(2030, min(month // 12, 2039) + 1):
        years += Fraction(1, 2)
    return years


def payout_months(age_months: int) -> Fraction:
    """Months by which the account is divided; between two ages in proportion, to one decimal, halves up."""
    whole, part = divmod(min(max(age_months, 40 * 12), 70 * 12), 12)
    below, above = PAYOUT_MONTHS[whole], PAYOUT_MONTHS[min(whole + 1, 70)]
    between = Fraction(below) + Fraction(part, 12) * (above - below)
    return Fraction(floor(between * 10 + Fraction(1, 2)), 10)


def answer_retirement(inputs: dict[str, Any], region: str = "CN") -> dict[str, Any]:
    birth, category = month_of(inputs["birth"]), inputs["category"]
    old_age = GROUPS[category][1]
    months = delay(birth, category)
    statutory = birth + old_age + months
    free_to_choose = statutory >= month_of(REFORM)
    out = {
        "delay_months": months,
        "statutory_age": age(old_age + months),
        "statutory_month": month_text(statutory),
        "minimum_years": minimum_years(statutory),
        "earliest_month": month_text(max(statutory - CHOICE, birth + old_age) if free_to_choose else statutory),
        "latest_month": month_text(statutory + CHOICE if free_to_choose else statutory),
    }
    # 国发〔2005〕38号 and its table hold from 2006 on.
    if statutory >= month_of("2006-01"):
        out["payout_months"] = payout_months(old_age + months)
    parts = str(inputs["birth"]).split("-")
    if len(parts) == 3:
        last_day = monthrange(statutory // 12, statutory % 12 + 1)[1]
        out["statutory_date"] = f"{month_text(statutory)}-{min(int(parts[2]), last_day):02d}"
    if "choice_months" in inputs:
        out |= chosen(birth, statutory, int(inputs["choice_months"]), (out["earliest_month"], out["latest_month"]))
    return out


def chosen(birth: int, statutory: int, choice: int, window: tuple[str, str]) -> dict[str, Any]:
    """The month a person chooses inside the window of 第三条, and the age and payout months that go with it."""
    month = statutory + choice
    if not month_of(window[0]) <= month <= month_of(window[1]):
        raise LookupError(f"{month_text(month)} is not between {window[0]} and {window[1]}.")
    return {
        "chosen_month": month_text(month),
        "chosen_age": age(month - birth),
        "chosen_payout_months": payout_months(month - birth),
    }


def answer_minimum_years(inputs: dict[str, Any], region: str = "CN") -> dict[str, Any]:
    return {"years": minimum_years(month_of(inputs["month"]))}


def answer_payout_months(inputs: dict[str, Any], region: str = "CN") -> dict[str, Any]:
    return {"months": payout_months(inputs["age"]["years"] * 12 + inputs["age"].get("months", 0))}
