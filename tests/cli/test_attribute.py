"""`anlan attribute` as a person runs it."""

import json
from typing import Any

import pytest

CHANGES = ("--set-b", "pension.indexation@2030+=0.005", "--set-b", "demography.variant=low")


def test_json_adds_up_to_the_change(anlan: Any) -> None:
    done = anlan("attribute", "china", "china", *CHANGES, "--json")
    assert (done.returncode, done.stderr) == (0, "")
    answer = json.loads(done.stdout)
    assert {factor["name"] for factor in answer["factors"]} == {"pension.indexation", "demography.variant"}
    assert abs(sum(factor["value"] for factor in answer["factors"]) - answer["change"]) <= 1e-9
    compared = json.loads(anlan("compare", "china", "china", *CHANGES, "--json").stdout)
    expected = compared["funds"]["enterprise_pension"]["actuarial_balance"]["75"]["difference"]
    assert answer["change"] == pytest.approx(expected, abs=1e-12)


def test_the_table_speaks_both_languages(anlan: Any) -> None:
    words = ("attribute", "china", "china", *CHANGES, "--measure", "accumulated_balance.2060", "--fund", "work_injury")
    chinese, english = anlan(*words), anlan(*words, "--language", "en")
    assert (chinese.returncode, english.returncode) == (0, 0)
    assert "亿元" in chinese.stdout and "沙普利值" in chinese.stdout
    assert "¥100 million" in english.stdout and "medium → low" in english.stdout


def test_many_factors_tell_their_error_unless_they_are_joined(anlan: Any) -> None:
    groups, rows = ("employee", "flexible", "public"), ("compliance", "collection", "base_ratio", "supplement")
    keys = [f"pension.{group}.{row}" for group in groups for row in rows]
    changes = [word for key in keys for word in ("--set-b", f"{key}+=-0.01")]
    sampled = anlan("attribute", "china", "china", *changes, "--orders", "2", "--language", "en")
    assert sampled.returncode == 0
    assert "Standard error" in sampled.stdout
    joined = [word for row in rows for word in ("--group", f"pension.*.{row}")]
    exact = json.loads(anlan("attribute", "china", "china", *changes, *joined, "--json").stdout)
    assert (len(exact["factors"]), exact["is_exact"], exact["projections"]) == (4, True, 16)


@pytest.mark.parametrize(
    ("words", "named"),
    [
        (("--fund", "pension"), "work_injury"),
        (("--measure", "depletion_year"), "actuarial_balance"),
        (("--group", "macro.*"), "pension.indexation"),
        (("--orders", "0"), "0 orders"),
        (("--set-b", "macro.cip=0.1"), "macro.cpi"),
    ],
)
def test_what_cannot_be_split_ends_with_2_and_one_line(words: tuple[str, ...], named: str, anlan: Any) -> None:
    done = anlan("attribute", "china", "china", *CHANGES, *words)
    assert (done.returncode, done.stdout) == (2, "")
    assert len(done.stderr.strip().splitlines()) == 1
    assert named in done.stderr
