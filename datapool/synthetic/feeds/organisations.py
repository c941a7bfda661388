"""Keys and names of all employers, providers, doctors and clerks of a province, made once for each province."""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from datapool.synthetic.identities import organisations as made_up
from datapool.synthetic.province import Province

Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Organisations:
    """Every field is [employer], [provider], [doctor] or [clerk]."""

    employer_no: Ints
    employer_uscc: NDArray[np.str_]
    provider_no: Ints
    provider_uscc: NDArray[np.str_]
    doctor_no: Ints
    clerk_no: Ints


def organisations_of(province: Province) -> Organisations:
    """Keys and codes; the same object for equal provinces."""
    return _made(_Same(province))


class _Same:
    """A province as a key of the cache: equal when seed, size and number of employers are."""

    def __init__(self, province: Province) -> None:
        self.province = province
        self.key = (province.seed, province.persons, len(province.employers), len(province.clerks.post))

    def __hash__(self) -> int:
        return hash(self.key)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and self.key == other.key


@lru_cache(maxsize=2)
def _made(same: _Same) -> Organisations:
    province = same.province
    codes = np.array([int(code) for code in province.counties.code])
    employers, providers, seed = province.employers, province.providers, province.seed
    numbers = made_up.organisation_numbers
    return Organisations(
        employer_no=numbers(len(employers), seed, "employer_no", made_up.EMPLOYER_DIGITS),
        employer_uscc=made_up.employer_codes(employers.kind, codes[employers.county], seed),
        provider_no=numbers(len(providers), seed, "provider_no", made_up.PROVIDER_DIGITS),
        provider_uscc=made_up.provider_codes(codes[providers.county], seed),
        doctor_no=numbers(len(province.doctors.provider), seed, "doctor_no", made_up.DOCTOR_DIGITS),
        clerk_no=numbers(len(province.clerks.post), seed, "clerk_no", made_up.CLERK_DIGITS),
    )
