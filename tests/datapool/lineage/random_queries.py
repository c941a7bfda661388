"""Questions made by chance over whole numbers, whose answer does not depend on the order of rows."""

from typing import Any

from hypothesis import strategies as st

TABLES = {
    "persons": ("id", "firm"),
    "pay": ("person", "month", "amount"),
    "firms": ("id", "size"),
    "deaths": ("person",),
    "awards": ("person", "pension"),
    "wide": ("id", "q1", "q2", "q3"),
}
_SIGNS = ("=", "<", ">", "<>", "<=")
_AGGREGATES = ("sum({0})", "count({0})", "max({0})", "min({0}) FILTER (WHERE {1} > 2)", "count(*)", "bit_or({0})")
Columns = list[str]


@st.composite
def queries(draw: Any, *, outer: tuple[str, ...] = (), depth: int = 2, width: int | None = None) -> str:
    """A query with columns c0, c1 …; `outer` are columns of the query around it."""
    if depth and draw(st.integers(0, 4)) == 0:
        return _combined(draw, outer, depth, width)
    reach, clauses = _from(draw, outer, depth)
    number = width or draw(st.integers(1, 3))
    where = f" WHERE {_condition(draw, reach, outer, depth)}" if draw(st.booleans()) else ""
    if draw(st.integers(0, 2)) == 0:
        return _grouped(draw, reach, clauses + where, number)
    listed = [f"{_expression(draw, reach, outer, depth)} AS c{at}" for at in range(number)]
    qualify = ""
    if draw(st.integers(0, 5)) == 0:
        keys = f"PARTITION BY {draw(st.sampled_from(reach))} ORDER BY {draw(st.sampled_from(reach))}"
        qualify = f" QUALIFY rank() OVER ({keys}) <= 2"
    distinct = draw(st.sampled_from(("", "", "DISTINCT ")))
    cut = draw(st.sampled_from(("", "", " ORDER BY ALL LIMIT 4")))
    return f"SELECT {distinct}{', '.join(listed)}{clauses}{where}{qualify}{cut}"


def _combined(draw: Any, outer: tuple[str, ...], depth: int, width: int | None) -> str:
    number = width or draw(st.integers(1, 2))
    one, other = (draw(queries(outer=outer, depth=depth - 1, width=number)) for _ in range(2))
    sign = draw(st.sampled_from(("UNION", "UNION ALL", "INTERSECT", "EXCEPT", "UNION ALL BY NAME")))
    return f"SELECT * FROM (({one}) {sign} ({other}))"


def _from(draw: Any, outer: tuple[str, ...], depth: int) -> tuple[Columns, str]:
    """Columns in reach, and the clause that brings them there."""
    level = f"t{depth}"
    reach, clause = _entry(draw, f"{level}a", depth)
    if draw(st.booleans()):
        more, entry = _entry(draw, f"{level}b", depth)
        kind = draw(
            st.sampled_from(("JOIN", "LEFT JOIN", "FULL JOIN", "RIGHT JOIN", "SEMI JOIN", "ANTI JOIN", "CROSS JOIN"))
        )
        on = "" if kind == "CROSS JOIN" else f" ON {draw(st.sampled_from(reach))} = {draw(st.sampled_from(more))}"
        clause = f"{clause} {kind} {entry}{on}"
        if kind not in ("SEMI JOIN", "ANTI JOIN"):
            reach = reach + more
    return reach, f" FROM {clause}"


def _entry(draw: Any, alias: str, depth: int) -> tuple[Columns, str]:
    if depth and draw(st.integers(0, 2)) == 0:
        number = draw(st.integers(1, 3))
        inner = draw(queries(depth=depth - 1, width=number))
        return [f"{alias}.c{at}" for at in range(number)], f"({inner}) {alias}"
    table = draw(st.sampled_from(sorted(TABLES)))
    return [f"{alias}.{name}" for name in TABLES[table]], f"{table} {alias}"


def _condition(draw: Any, reach: Columns, outer: tuple[str, ...], depth: int) -> str:
    kind = draw(st.integers(0, 4)) if depth else 0
    one = draw(st.sampled_from(reach))
    if kind == 1:
        return f"{draw(st.sampled_from(('', 'NOT ')))}EXISTS ({draw(_correlated(reach, depth))})"
    if kind == 2:
        return f"{one} IN ({draw(queries(depth=depth - 1, width=1))})"
    other = draw(st.sampled_from([*reach, *outer, "2", "3"]))
    return f"{one} {draw(st.sampled_from(_SIGNS))} {other}"


@st.composite
def _correlated(draw: Any, reach: Columns, depth: int) -> str:
    table = draw(st.sampled_from(sorted(TABLES)))
    alias = f"s{depth}"
    own = [f"{alias}.{name}" for name in TABLES[table]]
    measure = draw(st.sampled_from(("max", "sum", "count")))
    equal = f"{draw(st.sampled_from(own))} = {draw(st.sampled_from(reach))}"
    return (
        f"SELECT {measure}({draw(st.sampled_from(own))}) AS c0 FROM {table} {alias} WHERE {equal} HAVING count(*) > 1"
    )


def _expression(draw: Any, reach: Columns, outer: tuple[str, ...], depth: int) -> str:
    one, other, third = (draw(st.sampled_from([*reach, *outer])) for _ in range(3))
    shapes = [
        one,
        f"{one} + {other}",
        f"coalesce({one}, {other})",
        f"nullif({one}, {other})",
        f"CASE WHEN {one} > 2 THEN {other} ELSE {third} END",
        f"struct_pack(a := {one}, b := {other}).a",
        f"[{one}, {other}][2]",
        f"sum({draw(st.sampled_from(reach))}) OVER (PARTITION BY {draw(st.sampled_from(reach))})",
        f"rank() OVER (ORDER BY {draw(st.sampled_from(reach))})",
    ]
    if depth:
        shapes.append(f"({draw(_correlated(reach, depth))})")
    return draw(st.sampled_from(shapes))


def _grouped(draw: Any, reach: Columns, clauses: str, number: int) -> str:
    keys = [draw(st.sampled_from(reach)) for _ in range(draw(st.integers(0, 1)))]
    listed = [f"{key} AS c{at}" for at, key in enumerate(keys)][:number]
    for at in range(len(listed), number):
        shape = draw(st.sampled_from(_AGGREGATES))
        one, other = (draw(st.sampled_from(reach)) for _ in range(2))
        listed.append(f"{shape.format(one, other)} AS c{at}")
    group = f" GROUP BY {draw(st.sampled_from(('ALL', keys[0])))}" if keys else ""
    having = f" HAVING count({draw(st.sampled_from(reach))}) > 1" if keys and draw(st.booleans()) else ""
    if keys and number == 1 and group.endswith("ALL") and having:
        group = f" GROUP BY {keys[0]}"
    return f"SELECT {', '.join(listed)}{clauses}{group}{having}"
