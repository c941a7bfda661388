"""The rule book and the second implementation, on inputs that nobody chose."""

import random
from collections.abc import Callable
from typing import Any

import pytest
from law_cases import disagreements
from oracle import ANSWERS
from oracle.retirement import GROUPS

from rules import RuleBook
from rules.questions import explain

ROUNDS = 150


@pytest.fixture(scope="module")
def book() -> RuleBook:
    return RuleBook.load()


def amount(chance: random.Random, most: int) -> str:
    """Yuan to the fen; one in four a round sum, for halves of a fen come from those."""
    return str(chance.randrange(1, most)) if chance.random() < 0.25 else f"{chance.uniform(1, most):.2f}"


def month(chance: random.Random, first: int, last: int) -> str:
    return f"{chance.randint(first, last)}-{chance.randint(1, 12):02d}"


def retirement(chance: random.Random) -> dict[str, Any]:
    return {"birth": month(chance, 1950, 2005), "category": chance.choice(sorted(GROUPS))}


def payout_months(chance: random.Random) -> dict[str, Any]:
    return {"age": {"years": chance.randint(40, 69), "months": chance.randint(0, 11)}}


def contribution(chance: random.Random) -> dict[str, Any]:
    scheme = chance.choice(["pension", "unemployment", "work_injury"])
    inputs: dict[str, Any] = {
        "scheme": scheme,
        "month": month(chance, 2016, 2025),
        "group": "enterprise",
        "wage": amount(chance, 50_000),
        "average_wage": amount(chance, 15_000),
    }
    if scheme == "work_injury":
        inputs |= {"injury_class": chance.randint(1, 8), "float_share": chance.choice(["1", "1.2", "1.5"])}
    return inputs


def account(chance: random.Random) -> dict[str, Any]:
    first = chance.randint(2016, 2025)
    last = chance.randint(first, 2025)
    paid = {year: amount(chance, 40_000) for year in range(first, last + 1) if chance.random() < 0.8}
    share = chance.choice(["0", "0.5", "1"])
    return {
        "opening": amount(chance, 500_000),
        "contributions": paid,
        "from_year": first,
        "to_year": last,
        "share_of_year": share,
    }


def pension(chance: random.Random) -> dict[str, Any]:
    return {
        "birth": month(chance, 1960, 1990),
        "category": chance.choice(sorted(GROUPS)),
        "average_wage": amount(chance, 20_000),
        "index": f"{chance.uniform(0.6, 3):.4f}",
        "years": str(chance.randint(40, 160) / 4),
        "deemed_years": str(chance.randint(0, 40) / 4),
        "account_balance": amount(chance, 600_000),
        "transition_rate": "0.013",
    }


def indexation(chance: random.Random) -> dict[str, Any]:
    year = chance.randint(2005, 2025)
    return {"pension": amount(chance, 20_000), "year": year, "retired_year": chance.randint(1995, year)}


def resident_pension(chance: random.Random) -> dict[str, Any]:
    return {
        "month": month(chance, 2010, 2025),
        "account_balance": amount(chance, 200_000),
        "years": str(chance.randint(0, 40)),
        "local_addition": amount(chance, 1_000),
    }


def unemployment(chance: random.Random) -> dict[str, Any]:
    return {
        "contribution_months": chance.randint(12, 400),
        "minimum_wage": amount(chance, 3_000),
        "level_share": f"{chance.uniform(0.5, 0.95):.3f}",
    }


def work_injury(chance: random.Random) -> dict[str, Any]:
    inputs = {"disability_class": chance.randint(1, 10), "own_wage": amount(chance, 40_000)}
    return inputs | ({"average_wage": amount(chance, 12_000)} if chance.random() < 0.5 else {})


def survivors(chance: random.Random) -> dict[str, Any]:
    inputs: dict[str, Any] = {
        "month": month(chance, 2022, 2025),
        "urban_income": amount(chance, 8_000),
        "contribution_years": str(chance.randint(4, 180) / 4),
    }
    return inputs | ({"retired_months_drawn": chance.randint(0, 400)} if chance.random() < 0.5 else {})


DRAWS: list[Callable[[random.Random], dict[str, Any]]] = [
    retirement,
    payout_months,
    contribution,
    account,
    pension,
    indexation,
    resident_pension,
    unemployment,
    work_injury,
    survivors,
]


@pytest.mark.parametrize("draw", DRAWS, ids=lambda draw: draw.__name__)
def test_both_implementations_agree_on_random_inputs(
    draw: Callable[[random.Random], dict[str, Any]], book: RuleBook
) -> None:
    chance = random.Random(draw.__name__)
    for _ in range(ROUNDS):
        inputs = draw(chance)
        expected = ANSWERS[draw.__name__](inputs, "CN")
        answered = explain(book, draw.__name__, inputs, region="CN").outputs
        shared = {key: value for key, value in expected.items() if key in answered}
        assert shared
        assert disagreements(shared, answered) == [], inputs


def test_the_second_implementation_shares_no_code_with_the_rule_book() -> None:
    from pathlib import Path

    for path in (Path(__file__).parent / "oracle").glob("*.py"):
        text = path.read_text(encoding="utf-8")
        imports = [line for line in text.splitlines() if line.startswith(("import ", "from "))]
        allowed = ("from .", "from . ", "from collections", "from fractions", "from math", "from typing")
        assert all(line.startswith(allowed) for line in imports), path.name
        assert "yaml" not in text and "open(" not in text and "read_text" not in text, path.name
