"""Entries that are no further persons: second registrations and invented persons."""

from copy import deepcopy

import numpy as np
import pytest

from datapool.synthetic.block import NOBODY, Block
from datapool.synthetic.registrations import (
    MISSED_BY_JOINS,
    hard_to_match,
    invent,
    is_invented,
    is_second,
    original,
    person_number,
    register_again,
)


@pytest.fixture
def block(lived: Block) -> Block:
    return deepcopy(lived)


def test_a_second_registration_is_the_same_person_with_empty_months(block: Block) -> None:
    persons = np.array([3, 17, 400])
    before = block.months.base.shape
    new = register_again(block, persons)
    people, months = block.people, block.months
    assert original(block)[new].tolist() == persons.tolist()
    assert (people.born[new] == people.born[persons]).all() and (people.male[new] == people.male[persons]).all()
    assert (person_number(people.number[new]) == people.number[persons]).all()
    assert months.base.shape == (before[0] + 3, before[1])
    assert (months.base[new] == 0).all() and (months.works_for[new] == NOBODY).all()
    assert (months.pension_paid[new] == 0).all()


def test_persons_keep_their_place_when_entries_are_added(block: Block, lived: Block) -> None:
    register_again(block, np.arange(10))
    invent(block, np.array([5]))
    count = len(lived.people)
    assert (block.people.number[:count] == lived.people.number).all()
    assert (block.months.pension_paid[:count] == lived.months.pension_paid).all()
    assert not (is_second(block.people) | is_invented(block.people))[:count].any()


def test_invented_persons_are_nobodys_second_registration_and_have_numbers_of_their_own(block: Block) -> None:
    first, second = invent(block, np.array([1, 2])), invent(block, np.array([1]))
    new = np.concatenate([first, second])
    assert is_invented(block.people)[new].all() and not is_second(block.people)[new].any()
    assert (original(block)[new] == NOBODY).all()
    assert np.unique(block.people.number).size == len(block.people)


def test_joins_miss_the_same_share_of_the_guilty_and_of_those_who_look_alike(block: Block) -> None:
    numbers = block.people.number
    half = len(numbers) // 2
    for typology, share in MISSED_BY_JOINS.items():
        block.truth.frauds = [_subjects(typology, numbers[:half])]
        block.truth.lookalikes = [_subjects(typology, numbers[half:])]
        hard = hard_to_match(block)
        assert hard[:half].mean() == pytest.approx(share, abs=0.02)
        assert hard[half:].mean() == pytest.approx(share, abs=0.02)


def test_nobody_is_hard_to_match_for_other_frauds(block: Block) -> None:
    block.truth.frauds = [_subjects(5, block.people.number)]
    assert not hard_to_match(block).any()


def _subjects(typology: int, numbers: np.ndarray) -> dict[str, np.ndarray]:
    ones = np.ones(numbers.size, np.int8)
    return {"typology": ones * typology, "subject_kind": ones, "subject": numbers}
