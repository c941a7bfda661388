"""The ways to write a scenario all lead to the same thing, and a wrong one to its line."""

from pathlib import Path

import pytest

from cli.scenarios import read_scenario
from core.errors import FileMissing, InputError, UnknownKey, ValueOutOfRange
from simulation.scenario import Scenario
from tests.simulation.countries.folders import write_stationary


def test_a_country_alone_is_the_base_scenario() -> None:
    assert read_scenario("china").scenario == Scenario("china")


@pytest.mark.parametrize(
    ("spec", "settings"),
    [
        ("china+macro.cpi=0.03", ("macro.cpi=0.03",)),
        ("china+macro.cpi+=-0.01", ("macro.cpi+=-0.01",)),
        ("china+macro.cpi@2035+=0.01+demography.variant=low", ("macro.cpi@2035+=0.01", "demography.variant=low")),
        ("china+macro.cpi=+0.03", ("macro.cpi=+0.03",)),
        ("china+macro.cpi=1e+1", ("macro.cpi=1e+1",)),
    ],
)
def test_settings_follow_a_plus(spec: str, settings: tuple[str, ...]) -> None:
    assert read_scenario(spec).scenario.settings == settings


def test_settings_of_the_command_line_come_last() -> None:
    assert read_scenario("china+a.b=1", settings=("a.b=2",)).scenario.settings == ("a.b=1", "a.b=2")


def test_a_file_gives_country_settings_overlays_and_last_year(tmp_path: Path) -> None:
    (tmp_path / "reforms").mkdir()
    (tmp_path / "reforms" / "late.yaml").write_text("{}", encoding="utf-8")
    path = tmp_path / "mine.yaml"
    path.write_text("name: mine\nsettings: [a.b=1]\noverlays: [reforms/late.yaml]\nlast_year: 2060\n", encoding="utf-8")
    named = read_scenario(f"{path}+a.c=2")
    expected = Scenario("china", ("a.b=1", "a.c=2"), (tmp_path / "reforms" / "late.yaml",), last_year=2060)
    assert (named.name, named.scenario) == (f"{path}+a.c=2", expected)
    assert read_scenario(str(path)).name == "mine"


def test_an_unknown_country_or_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnknownKey, match="china"):
        read_scenario("atlantis")
    with pytest.raises(FileMissing, match=r"absent\.yaml"):
        read_scenario(str(tmp_path / "absent.yaml"))
    with pytest.raises(FileMissing, match=r"absent\.yaml"):
        read_scenario("china", overlays=["absent.yaml"])


def test_a_complaint_about_a_setting_of_the_file_gets_its_line(tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text("settings:\n  - a.b=1\n  - macro.cpi@2030=9\n", encoding="utf-8")
    named = read_scenario(str(path))
    complaint = named.located(ValueOutOfRange("macro.cpi = 9 is outside 0 to 1.", remedy="Give less."))
    assert (complaint.path, complaint.line, type(complaint)) == (path, 3, ValueOutOfRange)
    other = InputError("something else.", remedy="Mend it.")
    assert named.located(other) is other


def test_a_scenario_file_names_a_country_folder_beside_it(tmp_path: Path) -> None:
    (tmp_path / "plans").mkdir()
    folder = write_stationary(tmp_path / "plans" / "even", {}, law={})
    path = tmp_path / "plans" / "late.yaml"
    path.write_text("country: even\nsettings: [macro.cpi=0.03]\n", encoding="utf-8")
    assert read_scenario(str(path)).scenario.name == str(folder)
    assert read_scenario(f"{folder}+macro.cpi=0.03").scenario.settings == ("macro.cpi=0.03",)


def test_a_folder_without_a_country_file_is_told_apart_from_an_unknown_name(tmp_path: Path) -> None:
    with pytest.raises(FileMissing, match=r"country\.yaml"):
        read_scenario(str(tmp_path))
    with pytest.raises(UnknownKey, match="us-oasdi"):
        read_scenario("lemuria")


def test_reference_data_are_offered_to_a_country_of_yaml_only_and_never_over_a_named_file(tmp_path: Path) -> None:
    offered = read_scenario("us-oasdi", reference_data=tmp_path).scenario.settings
    assert offered == (f"population.folder={tmp_path}",)
    named = ("population.file=people.csv",)
    assert read_scenario("us-oasdi", settings=named, reference_data=tmp_path).scenario.settings == named
    assert read_scenario("china", reference_data=tmp_path).scenario.settings == ()
