"""What each department delivers: its tables, their files and their columns, each column an item of the catalogue."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from core.documents import load_document
from core.errors import FileMissing, InputError, UnknownKey, WrongType
from datapool.standards.catalogue import Item, load_catalogue
from rules.bilingual import Bilingual, read_bilingual
from rules.reading import Node

FOLDER = Path(__file__).parent / "sources"
YEARLY = "year"
FORMATS = ("csv", "fixed", "jsonl", "xlsx")
ENCODINGS = ("utf-8", "utf-8-sig", "gb18030")
_FILE_KEYS = {"department", "title", "tables"}
_TABLE_KEYS = {"title", "format", "encoding", "gzip", "delivery", "key", "columns", "references"}
_COLUMN_KEYS = {"name", "item", "column", "width", "required"}
_NAME = re.compile(r"[a-z][a-z0-9_]*")
# The pool divides its tables by this one.
KEPT_FOR_THE_POOL = ("region",)
# Columns of an identifier stand three times in the pool: checked, as written, and the kind of number it is.
WRITTEN, KIND = "_written", "_kind"


@dataclass(frozen=True, slots=True)
class Column:
    """A column as delivered.

    name    its header, or its name in the description where the file has no header
    item    what it holds
    column  its name in the pool
    width   bytes in a fixed-width file, 0 elsewhere
    """

    name: str
    item: Item
    column: str
    width: int = 0
    required: bool = False

    @property
    def standard_columns(self) -> tuple[tuple[str, str], ...]:
        """(name, DuckDB type) of the columns it becomes in the pool."""
        if not self.item.type.is_identifier:
            return ((self.column, self.item.type.duckdb),)
        names = (self.column, f"{self.column}{WRITTEN}", f"{self.column}{KIND}")
        return tuple((name, "VARCHAR") for name in names)


@dataclass(frozen=True, slots=True)
class Table:
    """A table as delivered.

    key         columns of the pool that name one row
    references  [column of the pool] "department_table.column" that it points to
    delivery    how often it comes: year
    """

    department: str
    name: str
    title: Bilingual
    department_title: Bilingual
    format: str
    encoding: str
    gzip: bool
    delivery: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    references: Mapping[str, str] = field(default_factory=dict)

    @property
    def full_name(self) -> str:
        """Its name in the pool: department_table."""
        return f"{self.department}_{self.name}"

    @property
    def standard_columns(self) -> tuple[tuple[str, str], ...]:
        """(name, DuckDB type) of its columns in the pool, without those that the intake adds."""
        return tuple(pair for column in self.columns for pair in column.standard_columns)

    @property
    def region_column(self) -> Column:
        """The column that says which county a row belongs to."""
        return next(column for column in self.columns if column.item.key == "region_code")


def load_sources(folder: Path | None = None) -> Mapping[str, Table]:
    """[department_table] what is delivered: the descriptions that come with the project, and an agency's own.

    folder   an agency's descriptions; a department described there replaces the one of the same name
    """
    departments = dict(_load_folder(FOLDER))
    if folder is not None:
        if not folder.is_dir():
            raise FileMissing("this folder is not there.", path=folder, remedy="Name a folder of source descriptions.")
        departments.update(_load_folder(folder))
    tables = {table.full_name: table for name in sorted(departments) for table in departments[name].tables}
    for name in sorted(departments):
        _check_references(departments[name], tables)
    return tables


@dataclass(frozen=True, slots=True)
class _Department:
    node: Node
    tables: tuple[Table, ...]


@cache
def _shipped() -> Mapping[str, _Department]:
    return _read_folder(FOLDER)


def _load_folder(folder: Path) -> Mapping[str, _Department]:
    return _shipped() if folder == FOLDER else _read_folder(folder)


def _read_folder(folder: Path) -> Mapping[str, _Department]:
    found: dict[str, _Department] = {}
    for path in sorted(folder.glob("*.yaml")):
        document = load_document(path)
        node = Node(document, document.data)
        if not isinstance(node.raw, dict) or not _FILE_KEYS.issubset(node.raw):
            raise node.refusal(InputError, "this describes no department.", f"Give {', '.join(sorted(_FILE_KEYS))}.")
        node.mapping(_FILE_KEYS)
        name = _word(node.child("department"))
        if name in found:
            raise node.refusal(InputError, f"{name} is described in two files.", "Keep one of the two.")
        found[name] = _Department(node, tuple(_read_tables(node, name)))
    return found


def _read_tables(node: Node, department: str) -> Iterator[Table]:
    title = read_bilingual(node.document, node.raw["title"], "title")
    tables = node.child("tables")
    if not isinstance(tables.raw, dict) or not tables.raw:
        raise tables.refusal(WrongType, f"{department} has no tables.", "Write `tables: {name: {columns: […], …}}`.")
    for name in tables.raw:
        yield _read_table(tables.child(name), department, title)


def _read_table(node: Node, department: str, department_title: Bilingual) -> Table:
    raw, name = node.mapping(_TABLE_KEYS), str(node.keys[-1])
    for required in ("title", "format", "key", "columns"):
        if required not in raw:
            raise node.refusal(InputError, f"{name} has no {required}.", f"Add a `{required}:` line.")
    table = Table(
        department=department,
        name=name,
        title=read_bilingual(node.document, raw["title"], *node.keys, "title"),
        department_title=department_title,
        format=_one_of(node, "format", FORMATS),
        encoding=_one_of(node, "encoding", ENCODINGS) if "encoding" in raw else "utf-8",
        gzip=_truth(node, "gzip"),
        delivery=str(raw.get("delivery", YEARLY)),
        columns=tuple(_read_columns(node.child("columns"), is_fixed=raw["format"] == "fixed")),
        key=tuple(str(name) for name in raw["key"]),
        references=dict(raw.get("references") or {}),
    )
    _check_columns(node, table)
    return table


def _read_columns(node: Node, *, is_fixed: bool) -> Iterator[Column]:
    if not isinstance(node.raw, list) or not node.raw:
        raise node.refusal(WrongType, "`columns` is not a list.", "Write `columns: [{name: …, item: …}, …]`.")
    catalogue = load_catalogue()
    for at in range(len(node.raw)):
        column = node.child(at)
        raw = column.mapping(_COLUMN_KEYS)
        for required in ("name", "item", *(["width"] if is_fixed else [])):
            if required not in raw:
                raise column.refusal(InputError, f"a column has no {required}.", f"Add `{required}: …`.")
        if raw["item"] not in catalogue:
            what = f"the catalogue has no item {raw['item']}."
            raise column.child("item").refusal(UnknownKey, what, "`anlan data catalogue` lists the items.")
        width = raw.get("width", 0)
        if not isinstance(width, int) or (is_fixed and width < 1):
            raise column.child("width").refusal(WrongType, "a width is no number of bytes.", "Write `width: 18`.")
        yield Column(
            name=str(raw["name"]),
            item=catalogue[raw["item"]],
            column=_word(column.child("column")) if "column" in raw else str(raw["item"]),
            width=width,
            required=_truth(column, "required"),
        )


def _check_columns(node: Node, table: Table) -> None:
    """Names are given once, the key is there, and a row says which region it belongs to."""
    for what, names in (
        ("header", [column.name for column in table.columns]),
        ("column", [name for name, _ in table.standard_columns]),
    ):
        twice = sorted({name for name in names if names.count(name) > 1})
        if twice:
            raise node.child("columns").refusal(
                InputError, f"the {what} {twice[0]} stands twice.", "Give one of them a `column:` of its own."
            )
    pool = {name for name, _ in table.standard_columns}
    for key in ("key", "references"):
        strange = [name for name in (table.key if key == "key" else table.references) if name not in pool]
        if strange:
            remedy = f"Use {', '.join(sorted(pool))}."
            raise node.child(key).refusal(UnknownKey, f"{table.full_name} has no column {strange[0]}.", remedy)
    if sum(column.item.key == "region_code" for column in table.columns) != 1:
        remedy = "One column holds the item region_code: the pool is divided by it."
        raise node.refusal(InputError, f"{table.full_name} does not say which region a row belongs to.", remedy)


def _check_references(department: _Department, tables: Mapping[str, Table]) -> None:
    for table in department.tables:
        for column, target in table.references.items():
            name, _, key = target.partition(".")
            known = {pair[0] for pair in tables[name].standard_columns} if name in tables else set()
            if key not in known:
                node = department.node.child("tables").child(table.name).child("references").child(column)
                raise node.refusal(UnknownKey, f"there is no column {target}.", "Write department_table.column.")


def _one_of(node: Node, key: str, allowed: tuple[str, ...]) -> str:
    if node.raw[key] not in allowed:
        what = f"{key} cannot be {node.raw[key]!r}."
        raise node.child(key).refusal(WrongType, what, f"Use one of {', '.join(allowed)}.")
    return str(node.raw[key])


def _truth(node: Node, key: str) -> bool:
    value: Any = node.raw.get(key, False)
    if not isinstance(value, bool):
        raise node.child(key).refusal(WrongType, f"{key} is neither true nor false.", "Write true or false.")
    return value


def _word(node: Node) -> str:
    word = node.raw
    if not isinstance(word, str) or not _NAME.fullmatch(word) or word in KEPT_FOR_THE_POOL:
        what = f"{word!r} is not a name for the pool."
        raise node.refusal(WrongType, what, "Begin with a small Latin letter; use such letters, digits, underscores.")
    return word
