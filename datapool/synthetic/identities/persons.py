"""The persons of a block on paper: their true names and ID numbers over life, and every department's key for them."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from datapool.synthetic.block import NEVER, Block, People, Table
from datapool.synthetic.draws import Draws
from datapool.synthetic.identities.citizen_ids import BlockShare, citizen_ids
from datapool.synthetic.identities.names import Bearers, full_names
from datapool.synthetic.identities.permutations import Permutation, key_of
from datapool.synthetic.registrations import original

Ints = NDArray[np.int64]
PERSON_DIGITS, TAXPAYER_DIGITS, MEMBER_DIGITS, HOUSEHOLD_DIGITS = 10, 12, 12, 12
_NAME_CHANGED, _ID_CHANGED = 3, 4
_KEEPS_SURNAME = 0.8


@dataclass(frozen=True, slots=True)
class Identities:
    """Every field is [entry]; entries beyond the block's persons are second registrations and invented persons.

    citizen_id, later_id   the true number, and the one after it was changed on `id_changed_on` (NEVER)
    name, later_name       the true name, and the one after it was changed on `name_changed_on` (NEVER)
    person_no              key of the social-security agency, of each entry
    taxpayer_no, member_no, household_no   keys of tax, medical insurance and police, of the person behind an entry
    """

    citizen_id: NDArray[np.str_]
    later_id: NDArray[np.str_]
    id_changed_on: NDArray[np.int32]
    name: NDArray[np.str_]
    later_name: NDArray[np.str_]
    name_changed_on: NDArray[np.int32]
    person_no: Ints
    taxpayer_no: Ints
    member_no: Ints
    household_no: Ints


def identify(block: Block, draws: Draws, *, places: NDArray[np.integer], blocks: int) -> Identities:
    """Names, numbers and keys of the entries of a block.

    places   [birth place] six-digit codes
    blocks   how many blocks the province has, each with sequence numbers of its own
    """
    people = block.people
    behind = np.where(original(block) >= 0, original(block), np.arange(len(people)))
    changed = {kind: _changed_on(block, kind) for kind in (_NAME_CHANGED, _ID_CHANGED)}
    share = BlockShare(block.index, blocks, key_of(draws.seed, "id"))
    ids, later_ids = _ids(people, changed[_ID_CHANGED], places, share)
    names, later_names = _names(people, changed[_NAME_CHANGED], draws)
    numbers = people.number[behind]
    return Identities(
        citizen_id=ids[behind],
        later_id=later_ids[behind],
        id_changed_on=changed[_ID_CHANGED][behind],
        name=names[behind],
        later_name=later_names[behind],
        name_changed_on=changed[_NAME_CHANGED][behind],
        person_no=_keys(people.number, draws.seed, "person_no", PERSON_DIGITS),
        taxpayer_no=_keys(numbers, draws.seed, "taxpayer_no", TAXPAYER_DIGITS),
        member_no=_keys(numbers, draws.seed, "member_no", MEMBER_DIGITS),
        household_no=_keys(people.household, draws.seed, "household_no", HOUSEHOLD_DIGITS),
    )


def truth_of(people: People, identities: Identities) -> Table:
    """All keys of every entry, as the hidden truth keeps them."""
    own = {name: getattr(identities, name) for name in Identities.__slots__}
    return {"number": people.number, **own}


def _keys(numbers: Ints, seed: int, purpose: str, digits: int) -> Ints:
    return Permutation.of_digits(key_of(seed, purpose), digits)(numbers)


def _changed_on(block: Block, kind: int) -> NDArray[np.int32]:
    """[entry] day of the first change of that kind in the population register, NEVER for most."""
    day = np.full(len(block.people), NEVER, np.int32)
    changes = block.rows.changes
    if changes:
        rows = changes["kind"] == kind
        np.minimum.at(day, changes["person"][rows].astype(np.int64), changes["day"][rows].astype(np.int32))
    return day


def _ids(
    people: People, changed_on: NDArray[np.int32], places: NDArray[np.integer], share: BlockShare
) -> tuple[NDArray[np.str_], NDArray[np.str_]]:
    """First and later number; a changed one has another sequence number of the same county and day."""
    again = np.flatnonzero(changed_on != NEVER)
    who = np.concatenate([np.arange(len(people)), again])
    codes = np.asarray(places)[people.birth_county[who]]
    letters = citizen_ids(codes, people.born[who], people.male[who], share=share, elsewhere=np.asarray(places))
    written = letters.view("S18").reshape(len(who)).astype("U18")
    first = written[: len(people)]
    later = first.copy()
    later[again] = written[len(people) :]
    return first, later


def _names(people: People, changed_on: NDArray[np.int32], draws: Draws) -> tuple[NDArray[np.str_], NDArray[np.str_]]:
    """First and later name. A family shares its surname, except for the wives, who keep their fathers'."""
    key = key_of(draws.seed, "surnames")
    own = people.number + 2**40
    family = np.where(~people.male & (people.partner >= 0), own, people.household)
    first = full_names(Bearers(people.born, people.male, people.ethnic, family), draws.generator("names"), key)
    draw = draws.generator("later names")
    again = np.flatnonzero(changed_on != NEVER)
    family = np.where(draw.random(again.size) < _KEEPS_SURNAME, family[again], own[again] + 2**41)
    bearers = Bearers(people.born[again], people.male[again], people.ethnic[again], family)
    renamed = full_names(bearers, draw, key)
    later = first.astype(np.result_type(first, renamed))
    later[again] = renamed
    return first, later
