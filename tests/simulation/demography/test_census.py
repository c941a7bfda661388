"""Splitting age groups, carrying a census to the year's end, raking, and calibrating cohorts."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.errors import ValueOutOfRange
from simulation.demography.calibration import Observations, nearest_cohorts
from simulation.demography.census import aged_part_of_year, raked, split_by_shape, split_smoothly
from simulation.demography.population import AGES, OLDEST

STARTS = np.arange(0, AGES, 5)
seeds = st.integers(0, 10_000)


def sums(persons):
    return np.add.reduceat(persons, STARTS)


@given(seeds)
@settings(max_examples=30, deadline=None)
def test_both_splits_keep_every_group(seed):
    draw = np.random.default_rng(seed)
    groups, shape = draw.uniform(1, 100, STARTS.size), draw.uniform(0.1, 10, AGES)
    np.testing.assert_allclose(sums(split_by_shape(groups, STARTS, shape)), groups, rtol=1e-12)
    smooth = split_smoothly(groups, STARTS)
    np.testing.assert_allclose(sums(smooth), groups, rtol=1e-9)
    assert (smooth >= 0).all()


@given(seeds)
@settings(max_examples=30, deadline=None)
def test_a_split_by_shape_keeps_the_proportions_inside_a_group(seed):
    draw = np.random.default_rng(seed)
    groups, shape = draw.uniform(1, 100, STARTS.size), draw.uniform(0.1, 10, AGES)
    persons = split_by_shape(groups, STARTS, shape)
    np.testing.assert_allclose(persons[51] / persons[50], shape[51] / shape[50], rtol=1e-12)


def test_a_group_without_shape_is_refused():
    shape = np.ones(AGES)
    shape[10:15] = 0
    with pytest.raises(ValueOutOfRange):
        split_by_shape(np.ones(STARTS.size), STARTS, shape)


@given(seeds, st.floats(0.0, 1.0))
@settings(max_examples=30, deadline=None)
def test_ageing_part_of_a_year_moves_people_but_loses_none(seed, part):
    persons = np.random.default_rng(seed).uniform(1, 100, (2, AGES))
    later = aged_part_of_year(persons, part)
    np.testing.assert_allclose(later.sum(axis=1), persons.sum(axis=1), rtol=1e-12)
    assert (later >= 0).all()
    assert (later[:, 0] <= persons[:, 0] + 1e-9).all()


def test_ageing_by_nothing_and_by_a_whole_year_are_exact():
    persons = np.random.default_rng(1).uniform(1, 100, AGES)
    np.testing.assert_allclose(aged_part_of_year(persons, 0.0), persons, rtol=1e-12)
    whole = aged_part_of_year(persons, 1.0)
    np.testing.assert_allclose(whole[1:OLDEST], persons[: OLDEST - 1], rtol=1e-9)
    assert whole[0] == pytest.approx(0.0, abs=1e-9)
    assert whole[OLDEST] == pytest.approx(persons[OLDEST - 1] + persons[OLDEST])


def test_even_births_age_evenly():
    later = aged_part_of_year(np.full(AGES, 12.0), 1 / 6)
    np.testing.assert_allclose(later[1:OLDEST], 12.0, rtol=1e-12)
    assert later[0] == pytest.approx(10.0)
    assert later[OLDEST] == pytest.approx(14.0)


@given(seeds)
@settings(max_examples=20, deadline=None)
def test_raking_meets_both_margins_and_keeps_cross_ratios(seed):
    draw = np.random.default_rng(seed)
    table, seed_table = draw.uniform(1, 10, (2, 5)), draw.uniform(1, 10, (2, 5))
    found = raked(seed_table, table.sum(axis=1), table.sum(axis=0))
    np.testing.assert_allclose(found.sum(axis=1), table.sum(axis=1), rtol=1e-9)
    np.testing.assert_allclose(found.sum(axis=0), table.sum(axis=0), rtol=1e-9)
    odds = found[0, 0] * found[1, 1] / (found[0, 1] * found[1, 0])
    seeded = seed_table[0, 0] * seed_table[1, 1] / (seed_table[0, 1] * seed_table[1, 0])
    assert odds == pytest.approx(seeded, rel=1e-9)


def test_margins_with_different_sums_are_refused():
    with pytest.raises(ValueOutOfRange):
        raked(np.ones((2, 2)), np.array([1.0, 2.0]), np.array([1.0, 1.0]))


@given(seeds)
@settings(max_examples=20, deadline=None)
def test_calibrated_cohorts_keep_their_sum_and_come_closer_to_the_figures(seed):
    draw = np.random.default_rng(seed)
    prior = draw.uniform(10, 30, 6)
    weights = np.eye(6)[:4]
    published = prior[:4] * draw.uniform(0.9, 1.1, 4)
    observed = Observations(weights, np.zeros(4), published, np.full(4, 0.005))
    factors = nearest_cohorts(prior, observed, np.full(6, 0.04))
    assert factors @ prior == pytest.approx(prior.sum(), rel=1e-12)
    before = (((prior[:4] - published) / published) ** 2).sum()
    after = ((((factors * prior)[:4] - published) / published) ** 2).sum()
    assert after < before


def test_cohorts_that_agree_already_are_left_alone():
    prior = np.array([11.0, 21.0, 26.0])
    observed = Observations(np.ones((1, 3)), np.array([100.0]), np.array([158.0]), np.array([0.005]))
    np.testing.assert_allclose(nearest_cohorts(prior, observed, np.full(3, 0.04)), 1.0, rtol=1e-12)


def test_figures_that_empty_a_cohort_are_refused():
    prior = np.array([10.0, 10.0])
    observed = Observations(np.eye(2)[:1], np.zeros(1), np.array([21.0]), np.array([1e-6]))
    with pytest.raises(ValueOutOfRange, match="cohort empty"):
        nearest_cohorts(prior, observed, np.full(2, 0.5))
