"""What an expression is made of.

Conditions that choose (CASE, IF, FILTER, a window's partition and order, the order inside an aggregate, the key of
arg_max, the index of a list) influence; what they choose from is value. Both sides of a comparison that is itself the
result are value. EXISTS asks only whether there are rows, so that what decides about the rows influences it.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import cache

from sqlglot import exp

from core import duck
from datapool.lineage.frame import Frame
from datapool.lineage.origin import NOTHING, Origin, missing, together
from datapool.lineage.relation import Macro, Relation

Special = Callable[[exp.Expr, Frame], Origin]
# What these read is named by their arguments while the statement runs.
_DYNAMIC = ("getvariable", "current_setting", "query", "query_table")
# Of these alone, a struct or list that goes in comes out as it was; any other function may mix its parts.
_WHOLE = (exp.Connector, exp.Cast, exp.Coalesce, exp.AnyValue, exp.First, exp.Last)
_LISTAGG = (exp.GroupConcat, exp.ArrayAgg)


def origin_of(node: exp.Expr, frame: Frame) -> Origin:
    """What the expression is made of; long chains of AND or + are walked without recursion."""
    found: list[Origin] = []
    waiting, is_mixed = [node], False
    while waiting:
        each = waiting.pop()
        special = _SPECIAL.get(type(each))
        if frame.catalog.macros and _is_hidden(each, frame):
            found.append(_hidden(each, frame))
        elif special is not None:
            found.append(special(each, frame))
        elif isinstance(each, exp.Query):
            found.append(_scalar(each, frame))
        elif not isinstance(each, exp.DataType):
            is_mixed |= isinstance(each, exp.Func) and not isinstance(each, _WHOLE)
            waiting.extend(each.iter_expressions())
    return together(found).as_whole() if is_mixed else together(found)


def all_of(nodes: Iterable[exp.Expr | None], frame: Frame) -> Origin:
    """What several are made of together; None among them is skipped."""
    return together(origin_of(node, frame) for node in nodes if node is not None)


def parts_of(column: exp.Column) -> list[str]:
    """The names of a column from the outermost in: schema, table, column."""
    return [part.name for part in column.parts]


def aggregates(node: exp.Expr) -> bool:
    """Whether an expression is computed from a whole group: it holds an aggregate that is no window."""
    for each in node.walk(prune=lambda inner: isinstance(inner, exp.Query | exp.Window)):
        if isinstance(each, exp.AggFunc):
            return True
        if isinstance(each, exp.Func) and _function_name(each) in _names_of_aggregates():
            return True
    return False


@cache
def _names_of_aggregates() -> frozenset[str]:
    with duck.connect() as connection:
        rows = connection.execute(
            "SELECT DISTINCT function_name FROM duckdb_functions() WHERE function_type = 'aggregate'"
        ).fetchall()
    return frozenset(str(name) for (name,) in rows)


def _function_name(node: exp.Func) -> str:
    return (node.name if isinstance(node, exp.Anonymous) else node.sql_name()).casefold()


def _column(node: exp.Expr, frame: Frame) -> Origin:
    assert isinstance(node, exp.Column)
    if isinstance(node.this, exp.Star):
        return missing("columns", "*")
    return frame.resolve(parts_of(node))


def _identifier(node: exp.Expr, frame: Frame) -> Origin:
    """The name of an element inside a lambda; any other name is part of what stands around it."""
    return NOTHING


def _dot(node: exp.Expr, frame: Frame) -> Origin:
    """A field of a struct, or a function written behind its first argument."""
    owner, member = node.this, node.expression
    whole = frame.resolve([owner.name]) if isinstance(owner, exp.Identifier) else origin_of(owner, frame)
    if isinstance(member, exp.Identifier):
        return whole.part(member.name)
    return together([whole, origin_of(member, frame)])


def _bracket(node: exp.Expr, frame: Frame) -> Origin:
    whole, chosen = origin_of(node.this, frame), node.expressions
    if len(chosen) == 1 and isinstance(chosen[0], exp.Literal) and chosen[0].is_string:
        return whole.part(chosen[0].name)
    return whole.member().with_influence(all_of(chosen, frame))


def _field(node: exp.Expr, frame: Frame) -> Origin:
    """struct_extract, or a path into a document: a path that is itself computed chooses."""
    whole, path = origin_of(node.this, frame), node.expression
    if isinstance(path, exp.Literal) and path.is_string:
        return whole.part(path.name)
    return whole.as_whole().with_influence(all_of([path], frame))


def _struct(node: exp.Expr, frame: Frame) -> Origin:
    fields: dict[str, Origin] = {}
    for each in node.expressions:
        named = isinstance(each, exp.PropertyEQ)
        name = each.this.name if named else each.alias_or_name
        fields[name.casefold()] = origin_of(each.expression if named else each, frame)
    whole = together(fields.values())
    return Origin(whole.value, whole.influence, whole.unknown, fields)


def _array(node: exp.Expr, frame: Frame) -> Origin:
    """A list that is written, or what a query gives in its order."""
    if len(node.expressions) == 1 and isinstance(node.expressions[0], exp.Query):
        return _scalar(_in_its_order(node.expressions[0]), frame)
    found = [origin_of(each, frame) for each in node.expressions]
    return replace(together(found), fields={}, element=_alike(found))


def _alike(elements: Sequence[Origin]) -> Origin | None:
    """What each of several structs with the same fields is made of, field by field."""
    names = {tuple(each.fields) for each in elements}
    if len(names) != 1 or () in names:
        return None
    fields = {name: together(each.fields[name] for each in elements) for name in next(iter(names))}
    return replace(together(elements), fields=fields, element=None)


def _in_its_order(query: exp.Query) -> exp.Query:
    """The query cut off nowhere: so its order is asked for, which is that of the list."""
    ordered = query.copy()
    if ordered.args.get("order") is not None and ordered.args.get("limit") is None:
        ordered.set("limit", exp.Limit(expression=exp.Null()))
    return ordered


def _gathered(node: exp.Expr, frame: Frame) -> Origin:
    """A list made of a group."""
    each = origin_of(node.this, frame)
    return Origin(each.value, each.influence, each.unknown, element=each if each.fields or each.element else None)


def _exploded(node: exp.Expr, frame: Frame) -> Origin:
    """One element of the list; a struct is taken apart, and stays what it is."""
    whole = origin_of(node.this, frame)
    return whole if whole.fields else whole.member()


def _map(node: exp.Expr, frame: Frame) -> Origin:
    """Keys that are written name the values apart; keys that are computed are values too."""
    pairs = node.this.expressions if isinstance(node.this, exp.Struct) else []
    if pairs and all(isinstance(pair, exp.PropertyEQ) and isinstance(pair.this, exp.Literal) for pair in pairs):
        return _struct(node.this, frame)
    computed = [_as_column(pair.this) for pair in pairs if isinstance(pair, exp.PropertyEQ)]
    whole = all_of([*computed, *map(_argument, pairs)] if pairs else node.iter_expressions(), frame)
    return Origin(whole.value, whole.influence, whole.unknown)


def _as_column(key: exp.Expr) -> exp.Expr:
    return exp.Column(this=key.copy()) if isinstance(key, exp.Identifier) else key


def _case(node: exp.Expr, frame: Frame) -> Origin:
    asked = [node.this, *(branch.this for branch in node.args["ifs"])]
    given = [*(branch.args.get("true") for branch in node.args["ifs"]), node.args.get("default")]
    return all_of(given, frame).with_influence(all_of(asked, frame))


def _if(node: exp.Expr, frame: Frame) -> Origin:
    given = all_of([node.args.get("true"), node.args.get("false")], frame)
    return given.with_influence(origin_of(node.this, frame))


def _chosen_by(node: exp.Expr, frame: Frame) -> Origin:
    """The first argument, where the second decides: nullif, arg_max, FILTER."""
    return origin_of(node.this, frame).with_influence(all_of([node.expression], frame))


def _filtered(node: exp.Expr, frame: Frame) -> Origin:
    """The elements of a list that pass; what is asked of an element may be any part of it."""
    whole = origin_of(node.this, frame)
    chosen = whole if whole.element is None else whole.with_influence(whole.as_whole())
    return chosen.with_influence(all_of([node.expression], frame))


def _ordered_argument(node: exp.Expr, frame: Frame) -> Origin:
    return all_of([node.this], frame).with_influence(all_of(node.expressions, frame))


def _within_group(node: exp.Expr, frame: Frame) -> Origin:
    """The order of a list influences it; a quantile or mode is taken out of what is ordered."""
    ordered = all_of(node.expression.expressions, frame)
    own = origin_of(node.this, frame)
    return own.with_influence(ordered) if isinstance(node.this, _LISTAGG) else together([own, ordered])


def _window(node: exp.Expr, frame: Frame) -> Origin:
    return origin_of(node.this, frame).with_influence(_window_keys(node, frame))


def _window_keys(node: exp.Expr, frame: Frame) -> Origin:
    spec = node.args.get("spec")
    bounds = [spec.args.get("start"), spec.args.get("end")] if spec is not None else []
    order = node.args.get("order")
    keys: list[exp.Expr | None] = [*(node.args.get("partition_by") or []), order]
    keys += [bound for bound in bounds if isinstance(bound, exp.Expr)]
    own = all_of(keys, frame)
    base = frame.windows.get(node.alias.casefold()) if node.alias else None
    return together([own, _window_keys(base, frame)]) if base is not None and base is not node else own


def _lambda(node: exp.Expr, frame: Frame) -> Origin:
    return origin_of(node.this, frame.with_locals(name.name for name in node.expressions))


def _comprehension(node: exp.Expr, frame: Frame) -> Origin:
    named = [node.expression, node.args.get("position")]
    inside = frame.with_locals(name.name for name in named if name is not None)
    given = together([origin_of(node.this, inside), origin_of(node.args["iterator"], frame)])
    return given.with_influence(all_of([node.args.get("condition")], inside))


def _scalar(node: exp.Expr, frame: Frame) -> Origin:
    """A query that stands for a value, or for the values of a list."""
    relation = frame.read(node, frame)
    own = together(origin for _, origin in relation.all_columns())
    return own.with_influence(relation.rows)


def _exists(node: exp.Expr, frame: Frame) -> Origin:
    query = node.this
    if not isinstance(query, exp.Query):
        return origin_of(query, frame)
    relation: Relation = frame.read(query, frame)
    return relation.rows.as_influence()


def _anonymous(node: exp.Expr, frame: Frame) -> Origin:
    """A macro is put in place of its call; of any other function every argument is value."""
    assert isinstance(node, exp.Anonymous)
    name = node.name.casefold()
    if name in frame.catalog.macros:
        return _expanded(frame.catalog.macros[name], node, frame)
    given = all_of((_argument(each) for each in node.expressions), frame).as_whole()
    return together([given, missing("function", name)]) if name in _DYNAMIC else given


def _is_hidden(node: exp.Expr, frame: Frame) -> bool:
    """Whether a macro has the name of a function that the parser knows, and so is not seen to be called."""
    if not isinstance(node, exp.Func) or isinstance(node, exp.Anonymous):
        return False
    return any(name.casefold() in frame.catalog.macros for name in node.sql_names())


def _hidden(node: exp.Expr, frame: Frame) -> Origin:
    """Its arguments come in an order of the parser's, so that what the macro makes of each is not known."""
    return together([all_of(node.iter_expressions(), frame), missing("function", node.key)])


