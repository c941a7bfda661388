"""Contacts keep their order: by person and day, then as they stood."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from datapool.synthetic.events.contacts import OPEN, STAY, contact_table, in_order, joined, order_of


@given(st.lists(st.tuples(st.integers(0, 50), st.integers(-400, 20_000)), max_size=200))
def test_the_fast_order_is_that_of_a_stable_sort(rows: list[tuple[int, int]]) -> None:
    person, day = np.array(rows, np.int64).reshape(-1, 2).T
    np.testing.assert_array_equal(order_of(person, day), np.lexsort((np.arange(person.size), day, person)))


def test_a_column_that_is_not_given_is_open() -> None:
    table = contact_table(np.array([3, 1]), np.array([7, 9]), STAY, days=[4, 5])
    assert table["days"].tolist() == [4, 5] and table["provider"].tolist() == [OPEN, OPEN]
    assert table["way"].tolist() == [STAY, STAY]


def test_on_one_day_the_earlier_table_comes_first() -> None:
    first, second = (contact_table(np.array([1]), np.array([9]), STAY, provider=place) for place in (5, 6))
    assert in_order(joined([first, second]))["provider"].tolist() == [5, 6]
    assert in_order(joined([second, first]))["provider"].tolist() == [6, 5]
