"""What is held back is shared out: nobody is lost, nobody is made, and what is published stays as it is."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulation.countries.pooled.estimates import amount, by_age
from tests.simulation.countries.pooled.hand_made import aggregates_of

FLAT = np.ones((2, 101))
LEAVES = st.dictionaries(
    st.tuples(st.just(2024), st.just("1"), st.sampled_from("12"), st.integers(0, 100)),
    st.integers(0, 60),
    min_size=1,
    max_size=60,
)


def population(ages: dict[tuple[int, str, str, int], int]) -> dict[tuple[int | str, ...], tuple[int]]:
    return {(year, source, sex, age // 5 * 5, age): (persons,) for (year, source, sex, age), persons in ages.items()}


@settings(max_examples=60, deadline=None)
@given(LEAVES)
def test_everybody_who_is_published_in_all_is_placed_at_some_age(ages: dict[tuple[int, str, str, int], int]) -> None:
    found = aggregates_of({"population": population(ages)})
    whole = sum(ages.values())
    placed = by_age(found, "population", "persons", (2024, "1"), FLAT)
    assert (placed >= 0).all()
    assert placed.sum() == pytest.approx(whole if whole >= 10 else 0)


@settings(max_examples=60, deadline=None)
@given(LEAVES)
def test_published_bands_keep_their_persons_and_published_ages_theirs(
    ages: dict[tuple[int, str, str, int], int],
) -> None:
    found = aggregates_of({"population": population(ages)})
    placed = by_age(found, "population", "persons", (2024, "1"), FLAT)
    for row, sex in enumerate("12"):
        for band, cell in found.parts("population", 2024, "1", sex).items():
            if cell is None:
                continue
            assert placed[row, int(band) : int(band) + 5].sum() == pytest.approx(cell["persons"])
            for age, single in found.parts("population", 2024, "1", sex, band).items():
                if single is not None:
                    assert placed[row, int(age)] == pytest.approx(single["persons"])


def test_ages_inside_a_band_follow_the_shape() -> None:
    found = aggregates_of({"population": population({(2024, "1", "1", age): 4 for age in range(30, 35)})})
    shape = FLAT.copy()
    shape[0, 30:35] = [1, 1, 2, 0, 0]
    placed = by_age(found, "population", "persons", (2024, "1"), shape)
    assert placed[0, 30:35] == pytest.approx([5, 5, 10, 0, 0], abs=1e-6)


def test_a_cell_that_is_held_back_gets_its_part_of_what_its_neighbours_leave() -> None:
    leaves = {(2024, "110", "2"): (40, 90, 9_000, 9_000), (2024, "120", "1"): (4, 12, 500, 500)}
    leaves |= {(2024, "170", "1"): (8, 20, 700, 700)}
    found = aggregates_of({"pensions": leaves})
    assert found.cell("pensions", 2024, "120") is None
    assert amount(found, "pensions", "amount", 2024, "110") == 9_000
    assert amount(found, "pensions", "amount", 2024, "120") == amount(found, "pensions", "amount", 2024, "170") == 600
    assert amount(found, "pensions", "amount", 2024, "999") == 0
    assert amount(found, "pensions", "amount", 1999) == 0
