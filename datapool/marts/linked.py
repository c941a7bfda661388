"""Whom linkage takes a row to be about, and where the row stands: what a finding about a person rests on."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import duckdb

from core.errors import InputError
from datapool.marts import persons
from datapool.marts.naming import MACRO
from datapool.marts.purpose import TableScope
from datapool.standards.sql import identifier, quote

# The person whom linkage joined; unlike _person, later knowledge may move a row from one to another.
PERSON = "_linked"
# Batch and line, under which a pool shows its owner the delivered line.
ROW = "_row"
# The item under which persons of the index are renamed.
ITEM = "linked"
_LINKS = "links"


@dataclass(frozen=True, slots=True)
class Linked:
    """An index of persons, as `datapool.persons` keeps it.

    version  its name, part of the hash of a mart
    links    Parquet: person, table, role, batch, line
    """

    version: str
    links: Path


def prepare(connection: duckdb.DuckDBPyConnection, linked: Linked, scope: TableScope) -> None:
    """Make the tables that `columns` and `joins` name. Raises InputError where the index cannot be read."""
    try:
        connection.execute(
            f'CREATE TEMP VIEW {_LINKS} AS SELECT * FROM read_parquet({quote(str(linked.links))}) WHERE "table" IN '
            f"({', '.join(quote(table) for table in (scope.table, *persons.REGISTERS.values()))})"
        )
        for item in _numbers(scope):
            connection.execute(_of_numbers(item))
    except duckdb.IOException as err:
        raise InputError(
            "the index of persons cannot be read.", path=linked.links, remedy="`anlan data link-persons DIR` makes one."
        ) from err


def columns(scope: TableScope) -> Iterator[str]:
    """SQL of the further columns of a row `t`: the row, and the person where a row is about one."""
    yield f"t._batch || ':' || t._line AS {ROW}"
    if persons.are_told(scope):
        names = [f"linked_{item}.person" for item in _numbers(scope)]
        if persons.CITIZEN_ID in scope.split_items:
            names.append(f"{MACRO}({quote(ITEM)}, linked_row.person)")
        yield f"coalesce({', '.join(names)}) AS {PERSON}"


def joins(scope: TableScope) -> Iterator[str]:
    """SQL that joins the persons of a row `t`."""
    if not persons.are_told(scope):
        return
    for item in _numbers(scope):
        kinds, its = scope.kinds.get(scope.split_by), f"linked_{item}"
        values = [quote(kind) for kind, of in kinds.items.items() if of == item] if kinds else []
        only = f" AND t.{identifier(kinds.by)} IN ({', '.join(values)})" if kinds else ""
        yield f"LEFT JOIN {its} ON {its}.number = t.{identifier(scope.split_by)}{only}"
    if persons.CITIZEN_ID in scope.split_items:
        # Of two persons in a row, such as husband and wife, the one by whom the table is split.
        role = quote(scope.split_by.removesuffix("_id"))
        yield (
            f'LEFT JOIN {_LINKS} linked_row ON linked_row."table" = {quote(scope.table)} '
            f"AND coalesce(linked_row.role, '') IN ('', {role}) "
            "AND linked_row.batch = t._batch AND linked_row.line = t._line"
        )


def _numbers(scope: TableScope) -> list[str]:
    return [item for item in scope.split_items if item in persons.REGISTERS]


def _of_numbers(item: str) -> str:
    """All rows of a register under one number are one record, so that a number has one person."""
    register = persons.REGISTERS[item]
    return (
        f"CREATE TEMP TABLE linked_{item} AS SELECT number, {MACRO}({quote(ITEM)}, person) AS person FROM ("
        f"SELECT r.{item} AS number, any_value(l.person) AS person FROM {register} r JOIN {_LINKS} l "
        f'ON l."table" = {quote(register)} AND l.batch = r._batch AND l.line = r._line GROUP BY 1)'
    )
