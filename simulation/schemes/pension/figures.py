"""The arrays that the pension kernel reads and fills: their names, axes and units."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

# Rows of the output array; persons, yuan of the year, or yuan at its end.
FLOWS = (
    "contributions_pooled",
    "contributions_account",
    "shortfall_payments",
    "pooled_pensions",
    "account_pensions",
    "account_pensions_unfunded",
    "account_refunds",
    "account_transfers_out",
    "deaths_retired",
    "deaths_active",
    "new_retired",
    "new_retired_pension_months",
    "new_retired_pension_paid",
    "left_short_of_years",
    "entered",
    "withdrew",
    "account_credit",
    "withdrawn_accounts",
)
(
    POOLED_IN, ACCOUNT_IN, SHORTFALL_IN, POOLED_OUT, ACCOUNT_OUT, UNFUNDED_OUT, REFUNDS, ACCOUNT_MOVED, RETIRED_DIED,
    ACTIVE_DIED, RETIRED_NEW, NEW_MONTHS, NEW_PAID, LEFT_SHORT, ENTERED, WITHDREW, CREDIT, ACCOUNT_GONE,
) = range(len(FLOWS))  # fmt: skip

# Rows of the stocks array at 31 December: persons, then yuan recorded in accounts.
STOCKS = ("old", "middle", "new", "active", "accounts_active", "accounts_retired")


class Years(NamedTuple):
    """Figures by year: one number, or one by group.

    wage            [year] yuan a month on which new pensions are computed (计发基数)
    base            [group, year] yuan a year on which a paying member contributes
    index_entry     [group, year] base ÷ average wage, the year's entry in a member's contribution index
    paying          [group, year] share of insured members who pay, after collection
    pooled_rate, account_rate   [group, year] shares of the base
    indexation, credit          [year] shares per year
    minimum_years               [year] contribution years needed
    accrual_rate, transition_rate   [year] of the indexed wage per contribution year, and per deemed year
    target          [group, year] insured members at 31 December, NaN: nobody enters or withdraws
    """

    wage: Floats
    base: Floats
    index_entry: Floats
    paying: Floats
    pooled_rate: Floats
    account_rate: Floats
    indexation: Floats
    credit: Floats
    minimum_years: Floats
    accrual_rate: Floats
    transition_rate: Floats
    target: Floats


class Groups(NamedTuple):
    """Figures by group.

    deemed          [group, sex, cohort] years worked before contributions began
    supplement      [group] factor on the pooled part of new pensions (guarantees outside the formula; 1 = none)
    spread          [group] standard deviation of contribution years among those who retire together
    buy, extend     [group] of those short of years: share who pay the missing years, share who work on
    entry           [group, sex, age] weight of entry
    death_active, death_retired [group] mortality relative to the population
    """

    deemed: Floats
    supplement: Floats
    spread: Floats
    buy: Floats
    extend: Floats
    entry: Floats
    death_active: Floats
    death_retired: Floats


class Leaving(NamedTuple):
    """Retirement by group, sex, cohort and year: share of the cohort, age in months, months drawn in the first year."""

    share: Floats
    gone_before: Floats
    age_months: Floats
    months_drawn: Floats
