"""The kernels agree with plain Python, and the fund's share with the rule book's own answer."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.money import Money
from datapool.synthetic.events import kernels
from datapool.synthetic.events.choosing import choose, cumulative
from datapool.synthetic.events.contacts import STAY, VISIT
from datapool.synthetic.events.coverage import LEVELS, PLACES, coverage_of
from datapool.synthetic.events.membership import GROUPS
from datapool.synthetic.province import Province
from rules.book import RuleBook
from rules.questions import asking


@given(st.lists(st.floats(0, 1, exclude_max=True), min_size=1, max_size=30), st.integers(0, 3))
def test_choices_are_those_of_a_search_in_the_sums(numbers: list[float], row: int) -> None:
    weights = np.array([[1.0, 0.0, 2.0, 5.0], [0.0, 0.0, 0.0, 1.0], [3.0, 0, 0, 0], [0.0, 0, 0, 0]])
    shares, chosen = cumulative(weights), np.empty(len(numbers), np.int32)
    kernels.choose(shares, np.full(len(numbers), row, np.int32), np.array(numbers), chosen)
    expected = np.minimum(np.searchsorted(shares[row], numbers, side="right"), 3)
    np.testing.assert_array_equal(chosen, expected)


def test_choices_follow_their_weights() -> None:
    shares = cumulative(np.array([[1.0, 0.0, 3.0]]))
    chosen = choose(shares, np.zeros(40_000, np.int32), np.random.default_rng(1))
    np.testing.assert_allclose(np.bincount(chosen, minlength=3) / chosen.size, [0.25, 0.0, 0.75], atol=0.01)


def keep_apart(rows: list[tuple[int, int, int, int]], u: float = 1.0) -> tuple[list[bool], list[int]]:
    person, day, way, length = (np.array(column, np.int32) for column in zip(*rows, strict=True))
    keeps = np.empty(len(rows), np.bool_)
    kernels.keep_apart(person, day, way, length, np.full(len(rows), u, np.float32), 0.02, keeps)
    return keeps.tolist(), length.tolist()


def test_a_stay_that_begins_in_another_ends_it() -> None:
    assert keep_apart([(1, 10, STAY, 8), (1, 13, STAY, 5), (1, 18, STAY, 2)]) == ([True] * 3, [3, 5, 2])


def test_of_two_stays_on_one_day_the_first_stands() -> None:
    assert keep_apart([(1, 10, STAY, 8), (1, 10, STAY, 5)]) == ([True, False], [8, 5])


def test_visits_during_a_stay_stand_only_by_chance_and_on_its_first_day() -> None:
    rows = [(1, 9, VISIT, -1), (1, 10, STAY, 8), (1, 10, VISIT, -1), (1, 12, VISIT, -1), (1, 18, VISIT, -1)]
    assert keep_apart(rows)[0] == [True, True, True, False, True]
    assert keep_apart(rows, u=0.01)[0] == [True] * 5


def test_another_persons_stay_is_nobodys_business() -> None:
    assert keep_apart([(1, 10, STAY, 8), (2, 12, VISIT, -1)])[0] == [True, True]


CASES: list[dict[str, Any]] = [
    {"month": "2016-05", "group": "employee", "place": "inpatient", "level": "tertiary", "amounts": [12000, 500, 9000]},
    {"month": "2018-03", "group": "resident", "place": "inpatient", "level": "secondary", "amounts": [300, 4321.07]},
    {"month": "2022-08", "group": "retiree", "place": "outpatient", "level": "primary", "amounts": [120, 120, 66.66]},
    {"month": "2024-12", "group": "employee", "place": "outpatient", "level": "tertiary", "amounts": [499.99, 0.03]},
    {"month": "2023-01", "group": "resident", "place": "inpatient", "level": "tertiary", "amounts": [700000, 90000]},
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['group']} {case['place']} {case['month']}")
def test_the_fund_pays_what_the_rule_book_answers(
    case: dict[str, Any], made_up_province: Province, rule_book: RuleBook
) -> None:
    coverage = coverage_of(made_up_province, rule_book)
    month = int(case["month"][:4]) * 12 + int(case["month"][5:]) - 1 - made_up_province.first_month.ordinal
    group, place, level = GROUPS.index(case["group"]), PLACES.index(case["place"]), LEVELS.index(case["level"])
    ceiling = coverage.ceiling[group, month // 12] / 100
    expected, deducted, paid = [], 0.0, 0.0
    for amount in case["amounts"]:
        inputs = {
            "group": case["group"],
            "amount": str(amount),
            "hospital_level": case["level"],
            "place": case["place"],
            "month": case["month"],
            "deductible_paid": f"{deducted:.2f}",
            "room_below_ceiling": f"{ceiling - paid:.2f}",
        }
        answer = asking.explain(rule_book, "medical", inputs).outputs
        deducted += min(float(answer["deductible"]), amount)
        paid += float(answer["reimbursed"])
        expected.append(Money.parse(answer["reimbursed"]).fen)
    assert pay(case["amounts"], month, group, place, level, coverage) == expected


def pay(amounts: list[float], month: int, group: int, place: int, level: int, coverage: Any) -> list[int]:
    count = len(amounts)
    fund = np.zeros(count, np.int64)
    columns = [np.full(count, value, np.int64) for value in (0, month // 12, month, group, place, level)]
    fen = np.array([round(amount * 100) for amount in amounts])
    kernels.pay(*columns, fen, coverage.deductible, coverage.rate, coverage.ceiling, fund)
    return fund.tolist()


def test_hand_worked_stays_of_an_employee(made_up_province: Province, rule_book: RuleBook) -> None:
    """Tertiary hospital: 800 first, then 80 %: (10,000 − 800) × 0.8 = 7,360; in the same year 1,000 × 0.8 = 800."""
    coverage = coverage_of(made_up_province, rule_book)
    assert pay([10_000, 1_000], 20, 0, 1, 2, coverage) == [736_000, 80_000]


def test_the_deductible_and_the_ceiling_begin_anew_with_the_year(
    made_up_province: Province, rule_book: RuleBook
) -> None:
    """Residents, secondary: 400 first, then 70 % of at most what is left of 200,000 a year (2018 to 2020)."""
    coverage = coverage_of(made_up_province, rule_book)
    month = np.array([36, 40, 47, 48])
    fund, same = np.zeros(4, np.int64), np.zeros(4, np.int64)
    amount = np.array([24_000_000, 24_000_000, 9_000_000, 1_000_000])
    place, level = np.full(4, 1), np.full(4, 1)
    kernels.pay(
        same, month // 12, month, np.full(4, 2), place, level, amount, coverage.deductible, coverage.rate,
        coverage.ceiling, fund,
    )  # fmt: skip
    first = (24_000_000 - 40_000) * 7 // 10
    first = min(first, 20_000_000 * 7 // 10)
    second = (20_000_000 - first) * 7 // 10
    third = (20_000_000 - first - second) * 7 // 10
    assert fund.tolist() == [first, second, third, (1_000_000 - 40_000) * 7 // 10]
    assert fund[:3].sum() <= 20_000_000
