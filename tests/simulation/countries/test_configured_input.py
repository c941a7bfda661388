"""A country folder that is not right is refused with file, line and remedy."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from core.errors import InputError
from simulation.projection import project
from simulation.scenario import Scenario
from tests.simulation.countries.folders import LAST_YEAR, edit, write_atlantis, write_stationary

Change = Callable[[dict[str, Any]], Any]


@pytest.fixture
def atlantis(tmp_path: Path) -> Path:
    return write_atlantis(tmp_path)


def pension(data: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = data["schemes"]["pension"]["pensions"]["old_age"]
    return found


def refusal(folder: Path, settings: tuple[str, ...] = ()) -> InputError:
    with pytest.raises(InputError) as caught:
        project(Scenario(str(folder), settings=settings))
    assert caught.value.exit_code == 2
    return caught.value


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda data: data.update(shemes=data.pop("schemes")), "Did you mean schemes"),
        (lambda data: pension(data).update(clams="pension.claims"), "Did you mean claims"),
        (lambda data: pension(data).update(early="pension.erly"), "Did you mean pension.early"),
        (lambda data: pension(data)["formula"].update(kind="acrual"), "Did you mean accrual"),
        (lambda data: pension(data)["formula"].pop("rate"), "has no 'rate'"),
        (lambda data: pension(data).update(normal_age="old"), "normal_ages has: old_age"),
        (lambda data: pension(data).update(workers="men"), "workers has: employees"),
        (lambda data: pension(data).update(members=0), "above 0"),
        (lambda data: data["schemes"]["pension"].update(opening_balance="pension.reserves"), "pension.reserve"),
        (lambda data: data["schemes"]["pension"]["levels"].update(year=2019), "Choose a year from 2025"),
        (lambda data: data["schemes"]["pension"]["levels"].update(year=2030), "published.yaml"),
        (lambda data: data["schemes"]["health"]["benefits"]["treatment"].update(amount=3), "exactly one"),
        (lambda data: data["schemes"]["health"]["benefits"]["treatment"].update(among="widowed"), "Choose one of"),
        (lambda data: data["schemes"]["health"]["benefits"]["treatment"].update(line="interest"), "Choose one of"),
        (lambda data: data["schemes"]["citizens"]["shares"]["budget"].update(of="deficit"), "shortfall"),
        (lambda data: data["economy"].update(wage="wages"), "published.yaml has"),
        (lambda data: data["population"].update(source="census"), "Choose one of: file, un, rates"),
        (lambda data: data["normal_ages"]["old_age"].update(age=65), "one of by_birth_year and age"),
        (lambda data: data["calendar"].update(base_year="2025"), "not a number"),
        (lambda data: data.update(schemes={}), "no schemes"),
        (lambda data: data.update(title="Atlantis"), "both languages"),
    ],
)
def test_a_wrong_country_file_is_refused_with_its_line_and_a_remedy(atlantis: Path, change: Change, told: str) -> None:
    edit(atlantis / "country.yaml", change)
    error = refusal(atlantis)
    assert told in str(error)
    assert str(error.path) == str(atlantis / "country.yaml")
    assert error.line


def test_a_missing_macro_row_is_named(atlantis: Path) -> None:
    edit(atlantis / "assumptions.yaml", lambda rows: rows.pop("macro.cpi"))
    assert "macro.cpi" in str(refusal(atlantis))


def test_a_file_of_the_folder_that_is_not_there_is_named(atlantis: Path) -> None:
    (atlantis / "law.yaml").unlink()
    assert "law.yaml" in str(refusal(atlantis))


def test_a_unit_that_is_not_known_is_refused_and_a_country_may_add_one(atlantis: Path) -> None:
    edit(atlantis / "law.yaml", lambda rows: rows["citizen.amount"].update(unit="crowns a year"))
    assert "currency a year" in str(refusal(atlantis))
    edit(atlantis / "country.yaml", lambda data: data.update(units={"crowns a year": {}}))
    assert project(Scenario(str(atlantis))).funds


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("age,male\n0,1\n", "no column 'female'"),
        ("age,male,female\n0,1,many\n", "'many' is not a number"),
        ("age,male,female\n0,1,1\n", "age 1 has no male"),
        ("age,male,female\n101,1,1\n", "not an age"),
    ],
)
def test_a_wrong_base_population_is_refused(atlantis: Path, text: str, told: str) -> None:
    (atlantis / "base.csv").write_text(text, encoding="utf-8")
    assert told in str(refusal(atlantis))


def given(folder: Path) -> Path:
    flat = {"benefits": {"flat": {"from_age": 65, "of_wage": 0.1}}}
    return write_stationary(folder / "even", {**flat, "contribution_base": "all"}, law={})


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ("year,age", "jahr,age", "no column 'year'"),
        ("2030,7,1000", "2030,7,some", "'some' is not a number"),
        ("2030,7,1000,1000\n", "", "2030 has nobody of age 7"),
    ],
)
def test_a_wrong_population_file_is_refused(tmp_path: Path, before: str, after: str, told: str) -> None:
    folder = given(tmp_path)
    text = (folder / "people.csv").read_text(encoding="utf-8").replace("\r\n", "\n")
    (folder / "people.csv").write_text(text.replace(before, after, 1), encoding="utf-8")
    assert told in str(refusal(folder))


def test_a_year_that_the_population_file_does_not_reach_is_refused(tmp_path: Path) -> None:
    folder = given(tmp_path)
    edit(folder / "country.yaml", lambda data: data["calendar"].update(last_year=LAST_YEAR + 5))
    assert str(LAST_YEAR) in str(refusal(folder))


def test_a_population_file_elsewhere_is_named_by_a_setting(tmp_path: Path) -> None:
    folder = given(tmp_path)
    at_home = project(Scenario(str(folder)))
    moved = tmp_path / "elsewhere.csv"
    (folder / "people.csv").rename(moved)
    assert "population.file" in str(refusal(folder))
    told = project(Scenario(str(folder), settings=(f"population.file={moved}",)))
    assert told.to_json() == at_home.to_json()


def test_a_population_may_be_a_parquet_file(tmp_path: Path) -> None:
    pandas = pytest.importorskip("pandas")
    folder = given(tmp_path)
    at_home = project(Scenario(str(folder)))
    pandas.read_csv(folder / "people.csv").to_parquet(tmp_path / "people.parquet")
    told = project(Scenario(str(folder), settings=(f"population.file={tmp_path / 'people.parquet'}",)))
    assert told.to_json()["funds"] == at_home.to_json()["funds"]


def test_mid_year_counts_are_moved_to_the_years_end(tmp_path: Path) -> None:
    folder = given(tmp_path)
    edit(folder / "country.yaml", lambda data: data["population"].update(counted="mid_year"))
    people = project(Scenario(str(folder))).population.at(2030)
    assert people[:, :85] == pytest.approx(1000.0)
    assert not np.any(people[:, 86:])


def test_accounts_of_the_dead_need_deaths(tmp_path: Path) -> None:
    formula = {"kind": "account", "rate": 0.1, "interest": {"wages": 1}}
    drawn = {"workers": "all", "members": 1, "normal_age": "old_age", "payout": "lump_sum", "paid_at_death": True}
    scheme = {"contribution_base": "all", "pensions": {"pot": {**drawn, "formula": formula}}}
    assert "deaths" in str(refusal(write_stationary(tmp_path / "even", scheme, law={})))
