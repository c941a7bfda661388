"""The tables of an actuarial report: provisions, data checks, people, measures, stress cases, reconciliation."""

from collections.abc import Mapping, Sequence
from datetime import date
from math import isfinite

import numpy as np

from dashboards.findings import BARE, dated
from dashboards.reports.basis import Basis
from dashboards.reports.document import (
    MONTHS,
    PERCENT_1,
    PERCENT_2,
    POINTS_2,
    RATIO,
    WAN,
    YEAR,
    YI,
    YI_CHANGE,
    Cell,
    Column,
    Figure,
    Row,
    Table,
)
from rules.parameters import ParameterRow, value_text
from simulation.outlook import aged_share
from simulation.reconciliation import CAUSES, FundReconciliation
from simulation.result import FundResult
from simulation.stress.testing import Outcome, Standing, StressTest

PROVISIONS = (
    "contribution.base.floor_share",
    "contribution.base.ceiling_share",
    "pension.contribution.employer_rate",
    "pension.contribution.employee_rate",
    "pension.contribution.flexible_rate",
    "pension.contribution.account_rate",
    "pension.basic.accrual_rate",
    "pension.transitional.rate",
    "pension.minimum_years",
    "retirement.old_age.male",
    "retirement.longest_delay.male",
    "retirement.old_age.female_cadre",
    "retirement.longest_delay.female_cadre",
    "retirement.old_age.female_worker",
    "retirement.longest_delay.female_worker",
    "resident_pension.basic_minimum",
    "medical.contribution.employer_rate",
    "medical.contribution.employee_rate",
    "medical.resident.subsidy",
    "medical.resident.contribution",
    "unemployment.contribution.employer_rate",
    "unemployment.contribution.employee_rate",
    "unemployment.benefit.longest",
)
UNITS = ("in_years", "in_months", "in_yuan_a_month", "in_yuan_a_year")
SUMMARISED = ("income_rate_summarised", "cost_rate_summarised", "actuarial_balance")
HORIZONS = ("25", "50", "75")
OBLIGATIONS = ("open_group_obligation", "closed_group_obligation", "implicit_pension_debt")
STRESS_FIGURES = ("first_deficit_year", "depletion_year")


def provisions_table(basis: Basis) -> Table:
    """What the law says on the first day of the report's year, with status and source."""
    words, day = basis.words, date(basis.year, 1, 1)
    rules = basis.context().rules.at(day, basis.scenario.region)
    columns = (
        Column("provision", words("provision"), 5.6, is_text=True),
        Column("value", words("value"), 3.4, is_text=True),
        Column("status", words("status_of_row"), 1.7, is_text=True),
        Column("source", words("source"), 5.3, is_text=True),
    )
    rows = []
    for key in (key for key in PROVISIONS if rules.has(key)):
        row = rules.row(key)
        title = rules.book.parameter(key).title.text("zh" if basis.language == "zh" else "en")
        rows.append(Row(key, (title, _provision(basis, row), words(row.status.value), str(row.source))))
    caption = words("provisions_table", day=day.isoformat())
    return Table(words("sheet_provisions"), caption, "", columns, tuple(rows))


def checks_table(basis: Basis) -> Table:
    """By how much published balances do not roll forward."""
    words, funds = basis.words, basis.funds()
    years = [year for year in map(int, basis.projection.years) if year <= basis.base_year]
    rows = []
    for year in years:
        cells = []
        for fund in funds:
            gap, held = (basis.value(fund, name, year) for name in ("scope_change", "accumulated_balance"))
            share = None if gap is None or not held else gap / held
            cells.append(Figure(share, PERCENT_2, basis.mark(fund, year)))
        rows.append(Row(str(year), (str(year), *cells)))
    notes = (words("checks_note"), words("marks_table"))
    return Table(words("sheet_checks"), words("checks_table"), "", _across(basis), tuple(rows), notes)


