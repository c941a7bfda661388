"""The tables of the page hold the figures of the projection."""

from dataclasses import replace
from html.parser import HTMLParser

import numpy as np
import pytest

from dashboards.figures import MINUS, MISSING, months, wan, yi
from dashboards.marks import MARKS
from dashboards.overview import overview
from dashboards.tables import Cell, Column, Row, cards, table
from simulation.result import Projection

YEAR = 2030


class Reader(HTMLParser):
    """The text of each cell, row by row, and the classes seen with it."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.rows: list[list[str]] = []
        self.negative: list[str] = []
        self._tone = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "tr":
            self.rows.append([])
        if tag in {"th", "td"}:
            self.rows[-1].append("")
        self._tone = dict(attrs).get("class") or "" if tag == "span" else self._tone

    def handle_data(self, data: str) -> None:
        if self.rows and self.rows[-1]:
            self.rows[-1][-1] += data
        if "neg" in self._tone.split():
            self.negative.append(data)
        self._tone = ""


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_first_screen_has_a_row_per_fund_with_its_figures(base: Projection, language: str) -> None:
    at = YEAR - int(base.years[0])
    rows = Reader(overview(base, YEAR, "unemployment", language)).rows[1 : 1 + len(base.funds)]
    assert [row[0] for row in rows] == [fund.title[language] for fund in base.funds.values()]
    for row, fund in zip(rows, base.funds.values(), strict=True):
        measures = {name: values[at] for name, values in fund.measures.items() if isinstance(values, np.ndarray)}
        assert row[1].startswith(f"{yi(measures['income'])}{MARKS['projected']}")
        assert row[2].startswith(f"{yi(measures['outgo'])}{MARKS['projected']}")
        assert row[3].startswith(yi(measures["annual_balance"]))
        assert row[3].endswith(yi(measures["annual_balance_before_subsidy"]))
        assert row[4].startswith(yi(measures["accumulated_balance"]))
        assert row[5].startswith(months(measures["months_payable"]))
        assert row[6].startswith(wan(measures["insured"]))
        year = fund.measures["depletion_year"]
        assert row[9].startswith(str(year) if year else {"zh": "至2100年无", "en": "none to 2100"}[language])


def test_the_change_on_last_year_stands_under_income(base: Projection) -> None:
    at = YEAR - int(base.years[0])
    income = base.funds["unemployment"].measures["income"]
    row = next(row for row in Reader(overview(base, YEAR, "", "en")).rows if row[0] == "Unemployment insurance")
    assert row[1].endswith(f"{income[at] / income[at - 1] - 1:+.1%}".replace("-", MINUS))


def test_published_years_carry_no_mark_and_estimates_a_star(base: Projection) -> None:
    published = base.funds["unemployment"].actual_until
    checked = {name: replace(fund, unverified_years=frozenset()) for name, fund in base.funds.items()}
    rows = {row[0]: row for row in Reader(overview(replace(base, funds=checked), published, "", "en")).rows}
    assert not any(mark in rows["Unemployment insurance"][1] for mark in "*†")
    assert "*" in rows["Enterprise employees' basic pension"][1]


def test_deficits_are_red_with_a_minus_sign(base: Projection) -> None:
    year = next(f.measures["first_deficit_year"] for f in base.funds.values() if f.measures["first_deficit_year"])
    red = Reader(overview(base, year, "", "zh")).negative
    assert red
    assert all(text.startswith(MINUS) for text in red)


def test_an_unpublished_figure_is_a_dash_without_a_mark() -> None:
    assert "†" not in Row("x", [Cell(MISSING, "†")]).html([Column("Income")])
    assert "†" in Row("x", [Cell("1", "†")]).html([Column("Income")])


def test_what_comes_from_data_is_escaped(base: Projection) -> None:
    fund = base.funds["unemployment"]
    wicked = replace(base, funds={"x": replace(fund, title={"zh": "<script>", "en": "<script>"})})
    assert "<script>" not in overview(wicked, YEAR, "x", "zh")
    assert "<b>" not in table("<b>", "<b>", ["<b>"], [Row("<b>", [Cell("<b>", below="<b>")])])
    assert "<b>" not in cards([("<b>", "<b>", "")])


def test_each_cell_names_its_column_for_phones(base: Projection) -> None:
    html = overview(base, YEAR, "", "zh")
    assert html.count('data-label="累计结余"') == len(base.funds) + len(base.totals)


def test_funds_published_together_stand_apart_below(base: Projection) -> None:
    last = Reader(overview(base, YEAR, "", "zh")).rows[-1]
    (total,) = base.totals.values()
    assert last[0].startswith(total.title["zh"])
    assert "不与上列相加" in last[0]
    assert last[4].startswith(yi(total.measures["accumulated_balance"][YEAR - int(base.years[0])]))


def test_what_nobody_has_checked_is_marked(base: Projection) -> None:
    fund = replace(base.funds["unemployment"], unverified_years=frozenset({2022}))
    one = replace(base, funds={"unemployment": fund}, totals={})
    assert "‡" in overview(one, 2022, "", "zh")
    assert "‡" not in overview(one, 2021, "", "zh")


def test_a_date_that_is_not_known_is_not_called_never(base: Projection) -> None:
    fund = base.funds["unemployment"]
    measures = {name: value for name, value in fund.measures.items() if name != "depletion_year"}
    row = Reader(
        overview(replace(base, funds={"x": replace(fund, measures=measures)}, totals={}), YEAR, "", "zh")
    ).rows[1]
    assert row[9].startswith(MISSING)
