"""Reading in DuckDB held to a slow reading in Python, and a whole table held to its columns one by one."""

import re
from collections.abc import Callable, Iterator
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import duckdb
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from datapool.standards.catalogue import load_catalogue
from datapool.standards.expressions import FAULTS, fault, identifier, prepare, quote, standard_values, standardise
from datapool.standards.regions import FOREVER, Regions, Span, standard_spans
from datapool.standards.sources import Column, Table, load_sources
from tests.datapool.standards.numbers_at_random import citizen_ids, credit_codes

LAST_DAY = date(2024, 12, 31)
REGIONS = Regions((*standard_spans(), Span("470102", "made up", 1949, FOREVER)), last_day=LAST_DAY)
BLANKS = " \t\r\n\u3000"


@pytest.fixture(scope="module")
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as opened:
        prepare(opened, REGIONS)
        yield opened


def read(connection: duckdb.DuckDBPyConnection, column: Column, texts: list[str | None]) -> list[tuple[Any, Any]]:
    """(value, fault) of each text, in order."""
    connection.register("given", pa.table({"place": range(len(texts)), "t": pa.array(texts, type=pa.string())}))
    (_, value), *_ = standard_values(column, "t")
    query = f"SELECT {value}, {fault(column, 't')} FROM given ORDER BY place"
    return connection.execute(query).fetchall()


def column_of(item: str, *, required: bool = False) -> Column:
    return Column("x", load_catalogue()[item], "x", 0, required)


def read_day(text: str) -> date | None:
    for form, shape in (("%Y-%m-%d", r"\d{4}-\d\d-\d\d"), ("%Y%m%d", r"\d{8}"), ("%Y/%m/%d", r"\d{4}/\d\d/\d\d")):
        if re.fullmatch(shape, text, re.ASCII):
            return parsed(text, form)
    return None


def read_month(text: str) -> date | None:
    dashed = text[:4] + "-" + text[4:] if re.fullmatch(r"\d{6}", text, re.ASCII) else text
    return parsed(dashed, "%Y-%m") if re.fullmatch(r"\d{4}-\d\d", dashed, re.ASCII) else None


def parsed(text: str, form: str) -> date | None:
    try:
        return datetime.strptime(text, form).date()
    except ValueError:
        return None


def read_money(text: str) -> Decimal | None:
    found = re.fullmatch(r"-?(0|[1-9]\d{0,11})(\.\d{1,2})?", text, re.ASCII)
    return Decimal(text) if found and not re.fullmatch(r"-[0.]+", text) else None


def read_integer(text: str) -> int | None:
    number = int(text) if re.fullmatch(r"0|-?[1-9]\d*", text, re.ASCII) else None
    return number if number is not None and -(2**63) <= number < 2**63 else None


