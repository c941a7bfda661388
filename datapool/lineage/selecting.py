"""Queries: SELECT with all its clauses, unions and their like, common tables that may be made of themselves."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from sqlglot import exp

from datapool.lineage.expressions import all_of, origin_of, parts_of
from datapool.lineage.frame import Frame
from datapool.lineage.joining import bind_from, relation_of
from datapool.lineage.origin import NOTHING, Origin, Unknown, deciding, missing, together
from datapool.lineage.pivoting import pivoted
from datapool.lineage.relation import ANY_COLUMN, Catalog, Relation, Rest
from datapool.lineage.stars import Projected, expanded


def read_query(node: exp.Expr, outer: Frame) -> Relation:
    """The relation that a query gives; names it does not have itself are looked for in the frame around it."""
    outer = _with_common_tables(node, outer)
    if isinstance(node, exp.Subquery):
        inner = read_query(node.this, outer) if not isinstance(node.this, exp.Table) else relation_of(node, outer)
        return _limited(node, inner, outer)
    if isinstance(node, exp.Select):
        return _select(node, outer)
    if isinstance(node, exp.SetOperation):
        return _limited(node, _combined(node, outer), outer)
    if isinstance(node, exp.Values):
        return _values(node, outer)
    if isinstance(node, exp.Pivot):
        return pivoted(node, relation_of(node.this, outer), outer)
    if isinstance(node, exp.Table):
        return relation_of(node, outer)
    name = type(node).__name__.casefold()
    return Relation(((ANY_COLUMN, missing("statement", name)),), missing("statement", name))


def top_frame(catalog: Catalog) -> Frame:
    """The frame around a whole statement: nothing is in reach but tables."""
    return Frame(catalog, read_query)


def _with_common_tables(node: exp.Expr, outer: Frame) -> Frame:
    clause = node.args.get("with_")
    if clause is None:
        return outer
    frame = replace(outer)
    for each in clause.expressions:
        names = [column.name for column in each.args["alias"].args.get("columns") or ()]
        if clause.recursive and _reads_itself(each):
            relation = _recursive(each, frame, names)
        else:
            relation = read_query(each.this, frame).renamed(names)
        frame.catalog = frame.catalog.with_common(each.alias, relation)
    return frame


def _reads_itself(node: exp.CTE) -> bool:
    own = node.alias.casefold()
    return any(table.name.casefold() == own and not table.db for table in node.this.find_all(exp.Table))


def _recursive(node: exp.CTE, frame: Frame, names: Sequence[str]) -> Relation:
    """Read it with what is known of itself until nothing is added: origins only grow, and are finitely many."""
    outer = frame.catalog
    query = node.this
    start = query.this if isinstance(query, exp.SetOperation) else query
    known = read_query(start, frame).renamed(names)
    while True:
        frame.catalog = outer.with_common(node.alias, known)
        found = _without_fields(read_query(query, frame).renamed(names))
        if found == known:
            frame.catalog = outer
            return found
        known = found


def _without_fields(relation: Relation) -> Relation:
    """Structs as wholes: within themselves they could be told apart deeper and deeper."""
    columns = ((name, Origin(each.value, each.influence, each.unknown)) for name, each in relation.columns)
    return Relation(tuple(columns), relation.rows, relation.rest)


@dataclass(frozen=True, slots=True)
class _Read:
    """A SELECT while it is read: its frame, its columns, and which of its clauses may name its columns first."""

    node: exp.Select
    frame: Frame
    columns: tuple[Projected, ...]

    @property
    def aliases(self) -> dict[str, Origin]:
        """[name in small letters] its columns."""
        return {each.name.casefold(): each.origin for each in self.columns}

    def at(self, key: exp.Expr) -> Origin:
        """A key of GROUP BY or ORDER BY that may be the number of a column."""
        if isinstance(key, exp.Literal) and not key.is_string and key.name.isdigit():
            place = int(key.name) - 1
            return self.columns[place].origin if 0 <= place < len(self.columns) else missing("column", "position")
        return origin_of(key, self.frame)


def _select(node: exp.Select, outer: Frame) -> Relation:
    frame = Frame(outer.catalog, outer.read, outer=outer)
    rows = [bind_from(node, frame)]
    frame.windows = {each.name.casefold(): each for each in node.args.get("windows") or ()}
    columns: list[Projected] = []
    for each in node.expressions:
        for projected in expanded(each, frame):
            columns.append(projected)
            frame.aliases.setdefault(projected.name.casefold(), projected.origin)
        # Each element of a list becomes a row, which all the other columns share; a struct only becomes columns.
        lists = (origin_of(found.this, frame) for found in _unnests(each))
        rows += [found for found in lists if not found.fields]
    read = _Read(node, frame, tuple(columns))
    rows.append(all_of([_clause(node, "where"), _clause(node, "qualify")], frame))
    rows += [_grouping(read), _having(read), _distinct(read)]
    rows.append(_cut(read))
    named = tuple((each.name, each.origin) for each in columns if each.name != ANY_COLUMN)
    rests = [relation.rest for _, relation in frame.bound if relation.rest is not None]
    is_open = len(named) < len(columns)
    if is_open and rests and any(isinstance(each.unalias(), exp.Star) for each in node.expressions):
        return Relation(named, deciding(rows), rests[0] if len(rests) == 1 else Rest(Unknown("star", "several tables")))
    return Relation(tuple((each.name, each.origin) for each in columns), deciding(rows))


def _clause(node: exp.Expr, name: str) -> exp.Expr | None:
    clause = node.args.get(name)
    return clause.this if isinstance(clause, exp.Expr) else None


def _unnests(node: exp.Expr) -> Iterator[exp.Explode]:
    for each in node.walk(prune=lambda inner: isinstance(inner, exp.Query)):
        if isinstance(each, exp.Explode):
            yield each


def _grouping(read: _Read) -> Origin:
    group = read.node.args.get("group")
    if group is None:
        return NOTHING
    if group.args.get("all"):
        return together(each.origin for each in read.columns if not each.is_group)
    listed = list(group.expressions)
    for kind in ("grouping_sets", "cube", "rollup"):
        listed += [key for each in group.args.get(kind) or () if isinstance(each, exp.Expr) for key in each.expressions]
    return together(read.at(each) for each in listed)


def _having(read: _Read) -> Origin:
    """HAVING means a column of the SELECT before one of FROM, unless rows are grouped by that one."""
    clause = _clause(read.node, "having")
    if clause is None:
        return NOTHING
    aliased = {each.alias.casefold() for each in read.node.expressions if isinstance(each, exp.Alias)}
    group = read.node.args.get("group")
    grouped = {key.name.casefold() for key in group.expressions if isinstance(key, exp.Column)} if group else set()
    return _aliases_first(clause, read, aliased - grouped)


def _aliases_first(node: exp.Expr, read: _Read, names: set[str]) -> Origin:
    """The expression, in which these names mean columns of the SELECT where they stand outside an aggregate."""
    first = {name: origin for name, origin in read.aliases.items() if name in names}
    found = [NOTHING]
    whole = exp.Paren(this=node.copy())
    for column in list(whole.find_all(exp.Column)):
        parts = parts_of(column)
        if parts[0].casefold() in first and column.find_ancestor(exp.AggFunc, exp.Query) is None:
            found.append(read.frame.resolve(parts, first=first))
            column.replace(exp.Null())
    return together([*found, origin_of(whole, read.frame)])


def _distinct(read: _Read) -> Origin:
    clause = read.node.args.get("distinct")
    if clause is None:
        return NOTHING
    on = clause.args.get("on")
    if on is None:
        return together(each.origin for each in read.columns)
    keys = on.expressions if isinstance(on, exp.Tuple) else [on]
    return together([*(read.at(each.unnest()) for each in keys), _order(read)])


def _cut(read: _Read) -> Origin:
    """What a limit cuts off depends on the order; an order alone changes no content."""
    limit, offset = read.node.args.get("limit"), read.node.args.get("offset")
    if limit is None and offset is None:
        return NOTHING
    return together([all_of([limit, offset], read.frame), _order(read)])


def _order(read: _Read) -> Origin:
    order = read.node.args.get("order")
    if order is None:
        return NOTHING
    keys = [each.this for each in order.expressions]
    if any(isinstance(key, exp.Var) and key.name.casefold() == "all" for key in keys):
        return together(each.origin for each in read.columns)
    return together(_order_key(key, read) for key in keys)


def _order_key(key: exp.Expr, read: _Read) -> Origin:
    if isinstance(key, exp.Column) and len(key.parts) == 1 and key.name.casefold() in read.aliases:
        return read.aliases[key.name.casefold()]
    return read.at(key)


def _combined(node: exp.SetOperation, outer: Frame) -> Relation:
    left, right = read_query(node.this, outer), read_query(node.expression, outer)
    rows = [left.rows, right.rows]
    if isinstance(node, exp.Union):
        columns = tuple(_by_name(left, right) if node.args.get("by_name") else _by_place(left, right))
        rows += [origin for _, origin in columns] if node.args.get("distinct") else []
        rest = left.rest or right.rest
    else:
        columns = left.columns
        rows += [origin for each in (left, right) for _, origin in each.all_columns()]
        rest = left.rest
    return Relation(columns, deciding(rows), rest)


def _by_place(left: Relation, right: Relation) -> list[tuple[str, Origin]]:
    if left.rest or right.rest or len(left.columns) != len(right.columns):
        unclear = missing("star", "union")
        return [(name, together([origin, unclear])) for name, origin in (left.columns or right.columns)]
    pairs = zip(left.columns, right.columns, strict=True)
    return [(name, together([origin, other])) for (name, origin), (_, other) in pairs]


def _by_name(left: Relation, right: Relation) -> list[tuple[str, Origin]]:
    found = dict(left.columns)
    names = {name.casefold(): name for name in found}
    for name, origin in right.columns:
        own = names.get(name.casefold(), name)
        found[own] = together([found.get(own, NOTHING), origin])
    return list(found.items())


def _limited(node: exp.Expr, relation: Relation, outer: Frame) -> Relation:
    """A union, or a query in brackets, may be cut off too; its order names its columns."""
    limit, offset, order = (node.args.get(name) for name in ("limit", "offset", "order"))
    if limit is None and offset is None:
        return relation
    read = _Read(
        exp.Select(order=order.copy() if order else None, limit=limit.copy() if limit else None),
        Frame(outer.catalog, outer.read, outer=outer, bound=[("", relation)]),
        tuple(Projected(name, origin) for name, origin in relation.columns),
    )
    cut = _order(read) if order is not None else NOTHING
    return Relation(relation.columns, deciding([relation.rows, cut, all_of([limit, offset], outer)]), relation.rest)


def _values(node: exp.Values, outer: Frame) -> Relation:
    rows = [each.expressions if isinstance(each, exp.Tuple) else [each] for each in node.expressions]
    width = max((len(row) for row in rows), default=0)
    columns = (all_of((row[at] for row in rows if at < len(row)), outer) for at in range(width))
    return Relation(tuple((f"col{at}", origin) for at, origin in enumerate(columns)))
