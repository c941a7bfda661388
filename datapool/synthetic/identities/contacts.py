"""Phones, bank accounts and devices of the made-up province: texts for numbers, none of which can be anybody's.

No mobile number of China begins with 10 or 11, so that none can ring. Accounts carry an issuer number under
999, a country code that ISO 3166 gives to nobody, and end in a Luhn check digit.
"""

import numpy as np
from numpy.typing import NDArray

from datapool.synthetic.identities.permutations import Permutation, key_of

Ints = NDArray[np.int64]
ACCOUNT_PREFIX, ACCOUNT_DIGITS = "99994", 14
DEVICE_PREFIX, DEVICE_DIGITS = "D", 12
_FIRST_PHONE = 10_000_000_000
_PHONES = (40_000, 50_000)
# Persons' phones are numbered from one, organisations' from nine thousand million; without the gaps all fit in two.
_PERSONS_FROM, _ORGANISATIONS_FROM, _ORGANISATIONS_TO = 1_000_000_000, 9_000_000_000, 1_000_000_000


def phone_numbers(numbers: NDArray[np.integer], seed: int) -> Ints:
    """Eleven-digit mobile numbers beginning with 10 or 11; negative numbers stay as they are."""
    given = np.asarray(numbers, dtype=np.int64)
    of_person = np.where(given >= _PERSONS_FROM, given - _PERSONS_FROM, np.maximum(given, 0))
    dense = np.where(given >= _ORGANISATIONS_FROM, given - _ORGANISATIONS_FROM + _ORGANISATIONS_TO, of_person)
    shuffled = Permutation(key_of(seed, "phone"), *_PHONES)(dense % (_PHONES[0] * _PHONES[1]))
    return np.where(given < 0, given, _FIRST_PHONE + shuffled)


def account_numbers(numbers: NDArray[np.integer], seed: int) -> Ints:
    """The fourteen digits behind ACCOUNT_PREFIX, the last of them the Luhn check; negative numbers stay."""
    shuffle = Permutation.of_digits(key_of(seed, "account"), ACCOUNT_DIGITS - 1)
    within = shuffle(np.maximum(numbers, 0))
    total = np.full(len(within), sum(_counted(np.int64(digit), place) for place, digit in enumerate(ACCOUNT_PREFIX)))
    for place in range(ACCOUNT_DIGITS - 1):
        digit = within // 10 ** (ACCOUNT_DIGITS - 2 - place) % 10
        total += _counted(digit, place + len(ACCOUNT_PREFIX))
    return np.where(np.asarray(numbers) < 0, numbers, within * 10 + -total % 10)


def device_numbers(numbers: NDArray[np.integer], seed: int) -> Ints:
    """The digits behind DEVICE_PREFIX; negative numbers stay as they are."""
    shuffled = Permutation.of_digits(key_of(seed, "device"), DEVICE_DIGITS)(np.maximum(numbers, 0))
    return np.where(np.asarray(numbers) < 0, numbers, shuffled)


def _counted(digit: NDArray[np.int64] | np.int64, place: int) -> NDArray[np.int64]:
    """What a digit counts in the Luhn sum of 19 digits: every second one from the right is doubled."""
    return np.asarray(digit if place % 2 == 0 else digit * 2 - 9 * (digit > 4))
