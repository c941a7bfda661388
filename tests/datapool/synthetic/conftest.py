"""One block of a small province, lived once for all tests here."""

import pytest

from datapool.synthetic.block import Block
from datapool.synthetic.law import Law, law_of
from datapool.synthetic.lives import live
from datapool.synthetic.province import Province, make_province
from rules.book import RuleBook


@pytest.fixture(scope="session")
def made_up_province() -> Province:
    return make_province(25_000, seed=7)


@pytest.fixture(scope="session")
def law_in_force(made_up_province: Province) -> Law:
    return law_of(made_up_province, RuleBook.load("china"))


@pytest.fixture(scope="session")
def lived(made_up_province: Province, law_in_force: Law) -> Block:
    """Block 0, honest: treat it as read-only."""
    return live(0, made_up_province, law_in_force)
