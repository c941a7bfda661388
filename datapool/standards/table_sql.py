"""The SQL of a whole table: its standard columns and all that is wrong with each row, in one query of several steps.

DuckDB computes an expression anew wherever it stands. So the query goes step by step: text, plain number, its digits,
its kind, values and faults; each step is computed once for a row.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from datapool.standards.column_sql import fault_of, value_of
from datapool.standards.identifier_macros import may_number
from datapool.standards.identifiers import UsccKind
from datapool.standards.item_types import ItemType
from datapool.standards.place_tables import PLACES
from datapool.standards.sources import KIND, WRITTEN, Column, Table
from datapool.standards.sql import identifier, quote

FAULTS = "_faults"


def standardise(
    table: Table, relation: str, *, delivered: Mapping[str, str] | None = None, carry: Sequence[str] = ()
) -> str:
    """A query for the standard columns of a table and, in `_faults`, what is wrong with each row.

    relation   a table or view with the delivered text columns; it is read once more for each credit code
    delivered  [name of a column as delivered] its SQL in the relation; without it, the quoted name
    carry      columns of the relation to keep, such as the line
    returns    carry, the standard columns, _faults: list of 'column:reason', NULL when the row is fine
    """
    given = delivered or {}
    steps = [_step(at, c, given.get(c.name, identifier(c.name)), relation) for at, c in enumerate(table.columns)]
    kept = [identifier(name) for name in carry]
    query = f"SELECT {', '.join((*kept, *(f'{step.sql} AS {step.text}' for step in steps)))} FROM {relation}"
    for added, joined in (("read", "codes"), ("number", ""), ("kind", "places")):
        columns = "".join(f", {sql}" for step in steps if (sql := getattr(step, added)))
        joins = "".join(getattr(step, joined) for step in steps) if joined else ""
        query = f"SELECT *{columns} FROM ({query}){joins}"
    values = [f"{sql} AS {identifier(name)}" for step in steps for name, sql in step.standard]
    faults = [f"{fault_of(step.column, step.text, step.value)} AS {step.fault}" for step in steps]
    query = f"SELECT {', '.join((*kept, *values, *faults))} FROM ({query})"
    names = [identifier(name) for name, _ in table.standard_columns]
    return f"SELECT {', '.join((*kept, *names))}, {_listed(steps)} AS {FAULTS} FROM ({query})"


def _listed(steps: Sequence["_Step"]) -> str:
    """What is wrong with a row: 'column:reason', one after another; NULL for a row that is fine."""
    is_faulty = " OR ".join(f"{step.fault} IS NOT NULL" for step in steps)
    named = ", ".join(f"{quote(step.column.column + ':')} || {step.fault}" for step in steps)
    return f"CASE WHEN {is_faulty} THEN list_filter([{named}], lambda one: one IS NOT NULL) END"


@dataclass(frozen=True, slots=True)
class _Step:
    """One delivered column in the query: what each step adds for it and joins."""

    column: Column
    sql: str
    text: str
    value: str
    fault: str
    standard: tuple[tuple[str, str], ...]
    read: str = ""
    number: str = ""
    kind: str = ""
    codes: str = ""
    places: str = ""


def _step(at: int, column: Column, sql: str, relation: str) -> _Step:
    if column.item.type is ItemType.CITIZEN_ID:
        return _citizen_id(at, column, sql)
    if column.item.type is ItemType.USCC:
        return _uscc(at, column, sql, relation)
    text, value = f"_t{at}", f"_v{at}"
    read = f"{value_of(column.item, text)} AS {value}"
    return _Step(column, sql, text, value, f"_f{at}", ((column.column, value),), read=read)


def _citizen_id(at: int, column: Column, sql: str) -> _Step:
    text, plain, number, kind, places = f"_t{at}", f"_p{at}", f"_n{at}", f"_k{at}", f"_places{at}"
    may = may_number(number, places)
    return _Step(
        column=column,
        sql=sql,
        text=text,
        value=plain,
        fault=f"_f{at}",
        standard=_three(column, f"anlan_id_value({plain}, {number}, {kind})", text, kind),
        read=f"anlan_plain({text}) AS {plain}",
        number=f"anlan_id_number(anlan_id_body({plain})) AS {number}",
        kind=f"anlan_id_kind({plain}, {number}, {may}) AS {kind}",
        places=f" LEFT JOIN {PLACES} {places} ON {places}.anlan_place = anlan_id_place({number})",
    )


def _uscc(at: int, column: Column, sql: str, relation: str) -> _Step:
    """Credit codes repeat from row to row, so each distinct one is checked once and joined."""
    text, plain, kind = f"_t{at}", f"_p{at}", f"_k{at}"
    texts = f"SELECT DISTINCT {sql} AS _t FROM {relation}"
    kinds = f"SELECT _t, _p, anlan_uscc_kind(_p) AS _k FROM (SELECT _t, anlan_plain(_t) AS _p FROM ({texts}))"
    valid, missing = quote(UsccKind.USCC), quote(UsccKind.MISSING)
    value = f"CASE WHEN {kind} = {valid} THEN {plain} END"
    return _Step(
        column=column,
        sql=sql,
        text=text,
        value=plain,
        fault=f"_f{at}",
        standard=_three(column, value, text, f"coalesce({kind}, {missing})"),
        codes=f" LEFT JOIN (SELECT _t AS _d{at}, _p AS {plain}, _k AS {kind} FROM ({kinds})) ON {text} = _d{at}",
    )


def _three(column: Column, value: str, text: str, kind: str) -> tuple[tuple[str, str], ...]:
    name = column.column
    return (name, value), (f"{name}{WRITTEN}", text), (f"{name}{KIND}", kind)
