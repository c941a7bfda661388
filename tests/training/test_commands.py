"""`anlan train`, `evaluate` and `models`: the whole way of a model, and what a wrong input meets."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from tests.training.tables import table, with_column, write

Run = Callable[..., CompletedProcess[str]]
ROWS = table(1200)
QUICK = "rounds: 30\ncalibration_folds: 2\n"


@pytest.fixture
def shop(tmp_path: Path, empty_registry: Path) -> Path:
    """A folder with data, parameters and a registry where commands look for it."""
    shutil.copytree(empty_registry, tmp_path / "out" / "models")
    write(ROWS, tmp_path / "rows.csv")
    (tmp_path / "quick.yaml").write_text(QUICK, encoding="utf-8")
    return tmp_path


def train(anlan: Run, *more: str) -> CompletedProcess[str]:
    return anlan("train", "table", "--data", "rows.csv", "--label", "found", "--params", "quick.yaml", *more)


def answer(done: CompletedProcess[str]) -> dict:
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_a_model_goes_all_the_way_from_a_table_to_champion_and_back(anlan: Run, shop: Path) -> None:
    first = answer(train(anlan, "--json"))
    assert first["model"]["aliases"] == ["challenger"] and first["evaluation"]["figures"]["auc"]["value"] > 0.7
    (shop / "lenient.yaml").write_text(
        "quality: {metric: ap, auc_at_least: 0.5}\n"
        "calibration: {ece_at_most: 0.5, brier_skill_above: -1}\n"
        "fairness: {ratio_at_most: 1.25, least_false_alarms: 100000}\n",
        encoding="utf-8",
    )
    promote = ("models", "promote", "table", "--gate", "lenient.yaml", "--who", "li", "--json")
    assert answer(anlan(*promote))["champion"] == 1
    answer(train(anlan, "--seed", "2", "--out", "release", "--json"))
    assert answer(anlan(*promote))["before"] == 1
    listed = answer(anlan("models", "list", "--json"))["models"]
    assert [(each["version"], each["aliases"]) for each in listed] == [(2, ["challenger", "champion"]), (1, [])]
    assert answer(anlan("models", "rollback", "table", "--who", "li", "--json"))["champion"] == 1
    shown = answer(anlan("models", "show", "table", "--json"))
    assert shown["model"]["version"] == 1 and shown["release_hash"] == first["model"]["release_hash"]
    assert [entry["act"] for entry in shown["history"]] == ["promoted", "promoted", "rolled_back"]
    again = answer(anlan("models", "reproduce", "table@1", "--data", "rows.csv", "--json"))
    assert again["is_same"] and again["release_hash"] == first["model"]["release_hash"]
    judged = answer(anlan("evaluate", "release", "--data", "rows.csv", "--json"))
    assert judged["model"]["version"] == "2"
    assert judged["evaluation"] == answer(anlan("models", "show", "table@2", "--json"))["card"]["evaluation"]


@pytest.mark.parametrize(("language", "words"), [("zh", "校准误差"), ("en", "calibration error")])
def test_what_people_read_is_in_their_language(anlan: Run, shop: Path, language: str, words: str) -> None:
    done = train(anlan, "--language", language)
    assert done.returncode == 0 and words in done.stdout and "table@1" in done.stdout
    shown = anlan("models", "show", "table", "--language", language)
    assert words in shown.stdout
    assert "table@1" in anlan("models", "list", "--language", language).stdout


def test_a_copy_with_one_byte_flipped_is_refused(anlan: Run, shop: Path) -> None:
    train(anlan)
    assert answer(anlan("models", "export", "table", "--out", "copy", "--json"))["folder"] == "copy"
    answer(anlan("evaluate", "copy", "--data", "rows.csv", "--json"))
    path = shop / "copy" / "model.json"
    path.write_bytes(path.read_bytes().replace(b'"x0"', b'"x1"', 1))
    done = anlan("evaluate", "copy", "--data", "rows.csv")
    assert (done.returncode, done.stdout) == (2, "") and "model.json" in done.stderr
    done = anlan("evaluate", "copy", "--data", "rows.csv", "--trust", "nowhere")
    assert done.returncode == 2 and "not trusted" in done.stderr


def test_the_gate_ends_with_1_and_both_figures(anlan: Run, shop: Path) -> None:
    train(anlan, "--without", "x0", "--without", "x1")
    done = anlan("models", "promote", "table")
    assert (done.returncode, done.stdout) == (1, "")
    assert "AUC not below the floor" in done.stderr and "at least 0.650" in done.stderr


def test_other_data_do_not_reproduce_a_model(anlan: Run, shop: Path) -> None:
    train(anlan)
    write(table(1200, seed=9), shop / "other.csv")
    done = anlan("models", "reproduce", "table", "--data", "other.csv")
    assert done.returncode == 2 and "not the data" in done.stderr


def test_a_model_is_not_judged_on_all_of_the_table_it_was_made_from(anlan: Run, shop: Path) -> None:
    train(anlan)
    done = anlan("evaluate", "table", "--data", "rows.csv", "--part", "all")
    assert done.returncode == 2 and "fitted to rows of this table" in done.stderr
    write(table(1200, seed=9), shop / "other.csv")
    assert (
        answer(anlan("evaluate", "table", "--data", "other.csv", "--part", "all", "--json"))["evaluation"]["rows"]
        == 1200
    )


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("train", "tabel", "--data", "rows.csv", "--label", "found"), "no task is called 'tabel'"),
        (("train", "table", "--data", "rows.csv"), "--label"),
        (("train", "table", "--data", "rows.csv", "--label", "guilty"), "rows.csv: there is no column 'guilty'"),
        (("train", "table", "--data", "nothing.csv", "--label", "found"), "nothing.csv"),
        (("train", "table", "--data", "same.csv", "--label", "found"), "same.csv: the label 'found' is the same"),
        (("train", "table", "--data", "leak.csv", "--label", "found"), "'closed_on' alone tells the label"),
        (("tune", "table", "--data", "leak.csv", "--label", "found", "--trials", "3"), "'closed_on' alone"),
        (("train", "table", "--data", "falls.csv", "--label", "found", "--time", "month"), "out of order"),
        (("train", "table", "--data", "rows.csv", "--label", "found", "--params", "bad.yaml"), "'depth'"),
        (("train", "table", "--data", "rows.csv", "--label", "found", "--name", "a/b"), "cannot be called"),
        (("tune", "table", "--data", "rows.csv", "--label", "found", "--trials", "0"), "0 trials"),
        (
            ("tune", "table", "--data", "rows.csv", "--label", "found", "--trials", "2", "--resume"),
            "no search to resume",
        ),
        (("models", "show", "table"), "no model is called"),
        (("models", "list", "--registry", "nowhere"), "no registry"),
        (("evaluate", "table@champion", "--data", "rows.csv"), "no model is called"),
    ],
)
def test_a_wrong_input_ends_with_2_and_one_clear_line(
    anlan: Run, shop: Path, words: tuple[str, ...], said: str
) -> None:
    found = ROWS.column("found").to_pylist()
    write(with_column(ROWS, "found", [0] * 1200), shop / "same.csv")
    write(with_column(ROWS, "closed_on", [7 * each for each in found]), shop / "leak.csv")
    write(ROWS.take(list(range(1199, -1, -1))), shop / "falls.csv")
    (shop / "bad.yaml").write_text("depth: 3\n", encoding="utf-8")
    done = anlan(*words)
    assert (done.returncode, done.stdout) == (2, ""), done.stderr
    assert said in done.stderr and done.stderr.splitlines()[-1].startswith("anlan: ")


def test_a_table_that_lacks_features_of_the_model_is_refused_by_name(anlan: Run, shop: Path) -> None:
    train(anlan)
    write(ROWS.drop_columns(["x2"]), shop / "lacking.csv")
    done = anlan("evaluate", "table", "--data", "lacking.csv")
    assert done.returncode == 2 and "lacking.csv" in done.stderr and "'x2'" in done.stderr


def test_nothing_is_told_to_the_makers_of_mlflow_and_nothing_written_beside_the_registry(
    anlan_process: Run, shop: Path
) -> None:
    home = shop / "home"
    home.mkdir()
    before = {path for path in shop.rglob("*") if "models" not in path.parts}
    done = anlan_process("models", "list", HOME=str(home), XDG_CONFIG_HOME=str(home))
    assert (done.returncode, done.stderr) == (0, "")
    assert {path for path in shop.rglob("*") if "models" not in path.parts} == before


def test_a_leak_kept_on_purpose_is_told(anlan: Run, shop: Path) -> None:
    found = ROWS.column("found").to_pylist()
    write(with_column(ROWS, "closed_on", [7 * each for each in found]), shop / "rows.csv")
    done = train(anlan, "--keep", "closed_on", "--language", "en")
    assert done.returncode == 0 and "closed_on alone tell the label" in done.stdout
    assert train(anlan, "--without", "closed_on").returncode == 0
