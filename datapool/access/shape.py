"""Tables as the rules see them: what is the same for every field, what a column adds, what each row brings along."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from datapool.access.values import Entity, Kind, Known, entity, text, truth
from datapool.access.words import person_items
from datapool.access.world import REGION
from datapool.pool import ADDED
from datapool.standards.catalogue import Item
from datapool.standards.sources import Table
from datapool.standards.sql import identifier, quote
from rules.bilingual import Bilingual

FIELD = "Field"
# The name under which SQL of a row attribute speaks of the row.
ROW = "t"
# Of the columns that the intake adds: they say where a row came from.
_ADDED_CLASS = "internal"
_ADDED_TITLES = {
    "_batch": Bilingual("批次", "Batch"),
    "_line": Bilingual("行号", "Line"),
    "region": Bilingual("统筹地区", "Pooling region"),
}


@dataclass(frozen=True, slots=True)
class RowAttribute:
    """An attribute that each row brings along.

    sql  an expression over columns of the alias `t`; NULL where the row lacks the attribute
    """

    kind: Kind
    sql: str
    entity_type: str = ""


@dataclass(frozen=True, slots=True)
class ProtectedColumn:
    """A column: its title, DuckDB type and class, and what it adds to the attributes of a field."""

    title: Bilingual
    duckdb_type: str
    sensitivity: str
    attributes: Mapping[str, Known]


@dataclass(frozen=True, slots=True)
class Shape:
    """A table as the rules see it. No attribute is given twice: by the table, by the row and by the column.

    fixed    [attribute] the same for every field
    of_rows  [attribute] what each row brings along
    columns  [column of the pool]
    parents  what every field is in
    """

    table: str
    title: Bilingual
    fixed: Mapping[str, Known]
    of_rows: Mapping[str, RowAttribute]
    columns: Mapping[str, ProtectedColumn]
    type: str = FIELD
    parents: frozenset[Entity] = field(default_factory=frozenset)


def shape_of(table: Table, subject_sql: str | None = None) -> Shape:
    """A table of the pool.

    subject_sql  who a row is about, over the alias `t`, where linkage knows better than the number in the row;
                 as text such as person_no:123, for a number alone is another person's in another department
    """
    subject = _subject_column(table)
    of_rows = {
        "region": RowAttribute(Kind.ENTITY, f"{ROW}.{identifier(table.region_column.column)}", REGION),
    }
    if subject_sql is not None or subject is not None:
        of_rows["subject"] = RowAttribute(Kind.STRING, subject_sql or _subject_sql(*subject))  # type: ignore[misc]
    return Shape(
        table=table.full_name,
        title=table.title,
        fixed={
            "department": entity("Department", table.department),
            "table": text(table.full_name),
            "about_person": truth(subject is not None or subject_sql is not None),
        },
        of_rows=of_rows,
        columns=_columns(table),
    )


def subject(item: str, number: str) -> str:
    """How the number of a person is written in rules and tokens."""
    return f"{item}:{number}"


def _subject_column(table: Table) -> tuple[str, str] | None:
    """The item and the column that say who a row is about."""
    for item in person_items():
        for column in table.columns:
            if column.item.key == item:
                return item, column.column
    return None


def _subject_sql(item: str, column: str) -> str:
    return f"{quote(subject(item, ''))} || {ROW}.{identifier(column)}"


def _columns(table: Table) -> dict[str, ProtectedColumn]:
    found: dict[str, ProtectedColumn] = {}
    for name, kind in ADDED:
        found[name] = _protected(name, "", _ADDED_TITLES[name], kind, _ADDED_CLASS)
    for column in table.columns:
        for name, kind in column.standard_columns:
            found[name] = _of_item(name, column.item, kind)
    return found


def _of_item(name: str, item: Item, kind: str) -> ProtectedColumn:
    return _protected(name, item.key, item.title, kind, item.sensitivity)


def _protected(name: str, item: str, title: Bilingual, kind: str, sensitivity: str) -> ProtectedColumn:
    attributes = {"column": text(name), "item": text(item), "class": entity("Class", sensitivity)}
    return ProtectedColumn(title, kind, sensitivity, attributes)
