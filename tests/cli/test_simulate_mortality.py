"""`anlan simulate --mortality` as a person runs it."""

import json
from typing import Any

WORDS = ("simulate", "china", "--paths", "8")


def test_the_choice_stands_in_the_plan_and_moves_the_result(anlan: Any) -> None:
    default, chosen = (
        json.loads(anlan(*WORDS, *more, "--json").stdout) for more in ((), ("--mortality", "lee_carter"))
    )
    assert default["plan"]["mortality"] == default["manifest"]["plan"]["mortality"] == "united_nations"
    assert chosen["plan"]["mortality"] == chosen["manifest"]["plan"]["mortality"] == "lee_carter"
    assert default["manifest"]["drivers"] != chosen["manifest"]["drivers"]
    assert default["funds"] != chosen["funds"]


def test_the_table_names_a_model_that_is_not_the_default(anlan: Any) -> None:
    chosen = anlan(*WORDS, "--mortality", "cbd_m7", "--language", "en")
    assert (chosen.returncode, chosen.stderr.count("Traceback")) == (0, 0)
    assert "the model of mortality cbd_m7" in " ".join(chosen.stdout.split())


def test_an_unknown_model_is_refused_with_the_choices(anlan: Any) -> None:
    done = anlan(*WORDS, "--mortality", "gompertz")
    assert (done.returncode, done.stdout) == (2, "")
    for name in ("gompertz", "united_nations", "lee_carter", "cbd_m5", "cbd_m7"):
        assert name in done.stderr
