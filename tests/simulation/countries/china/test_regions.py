"""A province on its own accounts: levels are its own, gaps are the nation's and marked, doubtful units are refused."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from core.errors import InputError, UnknownRegion
from simulation.countries.china.regions.basis import basis_of
from simulation.countries.china.regions.nation import fund_cells, national_value
from simulation.countries.china.regions.tiles import province_positions, tiles
from simulation.countries.china.scenario import context_for, project
from simulation.regions.cells import MONEY, PERSONS
from simulation.regions.layout import WorkbookWrong
from simulation.result import Projection
from simulation.scenario import Scenario
from tests.simulation.regions.workbooks import BASE_YEAR, PART, REGION, ROWS, cell, fund_data

ENTERPRISE = "enterprise_pension"
INCOME, OUTGO = f"{ENTERPRISE}.income", f"{ENTERPRISE}.outgo"
Make = Callable[..., Scenario]


@pytest.fixture(scope="module")
def make(tmp_path_factory: pytest.TempPathFactory) -> Make:
    folder = tmp_path_factory.mktemp("region")

    def of(**how: Any) -> Scenario:
        region = how.get("region", REGION)
        return Scenario(region=region, fund_data=fund_data(folder, **how))

    return of


@pytest.fixture(scope="module")
def nation() -> Projection:
    return project(Scenario())


@pytest.fixture(scope="module")
def twentieth(make: Make) -> Projection:
    return project(make())


def relative(projection: Projection, nation: Projection, fund: str, measure: str, year: int) -> float:
    """The province's figure as a multiple of its part of the nation's."""
    at = [
        float(np.asarray(each.funds[fund].measures[measure])[int(year - each.years[0])])
        for each in (projection, nation)
    ]
    return at[0] / at[1] / PART


@pytest.mark.parametrize("fund", ["resident_pension", "resident_medical", "unemployment", "work_injury"])
@pytest.mark.parametrize("measure", ["income", "outgo", "insured"])
def test_a_twentieth_of_the_nation_stays_a_twentieth(
    fund: str, measure: str, twentieth: Projection, nation: Projection
) -> None:
    for year in (2023, 2024, 2040, 2080):
        assert relative(twentieth, nation, fund, measure, year) == pytest.approx(1.0, rel=1e-3)


def test_the_pension_of_a_twentieth_stays_near_a_twentieth(twentieth: Projection, nation: Projection) -> None:
    # Not exactly: the nation's split between enterprises and public bodies is an assumption, the province's is given.
    for year in (2024, 2040, 2060):
        for measure in ("income", "outgo", "beneficiaries"):
            assert relative(twentieth, nation, ENTERPRISE, measure, year) == pytest.approx(1.0, abs=0.02)


def test_the_accounts_of_the_base_year_are_the_workbooks(twentieth: Projection) -> None:
    assert twentieth.region is not None
    checks = twentieth.region["base_year_check"]
    assert {check["fund"] for check in checks} == set(twentieth.funds)
    for check in checks:
        assert check["model"] == pytest.approx(check["workbook"], rel=1e-8)


def test_a_province_unlike_the_nation_meets_its_accounts_too(make: Make) -> None:
    factors = {"beneficiaries": 1.6, "outgo": 1.5, "income": 1.25, "fiscal_subsidy": 2.0, "accumulated_balance": 0.3}

    def old(sheet: Any) -> None:
        for back in range(5):
            for measure, factor in factors.items():
                sheet[cell(f"{ENTERPRISE}.{measure}", back)].value *= factor
            sheet[cell("region.aged_60", back)].value *= 1.4
            sheet[cell(f"{ENTERPRISE}.pooling_received", back)].value = 200

    scenario = make(edit=old, year=2025)
    data, projection = scenario.fund_data, project(scenario)
    assert data is not None and projection.region is not None
    for check in projection.region["base_year_check"]:
        assert check["model"] == pytest.approx(check["workbook"], rel=1e-6)
    people = projection.population
    row = people.index(2025)
    assert people.total()[row] == pytest.approx(data.value("region.population", 2025))
    assert people.aged(60)[row] == pytest.approx(data.value("region.aged_60", 2025))
    fund = projection.funds[ENTERPRISE]
    balance = np.asarray(fund.measures["accumulated_balance"])
    assert balance[list(projection.years).index(2025)] == pytest.approx(
        data.value(f"{ENTERPRISE}.accumulated_balance", 2025)
    )
    # The first projected year follows on the base year: no jump of a tenth.
    for measure in ("income", "outgo", "beneficiaries"):
        values = np.asarray(fund.measures[measure])[list(projection.years).index(2025) :]
        assert abs(values[1] / values[0] - 1.0) < 0.1


def test_an_empty_cell_falls_to_the_nation_and_is_marked(make: Make) -> None:
    projection = project(make(only=("region.population", INCOME, OUTGO, "unemployment.insured")))
    assert list(projection.funds) == [ENTERPRISE, "unemployment"]
    assert projection.region is not None
    fallen = {(item["key"], item["year"]): item for item in projection.region["fallbacks"]}
    heads = fallen[f"{ENTERPRISE}.active", BASE_YEAR]
    assert heads["value"] == pytest.approx(PART * national_value(f"{ENTERPRISE}.active", BASE_YEAR))
    assert heads["cell"] == cell(f"{ENTERPRISE}.active")
    assert (INCOME, BASE_YEAR) not in fallen
    money = fallen["unemployment.income", BASE_YEAR]
    assert money["value"] == pytest.approx(PART * national_value("unemployment.income", BASE_YEAR))
    status = projection.funds[ENTERPRISE].status
    assert status[list(projection.years).index(BASE_YEAR)] == "fallback"
    assert set(status) == {"actual", "fallback", "projected"}
    assert all(any(item["cell"] in note["zh"] for note in projection.notes) for item in fallen.values())


def test_a_full_workbook_has_no_fallback(twentieth: Projection) -> None:
    assert twentieth.region is not None
    assert twentieth.region["fallbacks"] == []
    assert set(twentieth.funds[ENTERPRISE].status) == {"actual", "projected"}


def test_the_enterprise_pension_does_not_depend_on_what_public_bodies_left_empty(make: Make) -> None:
    own = [key for key in ROWS if key.startswith((ENTERPRISE, "region"))]
    alone, whole = project(make(only=own)), project(make())
    for measure in ("income", "outgo", "accumulated_balance"):
        values = [np.asarray(each.funds[ENTERPRISE].measures[measure])[-70:] for each in (alone, whole)]
        np.testing.assert_allclose(values[0], values[1], rtol=5e-3)


def test_money_in_another_unit_than_the_cell_says_is_asked_about(make: Make) -> None:
    def in_wan(sheet: Any) -> None:
        for key in ROWS:
            if fund_cells()[key].kind == MONEY:
                for back in range(5):
                    sheet[cell(key, back)].value *= 1e4

    with pytest.raises(WorkbookWrong, match=r"10,000 times.*set C3.*万元"):
        basis_of(make(edit=in_wan))

    def and_says_so(sheet: Any) -> None:
        in_wan(sheet)
        sheet["C3"] = "万元"

    said = project(make(edit=and_says_so))
    assert relative(said, project(make()), ENTERPRISE, "outgo", 2050) == pytest.approx(1.0 / PART, rel=1e-9)


def multiplied(key: str, factor: float) -> Callable[[Any], None]:
    def edit(sheet: Any) -> None:
        sheet[cell(key)].value *= factor

    return edit


def no_heads(sheet: Any) -> None:
    for key in ROWS:
        if fund_cells()[key].kind == PERSONS:
            sheet[cell(key)].value = None


DOUBTFUL = {
    "one amount in 万元": (multiplied(OUTGO, 1e4), cell(OUTGO), "C3"),
    "one amount too small": (multiplied(OUTGO, 1e-4), cell(OUTGO), "C3"),
    "persons in 人": (multiplied(f"{ENTERPRISE}.active", 1e4), cell(f"{ENTERPRISE}.active"), "C4"),
    "a balance in 万元": (
        multiplied(f"{ENTERPRISE}.accumulated_balance", 1e4),
        cell(f"{ENTERPRISE}.accumulated_balance"),
        "C3",
    ),
    "a monthly wage": (multiplied("region.average_wage", 1 / 12), cell("region.average_wage"), "元/年"),
    "more insured than people": (multiplied("region.population", 0.1), cell("enterprise_pension.active"), "residents"),
    "twice the residents": (multiplied("resident_medical.insured", 4.0), cell("resident_medical.insured"), "residents"),
    "a part above the whole": (
        multiplied(f"{ENTERPRISE}.contributions", 2.0),
        cell(f"{ENTERPRISE}.contributions"),
        "part",
    ),
    "nobody": (multiplied(f"{ENTERPRISE}.active", 0.0), cell(f"{ENTERPRISE}.active"), "above zero"),
    "nothing to scale by": (no_heads, cell("region.population"), "residents"),
}


@pytest.mark.parametrize("case", DOUBTFUL)
def test_a_doubtful_figure_is_refused_by_cell(case: str, make: Make) -> None:
    edit, place, word = DOUBTFUL[case]
    with pytest.raises(WorkbookWrong) as refused:
        basis_of(make(edit=edit))
    assert f"cell {place}:" in str(refused.value) and word in str(refused.value)


def test_a_balance_that_does_not_roll_forward_is_a_warning_with_its_gap(make: Make) -> None:
    key = "unemployment.accumulated_balance"

    def edit(sheet: Any) -> None:
        for back, (balance, income, outgo) in enumerate([(20, 60, 50), (8, 60, 55), (3, 55, 55)]):
            for measure, value in (("accumulated_balance", balance), ("income", income), ("outgo", outgo)):
                sheet[cell(f"unemployment.{measure}", back)].value = value

    report = basis_of(make(edit=edit)).report
    assert report is not None
    told = [warning["en"] for warning in report.warnings if cell(key) in warning["en"]]
    assert len(told) == 1 and "2.00 亿元" in told[0]
    assert not [warning for warning in report.warnings if cell(key, 1) in warning["en"]]


def test_region_and_workbook_must_agree(make: Make) -> None:
    data = make().fund_data
    with pytest.raises(WorkbookWrong, match="CN-42"):
        basis_of(Scenario(region="CN-33", fund_data=data))
    with pytest.raises(UnknownRegion, match="CN-99"):
        basis_of(Scenario(region="CN-99", fund_data=data))
    with pytest.raises(InputError, match="--fund-data"):
        basis_of(Scenario(region="CN-33"))
    with pytest.raises(WorkbookWrong, match="no region is named"):
        basis_of(Scenario(fund_data=make(region="").fund_data))
    assert basis_of(Scenario(fund_data=data)).region == REGION
    assert basis_of(Scenario(region="CN-HB", fund_data=data)).region == REGION


def test_a_region_cannot_be_back_tested(make: Make) -> None:
    scenario = make()
    with pytest.raises(InputError, match="earlier year"):
        project(Scenario(region=REGION, fund_data=scenario.fund_data, start=2018))


def test_the_law_of_the_region_holds_and_settings_reach_it(make: Make) -> None:
    key = "pension.contribution.employee_rate"
    scenario = make(region="CN-33")
    context = context_for(scenario)
    assert context.region == "CN-33"
    assert context.rules.at("2030-01", "CN-33").row(key).region == "CN-33"
    moved = context_for(scenario.with_settings((f"{key}=0.09",)))
    np.testing.assert_allclose(moved.rule(key), 0.09)
    shifted = context_for(scenario.with_settings((f"{key}@2030+=0.01",)))
    np.testing.assert_allclose(shifted.rule(key)[shifted.years >= 2030], 0.09)
    np.testing.assert_allclose(shifted.rule(key)[shifted.years < 2030], 0.08)


def test_a_setting_does_not_change_what_is_calibrated(make: Make) -> None:
    scenario = make()
    plain, moved = project(scenario), project(scenario.with_settings(("macro.real_wage_growth+=-0.01",)))
    assert plain.region == moved.region
    past = [np.asarray(each.funds[ENTERPRISE].measures["outgo"])[:4] for each in (plain, moved)]
    np.testing.assert_array_equal(*past)
    late = [np.asarray(each.funds[ENTERPRISE].measures["income"])[-1] for each in (plain, moved)]
    assert late[1] < 0.9 * late[0]


def test_people_of_a_region_are_conserved(make: Make) -> None:
    people = project(make()).population
    stock = people.persons.sum(axis=2)
    change = people.births[1:] - people.deaths[1:] + people.net_migration[1:]
    np.testing.assert_allclose(stock[1:], stock[:-1] + change, rtol=1e-9)


def test_the_manifest_tells_workbooks_apart(make: Make, nation: Projection) -> None:
    hashes = {
        project(scenario).manifest["scenario"]
        for scenario in (make(), make(part=0.04), make(edit=multiplied(INCOME, 1.01)))
    }
    assert len(hashes | {nation.manifest["scenario"]}) == 4
    assert "region" not in nation.to_json() and nation.region is None


def test_no_two_tiles_share_a_place_and_every_province_has_one() -> None:
    places = [(tile.row, tile.column) for tile in tiles()]
    assert len(set(places)) == len(places) == 35
    assert len(province_positions()) == 31
    assert all(tile.name.zh and tile.name.en for tile in tiles())


def test_reading_twice_gives_one_scenario(tmp_path: Path) -> None:
    one, two = (Scenario(region=REGION, fund_data=fund_data(tmp_path)) for _ in range(2))
    assert one == two and len({one, two}) == 1
