"""Only the living and insured are treated, bills add up, sexes and ages fit, and no hospital is fuller than it is."""

from collections.abc import Callable

import numpy as np
import pytest

from datapool.synthetic.block import NEVER, NOBODY, Block, Table
from datapool.synthetic.care import ANY_SEX
from datapool.synthetic.events.contacts import order_of
from datapool.synthetic.events.coverage import (
    LONG_KIND,
    PHARMACY_KIND,
    STAY_KIND,
    VISIT_KIND,
    coverage_of,
    reimburse,
    within_catalogue,
)
from datapool.synthetic.events.membership import EMPLOYEE, NONE, medical_groups
from datapool.synthetic.events.rates import DAYS_PER_YEAR
from datapool.synthetic.events.scene import Scene
from datapool.synthetic.province import HOSPITAL, PHARMACY, PRIMARY, Province
from rules.book import RuleBook


@pytest.fixture(scope="module")
def bills(happened: Block) -> Table:
    return happened.rows.settlements


@pytest.fixture(scope="module")
def groups(happened: Block, made_up_province: Province) -> np.ndarray:
    return medical_groups(happened, made_up_province, made_up_province.draws(0))


def test_only_the_living_are_treated_and_nobody_after_history(
    happened: Block, bills: Table, made_up_province: Province
) -> None:
    people, person = happened.people, bills["person"]
    assert (bills["admitted"] >= people.born[person]).all()
    assert (bills["discharged"] <= people.died[person]).all()
    assert (bills["admitted"] >= made_up_province.month_starts[0]).all()
    assert (bills["settled"] < made_up_province.month_starts[-1]).all()


def test_only_members_have_settlements(bills: Table, groups: np.ndarray, made_up_province: Province) -> None:
    assert (groups[bills["person"], made_up_province.month_of(bills["admitted"])] != NONE).all()


def test_time_runs_forwards(bills: Table) -> None:
    assert (bills["admitted"] <= bills["discharged"]).all() and (bills["discharged"] <= bills["settled"]).all()
    stays = bills["kind"] == STAY_KIND
    assert (bills["discharged"] == bills["admitted"])[~stays].all()


def test_a_bill_is_what_fund_and_person_pay(bills: Table) -> None:
    assert (bills["bill"] == bills["fund"] + bills["own"]).all()
    assert (bills["bill"] > 0).all() and (bills["fund"] >= 0).all() and (bills["own"] >= 0).all()


def test_the_fund_pays_within_the_catalogue_and_the_ceiling(
    bills: Table, groups: np.ndarray, made_up_province: Province, rule_book: RuleBook
) -> None:
    assert (bills["fund"] <= within_catalogue(bills, made_up_province)).all()
    coverage = coverage_of(made_up_province, rule_book)
    year = made_up_province.month_of(bills["admitted"]) // 12
    cells, place = np.unique(bills["person"].astype(np.int64) * 100 + year, return_inverse=True)
    paid = np.bincount(place, bills["fund"])
    assert (paid <= coverage.ceiling[:, cells % 100].max(axis=0)).all()


def test_employees_bills_at_clinics_met_nothing_before_the_reform(
    bills: Table, groups: np.ndarray, made_up_province: Province
) -> None:
    month = made_up_province.month_of(bills["admitted"])
    visits = (bills["kind"] == VISIT_KIND) & (groups[bills["person"], month] == EMPLOYEE)
    reform = 76  # May 2021, the first month that begins with the outpatient rules in force
    assert bills["fund"][visits & (month < reform)].sum() == 0
    assert bills["fund"][visits & (month >= reform)].sum() > 0


def test_reimbursing_again_changes_nothing_and_a_new_bill_is_shared_by_the_rules(
    bills: Table, groups: np.ndarray, made_up_province: Province, rule_book: RuleBook
) -> None:
    coverage = coverage_of(made_up_province, rule_book)
    again = {name: values.copy() for name, values in bills.items()}
    reimburse(again, groups, made_up_province, coverage)
    np.testing.assert_array_equal(again["fund"], bills["fund"])
    again["bill"][again["kind"] == STAY_KIND] += 100_000
    reimburse(again, groups, made_up_province, coverage)
    assert (again["bill"] == again["fund"] + again["own"]).all()
    assert again["fund"].sum() > bills["fund"].sum()


