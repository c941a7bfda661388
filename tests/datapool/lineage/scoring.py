"""Edges that a person read out of statements, those that the tool finds, and how far they agree."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from datapool.lineage.statements import Lineage, script_lineage

FOLDER = Path(__file__).parent
# (statement, output column, by, source)
Edge = tuple[str, str, str, str]


@dataclass(frozen=True)
class Statement:
    name: str
    sql: str
    schema: Mapping[str, Mapping[str, str]]
    edges: frozenset[Edge]
    columns: tuple[str, ...]
    unknown: frozenset[str]

    def found(self) -> Lineage:
        """Of the last statement, where others stand before it."""
        return script_lineage([self.sql], self.schema)[-1]


def statements(*files: str) -> list[Statement]:
    kept = [yaml.safe_load((FOLDER / file).read_text(encoding="utf-8")) for file in files]
    schema = next(each["schema"] for each in kept if "schema" in each)
    return [_statement(each, schema) for content in kept for each in content["statements"]]


def _statement(content: Mapping[str, Any], schema: Mapping[str, Mapping[str, str]]) -> Statement:
    name, rows = content["name"], str(content.get("rows", "")).split()
    edges = set()
    for column, (value, influence) in content["columns"].items():
        edges |= {(name, str(column), "value", source) for source in value.split()}
        edges |= {(name, str(column), "influence", source) for source in [*influence.split(), *rows]}
    columns = tuple(map(str, content["columns"]))
    return Statement(name, content["sql"], schema, frozenset(edges), columns, frozenset(content.get("unknown", ())))


def edges_of(name: str, lineage: Lineage) -> Iterator[Edge]:
    for column in lineage.columns:
        for by, sources in (("value", column.value), ("influence", column.influence)):
            for source in sources:
                yield name, column.name, by, f"{source.table}.{source.column}"


@dataclass(frozen=True)
class Score:
    right: int
    wrong: int
    missed: int

    @property
    def precision(self) -> float:
        return self.right / max(self.right + self.wrong, 1)

    @property
    def recall(self) -> float:
        return self.right / max(self.right + self.missed, 1)


def score(expected: set[Edge], found: set[Edge]) -> Score:
    return Score(len(expected & found), len(found - expected), len(expected - found))


def compared(cases: list[Statement]) -> tuple[set[Edge], set[Edge]]:
    """Every edge expected, and every edge found."""
    expected = {edge for each in cases for edge in each.edges}
    return expected, {edge for each in cases for edge in edges_of(each.name, each.found())}