def people_table(basis: Basis, years: Sequence[int]) -> Table:
    """Everybody, the old, and how many insured there are for a pensioner."""
    words, people = basis.words, basis.projection.population
    pensions = [fund for fund in basis.funds() if fund.name in ("enterprise_pension", "government_pension")]
    columns = (
        Column("year", words("year"), 2.0, is_text=True),
        Column("total", words("population_total"), 2.8),
        Column("sixty", words("population_60"), 2.4),
        Column("sixty_five", words("population_65"), 2.4),
        *(Column(fund.name, words("support_of", fund=words(f"short_{fund.name}")), 3.0) for fund in pensions),
    )
    total, sixty, sixty_five = people.total(), aged_share(people, 60), aged_share(people, 65)
    rows = []
    for year in years:
        at = year - int(people.years[0])
        found = (
            Figure(float(total[at]), WAN, "†"),
            Figure(float(sixty[at]), PERCENT_1, "†"),
            Figure(float(sixty_five[at]), PERCENT_1, "†"),
        )
        support = [basis.figure(fund, "support_ratio", year, RATIO) for fund in pensions]
        rows.append(Row(str(year), (str(year), *found, *support)))
    return Table(words("sheet_people"), words("people_table"), "", columns, tuple(rows), (words("marks_table"),))


def balance_table(basis: Basis) -> Table:
    """Summarised rates and actuarial balance over 25, 50 and 75 years."""
    words = basis.words
    columns = [Column("fund", words("fund"), 1.87, is_text=True)]
    for name in SUMMARISED:
        columns += [Column(f"{name}.{h}", words("over", name=words(f"short_{name}"), years=h), 1.57) for h in HORIZONS]
    rows = []
    for fund in basis.funds():
        cells: list[Cell] = [words(f"short_{fund.name}")]
        for name in SUMMARISED:
            values = fund.measures.get(name)
            by_horizon = values if isinstance(values, Mapping) else {}
            for horizon in HORIZONS:
                formula = ""
                if name == "actuarial_balance" and by_horizon.get(horizon) is not None:
                    formula = f"{{income_rate_summarised.{horizon}}}-{{cost_rate_summarised.{horizon}}}"
                cells.append(Figure(by_horizon.get(horizon), PERCENT_2, "†", formula))
        rows.append(Row(fund.name, tuple(cells)))
    return Table(
        words("sheet_balance"), words("balance_table"), "", tuple(columns), tuple(rows), (words("marks_table"),)
    )


def obligations_table(basis: Basis) -> Table:
    """What is owed, as present values."""
    words = basis.words
    columns = (
        Column("fund", words("fund"), 5.5, is_text=True),
        *(Column(name, words(name), 3.5) for name in OBLIGATIONS),
    )
    rows = [
        Row(
            fund.name,
            (fund.title[basis.language], *(Figure(_scalar(fund, name), YI, "†") for name in OBLIGATIONS)),
        )
        for fund in basis.funds()
    ]
    return Table(
        words("sheet_obligations"),
        words("obligations_table"),
        words("unit_yi"),
        columns,
        tuple(rows),
        (words("marks_table"),),
    )


def years_table(basis: Basis) -> Table:
    """First deficit and depletion, with subsidy and without."""
    words = basis.words
    names = [f"{name}{ending}" for name in STRESS_FIGURES for ending in ("", BARE)]
    columns = [Column("fund", words("fund"), 5.5, is_text=True)]
    for name in STRESS_FIGURES:
        columns += [Column(name, words(name), 2.4), Column(f"{name}{BARE}", words("bare", name=words(name)), 2.8)]
    rows = [
        Row(
            fund.name,
            (
                fund.title[basis.language],
                *(Figure(dated(fund, name), YEAR, "†", missing=words("never_short")) for name in names),
            ),
        )
        for fund in basis.funds()
    ]
    notes = (words("never_note", last=basis.last_year), words("marks_table"))
    return Table(words("sheet_years"), words("years_table"), "", tuple(columns), tuple(rows), notes)


def stress_tables(basis: Basis, test: StressTest) -> list[Table]:
    """Each case alone, and case after case added up."""
    fund = basis.projection.funds[test.question.fund].title[basis.language]
    return [
        _stress_table(basis, test, test.alone, basis.words("sheet_stress_alone"), "stress_alone_table", fund),
        _stress_table(basis, test, test.together, basis.words("sheet_stress_together"), "stress_together_table", fund),
    ]


