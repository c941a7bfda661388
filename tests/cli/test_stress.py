"""`anlan stress` as a person runs it."""

import json
from pathlib import Path
from typing import Any

OWN = """mine:
  title: {zh: 自定情形, en: a case of my own}
  settings: [pension.indexation@since+=0.002]
"""


def test_json_has_every_case_alone_and_added_up(anlan: Any) -> None:
    done = anlan("stress", "china", "--since", "2027", "--json")
    assert (done.returncode, done.stderr) == (0, "")
    answer = json.loads(done.stdout)
    assert answer["fund"] == "enterprise_pension"
    assert len(answer["cases"]) == len(answer["cumulative"]) + 1 == 10
    assert answer["base"]["depletion_year"] > answer["cumulative"][-1]["depletion_year"]
    assert {"first_deficit_year", "depletion_year", "months_payable", "reserve_need"} <= set(
        answer["cases"][0]["change"]
    )


def test_the_tables_speak_both_languages_and_say_what_a_case_leaves_unchanged(anlan: Any) -> None:
    words = ("stress", "china", "--since", "2027", "--case", "wages_slower", "--case", "life_longer")
    chinese, english = anlan(*words), anlan(*words, "--language", "en")
    assert (chinese.returncode, english.returncode) == (0, 0)
    assert "逐项叠加" in chinese.stdout and "保持原路径不变" in chinese.stdout
    assert "Added one after another" in english.stdout and "a nominal path here" in english.stdout
    assert "low fertility" not in english.stdout


def test_a_fund_that_is_never_depleted_is_told_plainly(anlan: Any) -> None:
    words = ("--fund", "unemployment", "--since", "2027", "--case", "contributors_fewer", "--language", "en")
    done = anlan("stress", "china", *words)
    assert done.returncode == 0
    assert "after 2100" in done.stdout
    assert "not needed" in done.stdout


def test_own_cases_come_from_a_file_or_are_reforms(anlan: Any, tmp_path: Path) -> None:
    (tmp_path / "mine.yaml").write_text(OWN, encoding="utf-8")
    (tmp_path / "rate.yaml").write_text(
        "overlay: {title: a lower rate, reason: a test}\n"
        "pension.contribution.employer_rate: {values: {2030-01-01: 0.14}}\n",
        encoding="utf-8",
    )
    only = json.loads(anlan("stress", "china", "--cases", "mine.yaml", "--json").stdout)
    assert [case["name"] for case in only["cases"]] == ["mine"]
    named = ("--case", "rate.yaml", "--case", "mine", "--case", "life_longer")
    several = json.loads(anlan("stress", "china", "--cases", "mine.yaml", *named, "--json").stdout)
    assert [case["name"] for case in several["cases"]] == ["rate", "mine", "life_longer"]
    assert several["cumulative"][0]["overlays"] == ["rate.yaml"]


def test_what_is_wrong_ends_with_2_and_one_line(anlan: Any, tmp_path: Path) -> None:
    (tmp_path / "wrong.yaml").write_text(OWN + "  tims: {}\n", encoding="utf-8")
    for words, named in (
        (("--case", "slump"), "wages_slower"),
        (("--cases", "wrong.yaml"), "wrong.yaml:4"),
        (("--cases", "absent.yaml"), "absent.yaml"),
        (("--case", "absent.yaml"), "absent.yaml"),
        (("--fund", "pension"), "work_injury"),
        (("--year", "2200"), "2200"),
        (("--until", "2020"), "2020"),
    ):
        done = anlan("stress", "china", "--since", "2027", *words)
        assert (done.returncode, done.stdout) == (2, "")
        assert len(done.stderr.strip().splitlines()) == 1
        assert named in done.stderr
