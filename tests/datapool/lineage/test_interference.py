"""The database against the lineage: what changes an answer must stand in it."""

from collections.abc import Iterator
from contextlib import closing

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings

from datapool.lineage.statements import column_lineage
from tests.datapool.lineage.interference import World, leaks
from tests.datapool.lineage.random_queries import TABLES, queries
from tests.datapool.lineage.scoring import FOLDER, statements

CASES = statements("statements.yaml", "held_out.yaml", "hard.yaml")
SCHEMA = CASES[0].schema
NUMBERS = {table: dict.fromkeys(columns, "INTEGER") for table, columns in TABLES.items()}
# A walk over chance content may go in a circle for ever; a file that is not there cannot be asked.
NOT_ASKED = ("a recursive walk with a path", "files read where they lie")
QUESTIONS = [case for case in CASES if case.name not in NOT_ASKED and not case.unknown and case.found().target is None]
AWKWARD = [line for line in (FOLDER / "awkward.sql").read_text(encoding="utf-8").splitlines() if line[:2] != "--"]


@pytest.fixture(scope="module", params=[1, pytest.param(2, marks=pytest.mark.slow)])
def world(request: pytest.FixtureRequest) -> Iterator[World]:
    with closing(World(SCHEMA, request.param)) as made:
        yield made


@pytest.fixture(scope="module")
def numbers() -> Iterator[World]:
    with closing(World(NUMBERS, 7)) as made:
        yield made


def test_enough_statements_are_asked() -> None:
    assert len(QUESTIONS) >= 100
    assert len(AWKWARD) >= 80


@pytest.mark.parametrize("case", QUESTIONS, ids=lambda case: case.name)
def test_nothing_changes_an_answer_that_its_lineage_does_not_name(case, world: World) -> None:
    assert set(leaks(world, case.sql, case.found(), 1)) == set()


@pytest.mark.parametrize("sql", AWKWARD)
def test_no_awkward_question_has_a_column_the_lineage_lacks(sql: str, world: World) -> None:
    lineage = column_lineage(sql, SCHEMA)
    assert lineage.is_known
    assert len(world.answer(sql)) == len(lineage.columns)
    assert set(leaks(world, sql, lineage, 1)) == set()


def test_the_judge_finds_an_edge_that_is_taken_away(numbers: World) -> None:
    sql = "SELECT person AS c0, sum(amount) AS c1 FROM pay WHERE month > 2 GROUP BY person"
    without = column_lineage("SELECT person AS c0, sum(amount) AS c1 FROM pay GROUP BY person", NUMBERS)
    found = {(leak.output, leak.source) for leak in leaks(numbers, sql, without, 5)}
    assert ("c1", "pay.month") in found


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(queries())
def test_no_question_made_by_chance_has_a_column_the_lineage_lacks(numbers: World, sql: str) -> None:
    _judge(numbers, sql)


@pytest.mark.slow
@settings(max_examples=250, deadline=None, suppress_health_check=list(HealthCheck))
@given(queries(depth=3))
def test_no_deep_question_made_by_chance_has_a_column_the_lineage_lacks(numbers: World, sql: str) -> None:
    _judge(numbers, sql)


def _judge(numbers: World, sql: str) -> None:
    try:
        numbers.answer(sql)
    except duckdb.BinderException:
        return
    lineage = column_lineage(sql, NUMBERS)
    assert lineage.is_known, sql
    assert set(leaks(numbers, sql, lineage, 1)) == set(), sql
