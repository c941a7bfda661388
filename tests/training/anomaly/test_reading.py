"""Tables are read from any of three kinds of file, and nothing in a file is run."""

from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
from pyarrow import parquet

from core.errors import FileMissing, InputError, WrongType
from training.anomaly.reading import read_any


class Trap:
    """What runs code when it is unpickled."""

    def __reduce__(self) -> tuple[object, tuple[str]]:
        return exec, ("raise SystemExit('this was run')",)


def test_a_csv_with_semicolons_in_a_chinese_encoding_is_read(tmp_path: Path) -> None:
    path = tmp_path / "表.csv"
    path.write_bytes("金额;可疑\n12.5;是\n;否\n".encode("gb18030"))
    assert read_any(path).to_pydict() == {"金额": ["12.5", None], "可疑": ["是", "否"]}


def test_a_parquet_file_is_read(tmp_path: Path) -> None:
    parquet.write_table(pa.table({"a": [1.0, None], "y": [True, False]}), tmp_path / "t.parquet")
    assert read_any(tmp_path / "t.parquet").to_pydict() == {"a": ["1", None], "y": ["true", "false"]}


@pytest.mark.parametrize("kind", [np.float32, np.float64, np.int16, np.uint8, np.bool_])
def test_arrays_become_columns(tmp_path: Path, kind: type) -> None:
    np.savez(tmp_path / "t.npz", X=np.array([[1, 0], [0, 1]], dtype=kind), y=np.array([[0.0], [1.0]]))
    found = read_any(tmp_path / "t.npz")
    assert found.column_names == ["x0", "x1", "y"]
    assert found.column("y").to_pylist() == ["0", "1"]


def test_a_gap_or_an_infinite_number_in_an_array_stays_one(tmp_path: Path) -> None:
    np.savez(tmp_path / "t.npz", X=np.array([[np.nan], [np.inf]]), y=np.array([0, 1]))
    assert read_any(tmp_path / "t.npz").column("x0").to_pylist() == [None, "inf"]


def test_pickled_objects_are_refused_and_never_run(tmp_path: Path) -> None:
    np.savez(tmp_path / "t.npz", X=np.array([[Trap()]], dtype=object), y=np.array([1]))
    with pytest.raises(WrongType, match="never loaded"):
        read_any(tmp_path / "t.npz")


def test_a_damaged_archive_is_refused(tmp_path: Path) -> None:
    np.savez_compressed(tmp_path / "t.npz", X=np.random.default_rng(1).random((50, 3)), y=np.arange(50))
    whole = (tmp_path / "t.npz").read_bytes()
    (tmp_path / "t.npz").write_bytes(whole[: len(whole) // 2])
    with pytest.raises(InputError):
        read_any(tmp_path / "t.npz")
    middle = len(whole) // 3
    (tmp_path / "t.npz").write_bytes(whole[:middle] + bytes([whole[middle] ^ 255]) + whole[middle + 1 :])
    with pytest.raises(InputError):
        read_any(tmp_path / "t.npz")


def test_what_is_no_archive_but_is_called_one_is_refused(tmp_path: Path) -> None:
    (tmp_path / "t.npz").write_text("a,y\n1,0\n", encoding="utf-8")
    with pytest.raises(InputError):
        read_any(tmp_path / "t.npz")


@pytest.mark.parametrize(
    "arrays", [{"X": np.zeros((3, 2))}, {"y": np.zeros(3)}, {"X": np.zeros(3), "y": np.zeros(3)},
               {"X": np.zeros((3, 2)), "y": np.zeros(4)}, {"X": np.zeros((3, 2)), "y": np.zeros((3, 2))}]
)  # fmt: skip
def test_arrays_that_are_no_table_with_a_label_are_refused(tmp_path: Path, arrays: dict[str, np.ndarray]) -> None:
    np.savez(tmp_path / "t.npz", **arrays)
    with pytest.raises(InputError):
        read_any(tmp_path / "t.npz")


def test_a_file_that_is_not_there_is_said_to_be_missing(tmp_path: Path) -> None:
    with pytest.raises(FileMissing, match="not there"):
        read_any(tmp_path / "none.csv")
