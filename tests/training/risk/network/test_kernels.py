"""The kernels of the network say what plain Python says."""

from collections import defaultdict
from itertools import combinations

import numpy as np
import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st

from training.risk.network.blocks import block_density
from training.risk.network.company import company_of, surprising_pairs
from training.risk.network.links import Links, groups_of, links_of
from training.risk.network.neighbours import neighbour_risk
from training.risk.network.rings import rings_of

SUBJECTS = 8
EDGES = st.lists(st.tuples(st.integers(0, SUBJECTS - 1), st.integers(0, 4)), min_size=1, max_size=30)


def made(edges: list[tuple[int, int]]) -> Links:
    names = [str(place) for place in range(SUBJECTS)]
    rows = pa.table({"subject": [str(one) for one, _ in edges], "grp": [f"k{key}" for _, key in edges]})
    return links_of(rows, names)


def members_of(links: Links) -> dict[int, set[int]]:
    found: dict[int, set[int]] = defaultdict(set)
    for subject, key in zip(links.subject.tolist(), links.key.tolist(), strict=True):
        found[key].add(subject)
    return found


@given(EDGES, st.lists(st.floats(0, 1), min_size=SUBJECTS, max_size=SUBJECTS))
@settings(deadline=None, max_examples=40)
def test_neighbour_risk_is_that_of_the_others_behind_a_key(edges: list[tuple[int, int]], risks: list[float]) -> None:
    links, risk = made(edges), np.asarray(risks)
    found = neighbour_risk(links, risk)
    for subject in range(SUBJECTS):
        others = [members - {subject} for members in members_of(links).values() if subject in members]
        sums = [sum(risk[one] for one in some) for some in others]
        means = [total / len(some) for total, some in zip(sums, others, strict=True) if some]
        np.testing.assert_allclose(
            found[subject], [max(map(len, others), default=0), max([0.0, *sums]), max([0.0, *means])], atol=1e-9
        )


@given(EDGES)
@settings(deadline=None, max_examples=40)
def test_groups_are_those_that_a_search_reaches(edges: list[tuple[int, int]]) -> None:
    links = made(edges)
    group = groups_of({"only": links}, SUBJECTS)
    near: dict[int, set[int]] = defaultdict(set)
    for members in members_of(links).values():
        for one in members:
            near[one] |= members
    for start in range(SUBJECTS):
        reached, waiting = {start}, [start]
        while waiting:
            fresh = near[waiting.pop()] - reached
            reached |= fresh
            waiting += fresh
        assert set(np.flatnonzero(group == group[start]).tolist()) == reached
        assert group[start] == min(reached)


def density_of(links: Links, subjects: set[int], keys: set[int], risk: np.ndarray) -> float:
    size = {key: len(members) for key, members in members_of(links).items()}
    weight = sum(
        1 / np.log(size[key] + 5.0)
        for subject, key in zip(links.subject.tolist(), links.key.tolist(), strict=True)
        if subject in subjects and key in keys
    )
    return float((weight + sum(risk[one] for one in subjects)) / max(len(subjects) + len(keys), 1))


@given(EDGES, st.lists(st.floats(0, 1), min_size=SUBJECTS, max_size=SUBJECTS))
@settings(deadline=None, max_examples=25)
def test_the_block_found_is_at_least_half_as_dense_as_the_densest(
    edges: list[tuple[int, int]], risks: list[float]
) -> None:
    links, risk = made(edges), np.asarray(risks)
    subjects, keys = sorted(set(links.subject.tolist())), sorted(set(links.key.tolist()))
    best = max(
        density_of(links, set(some), set(behind), risk)
        for count in range(1, len(subjects) + 1)
        for some in combinations(subjects, count)
        for many in range(len(keys) + 1)
        for behind in combinations(keys, many)
    )
    # The densest block may be of one subject, which is no block of theirs.
    found = block_density(links, risk, blocks=1).max()
    assert found == 0.0 or best / 2 - 1e-9 <= found <= best + 1e-9


def test_a_planted_block_is_denser_than_what_lies_around_it() -> None:
    draw = np.random.default_rng(3)
    planted = [(subject, key) for subject in range(12) for key in range(6)]
    noise = [(int(draw.integers(12, 200)), int(draw.integers(6, 120))) for _ in range(300)]
    subject, key = np.asarray(sorted(set(planted + noise), key=lambda edge: (edge[1], edge[0]))).T
    density = block_density(Links(subject.astype(np.int64), key.astype(np.int64), 120), np.zeros(200), blocks=1)
    assert set(np.flatnonzero(density > 0)) == set(range(12))


def test_pairs_who_meet_as_often_as_chance_has_it_keep_no_company() -> None:
    draw = np.random.default_rng(5)
    edges = np.unique(np.stack([draw.integers(0, 60, 3000), draw.integers(0, 300, 3000)]), axis=1)
    left, *_ = surprising_pairs(Links(edges[1], edges[0], 60), 300)
    assert left.size <= 2


def test_a_party_that_meets_again_and_again_is_one_community() -> None:
    draw = np.random.default_rng(6)
    keys, subjects = 400, 500
    noise = np.stack([draw.integers(0, keys, 2000), draw.integers(10, subjects, 2000)])
    party = np.stack([np.repeat(np.arange(8), 6), np.tile(np.arange(6), 8)])
    edges = np.unique(np.concatenate([noise, party], axis=1), axis=1)
    company, community = company_of(Links(edges[1], edges[0], keys), subjects)
    assert (company[:6, 0] >= 5).all()
    assert len(set(community[:6].tolist())) == 1
    assert (company[10:, 0] == 0).mean() > 0.98


def test_who_is_not_asked_about_has_no_link() -> None:
    rows = pa.table({"subject": ["a", "b", None, "c", "a"], "grp": ["x", "x", "x", None, "x"]})
    links = links_of(rows, ["b", "a", "c"])
    assert links.subject.tolist() == [0, 1]
    assert links.key.tolist() == [0, 0]


def test_keys_of_one_or_of_nearly_everybody_are_left_out() -> None:
    links = made([(0, 0), (1, 0), (2, 1), *((one, 2) for one in range(SUBJECTS))])
    assert links.shared(4).subject.tolist() == [0, 1]


def test_suspects_whom_a_key_connects_are_one_ring_and_others_are_none() -> None:
    links = {"phone": made([(0, 0), (1, 0), (2, 0), (3, 1), (4, 1)])}
    chance = np.asarray([0.9, 0.8, 0.01, 0.9, 0.02, 0.9, 0, 0])
    names = [f"p{place}" for place in range(SUBJECTS)]
    rings = rings_of(links, chance, names, "T05", least=0.1)
    assert rings[0] == rings[1] is not None
    assert [rings[place] for place in (2, 3, 4, 5)] == [None] * 4
    assert rings[0] != rings_of(links, chance, names, "T11", least=0.1)[0]
