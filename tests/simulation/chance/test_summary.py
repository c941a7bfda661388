import json

import numpy as np
import pytest

from core.errors import DateOutOfRange, ValueOutOfRange
from simulation.chance.drivers import driver_paths
from simulation.chance.plan import Plan
from simulation.chance.summary import SERIES, autocorrelation_over_time, correlations, series_of, summarise

YEARS = (2030, 2040, 2060)


@pytest.fixture(scope="module")
def paths(model, centre):
    return driver_paths(model, Plan(4000), centre, 0, 4000)


def test_the_autocorrelation_of_an_autoregression_falls_with_the_power_of_the_distance():
    draws = np.random.default_rng(1).standard_normal((20_000, 30))
    values = np.empty_like(draws)
    values[:, 0] = draws[:, 0]
    for year in range(1, 30):
        values[:, year] = 0.8 * values[:, year - 1] + 0.6 * draws[:, year]
    measured = autocorrelation_over_time(values, most_years=5)
    assert np.allclose(measured, 0.8 ** np.arange(1, 6), atol=0.01)


def test_correlations_are_those_of_numpy_and_zero_with_what_does_not_vary():
    columns = np.random.default_rng(2).standard_normal((500, 3)) @ np.array([[1, 0.5, 0], [0, 1, 0.2], [0, 0, 1]])
    assert np.allclose(correlations(columns), np.corrcoef(columns.T))
    columns[:, 1] = 7.0
    matrix = correlations(columns)
    assert np.array_equal(matrix[1], [0, 1, 0])


def test_the_summary_measures_what_the_process_says_of_time(model, paths):
    summary = summarise(paths, first_year=2026, years=YEARS)
    columns = np.array(YEARS) - 2026
    expected = model.demography.fertility.correlation(40)[np.ix_(columns, columns)]
    assert np.allclose(summary.over_time[SERIES.index("fertility")], expected, atol=4.5 / np.sqrt(4000))
    walk = SERIES.index("coverage")
    assert summary.over_time[walk, 0, 1] == pytest.approx(np.sqrt(5 / 15), abs=4.5 / np.sqrt(4000))
    assert summary.from_year_to_year[walk] > 0.9
    assert summary.from_year_to_year[SERIES.index("migration")] == pytest.approx(model.migration.persistence, abs=0.02)


def test_the_summary_has_every_series_in_every_year(paths):
    summary = summarise(paths, first_year=2026, years=YEARS)
    assert summary.mean.shape == summary.deviation.shape == (11, 3)
    assert summary.over_time.shape == (11, 3, 3) and summary.between.shape == (3, 11, 11)
    for row, values in enumerate(series_of(paths).values()):
        assert summary.deviation[row, 1] == pytest.approx(values[:, 14].std())
    between = np.corrcoef(np.stack([values[:, 14] for values in series_of(paths).values()]))
    assert np.allclose(summary.between[1], between)


def test_the_summary_of_held_drivers_can_be_printed(model, centre):
    paths = driver_paths(model, Plan(50, held=("wage", "coverage")), centre, 0, 50)
    plain = json.loads(json.dumps(summarise(paths, first_year=2026, years=YEARS).to_json(), allow_nan=False))
    assert plain["years"] == list(YEARS)
    assert plain["series"]["real_wage_growth"]["deviation"] == [0, 0, 0]
    assert plain["series"]["coverage"]["mean"] == [1, 1, 1]


@pytest.mark.parametrize("years", [(2025,), (2066,), ()])
def test_years_without_paths_are_refused(paths, years):
    with pytest.raises(DateOutOfRange, match="from 2026 to 2065"):
        summarise(paths, first_year=2026, years=years)


@pytest.mark.parametrize("most_years", [0, 40])
def test_a_distance_longer_than_the_paths_is_refused(paths, most_years):
    with pytest.raises(ValueOutOfRange):
        autocorrelation_over_time(paths.cpi, most_years=most_years)