def _argument(node: exp.Expr) -> exp.Expr:
    """The value of an argument that is given by name."""
    return node.expression if isinstance(node, exp.PropertyEQ) else node


def _expanded(macro: Macro, call: exp.Anonymous, frame: Frame) -> Origin:
    """The body, in which each parameter stands for what its argument is made of where the macro is called."""
    return origin_of(macro.body, replace(frame, given=arguments(macro, call, frame)))


def arguments(macro: Macro, call: exp.Anonymous, frame: Frame) -> Mapping[str, Origin]:
    """[parameter] what its argument is made of; a default is a constant."""
    given = dict.fromkeys(macro.parameters, NOTHING)
    by_place = [each for each in call.expressions if not isinstance(each, exp.PropertyEQ)]
    for name, argument in zip(macro.parameters, by_place, strict=False):
        given[name] = origin_of(argument, frame)
    for argument in call.expressions:
        if isinstance(argument, exp.PropertyEQ):
            given[argument.this.name.casefold()] = origin_of(argument.expression, frame)
    return given


def _named_value(node: exp.Expr, frame: Frame) -> Origin:
    return origin_of(node.expression, frame)


def _subquery(node: exp.Expr, frame: Frame) -> Origin:
    return _scalar(node, frame)


def _columns(node: exp.Expr, frame: Frame) -> Origin:
    return missing("columns", "columns")


_SPECIAL: Mapping[type[exp.Expr], Special] = {
    exp.Column: _column,
    exp.Identifier: _identifier,
    exp.Dot: _dot,
    exp.Bracket: _bracket,
    exp.StructExtract: _field,
    exp.JSONExtract: _field,
    exp.JSONExtractScalar: _field,
    exp.Struct: _struct,
    exp.Array: _array,
    exp.ArrayAgg: _gathered,
    exp.Explode: _exploded,
    exp.ToMap: _map,
    exp.PropertyEQ: _named_value,
    exp.Case: _case,
    exp.If: _if,
    exp.Nullif: _chosen_by,
    exp.ArgMax: _chosen_by,
    exp.ArgMin: _chosen_by,
    exp.Filter: _chosen_by,
    exp.ArrayFilter: _filtered,
    exp.Order: _ordered_argument,
    exp.WithinGroup: _within_group,
    exp.Window: _window,
    exp.Lambda: _lambda,
    exp.Comprehension: _comprehension,
    exp.Subquery: _subquery,
    exp.Exists: _exists,
    exp.Anonymous: _anonymous,
    exp.Columns: _columns,
}
