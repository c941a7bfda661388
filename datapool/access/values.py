"""What an expression of a rule may come to: a value known before any row is read, or one that each row has."""

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """The kinds of values in Cedar that rules here may use."""

    BOOL = "bool"
    LONG = "long"
    STRING = "string"
    ENTITY = "entity"
    SET = "set"
    RECORD = "record"


@dataclass(frozen=True, slots=True)
class Entity:
    """A thing rules speak of: its type and its id."""

    type: str
    id: str


@dataclass(frozen=True, slots=True)
class Known:
    """A value known before any row is read; its kind tells true from 1.

    value  of a set a frozenset of Known; of a record the pairs of name and Known, by name
    """

    kind: Kind
    value: "bool | int | str | Entity | frozenset[Known] | tuple[tuple[str, Known], ...]"


@dataclass(frozen=True, slots=True)
class OfRow:
    """The value of an attribute that differs from row to row, where the row has it.

    entity_type  of an entity; empty for other kinds
    """

    attribute: str
    kind: Kind
    entity_type: str = ""


@dataclass(frozen=True, slots=True)
class Several:
    """A set with elements that differ from row to row."""

    elements: "tuple[Value, ...]"


@dataclass(frozen=True, slots=True)
class RowItself:
    """The field of a row that somebody asks for: `resource` in a rule."""


@dataclass(frozen=True, slots=True)
class Fault:
    """No value: Cedar calls this an error of evaluation, such as an attribute that is missing."""


Value = Known | OfRow | Several | RowItself
TRUE, FALSE = Known(Kind.BOOL, True), Known(Kind.BOOL, False)
FAULT = Fault()


def text(value: str) -> Known:
    """A text that is known."""
    return Known(Kind.STRING, value)


def truth(value: bool) -> Known:
    """A yes or no that is known."""
    return TRUE if value else FALSE


def entity(type: str, id: str) -> Known:
    """An entity that is known."""
    return Known(Kind.ENTITY, Entity(type, id))


def record(**fields: Known) -> Known:
    """A record that is known."""
    return Known(Kind.RECORD, tuple(sorted(fields.items())))
