"""Births, deaths and moves on paper: who is certified, cremated and registered, and how late."""

import numpy as np
import pytest

from datapool.synthetic.block import NEVER, NOBODY, Block
from datapool.synthetic.events.births import mothers
from datapool.synthetic.events.changes import BIRTH, DEATH, MOVED_IN, MOVED_OUT, NAME, NUMBER
from datapool.synthetic.events.coverage import STAY_KIND
from datapool.synthetic.events.deaths import the_dead
from datapool.synthetic.events.spans import county_on, has_moved
from datapool.synthetic.province import HOSPITAL, Province


@pytest.fixture(scope="module")
def dead(happened: Block, made_up_province: Province) -> np.ndarray:
    return the_dead(happened.people, made_up_province)


def test_every_certificate_of_birth_names_a_living_mother_of_the_household(happened: Block) -> None:
    people, births = happened.people, happened.rows.births
    mother, child = births["person"], births["child"]
    assert not people.male[mother].any() and (people.household[mother] == people.household[child]).all()
    np.testing.assert_array_equal(births["day"], people.born[child])
    np.testing.assert_array_equal(births["male"], people.male[child])
    age = (births["day"] - people.born[mother]) / 365.25
    assert ((age > 15) & (age < 50)).all() and (people.died[mother] >= births["day"]).all()
    assert np.unique(child).size == child.size and (births["issued"] > births["day"]).all()


def test_births_happen_in_hospitals(happened: Block, made_up_province: Province) -> None:
    assert (made_up_province.providers.kind[happened.rows.births["provider"]] == HOSPITAL).all()


def test_insured_mothers_are_settled_for_their_deliveries(happened: Block, made_up_province: Province) -> None:
    births, bills, care = happened.rows.births, happened.rows.settlements, made_up_province.care
    delivery = np.isin(bills["diagnosis"], [care.diagnosis("O80.9"), care.diagnosis("O82.9")])
    keys = set(zip(bills["person"][delivery].tolist(), bills["provider"][delivery].tolist(), strict=True))
    found = [pair in keys for pair in zip(births["person"].tolist(), births["provider"].tolist(), strict=True)]
    assert np.mean(found) > 0.9
    assert delivery.sum() <= births["person"].size


def test_who_has_no_mother_in_the_block_has_no_certificate(happened: Block) -> None:
    mother = mothers(happened.people)
    assert (mother[happened.rows.births["child"]] == happened.rows.births["person"]).all()
    assert (mother == NOBODY).any()


def test_seven_in_ten_deaths_are_certified_and_all_in_hospital(happened: Block, dead: np.ndarray) -> None:
    rows, people, bills = happened.rows.deaths, happened.people, happened.rows.settlements
    assert rows["person"].size / dead.size == pytest.approx(0.70, abs=0.03)
    np.testing.assert_array_equal(rows["day"], people.died[rows["person"]])
    assert (rows["issued"] >= rows["day"]).all() and np.unique(rows["person"]).size == rows["person"].size
    last = (bills["kind"] == STAY_KIND) & (bills["discharged"] == people.died[bills["person"]])
    place = dict(zip(bills["person"][last].tolist(), bills["provider"][last].tolist(), strict=True))
    certified = dict(zip(rows["person"].tolist(), rows["provider"].tolist(), strict=True))
    assert len(place) > 100 and all(certified[person] == provider for person, provider in place.items())


def test_causes_of_death_fit_the_dead(happened: Block, made_up_province: Province) -> None:
    care, rows = made_up_province.care, happened.rows.deaths
    sex = np.where(happened.people.male[rows["person"]], 1, 2)
    assert ((care.sex[rows["cause"]] == 0) | (care.sex[rows["cause"]] == sex)).all()
    assert (care.death[rows["cause"]] > 0).mean() > 0.97


def test_more_than_half_are_cremated_within_days_more_in_towns(happened: Block, dead: np.ndarray) -> None:
    rows, people = happened.rows.cremations, happened.people
    assert 0.54 < rows["person"].size / dead.size < 0.62
    after = rows["cremated"] - people.died[rows["person"]]
    assert ((after >= 1) & (after <= 5)).all() and (rows["registered"] >= rows["cremated"]).all()
    shares = [np.isin(dead[people.rural[dead] == rural], rows["person"]).mean() for rural in (False, True)]
    assert shares[0] > shares[1] + 0.1


def test_deaths_are_registered_late_with_a_long_tail_and_some_never(happened: Block, dead: np.ndarray) -> None:
    changes = happened.rows.changes
    rows = changes["kind"] == DEATH
    person, delay = changes["person"][rows], (changes["registered"] - changes["day"])[rows]
    assert 0.95 < person.size / dead.size < 0.99 and np.isin(person, dead).all()
    assert (delay >= 1).all() and 10 < np.median(delay) < 25 and 150 < np.quantile(delay, 0.99) <= 402


def test_the_agency_mostly_learns_of_a_death_from_the_register(happened: Block) -> None:
    changes, people = happened.rows.changes, happened.people
    rows = changes["kind"] == DEATH
    lag = people.death_known[changes["person"][rows]] - changes["registered"][rows]
    assert ((lag >= -1) & (lag <= 12)).mean() > 0.65


def test_a_child_is_registered_once_after_its_birth(happened: Block, made_up_province: Province) -> None:
    changes, people = happened.rows.changes, happened.people
    rows = changes["kind"] == BIRTH
    born = np.flatnonzero((people.born >= made_up_province.month_starts[0]) & (people.born < NEVER))
    assert set(changes["person"][rows]) <= set(born) and np.unique(changes["person"][rows]).size == rows.sum()
    assert (changes["registered"][rows] > changes["day"][rows]).all()


def test_a_move_is_entered_where_people_arrive_and_then_where_they_left(
    happened: Block, made_up_province: Province
) -> None:
    changes, people = happened.rows.changes, happened.people
    arrived, left = (changes["kind"] == kind for kind in (MOVED_IN, MOVED_OUT))
    np.testing.assert_array_equal(changes["person"][arrived], changes["person"][left])
    assert (changes["registered"][left] >= changes["registered"][arrived]).all()
    month = made_up_province.month_of(changes["day"][arrived])
    np.testing.assert_array_equal(month, people.moved_month[changes["person"][arrived]])


def test_new_names_and_numbers_are_rare(happened: Block) -> None:
    changes, count = happened.rows.changes, len(happened.people)
    assert 0.003 < (changes["kind"] == NAME).sum() / count < 0.02
    assert 0.0005 < (changes["kind"] == NUMBER).sum() / count < 0.006


def test_people_live_in_the_county_they_came_from_until_they_move(happened: Block, made_up_province: Province) -> None:
    people, starts = happened.people, made_up_province.month_starts
    mover = np.flatnonzero((people.moved_from != NOBODY) & (people.moved_month < made_up_province.months))
    day = starts[people.moved_month[mover]]
    np.testing.assert_array_equal(county_on(people, made_up_province, mover, day - 1), people.moved_from[mover])
    np.testing.assert_array_equal(county_on(people, made_up_province, mover, day), people.county[mover])
    stayer = np.flatnonzero(people.moved_from == NOBODY)
    assert has_moved(people, made_up_province, stayer, np.full(stayer.size, starts[0])).all()
