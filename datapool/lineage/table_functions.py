"""Table functions: files that are read where they lie, rows made of nothing, and functions that say nothing of it."""

from collections.abc import Iterator

from sqlglot import exp

from datapool.lineage.expressions import all_of, arguments
from datapool.lineage.frame import Frame
from datapool.lineage.origin import Origin, Unknown, missing
from datapool.lineage.relation import Relation, Rest

_FILES = ("read_parquet", "parquet_scan", "read_csv", "read_csv_auto", "read_json", "read_json_auto", "read_text")
_SERIES = ("range", "generate_series")
_DOCUMENTS = ("json_each", "json_tree")
_DOCUMENT_COLUMNS = ("key", "value", "type", "atom", "id", "parent", "fullkey", "path")


def table_function(node: exp.Expr, frame: Frame) -> Relation:
    """What a function in FROM gives; its arguments may name what stands before it."""
    name = _name(node)
    if isinstance(node, exp.Unnest | exp.Explode) or name == "unnest":
        return unnested(node, frame)
    macro = frame.catalog.macros.get(name)
    if macro is not None and macro.gives_table and isinstance(node, exp.Anonymous):
        inside = Frame(frame.catalog, frame.read, given=arguments(macro, node, frame))
        return frame.read(macro.body, inside)
    if name in _FILES:
        return file_relation(_path(node), frame)
    if name in _SERIES or isinstance(node, exp.GenerateSeries):
        bounds = all_of(node.iter_expressions(), frame)
        # The bounds decide how many rows there are, and what stands in them.
        return Relation(((name, bounds),), bounds.as_influence())
    if name in _DOCUMENTS:
        found = all_of(node.iter_expressions(), frame)
        return Relation(tuple((column, found) for column in _DOCUMENT_COLUMNS), found.as_influence())
    reason = "function" if name in ("query", "query_table") else "table_function"
    return Relation(rows=missing(reason, name), rest=Rest(Unknown(reason, name)))


def unnested(node: exp.Expr, frame: Frame) -> Relation:
    """One row for each element of the lists: they are the value, and decide how many rows there are."""
    lists = [all_of([each], frame) for each in node.expressions or [node.this]]
    plain = [each.member() for each in lists]
    rows = all_of(node.expressions or [node.this], frame).as_influence()
    columns: list[tuple[str, Origin]] = [("unnest", each) for each in plain]
    offset = node.args.get("offset")
    if offset:
        columns.append((offset.name if isinstance(offset, exp.Identifier) else "ordinality", rows))
    return Relation(tuple(columns), rows)


def file_relation(path: str, frame: Frame) -> Relation:
    """A file by its path: as described, or else with the columns that are asked of it by name."""
    return frame.catalog.find(path) or Relation(rest=Rest(Unknown("table", path), file=path))


def looks_like_file(name: str) -> bool:
    """Whether DuckDB takes the name of a table for a path."""
    return "/" in name or name.casefold().endswith((".parquet", ".csv", ".json", ".csv.gz", ".jsonl", ".tsv"))


def _name(node: exp.Expr) -> str:
    if isinstance(node, exp.Anonymous):
        return node.name.casefold()
    if isinstance(node, exp.GenerateSeries):
        return "range" if node.args.get("is_end_exclusive") else "generate_series"
    if isinstance(node, exp.ReadParquet):
        return "read_parquet"
    if isinstance(node, exp.ReadCSV):
        return "read_csv"
    return node.sql_name().casefold() if isinstance(node, exp.Func) else type(node).__name__.casefold()


def _path(node: exp.Expr) -> str:
    """The paths that are written; one that is computed is a question mark."""
    first = next(iter(node.expressions), None) if not isinstance(node.this, exp.Expr) else node.this
    return ", ".join(_paths(first)) or "?"


def _paths(node: exp.Expr | None) -> Iterator[str]:
    if isinstance(node, exp.Array):
        for each in node.expressions:
            yield from _paths(each)
    elif isinstance(node, exp.Literal):
        yield node.name
    elif node is not None:
        yield "?"
