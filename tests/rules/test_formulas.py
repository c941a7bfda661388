import inspect
import pkgutil
from collections.abc import Callable
from importlib import import_module
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numba import njit
from numba.extending import register_jitable

from rules import formulas
from rules.formulas import contribution, injury, medical, pension, retirement, steps, survivors, transfer, unemployment
from rules.questions.working import article_of

# A formula that another formula calls is known to the compiler by its plain name.
register_jitable(retirement.delay_months)

MODULES = [import_module(f"rules.formulas.{module.name}") for module in pkgutil.iter_modules(formulas.__path__)]
FORMULAS = [
    function
    for module in MODULES
    for name, function in inspect.getmembers(module, inspect.isfunction)
    if function.__module__ == module.__name__
]
TABLE = np.linspace(233.0, 56.0, 31).round()
STARTS, VALUES = np.array([12.0, 60.0, 120.0]), np.array([12.0, 18.0, 24.0])
ROWS = {"table": TABLE, "starts": STARTS, "values": VALUES, "months": np.array([30.0, 130.0, 20.0])}
AMOUNTS = st.floats(0, 1e9)


def identity(function: Callable[..., Any]) -> str:
    return f"{function.__module__.rpartition('.')[2]}.{function.__name__}"


def drawn(function: Callable[..., Any], data: st.DataObject) -> list[Any]:
    """Arguments by the formula's own annotations."""
    arguments = []
    for name, parameter in inspect.signature(function).parameters.items():
        if parameter.annotation is int:
            arguments.append(data.draw(st.integers(1, 24000 if "month" in name else 36)))
        elif parameter.annotation is float:
            arguments.append(data.draw(st.floats(0.5, 1e7)))
        else:
            arguments.append(ROWS[name])
    return arguments


@pytest.fixture(scope="module")
def compiled() -> dict[str, Callable[..., Any]]:
    return {identity(formula): njit(formula) for formula in FORMULAS}


@pytest.mark.parametrize("formula", FORMULAS, ids=identity)
@settings(deadline=None, max_examples=25)
@given(data=st.data())
def test_a_compiled_formula_equals_plain_python_bit_for_bit(
    formula: Callable[..., Any], data: st.DataObject, compiled: dict[str, Callable[..., Any]]
) -> None:
    arguments = drawn(formula, data)
    plain, fast = formula(*arguments), compiled[identity(formula)](*arguments)
    assert (type(plain), plain.hex() if isinstance(plain, float) else plain) == (
        type(fast),
        fast.hex() if isinstance(fast, float) else fast,
    )


@pytest.mark.parametrize("formula", FORMULAS, ids=identity)
def test_every_formula_names_its_article(formula: Callable[..., Any]) -> None:
    assert article_of(formula)


@pytest.mark.parametrize("formula", FORMULAS, ids=identity)
def test_every_formula_takes_plain_numbers_or_rows_of_numbers(formula: Callable[..., Any]) -> None:
    kinds = {
        str(getattr(p.annotation, "__name__", p.annotation)) for p in inspect.signature(formula).parameters.values()
    }
    assert kinds <= {"int", "float", "Numbers"}


@given(
    born=st.integers(1950 * 12, 2010 * 12),
    start=st.integers(1965 * 12, 1975 * 12),
    step=st.integers(1, 6),
    most=st.integers(0, 60),
)
def test_delay_grows_with_birth_by_at_most_a_month_and_stops_at_the_longest(
    born: int, start: int, step: int, most: int
) -> None:
    one, following = (retirement.delay_months(born + more, start, step, most) for more in (0, 1))
    assert 0 <= one <= most
    assert following - one in (0, 1)
    assert (one == 0) == (born < start or most == 0)
    if born >= start:
        assert retirement.delay_months(born + step, start, step, most) == min(one + 1, most)


@given(born=st.integers(1950 * 12, 2010 * 12), earlier=st.integers(0, 36), later=st.integers(0, 36))
def test_the_window_of_choice_holds_the_statutory_month_and_never_opens_below_the_old_age(
    born: int, earlier: int, later: int
) -> None:
    statutory = retirement.statutory_retirement_month(born, 720, 1965 * 12, 4, 36)
    first = retirement.earliest_month(statutory, born, 720, earlier)
    assert born + 720 <= first <= statutory <= retirement.latest_month(statutory, later)


@given(st.integers(0, 1300))
def test_payout_months_lie_between_the_whole_ages_beside_them(age: int) -> None:
    found = retirement.payout_months(age, TABLE)
    years = min(max(age, 480), 840) // 12 - 40
    assert TABLE[min(years + 1, 30)] <= found <= TABLE[years]
    assert round(found, 1) == found
    if age % 12 == 0 and 480 <= age <= 840:
        assert found == TABLE[years]


def test_payout_months_are_clamped_to_the_ends_of_the_table() -> None:
    assert retirement.payout_months(39 * 12, TABLE) == TABLE[0]
    assert retirement.payout_months(90 * 12 + 7, TABLE) == TABLE[30]


