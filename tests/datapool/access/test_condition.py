"""Conditions are made shorter without becoming other conditions, and are true or false for every row."""

from random import Random

import duckdb
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from datapool.access.condition import (
    ALWAYS,
    NEVER,
    Condition,
    IsTrue,
    Present,
    Within,
    all_of,
    any_of,
    negated,
)
from datapool.access.condition_sql import condition_sql
from datapool.access.shape import RowAttribute
from datapool.access.values import Kind

FLAGS = ("a", "b", "c", "d")
ATTRIBUTES = {name: RowAttribute(Kind.BOOL, f"t.{name}") for name in FLAGS}


def holds(condition: Condition, rows: pa.Table, attributes: dict[str, RowAttribute]) -> list[bool]:
    with duckdb.connect(config={"threads": 1}) as connection:
        connection.register("rows", rows)
        found = connection.execute(f"SELECT {condition_sql(condition, attributes)} FROM rows AS t").fetchall()
    return [row[0] for row in found]


def drawn(random: Random, depth: int) -> tuple[Condition, str]:
    """A condition over flags that are there, and the same as SQL that nobody made shorter."""
    if depth == 0 or random.random() < 0.2:
        name = random.choice(FLAGS)
        return (IsTrue(name), f"t.{name}") if random.random() < 0.5 else (negated(IsTrue(name)), f"(NOT t.{name})")
    parts = [drawn(random, depth - 1) for _ in range(random.randint(0, 4))]
    conditions, texts = [part[0] for part in parts], [part[1] for part in parts]
    if random.random() < 0.5:
        return all_of(conditions), f"({' AND '.join(['TRUE', *texts])})"
    return any_of(conditions), f"({' OR '.join(['FALSE', *texts])})"


@given(st.randoms(use_true_random=False))
@settings(max_examples=25, deadline=None)
def test_shortened_conditions_hold_for_the_same_rows(random: Random) -> None:
    condition, text = drawn(random, 4)
    names = ", ".join(f"(n >> {at}) & 1 = 1 AS {name}" for at, name in enumerate(FLAGS))
    with duckdb.connect(config={"threads": 1}) as connection:
        said = condition_sql(condition, ATTRIBUTES)
        opposite = condition_sql(negated(condition), ATTRIBUTES)
        rows = connection.execute(
            f"SELECT {said}, {text}, {opposite} FROM (SELECT {names} FROM range(16) AS r(n)) AS t"
        ).fetchall()
    assert all(short is long and inverse is (not long) for short, long, inverse in rows)


def test_what_contradicts_itself_never_holds_and_what_covers_all_always_does() -> None:
    given_, flag = Present("a"), IsTrue("a")
    assert all_of([given_, negated(given_)]) == NEVER and any_of([given_, negated(given_)]) == ALWAYS
    assert any_of([all_of([given_, flag]), all_of([given_, negated(flag)])]) == given_
    assert any_of([given_, all_of([given_, flag])]) == given_
    assert all_of([]) == ALWAYS and any_of([]) == NEVER


@pytest.mark.parametrize(
    ("region", "inside"),
    [
        ("CN", ["47", "4701", "470102", "CN", "48"]),
        ("47", ["47", "4701", "470102"]),
        ("4701", ["4701", "470102"]),
        ("470102", ["470102"]),
        ("470", []),
        ("4701%", []),
    ],
)
def test_a_region_lies_in_those_of_fewer_digits_that_it_begins_with(region: str, inside: list[str]) -> None:
    codes = ["CN", "47", "4701", "470102", "48", "47010", "4701022", "4701ab", "", "４７０１", "47\n"]
    rows = pa.table({"region": pa.array([*codes, None], pa.string())})
    attributes = {"region": RowAttribute(Kind.ENTITY, "t.region", "Region")}
    found = holds(Within("region", region), rows, attributes)
    assert [code for code, is_in in zip([*codes, None], found, strict=True) if is_in] == [
        code for code in codes if code in inside
    ]
    assert None not in found
