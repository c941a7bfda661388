"""No small cell is shown, none can be had back, and no more is held back than that asks for."""

from collections import Counter

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
def test_what_subtraction_leaves_is_nothing_or_ten_persons_and_never_a_small_cell_alone(
    leaves: dict[Path, tuple[int, int]],
) -> None:
    cells = list(published(leaves))
    small = Counter(
        each.path[:-1] for each in cells if each.sums is None and node_persons(leaves, each.path) < LEAST_PERSONS
    )
    for path, rest, hidden in remainders(cells):
        assert (rest == 0 and hidden == 0) or rest >= LEAST_PERSONS
        assert hidden >= 2 or not small[path]


@settings(max_examples=25, deadline=None)
@given(LEAVES)
def test_linear_programming_learns_nothing_of_a_small_cell(leaves: dict[Path, tuple[int, int]]) -> None:
    cells = list(published(leaves))
    small = [each.path for each in cells if each.sums is None and node_persons(leaves, each.path) < LEAST_PERSONS]
    small = [path for path in small if len(path) > 1]
    for least, most in bounds(cells, small).values():
        assert least == 1 and most >= LEAST_PERSONS - 1


def test_the_attack_succeeds_where_only_the_small_cell_is_held_back() -> None:
    """The attack is a real one: without the second cell it finds the first."""
    cells = [Cell((2024,), (25, 0)), Cell((2024, "a"), (20, 0)), Cell((2024, "b"), None)]
    assert bounds(cells, [(2024, "b")]) == {(2024, "b"): (5, 5)}
    assert list(remainders(cells)) == [((2024,), 5, 1)]


def test_the_smallest_neighbours_are_held_back_and_only_as_many_as_needed() -> None:
    assert held_back({"a": 3, "b": 50, "c": 12, "d": 30}, ["a"], 10) == {"a", "c"}
    assert held_back({"a": 4, "b": 9, "c": 70}, ["a", "b"], 10) == {"a", "b"}
    assert held_back({"a": 4, "b": 5, "c": 70}, ["a", "b"], 10) == {"a", "b", "c"}
    assert held_back({"a": 5, "b": 5}, ["a", "b"], 10) == {"a", "b"}
    assert held_back({"a": 10, "b": 11}, [], 10) == frozenset()


def test_many_cells_of_one_person_need_room_beyond_their_number() -> None:
    """Nine cells that hold ten persons together would each hold one or two."""
    ones = {f"one {number}": 1 for number in range(8)} | {"two": 2}
    assert held_back({**ones, "c": 70}, list(ones), 10) == {*ones, "c"}
    assert held_back(ones, list(ones), 10) is None


def test_a_sum_whose_parts_nothing_protects_is_held_back_with_them() -> None:
    """That it holds twelve persons can be worked out and is no secret; that each of its parts holds one is not told."""
    lone = {(2024, "a", str(number)): (1, 0) for number in range(12)}
    shown = {cell.path: cell.sums for cell in published(lone | {(2024, "b", "1"): (40, 0)})}
    assert shown == {(2024,): (52, 0), (2024, "a"): None, (2024, "b"): (40, 0), (2024, "b", "1"): (40, 0)}


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
