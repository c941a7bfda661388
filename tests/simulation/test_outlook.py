"""What a fund manager reads off a projection."""

import numpy as np
import pytest

from simulation.outlook import FIRST_WORKING_AGE, activity, aged_share, effect_after, growth, yearly
from simulation.projection import project
from simulation.result import Projection
from simulation.scenario import Scenario

FUND = "enterprise_pension"


@pytest.fixture(scope="module")
def base() -> Projection:
    return project(Scenario())


def test_growth_carries_each_year_to_the_next() -> None:
    values = np.array([100.0, 110.0, 99.0])
    change = growth(values)
    assert np.isnan(change[0])
    assert values[:-1] * (1.0 + change[1:]) == pytest.approx(values[1:])


def test_growth_beside_an_unpublished_year_is_unknown() -> None:
    assert np.isnan(growth(np.array([np.nan, 110.0, np.nan]))).all()


def test_a_measure_that_is_not_yearly_is_none(base: Projection) -> None:
    assert yearly(base.funds[FUND], "depletion_year") is None
    assert yearly(base.funds[FUND], "no_such_measure") is None
    income = yearly(base.funds[FUND], "income")
    assert income is not None
    assert income.size == base.years.size


def test_the_effect_is_that_of_the_fifth_year(base: Projection) -> None:
    moved = project(Scenario(settings=("pension.state_capital@2030+=1000000000",)))
    effect = effect_after(moved, base, FUND, since=2030)
    at = 2034 - int(base.years[0])
    after, before = (projection.funds[FUND].measures["accumulated_balance"] for projection in (moved, base))
    assert effect == pytest.approx(after[at] - before[at])
    # Five payments of a billion, and what they earn.
    assert 5e9 <= effect < 6e9


def test_a_change_after_the_fifth_year_has_no_effect(base: Projection) -> None:
    moved = project(Scenario(settings=("pension.state_capital@2040+=1000000000",)))
    assert effect_after(moved, base, FUND, since=2030) == 0


def test_everybody_is_a_child_works_or_has_retired(base: Projection) -> None:
    people = activity(Scenario())
    row = int(people.years[0] - base.population.years[0])
    counted = people.children + people.working + people.retired
    assert counted == pytest.approx(base.population.persons[row:])
    assert people.children[:, :, FIRST_WORKING_AGE:].sum() == 0
    assert people.working[:, :, :FIRST_WORKING_AGE].sum() == 0


def test_a_later_retirement_age_keeps_people_at_work() -> None:
    later = tuple(f"retirement.longest_delay.{kind}@2027+=24" for kind in ("male", "female_cadre", "female_worker"))
    base, moved = activity(Scenario()), activity(Scenario(settings=later))
    at = base.row(2060)
    assert moved.working[at].sum() > base.working[at].sum()
    assert moved.retired[at, :, 80:] == pytest.approx(base.retired[at, :, 80:])


def test_a_year_outside_the_projection_shows_the_nearest() -> None:
    people = activity(Scenario())
    assert people.row(1900) == 0
    assert people.row(2500) == people.years.size - 1


def test_more_people_are_over_60_than_over_65(base: Projection) -> None:
    sixty, sixty_five = aged_share(base.population, 60), aged_share(base.population, 65)
    assert (sixty > sixty_five).all()
    assert ((sixty > 0) & (sixty < 1)).all()
