"""China on both bases, its variants, and the population as it was known in 2016-2018."""

from functools import lru_cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.errors import DateOutOfRange, UnknownKey, ValueOutOfRange
from simulation.countries.china.bases import census_base, start_of
from simulation.countries.china.calibration import with_cohort_factors
from simulation.countries.china.census_base import (
    PublishedYears,
    at_year_end,
    census_2010,
    census_2020,
    china_file,
)
from simulation.countries.china.population import china_population, china_population_as_of
from simulation.demography.census import split_smoothly
from simulation.demography.mortality import DeathChances
from simulation.demography.population import AGES, BasePopulation
from simulation.demography.projection import project_population
from simulation.demography.reconstruction import total_at

COUNTED_YEARS = range(2021, 2026)
REACHING = {60: "age_60", 65: "age_65"}


@lru_cache(maxsize=1)
def nbs():
    return china_population("nbs")


@lru_cache(maxsize=1)
def united_nations():
    return china_population("wpp2024")


def published(series: str, year: int) -> float:
    return PublishedYears("current").at(series, year)


@pytest.mark.parametrize("name", ["nbs", "wpp2024"])
def test_people_are_conserved(name):
    result = china_population(name)
    stock = result.persons.sum(axis=2)
    change = (result.births - result.deaths + result.net_migration)[1:]
    np.testing.assert_allclose(stock[1:], stock[:-1] + change, rtol=1e-9)


# The statistical office's basis


@pytest.mark.parametrize("year", COUNTED_YEARS)
def test_counted_births_deaths_and_totals_are_met(year):
    row = nbs().index(year)
    assert nbs().births[row].sum() == pytest.approx(published("births", year), rel=1e-6)
    assert nbs().deaths[row].sum() == pytest.approx(published("deaths", year), rel=1e-6)
    assert nbs().total()[row] == pytest.approx(published("population", year), rel=0.003)
    assert not nbs().net_migration.any()


@pytest.mark.parametrize("year", COUNTED_YEARS)
@pytest.mark.parametrize(("age", "series"), [(60, "aged_60_and_over"), (65, "aged_65_and_over")])
def test_the_calibrated_base_meets_the_published_old(age, series, year):
    row = nbs().index(year)
    assert nbs().aged(age)[row] == pytest.approx(published(series, year), rel=0.015)


@pytest.mark.parametrize(
    ("year", "persons"), [(2021, 882.22), (2022, 875.56), (2023, 864.81), (2024, 857.98), (2025, 851.36)]
)
def test_the_ages_16_to_59_follow_the_published_figures_that_calibrated_nothing(year, persons):
    assert nbs().aged(16, 59)[nbs().index(year)] / 1e6 == pytest.approx(persons, rel=0.005)


@pytest.mark.parametrize("age", REACHING)
@pytest.mark.parametrize("year", COUNTED_YEARS)
def test_famine_and_boom_cohorts_reach_60_and_65_as_the_totals_imply(age, year):
    implied = PublishedYears("reaching").at(REACHING[age], year)
    assert nbs().reaching(age)[nbs().index(year)] == pytest.approx(implied, rel=0.02)


def reaching_from(persons):
    """{age: [year 2021..2025] persons reaching it} from a base, under the rates of the statistical office's basis."""
    result = project_population(BasePopulation(2020, persons), start_of("nbs").path, 2025)
    return {age: result.reaching(age)[1:] for age in REACHING}


def relative_errors(persons):
    found = reaching_from(persons)
    implied = {age: PublishedYears("reaching").array(name) for age, name in REACHING.items()}
    return np.concatenate([found[age] / implied[age] - 1 for age in REACHING])


def test_a_smooth_split_of_the_census_loses_the_famine():
    """Five-year groups interpolated smoothly put twice too few or too many at 60 and 65: the shape has to be known."""
    table = china_file("census_2020")
    starts = np.concatenate([table.numbers("groups", "starts"), table.numbers("oldest", "starts")]).astype(int)
    counted = census_base().persons
    smooth = np.array([split_smoothly(np.add.reduceat(sex, starts), starts) for sex in counted])
    errors = np.abs(relative_errors(smooth))
    assert errors.max() > 0.5
    assert (errors > 0.02).sum() >= 8
    # The shape of 2010 alone, before any calibration, comes much closer.
    assert np.abs(relative_errors(counted)).max() < 0.13
    assert np.median(np.abs(relative_errors(counted))) < 0.04


