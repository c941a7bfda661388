"""The demographic processes draw what their formulas say, and the spread and correlation follow without drawing."""

from dataclasses import replace

import numpy as np
import pytest

from core.errors import ValueOutOfRange
from simulation.demography.bands.process import FertilityProcess, LongevityProcess

FERTILITY = FertilityProcess(0.14, 0.06, 0.97, 0.27, 0.5)
LONGEVITY = LongevityProcess(1.0, 0.55, 0.98, 1.1, 0.9, 0.03, 0.035, 0.3, 0.9, (50.0, 50.0), (100.0, 105.0))
YEARS, PATHS = 60, 30_000


def normals(number: int, paths: int = PATHS) -> np.ndarray:
    return np.random.Generator(np.random.Philox(number)).standard_normal((paths, YEARS + 1))


def plain_fertility(process: FertilityProcess, z: np.ndarray) -> list[float]:
    """The recursion as the parameter file tells it."""
    level, deviation, found = process.level * z[0], 0.0, []
    for k in range(1, z.size):
        shock = process.first_shock if k == 1 else process.shock
        deviation = level + process.persistence * (deviation - level) + shock * z[k]
        found.append(deviation)
    return found


def plain_longevity(process: LongevityProcess, z: np.ndarray, zgap: np.ndarray) -> list[tuple[float, float]]:
    x, gap, found = 0.0, 0.0, []
    for k in range(1, z.size):
        x = process.persistence * x + (process.first_shock if k == 1 else process.shock) * z[k]
        gap = process.gap_persistence * gap + process.gap_shock * zgap[k]
        male = process.male_weight * x + process.male_trend * k * z[0] + gap / 2
        female = process.female_weight * x + process.female_trend * k * z[0] - gap / 2
        found.append((male, female))
    return found


def test_the_kernels_agree_with_the_recursions_written_plainly() -> None:
    z, zgap = normals(1, 7), normals(2, 7)
    expected = [plain_fertility(FERTILITY, row) for row in z]
    np.testing.assert_allclose(FERTILITY.paths(z), expected, rtol=1e-12, atol=1e-14)
    expected = [plain_longevity(LONGEVITY, row, other) for row, other in zip(z, zgap, strict=True)]
    np.testing.assert_allclose(LONGEVITY.paths(z, zgap), expected, rtol=1e-12, atol=1e-14)


def test_the_spread_of_fertility_is_that_of_its_paths() -> None:
    paths = FERTILITY.paths(normals(3))
    np.testing.assert_allclose(paths.std(axis=0), FERTILITY.spread(YEARS), rtol=0.02)
    assert np.abs(paths.mean(axis=0)).max() < 0.01


def test_the_spread_of_life_expectancy_is_that_of_its_paths_for_each_sex_and_for_both() -> None:
    paths = LONGEVITY.paths(normals(3), normals(4))
    drawn = np.stack([paths[..., 0].std(axis=0), paths[..., 1].std(axis=0), paths.mean(axis=-1).std(axis=0)])
    np.testing.assert_allclose(drawn, LONGEVITY.spread(YEARS), rtol=0.02)


def test_the_correlation_over_time_is_that_of_the_paths() -> None:
    fertility = np.corrcoef(FERTILITY.paths(normals(3)).T)
    np.testing.assert_allclose(fertility, FERTILITY.correlation(YEARS), atol=0.03)
    life = np.corrcoef(LONGEVITY.paths(normals(3), normals(4)).mean(axis=-1).T)
    np.testing.assert_allclose(life, LONGEVITY.correlation(YEARS), atol=0.03)


def test_the_gap_between_the_sexes_is_stationary_where_their_trends_agree() -> None:
    process = replace(LONGEVITY, male_weight=1.0, female_weight=1.0, male_trend=0.03, female_trend=0.03)
    paths = process.paths(normals(3), normals(4))
    gap = (paths[..., 0] - paths[..., 1]).std(axis=0)
    assert gap[-1] == pytest.approx(0.3 / np.sqrt(1 - 0.9**2), rel=0.03)
    assert paths[:, -1, 0].std() > 3 * gap[-1]


def test_the_sexes_share_their_fortune() -> None:
    paths = LONGEVITY.paths(normals(3), normals(4))
    assert np.corrcoef(paths[:, -1, 0], paths[:, -1, 1])[0, 1] > 0.95


def test_held_at_the_centre_nothing_strays() -> None:
    still = np.zeros((3, YEARS + 1))
    assert not FERTILITY.paths(still).any()
    assert not LONGEVITY.paths(still, still).any()


@pytest.mark.parametrize(
    "change",
    [
        lambda: replace(FERTILITY, persistence=1.0),
        lambda: replace(FERTILITY, shock=-0.1),
        lambda: replace(FERTILITY, level=float("nan")),
        lambda: replace(LONGEVITY, gap_persistence=1.2),
        lambda: replace(LONGEVITY, lowest=(50.0, 106.0)),
    ],
)
def test_impossible_parameters_are_refused(change) -> None:
    with pytest.raises(ValueOutOfRange):
        change()
