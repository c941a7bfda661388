"""The lineage of one column laid out: tables as boxes from left to right, columns as their lines, edges between."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from dashboards.data.lineage_names import stage_of
from datapool.lineage.graph import Graph, Reached
from datapool.lineage.origin import By, Source, Unknown

# Left of what the pool holds stand its sources and what judges them, right of it what is made of it.
LANES: Mapping[str, int] = {
    "feed": 0,
    "records": 0,
    "standards": 0,
    "law": 0,
    "intake": 1,
    "pool": 2,
    "quality": 3,
    "aggregates": 3,
    "profiles": 3,
    "marts": 3,
}
LANE_WIDTH, LANE_GAP = 230, 72
HEAD, LINE, FOOT, BOX_GAP = 42, 24, 6, 14
# More columns of a table than these are drawn as one line that counts them.
MOST_LINES = {By.VALUE: 10, By.INFLUENCE: 3}
# More tables of a lane than these are drawn as one box, where columns of theirs have an influence only.
MOST_BOXES = 7


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a box.

    columns  those it stands for; more than one where they are only counted
    by       how they reach the column asked about, None for that column itself
    reached  one of each, in the same order; empty for the column itself
    """

    columns: tuple[Source, ...]
    by: By | None
    reached: tuple[Reached, ...]
    unknown: frozenset[Unknown]


@dataclass(frozen=True, slots=True)
class Box:
    """One table, or several that are only counted; `left`, `top` in pixels."""

    tables: tuple[str, ...]
    lines: tuple[Line, ...]
    lane: int
    left: int = 0
    top: int = 0

    @property
    def height(self) -> int:
        """In pixels."""
        return HEAD + LINE * len(self.lines) + FOOT


@dataclass(frozen=True, slots=True)
class Wire:
    """One edge: from the right of a line to the left of another, `start` and `end` as (x, y) in pixels."""

    start: tuple[int, int]
    end: tuple[int, int]
    by: By


@dataclass(frozen=True, slots=True)
class Layout:
    """The whole drawing, in pixels."""

    boxes: tuple[Box, ...]
    wires: tuple[Wire, ...]
    width: int
    height: int


def lay_out(graph: Graph, column: Source, *, with_influence: bool) -> Layout:
    """What a column comes from and leads to.

    with_influence  whether columns are drawn that only decide about it, or about which it only decides
    """
    upstream, downstream = graph.upstream(column), graph.downstream(column)
    reached = [each for each in (*upstream, *downstream) if with_influence or each.by is By.VALUE]
    asked = Line((column,), None, (), graph.unknown.get(column, frozenset()))
    beside = _lines([each for each in reached if each.column.table == column.table])
    own = Box((column.table,), (asked, *beside), _lane(column))
    boxes = _placed([own, *_boxes([each for each in reached if each.column.table != column.table])], own)
    return Layout(
        boxes=boxes,
        wires=tuple(_wires(graph, boxes, reached, upstream)),
        width=max(box.left for box in boxes) + LANE_WIDTH,
        height=max(box.top + box.height for box in boxes),
    )


def lines_of(found: Sequence[Reached], *, with_influence: bool) -> list[tuple[str, Line]]:
    """(table, line) of the same lines as a list, in the order of stages and tables."""
    kept = [each for each in found if with_influence or each.by is By.VALUE]
    tables: dict[str, list[Reached]] = {}
    for each in kept:
        tables.setdefault(each.column.table, []).append(each)
    return [(table, line) for table, some in tables.items() for line in _lines(some)]


