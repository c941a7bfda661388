"""The rule book and the second implementation, on inputs that nobody chose."""

import ast
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from rules import RuleBook
from rules.questions import QUESTIONS, explain
from tests.rules.law_cases import disagreements
from tests.rules.oracle import ANSWERS
from tests.rules.oracle.retirement import GROUPS

ROUNDS, MANY_ROUNDS = 400, 10_000
ORACLE = Path(__file__).parent / "oracle"


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


def minimum_years(chance: random.Random) -> dict[str, Any]:
    return {"month": month(chance, 2012, 2060)}


def chosen_retirement(chance: random.Random) -> dict[str, Any]:
    # Every month is within a year of the statutory one: men of the last generation may choose any of them.
    return {"birth": month(chance, 1977, 2000), "category": "male", "choice_months": chance.randint(-36, 36)}


def relief(chance: random.Random) -> dict[str, Any]:
    return {
        "month": month(chance, 2019, 2021),
        "size": chance.choice(["micro_small_medium", "large", "public_body", "hubei"]),
        "scheme": chance.choice(["pension", "unemployment", "work_injury", "medical"]),
        "employer_contribution": amount(chance, 100_000),
    }


def transfer(chance: random.Random) -> dict[str, Any]:
    years = range(chance.randint(1992, 2005), chance.randint(2005, 2026))
    return {
        "bases": {year: amount(chance, 200_000) for year in years if chance.random() < 0.9} or {2020: "1"},
        "account_before_1998": amount(chance, 5_000),
        "account_interest": amount(chance, 50_000),
    }


def benefit_place(chance: random.Random) -> dict[str, Any]:
    names = ["CN-11", "CN-31", "CN-41", "CN-44"]
    places = [{"place": chance.choice(names), "months": chance.choice([30, 60, 119, 120, 180])} for _ in range(4)]
    return {"places": places[: chance.randint(1, 4)], "household": chance.choice(names)}


def medical(chance: random.Random) -> dict[str, Any]:
    return {
        "group": chance.choice(["employee", "retiree", "resident"]),
        "place": chance.choice(["inpatient", "outpatient"]),
        "hospital_level": chance.choice(["primary", "secondary", "tertiary"]),
        "amount": amount(chance, 20_000),
        "deductible_paid": amount(chance, 800),
        "room_below_ceiling": amount(chance, 20_000),
    }


def resident_contribution(chance: random.Random) -> dict[str, Any]:
    return {"grade": str(100 * chance.randint(1, 25)), "month": month(chance, 2010, 2025)}


def work_injury_death(chance: random.Random) -> dict[str, Any]:
    return {
        "year": chance.randint(2019, 2025),
        "average_wage": amount(chance, 12_000),
        "own_wage": amount(chance, 40_000),
        "spouse": chance.randint(0, 1),
        "other_relatives": chance.randint(0, 4),
        "orphans_or_alone": chance.randint(0, 2),
    }


# [question] inputs drawn for it, and the regions in which it is asked.
DRAWS: list[tuple[str, Callable[[random.Random], dict[str, Any]], list[str]]] = [
    ("account", account, ["CN"]),
    ("benefit_place", benefit_place, ["CN"]),
    ("contribution", contribution, ["CN", "CN-31"]),
    ("indexation", indexation, ["CN"]),
    ("medical", medical, ["CN"]),
    ("minimum_years", minimum_years, ["CN"]),
    ("payout_months", payout_months, ["CN"]),
    ("pension", pension, ["CN"]),
    ("relief", relief, ["CN", "CN-42"]),
    ("resident_contribution", resident_contribution, ["CN"]),
    ("resident_pension", resident_pension, ["CN"]),
    ("retirement", chosen_retirement, ["CN"]),
    ("retirement", retirement, ["CN"]),
    ("survivors", survivors, ["CN"]),
    ("transfer", transfer, ["CN"]),
    ("unemployment", unemployment, ["CN", "CN-41", "CN-44", "CN-50"]),
    ("work_injury", work_injury, ["CN"]),
    ("work_injury_death", work_injury_death, ["CN"]),
]


def test_every_question_of_the_second_implementation_is_drawn() -> None:
    assert {question for question, _, _ in DRAWS} == set(ANSWERS) == set(QUESTIONS)


@pytest.mark.parametrize("rounds", [ROUNDS, pytest.param(MANY_ROUNDS, marks=pytest.mark.slow)])
@pytest.mark.parametrize(("question", "draw", "regions"), DRAWS, ids=lambda part: getattr(part, "__name__", None))
def test_both_implementations_agree_on_random_inputs(
    question: str, draw: Callable[[random.Random], dict[str, Any]], regions: list[str], book: RuleBook, rounds: int
) -> None:
    chance = random.Random(f"{draw.__name__} {rounds}")
    for _ in range(rounds):
        inputs, region = draw(chance), chance.choice(regions)
        expected = ANSWERS[question](inputs, region)
        answered = explain(book, question, inputs, region=region).outputs
        assert disagreements(expected, answered) == [], (region, inputs)


def test_the_second_implementation_imports_nothing_but_arithmetic() -> None:
    allowed = {"calendar", "collections", "fractions", "math", "typing"}
    for path in ORACLE.glob("*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        absolute = [node for node in ast.walk(tree) if isinstance(node, ast.Import | ast.ImportFrom)]
        names = {
            name.partition(".")[0]
            for node in absolute
            for name in (
                [node.module or ""] if isinstance(node, ast.ImportFrom) else [alias.name for alias in node.names]
            )
            if not (isinstance(node, ast.ImportFrom) and node.level)
        }
        assert names <= allowed, path.name


def test_the_second_implementation_reads_no_file() -> None:
    for path in ORACLE.glob("*.py"):
        names = {
            node.id for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, ast.Name)
        }
        assert not names & {"open", "Path", "__import__", "exec", "eval"}, path.name
