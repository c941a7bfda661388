"""Files are put in place together or not at all."""

import csv
import json
from pathlib import Path
from typing import Any

import pytest

from cli.delivery import FILES, NotWritten, check_folder, deliver, put
from core.errors import InputError
from tests.cli.projections import fund, projection


def names(folder: Path) -> list[str]:
    return sorted(entry.name for entry in folder.iterdir())


def test_three_files_are_written_and_nothing_else(tmp_path: Path) -> None:
    assert deliver(projection(), tmp_path / "a" / "b") == tuple(tmp_path / "a" / "b" / name for name in FILES)
    assert names(tmp_path) == ["a"]
    assert names(tmp_path / "a") == ["b"]
    assert names(tmp_path / "a" / "b") == sorted(FILES)


def test_the_csv_holds_every_figure_and_leaves_the_unpublished_empty(tmp_path: Path) -> None:
    deliver(projection(), tmp_path / "out")
    with (tmp_path / "out" / "funds.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert [row["year"] for row in rows] == ["2022", "2023", "2024", "2025"]
    assert [row["outgo"] for row in rows] == ["", "19000000000.0", "18000000000.0", "17000000000.0"]
    assert [row["status"] for row in rows] == ["actual", "estimated", "projected", "projected"]
    with (tmp_path / "out" / "population.csv").open(encoding="utf-8") as file:
        people = list(csv.DictReader(file))
    assert len(people) == 4 * 2 * 101
    assert sum(float(row["persons"]) for row in people if row["year"] == "2025") == 404


def test_a_second_run_replaces_the_first(tmp_path: Path) -> None:
    deliver(projection(), tmp_path / "out")
    deliver(projection(fund("work_injury")), tmp_path / "out")
    told = json.loads((tmp_path / "out" / "projection.json").read_text(encoding="utf-8"))
    assert list(told["funds"]) == ["work_injury"]
    assert names(tmp_path) == ["out"]


def test_a_run_that_breaks_leaves_the_earlier_files_and_no_other(tmp_path: Path, monkeypatch: Any) -> None:
    deliver(projection(), tmp_path / "out")
    before = (tmp_path / "out" / "funds.csv").read_bytes()

    def full_disk(*_: object, **__: object) -> int:
        raise OSError("no space left on device")

    monkeypatch.setattr(Path, "write_text", full_disk)
    with pytest.raises(NotWritten, match="no space"):
        deliver(projection(fund("work_injury")), tmp_path / "out")
    assert (tmp_path / "out" / "funds.csv").read_bytes() == before
    assert names(tmp_path) == ["out"]


def test_when_the_new_folder_cannot_take_its_place_the_old_one_returns(tmp_path: Path, monkeypatch: Any) -> None:
    deliver(projection(), tmp_path / "out")
    rename = Path.rename

    def only_the_old(self: Path, target: Path) -> Path:
        if (self / "funds.csv").exists() and target.name == "out" and "-old-" not in self.name:
            raise OSError("not now")
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", only_the_old)
    with pytest.raises(NotWritten, match="not now"):
        deliver(projection(fund("work_injury")), tmp_path / "out")
    told = json.loads((tmp_path / "out" / "projection.json").read_text(encoding="utf-8"))
    assert list(told["funds"]) == ["unemployment"]


def test_a_folder_that_holds_other_things_is_refused(tmp_path: Path) -> None:
    (tmp_path / "letters.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(InputError, match=r"letters\.txt"):
        check_folder(tmp_path)
    with pytest.raises(InputError, match="not a folder"):
        check_folder(tmp_path / "letters.txt")
    with pytest.raises(InputError, match="no folder"):
        check_folder(tmp_path / "letters.txt" / "below")


def test_one_file_is_replaced_at_once(tmp_path: Path) -> None:
    put(tmp_path / "new" / "a.yaml", "one")
    put(tmp_path / "new" / "a.yaml", "two")
    assert (tmp_path / "new" / "a.yaml").read_text(encoding="utf-8") == "two"
    assert names(tmp_path / "new") == ["a.yaml"]
