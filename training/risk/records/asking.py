"""The record rules asked of a casebook: cases with their figures, months, yuan and the rows they rest on."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from training.risk.casebook import Casebook
from training.risk.records.rule import FIXED, RecordRule

# Whoever checks a case opens its first rows; the rest stand in the pool.
ROWS_OF_A_CASE = 60


@dataclass(frozen=True, slots=True)
class Cases:
    """What one rule found.

    table    the columns of FIXED and the figures, a row per case
    figures  names of the figures
    """

    rule: RecordRule
    table: pa.Table
    figures: tuple[str, ...]

    def only(self, kept: NDArray[np.bool_]) -> "Cases":
        """Those that are kept, [case]."""
        return replace(self, table=self.table.filter(pa.array(kept)))

    def matrix(self) -> NDArray[np.float64]:
        """[case, figure] what is not known is NaN."""
        columns = [self.table.column(name).to_numpy(zero_copy_only=False) for name in self.figures]
        return np.column_stack([np.asarray(column, np.float64) for column in columns])


def columns_of(rules: Sequence[RecordRule]) -> dict[str, list[str]]:
    """[table] columns that the rules read."""
    wanted: dict[str, list[str]] = {}
    for rule in rules:
        for table, columns in rule.tables.items():
            known = wanted.setdefault(table, [])
            known += [column for column in columns if column not in known]
    return wanted


def ask(casebook: Casebook, rule: RecordRule) -> Cases:
    """The cases of one rule, ordered by subject and first month."""
    connection = casebook.connection
    for statement in rule.prepare:
        connection.execute(statement)
    found = connection.sql(
        f"SELECT * REPLACE (rows[:{ROWS_OF_A_CASE}] AS rows) FROM ({rule.cases}) ORDER BY subject, first_month"
    ).to_arrow_table()
    return Cases(rule, found, tuple(name for name in found.column_names if name not in FIXED))
