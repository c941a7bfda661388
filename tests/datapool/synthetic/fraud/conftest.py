"""One block with frauds in it, and what it was before the events and before the frauds."""

from copy import deepcopy
from dataclasses import dataclass

import numpy as np
import pytest

from datapool.synthetic import events, fraud
from datapool.synthetic.block import Block, Table
from datapool.synthetic.law import law_of
from datapool.synthetic.lives import live
from datapool.synthetic.province import Province
from datapool.synthetic.registrations import person_number
from rules.book import RuleBook

PERSONS, SEED = 20_000, 3


@dataclass
class Stage:
    """The plan, the honest lives, and the block with its frauds and the auditor's cases."""

    plan: fraud.FraudPlan
    province: Province
    honest: Block
    block: Block
    cases: Table

    def frauds(self, code: str, role: int = 1) -> Table:
        return self._of(self.block.truth.frauds, code, role)

    def lookalikes(self, code: str) -> Table:
        return self._of(self.block.truth.lookalikes, code, None)

    def people(self, table: Table) -> np.ndarray:
        """The persons of a table of truth, as indices in the block."""
        order = np.argsort(self.block.people.number, kind="stable")
        place = order[np.searchsorted(self.block.people.number[order], table["subject"])]
        assert (self.block.people.number[place] == table["subject"]).all()
        return place

    def _of(self, tables: list[Table], code: str, role: int | None) -> Table:
        number = int(code[1:])
        rows = [
            {
                name: values[(table["typology"] == number) & (role is None or table.get("role") == role)]
                for name, values in table.items()
            }
            for table in tables
        ]
        names = rows[0].keys()
        return {name: np.concatenate([row[name] for row in rows]) for name in names}


def make_stage(province: Province, index: int = 0) -> Stage:
    rules = RuleBook.load("china")
    plan = fraud.plan(province)
    block = live(index, plan.province, law_of(plan.province, rules))
    honest = deepcopy(block)
    fraud.before_events(block, plan.province, plan)
    events.happen(block, plan.province, plan.province.draws(index), rules)
    fraud.after_events(block, plan.province, plan)
    return Stage(plan, plan.province, honest, block, fraud.investigations(block, plan.province, plan))


@pytest.fixture(scope="session")
def stage() -> Stage:
    """Treat it as read-only."""
    from datapool.synthetic.province import make_province

    made = make_stage(make_province(PERSONS, SEED))
    assert (person_number(made.block.people.number)[:PERSONS] == made.block.people.number[:PERSONS]).all()
    return made
