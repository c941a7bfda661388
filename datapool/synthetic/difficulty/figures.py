"""Figures of one typology in a described province."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import duckdb

from datapool.synthetic.difficulty.joins import Joined
from datapool.synthetic.difficulty.naive import Rule
from datapool.synthetic.difficulty.precision import Score
from datapool.synthetic.fraud.typologies import Typology

FEN = 100


@dataclass(frozen=True, slots=True)
class TypologyFigures:
    """What stands in the province of one typology, and how far naive detectors get.

    frauds         subjects; per_thousand of the persons (of the employers, where they are accused)
    lookalikes     [kind] honest subjects
    overpaid_yuan  summed over its frauds
    rings          least, median and most members, and how many
    investigated, confirmed, wrongly_cleared   of the frauds
    accused        honest subjects whom a finding confirms as guilty of this typology
    """

    title: Mapping[str, str]
    kind: str
    frauds: int
    per_thousand: float
    lookalikes: Mapping[str, int]
    overpaid_yuan: float
    rings: Mapping[str, float]
    investigated: int
    confirmed: int
    wrongly_cleared: int
    accused: int
    rule: Rule | None = None
    record: Score | None = None
    join: Joined | None = None

    def value(self, figure: str) -> float | None:
        """A figure by the name the bands use, None where it was not measured."""
        if figure == "rule_ap":
            return None if self.rule is None else self.rule.score.average_precision
        if figure == "record_ap":
            return None if self.record is None else self.record.average_precision
        if figure == "join_recall":
            return None if self.join is None else self.join.recall
        return sum(self.lookalikes.values()) / self.frauds if self.frauds else None


def count_typology(connection: duckdb.DuckDBPyConnection, typology: Typology) -> dict[str, Any]:
    """All that can be counted without a detector."""
    number = typology.number

    def rows(sql: str) -> list[tuple[Any, ...]]:
        return list(connection.execute(sql, {"t": number}).fetchall())

    frauds, overpaid = rows(
        "SELECT count(DISTINCT key), coalesce(sum(overpaid), 0) FROM truth_frauds WHERE typology = $t AND role = 1"
    )[0]
    alike = rows("SELECT kind, count(DISTINCT key) FROM truth_lookalikes WHERE typology = $t GROUP BY 1 ORDER BY 1")
    base = "truth_keys" if typology.subject == "person" else "given_organisations"
    key = "number" if typology.subject == "person" else "CASE WHEN subject_kind = 2 THEN key END"
    population = rows(f"SELECT count(DISTINCT {key}) FROM {base} WHERE $t = $t")[0][0]
    return {
        "title": dict(typology.title),
        "kind": typology.kind,
        "frauds": int(frauds),
        "per_thousand": round(1000 * frauds / max(population, 1), 4),
        "lookalikes": {str(kind): int(count) for kind, count in alike},
        "overpaid_yuan": round(int(overpaid) / FEN, 2),
        "rings": _rings(rows),
        **_labels(rows, typology),
    }


def _rings(rows: Any) -> dict[str, float]:
    count, least, middle, most = rows("""
        SELECT count(*), min(n), median(n), max(n) FROM (SELECT ring, count(*) AS n FROM truth_frauds
        WHERE typology = $t AND role = 1 AND ring >= 0 GROUP BY ring)""")[0]
    return {} if not count else {"count": count, "least": least, "median": middle, "most": most}


def _labels(rows: Any, typology: Typology) -> dict[str, int]:
    """What the auditor found: findings on this typology, joined to the truth by the subject's key."""
    investigated, confirmed, cleared = rows("""
        SELECT count(DISTINCT f.key), count(DISTINCT f.key) FILTER (finding = '1'),
            count(DISTINCT f.key) FILTER (finding = '2')
        FROM (SELECT DISTINCT key FROM truth_frauds WHERE typology = $t AND role = 1) f
        JOIN cases c USING (key) WHERE c.typology = $t""")[0]
    accused = rows("""
        SELECT count(DISTINCT key) FROM cases WHERE typology = $t AND finding = '1'
        AND key NOT IN (SELECT key FROM truth_frauds WHERE typology = $t)""")[0][0]
    return {"investigated": investigated, "confirmed": confirmed, "wrongly_cleared": cleared, "accused": accused}


def load_cases(connection: duckdb.DuckDBPyConnection) -> None:
    """The table cases: key of the subject as in the truth, typology as a number, finding."""
    connection.execute("""
        CREATE OR REPLACE TABLE cases AS
        SELECT coalesce(k.number::VARCHAR, i.subject_no) AS key, substr(i.typology, 2)::INT AS typology, finding
        FROM hrss_investigations i LEFT JOIN (SELECT DISTINCT person_no, number FROM truth_keys) k
        ON i.subject_kind = '1' AND k.person_no = i.subject_no""")
