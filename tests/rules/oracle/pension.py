"""The employees' pension: the account, the pension at retirement, and its yearly increases.

Figures typed from 国发〔2005〕38号 (第六条), 社会保险法第十四条至第十八条, and the yearly notices on the account
crediting rate and on the average increase of pensions.
"""

from fractions import Fraction
from typing import Any

from .quantities import exact, month_of, yuan
from .retirement import GROUPS, delay, minimum_years, payout_months

CREDITING = {
    2016: "0.0831", 2017: "0.0712", 2018: "0.0829", 2019: "0.0761", 2020: "0.0604",
    2021: "0.0669", 2022: "0.0612", 2023: "0.0397", 2024: "0.0262", 2025: "0.0150",
}  # fmt: skip
INCREASE = dict.fromkeys(range(2005, 2016), "0.10") | {
    2016: "0.065", 2017: "0.055", 2018: "0.05", 2019: "0.05", 2020: "0.05",
    2021: "0.045", 2022: "0.04", 2023: "0.038", 2024: "0.03", 2025: "0.02",
}  # fmt: skip
ACCRUAL = Fraction(1, 100)
TRANSITION = Fraction(13, 1000)
TRANSITION_BY_PROVINCE = {"CN-22": Fraction(12, 1000)}


def answer_account(inputs: dict[str, Any], region: str = "CN") -> dict[str, Any]:
    """Balance at each year's end: last year's with a full year's interest, this year's payments with a share of it."""
    paid = {int(year): exact(amount) for year, amount in inputs.get("contributions", {}).items()}
    share = exact(inputs.get("share_of_year", 0))
    balance, ends = exact(inputs["opening"]), {}
    for year in range(int(inputs["from_year"]), int(inputs["to_year"]) + 1):
        rate, new = exact(CREDITING[year]), paid.get(year, Fraction(0))
        balance = balance + balance * rate + new + new * rate * share
        ends[str(year)] = yuan(balance)
    return {"balances": ends, "balance": yuan(balance)}


def answer_pension(inputs: dict[str, Any], region: str = "CN") -> dict[str, Any]:
    """Basic, account and transitional pension of the month of retirement."""
    wage, index, years = exact(inputs["average_wage"]), exact(inputs["index"]), exact(inputs["years"])
    deemed, rate = (
        exact(inputs.get("deemed_years", 0)),
        exact(inputs.get("transition_rate", TRANSITION_BY_PROVINCE.get(region, TRANSITION))),
    )
    if "birth" in inputs:
        birth, category = month_of(inputs["birth"]), inputs["category"]
        age_months = GROUPS[category][1] + delay(birth, category)
        month = birth + age_months
        if "retirement_month" in inputs:
            month = month_of(inputs["retirement_month"])
            age_months = month - birth
    else:
        month = month_of(inputs["retirement_month"])
        age_months = inputs["age"]["years"] * 12 + inputs["age"].get("months", 0)
    divisor, least = payout_months(age_months), minimum_years(month)
    basic = wage * (1 + index) / 2 * years * ACCRUAL
    account = exact(inputs["account_balance"]) / divisor
    transitional = wage * index * deemed * rate
    return {
        "basic": yuan(basic),
        "account": yuan(account),
        "transitional": yuan(transitional),
        "total": yuan(basic + account + transitional),
        "payout_months": divisor,
        "minimum_years": least,
        "meets_minimum": years >= least,
        "shortfall_years": max(least - years, Fraction(0)),
    }


def answer_indexation(inputs: dict[str, Any], region: str = "CN") -> dict[str, Any]:
    """The average increase; who retires in the year itself waits for the next one."""
    pension, year = exact(inputs["pension"]), int(inputs["year"])
    takes_part = int(inputs.get("retired_year", 0)) < year
    rate = exact(INCREASE[year]) if takes_part else Fraction(0)
    return {"new_pension": yuan(pension * (1 + rate)), "increase": yuan(pension * rate)}
