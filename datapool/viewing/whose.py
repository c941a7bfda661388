"""Under which numbers a person stands, and which persons stand under a number: what the index and the rows tell."""

from collections.abc import Sequence
from dataclasses import dataclass

import duckdb

from core import duck
from datapool.persons.cells import linked_batches
from datapool.persons.finding import Link
from datapool.persons.naming import naming_of, record_name
from datapool.persons.records import PersonColumns, RecordTable, load_record_tables
from datapool.persons.storing import Index
from datapool.pool import Pool
from datapool.sharing.person_key import PersonKey
from datapool.standards.sources import WRITTEN
from datapool.standards.sql import identifier, quote
from datapool.viewing.bearing import bearers, plain

CITIZEN_ID = "citizen_id"
# The name of a record as a number of the person: it is nobody else's, and a person without any number has it too.
RECORD = "record"


@dataclass(frozen=True, slots=True)
class Numbers:
    """Everything a person is known under.

    keys     numbers as the rows have them, and the names of the records
    checked  citizen numbers that passed their check
    """

    keys: tuple[PersonKey, ...]
    checked: frozenset[str]


def numbers_of(pool: Pool, links: Sequence[Link]) -> Numbers:
    """The numbers in the rows to which the links lead; of a row about two persons, those of the one who is meant."""
    keys = {PersonKey(RECORD, link.record) for link in links}
    checked: set[str] = set()
    tables = [table for table in load_record_tables() if table.table in pool.tables()]
    with linked_batches(pool, links).connect([table.table for table in tables], threads=1) as connection:
        for table in tables:
            item = _own_item(pool, table)
            for person in table.persons:
                own = [link for link in links if (link.table, link.role) == (table.table, person.role)]
                for number, citizen_id, written in _rows(connection, table, person, own):
                    stands = ((item, number), (CITIZEN_ID, citizen_id or written))
                    keys |= {PersonKey(kind, each) for kind, each in stands if kind and each}
                    checked |= {citizen_id} if citizen_id is not None else set()
    return Numbers(tuple(sorted(keys, key=lambda key: (key.item, key.number))), frozenset(checked))


def _rows(
    connection: duckdb.DuckDBPyConnection, table: RecordTable, person: PersonColumns, links: Sequence[Link]
) -> list[tuple[str | None, str | None, str | None]]:
    """The department's own number, the citizen number, and that number as written where it failed its check."""
    if not links:
        return []
    number = identifier(table.number) if table.number else "CAST(NULL AS VARCHAR)"
    citizen_id = person.columns["citizen_id"]
    places = ", ".join(f"({quote(link.batch)}, {link.line})" for link in links)
    found: list[tuple[str | None, str | None, str | None]] = connection.execute(
        f"SELECT DISTINCT {number}, {identifier(citizen_id)}, {identifier(citizen_id + WRITTEN)} "
        f"FROM {identifier(table.table)} WHERE (_batch, _line) IN ({places})"
    ).fetchall()
    return found


def persons_under(pool: Pool, index: Index, key: PersonKey, *, department: str | None = None) -> set[str]:
    """Names of the persons who stand under a number: a department's own, or a citizen number, right or wrong.

    department  only in its tables (None: in all)
    Raises InputError where the key of the names is lost.
    """
    if key.item == CITIZEN_ID:
        return bearers(pool, index, {key.number}, department=department).get(plain(key.number), set())
    tables = [table for table in load_record_tables() if table.table in pool.tables()]
    if department is not None:
        tables = [table for table in tables if table.table.startswith(f"{department}_")]
    own = [table for table in tables if table.number is not None and _own_item(pool, table) == key.item]
    if not own:
        return set()
    names = record_names(pool, key, own)
    with duck.connect(settings={"threads": 1}) as connection:
        found = connection.execute(
            f"SELECT DISTINCT person FROM {quote(str(index.links))} WHERE record IN ({', '.join(map(quote, names))})"
        ).fetchall()
    return {person for (person,) in found}


def record_names(pool: Pool, key: PersonKey, tables: Sequence[RecordTable] | None = None) -> list[str]:
    """Names of the records under a department's own number."""
    naming = naming_of(pool.root)
    own = [
        table
        for table in (load_record_tables() if tables is None else tables)
        if table.table in pool.tables() and table.number is not None and _own_item(pool, table) == key.item
    ]
    return [record_name(naming, f"{table.table}:{key.number}") for table in own]


def own_item(pool: Pool, department: str) -> str | None:
    """The item of the number under which a department knows persons; None for one without."""
    for table in load_record_tables():
        if table.number is not None and table.table.startswith(f"{department}_") and table.table in pool.tables():
            return _own_item(pool, table)
    return None


def _own_item(pool: Pool, table: RecordTable) -> str:
    columns = pool.tables()[table.table].columns
    return next((column.item.key for column in columns if column.column == table.number), "")
