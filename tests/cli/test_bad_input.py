"""What is wrong is said once, with its place and its remedy; exit code 2; nothing is written; no traceback."""

from pathlib import Path
from subprocess import CompletedProcess
from typing import Any

import pytest

RATE = "pension.contribution.employee_rate"
HEADER = "overlay: {title: example, reason: a test}\n"


def refuse(done: CompletedProcess[str], folder: Path, *words: str) -> None:
    """Exit code 2, one message on standard error with these words in it, no new file and no output."""
    assert done.returncode == 2, done.stderr
    assert done.stdout == ""
    assert "Traceback" not in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
    assert done.stderr.startswith("anlan: ")
    assert [word for word in words if word not in done.stderr] == []
    assert not (folder / "result").exists()


def project(anlan: Any, *words: str) -> CompletedProcess[str]:
    done: CompletedProcess[str] = anlan("project", "china", "--out", "result", *words)
    return done


OVERLAYS = {
    "unknown key": ("pension.contribution.employe_rate: {values: {2030-01-01: 0.09}}", 2, ("employee_rate",)),
    "wrong unit": (
        f"{RATE}: {{unit: yuan a month, values: {{2030-01-01: 0.09}}}}",
        2,
        ("share of contribution base",),
    ),
    "date without value": (f"{RATE}:\n  values:\n    2030-01-01:\n", 4, ("2030-01-01",)),
    "negative rate": (f"{RATE}:\n  values:\n    2030-01-01: -0.01\n", 4, ("-0.01",)),
    "unknown region": (f"{RATE}:\n  regions:\n    CN-99: {{values: {{2030-01-01: 0.09}}}}\n", 4, ("CN-99",)),
    "text for a number": (f"{RATE}:\n  values:\n    2030-01-01: nine percent\n", 4, ("nine percent",)),
    "no date": (f"{RATE}:\n  values:\n    soon: 0.09\n", 4, ("soon",)),
    "not yaml": (f"{RATE}: [1, 2\n", 3, ("YAML",)),
    "given twice": (f"{RATE}:\n  values:\n    2030-01-01: 0.09\n    2030-01-01: 0.10\n", 5, ("twice",)),
}


@pytest.mark.parametrize("case", OVERLAYS)
def test_a_wrong_reform_names_file_line_and_remedy(case: str, anlan: Any, tmp_path: Path) -> None:
    text, line, words = OVERLAYS[case]
    (tmp_path / "reform.yaml").write_text(HEADER + text, encoding="utf-8")
    refuse(project(anlan, "--overlay", "reform.yaml"), tmp_path, f"reform.yaml:{line}:", *words)


def test_a_reform_that_is_not_there_is_named(anlan: Any, tmp_path: Path) -> None:
    refuse(project(anlan, "--overlay", "absent.yaml"), tmp_path, "absent.yaml", "path")


SETTINGS = {
    "unknown key": ("macro.cip=0.02", ("macro.cip", "macro.cpi")),
    "no value": ("macro.cpi", ("macro.cpi", "key=value")),
    "text for a number": ("macro.cpi=high", ("macro.cpi", "high")),
    "not a number": ("macro.cpi=nan", ("macro.cpi", "nan")),
    "outside its range": ("macro.cpi=9", ("macro.cpi", "9")),
    "negative rate of the law": (f"{RATE}=-0.1", (RATE, "-0.1")),
    "choice not offered": ("demography.variant=middling", ("demography.variant", "medium")),
}


@pytest.mark.parametrize("case", SETTINGS)
def test_a_wrong_setting_names_key_and_remedy(case: str, anlan: Any, tmp_path: Path) -> None:
    setting, words = SETTINGS[case]
    refuse(project(anlan, "--set", setting), tmp_path, *words)


def test_a_scenario_nobody_knows_names_those_there_are(anlan: Any, tmp_path: Path) -> None:
    refuse(anlan("project", "atlantis", "--out", "result"), tmp_path, "atlantis", "china")


def test_a_year_before_the_data_names_the_first(anlan: Any, tmp_path: Path) -> None:
    refuse(project(anlan, "--from", "1990"), tmp_path, "1990", "20")


def test_a_year_that_is_no_number_is_refused(anlan: Any, tmp_path: Path) -> None:
    refuse(project(anlan, "--from", "lately"), tmp_path, "lately", "--help")


