"""Who is meant by a question about a person, and which person a citizen is; what is doubtful is refused."""

from core.errors import InputError, UnknownKey
from core.principal import Principal, Role
from datapool.persons.clerical import open_doubts
from datapool.persons.finding import links_of
from datapool.persons.storing import Index
from datapool.pool import Pool
from datapool.sharing.person_key import PERSON_ITEMS, PersonKey
from datapool.sharing.refusal import ReleaseRefused
from datapool.standards.catalogue import OWNERS
from datapool.viewing.bearing import bearers
from datapool.viewing.whose import CITIZEN_ID, numbers_of, own_item, persons_under, record_names

# A number changes once in a life, if ever; three are a matter for a clerk.
_MOST_CITIZEN_NUMBERS = 2
_AT_THE_COUNTER = "Ask at a counter: a clerk settles whose records these are."
_HOW = "Give the name that the index has for the person, or a department and its number, as in hrss:1234567890."


def person_meant(pool: Pool, index: Index, asked: str, *, who: Principal) -> str:
    """The name of the person whom somebody asks for.

    asked  a name of the index, or department:number
    Raises ReleaseRefused: nothing_seen, shared_number, names_key_lost; of a citizen also another_person, wrong_claims,
    open_doubt and several_numbers. A citizen learns nothing about others, not even whether the pool knows them.
    """
    if Role.CITIZEN not in who.roles:
        return _only(_found(pool, index, asked), asked)
    own = _own_person(pool, index, who)
    try:
        meant = _only(_found(pool, index, asked), asked)
    except ReleaseRefused as err:
        raise ReleaseRefused("another_person", "Ask for your own record.") from err
    if meant != own:
        raise ReleaseRefused("another_person", "Ask for your own record.")
    return own


def _found(pool: Pool, index: Index, asked: str) -> set[str]:
    department, apart, number = asked.partition(":")
    if not apart:
        return _of_name(index, asked)
    if department not in OWNERS or not number.strip():
        raise ReleaseRefused("nothing_seen", _HOW)
    item = own_item(pool, department) or CITIZEN_ID
    try:
        return persons_under(pool, index, PersonKey(item, number.strip()), department=department)
    except InputError as err:
        raise ReleaseRefused("names_key_lost", str(err)) from err


def _of_name(index: Index, asked: str) -> set[str]:
    try:
        return {links_of(index, asked)[0].person}
    except UnknownKey:
        return set()


def _only(found: set[str], asked: str) -> str:
    if not found:
        raise ReleaseRefused("nothing_seen", _HOW)
    if len(found) > 1:
        raise ReleaseRefused("shared_number", f"Ask for one of them by name: {', '.join(sorted(found))}.")
    return next(iter(found))


def _own_person(pool: Pool, index: Index, who: Principal) -> str:
    """The person that a citizen is, beyond doubt."""
    item, _, number = who.subject.partition(":")
    if item not in PERSON_ITEMS or not number:
        raise ReleaseRefused("wrong_claims", f"Claim `sub` as item:number, the item one of {', '.join(PERSON_ITEMS)}.")
    key = PersonKey(item, number)
    try:
        found = persons_under(pool, index, key)
        names = [] if item == CITIZEN_ID else record_names(pool, key)
    except InputError as err:
        raise ReleaseRefused("names_key_lost", str(err)) from err
    if not found:
        raise ReleaseRefused("nothing_seen", _AT_THE_COUNTER)
    if len(found) > 1:
        raise ReleaseRefused("shared_number", _AT_THE_COUNTER)
    (own,) = found
    links = links_of(index, own)
    if len(numbers_of(pool, links).checked) > _MOST_CITIZEN_NUMBERS:
        raise ReleaseRefused("several_numbers", _AT_THE_COUNTER)
    records = {link.record for link in links}
    if any({doubt.record.record, doubt.other.record} <= records for doubt in open_doubts(pool)):
        raise ReleaseRefused("open_doubt", _AT_THE_COUNTER)
    # Under a department's number stands a citizen number, which may stand under somebody else as well.
    beside = numbers_of(pool, [link for link in links if link.record in names]).checked
    if any(len(persons) > 1 for persons in bearers(pool, index, beside).values()):
        raise ReleaseRefused("shared_number", _AT_THE_COUNTER)
    return own
