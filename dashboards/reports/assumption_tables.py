"""The assumptions of a report: the main ones with their path, and all of them with reason, source and status."""

from collections.abc import Sequence

from dashboards.reports.assumption_words import reason_text, unit_text
from dashboards.reports.basis import Basis
from dashboards.reports.document import PERCENT_1, YUAN, Column, Figure, Row, Table
from simulation.assumptions import Assumption

MAIN = (
    "demography.base",
    "demography.variant",
    "demography.tfr_shift",
    "demography.life_expectancy_shift",
    "macro.real_wage_growth",
    "macro.cpi",
    "macro.unemployment_rate",
    "macro.discount_rate",
    "macro.deposit_rate",
    "macro.investment_return",
    "macro.borrowing_rate",
    "pension.employee.coverage",
    "pension.employee.compliance",
    "pension.employee.base_ratio",
    "pension.indexation",
    "pension.account_rate",
    "pension.enterprise.subsidy_share",
    "pension.government.subsidy_share",
    "resident_pension.minimum_growth_beyond_income",
    "employee_medical.excess_cost_growth",
    "resident_medical.excess_cost_growth",
    "unemployment.claim_share",
    "work_injury.case_rate",
)
SHARES = ("share per year", "share")
ECONOMY = (
    ("wage_growth", "economy_wage_growth"),
    ("cpi", "economy_cpi"),
    ("discount_rate", "economy_discount"),
    ("unemployment_rate", "economy_unemployment"),
)


def main_assumptions(basis: Basis) -> Table:
    """The main assumptions with values, status and reason."""
    words, rows = basis.words, basis.context().assumptions
    columns = (
        Column("title", words("assumption_name"), 4.6, is_text=True),
        Column("values", words("values_by_year"), 4.6, is_text=True),
        Column("status", words("status_of_row"), 1.8, is_text=True),
        Column("reason", words("reason"), 5.0, is_text=True),
    )
    body = [
        Row(
            key,
            (
                rows.row(key).title[basis.language],
                values_text(basis, rows.row(key)),
                words(rows.row(key).status),
                reason_text(rows.row(key), basis.language),
            ),
        )
        for key in MAIN
        if key in rows
    ]
    caption, name = words("assumptions_main_table"), words("sheet_assumptions_main")
    return Table(name, caption, "", columns, tuple(body), (words("interpolated"),))


def all_assumptions(basis: Basis) -> Table:
    """Every row of the scenario's assumption set."""
    words, rows = basis.words, basis.context().assumptions
    columns = (
        Column("key", words("key"), 4.6, is_text=True),
        Column("title", words("assumption_name"), 4.4, is_text=True),
        Column("values", words("values_by_year"), 3.4, is_text=True),
        Column("unit", words("unit"), 2.4, is_text=True),
        Column("status", words("status_of_row"), 1.3, is_text=True),
        Column("reason", words("reason"), 4.6, is_text=True),
        Column("source", words("source"), 4.2, is_text=True),
    )
    body = [_whole_row(basis, rows.row(key)) for key in rows.keys()]
    caption, name = words("assumptions_all_table"), words("sheet_assumptions_all")
    return Table(name, caption, "", columns, tuple(body), (words("interpolated"),), is_dense=True)


def economy_table(basis: Basis, years: Sequence[int]) -> Table:
    """Growth of wages, prices, discount rate, unemployment and the average wage in chosen years."""
    words, context = basis.words, basis.context()
    columns = [Column("year", words("year"), 2.0, is_text=True)]
    columns += [Column(key, words(word), 2.6) for key, word in ECONOMY]
    columns.append(Column("wage", words("economy_wage"), 3.2))
    body = []
    for year in years:
        at = context.years[context.years == year]
        found = [Figure(float(context.economy.at(key, at)[0]), PERCENT_1, "†") for key, _ in ECONOMY]
        wage = Figure(float(context.economy.at("wage.full_calibre", at)[0]), YUAN, "†")
        body.append(Row(str(year), (str(year), *found, wage)))
    caption, name = words("economy_table"), words("sheet_economy")
    return Table(name, caption, "", tuple(columns), tuple(body), (words("marks_table"),))


def values_text(basis: Basis, row: Assumption) -> str:
    """The values in one line, shares per year as percentages."""
    if row.text is not None:
        return basis.words(f"choice_{row.text}")
    if len(row.points) == 1:
        return _value(row, row.points[0][1])
    mark = "：" if basis.language == "zh" else ": "
    return basis.words("between").join(f"{year}{mark}{_value(row, value)}" for year, value in row.points)


def _value(row: Assumption, value: float) -> str:
    if row.unit in SHARES:
        return f"{value * 100:.2f}".rstrip("0").rstrip(".").replace("-", "\u2212") + "%"
    return f"{value:,.6g}".replace("-", "\u2212")


def _whole_row(basis: Basis, row: Assumption) -> Row:
    language = basis.language
    cells = (
        row.key,
        row.title[language],
        values_text(basis, row),
        unit_text(row.unit, language),
        basis.words(row.status),
        reason_text(row, language),
        row.source,
    )
    return Row(row.key, cells)
