"""Mortality as polynomials in years of life, against the model itself."""

import numpy as np

from simulation.countries.china.bases import start_of
from simulation.futures.people.figures import NEWBORN
from simulation.futures.people.inputs import death_polynomials


def _answer(power: np.ndarray, longer: float) -> np.ndarray:
    return power[..., 0] * (1.0 + sum(power[..., order] * longer**order for order in range(1, 8)))


def test_the_polynomials_answer_like_the_model() -> None:
    start = start_of("nbs")
    rows = np.array([6, 30, 79])
    central = start.life_expectancy[rows]
    chance, longest = death_polynomials(start.mortality, central)
    for longer in (-6.0, -3.0, -0.5, 0.0, 1.0, 4.0, 6.0):
        if (longer < longest[..., 0]).any() or (longer > longest[..., 1]).any():
            continue
        exact = start.mortality.chances(central + longer)
        ours = _answer(chance[:, :, :NEWBORN], longer)
        assert np.abs(ours / exact.death_probability - 1.0).max() < (1e-12 if longer == 0 else 0.01), longer
        # All ages together, as in a population that is the same at every age.
        assert abs(ours.sum() / exact.death_probability.sum() - 1.0) < 1e-3, longer
        newborn = np.abs(_answer(chance[:, :, NEWBORN], longer) / exact.newborn_death_probability - 1.0).max()
        assert newborn < 0.01, longer


def test_the_bounds_are_those_of_the_model() -> None:
    start = start_of("nbs")
    central = start.life_expectancy[[79]]
    _, longest = death_polynomials(start.mortality, central)
    reach = start.mortality.reach
    assert (central[0] + longest[0, :, 1] <= reach[:, 1] + 1e-9).all()
    assert (central[0] + longest[0, :, 0] >= reach[:, 0] - 1e-9).all()
