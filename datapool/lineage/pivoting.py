"""PIVOT and UNPIVOT: values that become names of columns, and names of columns that become values."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product

from sqlglot import exp

from datapool.lineage.expressions import all_of, origin_of
from datapool.lineage.frame import Frame
from datapool.lineage.origin import NOTHING, Origin, deciding, missing, together
from datapool.lineage.relation import ANY_COLUMN, Relation
from datapool.lineage.stars import chosen


def pivoted(node: exp.Pivot, relation: Relation, frame: Frame) -> Relation:
    """The relation turned, whether the modifier of a table or a statement of its own says so."""
    inside = Frame(frame.catalog, frame.read, outer=frame, bound=[("", relation)])
    turned = _unpivoted(node, inside) if node.unpivot else _pivoted(node, inside)
    return Relation(turned.columns, together([relation.rows, turned.rows]))


def _pivoted(node: exp.Pivot, inside: Frame) -> Relation:
    on = node.args.get("fields") or node.expressions
    measures = node.args.get("using") or (node.expressions if node.args.get("fields") else [])
    keys = [each.this if isinstance(each, exp.In) else each for each in on]
    by = all_of(keys, inside).as_influence()
    kept = _groups(node, inside, [*keys, *measures])
    rows = deciding(origin for _, origin in kept)
    # Where an expression is turned, the database and the parser do not agree on where it ends.
    lists = [_listed(each) if isinstance(key, exp.Column) else None for each, key in zip(on, keys, strict=True)]
    if any(each is None for each in lists):
        value = together([all_of(measures, inside).with_influence(by), missing("pivot", ANY_COLUMN)])
        return Relation((*kept, (ANY_COLUMN, value)), rows)
    turned = []
    for names in product(*(each for each in lists if each is not None)):
        for measure in measures or [None]:
            value = NOTHING if measure is None else origin_of(measure.unalias(), inside)
            turned.append((_title(names, measure, len(measures)), value.with_influence(by)))
    return Relation((*kept, *turned), rows)


def _groups(node: exp.Pivot, inside: Frame, used: Sequence[exp.Expr]) -> list[tuple[str, Origin]]:
    """The columns that stay: those it names, or all that it does not use."""
    group = node.args.get("group")
    if group is not None:
        return [(each.name, origin_of(each, inside)) for each in group.expressions]
    taken = {column.name.casefold() for each in used for column in each.find_all(exp.Column)}
    return [(name, origin) for name, origin in inside.visible() if name.casefold() not in taken]


def _listed(on: exp.Expr) -> list[str] | None:
    """The values that are written; None where the rows decide, or a query does."""
    if not isinstance(on, exp.In) or not on.expressions:
        return None
    names = [_value(each) for each in on.expressions]
    return None if any(name is None for name in names) else [str(name) for name in names]


def _value(node: exp.Expr) -> str | None:
    if isinstance(node, exp.Alias | exp.PivotAlias):
        return str(node.alias)
    if isinstance(node, exp.Tuple):
        inner = [_value(each) for each in node.expressions]
        return None if None in inner else "_".join(map(str, inner))
    if isinstance(node, exp.Literal | exp.Boolean | exp.Column | exp.Identifier):
        return node.name if not isinstance(node, exp.Boolean) else str(node.this).casefold()
    return None


def _title(names: Sequence[str], measure: exp.Expr | None, measures: int) -> str:
    """As DuckDB names it: the values, then the measure where it has an alias or is one of several."""
    name = "_".join(names)
    if measure is None or (measures == 1 and not measure.alias):
        return name
    return f"{name}_{measure.alias or measure.sql(dialect='duckdb').casefold()}"


@dataclass(frozen=True, slots=True)
class _Turn:
    """Which columns become rows: the name of the column of names, of those of values, and each row's columns."""

    name: str
    values: tuple[str, ...]
    columns: tuple[tuple[str, Origin], ...]
    groups: tuple[Origin, ...]


def _unpivoted(node: exp.Pivot, inside: Frame) -> Relation:
    turn = _turn(node, inside)
    if turn is None:
        return Relation(((ANY_COLUMN, together([_everything(inside), missing("columns", "unpivot")])),))
    gone = {name.casefold() for name, _ in turn.columns}
    kept = [(name, origin) for name, origin in inside.visible() if name.casefold() not in gone]
    values = zip(turn.values, turn.groups, strict=True)
    # A row that is empty in the columns turned is left out, so that they decide which rows there are.
    rows = NOTHING if node.args.get("include_nulls") else deciding(turn.groups)
    return Relation((*kept, (turn.name, NOTHING), *values), rows)


def _turn(node: exp.Pivot, inside: Frame) -> _Turn | None:
    into, fields = node.args.get("into"), node.args.get("fields")
    if fields:
        name, listed = fields[0].this.name, fields[0].expressions
        values = [part.name for each in node.expressions for part in _members(each)]
    else:
        listed = node.expressions
        name = into.this.name if into is not None else "name"
        values = [each.name for each in into.expressions] if into is not None else ["value"]
    rows: list[list[tuple[str, Origin]]] = []
    for each in listed:
        for members in _rows(each, inside):
            if members is None or len(members) != len(values):
                return None
            rows.append(members)
    groups = tuple(together(row[at][1] for row in rows) for at in range(len(values)))
    return _Turn(name, tuple(values), tuple(pair for row in rows for pair in row), groups)


def _rows(node: exp.Expr, inside: Frame) -> Iterator[list[tuple[str, Origin]] | None]:
    """The columns of each row that one entry gives: one, several in brackets, or each that COLUMNS(…) picks."""
    inner = node.unalias() if isinstance(node, exp.Alias) else node.this if isinstance(node, exp.PivotAlias) else node
    if isinstance(inner, exp.Columns | exp.Star):
        picked = chosen(inner if isinstance(inner, exp.Columns) else exp.Columns(this=inner), inside)
        yield from ([[pair] for pair in picked] if picked is not None else [None])
        return
    yield [(each.name, origin_of(each, inside)) for each in _members(inner)]


def _members(node: exp.Expr) -> list[exp.Expr]:
    return list(node.expressions) if isinstance(node, exp.Tuple) else [node.unnest()]


def _everything(inside: Frame) -> Origin:
    return together(origin for _, origin in inside.visible())
