"""What one column is made of: the columns its value comes from, those that influence it, and what cannot be told."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from types import MappingProxyType


class By(StrEnum):
    """How one column reaches another: its content is computed from it, or it decides which content, or whether any."""

    VALUE = "value"
    INFLUENCE = "influence"


@dataclass(frozen=True, slots=True, order=True)
class Source:
    """A column of a table or file as it stands before the statement; `table` is a path for a file."""

    table: str
    column: str


@dataclass(frozen=True, slots=True, order=True)
class Unknown:
    """Something that cannot be resolved.

    reason  a word of REASONS
    what    names only, never a value: the column, table or function
    """

    reason: str
    what: str


REASONS: Mapping[str, str] = MappingProxyType(
    {
        "table": "the table is not described",
        "column": "no table in reach has such a column",
        "ambiguous": "several tables in reach have such a column",
        "star": "a star over a table whose columns are not known",
        "columns": "a choice of columns that is made when the statement runs",
        "function": "what the function reads is decided when the statement runs",
        "table_function": "what the table function reads is not described",
        "pivot": "the columns of the pivot depend on the rows",
        "names": "the columns of the result cannot be named",
        "statement": "statements of this kind are not followed",
        "conflict": "what becomes of rows that are there already is not followed",
        "unreadable": "the statement cannot be parsed",
        "too_deep": "the statement is nested too deeply",
        "purpose": "the purpose asks for columns that the tables do not have",
        "program": "computed by a program, not by a statement",
    }
)

_NONE: frozenset[Source] = frozenset()
_KNOWN: frozenset[Unknown] = frozenset()


@dataclass(frozen=True, slots=True)
class Origin:
    """What an expression is made of.

    fields   [name in small letters] of the parts of a struct, where each is known apart; value and influence hold all
    element  of a list, what each of its elements is made of, where that is known apart
    """

    value: frozenset[Source] = _NONE
    influence: frozenset[Source] = _NONE
    unknown: frozenset[Unknown] = _KNOWN
    fields: Mapping[str, "Origin"] = field(default_factory=dict, compare=False)
    element: "Origin | None" = field(default=None, compare=False)

    @property
    def sources(self) -> frozenset[Source]:
        """Every column it depends on in either way."""
        return self.value | self.influence

    def with_influence(self, other: "Origin") -> "Origin":
        """The same value where `other` decides about it."""
        if not (other.value or other.influence or other.unknown):
            return self
        fields = {name: each.with_influence(other) for name, each in self.fields.items()}
        element = None if self.element is None else self.element.with_influence(other)
        return Origin(self.value, self.influence | other.sources, self.unknown | other.unknown, fields, element)

    def as_influence(self) -> "Origin":
        """What is left of it where it only decides about something else."""
        return Origin(_NONE, self.sources, self.unknown) if self.value or self.fields else self

    def part(self, name: str) -> "Origin":
        """One field of a struct; of one whose fields are not known apart, the whole."""
        known = self.fields.get(name.casefold())
        return known if known is not None else self.as_whole()

    def member(self) -> "Origin":
        """One element of a list; of one whose elements are not known apart, the whole."""
        whole = self.as_whole()
        return whole if self.element is None else self.element.with_influence(replace(whole, value=_NONE))

    def as_whole(self) -> "Origin":
        """The same, its parts no longer told apart."""
        return Origin(self.value, self.influence, self.unknown) if self.fields or self.element else self


NOTHING = Origin()


def together(origins: Iterable[Origin]) -> Origin:
    """What is made of all of them; a single one keeps its fields."""
    several = [each for each in origins if each is not NOTHING]
    if len(several) <= 1:
        return several[0] if several else NOTHING
    return Origin(
        _NONE.union(*(each.value for each in several)),
        _NONE.union(*(each.influence for each in several)),
        _KNOWN.union(*(each.unknown for each in several)),
    )


def deciding(origins: Iterable[Origin]) -> Origin:
    """All of them where they only decide about something else."""
    return together(each.as_influence() for each in origins)


def missing(reason: str, what: str) -> Origin:
    """Something that cannot be told; `reason` is a word of REASONS."""
    return Origin(unknown=frozenset([Unknown(reason, what)]))
