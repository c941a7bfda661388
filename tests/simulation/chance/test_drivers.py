from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

from core.errors import InputError, ValueOutOfRange
from simulation.chance.driver_names import DRIVERS
from simulation.chance.drivers import Centre, bytes_per_path, driver_paths
from simulation.chance.plan import Plan
from simulation.chance.randomness import standard_normals
from simulation.chance.summary import series_of

WAYS = ("pseudo", "antithetic", "sobol")
ECONOMY = ("real_wage_growth", "cpi", "interest", "unemployment")
# The field that each driver moves.
MOVED = ("fertility", "life_expectancy", "life_expectancy", "migration", *ECONOMY, "coverage", "compliance")
FIELD = dict(zip(DRIVERS, (*MOVED, "medical_growth"), strict=True))


@pytest.fixture(scope="module")
def many(model, centre):
    """[path, year] of 20,000 independent paths."""
    return driver_paths(model, Plan(20_000, seed=4), centre, 0, 20_000)


def free(model):
    """The model without truncation, bounds or correlation between drivers that are not fitted together."""
    huge = replace(model.economy, margin=np.full(4, 1e3))
    return replace(model, economy=huge, walks=tuple(replace(walk, bound=1e3) for walk in model.walks))


def plain_paths(model, plan, centre):
    """The processes with NumPy, all paths at once, from the same normals: the twin of the kernels."""
    years = centre.cpi.size
    normals = standard_normals(
        plan, purposes=11, first_year=centre.first_year, years=years, first_path=0, last_path=plan.paths
    )
    shocks = np.concatenate([normals[:, :, :1], np.einsum("ij,pjt->pit", model.root, normals[:, :, 1:])], axis=2)
    fertility = model.demography.fertility.paths(shocks[:, 0])
    life = model.demography.longevity.paths(shocks[:, 1], shocks[:, 2])
    away, migration = shocks[:, 3, 0], np.empty((plan.paths, years))
    persistence = model.migration.persistence
    for t in range(years):
        away = persistence * away + np.sqrt(1 - persistence**2) * shocks[:, 3, t + 1]
        migration[:, t] = model.migration.scale.at(np.array([centre.first_year + t])) * away
    process = model.economy
    reach = process.reach(np.stack(centre[1:]))
    state, economy = np.zeros((plan.paths, 4)), np.empty((4, plan.paths, years))
    for t in range(years):
        state = state @ process.lags[0].T + process.residual_deviation * shocks[:, 4:8, t + 1]
        state = np.clip(state, -reach[:, t], reach[:, t])
        economy[:, :, t] = state.T
    walks = []
    for row, walk in zip(shocks[:, 8:].transpose(1, 0, 2), model.walks, strict=True):
        value, path = np.zeros(plan.paths), np.empty((plan.paths, years))
        for t in range(years):
            value = path[:, t] = np.clip(value + walk.step * row[:, t + 1], -walk.bound, walk.bound)
        walks.append(path)
    return fertility, life, migration, *economy, 1 + walks[0], 1 + walks[1], walks[2]


@pytest.mark.parametrize("sampling", WAYS)
def test_the_kernel_agrees_with_plain_numpy(model, centre, sampling):
    plan = Plan(64, seed=5, sampling=sampling)
    paths = driver_paths(model, plan, centre, 0, 64)
    for name, ours, plain in zip(paths._fields, paths, plain_paths(model, plan, centre), strict=True):
        assert np.allclose(ours, plain, rtol=1e-9, atol=1e-12), name


def test_the_arrays_are_contiguous_doubles_by_path_and_year(model, centre):
    paths = driver_paths(model, Plan(30), centre, 10, 25)
    for name, values in paths._asdict().items():
        assert values.shape == ((15, 40, 2) if name == "life_expectancy" else (15, 40))
        assert values.dtype == np.float64 and values.flags.c_contiguous
    assert sum(values.nbytes for values in paths) == 15 * bytes_per_path(40)


@pytest.mark.parametrize("sampling", WAYS)
@pytest.mark.parametrize("chunks", [1, 2, 7])
def test_the_bits_do_not_depend_on_chunks_or_threads(model, centre, sampling, chunks):
    plan = Plan(200, seed=2, sampling=sampling)
    whole = driver_paths(model, plan, centre, 0, 200)
    cuts = np.linspace(0, 200, chunks + 1).astype(int)
    with ThreadPoolExecutor(2) as threads:
        parts = list(
            threads.map(lambda cut: driver_paths(model, plan, centre, int(cut[0]), int(cut[1])), pairwise(cuts))
        )
    for name, values in whole._asdict().items():
        assert np.concatenate([getattr(part, name) for part in parts]).tobytes() == values.tobytes(), name


