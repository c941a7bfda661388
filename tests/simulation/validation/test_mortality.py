"""The mortality back-test: its bar, its figures, and that nothing after 2000 enters it."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import yaml

from simulation.demography.fitting import reference_folder
from simulation.demography.wpp import YearTable, read_wpp
from simulation.longevity.abridged_table import life_expectancy
from simulation.validation.mortality import (
    COUNTRIES,
    FIGURES,
    FITTED,
    HELD_TO_A_BAR,
    SEXES,
    mortality_backtests,
    mortality_cases,
    mortality_rows,
)
from simulation.validation.mortality_fitting import fitted_model, fitted_text


@pytest.fixture(scope="module")
def folder() -> Path:
    found = reference_folder()
    if not (found / "mortality_rates_abridged.csv").is_file():
        pytest.skip("the World Population Prospects download is absent; set ANLAN_REFERENCE_DATA to its parent folder")
    return found


def numbers(value) -> list[float]:
    if isinstance(value, dict):
        return [number for key in sorted(value) for number in numbers(value[key])]
    if isinstance(value, list):
        return [number for item in value for number in numbers(item)]
    return [float(value)]


@pytest.mark.parametrize("country", HELD_TO_A_BAR)
def test_the_bar_is_met_by_both_sexes(country: str) -> None:
    found = [each for each in mortality_backtests() if each.country == country]
    assert [each.sex for each in found] == list(SEXES)
    for each in found:
        assert abs(each.error) <= 1.0, each
        assert each.low <= each.figure.published <= each.high, each


def test_a_figure_outside_the_band_or_a_year_off_would_miss_the_bar() -> None:
    good = next(each for each in mortality_backtests() if each.meets_the_bar)
    assert not replace(good, low=good.figure.published + 0.01).meets_the_bar
    assert not replace(good, forecast=good.figure.published + 1.01).meets_the_bar


def test_every_country_is_shown_and_none_is_called_calibrated() -> None:
    rows = list(mortality_rows())
    assert len(rows) == len(COUNTRIES) * len(SEXES) == len(mortality_cases())
    assert {row[-1] for row in rows if row[0].startswith(("Korea", "Germany"))} == {"no bar"}
    assert not any(case.calibrated for case in mortality_cases())


def test_bands_are_not_so_wide_that_anything_is_covered() -> None:
    """The famine of 1959-61 stands in China's fit, and the war in Korea's; elsewhere two years either way suffice."""
    width = {(each.country, each.sex): each.high - each.low for each in mortality_backtests()}
    assert max(width[country, sex] for country in ("Japan", "United States", "Germany") for sex in SEXES) < 5.0
    assert max(width.values()) < 11.0


def test_the_shipped_parameters_are_a_fit(folder: Path) -> None:
    again, here = yaml.safe_load(fitted_text(folder)), yaml.safe_load(FITTED.read_text(encoding="utf-8"))
    assert {name: fields["country_code"] for name, fields in here["countries"].items()} == COUNTRIES
    np.testing.assert_allclose(numbers(again), numbers(here), rtol=1e-4, atol=1e-4)


def test_nothing_after_2000_enters_the_fit(folder: Path) -> None:
    table = read_wpp(folder, 156).death_rate
    late = (table.years > 2000).reshape(-1, 1, 1)
    spoiled = YearTable(table.years, np.where(late, table.values * 3.0, table.values))
    assert fitted_model(spoiled).jump_off.tobytes() == fitted_model(table).jump_off.tobytes()
    early = YearTable(table.years, table.values * np.where(table.years == 1963, 1.1, 1.0).reshape(-1, 1, 1))
    assert fitted_model(early).index.tobytes() != fitted_model(table).index.tobytes()


def test_the_typed_figures_are_the_means_of_the_yearly_estimates(folder: Path) -> None:
    typed = yaml.safe_load(FIGURES.read_text(encoding="utf-8"))
    for country, code in COUNTRIES.items():
        tables = read_wpp(folder, code)
        mean = tables.life_expectancy.between(2015, 2020).values.mean(axis=0)
        for number, sex in enumerate(SEXES):
            value = typed[f"mortality back-test: {country}, {sex}"]["values"][2018]
            assert value == pytest.approx(mean[number], abs=0.006)
        np.testing.assert_allclose(life_expectancy(tables.death_rate.at(2018)), mean, atol=0.2)


def test_no_death_rate_of_the_tables_is_shipped(folder: Path) -> None:
    """The log rates that forecasts start from are the model's, not those of the last period."""
    shipped = yaml.safe_load(FITTED.read_text(encoding="utf-8"))["countries"]
    for country, code in COUNTRIES.items():
        rates = np.log(read_wpp(folder, code).death_rate.at(1998))
        start = np.array([shipped[country]["jump_off"][sex] for sex in SEXES])
        assert (np.abs(start - rates) < 1e-4).mean() < 0.05, country
