"""Every table survives the way through its own format: what is written is what is read."""

import gzip
from datetime import UTC, date, datetime, timedelta

import numpy as np
import pytest

from datapool.standards.item_types import ItemType
from datapool.standards.sources import Column, load_sources
from datapool.synthetic.feeds import fields
from datapool.synthetic.feeds.fields import MISSING, Field, Kind
from datapool.synthetic.feeds.writing import file_name, header_of, load_forms, tables, written
from tests.datapool.synthetic.feeds.reading import parsed

COUNT = 300
WORDS = np.array(["王建国", "艾山·买买提", "梁玉𠅤", 'O\'Neil, "J"', "", "张\\伟", "一" * 60])
ROW_TABLES = sorted(name for name, table in load_sources().items() if table.format != "xlsx")


def random_field(column: Column, draw: np.random.Generator) -> Field:
    """A field of the column's type, some of whose values are missing."""
    is_missing = draw.random(COUNT) < 0.2

    def with_gaps(values: np.ndarray, gap: int) -> np.ndarray:
        return np.where(is_missing, gap, values)

    match column.item.type:
        case ItemType.DATE:
            return fields.days(with_gaps(draw.integers(-30_000, 25_000, COUNT), fields.NEVER))
        case ItemType.MONTH:
            return fields.months(with_gaps(draw.integers(-900, 800, COUNT), fields.NEVER))
        case ItemType.MOMENT:
            return fields.moments(draw.integers(0, 2**31, COUNT))
        case ItemType.MONEY:
            return fields.fen(with_gaps(draw.integers(-10_000, 10**9, COUNT), MISSING))
        case ItemType.NAME | ItemType.TEXT | ItemType.USCC | ItemType.CITIZEN_ID | ItemType.REGION:
            return fields.text(WORDS, with_gaps(draw.integers(0, len(WORDS), COUNT), -1))
        case ItemType.ACCOUNT:
            return fields.number(with_gaps(draw.integers(0, 10**14, COUNT), -1), 14, prefix="99994")
        case _:
            width = min(column.width or 3, 18)
            return fields.number(with_gaps(draw.integers(0, 10**width, COUNT), -1), width)


def expected(column: Column, field: Field, row: int, department: str, *, fixed: bool) -> str | None:
    """The value as the department's file should show it, in plain Python."""
    value = int(field.values[row])
    if value == MISSING:
        return None
    form = load_forms()[department]
    match field.kind:
        case Kind.DAY:
            text = (date(1970, 1, 1) + timedelta(days=value)).strftime(f"%Y{form['day']}%m{form['day']}%d")
        case Kind.MONTH:
            text = f"{1970 + value // 12}{form['month']}{value % 12 + 1:02d}"
        case Kind.MOMENT:
            text = datetime.fromtimestamp(value, UTC).strftime("%Y-%m-%d %H:%M:%S")
        case Kind.FEN:
            text = f"{'-' if value < 0 else ''}{abs(value) // 100}.{abs(value) % 100:02d}"
        case Kind.TEXT:
            assert field.texts is not None
            text = str(field.texts[value])
        case _:
            text = f"{field.prefix}{value:0{field.width}d}"
    if fixed:
        while len(text.encode("gb18030")) > column.width:
            text = text[:-1]
    return text


@pytest.mark.parametrize("name", ROW_TABLES)
def test_a_table_comes_back_from_its_own_format_value_by_value(name: str) -> None:
    source = tables()[name]
    draw = np.random.default_rng(len(name))
    given = {column.column: random_field(column, draw) for column in source.columns}
    rows = draw.permutation(COUNT)[: COUNT // 2]
    found = parsed(source, written(name, given, rows))
    assert len(found) == rows.size
    for line, row in zip(found, rows.tolist(), strict=True):
        for column in source.columns:
            wanted = expected(column, given[column.column], row, source.department, fixed=source.format == "fixed")
            assert line[column.column] == wanted, column.name


@pytest.mark.parametrize("name", sorted(load_sources()))
def test_the_header_names_the_columns_once_in_the_tables_encoding(name: str) -> None:
    source, header = tables()[name], header_of(name)
    if source.format != "csv":
        assert header == b""
        return
    line = (gzip.decompress(header) if source.gzip else header).decode(source.encoding)
    assert line == ",".join(column.name for column in source.columns) + "\n"


def test_a_packed_header_and_packed_rows_behind_each_other_are_one_file_without_time() -> None:
    name = "health_members"
    source = tables()[name]
    draw = np.random.default_rng(1)
    given = {column.column: random_field(column, draw) for column in source.columns}
    whole = gzip.decompress(header_of(name) + written(name, given)).decode("utf-8-sig")
    assert whole.count("\n") == COUNT + 1
    assert "\ufeff" not in whole
    assert header_of(name)[4:8] == bytes(4)


def test_files_are_named_by_table_delivery_and_part() -> None:
    assert file_name("hrss_insured", "2019", 3) == "hrss/insured/2019/insured-2019-003.csv.gz"
    assert file_name("police_changes", "2015", 0) == "police/changes/2015/changes-2015-000.txt"
    assert file_name("health_providers", "2015", 0) == "health/providers/2015/providers-2015-000.xlsx"


def test_numbers_with_and_without_width_and_prefix() -> None:
    values = np.array([0, 7, 10, 99, 12345, -1])
    given = {column.column: fields.number(values) for column in tables()["health_doctors"].columns}
    given["doctor_no"] = fields.number(values, 6, prefix="D")
    lines = written("health_doctors", given).decode().splitlines()
    assert lines[0] == "D000000,0,0,0,0"
    assert lines[4] == "D012345,12345,12345,12345,12345"
    assert lines[5] == ",,,,"


def test_decimals_keep_their_places() -> None:
    field = fields.decimals(np.array([0.6, 1.23456, 3.0]), 4)
    assert field.texts is not None
    assert [str(field.texts[place]) for place in field.values] == ["0.6000", "1.2346", "3.0000"]