def test_every_driver_has_the_centre_as_its_mean(many):
    for name, values in series_of(many).items():
        target = 1.0 if name in ("coverage", "compliance") else 0.0
        error = values.std(axis=0) / np.sqrt(len(values))
        assert (np.abs(values.mean(axis=0) - target) < 4.5 * error).all(), name


def test_truncation_leaves_the_long_run_mean_at_the_centre_wherever_the_centre_lies(model):
    """The stated bias: none but of the draws; within 4.5 standard errors of 20,000 paths in every year."""
    years = 30
    low = Centre(2026, np.full(years, 0.0), np.full(years, -0.01), np.full(years, -0.05), np.full(years, 0.041))
    beyond = Centre(2026, np.full(years, 0.3), np.full(years, 0.3), np.full(years, 0.2), np.full(years, 0.2))
    for centre in (low, beyond):
        paths = driver_paths(model, Plan(20_000, seed=8), centre, 0, 20_000)
        reach = model.economy.reach(np.stack(centre[1:]))
        for row, name in enumerate(ECONOMY):
            values = getattr(paths, name)
            assert np.abs(values).max() <= reach[row].max()
            error = values.std(axis=0) / np.sqrt(len(values))
            assert (np.abs(values.mean(axis=0)) < 4.5 * error).all(), name


def test_truncation_binds_and_holds_the_level_within_history_and_margin(model, centre):
    narrow = replace(model, economy=replace(model.economy, margin=np.zeros(4)))
    paths = driver_paths(narrow, Plan(2000), centre, 0, 2000)
    levels = [getattr(paths, name) + row for name, row in zip(ECONOMY, centre[1:], strict=True)]
    for row, level in enumerate(levels):
        low, high = narrow.economy.lowest[row], narrow.economy.highest[row]
        assert level.min() >= low - 1e-12 and level.max() <= high + 1e-12
    # Real wage growth of 2 % has 1.4 points to the lowest of history: the limit is met on both sides.
    reach = narrow.economy.reach(np.stack(centre[1:]))[0, 0]
    assert (np.abs(paths.real_wage_growth) == reach).mean() > 0.3


def test_without_truncation_the_economy_has_the_covariance_of_its_autoregression(model, centre):
    paths = driver_paths(free(model), Plan(20_000, seed=6), centre, 0, 20_000)
    last = np.stack([getattr(paths, name)[:, -1] for name in ECONOMY])
    expected = model.economy.stationary_covariance()
    size = np.sqrt(np.diag(expected))
    assert np.allclose(
        np.cov(last) / np.outer(size, size), expected / np.outer(size, size), atol=4.5 * np.sqrt(2 / 2e4)
    )


def test_the_other_drivers_have_the_spread_of_their_processes(model, many, centre):
    years = np.arange(1, 41)
    spreads = {
        "fertility": model.demography.fertility.spread(40),
        "life_expectancy_male": model.demography.longevity.spread(40)[0],
        "life_expectancy_female": model.demography.longevity.spread(40)[1],
        "migration": model.migration.scale.at(2025 + years),
        "coverage": model.walks[0].step * np.sqrt(years),
        "compliance": model.walks[1].step * np.sqrt(years),
        "medical_growth": model.walks[2].step * np.sqrt(years),
    }
    for name, expected in spreads.items():
        assert np.allclose(series_of(many)[name].std(axis=0) / expected, 1, atol=4.5 / np.sqrt(2 * 20_000)), name


def test_migration_keeps_its_persistence(model, many):
    values = many.migration / many.migration.std(axis=0)
    measured = (values[:, 1:] * values[:, :-1]).mean()
    assert measured == pytest.approx(model.migration.persistence, abs=4 / np.sqrt(values.size))


def test_the_shocks_have_the_correlation_of_the_model(model, centre):
    """Taken back from the paths themselves: the first year's deviations are the first shocks, each times its size."""
    paths = driver_paths(free(model), Plan(40_000, seed=7), centre, 0, 40_000)
    male, female = paths.life_expectancy[:, 0].T
    longevity = model.demography.longevity
    pace = longevity.male_trend / longevity.male_weight
    economy = [getattr(paths, name)[:, 0] for name in ECONOMY]
    walks = [paths.coverage[:, 0], paths.compliance[:, 0], paths.medical_growth[:, 0]]
    measured = np.corrcoef(np.stack([male, *economy, *walks]))
    picked = [1, *range(4, 11)]
    assert pace < 0.03
    assert np.allclose(measured, model.correlation[np.ix_(picked, picked)], atol=4.5 / np.sqrt(40_000))
    assert not np.allclose(female, male)


