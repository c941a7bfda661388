"""The China scenario as a whole: seven funds, their identities, and a manifest that names what they rest on."""

import numpy as np
import pytest

from core.errors import DateOutOfRange, UnknownKey
from simulation.countries.china.funds import TITLES
from simulation.projection import countries, project
from simulation.result import Projection
from simulation.scenario import Scenario

LAST = 2045


@pytest.fixture(scope="module")
def base() -> Projection:
    return project(Scenario(last_year=LAST))


def test_the_seven_funds_stand_in_the_order_of_the_budget(base: Projection) -> None:
    assert tuple(base.funds) == tuple(TITLES)
    assert len(base.funds) == 7
    assert base.years.tolist() == list(range(2020, LAST + 1))


def test_the_balance_moves_by_income_and_outgo_in_every_fund(base: Projection) -> None:
    projected = base.years >= 2024
    for name, fund in base.funds.items():
        measures = fund.measures
        assert sum(fund.income_lines.values())[projected] == pytest.approx(measures["income"][projected]), name
        assert sum(fund.outgo_lines.values())[projected] == pytest.approx(measures["outgo"][projected]), name
        moved = np.diff(measures["accumulated_balance"])[projected[1:]]
        net = (measures["income"] - measures["outgo"])[projected]
        assert moved == pytest.approx(net, rel=1e-9, abs=1.0), name
        assert measures["annual_balance"][projected] == pytest.approx(net, rel=1e-9), name


def test_the_same_scenario_gives_the_same_bits(base: Projection) -> None:
    again = project(Scenario(last_year=LAST))
    assert again.manifest == base.manifest
    assert again.to_json() == base.to_json()


def test_a_shorter_projection_is_the_beginning_of_a_longer_one(base: Projection) -> None:
    short = project(Scenario(last_year=2030))
    for name, fund in short.funds.items():
        for measure in ("income", "outgo", "accumulated_balance", "beneficiaries"):
            longer = base.funds[name].measures[measure][: short.years.size]
            assert fund.measures[measure] == pytest.approx(longer, rel=1e-9, nan_ok=True), (name, measure)


@pytest.mark.parametrize("year", [2025, 2101, 1999])
def test_a_last_year_outside_the_range_is_refused(year: int) -> None:
    with pytest.raises(DateOutOfRange, match="2026 to 2100"):
        project(Scenario(last_year=year))


def test_an_unknown_country_is_refused_with_those_known() -> None:
    with pytest.raises(UnknownKey, match="china"):
        project(Scenario(name="atlantis"))
    assert [name for name, _ in countries()] == ["china", "us-oasdi"]


def test_the_manifest_tells_apart_what_changed(base: Projection) -> None:
    by_assumption = project(Scenario(settings=("macro.cpi=0.01",), last_year=LAST)).manifest
    by_law = project(Scenario(settings=("pension.contribution.employee_rate=0.1",), last_year=LAST)).manifest
    assert by_assumption["parameters"] == base.manifest["parameters"] != by_law["parameters"]
    assert by_law["assumptions"] == base.manifest["assumptions"] != by_assumption["assumptions"]
    assert base.manifest["data"] == by_law["data"] == by_assumption["data"]
    hashes = {run["scenario"] for run in (base.manifest, by_law, by_assumption)}
    assert len(hashes) == 3
    assert base.manifest["base_year"] == 2023


def test_settings_may_be_added_to_a_scenario() -> None:
    one = Scenario(settings=("a=1",), last_year=2050)
    two = one.with_settings(["b=2"])
    assert (two.settings, two.last_year, one.settings) == (("a=1", "b=2"), 2050, ("a=1",))


@pytest.mark.parametrize("fund", ["enterprise_pension", "government_pension"])
def test_what_is_owed_is_told_of_the_employees_funds(base: Projection, fund: str) -> None:
    measures = base.funds[fund].measures
    assert measures["implicit_pension_debt"] > 0
    assert measures["spending_decomposition"]


def test_a_higher_contribution_rate_puts_off_the_first_deficit() -> None:
    plain = project(Scenario()).funds["enterprise_pension"].measures
    raised = project(Scenario(settings=("pension.contribution.employer_rate@2026=0.2",)))
    assert raised.funds["enterprise_pension"].measures["first_deficit_year"] > plain["first_deficit_year"]
    assert (raised.funds["enterprise_pension"].measures["depletion_year"] or 9999) > plain["depletion_year"]


def test_json_has_no_number_that_is_not_one(base: Projection) -> None:
    import json

    text = json.dumps(base.to_json(), allow_nan=False)
    assert set(json.loads(text)["funds"]) == set(TITLES)
