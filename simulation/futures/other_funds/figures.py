"""The arrays of the kernel of the funds beside the employees' pension: sums over people, amounts per head, flows."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

# Sums over people that the funds need, by the weights of a year; persons unless said otherwise.
WEIGHTS = (
    "eligible_employee",
    "eligible_flexible",
    "eligible_public",
    "unemployment_insured",
    "injury_insured",
    "medical_active",
    "medical_retired",
    "medical_active_units",
    "medical_retired_units",
    "resident_heads",
    "resident_heads_yielded",
    "resident_units",
    "resident_units_yielded",
    "resident_paying",
    "resident_grades",
    "resident_drawing",
    "children",
    "everybody",
    "aged_65",
)
(
    ELIGIBLE, _, _, UNEMPLOYMENT, INJURY, MED_ACTIVE, MED_RETIRED, MED_ACTIVE_UNITS, MED_RETIRED_UNITS, RES_HEADS,
    RES_YIELDED, RES_UNITS, RES_UNITS_YIELDED, PAYING, GRADES, DRAWING, CHILDREN, EVERYBODY, AGED_65,
) = range(len(WEIGHTS))  # fmt: skip

FUNDS = (
    "enterprise_pension",
    "government_pension",
    "resident_pension",
    "employee_medical",
    "resident_medical",
    "unemployment",
    "work_injury",
)
ENTERPRISE, GOVERNMENT, RESIDENT_PENSION, EMPLOYEE_MEDICAL, RESIDENT_MEDICAL, JOBLESS, INJURED = range(len(FUNDS))
INCOME, OUTGO = 0, 1


# Rows of `paths` [row, path]: indices of wages and of incomes over the central ones, this year and last; factors on
# coverage, this year and last, and on compliance; cumulated excess growth of medical cost; points added to the
# unemployment rate; how far the last growth of wages was off, as a share; persons who draw an injury pension.
(
    WAGES, WAGES_BEFORE, INCOMES, INCOMES_BEFORE, COVERED, COVERED_BEFORE, COMPLIANCE, MEDICAL, MORE_JOBLESS, WAGE_GAP,
    PENSIONERS,
) = range(11)  # fmt: skip
PATHS = 11
HELD, DRAWN = 0, 1

# Rows of `amounts` [row, year]: central yuan per head of the year's mean unless said otherwise.
AMOUNTS = (
    "medical_contribution",  # per active
    "medical_cost",  # per cost unit
    "maternity",  # per child under one
    "account_transfer",  # per retiree
    "premium",
    "subsidy",
    "resident_cost",  # per cost unit
    "jobless_contribution",
    "jobless_benefit",  # per insured and unit of the unemployment rate
    "jobless_returned",  # share of contributions
    "unemployment_rate",  # share
    "injury_contribution",
    "injury_treatment",
    "injury_grants",
    "injury_death",
    "injury_pension",  # per pensioner
    "injury_pensioners_new",  # persons per insured
    "injury_staying",  # share of pensioners
    "paid",  # residents' pension, per payer
    "paid_subsidy",  # per payer
    "basic",  # a month
    "addition",  # a month
    "fiscal_share",  # of the basic pension
    "funeral_grant",  # per death
    "credited_share",  # payers per person insured below the pension age
    "account_rate",  # crediting rate of the residents' accounts
)
(
    MEDICAL_CONTRIBUTION, MEDICAL_COST, MATERNITY, ACCOUNT_TRANSFER, PREMIUM, SUBSIDY, RESIDENT_COST,
    JOBLESS_CONTRIBUTION, JOBLESS_BENEFIT, JOBLESS_RETURNED, UNEMPLOYMENT_RATE, INJURY_CONTRIBUTION, INJURY_TREATMENT,
    INJURY_GRANTS, INJURY_DEATH, INJURY_PENSION, INJURY_PENSIONERS_NEW, INJURY_STAYING, PAID, PAID_SUBSIDY, BASIC,
    ADDITION, FISCAL_SHARE, FUNERAL_GRANT, CREDITED_SHARE, CREDITING_RATE,
) = range(len(AMOUNTS))  # fmt: skip

# Rows of `since` [row, year]: the stock row of the year that announced the amount in force.
ANNOUNCED = ("premium", "subsidy", "basic")
PREMIUM_SINCE, SUBSIDY_SINCE, BASIC_SINCE = range(len(ANNOUNCED))


class ResidentRecords(NamedTuple):
    """Members of the residents' pension by age: shares of the persons of that age, and what their accounts hold.

    insured        [(below the pension age, drawing), stock row, age] shares of the persons of that age
    payers_share   [stock row] of those below the pension age who pay
    by_age         [(relative contribution, months of account pension still to be paid), age]
    payout_months  divisor of the account; pension_age in years
    """

    insured: Floats
    payers_share: Floats
    by_age: Floats
    payout_months: float
    pension_age: int
