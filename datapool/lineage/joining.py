"""FROM and its joins: what each entry brings into reach, and what decides which rows meet."""

from dataclasses import replace

from sqlglot import exp

from datapool.lineage.expressions import all_of
from datapool.lineage.frame import Frame
from datapool.lineage.origin import NOTHING, Origin, Unknown, missing, together
from datapool.lineage.pivoting import pivoted
from datapool.lineage.relation import ANY_COLUMN, Relation, Rest
from datapool.lineage.table_functions import file_relation, looks_like_file, table_function

_ONE_SIDED = ("SEMI", "ANTI")


def bind_from(node: exp.Expr, frame: Frame) -> Origin:
    """Bring what a SELECT reads into its frame, entry by entry; returns what decides about the rows."""
    first = node.args.get("from_")
    rows = NOTHING if first is None else bind(first.this, frame)
    for join in node.args.get("joins") or ():
        rows = together([rows, _join(join, frame)])
    for lateral in node.args.get("laterals") or ():
        rows = together([rows, bind(lateral, frame)])
    return rows


def bind(node: exp.Expr, frame: Frame) -> Origin:
    """Bring one entry of FROM into reach under its alias; returns what decides about its rows."""
    relation, brought = _entry(node, frame)
    frame.bound += brought.bound
    frame.merged |= brought.merged
    rows = relation.rows
    for join in (node.args.get("joins") or ()) if isinstance(node, exp.Table) else ():
        rows = together([rows, _join(join, frame)])
    return rows.as_influence()


def _entry(node: exp.Expr, frame: Frame) -> tuple[Relation, Frame]:
    """What one entry holds as a whole, and what it brings into reach: in brackets without an alias, each of a join."""
    inside = Frame(frame.catalog, frame.read, outer=frame)
    if isinstance(node, exp.Subquery) and isinstance(node.this, exp.Table) and not _alias(node):
        rows = bind(node.this, inside)
        return _as_whole(inside, rows), inside
    relation = relation_of(node, frame)
    inside.bound.append((_alias(node), replace(relation, rows=NOTHING)))
    return relation, inside


def relation_of(node: exp.Expr, frame: Frame) -> Relation:
    """What one entry of FROM holds, under the names that its alias gives."""
    found = _unaliased(node, frame)
    for pivot in node.args.get("pivots") or ():
        found = pivoted(pivot, found, frame)
        found = _renamed(found, pivot.args.get("alias"))
    return _renamed(found, node.args.get("alias"))


def _unaliased(node: exp.Expr, frame: Frame) -> Relation:
    if isinstance(node, exp.Table):
        return table_function(node.this, frame) if not isinstance(node.this, exp.Identifier) else _table(node, frame)
    if isinstance(node, exp.Lateral):
        return relation_of(node.this, frame)
    if isinstance(node, exp.Subquery) and isinstance(node.this, exp.Table):
        return _in_brackets(node.this, frame)
    if isinstance(node, exp.Subquery | exp.Query | exp.Pivot | exp.Values):
        return frame.read(node, frame)
    return table_function(node, frame)


def _table(node: exp.Table, frame: Frame) -> Relation:
    parts = [part.name for part in node.parts]
    known = frame.catalog.find(*parts)
    if known is not None:
        return known
    name = ".".join(parts)
    if looks_like_file(name):
        return file_relation(name, frame)
    return Relation(rest=Rest(Unknown("table", name)))


def _in_brackets(node: exp.Table, frame: Frame) -> Relation:
    """(a JOIN b) under an alias: a relation of its own, whose members go by no name outside."""
    inside = Frame(frame.catalog, frame.read, outer=frame)
    return _as_whole(inside, bind(node, inside))


def _as_whole(inside: Frame, rows: Origin) -> Relation:
    rests = [relation.rest for _, relation in inside.bound if relation.rest is not None]
    columns = tuple(pair for pair in inside.visible() if pair[0] != ANY_COLUMN)
    return Relation(columns, rows, rests[0] if rests else None)


def _join(node: exp.Join, frame: Frame) -> Origin:
    """What decides which rows of both sides meet: the condition, or the columns that must be equal."""
    relation, brought = _entry(node.this, frame)
    left = replace(frame, bound=list(frame.bound), merged=dict(frame.merged))
    frame.bound += brought.bound
    frame.merged |= brought.merged
    rows = [relation.rows, all_of([node.args.get("on")], frame)]
    names = [each.name for each in node.args.get("using") or ()]
    if node.method == "NATURAL":
        shared, unclear = _shared(left, relation)
        names += shared
        rows.append(unclear)
    for name in names:
        rows.append(_meet(name, node, left, relation, frame))
    inner_joins = (node.this.args.get("joins") or ()) if isinstance(node.this, exp.Table) else ()
    rows += [_join(each, frame) for each in inner_joins]
    if node.kind in _ONE_SIDED or node.side in _ONE_SIDED:
        frame.bound[:], frame.merged = left.bound, left.merged
    return together(rows).as_influence()


def _shared(left: Frame, right: Relation) -> tuple[list[str], Origin]:
    """The columns that both sides have; what is not known of either side may hide one more."""
    if right.rest is not None or any(relation.rest is not None for _, relation in left.bound):
        return [], missing("columns", "natural join")
    return [name for name, _ in right.columns if left.column(name) is not None], NOTHING


def _meet(name: str, node: exp.Join, left: Frame, right: Relation, frame: Frame) -> Origin:
    """Make one column of two, and return both: they must be equal for rows to meet."""
    own = left.column(name) or missing("column", name)
    found = right.find(name)
    other = found[0] if found else right.rest.origin(name) if right.rest else missing("column", name)
    if node.side == "RIGHT":
        merged = other
    elif node.side == "FULL":
        merged = together([own, other])
    else:
        merged = own
    frame.merged[name.casefold()] = merged
    return together([own, other])


def _renamed(relation: Relation, alias: exp.Expr | None) -> Relation:
    names = alias.args.get("columns") if isinstance(alias, exp.TableAlias) else None
    return relation.renamed(each.name for each in names) if names else relation


def _alias(node: exp.Expr) -> str:
    """The name under which an entry of FROM is in reach; an empty one for none."""
    pivots = node.args.get("pivots") or ()
    name = next((pivot.alias for pivot in reversed(pivots) if pivot.alias), "") or node.alias
    if name:
        return str(name)
    if isinstance(node, exp.Table) and isinstance(node.this, exp.Identifier):
        return str(node.name)
    return "unnest" if isinstance(node, exp.Unnest) else ""
