"""The aggregates of a generated province: near the hidden truth, and proof against attacks on what is published."""

from pathlib import Path

import duckdb
import pytest

from datapool.aggregates.counting import combined, partial_aggregates, pieces
from datapool.aggregates.published import HELD_BACK, LEVEL, Aggregates
from datapool.aggregates.schema import BREAKDOWNS, LEAST_PERSONS, PERSONS
from datapool.aggregates.suppression import Cell
from datapool.pool import Pool
from tests.datapool.aggregates.attacks import bounds, remainders
from tests.datapool.aggregates.made_up import made_up_province

SHOWING = [name for name, each in BREAKDOWNS.items() if each.shows_persons]


@pytest.fixture(scope="module")
def root() -> Path:
    return made_up_province()[0]


@pytest.fixture(scope="module")
def aggregates() -> Aggregates:
    return made_up_province()[1]


def cells_of(aggregates: Aggregates, table: str, year: int | None = None) -> list[Cell]:
    keys = BREAKDOWNS[table].keys
    return [
        Cell(tuple(row[key] for key in keys[: row[LEVEL]]), None if row[HELD_BACK] else (row[PERSONS],))
        for row in aggregates.tables[table].to_pylist()
        if year is None or row["year"] == year
    ]


@pytest.mark.parametrize("table", SHOWING)
def test_no_published_cell_is_small_and_none_is_left_by_subtraction(aggregates: Aggregates, table: str) -> None:
    cells = cells_of(aggregates, table)
    assert cells
    assert all(cell.sums is None or cell.sums[0] >= LEAST_PERSONS for cell in cells)
    for _, rest, hidden in remainders(cells):
        # A cell held back alone is a large one, whose own parts nothing would protect.
        assert (rest == 0 and hidden == 0) or rest >= LEAST_PERSONS


@pytest.mark.parametrize("table", ["population", "members", "awards", "deaths"])
def test_linear_programming_cannot_tell_how_small_a_cell_is(aggregates: Aggregates, table: str) -> None:
    cells = cells_of(aggregates, table, aggregates.last_year)
    hidden = [cell.path for cell in cells if cell.sums is None and len(cell.path) > 1]
    assert hidden
    for least, most in bounds(cells, hidden[:: max(1, len(hidden) // 15)]).values():
        assert (least == 1 and most >= LEAST_PERSONS - 1) or least >= LEAST_PERSONS


def test_no_measure_is_shown_of_a_cell_that_is_held_back(aggregates: Aggregates) -> None:
    seen = 0
    for name, table in aggregates.tables.items():
        for row in table.to_pylist():
            if row[HELD_BACK]:
                seen += 1
                assert all(row[measure] is None for measure in BREAKDOWNS[name].measures)
    assert seen


@pytest.mark.parametrize("year", [2015, 2020, 2024])
def test_residents_and_deaths_are_near_the_truth(root: Path, aggregates: Aggregates, year: int) -> None:
    truth = f"read_parquet('{root}/truth/persons/*.parquet')"
    with duckdb.connect() as connection:
        found = connection.execute(
            f"SELECT count(*) FILTER (born <= '{year}-12-31' AND (died IS NULL OR died > '{year}-12-31')), "
            f"count(*) FILTER (year(died) = {year}) FROM {truth}"
        ).fetchone()
    alive, died = found or (0, 0)
    residents, deaths = (aggregates.cell(table, year) or {} for table in ("population", "deaths"))
    assert residents[PERSONS] == pytest.approx(alive, rel=0.02)
    # The silent prefecture's deaths are not in the population register: about a tenth of all.
    assert 0.75 * died <= deaths[PERSONS] <= died


def test_money_and_months_are_those_of_the_rows(root: Path, aggregates: Aggregates) -> None:
    with Pool.open(root).connect(["hrss_contributions", "hrss_pensions"]) as connection:
        paid_in = connection.execute(
            "SELECT count(DISTINCT (person_no, period)), sum(employer_contribution) * 100, "
            "sum(person_contribution) * 100 FROM hrss_contributions WHERE year(period) = 2022"
        ).fetchone()
        paid_out = connection.execute(
            "SELECT sum(amount) * 100 FROM hrss_pensions WHERE year(paid_on) = 2022 AND payment_result = '1'"
        ).fetchone()
    contributions = [aggregates.cell("contributions", 2022, scheme) or {} for scheme in ("110", "120")]
    assert tuple(sum(each[name] for each in contributions) for name in ("months", "employer", "person")) == paid_in
    assert ((aggregates.cell("pensions", 2022) or {})["paid"],) == paid_out


def test_the_order_of_the_parts_does_not_matter(root: Path) -> None:
    parts = [partial_aggregates(root, each) for each in pieces(Pool.open(root))[:4]]
    assert combined(parts) == combined(reversed(parts))
