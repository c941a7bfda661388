"""The back-test of the employees' pension: its bars, what it must beat, and what it may not know."""

import shutil
from pathlib import Path

import numpy as np
import pytest

from core.errors import DateOutOfRange, FileMissing
from simulation.countries.china.backtest.accuracy import JUDGED_YEARS, mean_absolute, outcomes, relative_errors
from simulation.countries.china.backtest.fitting import BASE_YEARS, fitted_path, write_fits
from simulation.countries.china.backtest.naive import growth_goes_on, naive_forecasts, ratios_stay
from simulation.countries.china.backtest.run import LAST_YEAR, backtest, population_as_of
from simulation.countries.china.pack import FOLDER
from simulation.published import PublishedFigures, Series

PENSIONERS, OUTGO, INCOME = 0.015, 0.03, 0.05


def errors(forecast, measure: str) -> np.ndarray:
    return relative_errors(getattr(forecast, measure), measure, years=forecast.years)


def test_the_conditional_back_test_from_2018_stays_inside_its_bars() -> None:
    run = backtest(2018, "conditional")
    assert np.abs(errors(run, "retired")).max() <= PENSIONERS
    assert mean_absolute(errors(run, "outgo")) <= OUTGO
    assert mean_absolute(errors(run, "income")) <= INCOME


@pytest.mark.parametrize("base_year", BASE_YEARS)
@pytest.mark.parametrize("measure", ["retired", "outgo"])
def test_the_blind_back_test_beats_both_naive_forecasts(base_year: int, measure: str) -> None:
    blind = mean_absolute(errors(backtest(base_year, "blind"), measure))
    for forecast in naive_forecasts(base_year):
        assert blind < mean_absolute(errors(forecast, measure)), forecast.method


def test_the_bars_are_narrower_than_what_naive_forecasts_reach() -> None:
    """A bar that anything would clear judges nothing."""
    for forecast in naive_forecasts(2018):
        assert np.abs(errors(forecast, "retired")).max() > PENSIONERS
        assert mean_absolute(errors(forecast, "outgo")) > OUTGO


@pytest.mark.parametrize("base_year", BASE_YEARS)
def test_members_are_given_to_the_conditional_run_and_worked_out_by_the_blind_one(base_year: int) -> None:
    assert np.abs(errors(backtest(base_year, "conditional"), "active")).max() < 1e-9
    assert np.abs(errors(backtest(base_year, "blind"), "active")).max() > 1e-3


@pytest.mark.parametrize("mode", ["conditional", "blind"])
@pytest.mark.parametrize("base_year", BASE_YEARS)
def test_the_two_funds_add_up_and_their_balances_roll_forward(base_year: int, mode) -> None:
    run = backtest(base_year, mode)
    for measure in ("income", "outgo", "accumulated_balance"):
        both = sum(getattr(fund, measure) for fund in run.accounts.values())
        np.testing.assert_allclose(getattr(run, measure), both, rtol=1e-12)
    published = outcomes().at("employees.accumulated_balance", base_year)
    before = np.concatenate([[published], run.accumulated_balance[:-1]])
    np.testing.assert_allclose(before + run.income - run.outgo, run.accumulated_balance, rtol=1e-9)


def test_the_relief_of_2020_lowers_income_only_where_it_is_given() -> None:
    given, blind = backtest(2018, "conditional"), backtest(2018, "blind")
    assert given.income[1] < given.income[0]
    assert blind.income[1] > blind.income[0]


def test_the_fitted_files_are_what_the_fit_writes(tmp_path: Path) -> None:
    shutil.copytree(FOLDER / "published", tmp_path / "published")
    (tmp_path / "backtest").mkdir()
    write_fits(tmp_path)
    for year in BASE_YEARS:
        assert fitted_path(year, tmp_path).read_bytes() == fitted_path(year).read_bytes()


def test_a_blind_run_needs_no_outside_file_and_a_conditional_one_does(tmp_path: Path) -> None:
    for part in ("published", "backtest"):
        shutil.copytree(FOLDER / part, tmp_path / part)
    (tmp_path / "backtest" / "outside.yaml").unlink()
    assert backtest(2018, "blind", tmp_path).outgo.tobytes() == backtest(2018, "blind").outgo.tobytes()
    with pytest.raises(FileMissing, match="outside"):
        backtest(2018, "conditional", tmp_path)


def test_a_base_year_without_a_fit_is_refused_with_a_remedy() -> None:
    with pytest.raises(DateOutOfRange, match="2016, 2017, 2018"):
        backtest(2015, "blind")


def series(name: str, values: dict[int, float]) -> Series:
    return Series(name, "unit", "made by hand", values, frozenset())


def by_hand() -> PublishedFigures:
    """Pensioners grow by 10 % and 21 %, outgo doubles twice, wages grow by 2 % a year."""
    return PublishedFigures(
        {
            "employees.retired": series("employees.retired", {2016: 100.0, 2017: 110.0, 2018: 121.0}),
            "employees.outgo": series("employees.outgo", {2016: 10.0, 2017: 20.0, 2018: 40.0}),
            "wage.nonprivate": series("wage.nonprivate", {2013 + n: 100 * 1.02**n for n in range(6)}),
        }
    )


def test_growth_goes_on_at_the_mean_of_two_years() -> None:
    forecast = growth_goes_on(by_hand(), 2018)
    np.testing.assert_allclose(forecast.retired, 121.0 * 1.1 ** np.arange(1, 6))
    np.testing.assert_allclose(forecast.outgo, 40.0 * 2.0 ** np.arange(1, 6))


def test_ratios_stay_keeps_pensioners_to_the_old_and_outgo_to_wages() -> None:
    forecast = ratios_stay(by_hand(), 2018)
    people = population_as_of(2018)
    old = people.aged(60)[people.index(2018) :]
    np.testing.assert_allclose(forecast.retired / old[1:], 121.0 / old[0])
    retired = np.concatenate([[121.0], forecast.retired])
    per_head = forecast.outgo / ((retired[1:] + retired[:-1]) / 2)
    np.testing.assert_allclose(per_head[1:] / per_head[:-1], 1.02)
    assert per_head[0] == pytest.approx(40.0 / ((110.0 + 121.0) / 2) * 1.02)


def test_naive_forecasts_read_nothing_after_their_base_year() -> None:
    figures = by_hand()
    later = PublishedFigures({"employees.retired": series("employees.retired", {2019: 1.0})})
    known = figures.with_series(later)
    assert growth_goes_on(known, 2018).retired.tobytes() == growth_goes_on(figures, 2018).retired.tobytes()
    assert ratios_stay(known, 2018).retired.tobytes() == ratios_stay(figures, 2018).retired.tobytes()


def test_errors_compare_the_judged_years_with_what_was_published() -> None:
    years = np.arange(2018, LAST_YEAR + 1)
    published = outcomes().series("employees.outgo").array(years)
    found = relative_errors(published * 1.1, "outgo", years=years)
    assert found.shape == (len(JUDGED_YEARS),)
    np.testing.assert_allclose(found, 0.1)
    assert mean_absolute(np.array([-0.2, 0.1])) == pytest.approx(0.15)
