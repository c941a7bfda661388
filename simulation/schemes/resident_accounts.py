"""The personal accounts of the residents' pension: what a cohort has saved, what it draws, what its heirs receive."""

# mypy: allow-untyped-defs
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from simulation.compiled import njit
from simulation.schemes.parts import AGE

Floats = NDArray[np.float64]
MONTHS_PER_YEAR = 12


@dataclass(frozen=True, slots=True)
class ResidentAccounts:
    """Averages per insured person at 31 December, the base year first.

    balance  [year, age] yuan in the account of a person who does not draw yet; 0 from the pension age on
    pension  [year, age] yuan a month drawn from the account; 0 below the pension age
    left     [year, age] yuan of the account not yet paid out; equals `balance` below the pension age
    """

    balance: Floats
    pension: Floats
    left: Floats


def follow_accounts(
    opening: Floats, opening_pension: Floats, *, credited: Floats, rate: Floats, pension_age: int, payout_months: float
) -> ResidentAccounts:
    """Carry every cohort's account to its pension age and divide it by the payout months, for life.

    Law: 国发〔2014〕8号 第六条

    opening          [age] yuan per insured person at the base, below the pension age
    opening_pension  [age] yuan a month per person drawing at the base
    credited         [year, age] yuan per insured person paid in during the year by those aged `age` at its end
    rate             [year] crediting rate; the year's own payments earn half of it
    """
    shape = (rate.size + 1, AGE.size)
    balance, pension = np.zeros(shape), np.zeros(shape)
    balance[0, :pension_age] = opening[:pension_age]
    pension[0, pension_age:] = opening_pension[pension_age:]
    _follow(credited, rate, pension_age, payout_months, balance, pension)
    return ResidentAccounts(balance, pension, balance + pension * months_left(pension_age, payout_months))


def months_left(pension_age: int, payout_months: float) -> Floats:
    """[age] payout months that a person of that age has not drawn yet; half of the first year is drawn at its end."""
    drawn = (AGE - pension_age + 0.5) * MONTHS_PER_YEAR
    return np.where(pension_age <= AGE, np.clip(payout_months - drawn, 0.0, None), 0.0)


@njit(cache=True)
def _follow(credited, rate, pension_age, payout_months, balance, pension):
    for year in range(rate.size):
        for age in range(1, pension_age + 1):
            saved = balance[year, age - 1] * (1.0 + rate[year])
            if age < pension_age:
                balance[year + 1, age] = saved + credited[year, age] * (1.0 + rate[year] / 2.0)
            else:
                pension[year + 1, age] = saved / payout_months
        for age in range(pension_age + 1, pension.shape[1]):
            pension[year + 1, age] = pension[year, age - 1]
