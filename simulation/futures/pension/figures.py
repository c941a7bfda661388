"""The arrays of the pension kernel over many futures: what their rows hold, by name.

Rows of one array instead of many arrays: a compiled function is ready the sooner the fewer arrays it is given.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

# Members by cohort: members [row, group, sex, column, path], the column of a cohort the same in every year. Who is aged
# a at 31 December of projected year t stands in column a + last t − t; the last column holds everyone aged 100 and over
# who draws. HEADS, YEARS, INDEX_SUM and ACCOUNT are of those insured and not drawing: persons, and for each of them
# years, years × index, account ÷ credit index. DRAWING, PENSION, FROM_ACCOUNT and LEFT are of those who draw: persons,
# and for all of them together monthly pension ÷ indexation, monthly yuan charged to accounts, yuan left in accounts.
MEMBERS = ("heads", "years", "index_sum", "account", "drawing", "pension", "from_account", "left")
HEADS, YEARS, INDEX_SUM, ACCOUNT, DRAWING, PENSION, FROM_ACCOUNT, LEFT = range(len(MEMBERS))

# gained [row, group, path]: HEADS are the insured who do not draw; YEARS, INDEX_SUM and ACCOUNT what a member who was
# there from the start has gained since. Records of members are kept less that, so that a year changes only the records
# of those who enter.
GAINED = 4

# common [row, path]: monthly wage on which new pensions are computed, yuan; indexation and crediting rate of the year,
# shares; both cumulated since the start.
WAGE, GROWTH, CREDIT, CREDIT_INDEX, INDEXATION = range(5)
COMMON = 5

# of_group [row, group, path]: share of members who pay; their base, yuan a year; yuan a year put into the account of a
# member on average; insured members at 31 December that coverage asks for.
PAYING, BASE, DEPOSIT, TARGET = range(4)
OF_GROUP = 4
# The central figures of the same rows, by year; in place of the target the insured per person not yet retired.
COVERAGE = 2

# flows [group, row, path]: yuan of the year, or persons.
CONTRIBUTIONS, BENEFITS, REFUNDS, MOVED, DIED_RETIRED, DIED_ACTIVE = range(6)
FLOWS = 6

# rates [row, group, year], yearly [row, year], leaving [row, year, group, sex, age], habits [row, group]
POOLED_RATE, ACCOUNT_RATE, INDEX_ENTRY = range(3)
MINIMUM_YEARS, ACCRUAL, TRANSITION = range(3)
GOES, MONTHS_DRAWN, PAYOUT_MONTHS, DEEMED = range(4)
SUPPLEMENT, SPREAD, BUY, EXTEND, DEATH_ACTIVE, DEATH_RETIRED = range(6)

# budget [row, fund, year] and amounts [row, year] of `Pension`
RELIEF, SUBSIDY, OTHER_INCOME, OTHER_OUTGO, FURTHER_INCOME = range(5)
MONTHLY_WAGE, ON_DEATH_RETIRED, ON_DEATH_ACTIVE = range(3)


class Law(NamedTuple):
    """What is the same in every future; the rows have their names above.

    rates       [row, group, year] shares of the base, and the year's entry in a member's index
    yearly      [row, year] contribution years needed; share of the indexed wage per year of contributions, and deemed
    leaving     [row, year, group, sex, age] chance that a member still at work leaves, 0 below age 40; months drawn in
                the first year; divisor of the account; years deemed contributed
    habits      [row, group] see schemes.pension.figures.Groups
    entry       [group, sex, age] weight of entry; entry_span [group, (first age, one beyond the last)]
    normal      [step, (share below, density)] of the standard normal distribution
    """

    rates: Floats
    yearly: Floats
    leaving: Floats
    habits: Floats
    entry: Floats
    entry_span: NDArray[np.int64]
    normal: Floats


class Pension(NamedTuple):
    """The employees' pension: its law, central figures, and the budget of its two funds.

    central  [row, group, year] PAYING, BASE, COVERAGE
    amounts  [row, year] yuan a month, yuan per death
    budget   [row, fund, year] yuan, or shares
    """

    law: Law
    central: Floats
    amounts: Floats
    budget: Floats
