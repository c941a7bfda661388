"""Membership of the medical schemes follows work, pension and life, and asking again gives the same."""

import numpy as np
import pytest

from datapool.synthetic.block import NOBODY, Block
from datapool.synthetic.events.membership import EMPLOYEE, NONE, RESIDENT, RETIREE, medical_groups
from datapool.synthetic.law import Law
from datapool.synthetic.lives import live
from datapool.synthetic.province import Province
from datapool.synthetic.registrations import invent


@pytest.fixture(scope="module")
def groups(happened: Block, made_up_province: Province) -> np.ndarray:
    return medical_groups(happened, made_up_province, made_up_province.draws(0))


def test_who_pays_contributions_is_an_employee_and_who_draws_their_pension_a_retiree(
    happened: Block, groups: np.ndarray, made_up_province: Province
) -> None:
    people = happened.people
    month = np.arange(made_up_province.months)
    alive = month <= made_up_province.month_of(people.died)[:, None]
    retired = np.isin(people.scheme, (110, 120))[:, None] & (people.retired_month[:, None] <= month)
    assert (groups[alive & retired] == RETIREE).all()
    assert (groups[alive & ~retired & (happened.months.insured_by != NOBODY)] == EMPLOYEE).all()


def test_the_dead_and_the_unborn_belong_to_none(
    happened: Block, groups: np.ndarray, made_up_province: Province
) -> None:
    month = np.arange(made_up_province.months)
    born, died = (made_up_province.month_of(days)[:, None] for days in (happened.people.born, happened.people.died))
    assert (groups[(month < born) | (month > died)] == NONE).all()


def test_a_short_gap_between_jobs_does_not_end_the_cover(happened: Block, groups: np.ndarray) -> None:
    by = happened.months.insured_by != NOBODY
    gap = by[:, :-4] & ~by[:, 1:-3] & by[:, 2:-2]
    assert gap.any() and (groups[:, 1:-3][gap] == EMPLOYEE).all()


def test_nearly_all_others_are_residents(happened: Block, groups: np.ndarray, made_up_province: Province) -> None:
    month = np.arange(made_up_province.months)
    born, died = (made_up_province.month_of(days)[:, None] for days in (happened.people.born, happened.people.died))
    there = (month >= born) & (month <= died)
    rest = groups[there & ~np.isin(groups, (EMPLOYEE, RETIREE))]
    assert 0.94 < (rest == RESIDENT).mean() < 0.985


def test_entries_added_behind_change_nobodys_membership_and_are_no_members(
    made_up_province: Province, law_in_force: Law
) -> None:
    block = live(0, made_up_province, law_in_force)
    before = medical_groups(block, made_up_province, made_up_province.draws(0))
    new = invent(block, np.arange(5))
    after = medical_groups(block, made_up_province, made_up_province.draws(0))
    np.testing.assert_array_equal(after[: len(before)], before)
    assert (after[new] == NONE).all()
