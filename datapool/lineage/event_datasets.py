"""The datasets of OpenLineage events: their columns, what each comes from, and what was counted and judged of them."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import pyarrow.compute as arrow
from openlineage.client.event_v2 import InputDataset, OutputDataset
from openlineage.client.facet_v2 import (
    column_lineage_dataset,
    data_quality_assertions_dataset,
    data_quality_metrics_input_dataset,
    dataset_version_dataset,
    output_statistics_output_dataset,
    schema_dataset,
)
from openlineage.client.generated.base import DatasetFacet, InputDatasetFacet

from datapool.aggregates.schema import BREAKDOWNS, WHOLE_KEYS
from datapool.intake.record import BatchRecord
from datapool.lineage.graph import Edge, Graph
from datapool.lineage.origin import By, Source
from datapool.pool import ADDED
from datapool.profiles.counting import SUMS
from datapool.quality.assessment import Assessment
from datapool.quality.rule import Severity
from datapool.standards.sources import Table
from datapool.standards.table_sql import FAULTS

# A name of the project, not of a machine: an address that leads nowhere says who tells the events.
PRODUCER = "https://anlan.example/lineage"
_DIRECT, _INDIRECT = "DIRECT", "INDIRECT"
# Readers of events ask for a type of every column; of what a program keeps beside the tables none is declared.
_UNDECLARED = "UNDECLARED"
_WARNING = (Severity.MINOR.value, Severity.NOTICE.value)


class Datasets:
    """Datasets by the names that the graph has for tables, such as pool.hrss_insured, in one namespace."""

    def __init__(self, graph: Graph, tables: Mapping[str, Table], namespace: str) -> None:
        self._tables, self._namespace = tables, namespace
        self._before: dict[str, dict[str, set[tuple[Source, By]]]] = {}
        self._columns: dict[str, list[str]] = {}
        faults = _through(graph.edges)
        for edge in graph.edges:
            known = self._before.setdefault(edge.target.table, {}).setdefault(edge.target.column, set())
            known |= faults.get(edge.source, {(edge.source, edge.by)})
        for column in graph.columns:
            self._columns.setdefault(column.table, []).append(column.column)

    def tables_of(self, stage: str) -> list[str]:
        """The tables of a stage, such as aggregates."""
        return sorted(name for name in self._columns if name.partition(".")[0] == stage)

    def delivered(self, record: BatchRecord) -> InputDataset:
        """A feed as one batch brought it: its rows and bytes, and how many values each column lacks."""
        table = self._tables[record.table]
        headers = {column.column: column.name for column in table.columns}
        metrics = {
            headers[name]: data_quality_metrics_input_dataset.ColumnMetrics(
                nullCount=max(record.rows - report.filled, 0), count=report.filled, quantiles=None
            )
            for name, report in record.items.items()
            if name in headers
        }
        counted = data_quality_metrics_input_dataset.DataQualityMetricsInputDatasetFacet(
            columnMetrics=metrics, rowCount=record.rows, bytes=record.bytes, fileCount=1, producer=PRODUCER
        )
        fields = [(column.name, "VARCHAR") for column in table.columns]
        facets = self._facets(fields, record.sha256)
        return InputDataset(
            self._namespace, f"feed.{record.table}", facets=facets, inputFacets={"dataQualityMetrics": counted}
        )

    def landed(self, record: BatchRecord) -> OutputDataset:
        """A table of the pool, with the rows that one batch added."""
        return self._output(f"pool.{record.table}", record.batch, rows=record.landed, files=len(record.files))

    def made(self, name: str, version: str) -> OutputDataset:
        """Something that is given out in a version."""
        return self._output(name, version)

    def released(self, purpose: str, table: str, columns: Sequence[str], release: Mapping[str, Any]) -> OutputDataset:
        """A table of a mart, with the columns and rows that were handed out."""
        name = f"marts.{purpose}.{table}"
        own = [each for each in self._columns.get(name, ()) if each in columns or each.startswith("_")]
        return self._output(name, release["data_hash"], rows=release["rows"].get(table), only=own)

    def judged(self, table: str, assessment: Assessment) -> InputDataset:
        """A table of the pool with what the rules found in it; a rule without failures is a success."""
        mine = assessment.counts.filter(arrow.equal(assessment.counts.column("table"), table))
        found = mine.group_by(["rule", "check"]).aggregate([("failed", "sum"), ("checked", "sum")]).to_pylist()
        columns = {row["check"]: row["columns"] for row in mine.select(["check", "columns"]).to_pylist()}
        assertions = [
            data_quality_assertions_dataset.Assertion(
                assertion=row["rule"],
                success=row["failed_sum"] == 0,
                column=columns[row["check"]][0] if len(columns[row["check"]]) == 1 else None,
                severity="warn" if assessment.rules[row["rule"]]["severity"] in _WARNING else "error",
                name=row["check"],
                expected="0",
                actual=str(row["failed_sum"]),
            )
            for row in sorted(found, key=lambda row: str(row["check"]))
        ]
        facet: InputDatasetFacet = data_quality_assertions_dataset.DataQualityAssertionsDatasetFacet(
            assertions=assertions, producer=PRODUCER
        )
        facets = self._facets(self._fields(f"pool.{table}"), None)
        return InputDataset(
            self._namespace, f"pool.{table}", facets=facets, inputFacets={"dataQualityAssertions": facet}
        )

    def read_by(self, outputs: Iterable[OutputDataset]) -> list[InputDataset]:
        """What the columns of these come from, by the table."""
        named = {each.name for each in outputs}
        read = {
            source.table for name in named for origins in self._before.get(name, {}).values() for source, _ in origins
        }
        return [
            InputDataset(self._namespace, name, facets=self._facets(self._fields(name), None))
            for name in sorted(read - named)
        ]

    def _output(
        self,
        name: str,
        version: str,
        *,
        rows: int | None = None,
        files: int | None = None,
        only: Sequence[str] | None = None,
    ) -> OutputDataset:
        fields = [pair for pair in self._fields(name) if only is None or pair[0] in only]
        facets = self._facets(fields, version)
        facets["columnLineage"] = self._lineage(name, [field for field, _ in fields])
        counted = output_statistics_output_dataset.OutputStatisticsOutputDatasetFacet(
            rowCount=rows, fileCount=files, producer=PRODUCER
        )
        return OutputDataset(
            self._namespace, name, facets=facets, outputFacets={} if rows is None else {"outputStatistics": counted}
        )

    def _facets(self, fields: Iterable[tuple[str, str]], version: str | None) -> dict[str, DatasetFacet]:
        listed = [
            schema_dataset.SchemaDatasetFacetFields(name, kind, ordinal_position=at, fields=None)
            for at, (name, kind) in enumerate(fields, start=1)
        ]
        facets: dict[str, DatasetFacet] = {"schema": schema_dataset.SchemaDatasetFacet(listed, producer=PRODUCER)}
        if version is not None:
            facets["version"] = dataset_version_dataset.DatasetVersionDatasetFacet(version, producer=PRODUCER)
        return facets

    def _fields(self, name: str) -> list[tuple[str, str]]:
        """(column, type in DuckDB)."""
        stage, _, rest = name.partition(".")
        if stage == "pool" and rest in self._tables:
            (batch, line, region) = ADDED
            return [batch, line, *self._tables[rest].standard_columns, region]
        if stage == "feed" and rest in self._tables:
            return [(column.name, "VARCHAR") for column in self._tables[rest].columns]
        if stage == "aggregates" and rest in BREAKDOWNS:
            own = BREAKDOWNS[rest]
            kinds = {key: "INTEGER" if key in WHOLE_KEYS else "VARCHAR" for key in own.keys}
            return [(column, kinds.get(column, "BIGINT")) for column in own.columns]
        if stage == "marts":
            kinds = dict(self._fields(f"pool.{rest.partition('.')[2]}"))
            return [(column, kinds.get(column, "VARCHAR")) for column in self._columns.get(name, ())]
        kinds = {"year": "INTEGER", **dict.fromkeys(SUMS, "BIGINT")} if stage == "profiles" else {}
        other = {"quality": "BOOLEAN", "profiles": "VARCHAR"}.get(stage, _UNDECLARED)
        return [(column, kinds.get(column, other)) for column in self._columns.get(name, ())]

    def _lineage(self, name: str, columns: Sequence[str]) -> DatasetFacet:
        """Influences that every column has are told once, of the dataset as a whole."""
        before = {column: self._before.get(name, {}).get(column, set()) for column in columns}
        influences = [{source for source, by in found if by is By.INFLUENCE} for found in before.values()]
        shared = set.intersection(*influences) if influences else set()
        fields = {
            column: column_lineage_dataset.Fields(
                [self._field(source, by) for source, by in sorted(found) if by is By.VALUE or source not in shared]
            )
            for column, found in before.items()
        }
        return column_lineage_dataset.ColumnLineageDatasetFacet(
            fields, [self._field(source, By.INFLUENCE) for source in sorted(shared)], producer=PRODUCER
        )

    def _field(self, source: Source, by: By) -> column_lineage_dataset.InputField:
        kind = column_lineage_dataset.Transformation(_DIRECT if by is By.VALUE else _INDIRECT)
        return column_lineage_dataset.InputField(self._namespace, source.table, source.column, [kind])


def _through(edges: Sequence[Edge]) -> dict[Source, set[tuple[Source, By]]]:
    """What decides about the faults of a row: they are kept nowhere, so that events look through them."""
    found: dict[Source, set[tuple[Source, By]]] = {}
    for edge in edges:
        if edge.target.column == FAULTS:
            found.setdefault(edge.target, set()).add((edge.source, By.INFLUENCE))
    return found