def test_calibration_moves_only_what_it_says_and_keeps_the_total():
    before, after = census_base(), with_cohort_factors(census_base())
    assert after.persons.sum() == pytest.approx(before.persons.sum(), rel=1e-12)
    ratio = after.persons / before.persons
    born = 2020 - np.arange(AGES)
    np.testing.assert_allclose(ratio[:, born < 1955], 1.0, rtol=1e-12)
    assert np.abs(ratio[:, born > 1966] - 1).max() < 0.005
    assert np.abs(ratio[:, (born >= 1955) & (born <= 1966)] - 1).max() < 0.14


def test_later_births_stay_below_the_united_nations_until_fertility_has_converged():
    ours, theirs = nbs().births.sum(axis=1), united_nations().births.sum(axis=1)
    assert (ours[5:16] < theirs[5:16]).all()
    path = start_of("nbs").path.total_fertility_rate
    gap = start_of("wpp2024").path.total_fertility_rate - path
    assert (np.diff(gap[5:31]) < 0).all()
    np.testing.assert_allclose(gap[30:], 0.0, atol=1e-12)


def test_the_implied_life_expectancy_is_near_the_published_one():
    """79.0 years for 2024 is published and enters nowhere; the counted deaths imply it within a year."""
    sexes = start_of("nbs").life_expectancy[4]
    assert sexes.mean() == pytest.approx(79.0, abs=1.0)


# The censuses


def unchanged() -> DeathChances:
    nobody = np.zeros((2, AGES))
    return DeathChances(nobody, np.zeros(2), np.zeros(2))


def test_the_2010_census_keeps_its_groups_single_ages_and_total():
    persons, table = census_2010(), china_file("census_2010")
    assert persons.sum() == pytest.approx(1_332_810_869, abs=0.5)
    assert persons[:, 60:].sum() == pytest.approx(177_594_440, abs=0.5)
    np.testing.assert_allclose(persons.sum(axis=0)[:70], table.numbers("single_ages", "persons"), rtol=1e-9)
    for sex, name in enumerate(("male", "female")):
        sums = np.add.reduceat(persons[sex], np.arange(0, AGES, 5))
        np.testing.assert_allclose(sums, table.numbers("groups", name), rtol=1e-9)


def test_the_2020_census_keeps_every_published_figure():
    persons, table = census_2020(unchanged()), china_file("census_2020")
    assert persons.sum() == pytest.approx(1_409_778_724, abs=0.5)
    np.testing.assert_allclose(persons.sum(axis=1), [721_416_394, 688_362_330], rtol=1e-9)
    sums = np.add.reduceat(persons, np.arange(0, AGES, 5), axis=1)
    np.testing.assert_allclose(sums[0, :15], table.numbers("groups", "male"), rtol=1e-9)
    np.testing.assert_allclose(sums[1, :15], table.numbers("groups", "female"), rtol=1e-9)
    np.testing.assert_allclose(sums[:, 15:].sum(axis=0), table.numbers("oldest", "persons"), rtol=1e-9)
    assert persons[:, 65:].sum() == pytest.approx(190_635_280, abs=0.5)
    assert persons[:, :15].sum() == pytest.approx(253_383_938, abs=0.5)


def test_two_months_without_deaths_add_only_the_births():
    later = at_year_end(census_2020(unchanged()), unchanged(), births=2e6, boys_per_girl=1.1)
    assert later.sum() == pytest.approx(1_409_778_724 + 2e6, abs=1)


def test_the_base_of_2020_has_the_published_total_and_nearly_the_published_old():
    base = census_base()
    assert base.persons.sum() == pytest.approx(1412.12e6, rel=1e-9)
    assert base.persons[:, 60:].sum() == pytest.approx(264.02e6, rel=0.01)


# The United Nations' basis


def test_totals_follow_the_united_nations(china_tables):
    published_totals = np.array([total_at(china_tables, year) for year in range(2020, 2061)])
    errors = np.abs(united_nations().total()[:41] / published_totals - 1)
    assert errors[0] < 1e-6
    assert errors[5:].max() < 0.012


