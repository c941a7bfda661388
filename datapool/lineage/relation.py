"""Tables as a statement sees them: columns with their origin, what decides about their rows, and what is not known."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace

from sqlglot import exp

from datapool.lineage.origin import NOTHING, Origin, Source, Unknown, missing

ANY_COLUMN = "*"
_PLAIN_SCHEMAS = ("main", "temp")


@dataclass(frozen=True, slots=True)
class Rest:
    """Columns that a relation may have beside those that are known.

    unknown  why they are not known
    file     the file they stand in, whose columns can be told by name; None for a table
    """

    unknown: Unknown
    file: str | None = None

    def origin(self, column: str) -> Origin:
        """Of a column that is asked for by name."""
        if self.file is not None:
            return Origin(frozenset([Source(self.file, column)]))
        return Origin(unknown=frozenset([Unknown(self.unknown.reason, f"{self.unknown.what}.{column}")]))


@dataclass(frozen=True, slots=True)
class Relation:
    """A table, file or query.

    columns  (name, origin), in order
    rows     what decides which rows there are: an influence on every column
    rest     what else it may hold; None where all is known
    """

    columns: tuple[tuple[str, Origin], ...] = ()
    rows: Origin = NOTHING
    rest: Rest | None = None

    def find(self, name: str) -> list[Origin]:
        """The columns of that name, whatever the size of its letters; two in a query that names two alike."""
        folded = name.casefold()
        return [origin for own, origin in self.columns if own.casefold() == folded]

    def renamed(self, names: Iterable[str]) -> "Relation":
        """The first columns under other names; those of a relation not known come to be known by these names."""
        given = tuple(names)
        if self.rest is not None and not self.columns:
            unknown = Origin(unknown=frozenset([self.rest.unknown]))
            return replace(self, columns=tuple((name, unknown) for name in given))
        kept = self.columns[len(given) :]
        return replace(self, columns=(*zip(given, (origin for _, origin in self.columns), strict=False), *kept))

    def all_columns(self) -> tuple[tuple[str, Origin], ...]:
        """What a star gives; columns that are not known stand last, as one."""
        if self.rest is None:
            return self.columns
        what = self.rest.file or self.rest.unknown.what
        return (*self.columns, (ANY_COLUMN, missing("star", what)))


@dataclass(frozen=True, slots=True)
class Macro:
    """A macro: its parameters in small letters, and the expression, or the query, they stand in."""

    parameters: tuple[str, ...]
    body: exp.Expr

    @property
    def gives_table(self) -> bool:
        """Whether it is called in FROM; a query in brackets is an expression."""
        return isinstance(self.body, exp.Select | exp.SetOperation)


@dataclass(frozen=True, slots=True)
class Catalog:
    """What a statement may name: [name in small letters] tables, macros, and common tables, which hide tables.

    Behind the name of a schema stands a table, whatever common table has its name.
    """

    relations: Mapping[str, Relation] = field(default_factory=dict)
    macros: Mapping[str, Macro] = field(default_factory=dict)
    common: Mapping[str, Relation] = field(default_factory=dict)

    def with_relation(self, name: str, relation: Relation) -> "Catalog":
        """The same with one more relation, which hides another of its name."""
        return replace(self, relations={**self.relations, name.casefold(): relation})

    def with_common(self, name: str, relation: Relation) -> "Catalog":
        """The same inside WITH."""
        return replace(self, common={**self.common, name.casefold(): relation})

    def with_macro(self, name: str, macro: Macro) -> "Catalog":
        """The same with one more macro."""
        return replace(self, macros={**self.macros, name.casefold(): macro})

    def find(self, *parts: str) -> Relation | None:
        """A relation by its name, with or without the schema that every database has."""
        whole = ".".join(parts).casefold()
        if len(parts) == 1 and whole in self.common:
            return self.common[whole]
        found = self.relations.get(whole)
        is_plain = len(parts) > 1 and parts[-2].casefold() in _PLAIN_SCHEMAS
        return self.relations.get(parts[-1].casefold()) if found is None and is_plain else found


def catalog_of(schema: Mapping[str, Collection[str]]) -> Catalog:
    """[table] its columns in order, as a catalog of tables that come from nowhere else."""
    return Catalog({table.casefold(): table_of(table, columns) for table, columns in schema.items()})


def table_of(table: str, columns: Collection[str]) -> Relation:
    """A table whose columns come from nowhere else; [column] type in DuckDB where structs are to be known by field."""
    types = columns if isinstance(columns, Mapping) else {}
    return Relation(tuple((name, _column(Source(table, name), str(types.get(name, "")))) for name in columns))


def _column(source: Source, kind: str) -> Origin:
    """A field of a struct comes from the column as a whole, but goes by a name of its own."""
    plain = Origin(frozenset([source]))
    if not kind.casefold().startswith("struct"):
        return plain
    described = exp.DataType.build(kind, dialect="duckdb")
    names = (each.name for each in described.expressions)
    return (
        plain if not described.expressions or kind.endswith("]") else replace(plain, fields=dict.fromkeys(names, plain))
    )
