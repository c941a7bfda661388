"""Life tables against published tables and against the identities of life contingencies."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.errors import ValueOutOfRange
from simulation.demography.life_table import (
    annuity_due,
    life_table_from_probabilities,
    life_table_from_rates,
    makeham,
    temporary_annuity_due,
    whole_life_insurance,
)

AGES = np.arange(0.0, 151.0)
SOA = makeham(0.0007, 0.05e-3, 10**0.04, AGES)
STANDARD_ULTIMATE = makeham(0.00022, 2.7e-6, 1.124, AGES)

mortality = st.tuples(st.floats(0.0, 0.02), st.floats(1e-6, 1e-3), st.floats(1.05, 1.15))
interest = st.floats(0.001, 0.12)


@pytest.mark.parametrize(
    ("age", "dying", "annuity", "insurance"),
    [
        (20, 0.001030, 16.5133, 0.06528),
        (40, 0.002781, 14.8166, 0.16132),
        (50, 0.005920, 13.2668, 0.24905),
        (60, 0.013760, 11.1454, 0.36913),
        (65, 0.021320, 9.8969, 0.43980),
        (70, 0.033183, 8.5693, 0.51495),
        (80, 0.080301, 5.9050, 0.66575),
    ],
)
def test_the_society_of_actuaries_illustrative_table_is_reproduced(age, dying, annuity, insurance):
    assert SOA[age] == pytest.approx(dying, abs=6e-7)
    assert annuity_due(SOA, 0.06)[age] == pytest.approx(annuity, abs=6e-5)
    assert whole_life_insurance(SOA, 0.06)[age] == pytest.approx(insurance, abs=6e-6)


@pytest.mark.parametrize(
    ("age", "dying", "annuity", "insurance"),
    [
        (20, 0.000250, 19.9664, 0.04922),
        (40, 0.000527, 18.4578, 0.12106),
        (60, 0.003398, 14.9041, 0.29028),
        (65, 0.005915, 13.5498, 0.35477),
        (80, 0.032658, 8.5484, 0.59293),
    ],
)
def test_the_standard_ultimate_table_is_reproduced(age, dying, annuity, insurance):
    assert STANDARD_ULTIMATE[age] == pytest.approx(dying, abs=6e-7)
    assert annuity_due(STANDARD_ULTIMATE, 0.05)[age] == pytest.approx(annuity, abs=6e-5)
    assert whole_life_insurance(STANDARD_ULTIMATE, 0.05)[age] == pytest.approx(insurance, abs=6e-6)


@given(mortality, interest)
@settings(max_examples=50, deadline=None)
def test_an_insurance_is_one_less_the_discount_on_an_annuity(law, rate):
    dying = makeham(*law, AGES)
    discount = rate / (1 + rate)
    np.testing.assert_allclose(whole_life_insurance(dying, rate), 1 - discount * annuity_due(dying, rate), rtol=1e-9)


@given(mortality, interest)
@settings(max_examples=50, deadline=None)
def test_an_annuity_is_a_payment_and_the_next_years_annuity(law, rate):
    dying = makeham(*law, AGES)
    value = annuity_due(dying, rate)
    np.testing.assert_allclose(value[:-1], 1 + (1 - dying[:-1]) / (1 + rate) * value[1:], rtol=1e-9)


@given(mortality, interest, st.integers(0, 100))
@settings(max_examples=50, deadline=None)
def test_an_annuity_is_the_sum_of_its_discounted_chances(law, rate, age):
    dying = makeham(*law, AGES)
    alive = np.concatenate([[1.0], np.cumprod(1 - dying[age:-1])])
    expected = (alive * (1 + rate) ** -np.arange(float(alive.size))).sum()
    assert annuity_due(dying, rate)[age] == pytest.approx(expected, rel=1e-9)


@given(mortality, interest, st.integers(0, 30), st.integers(20, 80))
@settings(max_examples=50, deadline=None)
def test_a_temporary_annuity_and_the_deferred_rest_make_the_whole(law, rate, years, age):
    dying = makeham(*law, AGES)
    whole = annuity_due(dying, rate)
    alive = np.prod(1 - dying[age : age + years])
    rest = alive * (1 + rate) ** -years * whole[age + years]
    assert temporary_annuity_due(dying, rate, years)[age] + rest == pytest.approx(whole[age], rel=1e-9)


@given(mortality, interest, st.integers(20, 60))
@settings(max_examples=50, deadline=None)
def test_retrospective_and_prospective_reserves_agree(law, rate, age):
    """Thiele's recursion, started at zero with the net premium, gives the reserve looking forward."""
    dying = makeham(*law, AGES)
    insurance, annuity = whole_life_insurance(dying, rate), annuity_due(dying, rate)
    premium = insurance[age] / annuity[age]
    prospective = insurance - premium * annuity
    assert prospective[age] == pytest.approx(0.0, abs=1e-9)
    now = np.flatnonzero(dying < 0.999)
    now = now[(now >= age) & (now < dying.size - 1)]
    carried = ((prospective[now] + premium) * (1 + rate) - dying[now]) / (1 - dying[now])
    np.testing.assert_allclose(carried, prospective[now + 1], rtol=1e-9, atol=1e-9)


