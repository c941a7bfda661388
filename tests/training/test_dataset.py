"""Parts of a data set: no person in two, nothing judged on its own past, and clear words for what cannot be split."""

import hashlib
from datetime import date, timedelta
from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.errors import FileMissing, InputError, WrongType
from tests.training.tables import table, with_column, write
from training.dataset import PARTS, Dataset, SplitRefused, part_of, read_dataset, read_table, split
from training.tasks import find_task

ROWS = table(600)
PLAIN, TIMED = find_task("table", label="found"), find_task("table", label="found", time="month")


def persons(part: pa.Table) -> set[str]:
    return set(part.column("_person").to_pylist())


def parted(rows: pa.Table, timed: bool = False) -> Dataset:
    return split(rows, TIMED if timed else PLAIN, data_hash="h")


@pytest.mark.parametrize("timed", [False, True])
@settings(max_examples=15, deadline=None)
@given(bearers=st.lists(st.integers(0, 80), min_size=300, max_size=300))
def test_no_person_is_in_two_parts(timed: bool, bearers: list[int]) -> None:
    rows = with_column(ROWS.slice(0, 300), "_person", [f"p{each}" for each in bearers])
    try:
        parts = parted(rows, timed).parts
    except SplitRefused as refused:
        assert "has no rows" in str(refused)
        return
    found = [persons(parts[name]) for name in PARTS]
    assert not (found[0] & found[1] or found[0] & found[2] or found[1] & found[2])


def test_every_row_is_in_one_part_and_none_is_lost() -> None:
    made = parted(ROWS)
    assert sum(part.num_rows for part in made.parts.values()) == ROWS.num_rows and made.left_out == 0
    notes = [note for part in made.parts.values() for note in part.column("note").to_pylist()]
    assert sorted(notes) == sorted(ROWS.column("note").to_pylist())


def test_by_time_nothing_is_learned_from_what_lies_behind_anything_judged() -> None:
    made = parted(ROWS, timed=True)
    last_learned = max(made.parts["train"].column("month").to_pylist())
    assert all(last_learned < min(made.parts[name].column("month").to_pylist()) for name in ("validation", "test"))
    assert made.left_out == ROWS.num_rows - sum(part.num_rows for part in made.parts.values()) > 0


def test_a_person_is_in_the_same_part_of_every_table() -> None:
    counts = {name: sum(part_of(f"p{number}") == name for number in range(4000)) / 4000 for name in PARTS}
    assert counts == pytest.approx({"train": 0.70, "validation": 0.15, "test": 0.15}, abs=0.02)
    assert persons(parted(ROWS).parts["test"]) >= persons(parted(table(600, seed=9)).parts["test"]) & persons(ROWS)


def test_the_split_of_a_mart_is_taken_as_it_is() -> None:
    given_parts = [("train", "train", "validation", "validation", "test", "test")[n % 6] for n in range(600)]
    made = parted(with_column(ROWS, "_split", given_parts))
    assert {name: part.num_rows for name, part in made.parts.items()} == dict.fromkeys(PARTS, 200)


def test_a_person_torn_between_parts_is_refused_without_being_named() -> None:
    torn = [PARTS[n % 3] for n in range(600)]
    with pytest.raises(SplitRefused, match="300 persons are in two parts") as refused:
        parted(with_column(ROWS, "_split", torn))
    assert "p1" not in str(refused.value)


def test_rows_of_no_person_are_torn_from_nobody() -> None:
    nobody = with_column(ROWS, "_person", pa.nulls(600, pa.string()))
    made = parted(with_column(nobody, "_split", [PARTS[n % 3] for n in range(600)]))
    assert made.parts["test"].num_rows == 200
    with pytest.raises(SplitRefused, match="_person is empty"):
        parted(nobody)


@pytest.mark.parametrize("values", [["train"] * 599 + ["exam"], ["train"] * 599 + [None]])
def test_a_part_of_another_name_is_refused(values: list[object]) -> None:
    with pytest.raises(SplitRefused, match="_split holds"):
        parted(with_column(ROWS, "_split", values))


def test_an_empty_part_is_refused() -> None:
    with pytest.raises(SplitRefused, match="test has no rows"):
        parted(with_column(ROWS, "_split", ["train", "train", "validation", "validation"] * 150))


@pytest.mark.parametrize(
    "times",
    [
        [f"20{20 + n // 100}-01-02" for n in range(600)],
        [date(2020, 1, 1) + timedelta(n) for n in range(600)],
        list(range(600)),
        [n / 7 for n in range(600)],
    ],
)
def test_a_time_may_be_a_day_a_month_or_a_number(times: list[object]) -> None:
    assert parted(with_column(ROWS, "month", times), timed=True).parts["train"].num_rows > 0


@pytest.mark.parametrize(
    ("times", "said"),
    [
        ([*range(300), 5, *range(301, 600)], "out of order: row 301 "),
        ([1] * 600, "no earlier and later"),
        ([None, *range(599)], "empty in 1 rows"),
        ([f"week {n}" for n in range(600)], "is no time"),
    ],
)
def test_a_time_column_that_orders_nothing_is_refused(times: list[object], said: str) -> None:
    with pytest.raises(SplitRefused, match=said) as refused:
        parted(with_column(ROWS, "month", times), timed=True)
    assert refused.value.exit_code == 2


def test_a_time_column_that_is_not_there_is_refused() -> None:
    with pytest.raises(SplitRefused, match="no time column 'month'"):
        parted(ROWS.drop_columns(["month"]), timed=True)


@pytest.mark.parametrize("name", ["rows.csv", "rows.parquet"])
def test_a_file_is_known_by_the_hash_of_its_bytes(tmp_path: Path, name: str) -> None:
    path = write(ROWS, tmp_path / name)
    made = read_dataset(path, PLAIN)
    assert made.data_hash == hashlib.sha256(path.read_bytes()).hexdigest()
    assert made.rows_hash("test") != made.rows_hash("train")
    assert read_dataset(path, TIMED).rows_hash("test") != made.rows_hash("test")


@pytest.mark.parametrize(
    ("name", "content", "error"),
    [
        ("rows.csv", b"", WrongType),
        ("rows.csv", b"a,b\n", WrongType),
        ("rows.csv", b"a,b\n1,2\n3\n", WrongType),
        ("rows.csv", b"a,a\n1,2\n", WrongType),
        ("rows.csv", b"a,b\n\xff\xfe,2\n\x80\n", WrongType),
        ("rows.parquet", b"PAR1 no it is not", WrongType),
    ],
)
def test_what_is_no_table_is_refused_with_its_path(
    tmp_path: Path, name: str, content: bytes, error: type[InputError]
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(error, match=name):
        read_table(path)


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FileMissing, match=r"nothing\.csv"):
        read_table(tmp_path / "nothing.csv")


def test_an_error_of_the_split_names_the_file(tmp_path: Path) -> None:
    path = write(with_column(ROWS, "_split", ["train"] * 600), tmp_path / "rows.parquet")
    with pytest.raises(SplitRefused, match=r"rows\.parquet"):
        read_dataset(path, PLAIN)
