"""Tables of events: rows are left out, copied and added without disturbing the others."""

import numpy as np

from datapool.synthetic.block import Table
from datapool.synthetic.fraud.tables import add_rows, leave_out, of_persons, rows_like


def table() -> Table:
    return {"person": np.array([4, 2, 4], np.int32), "day": np.array([10, 20, 30], np.int32)}


def test_rows_are_left_out_from_every_column() -> None:
    rows = table()
    leave_out(rows, of_persons(rows, np.array([4])))
    assert rows["person"].tolist() == [2] and rows["day"].tolist() == [20]


def test_added_rows_keep_the_types_and_fill_what_is_not_named() -> None:
    rows = table()
    add_rows(rows, person=np.array([7, 8]))
    assert rows["day"].tolist() == [10, 20, 30, -1, -1]
    assert rows["day"].dtype == np.int32 and rows["person"].dtype == np.int32


def test_a_single_value_holds_for_all_rows_and_no_rows_change_nothing() -> None:
    rows = table()
    add_rows(rows, person=np.empty(0, np.int64), day=5)
    assert rows["person"].size == 3
    add_rows(rows, person=np.array([1, 1]), day=5)
    assert rows["day"].tolist() == [10, 20, 30, 5, 5]


def test_an_empty_table_takes_over_the_columns() -> None:
    rows: Table = {}
    assert of_persons(rows, np.array([1])).size == 0
    add_rows(rows, person=np.array([3]), day=np.array([9]))
    assert rows["person"].tolist() == [3] and rows["day"].tolist() == [9]


def test_copies_of_rows_differ_only_where_told() -> None:
    rows = table()
    made = rows_like(rows, np.array([2, 0]), person=np.array([5, 6]))
    assert made["person"].tolist() == [5, 6] and made["day"].tolist() == [30, 10]
    assert rows["person"].tolist() == [4, 2, 4]
