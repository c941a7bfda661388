"""`fit`: pure, picklable, and clear about what cannot be learned."""

import math
import pickle
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from multiprocessing import get_context

import numpy as np
import pyarrow as pa
import pytest

from core.errors import InputError, UnknownKey, ValueOutOfRange, WrongType
from tests.training.tables import table, with_column
from training import Fitted, fit
from training.kinds import read_model
from training.leaks import LeakingColumn, leaks, refuse_leaks
from training.matrix import FeatureNotANumber, FeaturesMissing, LabelRefused
from training.scoring import Ranking
from training.task import Task
from training.tasks import TASKS, find_task

ROWS = table()
LABELS = ROWS.column("found").to_numpy().astype(np.int8)
QUICK = {"table": {"rounds": 20, "calibration_folds": 2}, "table_logit": {}}
KINDS = pytest.mark.parametrize("name", sorted(QUICK))


def task_of(name: str = "table") -> Task:
    return find_task(name, label="found", time="month")


def fitted(name: str = "table", rows: pa.Table = ROWS, seed: int = 1) -> Fitted:
    return fit(task_of(name), rows, QUICK[name], seed=seed)


@KINDS
def test_a_model_finds_what_is_there(name: str) -> None:
    fresh = table(seed=4)
    model = fitted(name).model
    chances = model.predict(fresh)
    assert Ranking(fresh.column("found").to_numpy().astype(np.int8), chances).auc() > 0.75
    assert chances.min() >= 0 and chances.max() <= 1
    assert chances.mean() == pytest.approx(LABELS.mean(), abs=0.05)


@KINDS
def test_features_are_numbers_that_are_neither_protected_nor_names_nor_the_time(name: str) -> None:
    assert fitted(name).features == ("x0", "x1", "x2", "x3")


@KINDS
def test_the_same_table_parameters_and_seed_give_the_same_bytes(name: str) -> None:
    assert fitted(name).model.files() == fitted(name).model.files()


def test_another_process_gives_the_same_bytes() -> None:
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        elsewhere = {name: pool.submit(fitted, name) for name in QUICK}
        files = {name: made.result().model.files() for name, made in elsewhere.items()}
    assert files == {name: fitted(name).model.files() for name in QUICK}


def test_another_seed_gives_other_trees() -> None:
    assert fitted(seed=1).model.files() != fitted(seed=2).model.files()


@KINDS
def test_task_and_model_travel_by_pickle_between_processes(name: str) -> None:
    made = fitted(name)
    assert pickle.loads(pickle.dumps(made)).model.predict(ROWS).tolist() == made.model.predict(ROWS).tolist()
    assert pickle.loads(pickle.dumps(task_of(name))).name == name


@KINDS
def test_a_model_read_back_from_its_files_says_the_same_to_the_bit(name: str) -> None:
    model = fitted(name).model
    assert read_model(model.files()).predict(ROWS).tobytes() == model.predict(ROWS).tobytes()


@KINDS
def test_the_columns_of_a_table_may_stand_in_another_order(name: str) -> None:
    model = fitted(name).model
    turned = ROWS.select(ROWS.column_names[::-1])
    assert model.predict(turned).tobytes() == model.predict(ROWS).tobytes()


@KINDS
def test_a_table_that_lacks_features_is_refused_by_name(name: str) -> None:
    model = fitted(name).model
    with pytest.raises(FeaturesMissing, match="'x1'") as refused:
        model.predict(ROWS.drop_columns(["x1"]))
    assert refused.value.exit_code == 2


@KINDS
def test_empty_cells_are_taken_and_infinite_ones_refused_by_name(name: str) -> None:
    model = fitted(name).model
    empty = with_column(ROWS, "x0", [None] * ROWS.num_rows)
    assert np.isfinite(model.predict(with_column(empty, "x0", pa.nulls(ROWS.num_rows, pa.float64())))).all()
    with pytest.raises(FeatureNotANumber, match="'x0'"):
        model.predict(with_column(ROWS, "x0", [math.inf] * ROWS.num_rows))
    with pytest.raises(FeatureNotANumber, match="'x0'"):
        fitted(name, with_column(ROWS, "x0", [-math.inf] * ROWS.num_rows))
    with pytest.raises(FeatureNotANumber, match="'x0'"):
        model.predict(with_column(ROWS, "x0", ["a"] * ROWS.num_rows))


@KINDS
def test_a_column_that_never_changes_does_no_harm(name: str) -> None:
    same = with_column(with_column(ROWS, "x3", [7.0] * ROWS.num_rows), "x1", pa.nulls(ROWS.num_rows, pa.float64()))
    assert np.isfinite(fitted(name, same).model.predict(same)).all()


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ([0] * 1500, "same in every row"),
        ([1] * 1500, "same in every row"),
        ([0, 2] * 750, "other than 0 and 1"),
        ([0.5, 1.0] * 750, "other than 0 and 1"),
        ([-1, 1] * 750, "other than 0 and 1"),
        ([math.nan, 1.0] * 750, "other than 0 and 1"),
        ([None, 1] * 750, "empty in 750 rows"),
        (["yes", "no"] * 750, "not a number"),
    ],
)
def test_a_label_that_cannot_be_learned_is_refused(values: list[object], said: str) -> None:
    with pytest.raises(LabelRefused, match=said) as refused:
        fitted(rows=with_column(ROWS, "found", values))
    assert refused.value.exit_code == 2


