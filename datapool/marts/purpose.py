"""Purposes: what each may see of the pool, on which legal ground and for how long; read from `purposes/*.yaml`."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Any

from core.documents import load_document
from core.errors import InputError, UnknownKey, ValueOutOfRange, WrongType
from core.manifest import content_hash
from datapool.standards.catalogue import SENSITIVITIES, Item, load_catalogue, load_laws
from datapool.standards.item_types import ItemType
from datapool.standards.sources import KIND, WRITTEN, Table, load_sources
from rules.bilingual import Bilingual, read_bilingual
from rules.parameters import Status
from rules.reading import Node, read_status

FOLDER = Path(__file__).parent / "purposes"
_PURPOSE_KEYS = {"title", "legal_basis", "status", "retention_days", "tells_persons", "shows", "tables"}
_TABLE_KEYS = {"split_by", "known_on", "shows", "renames", "kinds", "until_known"}
_TABLE_NEEDS = ("split_by", "known_on", "shows", "renames")
# Whatever a purpose asks for, these say who somebody is.
_NEVER_SHOWN = (ItemType.NAME, ItemType.CITIZEN_ID, ItemType.PHONE, ItemType.ACCOUNT)
_NUMBERS_AND_TEXTS = (ItemType.KEY, ItemType.TEXT)
_OF_PERSONS = ("personal", "sensitive")


class PurposeExceeded(InputError):
    """Somebody asked for more than the purpose covers."""

    code = "marts.purpose_exceeded"


@dataclass(frozen=True, slots=True)
class Kinds:
    """What a column of several kinds of value holds: `by` is the column that says which, `items` [value] an item."""

    by: str
    items: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class TableScope:
    """What a purpose may see of a table.

    split_by     the column whose person, or other subject, decides between training, validation and test
    known_on     days on the last of which a row is known
    shows        columns as they are
    renames      columns whose values get names that only this purpose has
    items        [column] key of its item: columns of one item get the same names
    tells_persons  whether rows of one person can be told to be the same person's, by the column _person
    kinds        [column] which item a value is
    until_known  [day] columns that are empty until that day has come
    """

    table: str
    split_by: str
    known_on: tuple[str, ...]
    shows: tuple[str, ...]
    renames: tuple[str, ...]
    items: Mapping[str, str]
    tells_persons: bool
    kinds: Mapping[str, Kinds] = field(default_factory=dict)
    until_known: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def columns(self) -> tuple[str, ...]:
        """Every column it may see, renamed ones first."""
        return (*self.renames, *self.shows)

    @property
    def split_items(self) -> tuple[str, ...]:
        """The items that the column `split_by` may hold a number of."""
        kinds = self.kinds.get(self.split_by)
        return tuple(kinds.items.values()) if kinds else (self.items[self.split_by],)

    def narrowed(self, columns: Sequence[str]) -> "TableScope":
        """Only these columns; PurposeExceeded where one lies beyond."""
        beyond = [column for column in columns if column not in self.columns]
        if beyond:
            raise PurposeExceeded(
                f"the purpose does not cover {beyond[0]} of {self.table}.",
                remedy=f"It covers {', '.join(self.columns)}; a wider purpose needs its own file and legal basis.",
            )
        shows, renames = (tuple(each for each in old if each in columns) for old in (self.shows, self.renames))
        return replace(self, shows=shows, renames=renames)


@dataclass(frozen=True, slots=True)
class Purpose:
    """One purpose.

    legal_basis     articles; `status` says whether they were checked against the text
    retention_days  after which what was taken is to be deleted
    shows           classes of sensitivity that a column it shows may have
    """

    name: str
    title: Bilingual
    legal_basis: tuple[str, ...]
    status: Status
    retention_days: int
    shows: tuple[str, ...]
    tables: Mapping[str, TableScope]
    plain: Mapping[str, Any]

    @property
    def content_hash(self) -> str:
        """sha256 over everything its file says."""
        return content_hash(self.plain)


def find_purpose(name: str, folder: Path = FOLDER, sources: Mapping[str, Table] | None = None) -> Purpose:
    """The purpose of that name; PurposeExceeded where there is none.

    sources  the tables as the pool describes them (None: as the project does)
    """
    known = sorted(path.stem for path in folder.glob("*.yaml"))
    if name not in known:
        raise PurposeExceeded(
            f"there is no purpose called {name!r}.",
            remedy=f"Purposes are: {', '.join(known)}; a new one needs its own file and legal basis.",
        )
    return _shipped(folder / f"{name}.yaml") if sources is None else read_purpose(folder / f"{name}.yaml", sources)


@cache
def _shipped(path: Path) -> Purpose:
    return read_purpose(path, load_sources())


def read_purpose(path: Path, sources: Mapping[str, Table]) -> Purpose:
    """Read one file; what is unknown, missing or shows more than it may is named with its line."""
    document = load_document(path)
    root = Node(document, _needed(Node(document, document.data), _PURPOSE_KEYS, tuple(_PURPOSE_KEYS)))
    classes = tuple(_one_of(Node(document, name, ("shows",)), SENSITIVITIES) for name in root.raw["shows"])
    tables = root.child("tables")
    return Purpose(
        name=path.stem,
        title=read_bilingual(document, root.raw["title"], "title"),
        legal_basis=tuple(_articles(root.child("legal_basis"))),
        status=read_status(root.child("status")),
        retention_days=_days(root.child("retention_days")),
        shows=classes,
        tables={
            name: _read_scope(tables.child(name), sources, classes, root.raw["tells_persons"] is True)
            for name in tables.raw
        },
        plain=document.data,
    )


def _needed(node: Node, allowed: set[str], needs: Sequence[str]) -> dict[str, Any]:
    if not isinstance(node.raw, dict):
        raise node.refusal(WrongType, "this is not a mapping.", f"Give {', '.join(sorted(allowed))}.")
    raw = node.mapping(allowed)
    for name in needs:
        if name not in raw:
            raise node.refusal(InputError, f"{name} is missing.", f"Add a `{name}:` line.")
    return raw


def _read_scope(node: Node, sources: Mapping[str, Table], classes: Sequence[str], tells_persons: bool) -> TableScope:
    name = str(node.keys[-1])
    if name not in sources:
        raise node.refusal(UnknownKey, f"the pool has no table {name}.", f"Tables: {', '.join(sources)}.")
    raw = _needed(node, _TABLE_KEYS, _TABLE_NEEDS)
    items = dict(_items_of(sources[name]))
    later = {day: tuple(columns) for day, columns in raw.get("until_known", {}).items()}
    named = (raw["split_by"], *raw["known_on"], *raw["shows"], *raw["renames"], *later)
    for column in named:
        if column not in items:
            raise node.refusal(UnknownKey, f"{name} has no column {column}.", f"Columns: {', '.join(items)}.")
    for column in raw["shows"]:
        _refuse_exposure(node, column, items[column], classes)
    return TableScope(
        table=name,
        split_by=raw["split_by"],
        known_on=tuple(raw["known_on"]),
        shows=tuple(raw["shows"]),
        renames=tuple(raw["renames"]),
        items={column: item.key for column, item in items.items()},
        tells_persons=tells_persons,
        kinds=_read_kinds(node.child("kinds"), items) if "kinds" in raw else {},
        until_known=later,
    )


def _read_kinds(node: Node, items: Mapping[str, Item]) -> dict[str, Kinds]:
    kinds = {}
    for column in node.raw:
        raw = _needed(node.child(column), {"by", "items"}, ("by", "items"))
        for name in (column, raw["by"]):
            if name not in items:
                raise node.refusal(UnknownKey, f"there is no column {name}.", f"Columns: {', '.join(items)}.")
        for item in raw["items"].values():
            load_catalogue().item(item)
        kinds[column] = Kinds(raw["by"], raw["items"])
    return kinds


def _items_of(table: Table) -> Iterator[tuple[str, Item]]:
    for column in table.columns:
        for name, _ in column.standard_columns:
            yield name, column.item


def _refuse_exposure(node: Node, column: str, item: Item, classes: Sequence[str]) -> None:
    """A column shown as it is must not say who somebody is, nor be of a class the purpose does not have."""
    if item.type.is_identifier and column.endswith(KIND):
        return
    is_person = item.type in _NEVER_SHOWN or (item.type in _NUMBERS_AND_TEXTS and item.sensitivity == "personal")
    if is_person or (item.type is ItemType.TEXT and item.sensitivity in _OF_PERSONS):
        raise node.refusal(PurposeExceeded, f"{column} says who somebody is.", "Put it under `renames`, or leave it.")
    if column.endswith(WRITTEN) and item.type.is_identifier:
        raise node.refusal(PurposeExceeded, f"{column} is text as delivered.", "Put it under `renames`, or leave it.")
    if item.sensitivity not in classes:
        raise node.refusal(
            PurposeExceeded,
            f"{column} is {item.sensitivity}; the purpose shows {', '.join(classes)} only.",
            "Leave it out, or give the purpose the class with its legal basis.",
        )


def _articles(node: Node) -> Iterator[str]:
    if not isinstance(node.raw, list) or not node.raw:
        raise node.refusal(InputError, "the purpose has no legal basis.", "Name at least one article.")
    for text in node.raw:
        law, _, article = str(text).partition(" ")
        if law not in load_laws() or not article:
            known = ", ".join(load_laws())
            raise node.refusal(UnknownKey, f"{text} is not an article of a known law.", f"Laws: {known}.")
        yield str(text)


def _days(node: Node) -> int:
    if type(node.raw) is not int or node.raw < 1:
        raise node.refusal(ValueOutOfRange, "retention_days is not a number of days.", "Write a number such as 365.")
    return node.raw


def _one_of(node: Node, allowed: tuple[str, ...]) -> str:
    if node.raw not in allowed:
        raise node.refusal(WrongType, f"{node.raw!r} cannot stand here.", f"Use {', '.join(allowed)}.")
    return str(node.raw)
