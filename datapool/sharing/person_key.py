"""How the log speaks of persons: keyed pseudonyms of their numbers, so that the log itself names nobody."""

import hmac
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from core.errors import InputError
from datapool.marts.naming import KEY_BYTES, KEY_FILE, pool_key
from datapool.sharing.refusal import KeyLost
from datapool.standards.sources import WRITTEN, Table
from datapool.standards.sql import identifier, quote

# Items whose values are numbers of persons.
PERSON_ITEMS = ("person_no", "member_no", "taxpayer_no", "citizen_id")
# [item] the column that says whose number it is, the value that says a person's, and the item it then is.
_OF_A_KIND = {"subject_no": ("subject_kind", "1", "person_no")}
DIGITS = 20


@dataclass(frozen=True, slots=True)
class PersonKey:
    """A number under which a department knows a person: an item of PERSON_ITEMS, and the number."""

    item: str
    number: str


@dataclass(frozen=True, slots=True)
class Pseudonyms:
    """Names of persons that only whoever has the key can make: HMAC-SHA256, cut to 20 hexadecimal digits."""

    key: bytes

    @property
    def fingerprint(self) -> str:
        """What tells two keys apart without telling either."""
        return hmac.digest(self.key, b"fingerprint", "sha256").hex()[:16]

    def of(self, person: PersonKey) -> str:
        """The pseudonym of one number."""
        return hmac.digest(self.key, f"person\0{person.item}\0{person.number}".encode(), "sha256").hex()[:DIGITS]

    def of_all(self, persons: Iterable[PersonKey]) -> list[str]:
        """Each once, in the order of the alphabet, which tells nothing of the rows."""
        return sorted({self.of(person) for person in persons})


def pseudonyms_of(folder: Path, written_with: Iterable[str]) -> Pseudonyms:
    """The pseudonyms of a log, whose key is drawn on first use.

    written_with  fingerprints that the log names
    Raises KeyLost where the log was written with a key that is not there: a new one would hide who looked at whom.
    """
    known = set(written_with)
    if known and not (folder / KEY_FILE).exists():
        raise KeyLost("it is not there")
    try:
        found = Pseudonyms(pool_key(folder))
    except InputError as err:
        raise KeyLost(f"it is no file of {KEY_BYTES} bytes that can be read") from err
    if known - {found.fingerprint}:
        raise KeyLost("the log was written with another one")
    return found


def person_columns(table: Table) -> Iterator[tuple[str, str]]:
    """(item, SQL for the number) of every person a row of a table may tell of; NULL where it tells of none."""
    for column in table.columns:
        name = identifier(column.column)
        if column.item.key == "citizen_id":
            # A number that is none still tells whose row it is, to whoever wrote it so.
            yield "citizen_id", f"coalesce({name}, {identifier(column.column + WRITTEN)})"
        elif column.item.key in PERSON_ITEMS:
            yield column.item.key, name
        elif column.item.key in _OF_A_KIND:
            kind, value, item = _OF_A_KIND[column.item.key]
            yield item, f"CASE WHEN {identifier(kind)} = {quote(value)} THEN {name} END"
