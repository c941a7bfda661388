"""The first look: what is not the table it claims to be is seen early, what is merely bad in places is not stopped."""

import pyarrow as pa
import pytest

from datapool.intake.gate import LEAST_VALUES, MOST_TIMES, ROWS, compare, gate_of, look
from datapool.intake.refusal import BatchRejected
from datapool.standards.sources import Table, load_sources
from tests.datapool.intake.feeds import good_rows

TABLES = load_sources()


def first_rows(table: Table, count: int = 60, **fixed: str) -> pa.Table:
    rows = good_rows(table, count, **fixed)
    return pa.table({column.column: pa.array([row[column.column] for row in rows]) for column in table.columns})


def seen(table: Table, rows: pa.Table) -> dict[str, float]:
    return look(rows, gate_of(table), table)


@pytest.mark.parametrize("name", sorted(TABLES))
def test_good_rows_of_every_table_pass(name: str) -> None:
    table = TABLES[name]
    medians = seen(table, first_rows(table))
    numbers = {column.column for column in table.columns if column.item.type.is_number}
    assert medians.keys() <= numbers
    assert all(median > 0 for median in medians.values())


@pytest.mark.parametrize(
    "column,value,reason,word",
    [
        ("received_on", "x", "not_as_claimed", "到账日期"),
        ("contribution_kind", "77", "not_as_claimed", "code list"),
        ("person_no", "", "not_as_claimed", "no value"),
        ("contribution_base", "99999999999", "unit", "unit"),
        ("period", "2019-01-01", "not_as_claimed", "month"),
    ],
)
def test_a_column_that_is_something_else_is_named(column: str, value: str, reason: str, word: str) -> None:
    table = TABLES["hrss_contributions"]
    with pytest.raises(BatchRejected) as found:
        seen(table, first_rows(table, **{column: value}))
    assert found.value.reason == reason
    assert word in found.value.detail


def test_an_optional_column_may_be_empty_throughout() -> None:
    table = TABLES["hrss_contributions"]
    seen(table, first_rows(table, employer_no=""))


def test_rows_behind_the_first_are_not_looked_at() -> None:
    table = TABLES["hrss_contributions"]
    both = pa.concat_tables([first_rows(table, ROWS), first_rows(table, 2 * ROWS, received_on="x")])
    seen(table, both)


def test_half_of_a_column_may_be_wrong_and_not_more() -> None:
    table = TABLES["hrss_contributions"]
    good, bad = first_rows(table, 30), first_rows(table, 30, received_on="x")
    seen(table, pa.concat_tables([good, bad]))
    with pytest.raises(BatchRejected):
        seen(table, pa.concat_tables([good.slice(1), bad]))


def test_figures_of_full_width_do_not_make_a_column_another_one() -> None:
    table = TABLES["hrss_contributions"]
    seen(table, first_rows(table, contribution_kind="１０"))


def test_no_rows_are_no_reason() -> None:
    table = TABLES["hrss_contributions"]
    assert seen(table, first_rows(table, 0)) == {}


def test_few_values_make_no_median() -> None:
    table = TABLES["hrss_contributions"]
    assert "contribution_base" in seen(table, first_rows(table, LEAST_VALUES))
    assert seen(table, first_rows(table, LEAST_VALUES - 1)) == {}
    assert "contribution_base" not in seen(table, first_rows(table, contribution_base="0"))


def test_a_median_is_of_the_values_as_delivered() -> None:
    table = TABLES["hrss_contributions"]
    assert seen(table, first_rows(table, contribution_base="4321.50"))["contribution_base"] == 4321.5


@pytest.mark.parametrize("times,is_refused", [(1, False), (MOST_TIMES * 0.99, False), (MOST_TIMES * 1.01, True)])
def test_a_scale_is_compared_both_ways(times: float, is_refused: bool) -> None:
    for medians in ({"base": 4000 * times}, {"base": 4000 / times}):
        if is_refused:
            with pytest.raises(BatchRejected, match="another unit"):
                compare(medians, {"base": 4000})
        else:
            compare(medians, {"base": 4000})
    compare({"base": 1.0}, {"other": 4000.0})
