"""Every command as a person runs it: exit code 0, one JSON object under --json, tables in both languages otherwise."""

import csv
import json
from collections.abc import Iterator
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any

import pytest

FUNDS = {
    "enterprise_pension", "government_pension", "resident_pension", "employee_medical", "resident_medical",
    "unemployment", "work_injury",
}  # fmt: skip
EXPLAIN = ("rules", "explain", "retirement", "--birth", "1975-03", "--category", "male")
READS = {
    "list of countries": ("project", "--list"),
    "projection": ("project", "china"),
    "comparison": ("compare", "china", "china+macro.cpi=0.03"),
    "sensitivity": ("sensitivity", "china"),
    "reconciliation": ("reconcile", "china", "china+macro.cpi=0.03+demography.variant=low"),
    "steps to another projection": ("steps", "cass2019"),
    "figure of the law": ("rules", "show", "pension.contribution.employee_rate", "--at", "2024-05"),
    "keys of the law": ("rules", "list", "unemployment."),
    "questions": ("rules", "explain"),
    "worked case": EXPLAIN,
    "assumptions": ("assumptions", "list"),
    "validation": ("validate",),
    "doctor": ("doctor",),
}


def answered(done: CompletedProcess[str]) -> Any:
    assert (done.returncode, done.stderr) == (0, "")
    return json.loads(done.stdout)


@pytest.mark.parametrize("name", READS)
def test_json_is_one_object_and_nothing_else(name: str, anlan_process: Any) -> None:
    answer = answered(anlan_process(*READS[name], "--json"))
    assert isinstance(answer, list if name == "validation" else dict)
    assert answer


def test_a_validation_case_has_both_figures_and_says_whether_a_fit_saw_it(anlan: Any) -> None:
    for case in answered(anlan("validate", "--json")):
        assert {"name", "year", "published", "ours", "error", "calibrated"} <= set(case)


@pytest.mark.parametrize("name", READS)
def test_a_table_speaks_the_language_asked_for(name: str, anlan: Any) -> None:
    chinese, english = anlan(*READS[name]), anlan(*READS[name], "--language", "en")
    assert (chinese.returncode, english.returncode) == (0, 0)
    assert chinese.stdout != english.stdout
    assert any("一" <= letter <= "鿿" for letter in chinese.stdout)


def test_the_setting_chooses_the_language(anlan: Any) -> None:
    assert (
        anlan("project", "--list", ANLAN_LANGUAGE="en").stdout == anlan("project", "--list", "--language", "en").stdout
    )


def test_chinese_reaches_a_pipe_in_any_locale(anlan_process: Any) -> None:
    assert "中国" in anlan_process("project", "--list", LC_ALL="C", PYTHONIOENCODING="ascii").stdout


def test_help_shows_every_command(anlan: Any) -> None:
    shown = anlan("--help").stdout
    for words in ("project", "compare", "rules show", "rules list", "rules explain", "assumptions list", "validate"):
        assert f"anlan {words}" in shown
    for words in ("data import wpp", "dashboard", "doctor"):
        assert f"anlan {words}" in shown


def test_a_projection_carries_seven_funds_with_years_units_and_manifest(anlan: Any) -> None:
    answer = answered(anlan("project", "china", "--json"))
    assert set(answer["funds"]) == FUNDS
    assert answer["years"][-1] == 2100
    assert {"units", "notes", "manifest"} <= set(answer)
    for fund in answer["funds"].values():
        assert len(fund["income"]) == len(answer["years"])


