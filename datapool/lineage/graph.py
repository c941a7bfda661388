"""The graph of columns: from what a department delivers to what the pool gives out, and how each reaches another."""

from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from core.errors import UnknownKey
from datapool.lineage.origin import By, Source, Unknown
from datapool.lineage.statements import Lineage

# Where a column stands: as delivered, judged by the intake, in the pool, and in what is made of it.
STAGES = ("feed", "records", "standards", "law", "intake", "pool", "quality", "aggregates", "profiles", "marts")
_PLAIN_STAGE = "pool"


@dataclass(frozen=True, slots=True, order=True)
class Edge:
    """One column reaches another: in which step, and how."""

    source: Source
    target: Source
    by: By
    step: str


@dataclass(frozen=True, slots=True)
class Made:
    """What one step makes: the columns of a table, each with what it comes from.

    table  stage.table, where the columns of the lineage stand
    step   what made it, such as `quality Q-X-001`
    """

    table: str
    lineage: Lineage
    step: str


@dataclass(frozen=True, slots=True)
class Reached:
    """A column that another comes from or leads to.

    by       value where some way leads by values alone
    path     the shortest such way, from the column asked about to this one, both included
    steps    the step of every part of the way
    unknown  what of this column cannot be told
    """

    column: Source
    by: By
    path: tuple[Source, ...]
    steps: tuple[str, ...]
    unknown: frozenset[Unknown]


@dataclass(frozen=True)
class Graph:
    """Edges in order, and [column] what of it cannot be told."""

    edges: tuple[Edge, ...]
    unknown: Mapping[Source, frozenset[Unknown]]

    @cached_property
    def columns(self) -> tuple[Source, ...]:
        """Every column, in order."""
        ends = {end for edge in self.edges for end in (edge.source, edge.target)}
        return tuple(sorted(ends | self.unknown.keys()))

    def find(self, name: str) -> Source:
        """The column of a name such as hrss_insured.sex, or with its stage, as marts.risk.hrss_insured.sex.

        Without a stage it is looked for in the pool first. Raises UnknownKey where none is meant, or more than one.
        """
        found = [each for each in self.columns if text_of(each) == name]
        if not found:
            found = [each for each in self.columns if text_of(each) == f"{_PLAIN_STAGE}.{name}"]
        if not found:
            found = [each for each in self.columns if text_of(each).partition(".")[2] == name]
        if len(found) == 1:
            return found[0]
        if found:
            meant = ", ".join(map(text_of, found))
            raise UnknownKey(f"{name} may be several columns.", remedy=f"Write one of {meant}.")
        raise UnknownKey(f"there is no column {name}.", remedy=self._alike(name))

    def upstream(self, column: Source) -> tuple[Reached, ...]:
        """Every column it comes from."""
        return self._reached(column, self._before)

    def downstream(self, column: Source) -> tuple[Reached, ...]:
        """Every column that comes from it."""
        return self._reached(column, self._after)

    @cached_property
    def _before(self) -> Mapping[Source, list[tuple[Source, Edge]]]:
        found: dict[Source, list[tuple[Source, Edge]]] = {}
        for edge in self.edges:
            found.setdefault(edge.target, []).append((edge.source, edge))
        return found

    @cached_property
    def _after(self) -> Mapping[Source, list[tuple[Source, Edge]]]:
        found: dict[Source, list[tuple[Source, Edge]]] = {}
        for edge in self.edges:
            found.setdefault(edge.source, []).append((edge.target, edge))
        return found

    def _reached(self, start: Source, ways: Mapping[Source, list[tuple[Source, Edge]]]) -> tuple[Reached, ...]:
        """First along values alone, then along everything; each time the shortest way."""
        paths: dict[Source, tuple[Source, ...]] = {start: (start,)}
        steps: dict[Source, tuple[str, ...]] = {start: ()}
        by: dict[Source, By] = {}
        for kinds in ((By.VALUE,), (By.VALUE, By.INFLUENCE)):
            waiting = deque(sorted(paths, key=lambda each: (len(paths[each]), each)))
            while waiting:
                here = waiting.popleft()
                for there, edge in ways.get(here, ()):
                    if edge.by in kinds and there not in paths:
                        paths[there], steps[there] = (*paths[here], there), (*steps[here], edge.step)
                        by[there] = kinds[-1]
                        waiting.append(there)
        return tuple(
            Reached(each, by[each], paths[each], steps[each], self.unknown.get(each, frozenset()))
            for each in sorted(by, key=lambda one: (_stage(one), by[one] is By.INFLUENCE, one))
        )

    def _alike(self, name: str) -> str:
        """Columns with the same last part, or the tables there are."""
        last = name.rpartition(".")[2]
        alike = [text_of(each) for each in self.columns if each.column == last][:5]
        return f"There are {', '.join(alike)}." if alike else "Write TABLE.COLUMN, such as hrss_insured.sex."


def text_of(column: Source) -> str:
    """Such as pool.hrss_insured.sex."""
    return f"{column.table}.{column.column}"


def graph_of(made: Iterable[Made]) -> Graph:
    """The graph of all that steps make; in the same order whatever the order of the steps."""
    edges: set[Edge] = set()
    unknown: dict[Source, frozenset[Unknown]] = {}
    for each in made:
        for output in each.lineage.columns:
            target = Source(each.table, output.name)
            edges |= {Edge(source, target, By.VALUE, each.step) for source in output.value}
            edges |= {Edge(source, target, By.INFLUENCE, each.step) for source in output.influence}
            if output.unknown:
                unknown[target] = unknown.get(target, frozenset()) | output.unknown
    return Graph(tuple(sorted(edges)), dict(sorted(unknown.items())))


def _stage(column: Source) -> int:
    stage = column.table.partition(".")[0]
    return STAGES.index(stage) if stage in STAGES else len(STAGES)
