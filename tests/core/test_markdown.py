"""Tables of Markdown keep one line a row and one cell a column, whatever stands in a cell."""

from hypothesis import given
from hypothesis import strategies as st

from core.markdown import markdown_table, table_lines

ROWS = st.integers(1, 4).flatmap(
    lambda width: st.lists(st.lists(st.text(), min_size=width, max_size=width), min_size=1)
)


def test_a_table_has_a_head_a_ruler_and_its_rows() -> None:
    assert markdown_table(("甲", "b"), [("1", "x|y"), ("2", "two\nlines")]) == (
        "| 甲 | b |\n| --- | --- |\n| 1 | x\\|y |\n| 2 | two lines |\n"
    )


@given(ROWS)
def test_every_row_is_one_line_with_as_many_cells_as_the_head(rows: list[list[str]]) -> None:
    lines = table_lines(rows[0], rows[1:])
    assert len(lines) == len(rows) + 1
    assert all("\n" not in line for line in lines)
    assert all(line.count("|") - line.count("\\|") == len(rows[0]) + 1 for line in lines)
