"""What stands for several columns at once: stars, stars with columns left out or changed, and COLUMNS."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from sqlglot import exp

from datapool.lineage.expressions import aggregates, origin_of, parts_of
from datapool.lineage.frame import Frame
from datapool.lineage.origin import Origin, missing, together
from datapool.lineage.relation import ANY_COLUMN


@dataclass(frozen=True, slots=True)
class Projected:
    """One column of a SELECT.

    is_group  whether it is computed from a whole group, so that GROUP BY ALL does not group by it
    """

    name: str
    origin: Origin
    is_group: bool = False


def expanded(node: exp.Expr, frame: Frame) -> Iterator[Projected]:
    """The columns that one entry of a SELECT stands for."""
    inner = node.unalias()
    if isinstance(inner, exp.Star):
        yield from _starred(inner, list(frame.visible()), frame)
    elif isinstance(inner, exp.Column) and isinstance(inner.this, exp.Star):
        yield from _starred(inner.this, list(_of_table(inner, frame)), frame)
    elif isinstance(inner, exp.Like | exp.ILike) and isinstance(inner.this, exp.Star):
        yield from _alike(inner, frame)
    elif inner.find(exp.Columns) is not None:
        yield from _for_each_column(node, frame)
    elif isinstance(inner, exp.Explode) and (fields := list(_taken_apart(inner, frame))):
        yield from (Projected(name, origin) for name, origin in fields)
    else:
        yield Projected(_name_of(node), origin_of(inner, frame), aggregates(inner))


def chosen(node: exp.Columns, frame: Frame) -> Sequence[tuple[str, Origin]] | None:
    """The columns that COLUMNS(…) picks; None where that is decided when the statement runs."""
    asked = node.this
    visible = [pair for pair in frame.visible() if pair[0] != ANY_COLUMN]
    if len(visible) < len(list(frame.visible())):
        return None
    if isinstance(asked, exp.Star):
        return [(each.name, each.origin) for each in _starred(asked, visible, frame)]
    if isinstance(asked, exp.Literal) and asked.is_string:
        try:
            pattern = re.compile(asked.name)
        except re.error:
            return None
        return [(name, origin) for name, origin in visible if pattern.search(name)]
    if isinstance(asked, exp.Array) and all(isinstance(each, exp.Literal) for each in asked.expressions):
        wanted = [each.name.casefold() for each in asked.expressions]
        return [(name, origin) for name, origin in visible if name.casefold() in wanted]
    return None


def _starred(star: exp.Star, columns: Sequence[tuple[str, Origin]], frame: Frame) -> Iterator[Projected]:
    left_out = {each.name.casefold() for each in star.args.get("except_") or ()}
    replaced = {each.alias.casefold(): each.this for each in star.args.get("replace") or ()}
    renamed = {each.this.name.casefold(): each.alias for each in star.args.get("rename") or ()}
    for name, origin in columns:
        folded = name.casefold()
        if folded in left_out:
            continue
        is_group = folded in replaced and aggregates(replaced[folded])
        given = origin_of(replaced[folded], frame) if folded in replaced else origin
        yield Projected(renamed.get(folded, name), given, is_group)


def _taken_apart(node: exp.Explode, frame: Frame) -> Iterator[tuple[str, Origin]]:
    """The columns that unnest makes of a struct; with `recursive := true` of structs in lists and in each other too."""
    whole = origin_of(node.this, frame)
    if any(isinstance(each, exp.PropertyEQ) and each.this.name.casefold() == "recursive" for each in node.expressions):
        yield from _leaves(whole if whole.fields else whole.member())
    else:
        yield from whole.fields.items()


def _leaves(origin: Origin) -> Iterator[tuple[str, Origin]]:
    for name, each in origin.fields.items():
        yield from _leaves(each) if each.fields else [(name, each)]


def _of_table(node: exp.Column, frame: Frame) -> Iterator[tuple[str, Origin]]:
    """table.*, or struct.* where no table goes by that name."""
    names = parts_of(node)[:-1]
    relation = frame.relation(names[-1])
    if relation is not None:
        yield from relation.all_columns()
        return
    whole = frame.resolve(names)
    if whole.fields:
        yield from whole.fields.items()
        return
    unknown = whole.unknown | missing("star", ".".join(names)).unknown
    yield ANY_COLUMN, Origin(whole.value, whole.influence, unknown)


def _alike(node: exp.Like | exp.ILike, frame: Frame) -> Iterator[Projected]:
    pattern = node.expression
    if not isinstance(pattern, exp.Literal):
        yield Projected(ANY_COLUMN, missing("columns", "like"))
        return
    flags = re.IGNORECASE if isinstance(node, exp.ILike) else 0
    parts = (".*" if letter == "%" else "." if letter == "_" else re.escape(letter) for letter in pattern.name)
    wanted = re.compile("".join(parts), flags | re.DOTALL)
    for name, origin in frame.visible():
        if name == ANY_COLUMN or wanted.fullmatch(name):
            yield Projected(name, origin)


def _for_each_column(node: exp.Expr, frame: Frame) -> Iterator[Projected]:
    """The expression once for each column that its COLUMNS(…) picks."""
    asked = list(node.find_all(exp.Columns))
    picked = [chosen(each, frame) for each in asked]
    first = picked[0]
    if first is None or any(each is None or len(each) != len(first) for each in picked):
        yield Projected(ANY_COLUMN, missing("columns", "columns"))
        return
    if any(each.args.get("unpack") for each in asked):
        yield _unpacked(node, frame, first)
        return
    alias = node.alias if isinstance(node, exp.Alias) else ""
    for at, (name, _) in enumerate(first):
        # Each pick goes by a name that no query can give, so that it cannot be taken for another column.
        picks = {f"\0{number}": each[at][1] for number, each in enumerate(picked) if each is not None}
        origin = origin_of(_with_picks(node.unalias(), picks), _knowing(frame, picks))
        yield Projected(_renamed(name, alias, asked[0]), origin, aggregates(node))


def _renamed(name: str, alias: str, asked: exp.Columns) -> str:
    """The alias, in which groups of the pattern may stand: \\1 for the first, \\0 for the whole name."""
    if "\\" not in alias:
        return alias or name
    found = re.search(asked.this.name, name) if isinstance(asked.this, exp.Literal) else None
    try:
        return found.expand(alias.replace("\\0", r"\g<0>")) if found is not None else name
    except re.error:
        return name


def _with_picks(node: exp.Expr, picks: Mapping[str, Origin]) -> exp.Expr:
    names = iter(picks)
    copied = node.copy()
    if isinstance(copied, exp.Columns):
        return exp.column(next(names), quoted=True)
    for each in list(copied.find_all(exp.Columns)):
        each.replace(exp.column(next(names), quoted=True))
    return copied


def _knowing(frame: Frame, picks: Mapping[str, Origin]) -> Frame:
    return replace(frame, merged={**frame.merged, **picks})


def _unpacked(node: exp.Expr, frame: Frame, columns: Sequence[tuple[str, Origin]]) -> Projected:
    """*COLUMNS(…): all of them as arguments of one call."""
    picks = {"\0all": together(origin for _, origin in columns)}
    inner = _with_picks(node.unalias(), picks)
    return Projected(_name_of(node), origin_of(inner, _knowing(frame, picks)), aggregates(node))


def _name_of(node: exp.Expr) -> str:
    """As DuckDB names it; of an expression without an alias, its text without what stands in quotes."""
    if node.alias_or_name and isinstance(node, exp.Alias | exp.Column | exp.Dot):
        return str(node.alias_or_name)
    return _without_values(node)


def _without_values(node: exp.Expr) -> str:
    """The text of an expression in which every value is a question mark: a name must not tell a value."""

    def hidden(each: exp.Expr) -> exp.Expr:
        return exp.Placeholder() if isinstance(each, exp.Literal) else each

    return node.copy().transform(hidden).sql(dialect="duckdb")
