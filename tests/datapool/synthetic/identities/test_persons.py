"""Each person has one true identity, whatever the department; a second registration is of the same person."""

from dataclasses import replace

import numpy as np
import pytest

from datapool.synthetic.block import NEVER, Block, Rows, Truth
from datapool.synthetic.identities.persons import Identities, identify, truth_of
from datapool.synthetic.province import Province
from datapool.synthetic.registrations import invent, register_again

NAME, NUMBER = 3, 4


def made(block: Block, province: Province) -> Identities:
    places = np.array([int(code) for code in province.birth_places])
    return identify(block, province.draws(block.index), places=places, blocks=province.blocks)


@pytest.fixture
def block(lived: Block) -> Block:
    """The block with two renamed, one renumbered, three registered again, two invented."""
    changes = {
        "person": np.array([10, 11, 12]),
        "kind": np.array([NAME, NAME, NUMBER], np.int8),
        "day": np.array([17_000, 17_100, 17_200], np.int32),
    }
    copied = Block(lived.index, replace(lived.people), lived.months, Rows(changes=changes), Truth())
    register_again(copied, np.array([3, 4, 5]))
    invent(copied, np.array([6, 7]))
    return copied


def test_every_entry_has_its_own_key_at_the_agency_and_every_person_their_own_elsewhere(
    block: Block, made_up_province: Province
) -> None:
    identities = made(block, made_up_province)
    entries = len(block.people)
    assert np.unique(identities.person_no).size == entries
    assert np.unique(identities.taxpayer_no).size == entries - 3
    assert np.unique(identities.member_no).size == entries - 3


def test_a_second_registration_repeats_the_true_number_and_name(block: Block, made_up_province: Province) -> None:
    identities = made(block, made_up_province)
    again = np.arange(len(block.people) - 5, len(block.people) - 2)
    for values in (identities.citizen_id, identities.name, identities.taxpayer_no):
        assert (values[again] == values[[3, 4, 5]]).all()


def test_all_numbers_true_and_changed_are_different(block: Block, made_up_province: Province) -> None:
    identities = made(block, made_up_province)
    first = np.delete(identities.citizen_id, np.arange(len(block.people) - 5, len(block.people) - 2))
    assert np.unique(first).size == first.size
    assert identities.later_id[12] not in set(first.tolist())
    assert identities.later_id[12][:14] == identities.citizen_id[12][:14]


def test_changes_hold_from_their_day(block: Block, made_up_province: Province) -> None:
    identities = made(block, made_up_province)
    assert identities.name_changed_on[[10, 11, 12]].tolist() == [17_000, 17_100, NEVER]
    assert identities.id_changed_on[12] == 17_200
    assert identities.later_name[10] != identities.name[10]
    same = np.delete(np.arange(len(block.people)), [10, 11])
    assert (identities.later_name[same] == identities.name[same]).all()


def test_the_truth_holds_every_key_of_every_entry(block: Block, made_up_province: Province) -> None:
    identities = made(block, made_up_province)
    truth = truth_of(block.people, identities)
    assert set(truth) == {"number", *Identities.__slots__}
    assert {len(values) for values in truth.values()} == {len(block.people)}
