"""The gate: what passes, what fails and with which figures, and what cannot be judged."""

from dataclasses import replace
from pathlib import Path

import pytest

from core.errors import InputError, UnknownKey, WrongType
from training.evaluation import Estimate, Evaluation, GroupComparison, GroupRate
from training.gate import GATE, GateRefused, judge, load_gate, passes

GOOD = Evaluation(
    rows=5000,
    positives=500,
    figures={
        "auc": Estimate(0.90, 0.88, 0.92),
        "ap": Estimate(0.60, 0.55, 0.65),
        "brier_skill": Estimate(0.3, 0.2, 0.4),
        "ece": Estimate(0.015, 0.01, 0.03),
    },
    ece_by_chance=0.012,
    reliability=((5000.0, 0.1, 0.1),),
    groups=(GroupComparison("sex", (GroupRate("f", 2000, 60), GroupRate("m", 2500, 80)), Estimate(1.07, 1.01, 1.4)),),
    flagged_share=0.05,
    rows_hash="rows",
)
GATE_AS_SHIPPED = load_gate()


def with_figure(name: str, value: float) -> Evaluation:
    return replace(GOOD, figures={**GOOD.figures, name: Estimate(value, value - 0.02, value + 0.02)})


def failed(challenger: Evaluation, champion: Evaluation | None = None) -> list[str]:
    return [line.name for line in judge(GATE_AS_SHIPPED, challenger, champion) if line.passed is False]


def test_a_good_model_passes_every_line_with_and_without_a_champion() -> None:
    assert failed(GOOD) == [] and failed(GOOD, GOOD) == []
    assert passes(judge(GATE_AS_SHIPPED, GOOD, GOOD))
    assert [line.name for line in judge(GATE_AS_SHIPPED, GOOD, GOOD)] == [
        "auc_floor",
        "champion",
        "ece",
        "brier_skill",
        "fairness",
    ]


@pytest.mark.parametrize(
    ("name", "value", "line"),
    [("auc", 0.64, "auc_floor"), ("ece", 0.021, "ece"), ("brier_skill", 0.0, "brier_skill")],
)
def test_one_figure_beyond_its_limit_fails_its_line_alone(name: str, value: float, line: str) -> None:
    assert failed(with_figure(name, value)) == [line]


def test_the_champions_interval_is_the_bar_and_no_more() -> None:
    assert failed(with_figure("ap", 0.55), GOOD) == []
    assert failed(with_figure("ap", 0.549), GOOD) == ["champion"]
    assert failed(with_figure("ap", 0.30)) == []


def test_a_refusal_names_the_line_with_both_figures() -> None:
    lines = judge(GATE_AS_SHIPPED, with_figure("ap", 0.30), GOOD)
    refusal = GateRefused("death version 4", lines)
    assert refusal.exit_code == 1
    assert "death version 4" in str(refusal) and "not below the champion" in str(refusal)
    assert "0.300" in str(refusal) and "0.550" in str(refusal)
    assert "AUC" not in str(refusal)


def test_on_few_rows_calibration_is_judged_by_what_chance_reaches_and_says_so() -> None:
    few = replace(with_figure("ece", 0.05), ece_by_chance=0.06, rows=200)
    (line,) = [line for line in judge(GATE_AS_SHIPPED, few, None) if line.name == "ece"]
    assert line.passed and line.limit == 0.06 and "200 rows" in line.said["en"] and "200 行" in line.said["zh"]


def test_an_unfair_ratio_fails_and_too_few_false_alarms_are_not_judged() -> None:
    (group,) = GOOD.groups
    unfair = replace(group, ratio=Estimate(1.3, 1.1, 1.6))
    assert failed(replace(GOOD, groups=(unfair,))) == ["fairness"]
    few = replace(unfair, rates=(GroupRate("f", 2000, 20), GroupRate("m", 2500, 19)))
    lines = judge(GATE_AS_SHIPPED, replace(GOOD, groups=(few,)), None)
    assert lines[-1].passed is None and "39 false alarms" in lines[-1].said["en"] and passes(lines)
    alone = replace(group, ratio=None)
    assert judge(GATE_AS_SHIPPED, replace(GOOD, groups=(alone,)), None)[-1].passed is None


def test_data_without_groups_are_told_to_be_so_and_not_judged() -> None:
    line = judge(GATE_AS_SHIPPED, replace(GOOD, groups=()), None)[-1]
    assert (line.name, line.passed) == ("fairness", None) and "no groups" in line.said["en"]


def test_two_models_measured_on_different_rows_are_not_compared() -> None:
    with pytest.raises(InputError, match="other rows"):
        judge(GATE_AS_SHIPPED, GOOD, replace(GOOD, rows_hash="others"))


def test_the_gate_that_is_shipped_has_the_limits_agreed_upon() -> None:
    gate = GATE_AS_SHIPPED
    assert (gate.ece_at_most, gate.brier_skill_above, gate.ratio_at_most) == (0.02, 0.0, 1.25)


@pytest.mark.parametrize(
    ("old", "new", "error", "line"),
    [
        ("metric: ap", "metric: accuracy", WrongType, True),
        ("ece_at_most: 0.02", "ece_at_most: low", WrongType, True),
        ("ece_at_most: 0.02", "ece_at_most: true", WrongType, True),
        ("ece_at_most: 0.02", "ece_at_most: 0.02\n  luck: 3", UnknownKey, True),
        ("fairness:", "kindness:", UnknownKey, False),
        ("  brier_skill_above: 0.0\n", "", WrongType, True),
    ],
)
def test_a_gate_that_is_none_is_refused_with_its_line(
    tmp_path: Path, old: str, new: str, error: type[InputError], line: bool
) -> None:
    path = tmp_path / "gate.yaml"
    text = GATE.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(error) as refused:
        load_gate(path)
    assert bool(refused.value.line) == line


def test_an_evaluation_is_read_back_from_its_json() -> None:
    assert Evaluation.from_json(GOOD.to_json()) == GOOD
