"""What pairs tie together, checked against a plain walk."""

import duckdb
import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st

from datapool.persons.components import make_components

PAIRS = st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30)), max_size=40)


@given(PAIRS)
@settings(max_examples=20, deadline=None)
def test_everything_that_can_be_reached_has_the_smallest_node_as_its_label(pairs: list[tuple[int, int]]) -> None:
    reach = {node: {node} for pair in pairs for node in pair}
    for _ in reach:
        for one, other in pairs:
            both = reach[one] | reach[other]
            for node in both:
                reach[node] = both
    with duckdb.connect() as connection:
        schema = pa.schema([("one", pa.int64()), ("other", pa.int64())])
        connection.register("given", pa.Table.from_pylist([{"one": a, "other": b} for a, b in pairs], schema))
        make_components(connection, "labels", "SELECT one, other FROM given")
        found = dict(connection.execute("SELECT node, label FROM labels").fetchall())
    assert found == {node: min(reached) for node, reached in reach.items()}