@given(mortality, interest, st.integers(20, 60))
@settings(max_examples=50, deadline=None)
def test_yearly_losses_add_up_to_the_variance_of_the_whole_loss(law, rate, age):
    """Hattendorff: uncorrelated yearly losses, so the variances add up."""
    dying = makeham(*law, AGES)
    dying[-1] = 1.0
    insurance, annuity = whole_life_insurance(dying, rate), annuity_due(dying, rate)
    premium = insurance[age] / annuity[age]
    discount = 1 / (1 + rate)
    squared = whole_life_insurance(dying, (1 + rate) ** 2 - 1)
    whole = (squared[age] - insurance[age] ** 2) * (1 + premium / (1 - discount)) ** 2
    reserve = np.append(insurance - premium * annuity, 0.0)[age + 1 :]
    chance = dying[age:]
    alive = np.concatenate([[1.0], np.cumprod(1 - chance[:-1])])
    years = np.arange(1.0, chance.size + 1)
    yearly = alive * chance * (1 - chance) * discount ** (2 * years) * (1 - reserve) ** 2
    assert yearly.sum() == pytest.approx(whole, rel=1e-9)


@given(mortality)
@settings(max_examples=30, deadline=None)
def test_life_expectancy_shrinks_by_the_year_lived_and_grows_by_the_danger_passed(law):
    dying = makeham(*law, AGES)
    table = life_table_from_probabilities(dying)
    expected = table.life_expectancy()
    recursion = 1 - 0.5 * dying[:-1] + (1 - dying[:-1]) * expected[1:]
    reached = table.survivors[1:] > 1e-250
    np.testing.assert_allclose(expected[:-1][reached], recursion[reached], rtol=1e-9)


def test_a_constant_rate_gives_its_inverse_as_life_expectancy():
    rate = np.full(101, 0.02)
    # Deaths of the first year spread as the constant rate spreads them.
    spread = 1 / 0.02 - np.exp(-0.02) / -np.expm1(-0.02)
    expected = life_table_from_rates(rate, np.array(spread)).life_expectancy()
    np.testing.assert_allclose(expected, 50.0, rtol=1e-9)


def test_survivors_are_those_not_dead_and_the_last_age_empties_the_table():
    table = life_table_from_probabilities(np.array([0.5, 0.2, 0.1]))
    np.testing.assert_allclose(table.survivors, [1.0, 0.5, 0.4])
    assert table.death_probability[-1] == 1.0


def test_impossible_rates_and_interest_are_refused():
    with pytest.raises(ValueOutOfRange):
        life_table_from_rates(np.array([0.1, 0.0]), np.array(0.1))
    with pytest.raises(ValueOutOfRange):
        life_table_from_probabilities(np.array([0.1, 1.1]))
    with pytest.raises(ValueOutOfRange, match="rate above -1"):
        annuity_due(SOA, -1.0)
