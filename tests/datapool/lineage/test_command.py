"""`anlan data lineage`: the column, the events, and questions that cannot be answered."""

import json
import os
from pathlib import Path

import pytest

from cli.main import main


def told(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str, str]:
    code = main(["data", "lineage", *words])
    out, err = capsys.readouterr()
    return code, out, err


def test_the_columns_a_column_comes_from_are_one_json_object(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = told(capsys, "--column", "aggregates.awards.basic", "--json")
    found = json.loads(out)
    assert (code, err) == (0, "")
    assert found["column"] == "aggregates.awards.basic"
    first = found["upstream"][0]
    assert first == {
        "column": "feed.hrss_awards.基础养老金",
        "by": "value",
        "path": ["aggregates.awards.basic", "pool.hrss_awards.basic_pension", "feed.hrss_awards.基础养老金"],
        "steps": ["aggregates awards", "standardise"],
        "unknown": [],
    }
    assert "downstream" not in found


def test_both_ways_are_shown_and_what_cannot_be_told(capsys: pytest.CaptureFixture[str]) -> None:
    words = ("--column", "records.batches.landed", "--upstream", "--downstream", "--language", "zh")
    code, out, _ = told(capsys, *words)
    assert code == 0
    assert "没有。" in out
    assert "quality.hrss_insured.Q-T-003" in out
    assert "由程序而非语句计算" in out


def test_events_are_written_with_the_time_of_the_files_or_a_moment_that_is_given(
    capsys: pytest.CaptureFixture[str], laid_out: Path, tmp_path: Path
) -> None:
    for record in (laid_out / "pool").rglob("*.json"):
        os.utime(record, (1_735_689_600, 1_735_689_600))
    texts = []
    for at in ((), ("--at", "2025-01-01T08:00:00+08:00")):
        file = tmp_path / f"events{len(at)}.jsonl"
        code, out, _ = told(capsys, str(laid_out), "--events", str(file), *at, "--json")
        texts.append(file.read_text(encoding="utf-8"))
        assert (code, json.loads(out)) == (0, {"events": len(texts[-1].splitlines()), "file": str(file)})
    assert texts[0] == texts[1]
    assert '"2025-01-01T00:00:00.000Z"' in texts[0]


@pytest.mark.parametrize(
    "words",
    [
        (),
        ("somebody",),
        ("somebody", "sex", "--column", "hrss_insured.sex"),
        ("--column", "hrss_insured.height"),
        ("somebody", "--column", "hrss_insured.sex"),
        ("--column", "hrss_insured.sex", "--pool", "nowhere"),
        ("--events", "events.jsonl"),
        ("nowhere", "--events", "events.jsonl"),
        ("nowhere", "--events", "events.jsonl", "--at", "yesterday"),
        ("nowhere", "--events", "events.jsonl", "--at", "2025-01-31T08:00:00"),
        ("somebody", "sex"),
    ],
)
def test_a_question_that_cannot_be_answered_is_refused_in_one_line(
    words: tuple[str, ...],
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    code, out, err = told(capsys, *words)
    assert (code, out) == (2, "")
    assert err.startswith("anlan: ")
    assert err.count("\n") == 1
    assert list(tmp_path.iterdir()) == []