def _boxes(reached: Sequence[Reached]) -> list[Box]:
    tables: dict[str, list[Reached]] = {}
    for each in reached:
        tables.setdefault(each.column.table, []).append(each)
    boxes = [Box((table,), tuple(_lines(some)), _lane(some[0].column)) for table, some in tables.items()]
    boxes.sort(key=lambda box: (box.lane, all(line.by is By.INFLUENCE for line in box.lines), box.tables))
    kept: list[Box] = []
    for lane in sorted({box.lane for box in boxes}):
        here = [box for box in boxes if box.lane == lane]
        few = here[: MOST_BOXES - 1] if len(here) > MOST_BOXES else here
        rest = here[len(few) :]
        # What values flow through is drawn wherever it can be: it is what was asked for.
        valued = [box for box in rest if any(line.by is By.VALUE for line in box.lines)][:MOST_BOXES]
        rest = [box for box in rest if box not in valued]
        kept += [*few, *valued, *([_counted(rest)] if rest else [])]
    return kept


def _counted(boxes: Sequence[Box]) -> Box:
    """Several tables as one box, with a line for each way in which they are reached."""
    lines = []
    for by in By:
        some = [line for box in boxes for line in box.lines if line.by is by]
        if some:
            reached = tuple(each for line in some for each in line.reached)
            lines.append(_line(by, reached))
    return Box(tuple(table for box in boxes for table in box.tables), tuple(lines), boxes[0].lane)


def _lines(reached: Sequence[Reached]) -> Iterable[Line]:
    for by in By:
        some = tuple(each for each in reached if each.by is by)
        if len(some) <= MOST_LINES[by]:
            yield from (_line(by, (each,)) for each in some)
        else:
            shown = MOST_LINES[by] - 1 if by is By.VALUE else 0
            yield from (_line(by, (each,)) for each in some[:shown])
            yield _line(by, some[shown:])


def _line(by: By, reached: tuple[Reached, ...]) -> Line:
    unknown = frozenset[Unknown]().union(*(each.unknown for each in reached))
    return Line(tuple(each.column for each in reached), by, reached, unknown)


def _lane(column: Source) -> int:
    return LANES.get(stage_of(column.table), max(LANES.values()))


def _placed(boxes: Sequence[Box], own: Box) -> tuple[Box, ...]:
    """Lanes that are used, side by side; the column asked about at the top of its lane."""
    lanes = sorted({box.lane for box in boxes})
    # What judges the rows stands lower, so that values pass above it on their way from feed to pool.
    tops = {lane: own.height + BOX_GAP if lane == LANES["intake"] != own.lane else 0 for lane in lanes}
    placed = []
    for box in sorted(boxes, key=lambda each: each is not own):
        left = lanes.index(box.lane) * (LANE_WIDTH + LANE_GAP)
        placed.append(Box(box.tables, box.lines, box.lane, left, tops[box.lane]))
        tops[box.lane] += box.height + BOX_GAP
    return tuple(placed)


def _wires(
    graph: Graph, boxes: Sequence[Box], reached: Sequence[Reached], upstream: Sequence[Reached]
) -> Iterable[Wire]:
    """The last part of the way to each line; a way that leads through a column not drawn ends at the next that is."""
    places: dict[Source, tuple[int, int]] = {}
    for box in boxes:
        for at, line in enumerate(box.lines):
            for column in line.columns:
                places[column] = (box.left, box.top + HEAD + LINE * at + LINE // 2)
    before = {each.column for each in upstream}
    by_value = {(edge.source, edge.target) for edge in graph.edges if edge.by is By.VALUE}
    seen: dict[tuple[tuple[int, int], tuple[int, int]], By] = {}
    for each in reached:
        near = next(step for step in reversed(each.path[:-1]) if step in places)
        source, target = (each.column, near) if each.column in before else (near, each.column)
        ends = (places[source][0] + LANE_WIDTH, places[source][1]), places[target]
        if places[source] != places[target]:
            # A line that stands for several is reached by a value as soon as one of them is.
            is_value = (source, target) in by_value or seen.get(ends) is By.VALUE
            seen[ends] = By.VALUE if is_value else By.INFLUENCE
    yield from (Wire(start, end, by) for (start, end), by in seen.items())
