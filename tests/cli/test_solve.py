"""`anlan solve` as a person runs it."""

import json
from typing import Any

import pytest

CENTRAL = ("solve", "china", "--since", "2027", "--until", "2055", "--deterministic")


def test_the_settings_of_the_answer_do_what_was_asked(anlan: Any) -> None:
    done = anlan(*CENTRAL, "--lever", "indexation", "--json")
    assert (done.returncode, done.stderr) == (0, "")
    answer = json.loads(done.stdout)
    assert (answer["before"], answer["achieved"], answer["residual"]) == (0.0, 1.0, 0.0)
    moved = [word for setting in answer["settings"] for word in ("--set", setting)]
    projected = json.loads(anlan("project", "china", *moved, "--json").stdout)
    depleted = projected["funds"]["enterprise_pension"]["depletion_year"]
    assert depleted is None or depleted > 2055


def test_the_table_shows_move_residual_and_settings_in_both_languages(anlan: Any) -> None:
    chinese, english = anlan(*CENTRAL, "--lever", "subsidy"), anlan(*CENTRAL, "--lever", "subsidy", "--language", "en")
    assert (chinese.returncode, english.returncode) == (0, 0)
    assert "超出目标" in chinese.stdout and "Beyond target" in english.stdout
    assert "--set 'pension.enterprise.subsidy_share@2027+=" in english.stdout


def test_by_chance_the_answer_tells_paths_seed_and_residual(anlan: Any) -> None:
    words = ("--lever", "subsidy", "--probability", "0.7", "--paths", "100", "--seed", "5", "--json")
    answer = json.loads(anlan("solve", "china", "--since", "2027", "--until", "2055", *words).stdout)
    assert (answer["paths"], answer["seed"]) == (100, 5)
    assert 0 <= answer["residual"] < 0.01 + 1e-12
    assert answer["before"] < answer["just_below"]["achieved"] < 0.7 <= answer["achieved"]


def test_two_levers_give_a_front(anlan: Any) -> None:
    words = (*CENTRAL, "--lever", "subsidy", "--lever2", "indexation")
    front = json.loads(anlan(*words, "--json").stdout)["front"]
    assert [pair["subsidy"] for pair in front] == sorted(pair["subsidy"] for pair in front)
    assert (front[0]["subsidy"], front[-1]["indexation"]) == (0.0, 0.0)
    printed = anlan(*words, "--language", "en")
    assert printed.returncode == 0
    assert len([line for line in printed.stdout.splitlines() if line.startswith("│")]) == len(front)


@pytest.mark.parametrize(
    ("words", "named"),
    [
        (("--lever", "indexation", "--probability", "1.2"), "1.2"),
        (("--lever", "indexation", "--probability", "0"), "above 0"),
        (("--lever", "indexation", "--probability", "likely"), "likely"),
        (("--lever", "retirement"), "employer_rate"),
        (("--lever", "indexation", "--until", "2150"), "2100"),
        (("--lever", "indexation", "--since", "2060"), "2060"),
        (("--lever", "indexation", "--paths", "0"), "paths"),
        (("--lever", "compliance", "--deterministic"), "the nearest, +15"),
        (("--lever", "subsidy", "--lever2", "subsidy", "--deterministic"), "the same"),
    ],
)
def test_what_cannot_be_asked_or_reached_ends_with_2_and_one_line(
    words: tuple[str, ...], named: str, anlan: Any
) -> None:
    done = anlan("solve", "china", "--since", "2027", "--until", "2055", *words)
    assert (done.returncode, done.stdout) == (2, "")
    assert len(done.stderr.strip().splitlines()) == 1
    assert named in done.stderr
