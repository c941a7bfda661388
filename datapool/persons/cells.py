"""The cells of the pool that tell of persons: read from the rows to which the index leads, and from no others."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import duckdb
import pyarrow as pa

from datapool.intake.record import BatchRecord, Places
from datapool.marts import arrival
from datapool.persons.finding import Link
from datapool.persons.records import PersonColumns, RecordTable
from datapool.persons.survivorship import Source, Told
from datapool.pool import Pool
from datapool.standards.sources import WRITTEN, Column, Table
from datapool.standards.sql import identifier

DEATH_DATE = "death_date"
_WANTED = pa.schema([("table", pa.string()), ("_batch", pa.string()), ("_line", pa.int64())])
# A name that no column of a table has.
_KNOWN_ON = "known on"
_Rows = Mapping[tuple[str, int], Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Cell:
    """What one cell tells of an item of the person to whom the link leads."""

    link: Link
    item: str
    told: Told


def read_cells(
    pool: Pool,
    links: Sequence[Link],
    tables: Sequence[RecordTable],
    *,
    as_of: date,
    of_the_record: frozenset[str],
    readable: Mapping[str, str] | None = None,
) -> Iterator[Cell]:
    """Every cell with a value of the rows that were known at the end of the day, table by table in their order.

    of_the_record  items that tell of a record and not of a person
    readable       [table] SQL of what may be read of it, with all its columns; a table without is not read. None:
                   everything. A row is left out whose place or day may not be read
    """
    few = linked_batches(pool, links)
    records = {record.batch: record for record in few.batches()}
    there = [table.table for table in tables if table.table in {link.table for link in links} & set(pool.tables())]
    if readable is not None:
        there = [table for table in there if table in readable]
    with few.connect(there, threads=1) as connection:
        # Which delivery of a table was its first is a matter of all batches.
        arrival.prepare(connection, arrival.arrivals(pool.batches()))
        wanted = [{"table": link.table, "_batch": link.batch, "_line": link.line} for link in links]
        connection.register("wanted", pa.Table.from_pylist(wanted, _WANTED))
        for precedence, table in enumerate(tables):
            if table.table not in there:
                continue
            described, persons = pool.tables()[table.table], {person.role: person for person in table.persons}
            relation = identifier(table.table) if readable is None else f"({readable[table.table]})"
            rows = _rows(connection, table, described, as_of, relation=relation)
            for link in links:
                row = rows.get((link.batch, link.line)) if link.table == table.table else None
                if row is None:
                    continue
                for item, column, value, is_checked in _values(described, persons[link.role], row, of_the_record):
                    source = _source(records[link.batch], link, column, row[_KNOWN_ON])
                    yield Cell(link, item, Told(value, source, is_checked, precedence))


def linked_batches(pool: Pool, links: Sequence[Link]) -> Pool:
    """The pool with no other batches than those to which the links lead."""
    batches = {link.batch for link in links}
    return Pool(Places(pool.root), pool.tables(), [record for record in pool.batches() if record.batch in batches])


def told_columns(table: Table, person: PersonColumns, of_the_record: frozenset[str]) -> Iterator[tuple[str, str]]:
    """(item, column of the pool) of everything that a table may tell of a person, whether it is filled or not."""
    for column in table.columns:
        if column.item.key not in of_the_record and _is_of(person, column):
            yield column.item.key, column.column
            if column.item.type.is_identifier:
                yield column.item.key, column.column + WRITTEN
    died = person.columns.get("died")
    if died is not None and all(column.column != died or column.item.key != DEATH_DATE for column in table.columns):
        yield DEATH_DATE, died


def _rows(
    connection: duckdb.DuckDBPyConnection, table: RecordTable, described: Table, as_of: date, *, relation: str
) -> _Rows:
    """[batch, line] the columns of the pool as texts; `relation` is SQL of the rows to look among."""
    names = [identifier(name) for name, _ in described.standard_columns]
    texts = ", ".join(f"CAST({name} AS VARCHAR) AS {name}" for name in names)
    found = connection.sql(
        f"SELECT _batch, _line, {arrival.known_on([table.known_on])} AS {identifier(_KNOWN_ON)}, {texts} "
        f"FROM {relation} SEMI JOIN (SELECT _batch, _line FROM wanted "
        f"WHERE \"table\" = '{table.table}') USING (_batch, _line) JOIN {arrival.ARRIVALS} USING (_batch) "
        f"WHERE {arrival.is_known([table.known_on], as_of)}"
    ).to_arrow_table()
    return {(row["_batch"], row["_line"]): row for row in found.to_pylist()}


def _values(
    table: Table, person: PersonColumns, row: Mapping[str, Any], of_the_record: frozenset[str]
) -> Iterator[tuple[str, str, str, bool]]:
    """(item, column of the pool, value, whether it passed its check)."""
    for column in table.columns:
        if column.item.key in of_the_record or not _is_of(person, column):
            continue
        value, written = row[column.column], column.column + WRITTEN
        if value is not None:
            yield column.item.key, column.column, value, True
        elif column.item.type.is_identifier and row[written] is not None:
            yield column.item.key, written, row[written], False
    died = person.columns.get("died")
    is_told = any(column.column == died and column.item.key == DEATH_DATE for column in table.columns)
    if died is not None and not is_told and row.get(died) is not None and _is_death(person, row):
        yield DEATH_DATE, died, row[died], True


def _is_death(person: PersonColumns, row: Mapping[str, Any]) -> bool:
    return all(row[column] == value for column, value in person.died_if.items())


def _is_of(person: PersonColumns, column: Column) -> bool:
    return person.fields is None or column.column in person.fields


def _source(record: BatchRecord, link: Link, column: str, known_on: date) -> Source:
    return Source(
        record=link.record,
        department=record.department,
        table=link.table,
        batch=link.batch,
        delivery=record.delivery,
        path=record.path,
        line=link.line,
        column=column,
        known_on=known_on,
    )
