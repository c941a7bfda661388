"""The series that mortality indices follow: what they expect, how far they stray, and what few years leave open."""

import numpy as np
import pytest

from core.errors import ValueOutOfRange
from simulation.longevity.time_series import Autoregression, RandomWalk, fit_autoregression, fit_walk

PATHS = 40_000


def chance(seed: int = 1) -> np.random.Generator:
    return np.random.Generator(np.random.Philox(seed))


def test_the_drift_of_a_walk_is_the_way_from_first_to_last_by_steps() -> None:
    index = np.array([[5.0], [4.5], [7.0], [2.0], [1.0]])
    walk = fit_walk(index)
    assert walk.drift == pytest.approx([-1.0])
    assert walk.covariance[0, 0] == pytest.approx(np.var([-0.5, 2.5, -5.0, -1.0], ddof=1))
    assert walk.steps == 4
    np.testing.assert_allclose(walk.central(3)[:, 0], [-1, -2, -3])


def test_without_parameter_uncertainty_the_variance_of_a_walk_grows_with_the_steps() -> None:
    covariance = np.array([[4.0, 1.2], [1.2, 1.0]])
    walk = RandomWalk(np.array([-1.0, 0.5]), covariance, 20)
    moves = walk.simulate(6, PATHS, chance(), parameters=False)
    np.testing.assert_allclose(moves.mean(axis=0), walk.central(6), atol=0.06)
    for step in (1, 3, 6):
        np.testing.assert_allclose(np.cov(moves[:, step - 1].T), step * covariance, rtol=0.05)


def test_uncertain_drift_and_volatility_widen_a_walk_as_their_formula_says() -> None:
    """Variance after h steps: sigma^2 (h + h^2 / n) times nu / (nu - 2), the mean of the drawn variances."""
    steps, horizon = 12, 5
    walk = RandomWalk(np.array([0.3]), np.array([[0.25]]), steps)
    moves = walk.simulate(horizon, PATHS, chance())[:, -1, 0]
    freedom = steps - 1
    expected = 0.25 * (horizon + horizon**2 / steps) * freedom / (freedom - 2)
    assert moves.var() == pytest.approx(expected, rel=0.05)
    assert moves.mean() == pytest.approx(0.3 * horizon, abs=0.03)
    assert moves.var() > walk.simulate(horizon, PATHS, chance(), parameters=False)[:, -1, 0].var() * 1.3


def test_the_same_stream_gives_the_same_paths() -> None:
    walk = RandomWalk(np.array([0.3]), np.array([[0.25]]), 12)
    assert walk.simulate(4, 50, chance(3)).tobytes() == walk.simulate(4, 50, chance(3)).tobytes()
    assert walk.simulate(4, 50, chance(3)).tobytes() != walk.simulate(4, 50, chance(4)).tobytes()


def test_a_long_series_gives_back_its_autoregression() -> None:
    normals = chance().standard_normal(20_000)
    index = np.zeros(20_001)
    for year, normal in enumerate(normals):
        index[year + 1] = 0.4 + 0.8 * index[year] + 0.5 * normal
    found = fit_autoregression(index)
    assert found.persistence == pytest.approx(0.8, abs=0.02)
    assert found.constant == pytest.approx(0.4, abs=0.05)
    assert found.shock == pytest.approx(0.5, rel=0.02)


def test_an_autoregression_returns_to_its_mean_and_stays_near_it() -> None:
    process = Autoregression(0.2, 0.6, 0.3, 30, np.diag([0.1, 0.01]))
    assert process.central(5.0, 60)[-1] == pytest.approx(0.5, abs=1e-6)
    values = process.simulate(5.0, 60, PATHS, chance(), parameters=False)
    assert values[:, -1].mean() == pytest.approx(0.5, abs=0.01)
    assert values[:, -1].std() == pytest.approx(0.3 / np.sqrt(1 - 0.36), rel=0.02)


def test_a_growing_gap_is_held_stationary() -> None:
    found = fit_autoregression(np.array([1.0, 1.5, 2.3, 3.4, 5.2, 7.7, 11.5]))
    assert found.persistence == 0.99
    drawn = found.simulate(11.5, 400, 50, chance())
    assert np.isfinite(drawn).all()


@pytest.mark.parametrize("fit", [lambda index: fit_walk(index[:, None]), fit_autoregression])
def test_too_few_years_are_refused(fit) -> None:
    with pytest.raises(ValueOutOfRange, match="at least"):
        fit(np.array([1.0, 0.5, 0.2]))
