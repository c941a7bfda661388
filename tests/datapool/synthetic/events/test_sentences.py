"""Prisoners neither work, nor draw a pension, nor go to the doctor outside."""

import numpy as np

from datapool.synthetic.block import NOBODY, Block
from datapool.synthetic.events.sentences import absences, suspend_pensions
from datapool.synthetic.events.spans import Absences
from datapool.synthetic.law import Law
from datapool.synthetic.lives import live
from datapool.synthetic.province import Province


def test_about_one_adult_in_seven_hundred_is_sentenced_in_ten_years(happened: Block) -> None:
    adults = (happened.people.born < 16436 - 18 * 365).sum()
    assert 0.0006 < happened.rows.sentences["person"].size / adults < 0.003


def test_nobody_works_while_inside(happened: Block, made_up_province: Province) -> None:
    rows = happened.rows.sentences
    first = made_up_province.month_of(rows["since"])
    last = np.minimum(made_up_province.month_of(rows["until"]), made_up_province.months - 1)
    for person, begin, end in zip(rows["person"], first, last, strict=True):
        assert (happened.months.works_for[person, begin : end + 1] == NOBODY).all()
        assert (happened.months.insured_by[person, begin : end + 1] == NOBODY).all()


def test_a_sentence_lasts_months_and_is_registered_soon_after_it_began(happened: Block) -> None:
    rows = happened.rows.sentences
    assert (rows["until"] - rows["since"] >= 60).all() and (rows["registered"] >= rows["since"]).all()
    assert np.unique(rows["person"]).size == rows["person"].size
    assert (happened.people.died[rows["person"]] > rows["since"]).all()


def test_prisoners_are_treated_by_no_provider_outside(happened: Block) -> None:
    bills = happened.rows.settlements
    inside = absences(len(happened.people), happened.rows.sentences)
    assert not inside.cover(bills["person"], bills["admitted"]).any()


def test_an_absence_covers_its_days_and_no_others() -> None:
    absent = Absences(np.array([10, 2**31 - 1], np.int32), np.array([20, 2**31 - 1], np.int32))
    assert absent.cover(np.array([0, 0, 0, 0, 1]), np.array([9, 10, 19, 20, 15])).tolist() == [0, 1, 1, 0, 0]


def test_a_pension_stops_being_due_at_once_and_being_paid_when_the_agency_knows(
    made_up_province: Province, law_in_force: Law
) -> None:
    block = live(0, made_up_province, law_in_force)
    pensioner = int(np.flatnonzero((block.months.pension_due > 0).all(axis=1))[0])
    before = block.months.pension_due[pensioner].copy()
    starts = made_up_province.month_starts
    rows = {
        "person": np.array([pensioner], np.int32),
        "since": starts[[40]] + 10,
        "until": starts[[60]] + 10,
        "registered": starts[[42]] + 3,
    }
    suspended = suspend_pensions(block, made_up_province, rows)
    due, paid = block.months.pension_due[pensioner], block.months.pension_paid[pensioner]
    assert np.flatnonzero(due == 0).tolist() == list(range(41, 60))
    assert np.flatnonzero(paid == 0).tolist() == list(range(43, 60))
    np.testing.assert_array_equal(due[60:], before[60:])
    assert (suspended["person"].tolist(), suspended["since"].tolist(), suspended["until"].tolist()) == (
        [pensioner],
        [43],
        [60],
    )
