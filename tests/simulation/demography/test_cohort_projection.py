"""The cohort-component recursion: a plain twin, conservation of people, and refusals."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.errors import DateOutOfRange, ValueOutOfRange
from simulation.demography.fertility import fertility_pattern
from simulation.demography.population import AGES, FEMALE, OLDEST, BasePopulation
from simulation.demography.projection import DemographicPath, project_population
from simulation.demography.stable_population import stable_population

cases = st.tuples(st.integers(0, 10_000), st.integers(1, 12))


def random_population(seed: int, years: int) -> tuple[BasePopulation, DemographicPath]:
    """A population and a path of plausible but irregular rates, the base year 2000 included."""
    draw = np.random.default_rng(seed)
    count = years + 1
    base = BasePopulation(2000, draw.uniform(50.0, 1000.0, (2, AGES)))
    pattern = fertility_pattern(draw.uniform(24, 33, count), draw.uniform(4, 7, count), draw.uniform(-1.0, 3.0, count))
    path = DemographicPath(
        years=np.arange(2000, 2000 + count),
        total_fertility_rate=draw.uniform(0.3, 6.0, count),
        fertility_pattern=pattern,
        sex_ratio_at_birth=draw.uniform(0.9, 1.3, count),
        death_probability=draw.uniform(0.0, 0.5, (count, 2, AGES)),
        newborn_death_probability=draw.uniform(0.0, 0.3, (count, 2)),
        net_migration=draw.uniform(0.0, 30.0, (count, 2, AGES)),
    )
    return base, path


def plain_twin(base: BasePopulation, path: DemographicPath, last_year: int):
    """The same recursion in NumPy, one array statement per event."""
    persons, births, deaths = [base.persons], [np.zeros(2)], [np.zeros(2)]
    for year in range(base.year + 1, last_year + 1):
        row = year - int(path.years[0])
        before = persons[-1]
        dying = before * path.death_probability[row]
        alive = before - dying
        after = np.zeros((2, AGES))
        after[:, 1:] = alive[:, :-1]
        after[:, OLDEST] += alive[:, OLDEST]
        after[:, 1:] += path.net_migration[row][:, 1:]
        women = (before[FEMALE] + after[FEMALE])[15:50] / 2
        born = path.total_fertility_rate[row] * path.fertility_pattern[row] @ women
        ratio = path.sex_ratio_at_birth[row]
        newborn = born * np.array([ratio / (1 + ratio), 1 / (1 + ratio)])
        lost = newborn * path.newborn_death_probability[row]
        after[:, 0] = newborn - lost + path.net_migration[row][:, 0]
        persons.append(after)
        births.append(newborn)
        deaths.append(dying.sum(axis=1) + lost)
    return np.array(persons), np.array(births), np.array(deaths)


@given(cases)
@settings(max_examples=25, deadline=None)
def test_kernel_agrees_with_its_plain_twin(case):
    base, path = random_population(*case)
    last = int(path.years[-1])
    result = project_population(base, path, last)
    persons, births, deaths = plain_twin(base, path, last)
    np.testing.assert_allclose(result.persons, persons, rtol=1e-12)
    np.testing.assert_allclose(result.births, births, rtol=1e-12)
    np.testing.assert_allclose(result.deaths, deaths, rtol=1e-12)


@given(cases)
@settings(max_examples=25, deadline=None)
def test_people_are_conserved_by_sex_every_year(case):
    base, path = random_population(*case)
    result = project_population(base, path, int(path.years[-1]))
    stock = result.persons.sum(axis=2)
    change = (result.births - result.deaths + result.net_migration)[1:]
    np.testing.assert_allclose(stock[1:], stock[:-1] + change, rtol=1e-9)


@given(cases)
@settings(max_examples=15, deadline=None)
def test_each_cohort_only_loses_its_dead_and_gains_its_migrants(case):
    base, path = random_population(*case)
    result = project_population(base, path, int(path.years[-1]))
    for row in range(1, result.years.size):
        stayed = result.persons[row, :, 1:OLDEST] - path.net_migration[row][:, 1:OLDEST]
        alive = 1.0 - result.death_probability[row, :, : OLDEST - 1]
        np.testing.assert_allclose(stayed, result.persons[row - 1, :, : OLDEST - 1] * alive, rtol=1e-12)


def test_a_projection_to_the_base_year_is_the_base():
    base, path = random_population(1, 3)
    result = project_population(base, path, base.year)
    assert result.years.tolist() == [2000]
    np.testing.assert_array_equal(result.at(2000), base.persons)
    assert not result.births.any() and not result.deaths.any() and not result.net_migration.any()


def test_a_path_may_begin_in_the_year_after_the_base():
    base, path = random_population(2, 4)
    later = DemographicPath(**{name: value[1:] for name, value in vars(path).items()})
    np.testing.assert_array_equal(
        project_population(base, path, 2004).persons, project_population(base, later, 2004).persons
    )


def test_the_base_population_is_left_untouched():
    base, path = random_population(3, 4)
    before = base.persons.copy()
    project_population(base, path, 2004)
    np.testing.assert_array_equal(base.persons, before)


def test_aged_adds_both_ends_and_whole_equals_its_parts():
    base, path = random_population(4, 2)
    result = project_population(base, path, 2002)
    np.testing.assert_allclose(result.aged(0, 59) + result.aged(60), result.total(), rtol=1e-12)
    np.testing.assert_allclose(result.aged(60, 60), result.persons[:, :, 60].sum(axis=1))
    with pytest.raises(ValueOutOfRange):
        result.aged(65, 60)


def test_reaching_an_age_lies_between_the_cohort_before_and_after_the_year():
    base, path = random_population(5, 3)
    path = replace(path, net_migration=np.zeros_like(path.net_migration))
    result = project_population(base, path, 2003)
    reached = result.reaching(60)
    assert np.isnan(reached[0])
    assert (reached[1:] <= result.persons[:-1, :, 59].sum(axis=1)).all()
    assert (reached[1:] >= result.persons[1:, :, 60].sum(axis=1)).all()


def test_a_year_outside_the_projection_is_refused():
    base, path = random_population(6, 3)
    result = project_population(base, path, 2003)
    with pytest.raises(DateOutOfRange, match="2000 to 2003"):
        result.at(2004)


@pytest.mark.parametrize("last_year", [1999, 2004])
def test_years_without_assumptions_are_refused(last_year):
    base, path = random_population(7, 3)
    with pytest.raises(DateOutOfRange, match="2000 to 2003"):
        project_population(base, path, last_year)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("death_probability", 1.2),
        ("newborn_death_probability", -0.1),
        ("total_fertility_rate", -0.5),
        ("fertility_pattern", 0.5),
        ("sex_ratio_at_birth", 0.0),
    ],
)
def test_impossible_rates_are_refused(field, value):
    _, path = random_population(8, 3)
    with pytest.raises(ValueOutOfRange):
        replace(path, **{field: np.full_like(getattr(path, field), value)})


def test_missing_rates_are_refused():
    _, path = random_population(8, 3)
    with pytest.raises(ValueOutOfRange):
        replace(path, total_fertility_rate=np.full(4, np.nan))
    with pytest.raises(ValueOutOfRange, match="shape"):
        replace(path, total_fertility_rate=np.ones(3))


def test_more_emigrants_than_people_are_refused():
    base, path = random_population(9, 3)
    with pytest.raises(ValueOutOfRange, match="leave in 2001"):
        project_population(base, replace(path, net_migration=np.full_like(path.net_migration, -1e5)), 2003)


def test_a_negative_base_population_is_refused():
    with pytest.raises(ValueOutOfRange, match="negative"):
        BasePopulation(2000, np.full((2, AGES), -1.0))


@given(st.integers(0, 10_000), st.floats(0.5, 5.0), st.floats(0.002, 0.05))
@settings(max_examples=25, deadline=None)
def test_a_stable_population_keeps_its_shares_and_grows_at_its_rate(seed, children, hazard):
    _, path = random_population(seed, 3)
    ages = np.arange(AGES)
    dying = np.broadcast_to(np.clip(hazard * np.exp(0.07 * (ages - 30)), 0, 0.9), (4, 2, AGES))
    path = replace(
        path,
        total_fertility_rate=np.full(4, children),
        fertility_pattern=np.broadcast_to(path.fertility_pattern[0], path.fertility_pattern.shape),
        sex_ratio_at_birth=np.full(4, 1.06),
        death_probability=dying,
        newborn_death_probability=np.full((4, 2), 0.01),
        net_migration=np.zeros((4, 2, AGES)),
    )
    stable = stable_population(children * path.fertility_pattern[0], dying[0], np.full(2, 0.01), 1.06)
    result = project_population(BasePopulation(2000, stable.shares * 1e6), path, 2003)
    total = result.total()
    np.testing.assert_allclose(total[1:] / total[:-1] - 1.0, stable.growth, atol=1e-9)
    np.testing.assert_allclose(result.persons[-1] / total[-1], stable.shares, rtol=1e-9)
    # Lotka: the share at an age is the newborn's, discounted by growth and less the dead.
    survivors = np.cumprod(1.0 - dying[0, FEMALE, :-2])
    expected = stable.shares[FEMALE, 0] * survivors * (1 + stable.growth) ** -np.arange(1.0, OLDEST)
    np.testing.assert_allclose(stable.shares[FEMALE, 1:OLDEST], expected, rtol=1e-9)


def test_a_population_whose_oldest_outlive_its_decline_has_no_stable_form():
    _, path = random_population(12, 1)
    with pytest.raises(ValueOutOfRange, match="open age"):
        stable_population(0.2 * path.fertility_pattern[0], np.full((2, AGES), 0.001), np.full(2, 0.001), 1.06)


def test_any_population_tends_to_the_stable_one():
    base, path = random_population(11, 3)
    years = 1200
    dying = np.broadcast_to(np.clip(0.004 * np.exp(0.05 * (np.arange(AGES) - 30)), 0, 0.9), (years, 2, AGES))
    rows = np.zeros(years, dtype=int)
    constant = DemographicPath(
        years=np.arange(2001, 2001 + years),
        total_fertility_rate=np.full(years, 2.1),
        fertility_pattern=path.fertility_pattern[rows],
        sex_ratio_at_birth=np.full(years, 1.06),
        death_probability=dying,
        newborn_death_probability=np.full((years, 2), 0.01),
        net_migration=np.zeros((years, 2, AGES)),
    )
    stable = stable_population(2.1 * path.fertility_pattern[0], dying[0], np.full(2, 0.01), 1.06)
    result = project_population(base, constant, 2000 + years)
    np.testing.assert_allclose(result.persons[-1] / result.total()[-1], stable.shares, rtol=1e-6)