def reconciliation_table(basis: Basis, funds: Mapping[str, FundReconciliation], figure: str, name: str) -> Table:
    """One figure of every fund from the previous valuation to this one, cause by cause."""
    words = basis.words
    level, change = (YI, YI_CHANGE) if figure.startswith("accumulated") else (PERCENT_2, POINTS_2)
    columns = (
        Column("fund", words("fund"), 2.7, is_text=True),
        Column("previous", words("previous"), 1.9),
        *(Column(cause, title[basis.language].capitalize(), 1.9) for cause, title in CAUSES.items()),
        Column("current", words("current"), 1.9),
    )
    steps = ",".join(f"{{{cause}}}" for cause in CAUSES)
    rows = []
    for each in (fund for fund in basis.funds() if fund.name in funds and figure in funds[fund.name].current):
        found = funds[each.name]
        formula = f"SUM({{previous}},{steps})" if level is YI else f"{{previous}}+SUM({steps})/100"
        cells: tuple[Cell, ...] = (
            words(f"short_{each.name}"),
            Figure(found.previous[figure], level, "†"),
            *(Figure(found.steps[cause][figure], change, "†") for cause in CAUSES),
            Figure(found.current[figure], level, "†", formula),
        )
        rows.append(Row(each.name, cells))
    unit = words("unit_yi") if level is YI else ""
    sheet, caption = words(f"sheet_{name}"), words(f"{name}_table")
    return Table(sheet, caption, unit, columns, tuple(rows), (words("marks_table"),))


def _stress_table(
    basis: Basis, test: StressTest, outcomes: Sequence[Outcome], name: str, caption: str, fund: str
) -> Table:
    words, asked = basis.words, test.question
    columns = (
        Column("case", words("case"), 5.6, is_text=True),
        *(Column(measure, words(measure), 2.3) for measure in STRESS_FIGURES),
        Column("months", words("months_in", year=asked.year), 2.6),
        Column("reserve", words("reserve_needed", months=f"{asked.holding.months:g}"), 3.0),
    )
    rows = [Row("base", (words("stress_base"), *_standing(basis, test.base)), is_total=True)]
    plus = "＋" if "together" in caption else ""
    rows += [
        Row(each.case.name, (f"{plus}{each.case.title[basis.language]}", *_standing(basis, each.after)))
        for each in outcomes
    ]
    return Table(name, words(caption, fund=fund), "", columns, tuple(rows), (words("marks_table"),))


def _standing(basis: Basis, standing: Standing) -> tuple[Figure, ...]:
    never = basis.words("never_in_period", last=basis.last_year)
    return (
        *(Figure(getattr(standing, name), YEAR, "†", missing=never) for name in STRESS_FIGURES),
        Figure(standing.months_payable, MONTHS, "†"),
        Figure(standing.reserve.present_value, YI, "†"),
    )


def _across(basis: Basis) -> tuple[Column, ...]:
    return (
        Column("year", basis.words("year"), 1.4, is_text=True),
        *(Column(fund.name, basis.words(f"short_{fund.name}"), 2.12) for fund in basis.funds()),
    )


def _provision(basis: Basis, row: ParameterRow) -> str:
    """A figure of the law with its unit."""
    if isinstance(row.value, float) and row.unit.startswith("share"):
        return f"{row.value * 100:.2f}".rstrip("0").rstrip(".") + "%"
    value = value_text(row.value)
    if row.unit == "years" and row.key.startswith("retirement.old_age"):
        return basis.words("in_years_of_age", value=value)
    word = f"in_{row.unit.replace(' ', '_')}"
    return basis.words(word, value=value) if word in UNITS else f"{value} {row.unit}"


def _scalar(fund: FundResult, name: str) -> float | None:
    value = fund.measures.get(name)
    return value if isinstance(value, float) and isfinite(value) else None


def mean_error(projected: Sequence[float], published: Sequence[float]) -> float:
    """Mean of |projected ÷ published − 1|."""
    return float(np.mean(np.abs(np.asarray(projected) / np.asarray(published) - 1.0)))
