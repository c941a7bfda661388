"""The names in reach at one place of a statement, and what each of them stands for."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Optional

from sqlglot import exp

from datapool.lineage.origin import NOTHING, Origin, missing, together
from datapool.lineage.relation import ANY_COLUMN, Catalog, Relation

# Resolves a query seen from a frame. It is handed down, so that expressions need not know how queries are read.
Reading = Callable[[exp.Expr, "Frame"], Relation]


@dataclass(slots=True)
class Frame:
    """One SELECT while it is read.

    bound    (alias, relation) of FROM, in order
    merged   [name in small letters] origin of a column that USING or NATURAL made one of several
    aliases  [name in small letters] columns of the SELECT that have been read
    windows  [name in small letters] the windows it names
    locals   names that a lambda has given to elements of a list
    given    [name in small letters] the parameters of the macro that is being read
    outer    the frame around it, whose names are in reach too
    """

    catalog: Catalog
    read: Reading
    outer: Optional["Frame"] = None
    bound: list[tuple[str, Relation]] = field(default_factory=list)
    merged: dict[str, Origin] = field(default_factory=dict)
    aliases: dict[str, Origin] = field(default_factory=dict)
    windows: dict[str, exp.Window] = field(default_factory=dict)
    locals: frozenset[str] = frozenset()
    given: Mapping[str, Origin] | None = None

    def with_locals(self, names: Iterator[str]) -> "Frame":
        """The same inside a lambda."""
        return replace(self, locals=self.locals | {name.casefold() for name in names})

    def relation(self, alias: str) -> Relation | None:
        """The relation that goes by this name in FROM."""
        folded = alias.casefold()
        return next((relation for own, relation in reversed(self.bound) if own.casefold() == folded), None)

    def visible(self) -> Iterator[tuple[str, Origin]]:
        """What a star gives: a column that was made one of several stands where the first of them does."""
        seen: set[str] = set()
        for _, relation in self.bound:
            for name, origin in relation.all_columns():
                folded = name.casefold()
                if folded not in self.merged or name == ANY_COLUMN:
                    yield name, origin
                elif folded not in seen:
                    seen.add(folded)
                    yield name, self.merged[folded]

    def column(self, name: str) -> Origin | None:
        """A column of FROM by its bare name; None where there is certainly none."""
        folded = name.casefold()
        if folded in self.merged:
            return self.merged[folded]
        found = [origin for _, relation in self.bound for origin in relation.find(name)]
        if len(found) == 1:
            return found[0]
        if found:
            return together([*found, missing("ambiguous", name)])
        rests = [relation.rest for _, relation in self.bound if relation.rest is not None]
        if len(rests) == 1 and name != ANY_COLUMN:
            return rests[0].origin(name)
        return missing("column", name) if rests else None

    def resolve(self, parts: Sequence[str], *, first: Mapping[str, Origin] | None = None) -> Origin:
        """What a name of one or more parts stands for, here or further out.

        first  [name in small letters] what goes before the columns of FROM
        """
        parameter = self._parameter(parts[0])
        if parameter is not None and parts[0].casefold() not in self.locals:
            return _part(parameter, parts[1:])
        frame: Frame | None = self
        while frame is not None:
            found = frame._resolve_here(parts, first or {})
            if found is not None:
                return together([found, *frame._otherwise(parts)])
            frame, first = frame.outer, None
        return missing("column", ".".join(parts))

    def _otherwise(self, parts: Sequence[str]) -> Iterator[Origin]:
        """What a name may stand for as well, where only a table whose columns are not known may have it here."""
        bare = parts[0]
        if self.outer is None or self.relation(bare) is not None or bare.casefold() in self.merged:
            return
        is_known = any(relation.find(bare) for _, relation in self.bound) or bare.casefold() in self.aliases
        if not is_known and any(relation.rest is not None for _, relation in self.bound):
            further = self.outer.resolve(parts)
            if further.sources:
                yield from (further, missing("ambiguous", bare))

    def _parameter(self, name: str) -> Origin | None:
        """A parameter goes before every column, also inside a query that stands in the macro."""
        frame: Frame | None = self
        while frame is not None and frame.given is None:
            frame = frame.outer
        return None if frame is None or frame.given is None else frame.given.get(name.casefold())

    def _resolve_here(self, parts: Sequence[str], first: Mapping[str, Origin]) -> Origin | None:
        head = parts[0].casefold()
        if head in self.locals:
            return NOTHING
        if head in first:
            return _part(first[head], parts[1:])
        qualified = self._qualified(parts)
        if qualified is not None:
            return qualified
        column = self.column(parts[0])
        if column is not None and not (column.unknown and head in self.aliases and not column.sources):
            return _part(column, parts[1:])
        if head in self.aliases:
            own = _part(self.aliases[head], parts[1:])
            return own if column is None else together([own, column])
        whole = self.relation(parts[0]) if len(parts) == 1 else None
        return None if whole is None else as_struct(whole)

    def _qualified(self, parts: Sequence[str]) -> Origin | None:
        """table.column, schema.table.column, each with fields behind it."""
        for at in range(min(len(parts) - 1, 3)):
            relation = self.relation(parts[at])
            if relation is None:
                continue
            name, found = parts[at + 1], relation.find(parts[at + 1])
            if found:
                return _part(found[0], parts[at + 2 :])
            if relation.rest is not None:
                return relation.rest.origin(name)
        return None


def as_struct(relation: Relation) -> Origin:
    """A whole row as one value."""
    all_of_it = together(origin for _, origin in relation.all_columns())
    fields = {name.casefold(): origin for name, origin in relation.columns}
    return Origin(all_of_it.value, all_of_it.influence, all_of_it.unknown, fields)


def _part(origin: Origin, fields: Sequence[str]) -> Origin:
    for name in fields:
        origin = origin.part(name)
    return origin
