"""Lives are whole: nobody works, is paid or married outside of them, and the same seed lives the same lives."""

from dataclasses import fields

import numpy as np
import pytest

from datapool.synthetic.block import FLEXIBLE, NEVER, NOBODY, Block, Months, People
from datapool.synthetic.draws import Draws
from datapool.synthetic.law import Law
from datapool.synthetic.lives import live
from datapool.synthetic.people import ages
from datapool.synthetic.province import Province, make_province


def arrays(block: Block) -> dict[str, np.ndarray]:
    people = {name.name: getattr(block.people, name.name) for name in fields(People)}
    months = {name.name: getattr(block.months, name.name) for name in fields(Months)}
    return people | months | block.rows.awards | {f"dole {k}": v for k, v in block.rows.unemployment.items()}


def test_a_block_does_not_depend_on_what_was_lived_before_it(
    made_up_province: Province, law_in_force: Law, lived: Block
) -> None:
    live(1, made_up_province, law_in_force)
    again = arrays(live(0, make_province(25_000, seed=7), law_in_force))
    for name, values in arrays(lived).items():
        np.testing.assert_array_equal(again[name], values, err_msg=name)


def test_another_seed_lives_other_lives(law_in_force: Law, lived: Block) -> None:
    other = live(0, make_province(25_000, seed=8), law_in_force)
    assert (other.people.born != lived.people.born).mean() > 0.9


def test_the_last_block_holds_the_rest(made_up_province: Province, law_in_force: Law) -> None:
    assert made_up_province.blocks == 2
    rest = live(1, made_up_province, law_in_force)
    assert list(rest.people.number[[0, -1]]) == [20_000, 24_999]


def test_a_stream_belongs_to_seed_block_and_purpose() -> None:
    def first(seed: int, block: int, purpose: str) -> float:
        return Draws(seed, block).generator(purpose).random()

    assert first(1, 0, "a") == first(1, 0, "a")
    assert len({first(1, 0, "a"), first(2, 0, "a"), first(1, 1, "a"), first(1, -1, "a"), first(1, 0, "b")}) == 5


def test_nobody_works_or_pays_when_dead_unborn_or_retired(lived: Block, made_up_province: Province) -> None:
    people, months = lived.people, lived.months
    month = np.arange(made_up_province.months)
    gone = month[None, :] >= made_up_province.month_of(people.died)[:, None]
    child = month[None, :] < made_up_province.month_of(people.born + 16 * 365)[:, None]
    is_employee = (people.scheme > 0) & (people.scheme < 170)
    retired = is_employee[:, None] & (month[None, :] >= people.retired_month[:, None])
    assert (months.insured_by[gone | child | retired] == NOBODY).all()
    assert (months.wage[gone | child | retired] == 0).all()
    assert (months.insured_by >= 0).sum() > 100_000


def test_a_base_lies_between_floor_and_ceiling(lived: Block, law_in_force: Law) -> None:
    base = lived.months.base
    insured = lived.months.insured_by != NOBODY
    least, most = (
        np.floor(law_in_force.average_wage * law_in_force.floor),
        law_in_force.average_wage * law_in_force.ceiling,
    )
    assert (base[~insured] == 0).all()
    assert (base >= np.where(insured, least.astype(np.float32), 0)).all()
    assert (base <= np.where(insured, most.astype(np.float32), 0)).all()


def test_who_pays_for_themselves_has_no_employer_and_no_wage_tax(lived: Block) -> None:
    alone = lived.months.insured_by == FLEXIBLE
    assert alone.sum() > 10_000
    assert (lived.months.works_for[alone] == NOBODY).all()
    assert (lived.months.taxed_by[alone] == NOBODY).all()


def test_employers_have_staff_only_while_they_are_open(lived: Block, made_up_province: Province) -> None:
    person, month = np.nonzero(lived.months.works_for >= 0)
    employer = lived.months.works_for[person, month]
    assert (made_up_province.employers.opened[employer] <= month).all()
    assert (made_up_province.employers.closed[employer] > month).all()


def test_couples_are_mutual_of_two_sexes_and_of_age(lived: Block) -> None:
    people = lived.people
    one = np.flatnonzero(people.partner >= 0)
    other = people.partner[one]
    assert (people.partner[other] == one).all()
    assert (people.male[one] != people.male[other]).all()
    assert (people.household[one] == people.household[other]).all()
    assert (people.married_on[one] == people.married_on[other]).all()
    assert ((people.married_on[one] - people.born[one]) / 365.2425 >= 20).all()
    assert 0.5 < one.size / len(people) < 0.8


def test_families_have_children_of_a_mothers_age(lived: Block) -> None:
    people = lived.people
    size = np.bincount(np.unique(people.household, return_inverse=True)[1])
    assert (size >= 3).sum() > 1000
    assert size.max() < 20


@pytest.mark.parametrize(("age", "least", "most"), [(0, 0.10, 0.22), (15, 0.55, 0.75), (65, 0.10, 0.20)])
def test_the_ages_are_those_of_an_ageing_society(
    lived: Block, made_up_province: Province, age: int, least: float, most: float
) -> None:
    edges = {0: (0, 15), 15: (15, 65), 65: (65, 120)}[age]
    alive = (lived.people.died > made_up_province.month_starts[0]) & (
        lived.people.born <= made_up_province.month_starts[0]
    )
    old = ages(lived.people, int(made_up_province.month_starts[0]))[alive]
    assert least < ((old >= edges[0]) & (old < edges[1])).mean() < most


def test_a_death_is_known_after_it_happened_with_a_median_of_three_weeks(lived: Block) -> None:
    people = lived.people
    died = people.died != NEVER
    delay = people.death_known[died] - people.died[died]
    assert (people.death_known[~died] == NEVER).all()
    assert delay.min() >= 0
    assert 15 < np.median(delay) < 25
    assert delay.max() <= 400
