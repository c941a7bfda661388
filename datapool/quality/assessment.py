"""What an assessment of a pool found: counts, findings and errors to correct, each as a small Arrow table.

counts      one row per check and batch (or delivery): what was judged, what failed, what was corrected since
findings    one row per row that breaks a rule, capped by rule; `failed` in the counts is never capped
errors      one row per rule, table and delivery in which a record first broke the rule: what tickets are made of
filled      one row per column and delivery: how many rows have something in it
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pyarrow as pa
import pyarrow.compute as arrow

from datapool.quality.scores import Score, score

TABLES = ("counts", "findings", "errors", "filled")


@dataclass(frozen=True, slots=True)
class Assessment:
    """One assessment, whole.

    version  hash of what was judged and by which rules
    rules    [code] title, correction, severity, weight, dimension, basis
    skipped  [check] why it could not be judged in this pool
    """

    version: str
    counts: pa.Table
    findings_table: pa.Table
    errors: pa.Table
    filled: pa.Table
    rules: Mapping[str, Mapping[str, Any]]
    skipped: Mapping[str, str]

    def scores(
        self, by: Sequence[str] = ("department",), *, department: str | None = None, current: bool = False
    ) -> tuple[Score, ...]:
        """The score of every group; see `datapool.quality.scores` for how it is counted.

        by       any of department, table, item, dimension, rule, batch, delivery
        current  what later deliveries have corrected does not count as an error
        """
        return score(self.counts, by, department=department, current=current)

    def findings(self, rule: str | None = None) -> pa.Table:
        """The rows that break a rule, or any: table, batch, line, rule, columns, delivery, whether it is open."""
        if rule is None:
            return self.findings_table
        return self.findings_table.filter(arrow.equal(self.findings_table.column("rule"), rule))

    def failed(self, rule: str) -> int:
        """How many rows (or files, or deliveries) break a rule."""
        mine = self.counts.filter(arrow.equal(self.counts.column("rule"), rule))
        return int(arrow.sum(mine.column("failed")).as_py() or 0)
