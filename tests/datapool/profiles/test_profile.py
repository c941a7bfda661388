"""What is published is rounded, small groups are held back, and what is shown is right."""

from collections import Counter, defaultdict
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from datapool.profiles.counting import EVERYBODY, SUMS
from datapool.profiles.profile import LEAST_PERSONS, Size, groups, segment_profiles
from datapool.profiles.segment import load_segments

REGIONS = ("4701", "4702", "4703")
YEARS = (2023, 2024)
HELD_BACK = (None,) * 6


def sums(persons: int, **others: int) -> list[int]:
    return [({"persons": persons} | others).get(name, 0) for name in SUMS]


def figures(size: Size) -> tuple[Any, ...]:
    return (size.persons, size.mean_base, size.mean_pension, size.settlements, size.bill, size.fund)


CELLS = st.dictionaries(
    st.tuples(st.sampled_from(YEARS), st.sampled_from(REGIONS), st.sampled_from(("110", "170"))),
    st.integers(1, 40),
    min_size=1,
)


@settings(max_examples=200, deadline=None)
@given(CELLS)
def test_no_group_below_the_least_is_told_and_all_numbers_are_rounded(persons: dict[tuple[Any, ...], int]) -> None:
    cells = {path: sums(count) for path, count in persons.items()}
    for group in groups(cells):
        size = group.size
        if size.persons is None:
            assert figures(size) == HELD_BACK
        else:
            assert size.persons >= LEAST_PERSONS and size.persons % 10 == 0


@settings(max_examples=200, deadline=None)
@given(CELLS)
def test_a_small_group_is_never_held_back_alone(persons: dict[tuple[Any, ...], int]) -> None:
    shown = {group.path: group.size.persons for group in groups({path: sums(n) for path, n in persons.items()})}
    held_back: Counter[tuple[Any, ...]] = Counter()
    small: Counter[tuple[Any, ...]] = Counter()
    true: Counter[tuple[Any, ...]] = Counter()
    for path, count in persons.items():
        for level in (1, 2, 3):
            true[path[:level]] += count
    hidden: defaultdict[tuple[Any, ...], int] = defaultdict(int)
    for path, value in shown.items():
        if value is None and len(path) > 1 and shown.get(path[:-1]) is not None:
            held_back[path[:-1]] += 1
            hidden[path[:-1]] += true[path]
            small[path[:-1]] += true[path] < LEAST_PERSONS
    assert all(count >= 2 or not small[parent] for parent, count in held_back.items())
    assert all(together >= LEAST_PERSONS for together in hidden.values())


def test_means_are_those_of_the_persons_behind_them_and_only_of_enough() -> None:
    cell = sums(4312, base=2000 * 512_345, with_base=2000, pension=9 * 100_000, with_pension=9, linked=4000,
                settlements=13_123, bill=4000 * 45_678, fund=4000 * 20_000)  # fmt: skip
    (group,) = groups({(2024,): cell})
    assert figures(group.size) == (4310, 5120, None, 3.3, 450, 200)


def test_a_mean_that_would_be_all_rounding_is_not_told() -> None:
    (group,) = groups({(2024,): sums(100, base=100 * 600_000, with_base=100, linked=100, bill=100 * 90_000)})
    assert (group.size.mean_base, group.size.bill) == (6000, None)


def test_means_of_medical_care_need_enough_linked_persons() -> None:
    (group,) = groups({(2024,): sums(43, linked=9, settlements=90, bill=900, fund=1)})
    assert (group.size.settlements, group.size.bill, group.size.fund) == (None, None, None)


def test_a_segment_has_every_year_and_region_empty_or_not() -> None:
    cells = {(EVERYBODY, 2023, "4701"): sums(100), (EVERYBODY, 2024, "4701"): sums(121)}
    everybody, *others = segment_profiles(cells, load_segments(), YEARS, REGIONS)
    assert [size.persons for size in everybody.years] == [100, 120]
    assert everybody.trend() == pytest.approx(0.2)
    assert [size.persons for size in everybody.regions["4702"]] == [0, 0]
    assert all(size.persons == 0 for segment in others for size in segment.years)
    assert others[0].trend() is None


def test_regions_under_a_year_that_is_held_back_are_held_back_too() -> None:
    cells = {(EVERYBODY, 2023, "4701"): sums(3), (EVERYBODY, 2024, "4701"): sums(50)}
    everybody = next(segment_profiles(cells, {}, YEARS, REGIONS))
    assert everybody.years[0].persons is None
    assert all(sizes[0].persons is None for sizes in everybody.regions.values())
    assert everybody.trend() is None


def test_a_trend_is_not_told_where_rounding_would_make_it() -> None:
    cells = {(EVERYBODY, 2023, "4701"): sums(44), (EVERYBODY, 2024, "4701"): sums(500)}
    everybody = next(segment_profiles(cells, {}, YEARS, REGIONS))
    assert [size.persons for size in everybody.years] == [40, 500]
    assert everybody.trend() is None
