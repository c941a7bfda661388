"""Graduation of abridged rates and the log-quadratic mortality model."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.errors import ValueOutOfRange
from simulation.countries.china.bases import china_demography, early_knowledge
from simulation.demography.fitting import fit_mortality
from simulation.demography.graduation import ABRIDGED_AGES, abridged, graduate
from simulation.demography.life_table import life_table_from_rates
from simulation.demography.mortality import chances_from_rates, life_expectancy_at_birth, newborn_years
from simulation.demography.population import AGES

MODELS = {"to 2100": china_demography().mortality, "to 2018": early_knowledge().mortality}
LONGEST = {"to 2100": np.array([89.0, 92.5]), "to 2018": np.array([80.0, 84.0])}
SHORTER = st.tuples(st.floats(0, 12), st.floats(0, 12))


def gompertz(level: float, growth: float):
    ages = np.arange(AGES)
    return level * np.exp(growth * ages) + 0.003 * np.exp(-ages)


@given(st.floats(2e-5, 1e-4), st.floats(0.08, 0.105))
@settings(max_examples=25, deadline=None)
def test_graduated_rates_give_back_their_groups(level, growth):
    groups = abridged(gompertz(level, growth))
    np.testing.assert_allclose(abridged(graduate(groups)), groups, rtol=1e-9)


@given(st.floats(2e-5, 1e-4), st.floats(0.08, 0.105))
@settings(max_examples=25, deadline=None)
def test_a_smooth_law_survives_grouping_and_graduation(level, growth):
    law = gompertz(level, growth)
    found = graduate(abridged(law))
    np.testing.assert_allclose(found[35:98], law[35:98], rtol=0.01)


def test_graduation_needs_a_positive_rate_for_every_group():
    groups = abridged(gompertz(5e-5, 0.09))
    with pytest.raises(ValueOutOfRange):
        graduate(groups[:-1])
    with pytest.raises(ValueOutOfRange):
        graduate(np.where(np.arange(len(ABRIDGED_AGES)) == 3, 0.0, groups))


@pytest.mark.parametrize("name", MODELS)
@given(SHORTER)
@settings(max_examples=25, deadline=None)
def test_the_life_table_lasts_as_long_as_asked(name, shorter):
    model, wanted = MODELS[name], LONGEST[name] - np.array(shorter)
    np.testing.assert_allclose(model.chances(wanted).life_expectancy, wanted, atol=1e-3)


@pytest.mark.parametrize("name", MODELS)
@given(SHORTER, st.floats(0.05, 1.5))
@settings(max_examples=25, deadline=None)
def test_a_longer_life_means_fewer_deaths_where_most_die(name, shorter, longer):
    model, wanted = MODELS[name], LONGEST[name] - np.array(shorter)
    before, after = (model.chances(wanted + shift).death_probability for shift in (0.0, longer))
    assert (after[:, 50:96] < before[:, 50:96]).all()


@pytest.mark.parametrize("model", MODELS.values(), ids=MODELS.keys())
def test_death_chances_rise_with_adult_age_and_are_probabilities(model):
    dying = model.chances(np.array([[70.0, 74.0], [79.0, 83.0]])).death_probability
    assert ((dying > 0) & (dying < 1)).all()
    assert (np.diff(dying[:, :, 40:], axis=-1) >= 0).all()


def test_chances_are_survivor_ratios_of_the_life_table():
    rates = np.stack([gompertz(5e-5, 0.09), gompertz(3e-5, 0.095)])
    chances = chances_from_rates(rates)
    lived = life_table_from_rates(rates, newborn_years(rates[:, 0])).person_years
    np.testing.assert_allclose(1 - chances.death_probability[:, :99], lived[:, 1:100] / lived[:, :99], rtol=1e-12)
    np.testing.assert_allclose(1 - chances.newborn_death_probability, lived[:, 0], rtol=1e-12)
    # A stationary open age loses each year what arrives: L of all above 100 is the arrivals over their chance of dying.
    arriving = lived[:, 99] * (1 - chances.death_probability[:, 99])
    np.testing.assert_allclose(arriving / chances.death_probability[:, 100], lived[:, 100], rtol=1e-9)


def test_a_life_expectancy_out_of_reach_is_refused():
    with pytest.raises(ValueOutOfRange, match="life expectancy of 120"):
        china_demography().mortality.chances(np.array([120.0, 120.0]))


def test_the_fit_finds_the_law_that_made_the_rates():
    """Rates made by a log-quadratic model come back from the fit."""
    model = china_demography().mortality
    asked = np.stack([np.linspace(75, 88, 9), np.linspace(81, 91, 9)], axis=1)
    rates = model.death_rate(model.level(asked))
    fitted = fit_mortality(np.array([[abridged(row) for row in period] for period in rates]))
    again = fitted.death_rate(fitted.level(asked))
    np.testing.assert_allclose(life_expectancy_at_birth(again), asked, atol=1e-3)
    np.testing.assert_allclose(again[:, :, 30:98], rates[:, :, 30:98], rtol=0.02)


def test_china_lives_as_long_as_the_united_nations_expect(china_tables):
    country, years = china_demography(), np.arange(2024, 2101)
    path = country.mortality.chances(country.life_expectancy.at(years)).life_expectancy
    published = china_tables.life_expectancy.between(2024, 2100).values
    assert np.abs(path - published).max() < 0.15


def test_china_dies_at_the_ages_the_united_nations_expect(china_tables):
    """Five-year rates from age 40 on lie within a few per cent of the UN's in every period to 2100."""
    table = china_tables.death_rate.between(2018, 2100)
    model = china_demography().mortality
    single = np.array([[graduate(row) for row in period] for period in table.values])
    ours = model.death_rate(model.level(life_expectancy_at_birth(single)))
    ratio = np.array([[abridged(row) for row in period] for period in ours]) / table.values
    from_40_to_94 = ratio[:, :, 9:20]
    assert np.abs(from_40_to_94 - 1).max() < 0.04
    assert np.sqrt(((from_40_to_94 - 1) ** 2).mean()) < 0.008
