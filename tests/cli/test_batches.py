"""`anlan data batches` and `anlan data quarantine`: reasons for all to see, values only when asked for."""

import base64
import json
from pathlib import Path
from typing import Any

import pytest

from cli import batches
from cli.parser import build_parser
from core.errors import FileMissing, UnknownKey
from core.settings import load_settings
from datapool.intake.folder import FolderSource
from datapool.intake.landing import land
from datapool.pool import described_tables
from tests.datapool.intake.feeds import deliver, good_rows, make_pool_file, render

SECRET = "王秘密"


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = make_pool_file(tmp_path_factory.mktemp("batches"))
    tables = described_tables(root)
    rows = good_rows(tables["civil_cremations"], 30)
    for row in rows[:3]:
        row.update(person_name=SECRET, registered_on="1899-12-31", sex="7")
    deliver(root, tables["civil_cremations"], render(tables["civil_cremations"], rows))
    data = render(tables["civil_allowances"], good_rows(tables["civil_allowances"], 5))
    deliver(root, tables["civil_allowances"], data.replace("户主姓名".encode(), "姓名".encode()))
    land(root, [FolderSource(root, tables)])
    return root


def answered(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    chosen = build_parser().parse_args(["data", *words])
    chosen.language = chosen.language or "zh"
    action = {"batches": batches.run, "quarantine": batches.quarantine}[words[0]]
    assert action(chosen, load_settings(Path.cwd(), {})) == 0
    return capsys.readouterr().out


def test_batches_are_told_with_state_and_reason(root: Path, capsys: Any) -> None:
    found = json.loads(answered(capsys, "batches", str(root), "--json"))["batches"]
    assert [(each["table"], each["state"], each["reason"]) for each in found] == [
        ("civil_allowances", "rejected", "header"),
        ("civil_cremations", "landed", None),
    ]
    text = answered(capsys, "batches", str(root))
    assert "列名不符" in text and "已入库" in text
    english = answered(capsys, "batches", str(root), "--state", "rejected", "--language", "en")
    assert "header does not match" in english and "civil_cremations" not in english


def test_kept_rows_are_told_without_their_values(root: Path, capsys: Any) -> None:
    found = json.loads(answered(capsys, "quarantine", str(root), "--json"))
    assert found["quarantined"] == 3
    assert [row["line"] for row in found["rows"]] == [2, 3, 4]
    assert {"reason": "not_in_code_list", "column": "sex"} in found["rows"][0]["reasons"]
    for words in ([], ["--json"], ["--language", "en"]):
        text = answered(capsys, "quarantine", str(root), *words)
        assert SECRET not in text and "1899" not in text


def test_the_original_is_shown_when_it_is_asked_for(root: Path, capsys: Any) -> None:
    found = json.loads(answered(capsys, "quarantine", str(root), "--json", "--original", "--limit", "1"))
    (row,) = found["rows"]
    delivered = (root / row["path"]).read_bytes().splitlines()[row["line"] - 1]
    assert base64.b64decode(row["original_base64"]) == delivered
    assert SECRET in row["original"]
    assert SECRET in answered(capsys, "quarantine", str(root), "--original")


def test_rows_of_another_table_or_batch_are_left_out(root: Path, capsys: Any) -> None:
    assert "没有隔离的行" in answered(capsys, "quarantine", str(root), "--table", "tax_wages")
    assert "没有批次" in answered(capsys, "batches", str(root), "--table", "tax_wages")
    with pytest.raises(UnknownKey):
        answered(capsys, "quarantine", str(root), "--batch", "x")
    with pytest.raises(UnknownKey):
        answered(capsys, "batches", str(root), "--table", "x")


def test_a_folder_without_a_pool_is_named(tmp_path: Path, anlan: Any) -> None:
    done = anlan("data", "batches", str(tmp_path), "--json")
    assert done.returncode == FileMissing.exit_code == 2
    assert "there is no pool here" in done.stderr and done.stdout == ""
