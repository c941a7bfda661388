"""One shock at a time."""

import json
from functools import lru_cache

import pytest

from core.errors import InputError
from simulation.assumptions import parse_setting
from simulation.comparison import compare
from simulation.countries.china.pack import base_assumptions
from simulation.scenario import Scenario
from simulation.sensitivity import FIGURES, Sensitivity, Shock, sensitivities, shocks

FUNDS = 7
PENSION = "enterprise_pension"
# Shock up, shock down, and whether the first helps the fund's actuarial balance over 75 years.
PAIRS = (
    ("fertility_higher", "fertility_lower", PENSION, True),
    ("life_longer", "life_shorter", PENSION, False),
    ("indexation_higher", "indexation_lower", PENSION, False),
    ("coverage_higher", "coverage_lower", PENSION, True),
    ("compliance_higher", "compliance_lower", PENSION, True),
    ("collection_higher", "collection_lower", PENSION, True),
    ("retirement_later", "retirement_earlier", PENSION, True),
    ("unemployment_higher", "unemployment_lower", "unemployment", False),
    ("medical_cost_faster", "medical_cost_slower", "employee_medical", False),
    ("medical_cost_faster", "medical_cost_slower", "resident_medical", False),
)


@lru_cache(maxsize=1)
def rows() -> dict[tuple[str, str], Sensitivity]:
    return {(row.shock.name, row.fund): row for row in sensitivities()}


def change(shock: str, fund: str, figure: str) -> float:
    found = rows()[shock, fund].changes[figure].difference
    assert found is not None
    return found


def test_every_lever_that_a_valuation_is_asked_about_is_shocked_both_ways() -> None:
    keys = {parse_setting(setting)[0] for shock in shocks() for setting in shock.settings}
    assert keys >= {
        "demography.tfr_shift", "demography.life_expectancy_shift", "macro.real_wage_growth", "macro.deposit_rate",
        "pension.indexation", "pension.employee.coverage", "pension.employee.collection",
        "pension.employee.early_share",
    }  # fmt: skip
    assert keys <= set(base_assumptions().keys())
    assert all(shock.title["zh"] and shock.title["en"] for shock in shocks())
    assert len(rows()) == len(shocks()) * FUNDS


@pytest.mark.parametrize(("up", "down", "fund", "helps"), PAIRS)
def test_a_shock_moves_the_fund_the_way_it_must(up: str, down: str, fund: str, helps: bool) -> None:
    sign = 1 if helps else -1
    assert sign * change(up, fund, "actuarial_balance.75") > 0
    assert sign * change(down, fund, "actuarial_balance.75") < 0


def test_interest_moves_balances_and_not_the_actuarial_balance() -> None:
    assert change("interest_higher", "unemployment", "accumulated_balance.2050") > 0
    assert change("interest_lower", "unemployment", "accumulated_balance.2050") < 0
    assert change("interest_higher", PENSION, "actuarial_balance.75") == 0


def test_discounting_moves_the_actuarial_balance_and_no_balance() -> None:
    assert change("discount_higher", PENSION, "accumulated_balance.2050") == 0
    assert change("discount_higher", PENSION, "actuarial_balance.75") != 0


def test_a_row_is_the_comparison_of_the_scenario_with_its_shock() -> None:
    shock = next(shock for shock in shocks() if shock.name == "wages_slower")
    compared = compare(Scenario(), Scenario(settings=shock.settings)).funds[PENSION]
    for figure in FIGURES:
        assert rows()["wages_slower", PENSION].changes[figure] == compared[figure]


def test_shocks_lie_on_top_of_the_scenario() -> None:
    shock = Shock("more", {"zh": "高", "en": "more"}, ("pension.indexation+=0.005",))
    scenario = Scenario(settings=("pension.indexation+=0.005",))
    on_top = {row.fund: row for row in sensitivities(scenario, chosen=[shock])}[PENSION]
    twice = compare(Scenario(), Scenario(settings=("pension.indexation+=0.01",))).funds[PENSION]
    assert on_top.changes["accumulated_balance.2050"].b == pytest.approx(twice["accumulated_balance.2050"].b, rel=1e-9)


def test_a_shock_of_nothing_changes_nothing() -> None:
    for row in sensitivities(chosen=[Shock("none", {"zh": "无", "en": "none"}, ("pension.indexation+=0",))]):
        assert all(found.difference in (0, None) for found in row.changes.values())


def test_the_json_is_plain() -> None:
    plain = rows()["life_longer", PENSION].to_json()
    assert json.loads(json.dumps(plain, allow_nan=False)) == plain
    assert set(plain["accumulated_balance"]["2050"]) == {"a", "b", "difference"}


def test_back_tests_and_unknown_countries_take_no_shocks() -> None:
    with pytest.raises(InputError, match="back-test"):
        sensitivities(Scenario(start=2018))
    with pytest.raises(InputError, match="atlantis"):
        shocks("atlantis")