def test_what_is_treated_fits_sex_and_age(happened: Block, bills: Table, made_up_province: Province) -> None:
    care, person, diagnosis = made_up_province.care, bills["person"], bills["diagnosis"]
    sex = np.where(happened.people.male[person], 1, 2)
    for of in (care.sex[diagnosis], care.item_sex[bills["item"]]):
        assert ((of == ANY_SEX) | (of == sex)).all()
    age = (bills["admitted"] - happened.people.born[person]) / DAYS_PER_YEAR
    by_chance = care.chronic[diagnosis] == 0
    slack = 1.0
    assert (age >= care.ages[diagnosis, 0] - slack)[by_chance].all()
    assert (age <= care.ages[diagnosis, 1] + 1 + slack)[by_chance].all()


def test_each_kind_has_its_providers_and_doctors(bills: Table, made_up_province: Province) -> None:
    kind = made_up_province.providers.kind[bills["provider"]]
    assert (kind[bills["kind"] == PHARMACY_KIND] == PHARMACY).all()
    assert np.isin(kind[bills["kind"] == STAY_KIND], (HOSPITAL, PRIMARY)).all()
    assert (made_up_province.providers.beds[bills["provider"][bills["kind"] == STAY_KIND]] > 0).all()
    assert np.isin(kind[bills["kind"] == VISIT_KIND], (HOSPITAL, PRIMARY)).all()
    has_doctor = bills["doctor"] != NOBODY
    assert has_doctor[bills["kind"] != PHARMACY_KIND].all() and not has_doctor[bills["kind"] == PHARMACY_KIND].any()
    at = made_up_province.doctors.provider[bills["doctor"][has_doctor]]
    np.testing.assert_array_equal(at, bills["provider"][has_doctor])


def test_nobody_lies_in_two_hospitals_at_once(bills: Table) -> None:
    stays = {name: values[bills["kind"] == STAY_KIND] for name, values in bills.items()}
    order = order_of(stays["person"], stays["admitted"])
    person, admitted, discharged = (stays[name][order] for name in ("person", "admitted", "discharged"))
    same = person[1:] == person[:-1]
    assert (admitted[1:] >= discharged[:-1])[same].all()


def test_contacts_a_year_are_as_many_as_they_should_be(scene: Scene, bills: Table) -> None:
    person_years = (scene.lives.last - scene.lives.first).sum() / DAYS_PER_YEAR
    rate = {kind: (bills["kind"] == kind).sum() / person_years for kind in (11, 12, 21, 41)}
    assert 1.0 < rate[VISIT_KIND] < 1.4 and 0.65 < rate[PHARMACY_KIND] < 0.95
    assert 0.15 < rate[STAY_KIND] < 0.21 and 0.35 < rate[LONG_KIND] < 0.7
    assert 2.4 < sum(rate.values()) < 3.0


def test_the_last_year_of_life_is_spent_in_hospital_more_than_others(happened: Block, bills: Table) -> None:
    people, stays = happened.people, bills["kind"] == STAY_KIND
    person, day = bills["person"][stays], bills["admitted"][stays]
    old = (people.born[person] < -20 * 365) & (people.died[person] != NEVER)
    to_death = people.died[person][old] - day[old]
    last, before = (to_death <= 365).sum(), ((to_death > 365) & (to_death <= 3 * 365)).sum() / 2
    assert last > 2 * before


def test_beds_are_seldom_overfull(
    bills: Table, made_up_province: Province, record_property: Callable[[str, object], None]
) -> None:
    """One block of 20,000 out of 25,000 persons: its share of the beds is four fifths."""
    providers, start = made_up_province.providers, int(made_up_province.month_starts[0])
    stays = bills["kind"] == STAY_KIND
    change = np.zeros((len(providers), int(made_up_province.month_starts[-1]) - start + 2), np.int32)
    np.add.at(change, (bills["provider"][stays], bills["admitted"][stays] - start), 1)
    np.add.at(change, (bills["provider"][stays], bills["discharged"][stays] - start), -1)
    lying = np.cumsum(change, axis=1)[:, 365:-200] / 0.8
    with_beds = providers.beds > 0
    usual = lying[with_beds].mean(axis=1) / providers.beds[with_beds]
    overfull = (lying[with_beds] > 1.15 * providers.beds[with_beds][:, None]).mean()
    in_use = float(np.average(usual, weights=providers.beds[with_beds]))
    record_property("share of beds in use, most of a provider, overfull days", (in_use, usual.max(), overfull))
    assert 0.4 < in_use < 0.95
    assert usual.max() < 1.0 and overfull < 0.06
