import json
from collections.abc import Callable
from pathlib import Path

import pyarrow.csv as csv
import pyarrow.parquet as parquet
import pytest

from cli.main import main
from tests.datapool.linkage.made_files import Shape, make, make_two

KEYS = {"pairs", "clusters", "precision", "recall", "f1", "threshold", "f1_best_in_hindsight", "seconds"}
SHAPE = Shape(seed=301, persons=40, columns=("given", "family", "born", "town", "phone"))


@pytest.fixture(scope="module")
def records(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("records") / "records.csv"
    csv.write_csv(make(SHAPE), path)
    return path


@pytest.fixture
def said(capsys: pytest.CaptureFixture[str]) -> Callable[..., dict[str, object]]:
    def run(*words: object) -> dict[str, object]:
        assert main(["data", "link", *map(str, words), "--json"]) == 0
        answer: dict[str, object] = json.loads(capsys.readouterr().out)
        return answer

    return run


@pytest.fixture
def refused(capsys: pytest.CaptureFixture[str]) -> Callable[..., str]:
    def run(*words: object) -> str:
        assert main(["data", "link", *map(str, words)]) == 2
        return capsys.readouterr().err

    return run


def test_a_file_is_linked_and_scored_where_the_truth_is_known(
    records: Path, said: Callable[..., dict[str, object]]
) -> None:
    named, found = said(records, "--truth", "person"), said(records, "--truth-pattern", r"p(\d+)")
    assert set(named) >= KEYS and named["f1"] == found["f1"] == 1.0
    assert named["estimated_precision"] is not None
    assert "person" not in {column["left"] for column in named["columns"]}  # type: ignore[attr-defined]


def test_without_truth_there_are_estimates_and_no_scores(
    records: Path, tmp_path: Path, said: Callable[..., dict[str, object]]
) -> None:
    config = tmp_path / "linkage.yaml"
    config.write_text("ignore: [person]\nthreshold: 0.4\n", encoding="utf-8")
    answer = said(records, "--config", config)
    assert {answer[key] for key in ("precision", "recall", "f1", "f1_best_in_hindsight")} == {None}
    assert answer["threshold"] == 0.4 and isinstance(answer["estimated_recall"], float)


def test_two_files_are_linked_and_the_clusters_written(tmp_path: Path, said: Callable[..., dict[str, object]]) -> None:
    left, right = make_two(SHAPE, overlap=0.5)
    csv.write_csv(left, tmp_path / "left.csv")
    parquet.write_table(right, tmp_path / "right.parquet")
    out = tmp_path / "clusters.csv"
    answer = said(tmp_path / "left.csv", tmp_path / "right.parquet", "--truth", "person", "--out", out)
    written = csv.read_csv(out)
    assert answer["one_to_one"] == {"left": True, "right": True} and answer["pairs"] == 20
    assert written.num_rows == left.num_rows + right.num_rows
    assert len(set(written["cluster"].to_pylist())) == answer["clusters"]
    assert set(written["file"].to_pylist()) == {"left", "right"}


def test_a_decision_is_kept_and_honoured_in_the_next_run(
    records: Path, tmp_path: Path, said: Callable[..., dict[str, object]]
) -> None:
    book = tmp_path / "decisions.jsonl"
    before = said(records, "--truth", "person", "--decisions", book)
    decide = ("--decisions", book, "--decide", "left:1,left:2=same", "--who", "clerk")
    assert said(records, "--truth", "person", *decide)["decided"] == 1
    joined = said(records, "--truth", "person", "--decisions", book)
    assert joined["clusters"] == before["clusters"] - 1  # type: ignore[operator]


def test_nothing_of_a_record_is_printed(records: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["data", "link", str(records), "--truth", "person", "--queue", "3"]) == 0
    printed = capsys.readouterr().out
    values = {value for column in csv.read_csv(records).to_pydict().values() for value in map(str, column)}
    assert "比对结果" in printed and "阈值" in printed
    assert [value for value in values if len(value) > 5 and value in printed] == []


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("--truth", "nobody"), "nobody"),
        (("--truth-pattern", "("), "regular expression"),
        (("--truth-pattern", "zzz"), "no column"),
        (("--config", "nowhere.yaml"), "nowhere"),
        (("--out", "clusters.docx"), "neither"),
        (("--out", "nowhere/clusters.csv"), "folder"),
        (("--decide", "left:1,left:2=same"), "--decisions"),
        (("nowhere.csv",), "nowhere.csv"),
    ],
)
def test_a_wrong_option_is_named(records: Path, refused: Callable[..., str], words: tuple[str, ...], says: str) -> None:
    assert says in refused(records, *words)


@pytest.mark.parametrize(
    "word", ["left:1", "left:1,left:1=same", "left:1,left:2=maybe", "left:0,left:2=same", "up:1,left:2=same"]
)
def test_a_decision_that_is_none_is_refused(
    records: Path, tmp_path: Path, refused: Callable[..., str], word: str
) -> None:
    book = tmp_path / "decisions.jsonl"
    assert refused(records, "--truth", "person", "--decisions", book, "--decide", word, "--who", "clerk")
    assert not book.exists()


@pytest.mark.parametrize("text", ["", "a,b\n", "a,b\n1,2,3\n"])
def test_a_file_that_is_no_table_is_refused(tmp_path: Path, refused: Callable[..., str], text: str) -> None:
    path = tmp_path / "bad.csv"
    path.write_text(text, encoding="utf-8")
    assert "bad.csv" in refused(path)
