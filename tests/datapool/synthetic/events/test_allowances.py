"""Allowances go to households, more often to poor ones, and grow with their size."""

import numpy as np

from datapool.synthetic.block import NEVER, Block
from datapool.synthetic.province import Province


def test_one_household_in_forty_draws_an_allowance(happened: Block) -> None:
    rows, people = happened.rows.allowances, happened.people
    households = np.unique(people.household).size
    assert 0.018 < rows["person"].size / households < 0.032
    assert np.unique(people.household[rows["person"]]).size == rows["person"].size


def test_the_head_is_an_adult_alive_when_it_begins(happened: Block, made_up_province: Province) -> None:
    rows, people = happened.rows.allowances, happened.people
    day = made_up_province.month_starts[np.maximum(rows["since"], 0)]
    assert (people.died[rows["person"]] > day).all() and (day - people.born[rows["person"]] >= 17.9 * 365).all()
    until = np.minimum(rows["until"], made_up_province.months)
    died = made_up_province.month_of(people.died[rows["person"]])
    assert (rows["until"] > rows["since"]).all() and (until <= np.minimum(died, made_up_province.months)).all()


def test_some_began_before_history_and_some_go_on_after_it(happened: Block) -> None:
    rows = happened.rows.allowances
    assert 0.3 < (rows["since"] < 0).mean() < 0.75 and 0.1 < (rows["until"] == NEVER).mean() < 0.7


def test_amounts_are_whole_yuan_a_head(happened: Block) -> None:
    rows = happened.rows.allowances
    a_head = rows["amount"] / rows["size"]
    assert (a_head % 100 == 0).all() and (a_head > 10_000).all() and (a_head < 80_000).all()


def test_households_without_work_draw_it_more_often(happened: Block) -> None:
    people, rows = happened.people, happened.rows.allowances
    busy = (happened.months.works_for >= 0).mean(axis=1) > 0.5
    works = np.isin(people.household, people.household[busy])
    draws = np.isin(people.household, people.household[rows["person"]])
    assert draws[~works].mean() > 1.5 * draws[works].mean()
