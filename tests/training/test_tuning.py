"""What a search keeps and how it is resumed, without Ray: plans, boards, and the copy of Tune's state."""

import json
import tarfile
from dataclasses import replace
from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.errors import InputError, ValueOutOfRange
from tests.training.tables import table, with_column
from training.dataset import split
from training.leaks import LeakingColumn
from training.making import Recipe
from training.matrix import LabelRefused
from training.scoring import Ranking
from training.task import Range
from training.tasks import find_task
from training.tuning.board import board, report
from training.tuning.finals import finals
from training.tuning.judgement import judge
from training.tuning.plan import Plan, keep_plan
from training.tuning.sweep import distribution, longest, seconds_of_one
from training.tuning.trial import Work, grown
from training.tuning.watching import StateRefused, keep_state, restore_state

TASK = find_task("table", label="found")
ROWS = table(900)
DATASET = split(ROWS, TASK, data_hash="h")
PARAMS = {"rounds": 40, "calibration_folds": 0}


def plan(folder: Path, **changes: object) -> Plan:
    return replace(Plan(Recipe(TASK, PARAMS, 1), DATASET, 4, folder), **changes)


def line(trial: str, step: int, score: float) -> dict[str, object]:
    return {"trial": trial, "params": {"leaves": 5}, "step": step, "of": 10, "score": score}


def test_a_plan_searches_what_nobody_has_given(tmp_path: Path) -> None:
    assert "rounds" not in plan(tmp_path).searched and "leaves" in plan(tmp_path).searched
    everything = {name: TASK.defaults[name] for name in TASK.space}
    with pytest.raises(InputError, match="nothing is left to search"):
        plan(tmp_path, recipe=Recipe(TASK, everything, 1))


@pytest.mark.parametrize("trials", [0, -3, 1_000_000])
def test_a_number_of_trials_that_cannot_be_is_refused(tmp_path: Path, trials: int) -> None:
    with pytest.raises(ValueOutOfRange):
        plan(tmp_path, trials=trials)


def test_data_that_cannot_be_learned_from_are_refused_before_anything_starts(tmp_path: Path) -> None:
    same = split(with_column(ROWS, "found", [1] * 900), TASK, data_hash="h")
    with pytest.raises(LabelRefused):
        plan(tmp_path, dataset=same)
    leaky = with_column(ROWS, "closed_on", [float(each) for each in ROWS.column("found").to_pylist()])
    with pytest.raises(LeakingColumn, match="'closed_on'"):
        plan(tmp_path, dataset=split(leaky, TASK, data_hash="h"))


def test_a_search_is_resumed_as_it_began_and_not_begun_twice(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no search to resume"):
        keep_plan(plan(tmp_path), resume=True)
    keep_plan(plan(tmp_path), resume=False)
    keep_plan(plan(tmp_path), resume=True)
    with pytest.raises(InputError, match="--resume"):
        keep_plan(plan(tmp_path), resume=False)


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"trials": 5}, "trials"),
        ({"dataset": replace(DATASET, data_hash="other")}, "data_hash"),
        ({"recipe": Recipe(TASK, PARAMS, 2)}, "seed"),
        ({"recipe": Recipe(TASK, {**PARAMS, "leaves": 7}, 1)}, "recipe"),
    ],
)
def test_another_search_is_not_resumed_in_its_place(tmp_path: Path, changes: dict[str, object], named: str) -> None:
    keep_plan(plan(tmp_path), resume=False)
    with pytest.raises(InputError, match=f"another {named}"):
        keep_plan(plan(tmp_path, **changes), resume=True)


def test_a_model_grown_in_steps_has_all_its_trees_and_ranks_as_well(tmp_path: Path) -> None:
    work = Work.of(plan(tmp_path))
    steps = list(grown(work, {}, None, 0))
    assert [number for number, _, _ in steps] == list(range(1, 11))
    assert steps[-1][2].files()["trees.txt"].count(b"\nTree=") == 40
    assert steps[-1][1] > 0.8 * max(score for _, score, _ in steps)


