"""Delivered text made into standard values; what repeats itself is checked once per value, not once per row."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.compute as arrow
from numpy.typing import NDArray

from core import duck
from datapool.intake.refusal import RowsLost
from datapool.intake.rows import LINE
from datapool.standards.expressions import FAULTS, prepare, standardise
from datapool.standards.regions import Regions
from datapool.standards.sources import Column, Table

BATCH, ROW = "_batch", "_row"
MISSING, OTHER_PROVINCE = "missing", "other_province"
MEMORY = "700MB"
# Whether a column repeats itself is told by so many first rows, of which so many at most are values of their own.
FIRST_ROWS, MOST_DIFFERENT = 8192, 0.5
# Below so many rows one query for all columns is quicker than telling them apart.
FEW_ROWS = 5000
Reasons = list[tuple[str, str]]
_ARROW = {
    "VARCHAR": pa.string(),
    "BIGINT": pa.int64(),
    "DECIMAL(14,2)": pa.decimal128(14, 2),
    "DOUBLE": pa.float64(),
    "DATE": pa.date32(),
    "TIMESTAMP": pa.timestamp("us"),
}


@dataclass(frozen=True)
class Checked:
    """The rows of a block in standard form.

    values    `_line` and the columns of the pool
    faults    [row] every (reason, column) of the rows that have a fault, in the order of rows
    """

    values: pa.Table
    faults: Mapping[int, Reasons]

    @cached_property
    def bad(self) -> NDArray[np.int64]:
        """Positions of the rows with a fault."""
        return np.fromiter(self.faults, dtype=np.int64, count=len(self.faults))

    @cached_property
    def reasons(self) -> dict[int, Reasons]:
        """[line] the same by the number of the line."""
        lines = self.values.column(LINE).take(pa.array(self.bad)).to_pylist()
        return dict(zip(lines, self.faults.values(), strict=True))


def connect(regions: Regions) -> duckdb.DuckDBPyConnection:
    """A connection of one thread that knows the standards."""
    connection = duck.connect(settings={"threads": 1, "memory_limit": MEMORY, "autoinstall_known_extensions": False})
    prepare(connection, regions)
    return connection


class Checks:
    """The checks of one table.

    connection   one that `connect` made
    province     two digits in which the codes of all rows must begin, or empty
    """

    def __init__(self, table: Table, connection: duckdb.DuckDBPyConnection, province: str) -> None:
        self.table, self._connection, self._province = table, connection, province
        self._queries: dict[tuple[str, ...], str] = {}

    def check(self, rows: pa.Table) -> Checked:
        """Standard values and faults of every row, in the order of `rows`."""
        repeating = (
            [] if rows.num_rows < FEW_ROWS else [c for c in self.table.columns if _repeats(rows.column(c.column))]
        )
        other = [column for column in self.table.columns if column not in repeating]
        values: dict[str, pa.Array | pa.ChunkedArray] = {}
        faults: dict[str, dict[int, str]] = {}
        if other:
            found = self._standardise(other, rows)
            values |= {name: found.column(name) for column in other for name, _ in column.standard_columns}
            faults |= _by_column(found.column(FAULTS))
        if repeating:
            self._check_once(repeating, rows, values, faults)
        county = self.table.region_column.column
        faults.setdefault(county, {}).update(_elsewhere(values[county], self._province))
        names = [name for name, _ in self.table.standard_columns]
        table = pa.table([rows.column(LINE), *(values[name] for name in names)], names=[LINE, *names])
        return Checked(table, _by_row(faults, [column.column for column in self.table.columns]))

    def _check_once(
        self,
        columns: Sequence[Column],
        rows: pa.Table,
        values: dict[str, pa.Array | pa.ChunkedArray],
        faults: dict[str, dict[int, str]],
    ) -> None:
        """Check the different values of each column side by side, and give every row what its value became."""
        encoded = {c.column: rows.column(c.column).combine_chunks().dictionary_encode("encode") for c in columns}
        longest = max(len(each.dictionary) for each in encoded.values())
        found = self._standardise(
            columns, pa.table({name: _filled_up(each.dictionary, longest) for name, each in encoded.items()})
        )
        wrong = _by_column(found.column(FAULTS))
        for column in columns:
            each = encoded[column.column]
            for name, _ in column.standard_columns:
                values[name] = found.column(name).take(each.indices)
            reasons = {at: word for at, word in wrong.get(column.column, {}).items() if at < len(each.dictionary)}
            if reasons:
                codes = each.indices.to_numpy()
                positions = np.flatnonzero(np.isin(codes, list(reasons)))
                faults[column.column] = {int(row): reasons[int(codes[row])] for row in positions}

    def _standardise(self, columns: Sequence[Column], rows: pa.Table) -> pa.Table:
        """The standard columns of `rows` and their faults, row by row in the same order."""
        key = tuple(column.column for column in columns)
        if key not in self._queries:
            part = replace(self.table, columns=tuple(columns))
            delivered = {column.name: _quoted(column.column) for column in columns}
            self._queries[key] = standardise(part, "delivered", delivered=delivered, carry=[ROW])
        numbered = rows.select(key).append_column(ROW, pa.array(np.arange(rows.num_rows)))
        self._connection.register("delivered", numbered)
        try:
            found = self._connection.sql(self._queries[key]).to_arrow_table()
        finally:
            self._connection.unregister("delivered")
        return _in_order(found, rows.num_rows)


def schema_of(table: Table) -> pa.Schema:
    """Of the good rows of a table as they are kept."""
    own = [(name, _ARROW[kind]) for name, kind in table.standard_columns]
    return pa.schema([(BATCH, pa.dictionary(pa.int8(), pa.string())), (LINE, pa.int64()), *own])


def _in_order(found: pa.Table, rows: int) -> pa.Table:
    """The rows as they were asked for: a query with joins gives them in any order."""
    order = found.column(ROW).to_numpy()
    wanted = np.arange(rows)
    if not np.array_equal(order, wanted):
        order = np.argsort(order)
        found = found.take(pa.array(order))
        if not np.array_equal(found.column(ROW).to_numpy(), wanted):
            raise RowsLost(rows, found.num_rows)
    return found.drop_columns(ROW)


def _elsewhere(counties: pa.ChunkedArray, province: str) -> dict[int, str]:
    """[row] other_province, where a code is one of another province."""
    is_ours = arrow.fill_null(arrow.starts_with(counties, province), True)
    if arrow.all(is_ours).as_py() is not False:
        return {}
    return dict.fromkeys(np.flatnonzero(~is_ours.to_numpy()).tolist(), OTHER_PROVINCE)


def _repeats(values: pa.ChunkedArray) -> bool:
    first = values.slice(0, FIRST_ROWS)
    return bool(arrow.count_distinct(first).as_py() <= MOST_DIFFERENT * len(first))


def _filled_up(values: pa.Array, length: int) -> pa.Array:
    """As long as the others, by values it has: what is added is not looked at."""
    return values.take(pa.array(np.arange(length) % len(values)))


def _by_column(faults: pa.ChunkedArray) -> dict[str, dict[int, str]]:
    """[column][row] reason, from lists of "column:reason"."""
    found: dict[str, dict[int, str]] = {}
    if faults.null_count == len(faults):
        return found
    positions = np.flatnonzero(faults.is_valid().to_numpy())
    for row, texts in zip(positions.tolist(), faults.take(pa.array(positions)).to_pylist(), strict=True):
        for text in texts:
            column, _, reason = text.rpartition(":")
            found.setdefault(column, {})[row] = reason
    return found


def _by_row(faults: Mapping[str, Mapping[int, str]], columns: Sequence[str]) -> dict[int, Reasons]:
    found: dict[int, Reasons] = {}
    for column, row, reason in _listed(faults, columns):
        found.setdefault(row, []).append((reason, column))
    return dict(sorted(found.items()))


def _listed(faults: Mapping[str, Mapping[int, str]], columns: Sequence[str]) -> Iterator[tuple[str, int, str]]:
    for column in columns:
        for row, reason in faults.get(column, {}).items():
            yield column, row, reason


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
