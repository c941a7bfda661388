"""A test of rows passes the rows that a plain reading passes, and never one whose value is not known."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from datapool.sharing.row_test import RowTest

CONNECTION = duckdb.connect(":memory:")
DAYS = st.integers(0, 3).map(lambda n: date(2024, 1, 1) + timedelta(days=n))
VALUES: dict[str, st.SearchStrategy[Any]] = {
    "VARCHAR": st.sampled_from(["1", "2", "' OR 1=1 --", '"', "3"]),
    "BIGINT": st.integers(-2, 2),
    "DECIMAL(14,2)": st.sampled_from([0.01, 0.1, 1, 2.5, 1e9]),
    "DATE": DAYS,
}


@settings(max_examples=60, deadline=None)
@given(data=st.data(), kind=st.sampled_from(sorted(VALUES)))
def test_rows_pass_as_a_plain_reading_says(data: st.DataObject, kind: str) -> None:
    values = VALUES[kind]
    rows = data.draw(st.lists(st.none() | values, max_size=8))
    test = RowTest(
        "c",
        tuple(data.draw(st.lists(values, max_size=2))),
        data.draw(st.none() | values),
        data.draw(st.none() | values),
    )
    with CONNECTION.cursor() as connection:
        connection.execute(f"CREATE OR REPLACE TABLE t (place INTEGER, c {kind})")
        for at, value in enumerate(rows):
            connection.execute("INSERT INTO t VALUES (?, ?)", [at, value])
        found = connection.execute(f"SELECT place FROM t WHERE {test.sql(kind)} ORDER BY place").fetchall()
    assert [at for (at,) in found] == [at for at, value in enumerate(rows) if _passes(test, value)]


def _passes(test: RowTest, value: Any) -> bool:
    if value is None:
        return False
    plain = [Decimal(str(each)) if isinstance(each, float) else each for each in (value, *test.one_of)]
    if test.one_of and plain[0] not in plain[1:]:
        return False
    return (test.least is None or value >= test.least) and (test.most is None or value <= test.most)


@pytest.mark.parametrize(
    ("kind", "value"),
    [("VARCHAR", 1), ("BIGINT", "1"), ("BIGINT", True), ("DATE", "2024-01-01"), ("DECIMAL(14,2)", "1"), ("JSON", "x")],
)
def test_a_value_of_another_type_does_not_fit(kind: str, value: Any) -> None:
    assert not RowTest("c", (value,)).fits(kind)
    assert not RowTest("c", least=value).fits(kind)
