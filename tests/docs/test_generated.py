"""Generated pages say what the code says, and the glossary knows every measure."""

import re

import pytest

from docs import generate
from simulation.projection import project
from simulation.scenario import Scenario
from tests.architecture.tree import ROOT

NOT_YET_A_MEASURE = {"sensitivity", "reconciliation"}


@pytest.mark.parametrize("name", generate.PAGES)
def test_a_generated_page_is_not_stale(name: str) -> None:
    assert (ROOT / "docs" / name).read_text(encoding="utf-8") == generate.PAGES[name]()


def test_a_changed_page_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(generate.PAGES, "settings.md", lambda: "something else")
    assert "settings.md" in generate.stale()


def measures_of_the_glossary() -> dict[str, str]:
    """[measure] its Chinese term."""
    text = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8").split("\n## Measures", 1)[1]
    return dict(re.findall(r"^\| `(\w+)` \| ([^|]+) \|", text, flags=re.MULTILINE))


def test_every_measure_of_a_fund_is_defined_in_the_glossary() -> None:
    defined = set(measures_of_the_glossary())
    measured = {name for fund in project(Scenario()).funds.values() for name in fund.measures}
    assert measured - defined == set()
    assert set(measures_of_the_glossary()) - measured <= NOT_YET_A_MEASURE


def test_every_measure_has_a_chinese_term() -> None:
    terms = measures_of_the_glossary()
    assert len(terms) > 30
    assert [name for name, term in terms.items() if not re.search(r"[一-鿿]", term)] == []