def test_births_and_deaths_follow_the_united_nations(china_tables):
    births = united_nations().births.sum(axis=1)[1:41] / china_tables.births.between(2021, 2060).values
    deaths = united_nations().deaths.sum(axis=1)[1:41] / china_tables.deaths.between(2021, 2060).values
    assert np.abs(births - 1).max() < 0.03
    assert np.abs(deaths - 1).max() < 0.03


def test_the_share_of_the_old_in_2050_is_the_united_nations():
    row = united_nations().index(2050)
    assert united_nations().aged(65)[row] / united_nations().total()[row] == pytest.approx(0.309, abs=0.01)


def test_the_sexes_follow_the_united_nations(china_tables):
    for year in (2024, 2030, 2050):
        np.testing.assert_allclose(united_nations().at(year).sum(axis=1), china_tables.population.at(year), rtol=0.01)


def test_the_gap_to_the_census_lies_with_the_young():
    """Nine tenths of the people the UN count beyond the census are below 40, as its births imply."""
    gap = start_of("wpp2024").base.persons.sum(axis=0) - census_base().persons.sum(axis=0)
    assert gap.sum() == pytest.approx(14.66e6, rel=0.01)
    assert gap[:40].sum() > 0.9 * gap.sum()
    assert gap[15:30].sum() > 0.9 * gap.sum()


def test_old_age_figures_derived_elsewhere_are_met_within_their_error():
    """60+ and 65+ at mid-year, derived by others from the census and the same rates, good to two per cent.

    They lack the young people whom the UN count beyond the census, so their 60+ of 2060 is left out.
    """
    known = {60: {2030: 379, 2035: 426.5, 2040: 446.5, 2050: 502}}
    known[65] = {2030: 264.5, 2035: 319.5, 2040: 359.5, 2050: 385.5, 2060: 414}
    for age, figures in known.items():
        stock = united_nations().aged(age) / 1e6
        for year, persons in figures.items():
            row = united_nations().index(year)
            assert (stock[row] + stock[row - 1]) / 2 == pytest.approx(persons, rel=0.025)


# Variants and shifts


@pytest.mark.parametrize("name", ["nbs", "wpp2024"])
def test_variants_differ_only_in_births_from_2026_on(name):
    low, medium, high = (china_population(name, variant).total() for variant in ("low", "medium", "high"))
    np.testing.assert_array_equal(low[:6], medium[:6])
    assert (low[6:] < medium[6:]).all() and (medium[6:] < high[6:]).all()
    old = [china_population(name, variant).aged(75)[80] for variant in ("low", "medium")]
    assert old[0] == pytest.approx(old[1])


def test_the_high_and_low_variants_bracket_the_united_nations_own(china_tables):
    """The UN's low and high totals of 2060 and 2100 (thousand persons, WPP 2024), within three per cent."""
    for variant, known in (("low", {2050: 1_166_460.592, 2100: 399_160.952}), ("high", {2050: 1_344_537.887})):
        result = china_population("wpp2024", variant)
        for year, persons in known.items():
            assert result.total()[result.index(year)] == pytest.approx(persons * 1000, rel=0.03)


@given(st.floats(-0.4, 0.6), st.floats(-3.0, 3.0))
@settings(max_examples=20, deadline=None)
def test_shifts_leave_the_counted_years_alone_and_move_the_future_their_way(children, years):
    base, moved = nbs(), china_population(tfr_shift=children, life_expectancy_shift=years)
    np.testing.assert_array_equal(moved.persons[:6], base.persons[:6])
    # A small shift of one may be outweighed by the other: more children also die, longer lives also bear children.
    assert np.sign(moved.births[6].sum() - base.births[6].sum()) == np.sign(children) or abs(children) < 0.01
    assert np.sign(base.deaths[6].sum() - moved.deaths[6].sum()) == np.sign(years) or abs(years) < 0.1


def test_shifts_by_year_equal_the_same_number_given_once():
    by_year = china_population(last_year=2060, tfr_shift=np.full(35, 0.2), life_expectancy_shift=np.full(35, -0.5))
    once = china_population(last_year=2060, tfr_shift=0.2, life_expectancy_shift=-0.5)
    np.testing.assert_array_equal(by_year.persons, once.persons)


