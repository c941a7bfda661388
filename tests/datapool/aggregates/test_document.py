"""The page on aggregates names every table, its keys in their order and its measures."""

import re
from pathlib import Path

from datapool.aggregates.schema import BREAKDOWNS

PAGE = Path(__file__).parents[3] / "docs" / "aggregates.md"
ROW = re.compile(r"^\| `(\w+)` \| (\S+) \| ((?:`\w+` ?)+)\| (—|(?:`\w+` ?)+) ?\|$", re.MULTILINE)


def test_the_page_shows_the_schema_as_it_is() -> None:
    rows = ROW.findall(PAGE.read_text(encoding="utf-8"))
    shown = {
        name: (title, re.findall(r"\w+", keys), re.findall(r"\w+", measures)) for name, title, keys, measures in rows
    }
    assert shown == {
        name: (each.title["zh"], list(each.keys), list(each.measures)) for name, each in BREAKDOWNS.items()
    }