@settings(max_examples=8, deadline=None)
@given(done=st.integers(0, 9))
def test_grown_on_from_a_checkpoint_it_scores_what_it_would_have_scored(
    done: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    work = Work.of(plan(tmp_path_factory.mktemp("grown")))
    whole = list(grown(work, {}, None, 0))
    start = None
    if done:
        model = whole[done - 1][2]
        start = TASK.read_model(model.files())
    rest = list(grown(work, {}, start, done))
    assert [score for _, score, _ in rest] == pytest.approx([score for _, score, _ in whole[done:]])


def test_fewer_rounds_than_steps_are_still_a_model(tmp_path: Path) -> None:
    steps = list(grown(Work.of(plan(tmp_path, recipe=Recipe(TASK, {**PARAMS, "rounds": 3}, 1))), {}, None, 0))
    assert len(steps) == 10 and 3 <= steps[-1][2].files()["trees.txt"].count(b"\nTree=") <= 4


def test_a_model_that_does_not_grow_reports_once(tmp_path: Path) -> None:
    logit = find_task("table_logit", label="found")
    made = Plan(Recipe(logit, {}, 1), DATASET, 2, tmp_path)
    assert made.steps == 1 and len(list(grown(Work.of(made), {"c": 0.1}, None, 0))) == 1


def test_the_board_has_the_best_trial_first_and_passes_over_a_line_cut_off(tmp_path: Path) -> None:
    for each in (line("a", 1, 0.2), line("b", 1, 0.5), line("a", 2, 0.7), {"trial": "b", "ended": "terminated"}):
        report(tmp_path, each)
    with (tmp_path / "reports.jsonl").open("ab") as stream:
        stream.write(b'{"trial": "c", "st')
    first, second = board(tmp_path)
    assert (first.name, first.step, first.score, first.state) == ("a", 2, 0.7, "running")
    assert (second.name, second.state) == ("b", "terminated")
    assert board(tmp_path / "nowhere") == []


def test_a_report_after_a_line_cut_off_is_not_lost(tmp_path: Path) -> None:
    with (tmp_path / "reports.jsonl").open("ab") as stream:
        stream.write(b'{"trial": "c", "st')
    report(tmp_path, line("a", 1, 0.2))
    assert [(trial.name, trial.step) for trial in board(tmp_path)] == [("a", 1)]


def test_reports_made_again_are_counted(tmp_path: Path) -> None:
    for step in (1, 2, 3, 3, 4):
        report(tmp_path, line("a", step, step / 10))
    (trial,) = board(tmp_path)
    assert (trial.again, trial.step) == (1, 4)


def test_the_finals_are_between_those_that_came_to_the_end_and_the_defaults(tmp_path: Path) -> None:
    for each in (line("ahead", 3, 0.9), line("whole", 10, 0.6), line("worse", 10, 0.5)):
        report(tmp_path, each)
    ranked = finals(plan(tmp_path), board(tmp_path))
    assert {each.trial for each in ranked} == {"", "whole", "worse"}
    assert [each.score for each in ranked] == sorted((each.score for each in ranked), reverse=True)
    assert len({each.score for each in ranked if each.trial}) == 1, "the same parameters have the same score"
    assert {each.trial for each in finals(plan(tmp_path), board(tmp_path)[:1])} == {"", "ahead"}


def test_a_lucky_trial_loses_the_finals(tmp_path: Path) -> None:
    report(tmp_path, {**line("lucky", 10, 0.99), "params": {"leaves": 2, "learning_rate": 0.0001, "row_share": 0.05}})
    report(tmp_path, {**line("sound", 10, 0.50), "params": {"leaves": 7, "learning_rate": 0.1}})
    assert finals(plan(tmp_path), board(tmp_path))[0].trial != "lucky"


@pytest.mark.parametrize("timed", [False, True])
def test_no_person_of_a_fold_is_learned_from(tmp_path: Path, timed: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    task = replace(TASK, time="month" if timed else "")
    seen: list[tuple[set[str], set[str]]] = []

    def note(_: Plan, params: object, learned: pa.Table, judged: pa.Table) -> float:
        seen.append((set(learned.column("_person").to_pylist()), set(judged.column("_person").to_pylist())))
        return 0.0

    monkeypatch.setattr("training.tuning.finals._score", note)
    made = Plan(Recipe(task, PARAMS, 1), split(ROWS, task, data_hash="h"), 4, tmp_path)
    finals(made, [])
    assert len(seen) == 3 and all(not learned & judged for learned, judged in seen)
    test = set(made.dataset.parts["test"].column("_person").to_pylist())
    assert all(not test & (learned | judged) for learned, judged in seen)


def state(folder: Path, content: str) -> None:
    folder.mkdir(exist_ok=True)
    for name in ("experiment_state-1.json", "searcher-state-1.pkl"):
        (folder / name).write_text(content)


def test_the_state_put_back_is_the_one_that_was_whole(tmp_path: Path) -> None:
    staging, experiment = tmp_path / "staging", tmp_path / "tune"
    state(staging, "whole")
    keep_state(staging, tmp_path)
    state(experiment, "ha")
    (experiment / "experiment_state-2.json").write_text("of a session that came to nothing")
    (experiment / "tuner.pkl").write_text("tuner")
    assert restore_state(tmp_path, experiment)
    found = {path.name: path.read_text() for path in experiment.iterdir()}
    assert found == {"experiment_state-1.json": "whole", "searcher-state-1.pkl": "whole", "tuner.pkl": "tuner"}


def test_before_the_first_report_there_is_nothing_to_put_back(tmp_path: Path) -> None:
    assert not restore_state(tmp_path, tmp_path / "tune")
    state(tmp_path / "staging", "whole")
    keep_state(tmp_path / "staging", tmp_path)
    assert not restore_state(tmp_path, tmp_path / "tune")


def test_a_state_that_leaves_its_folder_is_not_unpacked(tmp_path: Path) -> None:
    experiment = tmp_path / "tune"
    state(experiment, "x")
    (experiment / "tuner.pkl").write_text("tuner")
    (tmp_path / "evil").write_text("evil")
    with tarfile.open(tmp_path / "state.tar", "w") as archive:
        archive.add(tmp_path / "evil", arcname="../outside")
    with pytest.raises(StateRefused, match="outside"):
        restore_state(tmp_path, experiment)
    assert not (tmp_path / "outside").exists()


def test_ranges_are_what_optuna_takes() -> None:
    whole, ratio = distribution(Range(4, 128, log=True, whole=True)), distribution(Range(0.01, 0.2, log=True))
    assert (type(whole).__name__, whole.low, whole.high, whole.log) == ("IntDistribution", 4, 128, True)
    assert (type(ratio).__name__, ratio.low, ratio.high) == ("FloatDistribution", 0.01, 0.2)


def test_the_time_is_estimated_from_one_whole_trial(tmp_path: Path) -> None:
    ticks = iter((100.0, 107.0))
    assert seconds_of_one(plan(tmp_path), lambda: next(ticks)) == 7.0
    assert longest(plan(tmp_path, trials=5), 10.0, 2) - longest(plan(tmp_path, trials=4), 10.0, 2) == 10.0


def test_the_best_parameters_are_judged_beside_the_defaults_on_the_same_test_rows(tmp_path: Path) -> None:
    judged = judge(plan(tmp_path), {"leaves": 4, "learning_rate": 0.1})
    assert judged.params["leaves"] == 4 and judged.params["rounds"] == 40
    labels = DATASET.parts["test"].column("found").to_numpy()
    assert judged.best.rows == judged.defaults.rows == labels.size
    assert judged.gain.value == pytest.approx(judged.best.figures["ap"].value - judged.defaults.figures["ap"].value)
    assert judged.gain.low <= judged.gain.value <= judged.gain.high
    assert json.loads(json.dumps(judged.to_json()))["metric"] == "ap"
    assert Ranking(labels.astype("i1"), labels.astype(float)).auc() == 1


def test_the_same_parameters_gain_nothing(tmp_path: Path) -> None:
    judged = judge(plan(tmp_path), {})
    assert (judged.gain.value, judged.gain.low, judged.is_better) == (0, 0, False)