def test_truth_values_are_a_label() -> None:
    told = with_column(ROWS, "found", (LABELS == 1).tolist())
    assert fitted(rows=told).model.files() == fitted().model.files()


def test_a_missing_label_is_refused() -> None:
    with pytest.raises(LabelRefused, match="'guilty'"):
        fit(replace(task_of(), label="guilty"), ROWS, {})


@pytest.mark.parametrize(
    ("params", "error", "named"),
    [
        ({"depth": 3}, UnknownKey, "depth"),
        ({"rounds": "many"}, WrongType, "rounds"),
        ({"rounds": 2.5}, WrongType, "rounds"),
        ({"rounds": True}, WrongType, "rounds"),
        ({"rounds": 0}, ValueOutOfRange, "rounds"),
        ({"learning_rate": math.nan}, ValueOutOfRange, "learning_rate"),
        ({"leaves": -1}, ValueOutOfRange, "leaves"),
    ],
)
def test_parameters_that_cannot_be_are_refused_by_name(
    params: dict[str, object], error: type[InputError], named: str
) -> None:
    with pytest.raises(error, match=named):
        fit(task_of(), ROWS, params)


def test_a_column_that_tells_the_label_alone_is_found_whichever_way_it_tells() -> None:
    leaky = {
        "same": LABELS * 2.0,
        "against": -LABELS.astype(float),
        "empty": np.where(LABELS == 1, np.nan, 1.0),
        "filled": np.where(LABELS == 1, 1.0, np.nan),
    }
    rows = ROWS
    for name, values in leaky.items():
        rows = with_column(rows, name, values)
    rows = with_column(rows, "filled", pa.array(leaky["filled"], from_pandas=True))
    rows = with_column(rows, "empty", pa.array(leaky["empty"], from_pandas=True))
    assert fitted(rows=rows).leaking == tuple(leaky)
    assert fitted().leaking == ()


def test_a_leak_is_refused_by_name_unless_it_is_kept_on_purpose() -> None:
    with pytest.raises(LeakingColumn, match="'closed_on'") as refused:
        refuse_leaks(("closed_on", "kept"), ("kept",))
    assert refused.value.exit_code == 2 and "'kept'" not in str(refused.value)
    refuse_leaks(("kept",), ("kept",))


def test_with_a_handful_of_one_kind_nothing_is_called_a_leak() -> None:
    labels = np.array([1] * 5 + [0] * 95, dtype=np.int8)
    assert leaks(("x",), labels[:, None].astype(float), labels) == ()


def test_a_task_of_protected_columns_is_refused() -> None:
    with pytest.raises(InputError, match="'age'"):
        fit(replace(task_of(), features=("x0", "age")), ROWS, {})


@pytest.mark.parametrize(
    "name", ["sex", "Sex_code", "is-hukou-local", "AGE", " region ", "birth_year", "性别", "gender2"]
)
def test_no_spelling_of_a_protected_column_is_a_feature(name: str) -> None:
    rows = with_column(ROWS, name, list(range(ROWS.num_rows)))
    assert fit(task_of(), rows, QUICK["table"]).features == ("x0", "x1", "x2", "x3")


@pytest.mark.parametrize("name", ["age_of_account", "sexagesimal", "regional_share", "birth_allowance"])
def test_a_name_that_only_looks_alike_is_a_feature(name: str) -> None:
    assert name in fit(task_of(), with_column(ROWS, name, [1.0] * ROWS.num_rows), QUICK["table"]).features


def test_columns_are_left_out_when_that_is_asked_and_at_least_one_must_stay() -> None:
    assert fit(task_of(), ROWS, QUICK["table"], without=("x0", "x2")).features == ("x1", "x3")
    with pytest.raises(InputError, match="no column is left"):
        fit(task_of(), ROWS, {}, without=("x0", "x1", "x2", "x3"))


def test_a_task_is_found_by_name_and_says_what_it_needs() -> None:
    assert set(TASKS) >= {"table", "table_logit"}
    with pytest.raises(UnknownKey, match="table_logit"):
        find_task("tabel")
    with pytest.raises(InputError, match="--label"):
        find_task("table")


def test_a_task_put_in_from_elsewhere_keeps_its_own_label() -> None:
    risk = replace(TASKS["table"], name="risk.T01", label="found", features=("x0", "x1"))
    tasks = {**TASKS, "risk.T01": risk}
    assert fit(find_task("risk.T01", tasks=tasks), ROWS, QUICK["table"]).features == ("x0", "x1")
    with pytest.raises(InputError, match="learns 'found'"):
        find_task("risk.T01", label="other", tasks=tasks)


def test_calibrated_chances_are_nearer_the_truth_than_those_of_overfitted_trees() -> None:
    params = {"rounds": 300, "learning_rate": 0.2, "least_in_leaf": 5}
    fresh = table(seed=8)
    labels = fresh.column("found").to_numpy()
    bare, calibrated = (
        np.mean((fit(task_of(), ROWS, {**params, "calibration_folds": folds}).model.predict(fresh) - labels) ** 2)
        for folds in (0, 3)
    )
    assert calibrated < bare
