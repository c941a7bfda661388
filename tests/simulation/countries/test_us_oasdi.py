"""US OASDI: a country of YAML only, within the bars of its Trustees' own projection."""

import csv
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from core.errors import FileMissing
from simulation.countries.configured.folder import COUNTRIES, load_folder
from simulation.projection import project, with_reference_data
from simulation.result import Projection
from simulation.scenario import Scenario
from simulation.validation import us_oasdi
from simulation.validation_case import read_figures
from tests.architecture.tree import ROOT

FOLDER = COUNTRIES / "us-oasdi"
MOST_LINES = 300
COST_BAR, PAYROLL_BAR, SWITCH_BAR = 0.005, 0.04, 0.005
LAST_JUDGED = 2050


@pytest.fixture(scope="module")
def data(reference_data: Path) -> Path:
    if not us_oasdi.is_there(reference_data):
        pytest.skip(f"the reference data hold no {us_oasdi.PEOPLE_FILE}")
    return reference_data


@pytest.fixture(scope="module")
def trustees(data: Path) -> dict[int, tuple[float, float]]:
    """[year] cost and taxable payroll, billion dollars."""
    with (data / "us_ssa" / "trustees_2025_current_law.csv").open(encoding="utf-8") as file:
        return {
            int(row["year"]): (
                float(row["oasdi_cost_in_billion_nominal_usd"]),
                float(row["taxable_payroll_in_billion_nominal_usd"]),
            )
            for row in csv.DictReader(file)
        }


@pytest.fixture(scope="module")
def law(data: Path) -> Projection:
    return project(with_reference_data(Scenario("us-oasdi"), data))


def yearly(projection: Projection, name: str) -> np.ndarray:
    values = projection.funds["oasdi"].measures[name]
    assert isinstance(values, np.ndarray)
    return values


def test_it_is_configuration_of_at_most_300_lines_and_no_code() -> None:
    files = [path for path in FOLDER.rglob("*") if path.is_file()]
    assert {path.suffix for path in files} == {".yaml"}
    assert sum(len(path.read_text(encoding="utf-8").splitlines()) for path in files) <= MOST_LINES


def test_no_figure_later_than_2025_of_payroll_cost_or_people_is_in_it() -> None:
    published = load_folder("us-oasdi").published
    latest = {name: max(published.series(name).values) for name in published.names()}
    assert latest == {
        "cola": 2025,
        "oasdi.cost": 2025,
        "oasdi.reserves": 2024,
        "oasdi.taxable_payroll": 2025,
        "wage.index": 2023,
    }


def test_the_cost_rate_stays_within_half_a_point_of_the_trustees(
    law: Projection, trustees: dict[int, tuple[float, float]]
) -> None:
    years = law.years[law.years <= LAST_JUDGED]
    published = np.array([trustees[int(year)][0] / trustees[int(year)][1] for year in years])
    off = yearly(law, "cost_rate")[: years.size] - published
    assert np.abs(off).max() < COST_BAR
    assert off[0] == pytest.approx(0.0, abs=1e-6)


def test_taxable_payroll_stays_within_four_per_cent_of_the_trustees(
    law: Projection, trustees: dict[int, tuple[float, float]]
) -> None:
    years = law.years[law.years <= LAST_JUDGED]
    ours = law.funds["oasdi"].income_lines["contributions"][: years.size] / 0.124 / 1e9
    published = np.array([trustees[int(year)][1] for year in years])
    assert np.abs(ours / published - 1).max() < PAYROLL_BAR
    assert ours[0] == pytest.approx(published[0])


def test_without_the_later_retirement_age_the_cost_rate_of_2050_is_more_than_half_a_point_higher(data: Path) -> None:
    effects = us_oasdi.effect_of_later_retirement(data)
    assert SWITCH_BAR < effects[66] < effects[65]


def test_the_retirement_age_of_those_who_are_62_already_is_left_alone(data: Path, law: Projection) -> None:
    kept = project(with_reference_data(Scenario("us-oasdi", settings=("retirement.highest_normal_age@2040=66",)), data))
    before = law.years < 2038
    assert yearly(kept, "beneficiaries")[before] == pytest.approx(yearly(law, "beneficiaries")[before], rel=1e-3)
    assert yearly(kept, "cost_rate")[-1] > yearly(law, "cost_rate")[-1] + SWITCH_BAR


def test_the_funds_run_dry_in_the_year_the_trustees_say(law: Projection) -> None:
    assert law.funds["oasdi"].measures["depletion_year"] == 2034


def test_people_are_those_of_the_file_moved_half_a_year(law: Projection, data: Path) -> None:
    counted: dict[int, float] = {}
    with (data / us_oasdi.PEOPLE_FILE).open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            counted[int(row["Year"])] = counted.get(int(row["Year"]), 0.0) + float(row["Total"])
    for year in (2024, 2050, 2099):
        ours = law.population.at(year).sum()
        assert ours == pytest.approx((counted[year] + counted[year + 1]) / 2, rel=1e-6)


def test_the_transcribed_figures_are_those_of_the_trustees_table(trustees: dict[int, tuple[float, float]]) -> None:
    for figure in read_figures(us_oasdi.FIGURES):
        cost, payroll = trustees[figure.year]
        if figure.name.endswith("cost rate"):
            assert figure.published == pytest.approx(cost / payroll, abs=2e-4), figure
        if figure.name.endswith("taxable payroll"):
            assert figure.published == payroll


def test_the_page_of_the_comparison_is_not_stale(data: Path) -> None:
    page = ROOT / "docs" / "validation-us-oasdi.md"
    assert page.read_text(encoding="utf-8") == us_oasdi.us_oasdi_page(data)


def test_only_2025_is_marked_calibrated(data: Path) -> None:
    cases = us_oasdi.us_oasdi_cases(data)
    assert {case.year for case in cases if case.calibrated} == {2025}
    assert len([case for case in cases if not case.calibrated]) > 20


def test_the_command_finds_the_people_in_the_folder_of_reference_data(anlan: Any, data: Path) -> None:
    done = anlan("project", "us-oasdi", "--json", ANLAN_REFERENCE_DATA=str(data.resolve()))
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert told["units"]["money"].startswith("USD")
    named = anlan(
        "project", "us-oasdi", "--json", "--set", f"population.file={(data / us_oasdi.PEOPLE_FILE).resolve()}"
    )
    assert named.returncode == 0, named.stderr
    assert json.loads(named.stdout) == told


def test_without_the_people_the_command_says_what_to_download_and_where_to_put_it(anlan: Any) -> None:
    done = anlan("project", "us-oasdi", "--json")
    assert done.returncode == 2
    assert done.stdout == ""
    for word in ("SSPopJul_TR2024.csv", "ssa.gov", "population.file", "ANLAN_REFERENCE_DATA"):
        assert word in done.stderr
    with pytest.raises(FileMissing):
        project(Scenario("us-oasdi"))
