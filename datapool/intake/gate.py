"""The first rows of a delivery set beside the catalogue: is it what it claims to be? Asked before the rest is read."""

import re
from collections.abc import Callable, Iterator, Mapping

import pandas as pd
import pandera.pandas as pandera
import pyarrow as pa
import pyarrow.compute as arrow

from datapool.intake.refusal import BatchRejected
from datapool.standards.catalogue import Item
from datapool.standards.item_types import ItemType
from datapool.standards.sources import Column, Table

ROWS = 500
# A column of which less than this share of the first rows can be read is not the column it claims to be.
LEAST_RIGHT = 0.5
# 元 for 分 makes an amount a hundredth, 元 for 万元 ten thousand times as much; years of growth do neither.
MOST_TIMES = 50.0
LEAST_VALUES = 30
Test = Callable[["pd.Series[str]"], bool]
_FORMS = {
    ItemType.KEY: r"[0-9A-Za-z-]+",
    ItemType.REGION: r"\d{6}",
    ItemType.DATE: r"\d{4}([-/]?)\d\d\1\d\d",
    ItemType.MONTH: r"\d{4}-?\d\d",
    ItemType.MOMENT: r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d",
    ItemType.INTEGER: r"-?\d+",
    ItemType.MONEY: r"-?\d+(\.\d{1,2})?",
    ItemType.SHARE: r"-?\d+(\.\d+)?",
    ItemType.CITIZEN_ID: r"[0-9A-Za-z*()-]{6,20}",
    ItemType.USCC: r"[0-9A-Za-z-]{9,20}",
}
_WORDS = {
    "filled": "has no value in most of its first rows, though it must have one",
    "form": "is not of its type ({kind}) in most of its first rows",
    "codes": "is not from its code list in most of its first rows",
    "range": "lies outside its range in most of its first rows; is the unit {unit}?",
}


def gate_of(table: Table) -> pandera.DataFrameSchema:
    """What the first rows of a table must look like, by the catalogue."""
    columns = {
        column.column: pandera.Column(nullable=True, checks=list(_checks(column)), name=column.column)
        for column in table.columns
    }
    return pandera.DataFrameSchema(columns, name=table.full_name)


def look(rows: pa.Table, gate: pandera.DataFrameSchema, table: Table) -> dict[str, float]:
    """[column] median of the positive values among the first rows, for amounts with enough of them.

    rows   text columns, as delivered
    Raises BatchRejected when a column cannot be what it claims to be.
    """
    if not rows.num_rows:
        return {}
    first = rows.slice(0, ROWS)
    frame = pd.DataFrame({column.column: _text(first.column(column.column)) for column in table.columns})
    try:
        gate.validate(frame, lazy=True)
    except pandera.errors.SchemaErrors as err:
        found = err.failure_cases.drop_duplicates(["column", "check"])[["column", "check"]]
        raise _refusal(list(found.itertuples(index=False, name=None)), table) from None
    return {name: median for name in _amounts(table) if (median := _median(frame[name])) is not None}


def _amounts(table: Table) -> list[str]:
    """Amounts that every row has: one that only some rows have moves with what the rows are about."""
    return [column.column for column in table.columns if column.required and column.item.type is ItemType.MONEY]


def compare(medians: Mapping[str, float], usual: Mapping[str, float]) -> None:
    """Raise BatchRejected when a column's amounts are on quite another scale than in earlier deliveries.

    usual   [column] median of the medians of earlier deliveries
    """
    for column, median in medians.items():
        times = max(median / usual[column], usual[column] / median) if column in usual else 1.0
        if times > MOST_TIMES:
            raise BatchRejected(
                "unit",
                f"{column} is {times:,.0f} times as large or small as in earlier deliveries. "
                "Is it in another unit? Have it sent again in the unit described.",
            )


def _checks(column: Column) -> Iterator[pandera.Check]:
    item = column.item
    if column.required:
        yield _check("filled", lambda values: values.notna().mean() >= LEAST_RIGHT)
    if item.code_list is not None:
        yield _check("codes", _among_filled(_code_test(item)))
    elif item.type in _FORMS:
        form = _FORMS[item.type]
        yield _check("form", _among_filled(lambda values: values.str.fullmatch(form).mean() >= LEAST_RIGHT))
    if item.type.is_number and (item.least is not None or item.most is not None):
        yield _check("range", _among_filled(_range_test(item)))


def _check(name: str, test: Test) -> pandera.Check:
    return pandera.Check(test, name=name, error=name, ignore_na=False)


def _among_filled(test: Test) -> Test:
    """A column without values claims nothing."""

    def tested(values: "pd.Series[str]") -> bool:
        there = values.dropna()
        return there.empty or bool(test(there))

    return tested


def _code_test(item: Item) -> Test:
    codes = item.code_list
    assert codes is not None
    if codes.pattern:
        pattern = re.compile(codes.pattern)
        return lambda values: values.map(lambda code: bool(pattern.fullmatch(code))).mean() >= LEAST_RIGHT
    return lambda values: values.isin(list(codes.codes)).mean() >= LEAST_RIGHT


def _range_test(item: Item) -> Test:
    least = -float("inf") if item.least is None else item.least
    most = float("inf") if item.most is None else item.most
    return lambda values: pd.to_numeric(values, errors="coerce").between(least, most).mean() >= LEAST_RIGHT


def _text(column: pa.ChunkedArray) -> "pd.Series[str]":
    """Without blanks around, full-width figures made plain, nothing where nothing stands."""
    trimmed = arrow.utf8_trim_whitespace(arrow.utf8_normalize(column, form="NFKC"))
    return pd.Series(arrow.if_else(arrow.equal(trimmed, ""), None, trimmed).to_pandas(), dtype="str")


def _median(values: "pd.Series[str]") -> float | None:
    numbers = pd.to_numeric(values, errors="coerce")
    positive = numbers[numbers > 0]
    return float(positive.median()) if len(positive) >= LEAST_VALUES else None


def _refusal(found: list[tuple[str, str]], table: Table) -> BatchRejected:
    by_name = {column.column: column for column in table.columns}
    parts = [
        f"{by_name[name].name} {_WORDS[check].format(kind=by_name[name].item.type, unit=by_name[name].item.unit)}"
        for name, check in found
    ]
    reason = "unit" if all(check == "range" for _, check in found) else "not_as_claimed"
    return BatchRejected(reason, f"{'; '.join(parts)}. Is this the file that was described?")
