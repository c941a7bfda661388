import gzip
import json
from pathlib import Path

import openpyxl
import pytest

from core.errors import FileMissing, InputError
from datapool.standards.mapping.feed import read_feed

CSV = "个人编号,姓名,缴费基数\n001,王芳,5000.00\n002,李雷,\n"


def written(folder: Path, content: bytes, name: str = "feed.csv") -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
@pytest.mark.parametrize("packed", [False, True])
def test_encoding_and_packing_are_seen(tmp_path: Path, encoding: str, packed: bool) -> None:
    content = CSV.encode(encoding)
    feed = read_feed(written(tmp_path, gzip.compress(content) if packed else content))
    assert (feed.format, feed.encoding, feed.gzip) == ("csv", encoding, packed)
    assert feed.headers == ("个人编号", "姓名", "缴费基数")
    assert feed.values == (("001", "002"), ("王芳", "李雷"), ("5000.00", ""))


@pytest.mark.parametrize("separator", [",", "\t", ";", "|"])
def test_what_stands_between_columns_is_seen(tmp_path: Path, separator: str) -> None:
    feed = read_feed(written(tmp_path, CSV.replace(",", separator).encode()))
    assert (feed.separator, len(feed.values)) == (separator, 3)


def test_a_first_row_of_data_is_no_header(tmp_path: Path) -> None:
    body = CSV.split("\n", 1)[1].encode()
    assert read_feed(written(tmp_path, body)).headers == ("", "", "")
    assert read_feed(written(tmp_path, body)).rows == 2
    assert read_feed(written(tmp_path, CSV.encode()), headers=False).rows == 3


def test_only_the_rows_asked_for_are_kept(tmp_path: Path) -> None:
    assert read_feed(written(tmp_path, CSV.encode()), rows=1).values == (("001",), ("王芳",), ("5000.00",))


def test_json_lines_may_leave_keys_out(tmp_path: Path) -> None:
    lines = [{"姓名": "王芳", "数量": 3}, {"姓名": "李雷", "性别": None}]
    text = "\n".join(json.dumps(line, ensure_ascii=False) for line in lines)
    feed = read_feed(written(tmp_path, text.encode(), "feed.jsonl"))
    assert (feed.format, feed.headers) == ("jsonl", ("姓名", "数量", "性别"))
    assert feed.values == (("王芳", "李雷"), ("3", None), (None, None))


def test_the_first_sheet_of_a_workbook_is_read(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for row in (["机构编号", "床位"], ["A1", 30], ["A2", None]):
        book.active.append(row)
    book.save(tmp_path / "feed.xlsx")
    feed = read_feed(tmp_path / "feed.xlsx")
    assert (feed.format, feed.headers, feed.values) == ("xlsx", ("机构编号", "床位"), (("A1", "A2"), ("30", "")))


def test_fixed_width_counts_bytes_and_has_no_headers(tmp_path: Path) -> None:
    path = written(tmp_path, "王芳  1\n欧阳雷2\n".encode("gb18030"), "feed.txt")
    feed = read_feed(path, widths=(6, 1))
    assert (feed.format, feed.headers, feed.values) == ("fixed", ("", ""), (("王芳", "欧阳雷"), ("1", "2")))
    with pytest.raises(InputError, match="7 bytes, not 8"):
        read_feed(path, widths=(7, 1))
    with pytest.raises(InputError, match="--widths"):
        read_feed(path)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "empty"),
        (b" \n \n", "empty"),
        (b"\xff\xfe\x00\x01\xff", "neither UTF-8 nor GB18030"),
        (gzip.compress(CSV.encode() * 100)[:-20], "damaged"),
        (b'{"a": 1}\n{"a": ', "no JSON object"),
        (b'{"a": 1}\n[1]\n', "no JSON object"),
        (b"PK\x03\x04 no workbook", "no Excel workbook"),
        (b"a,b\n", "headers and no rows"),
    ],
)
def test_what_cannot_be_read_is_refused_with_the_reason(tmp_path: Path, content: bytes, says: str) -> None:
    path = written(tmp_path, content)
    with pytest.raises(InputError, match=says) as caught:
        read_feed(path)
    assert caught.value.path == path


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(FileMissing):
        read_feed(tmp_path / "nothing.csv")


def test_a_large_file_is_read_only_at_its_beginning(tmp_path: Path) -> None:
    path = written(tmp_path, ("编号,姓名\n" + "12345678,欧阳雷雷\n" * 200_000).encode("gb18030"))
    feed = read_feed(path)
    assert (feed.encoding, feed.rows) == ("gb18030", 2000)
