"""A made-up province carried on from its aggregates: where its own years end, the projected ones go on."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from core.errors import DateOutOfRange, FileMissing, InputError
from simulation.projection import is_pooled, project
from simulation.result import FundResult, Projection
from simulation.scenario import Scenario
from tests.datapool.aggregates.made_up import made_up_province

FUNDS = ("enterprise_pension", "government_pension", "resident_pension")
LAST_COUNTED = 2024


@pytest.fixture(scope="module")
def scenario() -> Scenario:
    return Scenario(name=str(made_up_province()[0]), last_year=2045)


@pytest.fixture(scope="module")
def projection(scenario: Scenario) -> Projection:
    return project(scenario)


def around(projection: Projection, values: object) -> tuple[float, float, float]:
    """The last two counted years and the first projected one."""
    assert isinstance(values, np.ndarray)
    row = int(np.flatnonzero(projection.years == LAST_COUNTED)[0])
    return float(values[row - 1]), float(values[row]), float(values[row + 1])


def measure(fund: FundResult, name: str) -> np.ndarray:
    values = fund.measures[name]
    assert isinstance(values, np.ndarray)
    return values


@pytest.mark.parametrize("fund", FUNDS)
@pytest.mark.parametrize("name", ["contributors", "beneficiaries", "insured"])
def test_members_go_on_within_a_few_per_cent(projection: Projection, fund: str, name: str) -> None:
    _, counted, projected = around(projection, measure(projection.funds[fund], name))
    assert counted > 0 and projected == pytest.approx(counted, rel=0.05)


@pytest.mark.parametrize("fund", FUNDS[:2])
def test_pensions_and_contributions_go_on_from_those_paid(projection: Projection, fund: str) -> None:
    lines = projection.funds[fund]
    for line in (lines.outgo_lines["benefits"], lines.income_lines["contributions"]):
        _, counted, projected = around(projection, line)
        assert projected == pytest.approx(counted, rel=0.08)


def test_residents_pensions_rise_by_the_national_minimum(projection: Projection) -> None:
    """From 123 to 143 yuan a month in 2025; what the place adds grows with incomes only."""
    per_head = measure(projection.funds["resident_pension"], "benefit_per_beneficiary")
    row = int(np.flatnonzero(projection.years == LAST_COUNTED + 1)[0])
    counted = made_up_province()[1].cell("members", LAST_COUNTED, "170", "drawing") or {}
    before = counted["pension"] / counted["persons"] / 100.0 * 12
    assert per_head[row] == pytest.approx(before + 12 * 20, rel=0.03)


def test_people_are_those_counted_and_go_on_without_a_step(projection: Projection) -> None:
    counted = (made_up_province()[1].cell("population", LAST_COUNTED) or {})["persons"]
    before, last, after = around(projection, projection.population.total())
    assert last == pytest.approx(counted)
    assert abs(after - last) < 3 * max(abs(last - before), 0.005 * last)


def test_the_opening_balance_is_an_input_and_moves_nothing_else(scenario: Scenario, projection: Projection) -> None:
    given = project(replace(scenario, settings=("pool.enterprise_pension.opening_balance=5e8",)))
    rich, poor = (each.funds["enterprise_pension"] for each in (given, projection))
    row = int(np.flatnonzero(projection.years == LAST_COUNTED + 1)[0])
    assert measure(rich, "accumulated_balance")[row] - measure(poor, "accumulated_balance")[row] > 4.9e8
    assert rich.outgo_lines["benefits"][row] == poor.outgo_lines["benefits"][row]
    assert "500000000" in given.notes[3]["zh"]


def test_a_reform_of_the_law_reaches_the_province(scenario: Scenario, projection: Projection) -> None:
    raised = project(replace(scenario, settings=("pension.contribution.employer_rate=0.20",)))
    _, _, before = around(projection, projection.funds["enterprise_pension"].income_lines["contributions"])
    _, _, after = around(raised, raised.funds["enterprise_pension"].income_lines["contributions"])
    assert 1.05 < after / before < 1.2


def test_the_result_says_in_words_and_in_json_that_the_place_is_made_up(projection: Projection) -> None:
    assert projection.notes[0]["zh"].startswith("虚构") and projection.notes[0]["en"].startswith("Made up")
    told = projection.to_json()["region"]
    assert told["made_up"] is True and "虚构" in told["title"]["zh"]
    assert told["aggregates"]["version"] == made_up_province()[1].version


def test_a_province_that_was_not_built_says_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "pool.yaml").write_text("province: '47'\n", encoding="utf-8")
    assert is_pooled(str(tmp_path)) and not is_pooled(str(tmp_path / "elsewhere"))
    with pytest.raises(FileMissing, match="anlan data build"):
        project(Scenario(name=str(tmp_path)))


def test_what_a_pool_has_not_is_refused(scenario: Scenario) -> None:
    with pytest.raises(InputError, match="back-test"):
        project(replace(scenario, start=2020))
    with pytest.raises(InputError, match="one place"):
        project(replace(scenario, region="CN-33"))
    with pytest.raises(DateOutOfRange, match="2025"):
        project(replace(scenario, last_year=2025))
