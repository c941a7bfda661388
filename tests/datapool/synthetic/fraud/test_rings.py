"""Rings: sizes by a power law, members spread over blocks, quiet after a neighbour's arrest."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from datapool.synthetic import fraud
from datapool.synthetic.fraud.rings import NOT_CAUGHT, plan_rings, ring_sizes
from datapool.synthetic.fraud.typologies import load_typologies
from datapool.synthetic.province import make_province


@given(st.integers(1, 5_000), st.integers(3, 30), st.integers(31, 400), st.integers(0, 2**32))
@settings(max_examples=60, deadline=None)
def test_sizes_keep_within_their_bounds_and_fill_what_is_wanted(wanted: int, least: int, most: int, seed: int) -> None:
    sizes = ring_sizes(np.random.default_rng(seed), wanted, least, most, 1.8)
    assert sizes and all(least <= size <= most for size in sizes)
    assert sum(sizes) <= max(wanted, least)
    assert sum(sizes) > wanted - least or len(sizes) == 1


def test_small_rings_are_many_and_large_rings_few() -> None:
    sizes = np.array(ring_sizes(np.random.default_rng(1), 60_000, 10, 300, 1.7))
    counts = [((sizes >= low) & (sizes < 2 * low)).sum() for low in (10, 20, 40, 80)]
    assert counts == sorted(counts, reverse=True)
    assert sizes.max() > 200


@pytest.mark.parametrize("persons", [10_000, 45_000])
def test_every_organised_typology_has_a_ring_in_a_province_of_any_size(persons: int) -> None:
    plan = fraud.plan(make_province(persons, 2))
    assert set(plan.rings) == {"T04", "T05", "T07", "T08", "T11"}
    for rings in plan.rings.values():
        assert rings
        for ring in rings:
            assert ring.members.size == plan.province.blocks and ring.size >= 5
            assert 0 <= ring.start < ring.end <= plan.province.months


def test_the_numbers_of_rings_are_unique_in_the_province() -> None:
    plan = fraud.plan(make_province(60_000, 2))
    numbers = [ring.number for rings in plan.rings.values() for ring in rings]
    assert len(set(numbers)) == len(numbers)


def test_a_larger_province_has_more_members_of_rings() -> None:
    typologies = load_typologies()
    for code in ("T05", "T08"):
        small, large = (
            sum(ring.size for ring in plan_rings(make_province(n, 1), typologies, typologies[code], 1))
            for n in (50_000, 400_000)
        )
        assert 6 < large / small < 10


def test_rings_that_began_since_the_year_of_drift_vary_their_traces() -> None:
    province, typologies = make_province(1_000_000, 5), load_typologies()
    rings = plan_rings(province, typologies, typologies["T07"], 1)
    first = (typologies.drift_year - province.years[0]) * 12
    assert {ring.is_varied for ring in rings} == {True, False}
    assert all(ring.is_varied == (ring.start >= first) for ring in rings)


def test_some_rings_are_caught_and_neighbours_go_quiet_soon_after() -> None:
    province, typologies = make_province(3_000_000, 5), load_typologies()
    rings = plan_rings(province, typologies, typologies["T08"], 1)
    caught = [ring for ring in rings if ring.caught != NOT_CAUGHT]
    quiet = [
        ring
        for ring in rings
        if any(o.prefecture == ring.prefecture and 0 < ring.end - o.caught < 4 and o is not ring for o in caught)
    ]
    assert 0.1 < len(caught) / len(rings) < 0.6
    assert len(quiet) >= 3
