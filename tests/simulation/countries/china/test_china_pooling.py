"""National pooling of China: the nation in, the nation out; the published scale beside the formula."""

from pathlib import Path

import numpy as np
import pytest

from core.errors import DateOutOfRange, InputError
from simulation.countries.china.pack import base_rules
from simulation.countries.china.pooling import pool_china, published_checks
from simulation.countries.china.scenario import project
from simulation.regions.fund_data import FundData
from simulation.regions.pooling import Pooling
from simulation.scenario import Scenario
from tests.simulation.regions.workbooks import fund_data

ENTERPRISE = "enterprise_pension"


@pytest.fixture(scope="module")
def pooling() -> Pooling:
    return pool_china()


def test_it_runs_from_2018_to_2060_with_31_provinces(pooling: Pooling) -> None:
    assert pooling.provinces.years[[0, -1]].tolist() == [2018, 2060]
    assert pooling.net_transfer.shape == (31, 43)


def test_every_year_adds_up_to_nothing(pooling: Pooling) -> None:
    moved = pooling.allocation.sum(axis=0)
    assert (moved > 0).all()
    np.testing.assert_array_less(np.abs(pooling.net_transfer.sum(axis=0)), 1e-6 * moved)


def test_the_provinces_add_up_to_the_projection_of_the_nation(pooling: Pooling) -> None:
    nation = project(Scenario())
    fund = nation.funds[ENTERPRISE]
    ours, theirs = pooling.provinces.years >= 2024, (nation.years >= 2024) & (nation.years <= 2060)
    flows = pooling.provinces.flows
    for values, theirs_of in (
        (flows.contributions, fund.income_lines["contributions"]),
        (flows.subsidy, fund.income_lines["fiscal_subsidy"]),
        (flows.benefits, np.sum(list(fund.outgo_lines.values()), axis=0) - fund.outgo_lines["borrowing_cost"]),
        (flows.contributors, np.asarray(fund.measures["contributors"])),
        (flows.retirees, np.asarray(fund.measures["beneficiaries"])),
    ):
        np.testing.assert_allclose(values[:, ours].sum(axis=0), theirs_of[theirs], rtol=1e-9)


def test_the_past_does_not_jump_at_the_first_projected_year(pooling: Pooling) -> None:
    flows, row = pooling.provinces.flows, 2024 - 2018
    assert pooling.provinces.is_estimated[:row].all() and not pooling.provinces.is_estimated[row:].any()
    for values in (flows.contributions, flows.benefits, flows.contributors, flows.retirees, flows.assessed_wages):
        total = values.sum(axis=0)
        assert abs(total[row] / total[row - 1] - 1.0) < 0.12


def test_the_central_adjustment_is_in_force_from_2018_to_2021(pooling: Pooling) -> None:
    years = pooling.provinces.years[pooling.is_adjustment]
    assert years.tolist() == [2018, 2019, 2020, 2021]


def test_the_formula_comes_within_a_tenth_of_the_published_scale(pooling: Pooling) -> None:
    checks = [check for check in published_checks(pooling) if check.name == "pooling.central_adjustment"]
    assert [check.year for check in checks] == [2018, 2019, 2020, 2021]
    assert [check.published for check in checks] == [2422e8, 6303e8, 7398e8, 9327e8]
    for check in checks:
        assert abs(check.error) < 0.1


def test_the_formula_needs_no_province(pooling: Pooling) -> None:
    few = pool_china(provinces=3)
    rows = pooling.is_adjustment
    np.testing.assert_allclose(few.upload.sum(axis=0)[rows], pooling.upload.sum(axis=0)[rows], rtol=1e-12)


def test_no_made_up_province_bears_a_real_name(pooling: Pooling) -> None:
    real = {region.name.zh for region in base_rules().regions} | {region.name.en for region in base_rules().regions}
    for row in pooling.provinces.rows:
        assert row.is_illustrative and not set(row.name.values()) & real


def test_a_lever_moves_the_provinces_and_leaves_the_published_years(pooling: Pooling) -> None:
    moved = pool_china(Scenario(settings=("macro.real_wage_growth+=-0.01",)))
    before, after = (each.provinces.flows.contributions.sum(axis=0) for each in (pooling, moved))
    np.testing.assert_allclose(after[:5], before[:5], rtol=0.02)
    assert after[-1] < 0.9 * before[-1]


@pytest.mark.parametrize("until", [2025, 2101])
def test_a_year_out_of_range_is_refused(until: int) -> None:
    with pytest.raises(DateOutOfRange, match=str(until)):
        pool_china(until=until)


def province(folder: Path, region: str, part: float) -> FundData:
    return fund_data(folder, region=region, part=part, year=2025)


def test_provinces_of_workbooks_and_the_rest_add_up_to_the_nation(tmp_path: Path) -> None:
    books = [province(tmp_path, "CN-42", 0.05), province(tmp_path, "CN-33", 0.07)]
    result = pool_china(workbooks=books, until=2040)
    rows = result.provinces.rows
    assert [row.code for row in rows] == ["CN-42", "CN-33", ""]
    assert not any(row.is_illustrative for row in rows)
    assert result.provinces.years[0] == 2026
    nation = pool_china(until=2040).provinces.flows.since(2026 - 2018)
    np.testing.assert_allclose(
        result.provinces.flows.contributions.sum(axis=0), nation.contributions.sum(axis=0), rtol=1e-9
    )
    assert np.abs(result.net_transfer.sum(axis=0)).max() < 1e-6 * result.allocation.sum(axis=0).max()


def test_a_province_twice_or_a_city_or_more_than_the_nation_is_refused(tmp_path: Path) -> None:
    one = province(tmp_path, "CN-42", 0.05)
    with pytest.raises(InputError, match="there twice"):
        pool_china(workbooks=[one, one])
    with pytest.raises(InputError, match="not a province"):
        pool_china(workbooks=[province(tmp_path, "CN-4201", 0.01)])
    with pytest.raises(InputError, match="than the whole nation"):
        pool_china(workbooks=[province(tmp_path, "CN-42", 0.6), province(tmp_path, "CN-33", 0.6)])
