"""YAML of our documents: reforms, scenarios, law and stress cases, parameters, assumptions; each has its reader."""

from pathlib import Path
from typing import Any

import yaml

from cli.scenarios import read_scenario
from datapool.intake.servers import servers_of
from datapool.linkage.configuration import read_configuration
from datapool.standards.sources import load_sources
from rules.book import RuleBook
from rules.questions.asking import explain
from simulation.assumptions import AssumptionSet
from simulation.stress.cases import read_cases
from tests.docs.blocks import Block
from tests.rules.law_cases import disagreements, load_cases

ASSUMPTION_FIELDS = {"unit", "reason", "values"}


def check_yaml(block: Block, folder: Path) -> None:
    """Read it with the reader its content asks for; an unknown kind fails.

    A file of a country folder is only put in place: the commands of its document read the folder.
    """
    if Path(block.name).parent.name:
        return
    data: Any = yaml.safe_load(block.text)
    path = folder / (block.name or "block.yaml")
    path.write_text(block.text, encoding="utf-8")
    if "overlay" in data:
        assert RuleBook.load(overlays=[path]).content_hash != RuleBook.load().content_hash
    elif "country" in data or "settings" in data:
        read_scenario(str(path))
    elif "kinds" in data:
        read_configuration(path)
    elif "postgresql" in data:
        assert servers_of(path, load_sources())
    elif "question" in data:
        check_law_cases(block, folder)
    elif all(set(row) >= {"title", "settings"} for row in data.values()):
        assert [case.name for case in read_cases(path)] == list(data)
    elif all(set(row) >= ASSUMPTION_FIELDS for row in data.values()):
        AssumptionSet.load(path)
    elif all(set(row) >= {"unit", "source"} for row in data.values()):
        check_parameters(path, data)
    else:
        raise AssertionError(f"{block}: nobody reads this kind of YAML")


def check_law_cases(block: Block, folder: Path) -> None:
    """Each case of the block is put to the rule book."""
    cases = folder / f"cases-{block.line}"
    cases.mkdir()
    (cases / "block.yaml").write_text(block.text, encoding="utf-8")
    book = RuleBook.load()
    for case in load_cases(cases):
        answer = explain(book, case.question, case.inputs, region=case.region, at=case.at)
        assert disagreements(case.expect, dict(answer.outputs)) == []


def check_parameters(path: Path, data: dict[str, Any]) -> None:
    """A row of the rule book must be one that is in it, and be well formed when laid over it."""
    path.write_text("overlay: {title: example, reason: example}\n" + path.read_text(encoding="utf-8"), encoding="utf-8")
    book = RuleBook.load(overlays=[path])
    assert set(data) <= set(book.keys())
