"""`anlan risk evaluate` says what is wrong with a table before anything is fitted, and tells figures as one object."""

import json
from pathlib import Path

import numpy as np
import pytest

from cli.main import main


def written(folder: Path, **more: list[str]) -> Path:
    draw = np.random.default_rng(1)
    labels = ["1"] * 20 + ["0"] * 100
    columns = {
        "amount": [f"{value:.2f}" for value in draw.normal(size=120) + np.repeat([1.5, 0.0], [20, 100])],
        "kind": draw.choice(["a", "b", "c"], 120).tolist(), "when": [f"2025-01-{1 + at % 28:02d}" for at in range(120)],
        "word": [f"w{at % 30}" for at in range(120)], "y": labels, **more,
    }  # fmt: skip
    lines = [",".join(columns), *(",".join(row) for row in zip(*columns.values(), strict=True))]
    path = folder / "table.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--label", "none"], "there is no column 'none' to take as the label"),
        (["--label", "same"], "is the same in every row"),
        (["--label", "kind"], "3 different values"),
        (["--label", "rare"], "too few"),
        (["--time", "word"], "cannot be read as a time"),
        (["--time", "none"], "named with --time"),
        (["--entity", "word", "none"], "named with --entity"),
        (["--without", "none"], "named with --without"),
        (["--without", "amount", "kind", "when", "word", "rare", "same"], "no column is left"),
        (["--labelled-fraction", "0"], "--labelled-fraction is 0"),
        (["--draws", "0"], "--draws is 0"),
        (["--anomaly", "7"], "stands nowhere"),
    ],
)
def test_wrong_input_is_refused_with_one_message(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], words: list[str], said: str
) -> None:
    path = written(tmp_path, same=["x"] * 120, rare=["1"] * 3 + ["0"] * 117)
    assert main(["risk", "evaluate", "--data", str(path), *words, "--json"]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert said in err
    assert err.count("anlan:") == 1


def test_a_file_that_is_not_there_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["risk", "evaluate", "--data", str(tmp_path / "none.npz"), "--json"]) == 2
    assert "not there" in capsys.readouterr().err


def test_figures_come_as_one_object_and_warnings_beside_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = written(tmp_path, told=["9"] * 20 + ["5"] * 100)
    assert main(["risk", "evaluate", "--data", str(path), "--draws", "1", "--workers", "1", "--json"]) == 0
    out, err = capsys.readouterr()
    found = json.loads(out)
    assert "the column 'told' alone tells the label" in err
    assert any("'told'" in text for text in found["warnings"])
    assert found["label"] == {
        "column": "y", "anomaly_is": "1", "rule": "its text says so", "anomalies": 20, "not_judged": 0,
        "share": 0.166667,
    }  # fmt: skip
    assert found["protocol"]["known_anomalies"] == 2
    assert found["protocol"]["of_anomalies"] == 14
    assert set(found["chosen"]) > {"auc", "ap", "recall_at_0.5_percent", "ece", "brier_skill", "weights"}
    assert set(found["best_single_peer"]) > {"name", "auc", "chosen_minus_peer_auc"}
