"""One whole block with its frauds, rendered once for all tests here."""

from collections import defaultdict

import pytest

from datapool.synthetic import feeds, fraud
from datapool.synthetic.feeds.writing import tables
from datapool.synthetic.generate import Shared, make_block
from datapool.synthetic.law import law_of
from datapool.synthetic.province import make_province
from rules.book import RuleBook
from tests.datapool.synthetic.feeds.reading import Rendered, parsed

PERSONS, SEED = 5_000, 21


@pytest.fixture(scope="session")
def shared() -> Shared:
    plan, rules = fraud.plan(make_province(PERSONS, SEED)), RuleBook.load("china")
    return Shared(plan.province, law_of(plan.province, rules), rules, plan)


@pytest.fixture(scope="session")
def rendered(shared: Shared) -> Rendered:
    """Treat it as read-only."""
    block = make_block(0, shared)
    content: dict[str, dict[str, bytes]] = defaultdict(dict)
    for pieces in (feeds.render_province(shared.province), feeds.render(block, shared.province)):
        for table, delivery, piece in pieces:
            assert delivery not in content[table]
            content[table][delivery] = piece
    rows = {
        table: {year: parsed(tables()[table], piece) for year, piece in of_years.items()}
        for table, of_years in content.items()
        if tables()[table].format != "xlsx"
    }
    return Rendered(block, shared.province, dict(content), rows)
