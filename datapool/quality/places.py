"""The places of rules that hold for every column or table of a kind, found in the descriptions of the sources."""

from collections.abc import Callable, Iterator, Mapping

from datapool.quality.rule import Target
from datapool.standards.item_types import ItemType
from datapool.standards.sources import Table

Tables = Mapping[str, Table]


def places(kind: str, tables: Tables) -> tuple[Target, ...]:
    """Every place of a kind, such as `required_column`, `key` or `reference`.

    Raises ValueError for a kind that is not in this file.
    """
    if kind not in _KINDS:
        raise ValueError(f"there is no place called {kind}, only {', '.join(_KINDS)}")
    return tuple(_KINDS[kind](tables))


def _target(table: str, *columns: str, **words: str) -> Target:
    return Target(table, columns, {"column": columns[0] if columns else "", "table": table, **words})


def _columns(tables: Tables) -> Iterator[Target]:
    return (_target(name, column.column) for name, table in tables.items() for column in table.columns)


def _of_type(*types: ItemType) -> Callable[[Tables], Iterator[Target]]:
    def found(tables: Tables) -> Iterator[Target]:
        for name, table in tables.items():
            yield from (_target(name, column.column) for column in table.columns if column.item.type in types)

    return found


def _required(tables: Tables) -> Iterator[Target]:
    for name, table in tables.items():
        yield from (_target(name, column.column) for column in table.columns if column.required)


def _tables(tables: Tables) -> Iterator[Target]:
    return (_target(name) for name in tables)


def _keys(tables: Tables) -> Iterator[Target]:
    return (_target(name, *table.key) for name, table in tables.items())


def _references(tables: Tables) -> Iterator[Target]:
    for name, table in tables.items():
        for column, other in table.references.items():
            other_table, _, other_column = other.partition(".")
            yield _target(name, column, other_table=other_table, other_column=other_column)


def _of_item(item: str) -> Callable[[Tables], Iterator[Target]]:
    def found(tables: Tables) -> Iterator[Target]:
        for name, table in tables.items():
            yield from (_target(name, column.column) for column in table.columns if column.item.key == item)

    return found


_KINDS: Mapping[str, Callable[[Tables], Iterator[Target]]] = {
    "column": _columns,
    "time_column": _of_type(ItemType.DATE, ItemType.MONTH, ItemType.MOMENT),
    "coded_column": _of_type(ItemType.CODE, ItemType.REGION),
    "measured_column": _of_type(
        ItemType.INTEGER, ItemType.MONEY, ItemType.SHARE, ItemType.DATE, ItemType.MONTH, ItemType.MOMENT
    ),
    "required_column": _required,
    "table": _tables,
    "key": _keys,
    "reference": _references,
    "citizen_id": _of_item("citizen_id"),
    "uscc": _of_item("uscc"),
}
