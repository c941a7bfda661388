"""Published aggregates: typed tables, every cell with its level, what was held back as an empty number."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

import pyarrow as pa

from core.errors import UnknownKey
from core.manifest import content_hash
from datapool.aggregates.schema import BREAKDOWNS, PERSONS, SCHEMA_VERSION, WHOLE_KEYS, Breakdown
from datapool.aggregates.suppression import Key, Path, published

LEVEL, HELD_BACK = "level", "held_back"


@dataclass(frozen=True)
class Aggregates:
    """Everything a pool publishes in numbers.

    schema      version of the schema
    title       {zh, en} of what is counted
    is_made_up  whether the persons are made up
    first_year  the first calendar year; cut_off: the last day that is counted
    batches     [table] identifiers of the batches it rests on
    tables      [table] cells: the keys (null from the key on that a sum runs over), `level` how many keys are given,
                `persons` and the measures (null where held back), `held_back`
    """

    schema: str
    title: Mapping[str, str]
    is_made_up: bool
    first_year: int
    cut_off: date
    batches: Mapping[str, Sequence[str]]
    tables: Mapping[str, pa.Table]

    @property
    def last_year(self) -> int:
        """The last calendar year counted."""
        return self.cut_off.year

    @cached_property
    def version(self) -> str:
        """Hash of schema, cut-off, batches and every cell; the first 16 digits of sha256."""
        cells = {name: table.to_pydict() for name, table in self.tables.items()}
        return content_hash([self.describe(), cells])[:16]

    def describe(self) -> dict[str, Any]:
        """What it is, in plain values."""
        return {
            "schema": self.schema,
            "title": dict(self.title),
            "made_up": self.is_made_up,
            "first_year": self.first_year,
            "cut_off": self.cut_off.isoformat(),
            "batches": {table: list(batches) for table, batches in sorted(self.batches.items())},
        }

    def cell(self, table: str, *path: Key) -> Mapping[str, int] | None:
        """Persons (where shown) and measures of one cell, zeros where it is empty, None where it is held back.

        path  values of the first keys, in their order
        """
        cells = self._by_path(table)
        for length in range(1, len(path) + 1):
            known = cells.get(path[:length], _EMPTY)
            if known is None:
                return None
            if known is _EMPTY:
                return dict.fromkeys(self._shown(table), 0)
        return cells[path]

    def parts(self, table: str, *path: Key) -> dict[Key, Mapping[str, int] | None]:
        """[value of the next key] the cells one level below `path`, empty ones left out."""
        cells = self._by_path(table)
        return {found[-1]: cells[found] for found in self._children(table).get(path, ())}

    def _by_path(self, table: str) -> Mapping[Path, Mapping[str, int] | None]:
        if table not in self._indexed:
            raise UnknownKey(
                f"there are no aggregates called {table!r}.", remedy=f"There are: {', '.join(self.tables)}."
            )
        return self._indexed[table]

    def _shown(self, table: str) -> tuple[str, ...]:
        breakdown = BREAKDOWNS[table]
        return (*((PERSONS,) if breakdown.shows_persons else ()), *breakdown.measures)

    @cached_property
    def _indexed(self) -> dict[str, dict[Path, Mapping[str, int] | None]]:
        return {name: dict(_paths(BREAKDOWNS[name], table, self._shown(name))) for name, table in self.tables.items()}

    def _children(self, table: str) -> Mapping[Path, list[Path]]:
        return self._child_paths[table]

    @cached_property
    def _child_paths(self) -> dict[str, dict[Path, list[Path]]]:
        below: dict[str, dict[Path, list[Path]]] = {}
        for name, cells in self._indexed.items():
            below[name] = {}
            for path in cells:
                below[name].setdefault(path[:-1], []).append(path)
        return below


_EMPTY: Mapping[str, int] = {}


def _paths(
    breakdown: Breakdown, table: pa.Table, shown: Sequence[str]
) -> Iterator[tuple[Path, Mapping[str, int] | None]]:
    for row in table.to_pylist():
        path = tuple(row[key] for key in breakdown.keys[: row[LEVEL]])
        yield path, None if row[HELD_BACK] else {name: row[name] for name in shown}


def table_of(breakdown: Breakdown, cells: Mapping[Path, Sequence[int]]) -> pa.Table:
    """The published cells of a table, small ones held back.

    cells  [path] persons and measures of the finest cells
    """
    shown = ((PERSONS,) if breakdown.shows_persons else ()) + tuple(breakdown.measures)
    skipped = 0 if breakdown.shows_persons else 1
    columns: dict[str, list[Any]] = {name: [] for name in (*breakdown.keys, LEVEL, *shown, HELD_BACK)}
    for cell in published(cells):
        for place, key in enumerate(breakdown.keys):
            columns[key].append(cell.path[place] if place < len(cell.path) else None)
        columns[LEVEL].append(len(cell.path))
        columns[HELD_BACK].append(cell.sums is None)
        sums = cell.sums[skipped:] if cell.sums is not None else (None,) * len(shown)
        for name, value in zip(shown, sums, strict=True):
            columns[name].append(value)
    return pa.table(columns, schema=arrow_schema(breakdown))


def arrow_schema(breakdown: Breakdown) -> pa.Schema:
    """Columns and types of a published table."""
    keys = [(key, pa.int32() if key in WHOLE_KEYS else pa.string()) for key in breakdown.keys]
    shown = [(PERSONS, pa.int64())] if breakdown.shows_persons else []
    measures = [(name, pa.int64()) for name in breakdown.measures]
    return pa.schema(
        [*keys, (LEVEL, pa.int8()), *shown, *measures, (HELD_BACK, pa.bool_())],
        metadata={"schema": SCHEMA_VERSION, "table": breakdown.name},
    )
