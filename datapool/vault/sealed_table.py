"""Tables with sealed columns, to be kept or handed on as a file: what is sealed opens only with the key it lies under.

A sealed table has the columns of the one it was made of, the sealed ones as bytes; beside each sealed number
`<column>_index`, its blind index; and `_record`, the name under which each row was sealed. What is needed to open it
stands in its metadata, never a key.
"""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from core.errors import UnknownKey
from datapool.standards.catalogue import Item
from datapool.vault.blind_index import blind_index, blind_value, is_indexable
from datapool.vault.key_ring import KeyRing
from datapool.vault.refusal import NotSealable
from datapool.vault.sealing import Place, open_sealed, reseal, seal

RECORD, INDEX = "_record", "_index"
_ABOUT = b"anlan.sealed"
_FORM = 1


@dataclass(frozen=True, slots=True)
class Sealed:
    """What the metadata of a sealed table tell.

    table    under whose name it was sealed
    columns  [sealed column] its type before, as Arrow writes it
    items    [sealed column with a blind index] key of its item
    """

    table: str
    columns: Mapping[str, str]
    items: Mapping[str, str]


def seal_table(
    ring: KeyRing,
    rows: pa.Table,
    *,
    table: str,
    name: str,
    items: Mapping[str, Item | None],
    indexed: Collection[str] | None = None,
) -> pa.Table:
    """Seal some columns of a table.

    table  the name of the table in the pool
    name   of this very table, such as the number of its release: no other may be sealed under it
    items  [column to seal] its item in the catalogue, or None for a column of no item
    indexed  of the columns to seal those that get a blind index where their item may have one (None: all)
    Raises UnknownKey for a column that is not there, NotSealable for names that are taken or a type that is no cell.
    """
    missing = sorted(items.keys() - set(rows.column_names))
    if missing:
        raise UnknownKey(
            f"there is no column {missing[0]} to seal.", remedy=f"Columns: {', '.join(rows.column_names)}."
        )
    findable = {
        column: item
        for column, item in items.items()
        if item is not None and is_indexable(item) and (indexed is None or column in indexed)
    }
    taken = {RECORD, *(column + INDEX for column in findable)} & set(rows.column_names)
    if taken:
        raise NotSealable(f"the column {min(taken)} is there already.", remedy="Rename it: the seal needs the name.")
    records = pa.array([f"{name}.{row}" for row in range(1, rows.num_rows + 1)], pa.string())
    columns: dict[str, pa.Array] = {RECORD: records}
    for column in rows.column_names:
        plain = rows[column].combine_chunks()
        if column not in items:
            columns[column] = plain
            continue
        text = _as_text(plain, column)
        columns[column] = seal(ring, Place(table, column), records, text)
        if column in findable:
            columns[column + INDEX] = blind_index(ring, findable[column], text)
    about = {
        "form": _FORM,
        "table": table,
        "columns": {column: str(rows.schema.field(column).type) for column in items},
        "items": {column: item.key for column, item in findable.items()},
    }
    return pa.table(columns).replace_schema_metadata({_ABOUT: json.dumps(about, sort_keys=True).encode()})


def about_sealed(rows: pa.Table) -> Sealed:
    """What is sealed in a table. Raises NotSealable where it is none that was sealed here."""
    try:
        said: dict[str, Any] = json.loads((rows.schema.metadata or {})[_ABOUT])
        found = Sealed(str(said["table"]), dict(said["columns"]), dict(said["items"]))
        if said["form"] != _FORM or not {RECORD, *found.columns} <= set(rows.column_names):
            raise ValueError("another form")
    except (KeyError, ValueError, TypeError) as err:
        raise NotSealable("this is no sealed table.", remedy="Give a file that `anlan vault seal` wrote.") from err
    return found


def open_table(ring: KeyRing, rows: pa.Table, columns: Sequence[str] | None = None) -> pa.Table:
    """The table as it was before; with `columns` only those are opened and the other sealed ones left out.

    Raises KeyLost, WrongMasterKey or SealBroken, and then nothing of the table is given; UnknownKey for a column that
    is not sealed in it.
    """
    about = about_sealed(rows)
    wanted = list(about.columns) if columns is None else list(columns)
    for column in wanted:
        if column not in about.columns:
            raise UnknownKey(f"{column} is not sealed.", remedy=f"Sealed: {', '.join(about.columns)}.")
    records = rows[RECORD].combine_chunks()
    opened: dict[str, pa.Array] = {}
    for column in rows.column_names:
        if column in wanted:
            text = open_sealed(ring, Place(about.table, column), records, rows[column].combine_chunks())
            opened[column] = text.cast(_type_named(about.columns[column], column))
        elif column != RECORD and column not in about.columns and column.removesuffix(INDEX) not in about.items:
            opened[column] = rows[column].combine_chunks()
    return pa.table(opened)


def reseal_table(ring: KeyRing, rows: pa.Table) -> pa.Table:
    """The table with everything that lies under an older data key sealed under the current one."""
    about = about_sealed(rows)
    records = rows[RECORD].combine_chunks()
    for column in about.columns:
        sealed = reseal(ring, Place(about.table, column), records, rows[column].combine_chunks())
        rows = rows.set_column(rows.schema.get_field_index(column), column, sealed)
    return rows


def rows_with(ring: KeyRing, rows: pa.Table, item: Item, column: str, value: str) -> list[int]:
    """Rows (1 for the first) whose sealed number is `value`, found by its blind index; nothing is opened."""
    about = about_sealed(rows)
    if about.items.get(column) != item.key:
        known = ", ".join(about.items) or "none"
        raise UnknownKey(f"{column} has no blind index of {item.key}.", remedy=f"Columns that have one: {known}.")
    looked_for = blind_value(ring, item, value)
    return [row for row, found in enumerate(rows[column + INDEX].to_pylist(), 1) if found == looked_for]


def _as_text(values: pa.Array, column: str) -> pa.Array:
    try:
        return values.cast(pa.string())
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError) as err:
        raise NotSealable(f"{column} holds {values.type}.", remedy="Only text, numbers and times are sealed.") from err


def _type_named(name: str, column: str) -> pa.DataType:
    """The Arrow type that `str` wrote."""
    if name.startswith("decimal128("):
        digits, scale = name.removeprefix("decimal128(").removesuffix(")").split(",")
        return pa.decimal128(int(digits), int(scale))
    if name.startswith("timestamp["):
        return pa.timestamp(name.removeprefix("timestamp[").removesuffix("]").split(",")[0])
    try:
        return pa.type_for_alias(name.removesuffix("[day]"))
    except ValueError as err:
        raise NotSealable(
            f"{column} was of a type {name} that is not known here.", remedy="Open it where it was made."
        ) from err
