from dataclasses import replace

import numpy as np
import pytest

from core.errors import InputError, ValueOutOfRange
from simulation.chance.processes import EconomyProcess, MigrationProcess, WalkProcess
from simulation.demography.year_path import YearPath


def economy(**changes):
    fields = {
        "lags": np.array([np.diag([0.5, 0.2, 0.0, 0.8])]),
        "residual_deviation": np.array([0.02, 0.01, 0.01, 0.002]),
        "residual_correlation": np.eye(4),
        "mean_covariance": np.diag([4e-6, 1e-6, 1e-6, 1e-8]),
        "lowest": np.array([0.00, -0.02, -0.06, 0.04]),
        "highest": np.array([0.16, 0.18, 0.06, 0.06]),
        "margin": np.array([0.04, 0.05, 0.03, 0.005]),
    }
    return EconomyProcess(**{**fields, **changes})


def test_the_level_may_go_to_the_nearer_extreme_and_the_margin_beyond_it():
    centre = np.array([[0.02, 0.10], [0.02, 0.02], [0.0, 0.0], [0.052, 0.052]])
    reach = economy().reach(centre)
    assert np.allclose(reach, [[0.06, 0.10], [0.09, 0.09], [0.09, 0.09], [0.013, 0.013]])


def test_a_centre_beyond_history_keeps_the_margin_on_both_sides():
    centre = np.array([[-0.03], [0.30], [-0.10], [0.08]])
    assert np.allclose(economy().reach(centre)[:, 0], economy().margin)


def test_the_long_run_covariance_of_separate_variables_is_that_of_four_autoregressions():
    process = economy()
    persistence = np.diag(process.lags[0])
    expected = process.residual_deviation**2 / (1 - persistence**2)
    assert np.allclose(process.stationary_covariance(), np.diag(expected), atol=1e-15)


def test_the_companion_of_two_lags_has_the_roots_of_its_polynomial():
    lags = np.zeros((2, 4, 4))
    lags[0, 0, 0], lags[1, 0, 0] = 0.5, 0.3
    roots = np.roots([1, -0.5, -0.3])
    assert economy(lags=lags).largest_root == pytest.approx(np.abs(roots).max())


def test_an_unstable_autoregression_is_refused():
    with pytest.raises(InputError, match=r"largest root is 1.010"):
        economy(lags=np.array([np.diag([1.01, 0, 0, 0])]))


def test_extremes_out_of_order_are_refused():
    with pytest.raises(ValueOutOfRange):
        replace(economy(), lowest=np.full(4, 0.5))


def test_a_mean_without_uncertainty_has_no_root_and_half_of_it_half_the_root():
    assert not economy().mean_root.any()
    half = economy(mean_uncertainty=0.5).mean_root
    assert np.allclose(np.diag(half), [1e-3, 5e-4, 5e-4, 5e-5])


@pytest.mark.parametrize("persistence", [-0.1, 1.0, np.nan])
def test_migration_that_never_settles_is_refused(persistence):
    with pytest.raises(ValueOutOfRange, match="persistence of migration"):
        MigrationProcess(persistence, YearPath(np.array([2024]), np.array([500.0])))


def test_a_negative_scale_of_migration_is_refused():
    with pytest.raises(ValueOutOfRange, match="scale of migration"):
        MigrationProcess(0.5, YearPath(np.array([2024]), np.array([-1.0])))


@pytest.mark.parametrize(("step", "bound"), [(-0.1, 1.0), (0.1, 0.0), (np.nan, 1.0), (0.1, np.inf)])
def test_a_walk_without_a_step_or_a_bound_is_refused(step, bound):
    with pytest.raises(ValueOutOfRange, match="a walk has"):
        WalkProcess(step, bound)
