"""Two scenarios side by side."""

import json

import pytest

from core.errors import InputError
from simulation.comparison import compare, compare_projections
from simulation.key_figures import NAMES, Difference, key_figures, nested
from simulation.projection import project
from simulation.scenario import Scenario

HIGHER_INDEXATION = ("pension.indexation+=0.005",)


def test_a_scenario_does_not_differ_from_itself() -> None:
    for figures in compare(Scenario(), Scenario()).funds.values():
        for name in NAMES:
            assert figures[name].a == figures[name].b
            assert figures[name].difference in (0, None)


def test_differences_are_those_of_the_two_projections() -> None:
    a, b = Scenario(), Scenario(settings=HIGHER_INDEXATION)
    comparison = compare(a, b)
    before, after = project(a), project(b)
    row = 2050 - int(before.years[0])
    for fund in before.funds:
        for measure in ("accumulated_balance", "outgo"):
            difference = comparison.funds[fund][f"{measure}.2050"].difference
            found = after.funds[fund].measures[measure][row] - before.funds[fund].measures[measure][row]
            assert difference == pytest.approx(found, rel=1e-12, abs=1e-6)


def test_higher_pensions_wear_the_fund_down_sooner_and_leave_health_alone() -> None:
    funds = compare(Scenario(), Scenario(settings=HIGHER_INDEXATION)).funds
    pension = funds["enterprise_pension"]
    assert pension["outgo.2050"].difference > 0
    assert pension["accumulated_balance.2050"].difference < 0
    assert pension["actuarial_balance.75"].difference < 0
    assert pension["depletion_year"].b <= pension["depletion_year"].a
    assert funds["work_injury"]["accumulated_balance.2050"].difference == 0


def test_swapping_the_scenarios_turns_every_sign() -> None:
    there = compare(Scenario(), Scenario(settings=HIGHER_INDEXATION))
    back = compare(Scenario(settings=HIGHER_INDEXATION), Scenario())
    for fund, figures in there.funds.items():
        for name, difference in figures.items():
            turned = back.funds[fund][name].difference
            assert turned == (None if difference.difference is None else -difference.difference)


def test_a_fund_that_is_never_depleted_has_no_difference_in_its_depletion() -> None:
    assert Difference(2040, None).difference is None
    assert Difference(None, 2040).difference is None
    assert Difference(2040, 2038).difference == -2


def test_the_json_is_plain_and_complete() -> None:
    plain = compare(Scenario(), Scenario(settings=HIGHER_INDEXATION)).to_json()
    assert json.loads(json.dumps(plain, allow_nan=False)) == plain
    fund = plain["funds"]["enterprise_pension"]
    assert set(fund) == {
        "title", "first_deficit_year", "depletion_year", "accumulated_balance", "actuarial_balance", "outgo"
    }  # fmt: skip
    assert set(fund["accumulated_balance"]) == {"2035", "2050"}
    assert set(fund["actuarial_balance"]) == {"25", "50", "75"}
    assert set(fund["outgo"]["2050"]) == {"a", "b", "difference"}
    assert plain["a"]["manifest"] != plain["b"]["manifest"]


def test_a_projection_that_ends_early_has_no_later_figures() -> None:
    figures = key_figures(project(Scenario(last_year=2040)), "enterprise_pension")
    assert figures["accumulated_balance.2035"] is not None
    assert figures["accumulated_balance.2050"] is None
    assert figures["actuarial_balance.75"] is None


def test_funds_that_only_one_side_has_are_left_out() -> None:
    whole, pensions = project(Scenario(last_year=2040)), project(Scenario(last_year=2040))
    pensions.funds.pop("work_injury")  # type: ignore[attr-defined]
    assert "work_injury" not in compare_projections(whole, pensions).funds


def test_a_back_test_is_not_compared() -> None:
    with pytest.raises(InputError, match="back-test"):
        compare(Scenario(), Scenario(start=2018))


def test_names_with_a_dot_are_nested() -> None:
    assert nested({"x": 1, "y.2035": 2, "y.2050": 3}) == {"x": 1, "y": {"2035": 2, "2050": 3}}
