"""Phones and accounts are one-to-one and can be nobody's."""

import numpy as np
from stdnum import luhn

from datapool.synthetic.identities.contacts import (
    ACCOUNT_PREFIX,
    DEVICE_DIGITS,
    account_numbers,
    device_numbers,
    phone_numbers,
)

OWNERS = np.concatenate([start + np.arange(5000) for start in (10**9, 15 * 10**8, 9 * 10**9, 98 * 10**8)])


def test_no_phone_begins_as_mobile_numbers_do_and_each_number_has_its_own() -> None:
    phones = phone_numbers(OWNERS, seed=3)
    assert np.unique(phones).size == OWNERS.size
    assert set((phones // 10**9).tolist()) <= {10, 11}


def test_accounts_carry_a_luhn_digit_and_belong_to_no_country() -> None:
    accounts = account_numbers(OWNERS * 1000 % 10**13, seed=3)
    texts = [f"{ACCOUNT_PREFIX}{number:014d}" for number in accounts.tolist()]
    assert len(set(texts)) == OWNERS.size
    assert all(luhn.is_valid(text) and len(text) == 19 for text in texts[:2000])
    assert all(text.startswith("9999") for text in texts)


def test_who_has_none_stays_without() -> None:
    nobody = np.array([-1, -1])
    for numbers in (phone_numbers, account_numbers, device_numbers):
        assert (numbers(nobody, seed=1) < 0).all()


def test_devices_fit_their_digits_and_are_different() -> None:
    devices = device_numbers(np.arange(20_000), seed=3)
    assert np.unique(devices).size == 20_000
    assert devices.max() < 10**DEVICE_DIGITS
