"""Who looked at a person, asked under everything that linkage knows them by."""

from contextlib import suppress
from dataclasses import dataclass

from core.errors import InputError, UnknownKey
from datapool.persons.finding import find_person, links_of
from datapool.persons.storing import CURRENT, persons_folder, read_index
from datapool.pool import Pool
from datapool.sharing.looking import Look, looked
from datapool.sharing.person_key import PERSON_ITEMS, PersonKey
from datapool.viewing.bearing import bearers
from datapool.viewing.whose import CITIZEN_ID, numbers_of, persons_under


@dataclass(frozen=True, slots=True)
class Looks:
    """Who looked.

    person    the name that the index has for the person
    looks     the oldest first
    numbers   under how many numbers and records was asked
    left_out  citizen numbers under which somebody else stands too: looks that are told of such a number alone may be
              at the other person, and are nobody else's to know
    """

    person: str
    looks: tuple[Look, ...]
    numbers: int
    left_out: int


def who_looked(pool: Pool, person: str) -> list[Look]:
    """Every look at a person and every release that told of them, the oldest first; see `looks_at`."""
    return list(looks_at(pool, person).looks)


def looks_at(pool: Pool, person: str) -> Looks:
    """The same, with what it rests on.

    person  a name of the index, or department:number
    Raises FileMissing where there is no index, UnknownKey where nobody is meant, KeyLost, ChainBroken.
    """
    index = read_index(pool.root)
    name = find_person(pool, person)
    keys = numbers_of(pool, links_of(index, name)).keys
    borne = bearers(pool, index, {key.number for key in keys if key.item == CITIZEN_ID})
    shared = {number for number, persons in borne.items() if len(persons) > 1}
    own = [key for key in keys if key.item != CITIZEN_ID or key.number.strip().upper() not in shared]
    return Looks(name, tuple(looked(pool, own)), numbers=len(own), left_out=len(keys) - len(own))


def person_of_number(pool: Pool, asked: str) -> str | None:
    """The person whom somebody names by any number; None where there is no index, or nobody in it stands under it.

    asked  a number of any department, a citizen number, department:number, or a name of the index
    Raises InputError where it stands for several persons.
    """
    if not (persons_folder(pool.root) / CURRENT).is_file():
        return None
    index = read_index(pool.root)
    if ":" in asked:
        return find_person(pool, asked)
    found: set[str] = set()
    with suppress(UnknownKey):
        found = {links_of(index, asked)[0].person}
    if not found:
        found = {name for item in PERSON_ITEMS for name in persons_under(pool, index, PersonKey(item, asked))}
    if len(found) > 1:
        names = ", ".join(sorted(found))
        raise InputError(f"this number stands for {len(found)} persons.", remedy=f"Ask for one of {names}.")
    return next(iter(found), None)
