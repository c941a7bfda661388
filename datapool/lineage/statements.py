"""Column lineage of statements: for every column that one makes, what it comes from, and what cannot be told."""

import logging
from collections.abc import Collection, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError

from core.errors import InputError
from datapool.lineage.macro_text import with_plain_defaults
from datapool.lineage.origin import NOTHING, Origin, Source, Unknown, missing, together
from datapool.lineage.relation import ANY_COLUMN, Catalog, Macro, Relation, catalog_of
from datapool.lineage.selecting import read_query, top_frame

# Its warnings repeat the statement, and a statement may hold a person's data.
logging.getLogger("sqlglot").setLevel(logging.ERROR)

Schema = Mapping[str, Collection[str]]


@dataclass(frozen=True, slots=True)
class Output:
    """One column that a statement makes.

    value      columns its content is computed from
    influence  columns that decide which content it has, or whether there is a row at all
    unknown    what of it cannot be told; empty where the edges are all there are
    """

    name: str
    value: frozenset[Source]
    influence: frozenset[Source]
    unknown: frozenset[Unknown]


@dataclass(frozen=True, slots=True)
class Lineage:
    """What a statement makes of what.

    target   the table, view or file it writes; None for a question
    columns  in order; a column called * stands for those that cannot be named
    unknown  why nothing is known of the statement as a whole
    """

    target: str | None = None
    columns: tuple[Output, ...] = ()
    unknown: frozenset[Unknown] = frozenset()

    def column(self, name: str) -> Output:
        """One column, whatever the size of its letters. Raises KeyError."""
        return {each.name.casefold(): each for each in self.columns}[name.casefold()]

    @property
    def is_known(self) -> bool:
        """Whether everything could be resolved."""
        return not self.unknown and not any(each.unknown for each in self.columns)


def column_lineage(sql: str, schema: Schema, dialect: str = "duckdb") -> Lineage:
    """What every column comes from that one statement makes.

    schema   [table] its columns in order; a table of another schema as schema.table, a file by its path
    dialect  as sqlglot names it
    Raises InputError for several statements at once. What cannot be parsed or followed is an unknown of the result.
    """
    nodes = _parsed(sql, dialect)
    if nodes is not None and len(nodes) > 1:
        raise InputError("these are several statements.", remedy="Give one, or use `script_lineage` for all of them.")
    return _traced(nodes[0] if nodes else None, catalog_of(schema), unreadable=nodes is None)[0]


def script_lineage(statements: Iterable[str], schema: Schema, dialect: str = "duckdb") -> tuple[Lineage, ...]:
    """The same for statements that follow each other, each text one or several.

    A table, view or macro that one makes is looked through by those after it, so that all sources are of the schema.
    """
    return run_script(statements, catalog_of(schema), dialect)[0]


def run_script(
    statements: Iterable[str], catalog: Catalog, dialect: str = "duckdb"
) -> tuple[tuple[Lineage, ...], Catalog]:
    """As `script_lineage`, from a catalog, and with what is there in the end."""
    found: list[Lineage] = []
    for text in statements:
        nodes = _parsed(text, dialect)
        for node in [None] if nodes is None else nodes:
            lineage, catalog = _traced(node, catalog, unreadable=node is None)
            found.append(lineage)
    return tuple(found), catalog


def _parsed(sql: str, dialect: str) -> Sequence[exp.Expr] | None:
    """The statements of a text; None where it is no SQL of the dialect."""
    for text in dict.fromkeys((sql, with_plain_defaults(sql, dialect))):
        with suppress(SqlglotError, RecursionError):
            return [node for node in sqlglot.parse(text, dialect=dialect) if node is not None]
    return None


def _traced(node: exp.Expr | None, catalog: Catalog, *, unreadable: bool) -> tuple[Lineage, Catalog]:
    if node is None:
        return (_nothing("unreadable", "statement") if unreadable else Lineage()), catalog
    try:
        return _statement(node, catalog)
    except RecursionError:
        return _nothing("too_deep", "statement"), catalog


def _statement(node: exp.Expr, catalog: Catalog) -> tuple[Lineage, Catalog]:
    if isinstance(node, exp.Create):
        return _create(node, catalog)
    if isinstance(node, exp.Insert):
        return _insert(node, catalog), catalog
    if isinstance(node, exp.Copy) and isinstance(node.this, exp.Subquery | exp.Query):
        files = ", ".join(each.name for each in node.args.get("files") or ())
        return _lineage(files or None, read_query(node.this, top_frame(catalog))), catalog
    if isinstance(node, exp.Query | exp.Pivot | exp.Values):
        return _lineage(None, read_query(node, top_frame(catalog))), catalog
    kind = node.name if isinstance(node, exp.Command) else type(node).__name__
    return _nothing("statement", kind.casefold()), catalog


def _create(node: exp.Create, catalog: Catalog) -> tuple[Lineage, Catalog]:
    target, query = node.this, node.expression
    if isinstance(target, exp.UserDefinedFunction):
        if query is None:
            return _nothing("statement", "macro"), catalog
        parameters = tuple(_parameter(each) for each in target.expressions)
        return Lineage(), catalog.with_macro(target.this.name, Macro(parameters, query))
    table = target.this if isinstance(target, exp.Schema) else target
    name = ".".join(part.name for part in table.parts) if isinstance(table, exp.Table) else str(target.name)
    if not isinstance(query, exp.Query | exp.Pivot | exp.Values):
        return _nothing("statement", f"create {str(node.args.get('kind')).casefold()}", name), catalog
    relation = read_query(query, top_frame(catalog))
    if isinstance(target, exp.Schema):
        relation = relation.renamed(each.name for each in target.expressions)
    return _lineage(name, relation), catalog.with_relation(name, relation)


def _parameter(node: exp.Expr) -> str:
    return str(node.this.name if isinstance(node, exp.PropertyEQ | exp.ColumnDef) else node.name).casefold()


def _insert(node: exp.Insert, catalog: Catalog) -> Lineage:
    target, query = node.this, node.expression
    table = target.this if isinstance(target, exp.Schema) else target
    name = ".".join(part.name for part in table.parts) if isinstance(table, exp.Table) else str(table.name)
    if not isinstance(query, exp.Expr):
        return _nothing("statement", "insert", name)
    relation = read_query(query, top_frame(catalog))
    if isinstance(target, exp.Schema):
        relation = relation.renamed(each.name for each in target.expressions)
    elif not node.args.get("by_name"):
        known = catalog.find(*(part.name for part in table.parts)) if isinstance(table, exp.Table) else None
        relation = relation.renamed(each for each, _ in known.columns) if known is not None else _unnamed(relation)
    if node.args.get("conflict") is not None:
        relation = Relation(relation.columns, together([relation.rows, missing("conflict", name)]), relation.rest)
    return _lineage(name, relation)


def _unnamed(relation: Relation) -> Relation:
    """Columns that go into a table by their place, where nobody knows the names of those places."""
    columns = tuple((name, together([origin, missing("names", name)])) for name, origin in relation.columns)
    return Relation(columns, relation.rows, relation.rest)


def _lineage(target: str | None, relation: Relation) -> Lineage:
    rows: Origin = relation.rows if relation.rows is not None else NOTHING
    columns = tuple(
        Output(name, origin.value, origin.influence | rows.sources, origin.unknown | rows.unknown)
        for name, origin in relation.all_columns()
    )
    return Lineage(target, columns)


def _nothing(reason: str, what: str, target: str | None = None) -> Lineage:
    unknown = frozenset([Unknown(reason, what)])
    return Lineage(target, (Output(ANY_COLUMN, frozenset(), frozenset(), unknown),), unknown)
