import gzip
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as parquet
import pytest

from core.errors import FileMissing, InputError
from datapool.linkage.records import as_records, read_records


def written(folder: Path, text: str, encoding: str = "utf-8") -> Path:
    path = folder / "records.csv"
    path.write_bytes(text.encode(encoding))
    return path


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_a_file_is_read_whatever_its_encoding_and_separator(tmp_path: Path, encoding: str, separator: str) -> None:
    rows = [("姓名", "住址"), ("张伟", "一号"), ("李娜", "二号")]
    path = written(tmp_path, "\n".join(separator.join(row) for row in rows) + "\n", encoding)
    assert read_records(path).to_pydict() == {"姓名": ["张伟", "李娜"], "住址": ["一号", "二号"]}


def test_blanks_are_taken_off_and_what_stands_for_nothing_is_nothing(tmp_path: Path) -> None:
    path = written(tmp_path, "a, b\n x , NULL\n n/a,不详\n")
    assert read_records(path).to_pydict() == {"a": ["x", None], "b": [None, None]}


def test_parquet_gives_text_of_any_type(tmp_path: Path) -> None:
    path = tmp_path / "records.parquet"
    table = {"n": [1, None], "f": [2.0, None], "d": pa.array(["x", "x"]).dictionary_encode(), "l": [[1], [2]]}
    parquet.write_table(pa.table(table), path)
    assert read_records(path).to_pydict() == {
        "n": ["1", None], "f": ["2", None], "d": ["x", "x"], "l": [None, None],
    }  # fmt: skip


@pytest.mark.parametrize("text", ["", "a,b\n", "\n\n", "a,a\n1,2\n", "a,b\n1,2\n1,2,3\n", "a\x00b\n1\n"])
def test_a_file_that_is_no_table_of_records_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(InputError):
        read_records(written(tmp_path, text))


def test_a_refusal_shows_nothing_of_the_row_it_is_about(tmp_path: Path) -> None:
    with pytest.raises(InputError) as refusal:
        read_records(written(tmp_path, "name,phone\nZhang,123\nSecretName,555,777\n"))
    assert "SecretName" not in str(refusal.value) and "2 values" in str(refusal.value)


def test_a_file_that_is_not_there_and_a_damaged_one_are_named(tmp_path: Path) -> None:
    with pytest.raises(FileMissing):
        read_records(tmp_path / "nowhere.csv")
    damaged = tmp_path / "damaged.parquet"
    damaged.write_bytes(b"PAR1 this is none")
    with pytest.raises(InputError, match="damaged"):
        read_records(damaged)


def test_a_compressed_file_is_refused_and_not_read_as_letters(tmp_path: Path) -> None:
    path = tmp_path / "records.csv"
    path.write_bytes(gzip.compress(b"a,b\n1,2\n"))
    with pytest.raises(InputError, match="compressed"):
        read_records(path)


def test_a_table_without_rows_is_refused() -> None:
    with pytest.raises(InputError, match="no rows"):
        as_records(pa.table({"a": pa.array([], pa.string())}))
