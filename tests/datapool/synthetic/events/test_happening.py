"""What happens to a block is a function of its seed; every table is whole and within the lives it tells of."""

import numpy as np
import pytest

from datapool.synthetic import events
from datapool.synthetic.block import NEVER, Block, Table
from datapool.synthetic.law import Law
from datapool.synthetic.lives import live
from datapool.synthetic.province import make_province
from datapool.synthetic.registrations import invent, register_again
from rules.book import RuleBook

COLUMNS = {
    "certifications": "person day channel device phone",
    "operations": "kind person other employer new_account months amount clerk approver second",
    "settlements": "person provider doctor kind admitted discharged diagnosis item quantity days_supplied bill fund own"
    " settled",
    "maternity": "person employer delivered base days amount account claimed",
    "births": "person day male provider",
    "deaths": "person day issued provider cause",
    "cremations": "person day cremated registered",
    "changes": "person kind day registered",
    "sentences": "person since until registered",
    "allowances": "person size since until amount",
}


def table(block: Block, name: str) -> Table:
    rows: Table = getattr(block.rows, name)
    return rows


@pytest.mark.parametrize("name", COLUMNS)
def test_every_table_has_its_columns_and_rows_of_persons_in_the_block(happened: Block, name: str) -> None:
    rows = table(happened, name)
    assert set(COLUMNS[name].split()) <= set(rows)
    assert len({values.size for values in rows.values()}) == 1
    assert rows["person"].size > 0
    assert (rows["person"] >= 0).all() and (rows["person"] < len(happened.people)).all()


@pytest.mark.parametrize("persons", [2_500, 1_200])
def test_the_same_seed_tells_the_same_whatever_happened_before(
    law_in_force: Law, rule_book: RuleBook, persons: int
) -> None:
    def happen(seed: int) -> Block:
        province = make_province(persons, seed)
        block = live(0, province, law_in_force)
        events.happen(block, province, province.draws(0), rule_book)
        return block

    first, _, again = happen(3), happen(4), happen(3)
    for name in COLUMNS:
        for column, values in table(first, name).items():
            np.testing.assert_array_equal(values, table(again, name)[column], err_msg=f"{name}.{column}")
    np.testing.assert_array_equal(first.months.pension_paid, again.months.pension_paid)


def test_another_seed_tells_another_story(law_in_force: Law, rule_book: RuleBook) -> None:
    days = []
    for seed in (3, 4):
        province = make_province(1_500, seed)
        block = live(0, province, law_in_force)
        events.happen(block, province, province.draws(0), rule_book)
        days.append(set(block.rows.settlements["bill"].tolist()))
    assert len(days[0] & days[1]) < 0.2 * len(days[0])


def test_entries_that_are_no_further_persons_live_no_second_life(law_in_force: Law, rule_book: RuleBook) -> None:
    province = make_province(2_000, 5)
    block = live(0, province, law_in_force)
    old = np.flatnonzero((block.people.died != NEVER) & (block.people.born < 0))[:40]
    new = np.concatenate([register_again(block, old), invent(block, old)])
    events.happen(block, province, province.draws(0), rule_book)
    for name in COLUMNS:
        assert not np.isin(table(block, name)["person"], new).any(), name