@pytest.mark.parametrize("driver", DRIVERS)
@pytest.mark.parametrize("sampling", WAYS)
def test_a_held_driver_stays_at_its_centre_and_moves_no_other(model, centre, driver, sampling):
    all_open = driver_paths(model, Plan(20, sampling=sampling), centre, 0, 20)
    held = driver_paths(model, Plan(20, sampling=sampling, held=(driver,)), centre, 0, 20)
    for name in held._fields:
        values = getattr(held, name)
        if name != FIELD[driver]:
            assert np.array_equal(values, getattr(all_open, name)), name
        elif name == "life_expectancy":
            assert not np.array_equal(values, all_open.life_expectancy)
        else:
            assert (values == (1.0 if name in ("coverage", "compliance") else 0.0)).all()


def test_holding_every_driver_gives_the_centre_itself(model, centre):
    paths = driver_paths(model, Plan(10, held=DRIVERS), centre, 0, 10)
    assert all((values == (1.0 if name.startswith("co") else 0.0)).all() for name, values in paths._asdict().items())


def test_without_the_gap_both_sexes_follow_one_driver_and_without_it_they_part_evenly(model, centre):
    plain = model.demography.longevity
    only_gap = driver_paths(model, Plan(50, held=("longevity",)), centre, 0, 50).life_expectancy
    assert np.allclose(only_gap[:, :, 0], -only_gap[:, :, 1], atol=1e-14)
    only_common = driver_paths(model, Plan(50, held=("longevity_gap",)), centre, 0, 50).life_expectancy
    normals = standard_normals(Plan(50), purposes=11, first_year=2026, years=40, first_path=0, last_path=50)
    pace = normals[:, 1, :1] * np.arange(1, 41)
    common = [
        (only_common[:, :, sex] - trend * pace) / weight
        for sex, weight, trend in (
            (0, plain.male_weight, plain.male_trend),
            (1, plain.female_weight, plain.female_trend),
        )
    ]
    assert np.allclose(*common, atol=1e-12)


def test_antithetic_paths_mirror_each_other_exactly(model, centre):
    paths = driver_paths(model, Plan(200, sampling="antithetic"), centre, 0, 200)
    for name, values in paths._asdict().items():
        if name in ("coverage", "compliance"):
            assert np.allclose(values[1::2] - 1, 1 - values[::2], atol=1e-15)
        else:
            assert np.array_equal(values[1::2], -values[::2]), name


def test_lives_and_births_stay_at_the_centre_while_they_are_counted(model, centre):
    later = driver_paths(model, Plan(50), centre, 0, 50)
    early = Centre(2024, *(np.concatenate([row[:2], row]) for row in centre[1:]))
    paths = driver_paths(model, Plan(50), early, 0, 50)
    for name in ("fertility", "life_expectancy", "migration"):
        assert not getattr(paths, name)[:, :2].any()
        assert getattr(paths, name)[:, 2].any()
    assert np.array_equal(paths.fertility[:, 2:], later.fertility)
    assert np.array_equal(paths.life_expectancy[:, 2:], later.life_expectancy)
    assert paths.real_wage_growth[:, 0].any() and (paths.coverage[:, 0] != 1).any()


def test_a_centre_that_ends_before_lives_are_uncertain_moves_no_life(model):
    short = Centre(2023, *(np.full(2, 0.02),) * 4)
    paths = driver_paths(model, Plan(5), short, 0, 5)
    assert not paths.fertility.any() and not paths.life_expectancy.any() and paths.cpi.any()


def test_an_uncertain_long_run_mean_widens_the_far_future_but_not_the_mean(model, centre):
    unsure = replace(free(model).economy, mean_uncertainty=1.0)
    paths = driver_paths(replace(model, economy=unsure), Plan(20_000, seed=3), centre, 0, 20_000)
    expected = np.diag(model.economy.stationary_covariance() + model.economy.mean_covariance)
    for row, name in enumerate(ECONOMY):
        values = getattr(paths, name)
        assert values[:, -1].var() == pytest.approx(expected[row], rel=4.5 * np.sqrt(2 / 20_000))
        assert abs(values[:, -1].mean()) < 4.5 * values[:, -1].std() / np.sqrt(20_000)
        assert values[:, 0].std() < values[:, -1].std()


@pytest.mark.parametrize(("first", "last"), [(-1, 3), (3, 2), (0, 11)])
def test_paths_outside_the_plan_are_refused(model, centre, first, last):
    with pytest.raises(ValueOutOfRange, match="not a range"):
        driver_paths(model, Plan(10), centre, first, last)


@pytest.mark.parametrize(
    "wrong", [{"cpi": np.zeros(39)}, {"cpi": np.full(40, np.nan)}, {"cpi": np.zeros((40, 1))}, {"cpi": 0.02}]
)
def test_a_centre_with_gaps_is_refused(model, centre, wrong):
    with pytest.raises(InputError, match="for every year of every series"):
        driver_paths(model, Plan(10), centre._replace(**wrong), 0, 10)
