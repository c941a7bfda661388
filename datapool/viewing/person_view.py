"""What somebody may see of one person, and what the rules keep from them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from datapool.persons.finding import Link
from datapool.persons.survivorship import Fact
from rules.bilingual import Bilingual


@dataclass(frozen=True, slots=True)
class Withheld:
    """An item that the rules keep back, whether anything stands in it or not.

    title   of the item
    why     the rules and the law behind
    tables  of which no row of it may be read
    """

    title: Bilingual
    why: Bilingual
    tables: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PersonView:
    """What may be seen of one person, as it was known at the end of the day `as_of`.

    person    its name in the index `version`
    records   [name of a record] how it belongs to the person, of those of which something may be seen
    facts     [item] chosen among the values that may be read
    withheld  [item] what the rules keep back; told by the rules alone
    entry     number of this look in the log of sharing
    rows      [table] which rows may be read, in words, where the rules do not give all; told by the rules alone
    """

    person: str
    version: str
    as_of: date
    records: Mapping[str, Link]
    facts: Mapping[str, Fact]
    withheld: Mapping[str, Withheld]
    entry: int
    rows: Mapping[str, Bilingual] = field(default_factory=dict)
