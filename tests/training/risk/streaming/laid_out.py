"""Rows laid out twice: as events for the scorer, and as a casebook for the rules in SQL, which are the definition."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from core import duck
from training.risk.alerting import Source
from training.risk.casebook import Casebook
from training.risk.records import RULES
from training.risk.records.asking import ask, columns_of
from training.risk.streaming.judging import as_cases
from training.risk.streaming.rules import STREAMED
from training.risk.streaming.scorer import Scorer
from training.risk.streaming.tables import BY_NAME, TABLES, Form, form_of

SOURCE = Source("risk.records", "release")
NEAR = 1e-9


@dataclass(frozen=True)
class Row:
    """A row of a table, about whom, known when; `version` tells its corrections apart."""

    id: str
    table: str
    person: str | None
    values: Mapping[str, Any]
    known: date
    version: int = 1
    withdrawn: bool = False

    def event(self) -> dict[str, Any]:
        plain: dict[str, Any] = {"id": self.id, "table": self.table, "version": self.version}
        if self.person is not None:
            plain["person"] = self.person
        if self.withdrawn:
            return plain | {"withdrawn": True}
        values = {name: value.isoformat() if isinstance(value, date) else value for name, value in self.values.items()}
        return plain | {"row": values, "known_on": self.known.isoformat()}


@dataclass(frozen=True)
class Even:
    """A model whose chance rises with every figure."""

    figures: tuple[str, ...]

    def chance(self, figures: NDArray[np.float64]) -> NDArray[np.float64]:
        odds = np.exp(self.contributions(figures).sum(axis=1) - 2)
        return np.asarray(odds / (1 + odds))

    def contributions(self, figures: NDArray[np.float64]) -> NDArray[np.float64]:
        known = np.nan_to_num(figures, nan=0.0, posinf=10.0)
        return np.asarray(np.sign(known) * np.log1p(np.abs(known)) * np.linspace(0.1, 0.2, known.shape[1]))


def even_models() -> dict[str, Any]:
    return {one.rule.name: Even(one.figures) for one in STREAMED}


def opened(folder: Path, as_of: date, **more: Any) -> Scorer:
    return Scorer.open(folder, even_models(), as_of=as_of, source=SOURCE, **more)


def last_versions(rows: Iterable[Row], as_of: date) -> list[Row]:
    newest: dict[tuple[str, str | None, str], Row] = {}
    for row in rows:
        key = row.table, row.person, row.id
        if key not in newest or newest[key].version < row.version:
            newest[key] = row
    return [row for row in newest.values() if not row.withdrawn and row.known <= as_of]


def casebook_of(rows: Sequence[Row], as_of: date) -> Casebook:
    """The rows as the mart of a pool would have them."""
    connection = duck.connect(settings={"threads": 1})
    connection.execute(f"SET VARIABLE as_of = DATE '{as_of}'")
    newest = last_versions(rows, as_of)
    for name, columns in columns_of(RULES).items():
        table = BY_NAME[name]
        listed = {column: _type(column) for column in (*columns, *table.columns)}
        listed |= {"_row": "VARCHAR"} | ({"_linked": "VARCHAR"} if table.of_person else {})
        connection.execute(f"CREATE TABLE {name} ({', '.join(f'{key} {kind}' for key, kind in listed.items())})")
        mine = [
            {**row.values, "_row": row.id} | ({"_linked": row.person} if table.of_person else {})
            for row in newest
            if row.table == name
        ]
        if mine:
            connection.register("arriving", pa.table({key: [one.get(key) for one in mine] for key in mine[0]}))
            connection.execute(f"INSERT INTO {name} BY NAME SELECT * FROM arriving")
            connection.unregister("arriving")
    return Casebook(connection, as_of, "hash", 1, {})


def _type(column: str) -> str:
    if column == "done_at":
        return "TIMESTAMP"
    return {Form.DAY: "DATE", Form.FEN: "DECIMAL(14,2)", Form.TEXT: "VARCHAR"}[form_of(column)]


def batch(casebook: Casebook) -> dict[str, list[dict[str, Any]]]:
    """[rule] what SQL finds."""
    return {rule.name: _sorted(ask(casebook, rule).table.to_pylist()) for rule in RULES}


def streamed(scorer: Scorer) -> dict[str, list[dict[str, Any]]]:
    """[rule] what the stream has of everybody."""
    found: dict[str, list[Any]] = {one.rule.name: [] for one in STREAMED}
    for person in scorer.persons():
        for name, cases in scorer.cases(person).items():
            found[name] += [(person, one) for one in cases]
    return {one.rule.name: _sorted(as_cases(one, found[one.rule.name]).table.to_pylist()) for one in STREAMED}


def _sorted(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    plain = [{**row, "rows": sorted(row["rows"])} for row in rows]
    return sorted(plain, key=lambda row: (row["subject"], row["first_month"], row["rows"]))


def assert_same(left: Mapping[str, list[dict[str, Any]]], right: Mapping[str, list[dict[str, Any]]]) -> None:
    """The same cases: figures to 1e-9, and everything else to the letter."""
    assert left.keys() == right.keys()
    for rule in left:
        assert [row["subject"] for row in left[rule]] == [row["subject"] for row in right[rule]], rule
        for mine, theirs in zip(left[rule], right[rule], strict=True):
            assert list(mine) == list(theirs)
            for name in mine:
                assert _near(mine[name], theirs[name]), (rule, name, mine[name], theirs[name])


def _near(mine: Any, theirs: Any) -> bool:
    if isinstance(mine, float) and isinstance(theirs, float):
        both_odd = mine != mine and theirs != theirs
        return both_odd or mine == theirs or abs(mine - theirs) <= NEAR * max(1.0, abs(theirs))
    return bool(mine == theirs)


def rows_in(connection: duckdb.DuckDBPyConnection, known: date) -> list[Row]:
    """Every row of a casebook, all known on one day."""
    found = []
    for table in TABLES:
        person = "_linked" if table.of_person else "NULL"
        asked = f"SELECT _row, {person}, {', '.join(table.columns)} FROM {table.name}"
        for own, whom, *values in connection.execute(asked).fetchall():
            if whom is None and table.of_person:
                continue
            row = dict(zip(table.columns, map(_plain, values), strict=True))
            found.append(Row(own, table.name, whom, row, known))
    return found


def _plain(value: Any) -> Any:
    if value is None or isinstance(value, str):
        return value
    return value if isinstance(value, date) else float(value)