def read_moment(text: str) -> datetime | None:
    if not re.fullmatch(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d", text, re.ASCII):
        return None
    try:
        return datetime.strptime(text, "%Y-%m-%d %H:%M:%S")
    except ValueError:
        return None


def read_key(text: str) -> str | None:
    return text if re.fullmatch(r"[0-9A-Za-z-]{1,32}", text) else None


SECOND: dict[str, Callable[[str], Any]] = {
    "registered_on": read_day,
    "period": read_month,
    "wage_income": read_money,
    "beds": read_integer,
    "done_at": read_moment,
    "person_no": read_key,
}
NEARLY = st.one_of(
    st.text(alphabet="0123456789-/+., eE_xX: \u3000１２", max_size=20),
    st.dates(date(1, 1, 1), date(9999, 12, 31)).map(str),
    st.dates(date(1890, 1, 1), date(2030, 1, 1)).map(lambda day: f"{day:%Y%m%d}"),
    st.dates(date(1890, 1, 1), date(2030, 1, 1)).map(lambda day: f"{day:%Y/%m/%d}"),
    st.datetimes(datetime(1890, 1, 1), datetime(2030, 1, 1)).map(lambda moment: f"{moment:%Y-%m-%d %H:%M:%S}"),
    st.tuples(st.integers(1890, 2030), st.integers(0, 14)).map(lambda pair: f"{pair[0]}{pair[1]:02d}"),
    st.tuples(st.integers(1890, 2030), st.integers(0, 14)).map(lambda pair: f"{pair[0]}-{pair[1]:02d}"),
    st.decimals(-(10**13), 10**13, places=2).map(str),
    st.decimals(-1000, 1000, places=3).map(str),
    st.integers(-(10**20), 10**20).map(str),
    st.sampled_from([
        "1e5", "NaN", "inf", "infinity", "epoch", "+5", "-0", "-0.00", "1,000.00", "1.2亿", "3万", "007", "0x1F",
        "0b11", "1_000", ".5", "5.", "2015e2", "2.01e5", "2023-02-29", "2024-02-29", "1899-12-31",
        "2023-01-05 24:00:00", "2023-01-05 10:11:12.5", "2023-01-05 (BC)", "12023-01-05", "١٢٣",
    ]),
)  # fmt: skip
WITH_BLANKS = st.tuples(st.text(alphabet=BLANKS, max_size=2), NEARLY, st.text(alphabet=BLANKS, max_size=2)).map("".join)


@pytest.mark.parametrize("item", SECOND)
@settings(max_examples=8, deadline=None)
@given(texts=st.lists(WITH_BLANKS, min_size=100, max_size=150))
def test_two_readings_of_any_text_agree(connection: duckdb.DuckDBPyConnection, item: str, texts: list[str]) -> None:
    found = read(connection, column_of(item), [*texts])
    expected = [SECOND[item](text.strip(BLANKS)) for text in texts]
    assert [(text, value) for text, (value, _), want in zip(texts, found, expected, strict=True) if value != want] == []
    blank = [text.strip(BLANKS) == "" for text in texts]
    for (value, word), is_blank in zip(found, blank, strict=True):
        assert (value is None and word is None) == is_blank


@pytest.mark.parametrize(
    ("item", "text", "expected"),
    [
        ("registered_on", "1899-12-31", "out_of_range"),
        ("registered_on", "2023-02-29", "not_a_date"),
        ("registered_on", "2024-12-31", None),
        ("registered_on", "2025-01-01", "in_the_future"),
        ("sentence_until", "2041-05-06", None),
        ("sentence_until", "2241-05-06", "out_of_range"),
        ("period", "202501", "in_the_future"),
        ("first_benefit_month", "2025-01", None),
        ("done_at", "2024-12-31 23:59:59", None),
        ("done_at", "2025-01-01 00:00:00", "in_the_future"),
        ("wage_income", "-5", "out_of_range"),
        ("wage_income", "10000000.01", "out_of_range"),
        ("wage_income", "1.2亿", "not_money"),
        ("maternity_days", "0", "out_of_range"),
        ("contribution_index", "1e1", "not_a_share"),
        ("sex", "3", "not_in_code_list"),
        ("ethnic_group", "1", "not_in_code_list"),
        ("ethnic_group", "01", None),
        ("ethnic_group", "０１", None),
        ("typology", "t01", None),
        ("industry", " c ", None),
        ("diagnosis", "i10.x00", None),
        ("diagnosis", "10I", "not_in_code_list"),
        ("region_code", "470102", None),
        ("region_code", "119999", "unknown_region"),
        ("region_code", "１１０１０１", None),
        ("phone", "+86 138-1234-5678", None),
        ("phone", "12", "not_a_phone"),
        ("account_no", "6222 0212 3456 7890", None),
        ("account_no", "无", "not_an_account"),
        ("person_no", "甲1", "not_a_key"),
        ("person_no", "1" * 33, "not_a_key"),
        ("person_name", "阿依·买买提", None),
        ("person_name", "王\ufffd", "broken_characters"),
        ("person_name", "王" * 65, "too_long"),
        ("address", "某" * 101, "too_long"),
        ("address", "某路\x00", "broken_characters"),
        ("beds", "12.5", "not_an_integer"),
    ],
)
def test_the_word_says_what_is_wrong(
    connection: duckdb.DuckDBPyConnection, item: str, text: str, expected: str | None
) -> None:
    ((value, word),) = read(connection, column_of(item), [text])
    assert word == expected
    assert value is not None or word is not None


def test_what_is_blank_is_missing_only_where_it_is_required(connection: duckdb.DuckDBPyConnection) -> None:
    blanks = [None, "", " ", "\t", "\u3000 ", "\r\n"]
    kinds = {item.type: item.key for item in load_catalogue().values()}
    for item in kinds.values():
        assert read(connection, column_of(item), [*blanks]) == [(None, None)] * len(blanks)
        required = read(connection, column_of(item, required=True), [*blanks])
        assert required == [(None, "missing")] * len(blanks)


def test_a_name_is_written_with_one_kind_of_dot(connection: duckdb.DuckDBPyConnection) -> None:
    dots = [f"阿依{dot}买提" for dot in "·•‧・∙．"]
    assert {value for value, _ in read(connection, column_of("person_name"), [*dots])} == {"阿依·买提"}


def test_an_invalid_number_is_no_fault_of_its_row(connection: duckdb.DuckDBPyConnection) -> None:
    assert read(connection, column_of("citizen_id", required=True), ["123"]) == [(None, None)]
    assert read(connection, column_of("uscc", required=True), ["123"]) == [(None, None)]


def a_table(*columns: Column) -> Table:
    like = load_sources()["tax_firms"]
    return Table("tax", "odd", like.title, like.title, "csv", "utf-8", False, "year", columns, ())


def test_a_whole_table_is_read_as_its_columns_one_by_one(connection: duckdb.DuckDBPyConnection) -> None:
    items = ("citizen_id", "uscc", "registered_on", "period", "wage_income", "sex", "region_code", "person_name")
    table = a_table(
        *(Column(f"列'{item}\"", load_catalogue()[item], item, 0, at % 2 == 0) for at, item in enumerate(items))
    )
    rows = 400
    texts = {
        "citizen_id": citizen_ids(rows, 1),
        "uscc": credit_codes(rows, 2),
        "registered_on": ["2020-01-01", "20200230", "", " 2020/03/04", "2025-01-01"] * 80,
        "period": ["202001", "2020-13", "x", "", "1800-01"] * 80,
        "wage_income": ["12.5", "1e3", "-1", "", "99999999"] * 80,
        "sex": ["1", "2", "９", "", "２"] * 80,
        "region_code": ["110101", "470102", "999999", "", "1101"] * 80,
        "person_name": ["王芳", "", " 李 ", "\ufffd", "张" * 70] * 80,
    }
    named = {column.name: pa.array(texts[column.column], type=pa.string()) for column in table.columns}
    connection.register("raw", pa.table({"_line": range(rows), **named}))
    whole = f"SELECT * FROM ({standardise(table, 'raw', carry=['_line'])}) ORDER BY _line"
    found = connection.execute(whole).fetchall()
    names = [described[0] for described in connection.execute(whole).description or []]
    singly = {name: sql for column in table.columns for name, sql in standard_values(column, identifier(column.name))}
    faults = ", ".join(
        f"{quote(column.column + ':')} || {fault(column, identifier(column.name))}" for column in table.columns
    )
    one_by_one = connection.execute(
        f"SELECT {', '.join(singly.values())}, [{faults}] FROM raw ORDER BY _line"
    ).fetchall()
    assert names == ["_line", *singly, FAULTS] == ["_line", *(name for name, _ in table.standard_columns), FAULTS]
    for row, single in zip(found, one_by_one, strict=True):
        assert row[1:-1] == single[:-1]
        assert (row[-1] or []) == [word for word in single[-1] if word is not None]
    assert sum(row[-1] is None for row in found) > 0


@pytest.mark.parametrize("name", load_sources())
def test_every_table_is_read_with_the_columns_and_types_it_promises(
    connection: duckdb.DuckDBPyConnection, name: str
) -> None:
    table = load_sources()[name]
    cells = ", ".join(f"CAST(NULL AS VARCHAR) AS {identifier(column.name)}" for column in table.columns)
    connection.execute(f"CREATE OR REPLACE TEMP TABLE raw_table AS SELECT {cells}")
    described = connection.execute(f"DESCRIBE {standardise(table, 'raw_table')}").fetchall()
    assert [(name, kind) for name, kind, *_ in described] == [*table.standard_columns, (FAULTS, "VARCHAR[]")]


def test_delivered_text_may_be_any_expression(connection: duckdb.DuckDBPyConnection) -> None:
    table = a_table(Column("日期", load_catalogue()["registered_on"], "day", 0, True))
    connection.execute("CREATE OR REPLACE TEMP TABLE packed AS SELECT '2020-01-02|x' AS line")
    query = standardise(table, "packed", delivered={"日期": "split_part(line, '|', 1)"})
    assert connection.execute(query).fetchall() == [(date(2020, 1, 2), None)]


def test_without_a_last_day_nothing_lies_in_the_future() -> None:
    with duckdb.connect() as opened:
        prepare(opened, Regions(standard_spans()))
        assert read(opened, column_of("registered_on"), ["2149-01-01"])[0][1] is None
        assert read(opened, column_of("registered_on"), ["2151-01-01"])[0][1] == "out_of_range"


def test_preparing_again_takes_the_new_regions() -> None:
    with duckdb.connect() as opened:
        for regions, word in ((Regions(standard_spans()), "unknown_region"), (REGIONS, None)):
            prepare(opened, regions)
            assert read(opened, column_of("region_code"), ["470102"])[0][1] == word
