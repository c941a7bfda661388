import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from datapool.linkage.clusters import Evidence, Sides, clusters_at, merge
from datapool.linkage.scoring import score
from datapool.linkage.threshold import HIGHEST, LOWEST, choose

Pairs = dict[tuple[int, int], float]


def evidence(
    pairs: Pairs, *, bound: set[tuple[int, int]] = frozenset(), apart: set[tuple[int, int]] = frozenset()
) -> Evidence:  # type: ignore[assignment]
    keys = sorted(pairs)
    return Evidence(
        np.array([left for left, _ in keys], np.int64),
        np.array([right for _, right in keys], np.int64),
        np.array([pairs[key] for key in keys], float),
        np.array([key in bound for key in keys], bool),
        np.array([key in apart for key in keys], bool),
    )


def alone(records: int) -> Sides:
    return Sides(np.zeros(records, bool))


def clusters(found: Evidence, sides: Sides, threshold: float = 0.5) -> list[int]:
    return clusters_at(merge(found, sides), threshold, len(sides.right)).tolist()


def test_a_chain_of_likenesses_does_not_join_its_ends() -> None:
    """0-1-2 and 3-4-5 are two persons; one doubtful pair between them is no bridge."""
    strong = {(0, 1): 6.0, (1, 2): 6.0, (0, 2): 6.0, (3, 4): 6.0, (4, 5): 6.0, (3, 5): 6.0}
    assert clusters(evidence(strong | {(2, 3): 3.0}), alone(6)) == [0, 0, 0, 3, 3, 3]


def test_a_record_with_holes_joins_its_person_by_several_weak_pairs() -> None:
    pairs = {(0, 1): 6.0, (0, 2): 0.3, (1, 2): 0.2}
    assert clusters(evidence(pairs), alone(3)) == [0, 0, 0]


def test_what_is_apart_stays_apart_also_by_way_of_others() -> None:
    pairs = {(0, 1): 8.0, (1, 2): 8.0, (0, 2): 8.0}
    assert clusters(evidence(pairs), alone(3)) == [0, 0, 0]
    found = clusters(evidence(pairs, apart={(0, 2)}), alone(3))
    assert found[0] != found[2]


def test_what_is_bound_is_joined_against_all_evidence() -> None:
    assert clusters(evidence({(0, 1): -20.0}, bound={(0, 1)}), alone(2)) == [0, 0]


def test_of_two_files_each_person_is_there_once_where_that_is_so() -> None:
    right = np.array([False, True, True])
    pairs = {(0, 1): 5.0, (0, 2): 4.0}
    assert clusters(evidence(pairs), Sides(right)) == [0, 0, 0]
    assert clusters(evidence(pairs), Sides(right, once_left=True, once_right=True)) == [0, 0, 2]


odds = st.floats(-10, 10)


@given(
    st.dictionaries(st.tuples(st.integers(0, 8), st.integers(0, 8)).filter(lambda p: p[0] < p[1]), odds), st.randoms()
)
@settings(max_examples=150, deadline=None)
def test_every_record_has_one_cluster_and_a_higher_threshold_only_splits(pairs: Pairs, random: object) -> None:
    merges = merge(evidence(pairs), alone(9))
    loose, tight = (clusters_at(merges, threshold, 9) for threshold in (0.3, 0.7))
    assert all(number <= record for record, number in enumerate(loose.tolist()))
    for number in np.unique(tight):
        assert len(np.unique(loose[tight == number])) == 1
    joined = sum(size * (size - 1) // 2 for size in np.bincount(loose))
    assert merges.pairs[merges.chance >= 0.3].sum() == joined


@given(
    st.dictionaries(st.tuples(st.integers(0, 7), st.integers(0, 7)).filter(lambda p: p[0] < p[1]), odds, min_size=1),
    st.data(),
)
@settings(max_examples=100, deadline=None)
def test_pairs_that_are_apart_never_meet(pairs: Pairs, data: st.DataObject) -> None:
    apart = data.draw(st.sets(st.sampled_from(sorted(pairs))))
    found = clusters(evidence(pairs, apart=apart), alone(8), threshold=0.0)
    assert all(found[left] != found[right] for left, right in apart)


@given(
    st.dictionaries(st.tuples(st.integers(0, 7), st.integers(0, 7)).filter(lambda p: p[0] < p[1]), odds),
    st.lists(st.integers(0, 3), min_size=8, max_size=8),
    st.lists(st.booleans(), min_size=8, max_size=8),
)
@settings(max_examples=150, deadline=None)
def test_scores_are_those_of_counting_pair_by_pair(pairs: Pairs, truth: list[int], right: list[bool]) -> None:
    sides = Sides(np.array(right))
    between = {key: value for key, value in pairs.items() if not any(right) or right[key[0]] != right[key[1]]}
    merges = merge(evidence(between), sides)
    found = score(merges, 0.5, np.array(truth), sides.right)
    cluster = clusters_at(merges, 0.5, 8).tolist()
    every = [(a, b) for a in range(8) for b in range(a + 1, 8) if not any(right) or right[a] != right[b]]
    joined = {pair for pair in every if cluster[pair[0]] == cluster[pair[1]]}
    true = {pair for pair in every if truth[pair[0]] == truth[pair[1]]}
    both = len(joined & true)
    assert found.precision == pytest.approx(both / len(joined) if joined else 1.0)
    assert found.recall == pytest.approx(both / len(true) if true else 1.0)
    assert found.best >= found.f1 - 1e-9


@given(
    st.dictionaries(st.tuples(st.integers(0, 8), st.integers(0, 8)).filter(lambda p: p[0] < p[1]), odds),
    st.floats(0, 40),
)
@settings(max_examples=100, deadline=None)
def test_a_threshold_is_within_its_bounds_and_its_expectations_are_shares(pairs: Pairs, expected: float) -> None:
    choice = choose(merge(evidence(pairs), alone(9)), expected=expected)
    assert LOWEST <= choice.threshold <= HIGHEST
    assert all(share is None or 0 <= share <= 1 for share in (choice.precision, choice.recall))