def test_a_fertility_path_replaces_the_variants():
    path = np.linspace(1.0, 2.1, 75)
    np.testing.assert_array_equal(
        china_population(tfr_path=path).persons, china_population(variant="low", tfr_path=path).persons
    )
    assert china_population(tfr_path=path).total()[80] > nbs().total()[80]


def test_a_longer_life_lasts_as_long_as_asked():
    """Life expectancies computed back from the projection's own chances differ by the shift."""
    plain, longer = nbs(), china_population(life_expectancy_shift=2.0)
    alive = [
        (1 - p.newborn_death_probability[50]) * (1 + np.cumprod(1 - p.death_probability[50], axis=1).sum(axis=1))
        for p in (plain, longer)
    ]
    np.testing.assert_allclose(alive[1] - alive[0], 2.0, atol=0.15)


def test_a_shorter_projection_is_the_beginning_of_a_longer_one():
    np.testing.assert_array_equal(china_population(last_year=2040).persons, nbs().persons[:21])


def test_results_of_one_call_cannot_spoil_the_next():
    spoiled = china_population()
    spoiled.persons[:] = 0
    spoiled.death_probability[:] = 0
    np.testing.assert_array_equal(china_population().persons, nbs().persons)


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        ({"base": "census"}, UnknownKey),
        ({"variant": "middle"}, UnknownKey),
        ({"last_year": 2101}, DateOutOfRange),
        ({"last_year": 2024}, DateOutOfRange),
        ({"tfr_shift": -5.0}, ValueOutOfRange),
        ({"tfr_shift": np.zeros(3)}, ValueOutOfRange),
        ({"tfr_path": np.ones(3)}, ValueOutOfRange),
        ({"life_expectancy_shift": 40.0}, ValueOutOfRange),
        ({"life_expectancy_shift": float("nan")}, ValueOutOfRange),
    ],
)
def test_wrong_arguments_are_refused(arguments, error):
    with pytest.raises(error):
        china_population(**arguments)


# What was known in 2016-2018


@pytest.mark.parametrize(
    ("year", "over_60", "over_65"), [(2016, 230.86, 150.03), (2017, 240.90, 158.31), (2018, 249.49, 166.58)]
)
def test_the_early_bases_have_the_total_and_nearly_the_old_published_then(year, over_60, over_65):
    result = china_population_as_of(year, year)
    population = PublishedYears("as_published_to_2018").at("population", year)
    assert result.total()[0] == pytest.approx(population, rel=1e-3)
    assert result.aged(60)[0] / 1e6 == pytest.approx(over_60, rel=0.015)
    assert result.aged(65)[0] / 1e6 == pytest.approx(over_65, rel=0.015)


def test_published_changes_of_the_early_years_are_births_less_deaths():
    early = PublishedYears("as_published_to_2018")
    change = early.array("births") - early.array("deaths")
    np.testing.assert_allclose(np.diff(early.array("population")), change[1:], atol=0.011e6)


def test_an_early_projection_foresees_the_next_five_years_of_old_age():
    """From the end of 2018, 60+ and 65+ of 2023 within three and four per cent, famine and boom in their places."""
    result = china_population_as_of(2018, 2030)
    assert result.aged(60)[5] == pytest.approx(published("aged_60_and_over", 2023), rel=0.03)
    assert result.aged(65)[5] == pytest.approx(published("aged_65_and_over", 2023), rel=0.04)
    reached = dict(zip(result.years.tolist(), result.reaching(60), strict=True))
    assert reached[2021] < 0.6 * reached[2022] < 0.6 * reached[2023]


def test_early_projections_start_in_their_own_year_and_die_less_each_year():
    for year in (2016, 2017, 2018):
        result = china_population_as_of(year, 2030)
        assert result.years.tolist() == list(range(year, 2031))
        assert (np.diff(result.death_probability[:, :, 60], axis=0) < 0).all()


@pytest.mark.parametrize(("year", "last_year"), [(2015, 2020), (2019, 2024), (2018, 2017), (2018, 2099)])
def test_other_early_years_are_refused(year, last_year):
    with pytest.raises(DateOutOfRange):
        china_population_as_of(year, last_year)