FILES = {
    "unknown field": ("country: china\nsetings: []\n", 2, ("setings", "settings")),
    "unknown country": ("name: x\ncountry: atlantis\n", 2, ("atlantis", "china")),
    "unknown key": ("country: china\nsettings:\n  - macro.cip=0.03\n", 3, ("macro.cip", "macro.cpi")),
    "outside its range": ("settings:\n  - macro.cpi=9\n", 2, ("macro.cpi",)),
    "settings no list": ("country: china\nsettings: macro.cpi=0.03\n", 2, ("list",)),
    "overlay not there": ("country: china\noverlays:\n  - absent.yaml\n", 3, ("absent.yaml",)),
    "last year no year": ("country: china\nlast_year: soon\n", 2, ("last_year",)),
}


@pytest.mark.parametrize("case", FILES)
def test_a_wrong_scenario_file_names_file_line_and_remedy(case: str, anlan: Any, tmp_path: Path) -> None:
    text, line, words = FILES[case]
    (tmp_path / "mine.yaml").write_text(text, encoding="utf-8")
    refuse(anlan("project", "mine.yaml", "--out", "result"), tmp_path, f"mine.yaml:{line}:", *words)


def test_a_folder_with_other_files_is_left_alone(anlan: Any, tmp_path: Path) -> None:
    (tmp_path / "papers").mkdir()
    (tmp_path / "papers" / "thesis.txt").write_text("mine", encoding="utf-8")
    done = anlan("project", "china", "--out", "papers")
    refuse(done, tmp_path, "papers", "thesis.txt")
    assert [path.name for path in (tmp_path / "papers").iterdir()] == ["thesis.txt"]


ARGUMENTS = {
    "no such command": (["projekt"], ("projekt",)),
    "no such option": (["project", "china", "--sett", "x=1"], ("--sett",)),
    "no scenario": (["project"], ("anlan project china",)),
    "one of two": (["compare", "china"], ("B",)),
    "no such key of the law": (["rules", "show", "pension.accural_rate"], ("pension.accural_rate",)),
    "no such region": (["rules", "show", RATE, "--region", "XX"], ("XX",)),
    "no such date": (["rules", "show", RATE, "--at", "2025-13"], ("2025-13",)),
    "before the law": (["rules", "show", RATE, "--at", "1950-01"], ("1950-01-01", "at least")),
    "no such prefix": (["rules", "list", "nothing."], ("nothing.",)),
    "no such question": (["rules", "explain", "meaning-of-life"], ("meaning-of-life", "retirement")),
    "no such category": (
        ["rules", "explain", "retirement", "--birth", "1975-03", "--category", "x"],
        ("category", "male"),
    ),
    "no such input": (
        ["rules", "explain", "retirement", "--brith", "1975-03", "--category", "male"],
        ("brith", "birth"),
    ),
    "an input missing": (["rules", "explain", "retirement", "--category", "male"], ("birth",)),
    "an input without value": (["rules", "explain", "retirement", "--birth"], ("birth",)),
    "a folder not there": (["data", "import", "wpp", "absent"], ("absent",)),
    "a port that is none": (["dashboard", "--port", "99999"], ("99999",)),
    "a pool that is not there": (["dashboard", "--pool", "absent"], ("absent", "anlan data build")),
}


@pytest.mark.parametrize("case", ARGUMENTS)
def test_a_wrong_argument_is_named(case: str, anlan: Any, tmp_path: Path) -> None:
    arguments, words = ARGUMENTS[case]
    refuse(anlan(*arguments), tmp_path, *words)


def test_an_unknown_setting_of_the_installation_is_refused_with_its_line(anlan: Any, tmp_path: Path) -> None:
    (tmp_path / "settings.toml").write_text('language = "en"\ncolour = "red"\n', encoding="utf-8")
    refuse(anlan("project", "--list"), tmp_path, "settings.toml:2:", "colour", "language")


def test_an_unknown_variable_is_refused(anlan: Any, tmp_path: Path) -> None:
    refuse(anlan("project", "--list", ANLAN_LANGAUGE="en"), tmp_path, "ANLAN_LANGAUGE", "ANLAN_LANGUAGE")
