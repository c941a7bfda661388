"""Attempts to learn of few persons by subtracting what is published of groups that overlap or follow each other."""

from itertools import combinations
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from datapool.profiles.counting import MOST, SUMS
from datapool.profiles.profile import LEAST_PERSONS, groups, rounded_mean, step_of
from datapool.profiles.storing import Profiles

Values = list[float]
MEASURES = sorted(MOST)


def told(name: str, values: Values) -> tuple[float, float] | None:
    """What the strongest attacker, who knows how many persons there are, can say of a sum from the published mean."""
    mean = rounded_mean(name, sum(values), len(values))
    if mean is None:
        return None
    half = step_of(name, len(values)) / 2
    return (mean - half) * len(values), (mean + half) * len(values)


@settings(max_examples=300, deadline=None)
@given(
    name=st.sampled_from(MEASURES),
    shares=st.lists(st.floats(0, 1), min_size=LEAST_PERSONS, max_size=300),
    extra=st.lists(st.floats(0, 1), min_size=1, max_size=LEAST_PERSONS - 1),
)
def test_subtracting_means_leaves_a_span_wider_than_what_anybody_can_have(
    name: str, shares: Values, extra: Values
) -> None:
    inner, few = ([share * MOST[name] for share in some] for some in (shares, extra))
    small, large = told(name, inner), told(name, inner + few)
    if small is None or large is None:
        return
    low, high = large[0] - small[1], large[1] - small[0]
    assert low - 1e-6 <= sum(few) <= high + 1e-6
    assert high - low >= 2 * MOST[name] * (1 - 1e-9)


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(MEASURES), st.lists(st.floats(0, 1), min_size=LEAST_PERSONS, max_size=300), st.floats(0, 1))
def test_one_person_changes_a_mean_by_no_more_than_its_rounding(name: str, shares: Values, one: float) -> None:
    inner = [share * MOST[name] for share in shares]
    before, after = sum(inner) / len(inner), sum([*inner, one * MOST[name]]) / (len(inner) + 1)
    assert abs(before - after) <= step_of(name, len(inner)) * (1 + 1e-9)


@pytest.mark.parametrize("name", MEASURES)
def test_rounding_grows_finer_with_the_number_of_persons_and_never_tells_less_than_tens(name: str) -> None:
    steps = [step_of(name, persons) for persons in range(LEAST_PERSONS, 20_000)]
    assert steps == sorted(steps, reverse=True) and steps[0] > steps[-1]
    by_ten = [len(set(steps[start : start + 10])) for start in range(0, len(steps), 10)]
    assert set(by_ten) == {1}


def test_sizes_of_two_groups_never_tell_how_few_make_the_difference(profiles: Profiles) -> None:
    sizes = [size.persons for segment in profiles.segments.values() for size in segment.years if size.persons]
    close = [(one, other) for one, other in combinations(sizes, 2) if abs(one - other) <= 10]
    assert close
    for one, other in close:
        larger, smaller = max(one, other), min(one, other)
        differences = {m - n for m in range(larger - 5, larger + 5) for n in range(smaller - 5, smaller + 5) if m >= n}
        assert len(differences) >= LEAST_PERSONS


TREES = st.dictionaries(
    st.tuples(st.just(2024), st.sampled_from(("4701", "4702", "4703")), st.sampled_from(("110", "120", "170"))),
    st.integers(1, 40),
    min_size=2,
)


@settings(max_examples=60, deadline=None)
@given(TREES)
def test_solving_for_what_is_held_back_leaves_a_wide_range(persons: dict[tuple[Any, ...], int]) -> None:
    """Linear programming over everything published: rounded sums on every level, and that cells add up."""
    cells = {path: [count if name == "persons" else 0 for name in SUMS] for path, count in persons.items()}
    published = {group.path: group.size.persons for group in groups(cells)}
    leaves = sorted(persons)
    rows, limits = [], []
    for path, size in published.items():
        if size is not None:
            inside = np.array([leaf[: len(path)] == path for leaf in leaves], dtype=float)
            rows += [inside, -inside]
            limits += [size + 4, -(size - 5)]
    for path, size in published.items():
        if size is not None:
            continue
        wanted = np.array([leaf[: len(path)] == path for leaf in leaves], dtype=float)
        if not rows:
            continue
        least, most = (
            sign * linprog(sign * wanted, A_ub=np.array(rows), b_ub=limits, bounds=(1, None)).fun for sign in (1, -1)
        )
        assert most - least >= LEAST_PERSONS - 1
