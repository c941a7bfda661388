"""Who is meant: a person of the index by name, by the name of a record, or by a department's number."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import duckdb

from core import duck
from core.errors import InputError, UnknownKey
from datapool.marts.naming import DIGITS
from datapool.persons.naming import naming_of, record_name
from datapool.persons.records import RecordTable, load_record_tables
from datapool.persons.storing import Index, read_index
from datapool.pool import Pool
from datapool.standards.catalogue import OWNERS
from datapool.standards.sources import WRITTEN
from datapool.standards.sql import identifier, quote

_NAME = re.compile(rf"[0-9a-f]{{{DIGITS}}}")
_COLUMNS = 'person, record, "table", role, batch, line, rule, weight'


@dataclass(frozen=True, slots=True)
class Link:
    """One row of the pool and the person it tells of; rule and weight say why its record belongs to the person."""

    person: str
    record: str
    table: str
    role: str
    batch: str
    line: int
    rule: str
    weight: float | None


def links_of(index: Index, name: str) -> tuple[Link, ...]:
    """Every row about a person; see `links_of_all`."""
    return links_of_all(index, (name,))[name]


def links_of_all(index: Index, names: Sequence[str]) -> dict[str, tuple[Link, ...]]:
    """[name] every row about a person, by table, batch, line and role.

    names  of persons, or of any of their records: a name under which a person was known in an earlier index is one
    Raises UnknownKey for a name that the index does not have.
    """
    with duck.connect(settings={"threads": 1}) as connection:
        # By person first: rows are in that order, so that nearly all of the file is left unread.
        found = _by_person(connection, index, names)
        others = [name for name in names if name not in found]
        person_of = {link.record: link.person for link in _links(connection, index, "record", others)}
        if set(others) - set(person_of):
            raise UnknownKey("the index of persons has nobody of this name.", path=index.folder, remedy=_HOW)
        found |= _by_person(connection, index, [each for each in person_of.values() if each not in found])
    return {name: tuple(found[person_of.get(name, name)]) for name in names}


def _by_person(connection: duckdb.DuckDBPyConnection, index: Index, persons: Sequence[str]) -> dict[str, list[Link]]:
    found: dict[str, list[Link]] = {}
    for link in _links(connection, index, "person", persons):
        found.setdefault(link.person, []).append(link)
    return found


def _links(connection: duckdb.DuckDBPyConnection, index: Index, by: str, names: Sequence[str]) -> list[Link]:
    if not names:
        return []
    rows = connection.execute(
        f"SELECT {_COLUMNS} FROM {quote(str(index.links))} WHERE {by} IN ({', '.join(map(quote, sorted(set(names))))}) "
        'ORDER BY "table", batch, line, role'
    ).fetchall()
    return [Link(*row) for row in rows]


def find_person(pool: Pool, asked: str) -> str:
    """The name of the person that is meant.

    asked  a name of the index, or department:number, as in hrss:1234567890; the number is the department's own or,
           where it has none, the citizen number, right or wrong, as it stands in its records
    Raises InputError for another form, UnknownKey where nobody or more than one person answers to it.
    """
    index = read_index(pool.root)
    if _NAME.fullmatch(asked):
        return links_of(index, asked)[0].person
    department, apart, number = asked.partition(":")
    if not apart or department not in OWNERS or not number.strip():
        raise InputError("this names no person.", remedy=_HOW)
    tables = [table for table in load_record_tables() if table.table.startswith(f"{department}_")]
    own = [table for table in tables if table.number is not None]
    if own:
        naming = naming_of(pool.root)
        names = [record_name(naming, f"{table.table}:{number.strip()}") for table in own]
        where = f"record IN ({', '.join(map(quote, names))})"
    else:
        where = _rows_with_number(pool, tables, number.strip().upper())
    return _only_person(index, where, department)


_HOW = "Give the name that the index has for the person, or a department and its number, as in hrss:1234567890."


def _only_person(index: Index, where: str, department: str) -> str:
    with duck.connect(settings={"threads": 1}) as connection:
        found = connection.execute(
            f"SELECT DISTINCT person FROM {quote(str(index.links))} WHERE {where} ORDER BY person LIMIT 2"
        ).fetchall()
    if not found:
        raise UnknownKey(f"{department} has no record under this number.", path=index.folder, remedy=_HOW)
    if len(found) > 1:
        names = ", ".join(name for (name,) in found)
        raise UnknownKey(f"more than one person stands under this number of {department}.", remedy=f"Ask for {names}.")
    return str(found[0][0])


def _rows_with_number(pool: Pool, tables: list[RecordTable], number: str) -> str:
    """SQL for the links of the rows of a department that bear a citizen number."""
    found = ["false"]
    with pool.connect([table.table for table in tables], threads=1) as connection:
        for table in tables:
            for person in table.persons:
                column = person.columns["citizen_id"]
                rows = connection.execute(
                    f"SELECT _batch, _line FROM {identifier(table.table)} WHERE {identifier(column)} = {quote(number)} "
                    f"OR upper(trim({identifier(column + WRITTEN)})) = {quote(number)}"
                ).fetchall()
                found += [
                    f'("table" = {quote(table.table)} AND role = {quote(person.role)} '
                    f"AND batch = {quote(batch)} AND line = {line})"
                    for batch, line in rows
                ]
    return " OR ".join(found)
