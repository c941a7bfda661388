"""The rows that a suspected case rests on, shown to whoever may see them: rules before rows, the log before both."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from core.errors import UnknownKey
from core.principal import Principal, Role
from datapool.access.compiling import compile_access
from datapool.access.rule import RuleSet
from datapool.access.shape import ROW, shape_of
from datapool.access.words import person_items
from datapool.persons.finding import links_of
from datapool.persons.storing import read_index
from datapool.pool import Pool
from datapool.sharing.looking import attempted, write_view
from datapool.sharing.person_key import PersonKey
from datapool.sharing.refusal import ReleaseRefused
from datapool.standards.sources import Table
from datapool.standards.sql import identifier, quote
from datapool.viewing.meant import person_meant
from datapool.viewing.readable import READ_ROWS
from datapool.viewing.viewing import rules_for
from datapool.viewing.whose import numbers_of

_THREADS = 2
_MOST_ROWS = 2_000
_BATCH, _LINE = "_batch", "_line"
_OTHERWISE = "Ask with the role and purpose of your work; `anlan access explain` tells what they give."


@dataclass(frozen=True, slots=True)
class SeenRow:
    """One row as it may be read.

    name      table:batch:line
    is_named  whether it is one of the rows asked for, and not another of the same numbers
    values    [column]; columns that may not be read, and those in which nothing stands, are left out
    """

    name: str
    table: str
    is_named: bool
    values: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class RowsView:
    """What may be seen of the rows.

    missing  rows asked for of which nothing may be read, or that are not there: which of the two is not told
    entry    number of this look in the log of sharing
    """

    rows: tuple[SeenRow, ...]
    missing: tuple[str, ...]
    entry: int


def view_rows(
    pool: Pool, person: str, names: Sequence[str], *, also: Sequence[str] = (), who: Principal, now: datetime
) -> RowsView:
    """The rows of those names (table:batch:line); the look is in the log under the person's numbers before it is given.

    person  a name of the index: whom the rows are about
    also    tables of which all rows under the same numbers are shown, 2,000 at most
    Raises ReleaseRefused with the reason, which is written down: access_rules, unknown_purpose, nothing_seen, and for a
    citizen, who is shown themselves and no case, another_person.
    """
    with attempted(pool, who, now) as attempt:
        rules = rules_for(who)
        if Role.CITIZEN in who.roles:
            raise ReleaseRefused("another_person", "A citizen is shown their own record, and no case.")
        index = read_index(pool.root)
        name = person_meant(pool, index, person, who=who)
        attempt.persons = numbers_of(pool, links_of(index, name)).keys
        asked = _by_table(names, pool.tables())
        found: list[SeenRow] = []
        for table, rows in asked.items():
            found += _read(pool, rules, table, rows, persons=attempt.persons, who=who, is_widened=table in also)
        if not found:
            raise ReleaseRefused("nothing_seen", _OTHERWISE)
        columns = sorted({f"{row.table}.{column}" for row in found for column in row.values})
        entry = write_view(pool, attempt.persons, columns=columns, who=who, now=now)
    seen = {row.name for row in found}
    return RowsView(tuple(found), tuple(each for each in names if each not in seen), entry)


def _by_table(names: Sequence[str], tables: Mapping[str, Table]) -> dict[str, list[tuple[str, int]]]:
    """[table] batch and line; names of another form, or of no table, are those of rows that are not there."""
    found: dict[str, list[tuple[str, int]]] = {}
    for name in dict.fromkeys(names):
        table, _, place = name.partition(":")
        batch, _, line = place.partition(":")
        if table in tables and batch and line.isdecimal():
            found.setdefault(table, []).append((batch, int(line)))
    return found


def _read(
    pool: Pool,
    rules: RuleSet,
    name: str,
    rows: Sequence[tuple[str, int]],
    *,
    persons: Sequence[PersonKey],
    who: Principal,
    is_widened: bool,
) -> list[SeenRow]:
    """Rows of one table that pass the rules, columns that may not be read left out."""
    table = pool.tables()[name]
    try:
        compiled = compile_access(rules, who, READ_ROWS, shape_of(table))
    except UnknownKey as err:
        raise ReleaseRefused("access_error", str(err)) from err
    columns = {column: compiled.mask(column) for column in compiled.columns}
    shown = ", ".join(f"{mask} AS {identifier(column)}" for column, mask in columns.items())
    named = f"({_BATCH}, {_LINE}) IN (SELECT batch, line FROM asked)"
    source = f"(SELECT * FROM {identifier(name)} WHERE {_whose(table, persons, named, is_widened=is_widened)})"
    with pool.connect([name], threads=_THREADS) as connection:
        connection.execute("CREATE TEMP TABLE asked AS SELECT unnest(?) AS batch, unnest(?::BIGINT[]) AS line",
                           [[batch for batch, _ in rows], [line for _, line in rows]])  # fmt: skip
        read = connection.execute(
            f"SELECT {ROW}.{_BATCH}, {ROW}.{_LINE}, {shown} FROM {source} AS {ROW} WHERE {compiled.row_filter} "
            f"ORDER BY ({named}) DESC, 1, 2 LIMIT {_MOST_ROWS}"
        ).fetchall()
    asked = set(rows)
    return [
        SeenRow(
            f"{name}:{batch}:{line}", name, (batch, line) in asked,
            {column: value for column, value in zip(columns, values, strict=True) if value is not None},
        )
        for batch, line, *values in read
    ]  # fmt: skip


def _whose(table: Table, persons: Sequence[PersonKey], named: str, *, is_widened: bool) -> str:
    """Which rows: those named, or all under the person's numbers; of nobody else, for the log names no other."""
    numbers = [(item, each.column) for item in person_items() for each in table.columns if each.item.key == item]
    if not numbers:
        return named
    item, column = numbers[0]
    held = ", ".join(quote(key.number) for key in persons if key.item == item) or "NULL"
    own = f"{identifier(column)} IN ({held})"
    if is_widened:
        return own
    # A row without a number, or with one that failed its check, is nobody else's either.
    return f"{named} AND ({identifier(column)} IS NULL OR {own})"
