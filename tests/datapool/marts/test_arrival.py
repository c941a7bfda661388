"""A row is known on its own day, yet never before the delivery that brought it."""

from datetime import date

import duckdb
import pyarrow as pa
import pytest

from datapool.intake.record import DUPLICATE, LANDED, BatchRecord
from datapool.marts import arrival


@pytest.mark.parametrize(
    ("delivery", "starts", "ends"),
    [
        ("2019", date(2019, 1, 1), date(2019, 12, 31)),
        ("2019-02", date(2019, 2, 1), date(2019, 2, 28)),
        ("202012", date(2020, 12, 1), date(2020, 12, 31)),
        ("2020-02-29", date(2020, 2, 29), date(2020, 2, 29)),
    ],
)
def test_a_delivery_is_named_after_its_period(delivery: str, starts: date, ends: date) -> None:
    assert arrival.period_of(delivery) == (starts, ends)


@pytest.mark.parametrize("delivery", ["first", "2019-13", "2019-02-30", "19", "2019Q1", "0000"])
def test_other_names_of_deliveries_have_no_period(delivery: str) -> None:
    assert arrival.period_of(delivery) is None


def record(batch: str, delivery: str, table: str = "a", state: str = LANDED) -> BatchRecord:
    return BatchRecord(batch, table, "hrss", delivery, batch, 1, "0" * 64, state)


def test_the_first_delivery_of_a_table_brings_its_stock_and_has_no_period() -> None:
    records = [
        record("b2", "2020"), record("b1", "2019"), record("b1x", "2019"), record("c1", "2021", "c"),
        record("no", "2018", state=DUPLICATE),
    ]  # fmt: skip
    starts = {row["_batch"]: row["starts"] for row in arrival.arrivals(records).to_pylist()}
    assert starts == {"b1": None, "b1x": None, "b2": date(2020, 1, 1), "c1": None}


@pytest.mark.parametrize(
    ("batch", "own", "known"),
    [
        ("stock", date(1999, 5, 1), date(1999, 5, 1)),
        ("later", date(2020, 5, 1), date(2020, 5, 1)),
        ("later", date(2018, 5, 1), date(2020, 12, 31)),
        ("later", date(2021, 1, 3), date(2021, 1, 3)),
    ],
)
def test_what_was_brought_late_is_known_at_the_end_of_its_delivery(batch: str, own: date, known: date) -> None:
    table = arrival.arrivals([record("stock", "2019"), record("later", "2020")])
    with duckdb.connect() as connection:
        arrival.prepare(connection, table)
        rows = pa.table({"_batch": [batch], "day": [own], "before": [date(1990, 1, 1)]})
        connection.register("rows", rows)
        asked = f"SELECT {arrival.known_on(['day', 'before'])} FROM rows JOIN arrivals USING (_batch)"
        assert connection.execute(asked).fetchall() == [(known,)]
