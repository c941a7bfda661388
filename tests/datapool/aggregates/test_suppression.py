"""No small cell is shown, none can be had back, and no more is held back than that asks for."""

from hypothesis import given, settings
from hypothesis import strategies as st

from datapool.aggregates.schema import LEAST_PERSONS
from datapool.aggregates.suppression import Cell, Path, grown, held_back, published
from tests.datapool.aggregates.attacks import bounds, remainders

LEAVES = st.dictionaries(
    st.tuples(st.just(2024), st.sampled_from("ab"), st.sampled_from("12"), st.integers(0, 6)),
    st.tuples(st.one_of(st.integers(0, 12), st.integers(0, 400)), st.integers(0, 10**6)),
    min_size=1,
    max_size=28,
)


def node_persons(leaves: dict[Path, tuple[int, int]], path: Path) -> int:
    return sum(sums[0] for leaf, sums in leaves.items() if leaf[: len(path)] == path)


@given(LEAVES)
def test_no_cell_under_ten_persons_is_shown_and_every_shown_one_is_right(leaves: dict[Path, tuple[int, int]]) -> None:
    for cell in published(leaves):
        if cell.sums is not None:
            assert cell.sums[0] >= LEAST_PERSONS
            assert cell.sums[0] == node_persons(leaves, cell.path)


@given(LEAVES)
def test_what_subtraction_leaves_is_nothing_or_two_cells_of_ten_persons_together(
    leaves: dict[Path, tuple[int, int]],
) -> None:
    for _, rest, hidden in remainders(list(published(leaves))):
        assert (rest == 0 and hidden == 0) or (rest >= LEAST_PERSONS and hidden >= 2)


@settings(max_examples=25, deadline=None)
@given(LEAVES)
def test_linear_programming_pins_down_no_small_cell(leaves: dict[Path, tuple[int, int]]) -> None:
    cells = list(published(leaves))
    small = [each.path for each in cells if each.sums is None and node_persons(leaves, each.path) < LEAST_PERSONS]
    small = [path for path in small if len(path) > 1]
    for path, (least, most) in bounds(cells, small).items():
        assert least <= node_persons(leaves, path) <= most
        assert least < most


def test_the_attack_succeeds_where_only_the_small_cell_is_held_back() -> None:
    """The attack is a real one: without the second cell it finds the first."""
    cells = [Cell((2024,), (25, 0)), Cell((2024, "a"), (20, 0)), Cell((2024, "b"), None)]
    assert bounds(cells, [(2024, "b")]) == {(2024, "b"): (5, 5)}
    assert list(remainders(cells)) == [((2024,), 5, 1)]


def test_the_smallest_neighbours_are_held_back_and_only_as_many_as_needed() -> None:
    assert held_back({"a": 3, "b": 50, "c": 12, "d": 30}, 10) == {"a", "c"}
    assert held_back({"a": 4, "b": 9, "c": 70}, 10) == {"a", "b"}
    assert held_back({"a": 4, "b": 5, "c": 70}, 10) == {"a", "b", "c"}
    assert held_back({"a": 10, "b": 11}, 10) == frozenset()


def test_a_cell_that_is_held_back_is_not_broken_down() -> None:
    leaves = {(2024, "a", "1"): (4, 0), (2024, "b", "1"): (11, 0), (2024, "b", "2"): (12, 0), (2024, "c", "1"): (80, 0)}
    shown = {cell.path: cell.sums for cell in published(leaves)}
    assert shown == {
        (2024,): (107, 0),
        (2024, "a"): None,
        (2024, "b"): None,
        (2024, "c"): (80, 0),
        (2024, "c", "1"): (80, 0),
    }


def test_a_year_of_few_persons_shows_nothing_but_that_there_are_some() -> None:
    assert list(published({(2024, "a"): (3, 0), (2025, "a"): (10, 0)})) == [
        Cell((2024,), None),
        Cell((2025,), (10, 0)),
        Cell((2025, "a"), (10, 0)),
    ]


@given(LEAVES)
def test_a_sum_is_the_sum_of_its_parts_in_every_measure(leaves: dict[Path, tuple[int, int]]) -> None:
    pending = [grown(leaves)]
    while pending:
        node = pending.pop()
        if node.parts:
            assert node.sums == [
                sum(column) for column in zip(*(part.sums for part in node.parts.values()), strict=True)
            ]
            pending += node.parts.values()
