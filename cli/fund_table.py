"""The seven funds in one table: what was published last, what comes first, and when each runs dry."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from simulation.result import UNITS, FundResult, Projection

Words = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class TableUnit:
    """What a table counts in: how much one is, and what it is called."""

    size: float
    text: Words


_YI, _WAN = (
    TableUnit(1e8, {"zh": "亿元", "en": "100 million yuan"}),
    TableUnit(1e4, {"zh": "万人", "en": "ten thousands"}),
)
_MILLION = TableUnit(1e6, {"zh": "百万人", "en": "millions"})
# Of a pool with fewer residents than this, yuan and persons are counted in smaller units.
_SMALL = 3e5
_SMALL_UNITS = (
    TableUnit(1e4, {"zh": "万元", "en": "ten thousand yuan"}),
    TableUnit(1.0, {"zh": "人", "en": "ones"}),
)

MONEY_COLUMNS = (
    ("income", {"zh": "收入", "en": "Income"}),
    ("outgo", {"zh": "支出", "en": "Outgo"}),
    ("annual_balance", {"zh": "当期结余", "en": "Balance"}),
    ("annual_balance_before_subsidy", {"zh": "不含补贴\n当期结余", "en": "Before\nsubsidy"}),
    ("accumulated_balance", {"zh": "累计结余", "en": "Accumulated"}),
)
PEOPLE_COLUMNS = (
    ("insured", {"zh": "参保人数", "en": "Insured"}),
    ("beneficiaries", {"zh": "领取\n待遇", "en": "Beneficiaries"}),
)
MARKS = {"actual": "", "estimated": "*", "fallback": "◇", "projected": "†"}
UNVERIFIED = "‡"
TITLE = {
    "zh": "各项社会保险基金（{money}；人数为{persons}）",
    "en": "The social-insurance funds ({money}; persons in {persons})",
}
FUND, YEAR = {"zh": "基金", "en": "Fund"}, {"zh": "年份", "en": "Year"}
MONTHS = {"zh": "可支付\n月数", "en": "Months\npayable"}
DEFICIT = {"zh": "首次\n赤字", "en": "First\ndeficit"}
DEPLETION = {"zh": "结余\n耗尽", "en": "Depleted"}
NEVER = {"zh": "无", "en": "none"}
# Columns that a narrow screen does without, the first to go first: people, the balance before subsidy, months.
SPARE = (8, 7, 5, 9)
YEARS_NOTE = {
    "zh": "首次赤字：首次当期赤字年份；结余耗尽：累计结余耗尽年份。上行含财政补贴，下行不含；“无”指至{last}年未出现。",
    "en": "First deficit, depleted: the year, with fiscal subsidy above and without it below; none: not until {last}.",
}
LEFT_OUT = {
    "zh": "屏幕较窄，部分列未显示；--json 或 --out 可得到全部。",
    "en": "The screen is too narrow for every column; --json or --out has them all.",
}
MARKS_NOTE = {
    "zh": "无标记：已公布并核实；‡ 已公布、未核实；* 估算（拆分或结余未公布）；† 预测；— 未公布。",
    "en": "no mark: published and checked; ‡ published, unverified; "
    "* estimated (a split or a balance is not published); † projected; — not published.",
}


def money_unit(money: str) -> TableUnit:
    """亿元 for the yuan, the billion of any other currency; `money` begins with the currency."""
    currency = money.split(",")[0]
    if UNITS["money"].startswith(currency):
        return _YI
    return TableUnit(1e9, {"zh": f"十亿 {currency}", "en": f"billion {currency}"})


def persons_unit(projection: Projection) -> TableUnit:
    """万人 for China, the million for any other country."""
    return _WAN if money_unit(projection.units["money"]) is _YI else _MILLION


def table_units(projection: Projection) -> tuple[TableUnit, TableUnit]:
    """What the table of a projection counts money and persons in."""
    if "aggregates" in (projection.region or {}) and projection.population.total().max() < _SMALL:
        return _SMALL_UNITS
    return money_unit(projection.units["money"]), persons_unit(projection)


def title(projection: Projection, language: str) -> str:
    """The heading of the table, with its units."""
    money, persons = (unit.text[language] for unit in table_units(projection))
    return TITLE[language].format(money=money, persons=persons)


def columns(language: str) -> tuple[str, ...]:
    """The headings, in the order of `rows`."""
    money = (title[language] for _, title in MONEY_COLUMNS)
    people = (title[language] for _, title in PEOPLE_COLUMNS)
    tail = (MONTHS, *(DEFICIT, DEPLETION))
    return (FUND[language], YEAR[language], *money, *people, *(title[language] for title in tail))


def rows(projection: Projection, language: str) -> list[tuple[str, ...]]:
    """One row per fund, then what is published together; each cell has a line for the last published and one for the
    first projected year."""
    return [_row(projection, fund, language) for fund in (*projection.funds.values(), *projection.totals.values())]


def _row(projection: Projection, fund: FundResult, language: str) -> tuple[str, ...]:
    at = _shown_years(projection, fund)
    money, persons = (unit.size for unit in table_units(projection))
    return (
        fund.title[language],
        "\n".join(f"{int(projection.years[row])}{_mark(fund, row, int(projection.years[row]))}" for row in at),
        *(_cell(fund, name, at, money) for name, _ in MONEY_COLUMNS),
        *(_cell(fund, name, at, persons) for name, _ in PEOPLE_COLUMNS),
        _cell(fund, "months_payable", at, 1.0, digits=1),
        _years(fund, "first_deficit_year", language),
        _years(fund, "depletion_year", language),
    )


def _mark(fund: FundResult, row: int, year: int) -> str:
    return MARKS[fund.status[row]] + (UNVERIFIED if year in fund.unverified_years else "")


def _shown_years(projection: Projection, fund: FundResult) -> tuple[int, ...]:
    """[row] of the last published year and the first projected one; of a back-test, its first and last year."""
    is_backtest = fund.actual_until < projection.years[0]
    wanted = projection.years[[0, -1]] if is_backtest else (fund.actual_until, fund.actual_until + 1)
    return tuple(int(row) for year in wanted for row in np.flatnonzero(projection.years == year))


def _cell(fund: FundResult, measure: str, at: Sequence[int], unit: float, *, digits: int = 0) -> str:
    values = fund.measures.get(measure)
    if not isinstance(values, np.ndarray):
        return "—"
    return "\n".join(f"{values[row] / unit:,.{digits}f}" if np.isfinite(values[row]) else "—" for row in at)


def _years(fund: FundResult, measure: str, language: str) -> str:
    names = (measure, f"{measure}_before_subsidy")
    found = (fund.measures.get(name) for name in names)
    return "\n".join(NEVER[language] if year is None else str(year) for year in found)
