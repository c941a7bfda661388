"""Courses of illness: prescriptions at steady intervals, cycles of treatment, honest oddities that look like fraud."""

import numpy as np
import pytest

from datapool.synthetic.block import Block, Table
from datapool.synthetic.events.coverage import LONG_KIND, STAY_KIND
from datapool.synthetic.events.illness import MENTAL, TRANSPLANT, TUMOUR
from datapool.synthetic.events.prescriptions import dialyse, prescribe
from datapool.synthetic.events.scene import Scene
from datapool.synthetic.events.stays import keep_in_psychiatry, spend_last_year, treat_tumours
from datapool.synthetic.province import Province


@pytest.fixture(scope="module")
def prescribed(scene: Scene) -> Table:
    return prescribe(scene, np.random.default_rng(1))


def test_prescriptions_come_four_to_fourteen_times_a_year(scene: Scene, prescribed: Table) -> None:
    count = np.bincount(prescribed["person"], minlength=len(scene.people))
    begin = np.maximum(scene.lives.first, scene.illness.since)
    years = (scene.lives.last - begin) / 365.25
    long_ill = (count > 0) & (years > 5)
    rate = count[long_ill] / years[long_ill]
    assert np.quantile(rate, 0.01) > 3.0 and np.quantile(rate, 0.99) < 14.5


def test_a_patient_stays_with_one_drug_that_belongs_to_the_condition(scene: Scene, prescribed: Table) -> None:
    drug_of = {}
    for person, item, diagnosis in zip(prescribed["person"], prescribed["item"], prescribed["diagnosis"], strict=True):
        assert drug_of.setdefault(person, item) == item
        assert item in scene.care.long_items[diagnosis]
        assert scene.care.chronic[diagnosis] == scene.people.chronic[person]


def test_quantities_match_the_days_supplied_but_for_a_few(scene: Scene, prescribed: Table) -> None:
    lasts = prescribed["quantity"] * scene.care.days_per_unit[prescribed["item"]] / prescribed["days"]
    assert (lasts > 1.5).mean() == pytest.approx(0.06, abs=0.03)
    assert ((lasts > 0.6) & (lasts <= 1.5)).mean() > 0.9


def test_most_prescriptions_come_from_one_provider_and_one_doctor(prescribed: Table) -> None:
    for column, least in (("provider", 0.75), ("doctor", 0.65)):
        faithful = []
        for person in np.unique(prescribed["person"])[:300]:
            places = prescribed[column][prescribed["person"] == person]
            faithful.append(np.unique(places, return_counts=True)[1].max() / places.size)
        assert np.mean(faithful) > least


def test_dialysis_is_billed_every_month_for_some_dozen_sessions(scene: Scene) -> None:
    bills = dialyse(scene, np.random.default_rng(2))
    assert bills["person"].size > 0 and ((bills["quantity"] >= 10) & (bills["quantity"] <= 13)).all()
    one = bills["day"][bills["person"] == bills["person"][0]]
    assert (np.diff(np.sort(one)) == 30).all()


def test_chemotherapy_readmits_within_weeks_to_the_same_hospital(scene: Scene) -> None:
    stays = treat_tumours(scene, np.random.default_rng(3))
    chemo = stays["diagnosis"] == scene.care.diagnosis("Z51.1")
    person, day = stays["person"][chemo], stays["day"][chemo]
    assert (scene.people.chronic[person] == TUMOUR).all() and (day > scene.illness.since[person]).all()
    gaps = np.diff(day)[np.diff(person) == 0]
    assert gaps.size > 20 and gaps.min() >= 12 and gaps.max() <= 30 and (gaps < 16).any()
    for one in np.unique(person):
        assert np.unique(stays["provider"][stays["person"] == one]).size == 1


def test_long_stays_in_psychiatry_go_on_within_days(scene: Scene) -> None:
    stays = keep_in_psychiatry(scene, np.random.default_rng(4))
    person, day, days = stays["person"], stays["day"], stays["days"]
    assert person.size > 5 and (scene.people.chronic[person] == MENTAL).all()
    gap = (day[1:] - day[:-1] - days[:-1])[np.diff(person) == 0]
    assert gap.size and ((gap >= 0) & (gap <= 3)).all() and (days >= 40).all()


def test_a_last_stay_ends_with_death(scene: Scene) -> None:
    stays = spend_last_year(scene, np.random.default_rng(5))
    final = stays["days"] > 0
    died = scene.people.died[stays["person"]]
    np.testing.assert_array_equal((stays["day"] + stays["days"])[final], died[final])
    assert (stays["day"] < died).all() and (died - stays["day"] <= 366 + 365).all()


def test_transplant_patients_honestly_fetch_what_resellers_like(happened: Block, made_up_province: Province) -> None:
    bills = happened.rows.settlements
    theirs = (happened.people.chronic[bills["person"]] == TRANSPLANT) & (bills["kind"] == LONG_KIND)
    assert theirs.any() and made_up_province.care.resale[bills["item"][theirs]].all()


def test_honest_patients_are_readmitted_soon_for_the_same_illness(happened: Block) -> None:
    bills = happened.rows.settlements
    rows = np.flatnonzero(bills["kind"] == STAY_KIND)
    person, diagnosis = bills["person"][rows], bills["diagnosis"][rows]
    gap = bills["admitted"][rows][1:] - bills["discharged"][rows][:-1]
    again = (np.diff(person) == 0) & (np.diff(diagnosis) == 0) & (gap < 15)
    assert 0.01 < again.mean() < 0.12
