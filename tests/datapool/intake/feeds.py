"""Small feeds for the tests: rows that fit a source description, written as a department would deliver them."""

import gzip
import json
from collections.abc import Callable, Mapping, Sequence
from io import BytesIO
from pathlib import Path
from random import Random

from openpyxl import Workbook

from datapool.standards.item_types import ItemType
from datapool.standards.sources import Column, Table

Row = dict[str, str]
COUNTIES = [f"47{prefecture:02d}{county:02d}" for prefecture in (1, 6) for county in (1, 2)]
SURNAMES, GIVEN = "王李张刘陈杨赵黄周吴", "伟芳娜敏静丽强磊军洋勇艳杰涛明超秀霞平刚"
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
SUFFIX = {"csv": "csv", "fixed": "txt", "jsonl": "jsonl", "xlsx": "xlsx"}


def citizen_id(random: Random) -> str:
    """A number of the made-up province with a right check digit."""
    body = (
        f"{random.choice(COUNTIES)}{random.randint(1950, 2000)}{random.randint(1, 12):02d}{random.randint(1, 28):02d}"
    )
    body += f"{random.randint(1, 999):03d}"
    return body + "10X98765432"[sum(int(d) * w for d, w in zip(body, WEIGHTS, strict=True)) % 11]


def uscc(random: Random) -> str:
    """A credit code with right check letters."""
    letters = "0123456789ABCDEFGHJKLMNPQRTUWXY"
    number = "".join(random.choice("0123456789") for _ in range(8))
    checks = 11 - sum(int(d) * w for d, w in zip(number, (3, 7, 9, 10, 5, 8, 4, 2), strict=True)) % 11
    body = f"91{random.choice(COUNTIES)}{number}{'0X'[checks == 10] if checks >= 10 else checks}"
    total = sum(letters.index(c) * 3**i % 31 for i, c in enumerate(body.replace("X", "X")))
    return body + letters[(31 - total % 31) % 31]


def _day(random: Random) -> str:
    return f"{random.randint(2015, 2019)}-{random.randint(1, 12):02d}-{random.randint(1, 28):02d}"


def _number(item: object, random: Random) -> int:
    least, most = int(item.least or 0), int(item.most or 1000)
    middle = (least + min(most, least + 4000)) // 2
    return random.randint(max(least, middle // 2), middle)


def _code(column: Column, random: Random) -> str:
    codes = column.item.code_list
    return random.choice(sorted(codes.codes)) if codes.codes else random.choice(["I10", "C34.9", "E11"])


VALUES: Mapping[ItemType, Callable[[Column, Random], str]] = {
    ItemType.TEXT: lambda c, r: f"{r.choice(['澜江路', '新华街', '人民路'])}{r.randint(1, 99)}号",
    ItemType.NAME: lambda c, r: r.choice(SURNAMES) + "".join(r.choice(GIVEN) for _ in range(r.randint(1, 2))),
    ItemType.CODE: _code,
    ItemType.KEY: lambda c, r: f"{r.randint(0, 10**9):010d}",
    ItemType.CITIZEN_ID: lambda c, r: citizen_id(r),
    ItemType.USCC: lambda c, r: uscc(r),
    ItemType.REGION: lambda c, r: r.choice(COUNTIES),
    ItemType.INTEGER: lambda c, r: str(_number(c.item, r)),
    ItemType.MONEY: lambda c, r: f"{_number(c.item, r)}.{r.randint(0, 99):02d}",
    ItemType.SHARE: lambda c, r: f"{r.random():.4f}",
    ItemType.DATE: lambda c, r: _day(r).replace("-", "") if c.width == 8 else _day(r),
    ItemType.MONTH: lambda c, r: _day(r)[:7].replace("-", ""),
    ItemType.MOMENT: lambda c, r: f"{_day(r)} 09:30:{r.randint(0, 59):02d}",
    ItemType.PHONE: lambda c, r: f"138{r.randint(0, 10**8 - 1):08d}",
    ItemType.ACCOUNT: lambda c, r: f"6222{r.randint(0, 10**15 - 1):015d}",
}


def good_rows(table: Table, count: int, seed: int = 1, **fixed: str) -> list[Row]:
    """[row] column of the pool → text as delivered; every row has its own key.

    fixed   values that all rows have
    """
    random = Random(f"{table.full_name} {seed}")
    rows = []
    for number in range(count):
        row = {column.column: VALUES[column.item.type](column, random) for column in table.columns}
        key = next((c for c in table.columns if c.column in table.key and c.item.type is ItemType.KEY), None)
        rows.append(row | ({key.column: f"{seed % 100:02d}{number:08d}"} if key else {}) | fixed)
    return rows


def render(table: Table, rows: Sequence[Row], *, line_end: str = "\n") -> bytes:
    """The unpacked bytes of a file with these rows, header included."""
    if table.format == "xlsx":
        return workbook([[c.name for c in table.columns], *[[row[c.column] for c in table.columns] for row in rows]])
    if table.format == "jsonl":
        objects = ({c.name: row[c.column] or None for c in table.columns} for row in rows)
        lines = [json.dumps(each, ensure_ascii=False) for each in objects]
        return "".join(line + line_end for line in lines).encode(table.encoding)
    if table.format == "fixed":
        return b"".join(fixed_line(table, row) + line_end.encode() for row in rows)
    lines = [",".join(column.name for column in table.columns)]
    lines += [",".join(row[column.column] for column in table.columns) for row in rows]
    return "".join(line + line_end for line in lines).encode(table.encoding)


def fixed_line(table: Table, row: Row) -> bytes:
    """One line of fixed width, without its end."""
    return b"".join(row[c.column].encode(table.encoding).ljust(c.width) for c in table.columns)


def workbook(cells: Sequence[Sequence[object]]) -> bytes:
    """An Excel file with one sheet."""
    book = Workbook()
    for row in cells:
        book.active.append(list(row))
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()


def deliver(root: Path, table: Table, data: bytes, *, delivery: str = "2019", part: int = 0) -> Path:
    """Put a file where the department would put it, packed where its description says so."""
    folder = root / "feeds" / table.department / table.name / delivery
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{table.name}-{delivery}-{part}.{SUFFIX[table.format]}{'.gz' if table.gzip else ''}"
    path.write_bytes(gzip.compress(data, mtime=0) if table.gzip else data)
    return path


def make_pool_file(root: Path) -> Path:
    """A made-up province with a few counties."""
    lines = ['province: "47"', "title: {zh: 澜江省（虚构）, en: Lanjiang (made up)}", "regions:"]
    codes = sorted({"470000", *(f"{county[:4]}00" for county in COUNTIES), *COUNTIES})
    lines += [f'  - {{code: "{code}", zh: 某地{code}, en: Place {code}, since: 1949, until: null}}' for code in codes]
    lines += ["history: {first: 2015-01, last: 2024-12}", ""]
    root.mkdir(parents=True, exist_ok=True)
    (root / "pool.yaml").write_text("\n".join(lines), encoding="utf-8")
    return root
