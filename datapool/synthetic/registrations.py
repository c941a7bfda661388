"""Entries of a block that are no further persons: second registrations of somebody, and persons who were invented."""

from dataclasses import fields, replace

import numpy as np
from numpy.typing import NDArray

from datapool.synthetic.block import NOBODY, PERSONS_PER_BLOCK, Block, Months, People

SECOND_FROM = 5_000_000_000
INVENTED_FROM = 7_000_000_000
PERSON_NUMBERS = SECOND_FROM
# Of frauds that a join of records by ID number would find, the share that it misses because of wrong numbers.
MISSED_BY_JOINS = {1: 0.22, 2: 0.22, 6: 0.32}

Index = NDArray[np.int64]
_PERSON, _GOLDEN = 1, 0x9E3779B97F4A7C15
_EMPLOYERS = ("works_for", "insured_by", "taxed_by")


def is_second(people: People) -> NDArray[np.bool_]:
    """[entry] whether it registers for the second time somebody who stands in the same block."""
    return (people.number >= SECOND_FROM) & (people.number < INVENTED_FROM)


def is_invented(people: People) -> NDArray[np.bool_]:
    """[entry] whether nobody of that name exists."""
    return people.number >= INVENTED_FROM


def original(block: Block) -> Index:
    """[entry] index in the block of the person whom a second registration repeats, NOBODY for all others."""
    first = block.people.number - SECOND_FROM - block.index * PERSONS_PER_BLOCK
    return np.where(is_second(block.people), first, NOBODY)


def person_number(numbers: Index) -> Index:
    """[entry] the number of the person meant: that of a second registration is the number of the one it repeats."""
    second = (numbers >= SECOND_FROM) & (numbers < INVENTED_FROM)
    return np.where(second, numbers - SECOND_FROM, numbers)


def register_again(block: Block, persons: Index) -> Index:
    """Append a second registration for each of `persons`: the same facts, empty months, benefits and jobs none.

    returns  the new entries' indices in the block
    """
    return _append(block, persons, SECOND_FROM + block.people.number[persons])


def invent(block: Block, models: Index) -> Index:
    """Append an invented person for each of `models`, whose birthday, sex and county are taken over."""
    known = int(is_invented(block.people).sum())
    numbers = INVENTED_FROM + block.index * PERSONS_PER_BLOCK + known + np.arange(models.size, dtype=np.int64)
    return _append(block, models, numbers)


def _append(block: Block, models: Index, numbers: Index) -> Index:
    first = len(block.people)
    copied = {f.name: getattr(block.people, f.name) for f in fields(People)}
    block.people = replace(block.people, **{name: np.concatenate([v, v[models]]) for name, v in copied.items()})
    people, new = block.people, np.arange(first, first + models.size)
    people.number[new] = numbers
    for name in ("partner", "moved_from"):
        getattr(people, name)[new] = NOBODY
    for name in ("scheme", "retirement_kind", "months_before", "balance_before", "chronic", "frailty"):
        getattr(people, name)[new] = 0
    for name in ("married_on", "divorced_on", "moved_month", "retired_month", "work_start"):
        values = getattr(people, name)
        values[new] = np.iinfo(np.int32).max
    block.months = _longer(block.months, models.size)
    return new


def _longer(months: Months, more: int) -> Months:
    """The same months with `more` empty rows below."""
    made = {}
    for field in fields(Months):
        values = getattr(months, field.name)
        empty = np.full((more, values.shape[1]), NOBODY if field.name in _EMPLOYERS else 0, values.dtype)
        made[field.name] = np.concatenate([values, empty])
    return Months(**made)


def hard_to_match(block: Block) -> NDArray[np.bool_]:
    """[entry] whose ID number the agency holds wrongly, so that plain joins with other departments' lists miss them.

    Agencies have joined their lists by number for years: cases that live on are more often those the joins miss. The
    same share of the honest persons who look like these cases has it, so that a wrong number says nothing.
    """
    spread = person_number(block.people.number).astype(np.uint64) * np.uint64(_GOLDEN)
    chance = (spread >> np.uint64(11)).astype(np.float64) / 2.0**53
    hard = np.zeros(len(block.people), bool)
    for table in (*block.truth.frauds, *block.truth.lookalikes):
        for typology, share in MISSED_BY_JOINS.items():
            subjects = table["subject"][(table["typology"] == typology) & (table["subject_kind"] == _PERSON)]
            hard |= np.isin(block.people.number, subjects) & (chance < share)
    return hard
