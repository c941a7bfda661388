"""Bytes become blocks of whole lines, whatever their size, and the rows do not depend on where the cuts fall."""

import gzip
import hashlib
import io
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from datapool.intake.content import Block, Content, blocks, open_file, survey, unpacked_size
from datapool.intake.csv_rows import read_csv, split
from datapool.intake.folder import FolderSource
from datapool.intake.landing import land
from datapool.intake.lines import Lines
from datapool.intake.record import LANDED
from datapool.intake.refusal import BatchRejected, NotLanded
from datapool.pool import Pool, described_tables
from tests.datapool.intake.feeds import deliver, good_rows, make_pool_file, render

LETTERS = st.lists(st.sampled_from([b"a", b"\n", b"\r\n", b"\r", b",", b'"', "王".encode(), b"12"]), max_size=60)


def content_of(data: bytes, kept: int = 10) -> Content:
    return survey("table", lambda: io.BytesIO(data), kept_bytes=kept)


@settings(max_examples=60, deadline=None, derandomize=True, database=None)
@given(LETTERS, st.integers(1, 40))
def test_blocks_are_the_lines_in_their_order(pieces: list[bytes], size: int) -> None:
    data = b"".join(pieces)
    longest = max(map(len, data.split(b"\n")))
    found = list(blocks("table", content_of(data), block_bytes=max(size, longest)))
    assert b"".join(block.data for block in found) == data
    line, offset = 1, 0
    for block in found:
        assert (block.first_line, block.offset) == (line, offset)
        line, offset = line + block.lines, offset + len(block.data)
        assert block.data.endswith(b"\n") or offset == len(data)
    lines = data.removesuffix(b"\n").split(b"\n") if data else []
    assert sum(block.lines for block in found) == len(lines)
    own = [Lines(block).original(number) for block in found for number in range(block.lines)]
    assert own == [each.removesuffix(b"\r") for each in lines]


def test_a_line_longer_than_a_block_is_refused_by_its_number() -> None:
    with pytest.raises(BatchRejected, match="line 2 is longer"):
        list(blocks("table", content_of(b"a\n" + b"x" * 100), block_bytes=20))


def test_the_hash_is_of_the_unpacked_bytes_and_the_table(tmp_path: Path) -> None:
    path = tmp_path / "x.gz"
    path.write_bytes(gzip.compress(b"a,b\n" * 1000))
    plain = hashlib.sha256(b"table\n" + b"a,b\n" * 1000).hexdigest()
    assert survey("table", partial(open_file, path)).sha256 == plain == content_of(b"a,b\n" * 1000).sha256
    assert survey("other", partial(open_file, path)).sha256 != plain
    assert unpacked_size(path) == 4000


def test_what_changes_between_two_readings_does_not_land() -> None:
    answers = iter([b"a,b\n" * 100, b"a,b\n" * 99 + b"a,c\n"])
    content = survey("table", lambda: io.BytesIO(next(answers)), kept_bytes=10)
    with pytest.raises(NotLanded, match="changed while it was read"):
        list(blocks("table", content))


@pytest.mark.parametrize("name", ["hrss_contributions", "police_changes", "health_deaths"])
def test_a_large_file_in_many_blocks_lands_as_in_one(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = []
    for number in range(2):
        root = make_pool_file(tmp_path / str(number))
        table = described_tables(root)[name]
        rows = good_rows(table, 300)
        for row in rows[5::17]:
            row[table.region_column.column] = "479999"
        deliver(root, table, render(table, rows, line_end="\r\n"))
        if number:
            monkeypatch.setattr("datapool.intake.reading.blocks", partial(blocks, block_bytes=3000))
            monkeypatch.setattr("datapool.intake.batch.survey", partial(survey, kept_bytes=1000))
        (record,) = land(root, [FolderSource(root, described_tables(root))]).records
        pool = Pool.open(root)
        with pool.connect([name]) as connection:
            landed = connection.execute(f"SELECT * FROM {name} ORDER BY _line").fetchall()
        # Medians are those of the first rows of the first block.
        items = {column: replace(report, median=None) for column, report in record.items.items()}
        kept.append((replace(record, items=items), landed, [(row.line, row.original) for row in pool.quarantined()]))
    assert kept[0] == kept[1]
    assert (kept[0][0].state, kept[0][0].landed, len(kept[0][1])) == (LANDED, 282, 282)


@pytest.mark.parametrize(
    "line,values",
    [
        ("a,b", ["a", "b"]),
        ('"a","b"', ["a", "b"]),
        ('"a,1",b', ["a,1", "b"]),
        ('"a""1",b', ['a"1', "b"]),
        ('"",', ["", ""]),
        ("", [""]),
        ('"a', None),
        ('a"', None),
        ('"a"b,c', None),
        ('a"b"c', None),
        (' "a",b', None),
        ('"a" ,b', None),
    ],
)
def test_quotation_marks_enclose_a_value_or_the_line_is_broken(line: str, values: list[str] | None) -> None:
    assert split(line) == values


def test_a_long_line_of_marks_is_read_in_time_that_grows_with_its_length() -> None:
    assert split('"' * 100_001) is None
    assert split('"' * 100_000) == ['"' * 49_999]


def test_lines_kept_apart_come_back_in_their_place() -> None:
    data = b'1,a\n"2","b"\n3\n4,"c,d"\n\n5,e'
    rows = read_csv(Block(data, first_line=10), ["x", "y"], "utf-8")
    assert rows.table.to_pydict() == {"_line": [10, 11, 13, 15], "x": ["1", "2", "4", "5"], "y": ["a", "b", "c,d", "e"]}
    assert [(each.line, each.reason) for each in rows.broken] == [(12, "columns"), (14, "empty_line")]
    assert [rows.original(line) for line in range(10, 16)] == data.split(b"\n")
    assert rows.count == 6
