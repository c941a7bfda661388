"""Citizen ID numbers of made-up persons: valid by GB 11643, unique in the province, and never a real person's.

A number is the birth county, the birth day, a sequence number whose parity tells the sex, and a check character.
No two persons may share the first three. Blocks are made apart from each other, so each block owns its part of
the 499 sequence numbers that a county, day and sex have; where a block needs more than its part, the person's
number is of another county, as for a child registered elsewhere.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.errors import ValueOutOfRange
from datapool.synthetic.identities.permutations import mixed

Ints = NDArray[np.int64]
Letters = NDArray[np.uint8]
LENGTH = 18
OLD_LENGTH = 15
_SEQUENCES = 499
_WEIGHTS = np.array([7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2], dtype=np.int64)
_CHECKS = np.frombuffer(b"10X98765432", dtype=np.uint8)
_ZERO = ord("0")
_TRIES = 50


@dataclass(frozen=True, slots=True)
class BlockShare:
    """Which part of the sequence numbers a block owns: the `block`-th of `blocks` parts, shuffled by `key`."""

    block: int
    blocks: int
    key: int

    @property
    def slots(self) -> int:
        """How many sequence numbers of one county, day and sex are this block's."""
        return _SEQUENCES // self.blocks


def check_characters(digits: Letters) -> Letters:
    """The last character of each number: ISO 7064 MOD 11-2 over the first 17 (GB 11643-1999).

    digits   [number, 17] ASCII digits
    """
    sums: Ints = (digits.astype(np.int64) - _ZERO) @ _WEIGHTS
    return _CHECKS[sums % 11]


def citizen_ids(
    counties: NDArray[np.integer],
    born: NDArray[np.integer],
    male: NDArray[np.bool_],
    *,
    share: BlockShare,
    elsewhere: NDArray[np.integer],
) -> Letters:
    """A number for each person of a block, all different, and different from those of every other block.

    counties    [person] six-digit code of the county of birth
    born        [person] days since 1970-01-01
    elsewhere   codes of counties that take in those for whom there is no sequence number left
    returns     [person, 18] ASCII
    """
    if share.slots < 1:
        raise ValueOutOfRange(
            f"{share.blocks} blocks are more than there are sequence numbers.", remedy="Generate fewer persons."
        )
    codes = np.array(counties, dtype=np.int64)
    days = np.asarray(born, dtype=np.int64)
    for turn in range(_TRIES):
        sequences = _sequences(codes, days, male, share)
        late = np.flatnonzero(sequences < 0)
        if not late.size:
            return _written(codes, days, sequences)
        choice = mixed(late + turn * codes.size, share.key) % np.uint64(len(elsewhere))
        codes[late] = np.asarray(elsewhere)[choice.astype(np.int64)]
    raise ValueOutOfRange("the sequence numbers of a birth day are used up.", remedy="Generate fewer persons.")


def _sequences(codes: Ints, days: Ints, male: NDArray[np.bool_], share: BlockShare) -> Ints:
    """The sequence number of each person, −1 where the block has none left for the county, day and sex."""
    group = ((codes << 21) + days + (1 << 20)) * 2 + male
    rank = _rank_within(group)
    turned = (mixed(group, share.key) >> np.uint64(1)).astype(np.int64)
    part = (share.block + turned) % share.blocks
    slot = (turned // share.blocks + rank) % share.slots
    sequence = 2 * (slot * share.blocks + part) + np.where(male, 1, 2)
    return np.where(rank < share.slots, sequence, -1)


def _rank_within(group: Ints) -> Ints:
    """How many earlier persons are of the same group."""
    order = np.argsort(group, kind="stable")
    ordered = group[order]
    starts = np.flatnonzero(np.r_[True, ordered[1:] != ordered[:-1]])
    sizes = np.diff(np.r_[starts, len(group)])
    rank = np.empty(len(group), dtype=np.int64)
    rank[order] = np.arange(len(group)) - np.repeat(starts, sizes)
    return rank


def _written(codes: Ints, days: Ints, sequences: Ints) -> Letters:
    """County, birth day, sequence number and check character as ASCII."""
    numbers = (codes * 10**8 + calendar_number(days)) * 1000 + sequences
    text = np.empty((len(codes), LENGTH), dtype=np.uint8)
    text[:, : LENGTH - 1] = digits_of(numbers, LENGTH - 1)
    text[:, LENGTH - 1] = check_characters(text[:, : LENGTH - 1])
    return text


def calendar_number(days: NDArray[np.integer]) -> Ints:
    """Days since 1970-01-01 as year, month and day in eight digits."""
    day = np.asarray(days).astype("datetime64[D]")
    month = day.astype("datetime64[M]")
    year = month.astype("datetime64[Y]")
    in_month = (day - month).astype(np.int64) + 1
    in_year = (month - year).astype(np.int64) + 1
    number: Ints = (year.astype(np.int64) + 1970) * 10_000 + in_year * 100 + in_month
    return number


def digits_of(numbers: NDArray[np.integer], width: int) -> Letters:
    """Whole numbers as `width` ASCII digits each, zeros in front."""
    powers = 10 ** np.arange(width - 1, -1, -1, dtype=np.int64)
    return (np.asarray(numbers, dtype=np.int64)[:, None] // powers % 10 + _ZERO).astype(np.uint8)


def old_form(ids: Letters) -> Letters:
    """The 15-digit form of before October 1999: two digits of the year, no check character.

    ids       [person, 18] ASCII
    returns   [person, 15] ASCII; right only for persons born from 1900 to 1999
    """
    return np.concatenate([ids[:, :6], ids[:, 8:17]], axis=1)