@given(opening=AMOUNTS, paid=AMOUNTS, rate=st.floats(0, 0.2), share=st.floats(0, 1))
def test_a_credited_account_keeps_all_money_and_adds_at_most_a_years_interest(
    opening: float, paid: float, rate: float, share: float
) -> None:
    balance = pension.credited_balance(opening, paid, rate, share)
    assert balance >= (opening + paid) * (1 - 1e-12)
    assert balance <= (opening + paid) * (1 + rate) * (1 + 1e-12)
    assert pension.credited_balance(opening, paid, 0.0, share) == opening + paid


@given(wage=AMOUNTS, average=st.floats(1, 1e6))
def test_a_base_lies_between_floor_and_ceiling_and_is_the_wage_inside(wage: float, average: float) -> None:
    base = contribution.contribution_base(wage, average, 0.6, 3.0)
    assert average * 0.6 <= base <= average * 3.0
    assert base == wage or wage < average * 0.6 or wage > average * 3.0


@given(average=st.floats(1000, 20000), index=st.floats(0.6, 3), years=st.floats(15, 45))
def test_the_basic_pension_of_an_average_earner_is_a_hundredth_of_the_wage_a_year(
    average: float, index: float, years: float
) -> None:
    assert pension.basic_pension(average, 1.0, years, 0.01) == pytest.approx(average * years / 100)
    # Redistribution: below the average more than in proportion to the index, above it less.
    relative = pension.basic_pension(average, index, years, 0.01) / pension.basic_pension(average, 1.0, years, 0.01)
    assert (relative - index) * (index - 1) <= 1e-9


@given(st.lists(st.floats(0, 500), min_size=1, max_size=1))
def test_a_scale_rises_by_its_steps(amounts: list[float]) -> None:
    amount = amounts[0]
    expected = 24.0 if amount >= 120 else 18.0 if amount >= 60 else 12.0 if amount >= 12 else 0.0
    assert steps.step_value(amount, STARTS, VALUES) == expected
    assert steps.step_value(amount, tuple(STARTS), tuple(VALUES)) == expected


def test_unused_months_of_benefit_are_added_up_to_the_longest() -> None:
    assert unemployment.benefit_months(12, 5, 24) == 17
    assert unemployment.benefit_months(18, 10, 24) == 24


@given(wage=AMOUNTS, share=st.floats(0, 1), minimum=st.floats(0, 3000))
def test_a_disability_pension_is_made_up_to_the_minimum_wage_where_there_is_one(
    wage: float, share: float, minimum: float
) -> None:
    paid = injury.disability_pension(wage, share, minimum)
    assert paid == (0.0 if share == 0 else max(wage * share, minimum))


def test_dependants_together_never_receive_more_than_the_wage() -> None:
    assert injury.dependants_share(1, 1, 0, 0.4, 0.3, 0.1, 1.0) == pytest.approx(0.7)
    assert injury.dependants_share(1, 3, 2, 0.4, 0.3, 0.1, 1.0) == 1.0


@given(amount=AMOUNTS, deductible=st.floats(0, 5000), room=AMOUNTS, rate=st.floats(0, 1))
def test_the_fund_never_pays_more_than_the_bill_or_the_room_below_the_ceiling(
    amount: float, deductible: float, room: float, rate: float
) -> None:
    covered = medical.covered_amount(amount, deductible, room)
    assert 0 <= covered <= min(amount, room)
    assert medical.reimbursed_amount(covered, rate) <= covered
    assert medical.covered_amount(deductible, deductible, room) == 0


@pytest.mark.parametrize(
    ("months", "household", "place"),
    [
        ([130.0, 20.0], 1, 1),  # the current relation is at home: home pays, however short
        ([20.0, 130.0], 0, 1),  # ten years at the current place
        ([130.0, 140.0, 20.0], -1, 1),  # back to the last place with ten years
        ([130.0, 20.0, 30.0], -1, 0),
        ([20.0, 30.0, 40.0], -1, -1),  # nowhere ten years: home, where no relation is
        ([20.0, 30.0, 40.0], 1, 1),
        ([119.0, 119.0], -1, -1),
        ([120.0, 119.0], -1, 0),
    ],
)
def test_the_place_that_pays_follows_the_four_rules(months: list[float], household: int, place: int) -> None:
    assert transfer.benefit_place(np.array(months), household, 120.0) == place


@pytest.mark.parametrize(
    ("age", "local", "opens"), [(50 * 12, 0, 1), (50 * 12 - 1, 0, 0), (55 * 12, 1, 0), (70 * 12, 0, 1)]
)
def test_an_older_newcomer_from_elsewhere_gets_a_temporary_account(age: int, local: int, opens: int) -> None:
    assert transfer.opens_temporary_account(age, local, 50 * 12) == opens


@given(years=st.floats(0, 60), drawn=st.floats(0, 60))
def test_the_months_of_a_survivors_grant_stay_between_their_bounds(years: float, drawn: float) -> None:
    scale = steps.step_value(years, (0.0, 5.0, 10.0), (3.0, 6.0, 9.0))
    months = survivors.grant_months(scale, years, 15.0, 24.0)
    assert 3 <= months <= 24
    left = survivors.grant_months_of_retired(months, drawn, 1.0, 9.0)
    assert 9 <= left <= max(months, 9)
