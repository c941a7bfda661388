"""The question a mart puts to one table: its columns, renamed where persons show, and nothing known after the day."""

from collections.abc import Callable, Iterator
from datetime import date

from datapool.marts import arrival, linked, persons
from datapool.marts.naming import MACRO
from datapool.marts.purpose import Kinds, TableScope
from datapool.standards.sql import identifier, quote

_PLAIN = ("employer_no", "provider_no")


def needed_registers(scope: TableScope) -> dict[str, str]:
    """[table] item of the registers that say who the rows are about."""
    return {persons.REGISTERS[item]: item for item in scope.split_items if item in persons.REGISTERS}


def selection(scope: TableScope, as_of: date, region: str | None, *, with_links: bool = False) -> str:
    """SQL for everything the scope covers, as it was known at the end of the day `as_of`."""
    columns = [f"{_value(scope, name, as_of)} AS {identifier(name)}" for name in scope.columns]
    joins = [*_subject_join(scope), *_dictionaries(scope)]
    if persons.are_told(scope):
        columns.append(f"{_of_subject(scope, persons.person_of)} AS {persons.PERSON}")
    columns.append(f"{_of_subject(scope, persons.part_of)} AS {persons.SPLIT}")
    if with_links:
        columns += linked.columns(scope)
        joins += linked.joins(scope)
    return f"WITH t AS ({_rows(scope, as_of, region)}) SELECT {', '.join(columns)} FROM t {' '.join(joins)}"


def counting(scope: TableScope, as_of: date, region: str | None) -> str:
    """SQL for how many rows that are."""
    return f"SELECT count(*) FROM ({_rows(scope, as_of, region)})"


def _rows(scope: TableScope, as_of: date, region: str | None) -> str:
    where = [arrival.is_known(scope.known_on, as_of)]
    if region is not None:
        where.append(f"region = {quote(region)}")
    return f"SELECT * FROM {identifier(scope.table)} JOIN {arrival.ARRIVALS} USING (_batch) WHERE {' AND '.join(where)}"


def _value(scope: TableScope, name: str, as_of: date) -> str:
    column = f"t.{identifier(name)}"
    if name in scope.renames:
        column = _renamed(scope, name)
    for day, hidden in scope.until_known.items():
        if name in hidden:
            known = f"t.{identifier(day)} <= DATE {quote(as_of.isoformat())}"
            column = f"CASE WHEN {known} THEN {column} END"
    return column


def _renamed(scope: TableScope, name: str) -> str:
    """By the dictionary of the column; values of several kinds, each under the item of its kind."""
    if name not in scope.kinds:
        return f"{_dictionary(name)}.renamed"
    kinds, column = scope.kinds[name], f"t.{identifier(name)}"
    cases = (f"WHEN {quote(kind)} THEN {_name_of(item, column)}" for kind, item in kinds.items.items())
    return f"CASE t.{identifier(kinds.by)} {' '.join(cases)} ELSE {_name_of(scope.items[name], column)} END"


def _name_of(item: str, column: str) -> str:
    """Numbers of employers and providers stand as they are in every table, so they do here."""
    return column if item in _PLAIN else f"{MACRO}({quote(item)}, {column})"


def _dictionaries(scope: TableScope) -> Iterator[str]:
    """A join per renamed column: hashing each value once is a tenth of hashing each row."""
    for name in (each for each in scope.renames if each not in scope.kinds):
        column, item = identifier(name), quote(scope.items[name])
        distinct = f"SELECT DISTINCT {column} AS value FROM t WHERE {column} IS NOT NULL"
        renamed = f"SELECT value, {MACRO}({item}, value) AS renamed FROM ({distinct})"
        yield f"LEFT JOIN ({renamed}) {_dictionary(name)} ON {_dictionary(name)}.value = t.{column}"


def _dictionary(name: str) -> str:
    return identifier(f"names of {name}")


def _of_subject(scope: TableScope, asked: Callable[[str, str], str]) -> str:
    """SQL for something about whom a row is about, by the kind of its number where there are several."""
    kinds = scope.kinds.get(scope.split_by)
    if kinds is None:
        return asked(scope.items[scope.split_by], scope.split_by)
    cases = (f"WHEN {quote(kind)} THEN {asked(item, scope.split_by)}" for kind, item in kinds.items.items())
    return f"CASE t.{identifier(kinds.by)} {' '.join(cases)} END"


def _subject_join(scope: TableScope) -> Iterator[str]:
    """The register that says whose number it is, if there is one."""
    kinds, number = scope.kinds.get(scope.split_by), f"t.{identifier(scope.split_by)}"
    for item in needed_registers(scope).values():
        yield f"LEFT JOIN subjects_{item} s ON s.number = {number}{_of_kind(kinds, item) if kinds else ''}"


def _of_kind(kinds: Kinds, item: str) -> str:
    values = ", ".join(quote(kind) for kind, its in kinds.items.items() if its == item)
    return f" AND t.{identifier(kinds.by)} IN ({values})"
