"""`anlan pooling`: who pays whom among the provinces under the central adjustment and national pooling."""

import csv
import json
from argparse import Namespace
from collections.abc import Iterator, Sequence
from io import StringIO
from pathlib import Path

import numpy as np

from cli.console import print_figures, print_json, print_lines, working
from cli.delivery import put
from cli.scenarios import read_scenario
from core.errors import FileMissing, InputError
from core.settings import Settings
from simulation.countries.china.pooling import Published, pool_china, published_checks
from simulation.countries.china.regions.nation import fund_cells
from simulation.regions.fund_data import FundData
from simulation.regions.pooling import Pooling
from simulation.regions.workbook import read_fund_workbook

FILES = ("pooling.json", "pooling.csv")
YI, WAN = 1e8, 1e4
SHOWN_YEARS = 4
_WORKING = {"zh": "正在测算全国统筹", "en": "Working out national pooling"}
_WRITTEN = {"zh": "已写入", "en": "Written:"}
_TITLE = {
    "zh": "企业职工基本养老保险全国统筹：净调入（＋）与净调出（−），亿元",
    "en": "National pooling of the enterprise pension: received (+) and paid (−), 100 million yuan",
}
_PROVINCE = {"zh": "省份", "en": "Province"}
_SUPPORT = {"zh": "缴费人数\n与离退休\n之比 {year}", "en": "Contributors\na pensioner\n{year}"}
_SUM = {"zh": "合计", "en": "Total"}
_MARK = "示意"
_NOTES = {
    "zh": (
        "标“示意”的省份均为虚构，合计等于全国；不代表任何真实省份。",
        "规则：2018–2021年中央调剂，按上解比例×工资×参保人数上解，按离退休人数等额拨付；2022年起全国统筹，"
        "按全国统一的缴费和待遇标准计算缺口，由有结余的省份按结余比例弥补；全国当期收不抵支时，缺口按工资总额分担。",
    ),
    "en": (
        "Provinces marked 示意 are illustrative: made up, adding up to the nation, none of them a real province.",
        "Rule: 2018–2021 central adjustment, rate × wages × members up, one amount a pensioner down; from 2022 "
        "shortfalls by the national norm are filled out of surpluses; the nation's own is borne by wage bills.",
    ),
}
_CHECKS = {
    "pooling.central_adjustment": {"zh": "中央调剂规模", "en": "Scale of the central adjustment"},
    "pooling.transfers": {"zh": "统筹调剂资金（取决于示意省）", "en": "Moved under pooling (rests on 示意 provinces)"},
}
_CHECK_COLUMNS = {"zh": ("对照", "年份", "公布", "计算", "误差"), "en": ("Check", "Year", "Published", "Ours", "Error")}
_CHECK_TITLE = {"zh": "与公布数对照（亿元）", "en": "Beside what was published (100 million yuan)"}


def run(chosen: Namespace, _settings: Settings) -> int:
    """Work out the provinces, write the files asked for, print tables or JSON."""
    named = read_scenario(chosen.scenario, settings=chosen.set, overlays=chosen.overlay)
    folder = Path(chosen.out) if chosen.out else None
    if folder is not None and folder.exists() and not folder.is_dir():
        raise InputError("this is a file, not a folder.", path=folder, remedy="Name a folder.")
    workbooks = _workbooks(Path(chosen.workbooks)) if chosen.workbooks else ()
    try:
        with working(_WORKING[chosen.language]):
            pooling = pool_china(named.scenario, provinces=chosen.provinces, until=chosen.until, workbooks=workbooks)
    except InputError as err:
        raise named.located(err) from None
    content = pooling.to_json() | {"checks": [_check_json(check) for check in published_checks(pooling)]}
    written = _deliver(folder, content, pooling) if folder is not None else []
    if chosen.json:
        print_json(content)
    else:
        _print(pooling, chosen.language)
        print_lines(*(f"{_WRITTEN[chosen.language]} {path}" for path in written))
    return 0


def _workbooks(folder: Path) -> tuple[FundData, ...]:
    if not folder.is_dir():
        raise FileMissing("this folder is not there.", path=folder, remedy="Name the folder of the workbooks.")
    paths = sorted(path for path in folder.glob("*.xlsx") if not path.name.startswith("~$"))
    if not paths:
        raise FileMissing("no .xlsx file is here.", path=folder, remedy="Put the provinces' workbooks into it.")
    return tuple(read_fund_workbook(path, fund_cells()) for path in paths)


def _check_json(check: Published) -> dict[str, object]:
    return {
        "name": check.name,
        "year": check.year,
        "published": check.published,
        "computed": check.computed,
        "error": check.error,
    }


def _deliver(folder: Path, content: dict[str, object], pooling: Pooling) -> list[Path]:
    texts = (json.dumps(content, ensure_ascii=False, allow_nan=False), _csv(pooling))
    paths = [folder / name for name in FILES]
    for path, text in zip(paths, texts, strict=True):
        put(path, text)
    return paths


def _csv(pooling: Pooling) -> str:
    text = StringIO()
    csv.writer(text, lineterminator="\n").writerows(_csv_rows(pooling))
    return text.getvalue()


def _csv_rows(pooling: Pooling) -> Iterator[Sequence[object]]:
    """One row per province and year; money in yuan."""
    columns = ("contributions", "benefits", "upload", "allocation", "net_transfer")
    yield ("province", "code", "illustrative", "year", *columns)
    flows = pooling.provinces.flows
    arrays = (flows.contributions, flows.benefits, pooling.upload, pooling.allocation, pooling.net_transfer)
    for number, row in enumerate(pooling.provinces.rows):
        mark = _MARK if row.is_illustrative else ""
        for at, year in enumerate(pooling.provinces.years.tolist()):
            yield (row.name["zh"], row.code, mark, year, *(repr(float(values[number, at])) for values in arrays))


def _print(pooling: Pooling, language: str) -> None:
    table, years = pooling.provinces, pooling.provinces.years
    at = np.unique(np.linspace(0, years.size - 1, SHOWN_YEARS + 1).round().astype(int))
    support = table.flows.contributors / table.flows.retirees
    first = _SUPPORT[language].format(year=years[at[0]])
    columns = (_PROVINCE[language], first, *(str(years[row]) for row in at))
    rows = [
        (
            row.name[language],
            f"{support[number, at[0]]:.2f}",
            *(_signed(pooling.net_transfer[number, each]) for each in at),
        )
        for number, row in enumerate(table.rows)
    ]
    nation = table.flows.contributors.sum(axis=0) / table.flows.retirees.sum(axis=0)
    total = (_signed(pooling.net_transfer[:, each].sum()) for each in at)
    rows.append((_SUM[language], f"{nation[at[0]]:.2f}", *total))
    print_figures(_TITLE[language], columns, rows, left=1, spare=())
    checks = published_checks(pooling)
    if checks:
        lines = [_check_line(check, language) for check in checks]
        print_figures(_CHECK_TITLE[language], _CHECK_COLUMNS[language], lines, left=1, spare=())
    print_lines(*_NOTES[language])


def _check_line(check: Published, language: str) -> tuple[str, ...]:
    amounts = (f"{check.published / YI:,.0f}", f"{check.computed / YI:,.0f}")
    return (_CHECKS[check.name][language], str(check.year), *amounts, f"{check.error:+.1%}")


def _signed(value: float) -> str:
    amount = round(value / YI)
    return f"{amount:+,}" if amount else "0"
