"""Which tables and columns of the pool tell of persons, from records.yaml."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from core.documents import load_document
from core.errors import InputError, UnknownKey
from rules.reading import Node

FILE = Path(__file__).parent / "records.yaml"
_TABLE_KEYS = {"number", "known_on", "persons", "renamed", "renumbered"}
_TEXTS = ("name", "citizen_id", "former_name", "sex", "birth_date", "phone", "address", "household", "died")
_PERSON_KEYS = {*_TEXTS, "role", "sex_is", "died_if", "spouse", "child", "fields"}
_CHILD_KEYS = {"sex", "birth_date"}
_CHANGE_KEYS = {"if", "before", "after"}


@dataclass(frozen=True, slots=True)
class Change:
    """Rows that tell what a name or number was before a change and is after it.

    where  [column] value that marks such a row
    """

    where: Mapping[str, str]
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class PersonColumns:
    """A person whom a row tells of.

    role     tells the persons of one row apart; empty where there is one
    columns  [what] column: name and citizen_id always, the others where the table has them
    sex_is   the sex of everybody in that role, None where a column tells
    died_if  [column] value of the rows whose column `died` is the day of death; empty: of all
    spouse   the role of the person to whom the row says they are or were married, or empty
    child    [sex, birth_date] columns of a child whose birth the row tells of, or empty
    fields   columns that tell of the person; None: all of the table that are not of the record
    """

    role: str
    columns: Mapping[str, str]
    sex_is: str | None
    died_if: Mapping[str, str]
    spouse: str
    child: Mapping[str, str]
    fields: tuple[str, ...] | None


@dataclass(frozen=True, slots=True)
class RecordTable:
    """A table of the pool that tells of persons; `number` is the department's own, None without one."""

    table: str
    number: str | None
    known_on: str
    persons: tuple[PersonColumns, ...]
    renamed: Change | None
    renumbered: Change | None


@cache
def load_record_tables(path: Path = FILE) -> tuple[RecordTable, ...]:
    """Every table, in the order of precedence. Raises InputError with file and line for what cannot be."""
    document = load_document(path)
    root = Node(document, document.data)
    root.mapping({"tables"})
    tables = root.child("tables")
    return tuple(_read_table(tables.child(name)) for name in tables.raw)


def _read_table(node: Node) -> RecordTable:
    raw = node.mapping(_TABLE_KEYS)
    _require(node, ("known_on", "persons"))
    return RecordTable(
        table=str(node.keys[-1]),
        number=raw.get("number"),
        known_on=raw["known_on"],
        persons=tuple(_read_persons(node.child("persons"))),
        renamed=_read_change(node, "renamed"),
        renumbered=_read_change(node, "renumbered"),
    )


def _read_persons(node: Node) -> Iterator[PersonColumns]:
    roles = [person.get("role", "") for person in node.raw]
    for at, raw in enumerate(node.raw):
        person = node.child(at)
        person.mapping(_PERSON_KEYS)
        _require(person, ("name", "citizen_id"))
        if roles.count(raw.get("role", "")) > 1:
            raise person.refusal(InputError, "two persons of a row have one role.", "Give each a `role:` of its own.")
        if raw.get("spouse", "") not in ("", *roles):
            raise person.refusal(UnknownKey, f"no person has the role {raw['spouse']}.", f"Use {', '.join(roles)}.")
        fields = raw.get("fields")
        yield PersonColumns(
            role=raw.get("role", ""),
            columns={what: raw[what] for what in _TEXTS if what in raw},
            sex_is=raw.get("sex_is"),
            died_if=raw.get("died_if", {}),
            spouse=raw.get("spouse", ""),
            child=person.child("child").mapping(_CHILD_KEYS) if "child" in raw else {},
            fields=None if fields is None else tuple(fields),
        )


def _read_change(node: Node, key: str) -> Change | None:
    if key not in node.raw:
        return None
    change = node.child(key)
    raw: dict[str, Any] = change.mapping(_CHANGE_KEYS)
    _require(change, ("if", "before", "after"))
    return Change(raw["if"], raw["before"], raw["after"])


def _require(node: Node, keys: tuple[str, ...]) -> None:
    for key in keys:
        if key not in node.raw:
            raise node.refusal(InputError, f"there is no {key}.", f"Add `{key}:`.")