def test_the_files_of_a_projection_agree_with_its_json(anlan: Any, tmp_path: Path) -> None:
    answer = answered(anlan("project", "china", "--json", "--out", "result"))
    folder = tmp_path / "result"
    assert sorted(path.name for path in folder.iterdir()) == ["funds.csv", "population.csv", "projection.json"]
    assert json.loads((folder / "projection.json").read_text(encoding="utf-8")) == answer
    with (folder / "funds.csv").open(encoding="utf-8") as file:
        rows = {(row["fund"], int(row["year"])): row for row in csv.DictReader(file)}
    for name, fund in answer["funds"].items():
        for year, outgo in zip(answer["years"], fund["outgo"], strict=True):
            written = rows[name, year]["outgo"]
            assert (float(written) if written else None) == outgo
    with (folder / "population.csv").open(encoding="utf-8") as file:
        last = sum(float(row["persons"]) for row in csv.DictReader(file) if row["year"] == "2100")
    assert last == pytest.approx(answer["population"]["total"][-1], rel=1e-9)


def test_an_earlier_run_is_replaced_and_nothing_is_left_beside_it(anlan: Any, tmp_path: Path) -> None:
    for _ in range(2):
        assert anlan("project", "china", "--out", "result").returncode == 0
    assert [path.name for path in tmp_path.iterdir()] == ["result"]


def test_the_same_scenario_gives_the_same_bytes(anlan_process: Any) -> None:
    assert anlan_process("project", "china", "--json").stdout == anlan_process("project", "china", "--json").stdout


def test_a_setting_a_spec_and_a_file_say_the_same(anlan: Any, tmp_path: Path) -> None:
    (tmp_path / "mine.yaml").write_text("country: china\nsettings: [macro.cpi=0.03]\n", encoding="utf-8")
    by_setting = answered(anlan("project", "china", "--set", "macro.cpi=0.03", "--json"))
    by_spec = answered(anlan("project", "china+macro.cpi=0.03", "--json"))
    by_file = answered(anlan("project", "mine.yaml", "--json"))
    assert by_setting["funds"] == by_spec["funds"] == by_file["funds"]
    assert by_setting["funds"] != answered(anlan("project", "china", "--json"))["funds"]


def test_a_reform_changes_the_future_and_leaves_the_past(anlan: Any, tmp_path: Path) -> None:
    reform = (
        "overlay: {title: example, reason: a test}\npension.contribution.employee_rate: {values: {2030-01-01: 0.10}}\n"
    )
    (tmp_path / "reform.yaml").write_text(reform, encoding="utf-8")
    base = answered(anlan("project", "china", "--json"))
    reformed = answered(anlan("project", "china", "--overlay", "reform.yaml", "--json"))
    before, after = (answer["funds"]["enterprise_pension"]["income"] for answer in (base, reformed))
    start = base["years"].index(2030)
    assert before[:start] == after[:start]
    assert before[start] < after[start]


def test_a_scenario_compared_with_itself_does_not_differ(anlan: Any) -> None:
    answer = answered(anlan("compare", "china", "china", "--json"))
    assert set(answer["funds"]) == FUNDS
    assert set(all_differences(answer["funds"])) <= {0, None}


def test_a_comparison_shows_what_a_setting_changes(anlan: Any) -> None:
    answer = answered(anlan("compare", "china", "china", "--set-b", "macro.cpi=0.03", "--json"))
    moved = answer["funds"]["enterprise_pension"]["accumulated_balance"]["2050"]
    assert moved["difference"] == pytest.approx(moved["b"] - moved["a"])
    assert moved["difference"] != 0
    assert answer["specs"] == {"a": ["china"], "b": ["china", "macro.cpi=0.03"]}


def all_differences(tree: dict[str, Any]) -> Iterator[float | None]:
    for name, value in tree.items():
        if name == "difference":
            yield value
        elif isinstance(value, dict):
            yield from all_differences(value)


def test_a_case_is_worked_out_article_by_article(anlan: Any) -> None:
    answer = answered(anlan(*EXPLAIN, "--json"))
    assert answer["outputs"]["statutory_month"] == "2037-10"
    assert all(step["article"] for step in answer["trace"])


def test_an_input_may_be_given_either_way(anlan: Any) -> None:
    other = anlan("rules", "explain", "retirement", "--input", "birth=1975-03", "--input", "category=male", "--json")
    assert answered(other) == answered(anlan(*EXPLAIN, "--json"))
