"""Accounts of the residents' pension, against a cohort followed by hand."""

import numpy as np
import pytest

from simulation.schemes.parts import AGE
from simulation.schemes.resident_accounts import follow_accounts, months_left

ZERO = np.zeros(AGE.size)


def follow(years: int, *, opening=ZERO, opening_pension=ZERO, paid: float = 0.0, rate: float = 0.0):
    return follow_accounts(
        opening,
        opening_pension,
        credited=np.full((years, AGE.size), paid),
        rate=np.full(years, rate),
        pension_age=60,
        payout_months=139.0,
    )


def test_a_saver_of_58_draws_two_credited_years_later():
    opening = np.where(AGE == 58, 1000.0, 0.0)
    accounts = follow(3, opening=opening, paid=100.0, rate=0.03)
    by_hand = (1000.0 * 1.03 + 100.0 * 1.015) * 1.03
    assert accounts.pension[2, 60] == pytest.approx(by_hand / 139.0, rel=1e-12)
    assert accounts.pension[3, 61] == accounts.pension[2, 60]
    assert accounts.balance[2, 60] == 0.0


def test_money_in_accounts_is_what_was_there_and_what_was_paid_in():
    opening = np.where(AGE < 50, 10.0 * AGE, 0.0)
    accounts = follow(5, opening=opening, paid=7.0)
    for age in range(5, 50):
        assert accounts.balance[5, age + 5] == pytest.approx(opening[age] + 5 * 7.0, rel=1e-12)


def test_a_pension_goes_on_after_the_account_is_used_up():
    accounts = follow(40, opening_pension=np.where(AGE == 60, 50.0, 0.0))
    assert accounts.pension[35, 95] == 50.0
    assert accounts.left[35, 95] == 0.0
    assert accounts.left[0, 60] == pytest.approx(50.0 * (139 - 6), rel=1e-12)


def test_what_is_left_falls_by_a_year_of_pension_a_year():
    left = months_left(60, 139.0)
    assert (left[:60] == 0).all()
    assert -np.diff(left[60:71]) == pytest.approx(np.full(10, 12.0), rel=1e-12)
    assert (left[72:] == 0).all()
