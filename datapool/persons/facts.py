"""What is known of a person, item by item, each value with the row it comes from and why it was taken.

Nothing of this is stored: it follows from the index of persons and the rows themselves.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from core.errors import UnknownKey
from datapool.persons.cells import read_cells
from datapool.persons.finding import Link, links_of_all
from datapool.persons.records import load_record_tables
from datapool.persons.storing import read_index
from datapool.persons.survivorship import Fact, Told, load_survivorship
from datapool.pool import Pool
from datapool.standards.catalogue import load_catalogue


@dataclass(frozen=True, slots=True)
class PersonFacts:
    """What was known of a person at the end of the day `as_of`.

    person   its name in the index `version`; who is whom is what the index knows, whatever the day
    records  [name of a record] how it belongs to the person, of those with a row that was known by then
    facts    [item] in the order of the catalogue
    columns  table.column of every value that was read for them
    """

    person: str
    version: str
    as_of: date
    records: Mapping[str, Link]
    facts: Mapping[str, Fact]
    columns: frozenset[str] = frozenset()


def person_facts(pool: Pool, person: str, as_of: date) -> PersonFacts:
    """Everything that the pool's records tell of a person.

    person  a name out of the index of persons: of a person, or of one of its records
    Raises FileMissing where there is no index, UnknownKey for a name it does not have, or who was not known by then.
    """
    found = facts_of_all(pool, (person,), as_of)
    if person not in found:
        raise UnknownKey(f"nothing was known of this person on {as_of}.", remedy="Ask for a later day.")
    return found[person]


def facts_of_all(
    pool: Pool, persons: Sequence[str], as_of: date, *, readable: Mapping[str, str] | None = None
) -> dict[str, PersonFacts]:
    """[name as asked] the same of several, each table read once; who was not known by then is left out.

    readable  [table] SQL of what may be read of it, as `read_cells` takes it (None: everything); values are chosen
              among what may be read
    """
    index, rules, catalogue, tables = read_index(pool.root), load_survivorship(), load_catalogue(), load_record_tables()
    links = links_of_all(index, persons)
    told: dict[str, dict[str, list[Told]]] = {}
    records: dict[str, dict[str, Link]] = {}
    columns: dict[str, set[str]] = {}
    wanted = list({link.person: of for of in links.values() for link in of}.values())
    every = [link for of in wanted for link in of]
    cells = read_cells(pool, every, tables, as_of=as_of, of_the_record=rules.of_the_record, readable=readable)
    for cell in cells:
        person = cell.link.person
        records.setdefault(person, {}).setdefault(cell.link.record, cell.link)
        told.setdefault(person, {}).setdefault(cell.item, []).append(cell.told)
        columns.setdefault(person, set()).add(f"{cell.link.table}.{cell.told.source.column}")
    known = {
        person: PersonFacts(
            person,
            index.version,
            as_of,
            records[person],
            {item: rules.fact(catalogue[item], values[item]) for item in catalogue if item in values},
            frozenset(columns[person]),
        )
        for person, values in told.items()
    }
    return {name: known[of[0].person] for name, of in links.items() if of[0].person in known}
