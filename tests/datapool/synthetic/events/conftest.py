"""One block to which everything has happened, for all tests here; treat it as read-only."""

import pytest

from datapool.synthetic.block import Block
from datapool.synthetic.events import happen
from datapool.synthetic.events.scene import Scene, set_scene
from datapool.synthetic.law import Law
from datapool.synthetic.lives import live
from datapool.synthetic.province import Province
from rules.book import RuleBook


@pytest.fixture(scope="session")
def rule_book() -> RuleBook:
    return RuleBook.load("china")


@pytest.fixture(scope="session")
def happened(made_up_province: Province, law_in_force: Law, rule_book: RuleBook) -> Block:
    block = live(0, made_up_province, law_in_force)
    happen(block, made_up_province, made_up_province.draws(0), rule_book)
    return block


@pytest.fixture(scope="session")
def scene(happened: Block, made_up_province: Province) -> Scene:
    return set_scene(happened.people, made_up_province, made_up_province.draws(0))
