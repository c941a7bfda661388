"""What the charts say: published solid, projected light or dashed, deficits red, one axis to a panel."""

from dataclasses import replace

import numpy as np
import pytest

from dashboards.accounts_chart import accounts_chart
from dashboards.drawing import DEFICIT, LIGHT, parted_lines
from dashboards.fund_view import FundView
from dashboards.headline import headline
from dashboards.lines_chart import lines_chart, used_lines
from dashboards.pyramid import pyramid
from dashboards.ratios_chart import add_watched_months, measure_chart, watched_months
from simulation.outlook import activity
from simulation.projection import project
from simulation.result import Projection
from simulation.scenario import Scenario

FUND = "enterprise_pension"
UNTIL = 2060


@pytest.fixture(scope="module")
def chart(base: Projection):
    return accounts_chart(base.funds[FUND], base.years, "zh", until=UNTIL)


def bars_of(chart) -> dict:
    return {trace.name: trace for trace in chart.data if trace.type == "bar"}


def texts(chart) -> list[str]:
    return [note.text for note in chart.layout.annotations]


def test_income_and_outgo_stand_side_by_side_in_hundreds_of_millions(chart, base: Projection) -> None:
    shown = base.years <= UNTIL
    columns = bars_of(chart)
    for name, measure in (("收入", "income"), ("支出", "outgo")):
        assert list(columns[name].x) == base.years[shown].tolist()
        assert columns[name].y == pytest.approx(base.funds[FUND].measures[measure][shown] / 1e8)
    assert chart.layout.barmode == "group"


def test_no_panel_has_a_second_axis(chart) -> None:
    axes = [key for key in chart.layout.to_plotly_json() if key.startswith("yaxis")]
    assert len(axes) == 3
    assert all(chart.layout[axis].overlaying is None for axis in axes)


def test_projected_columns_are_light_and_hatched_and_published_ones_solid(chart, base: Projection) -> None:
    marker = bars_of(chart)["收入"].marker
    is_projected = base.years[base.years <= UNTIL] > base.funds[FUND].actual_until
    assert [shape == "/" for shape in marker.pattern.shape] == is_projected.tolist()
    assert {tone in LIGHT.values() for tone, ahead in zip(marker.color, is_projected, strict=True) if ahead} == {True}
    assert {tone in LIGHT.values() for tone, ahead in zip(marker.color, is_projected, strict=True) if not ahead} == {
        False
    }


def test_deficits_are_red_and_nothing_else_is(chart) -> None:
    column = bars_of(chart)["当期结余"]
    assert any(value < 0 for value in column.y)
    for value, edge in zip(column.y, column.marker.line.color, strict=True):
        assert (edge == DEFICIT) == (value < 0)


def test_the_rule_between_published_and_projected_stands_behind_the_last_published_year(
    chart, base: Projection
) -> None:
    (rule,) = [shape for shape in chart.layout.shapes if shape.type == "line" and shape.yref == "paper"]
    assert rule.x0 == rule.x1 == base.funds[FUND].actual_until + 0.5
    assert "实际 | 预测" in texts(chart)


def test_first_deficit_and_depletion_are_named_in_the_chart(base: Projection) -> None:
    measures = {**base.funds[FUND].measures, "first_deficit_year": 2041, "depletion_year": 2052}
    fund = replace(base.funds[FUND], measures=measures)
    assert {"2041年起赤字", "2052年耗尽"} <= set(texts(accounts_chart(fund, base.years, "zh", until=UNTIL)))
    assert "2052年耗尽" not in texts(accounts_chart(fund, base.years, "zh", until=2050))


def test_the_base_is_drawn_only_behind_a_scenario_that_differs(base: Projection) -> None:
    moved = project(Scenario(settings=("pension.indexation@2027+=0.01",)))
    view = FundView(moved, base, FUND, UNTIL, "zh")
    untouched = FundView(moved, base, "unemployment", UNTIL, "zh")
    assert view.base_fund is base.funds[FUND]
    assert untouched.base_fund is None
    with_base = accounts_chart(view.fund, base.years, "zh", until=UNTIL, base=view.base_fund)
    behind = next(trace for trace in with_base.data if trace.type == "scatter" and trace.line.dash == "dot")
    expected = base.funds[FUND].measures["accumulated_balance"][base.years <= UNTIL] / 1e8
    assert np.asarray(behind.y) == pytest.approx(expected)


def test_the_headline_says_how_far_a_scenario_lies_from_the_base(base: Projection) -> None:
    moved = project(Scenario(settings=("pension.indexation@2027+=0.01",)))
    at = 2035 - int(base.years[0])
    after, before = (p.funds[FUND].measures["accumulated_balance"][at] for p in (moved, base))
    cards = headline(FundView(moved, base, FUND, UNTIL, "zh"))
    assert f"{(before - after) / 1e8:,.0f}" in cards
    assert "提前" in cards
    assert "与基准相同" in headline(FundView(moved, base, "unemployment", UNTIL, "zh"))
    assert "基准" not in headline(FundView(base, base, FUND, UNTIL, "zh"))


def test_a_series_is_solid_then_dashed_then_red() -> None:
    years = np.arange(2020, 2030)
    values = np.array([5.0, 4, 3, 2, 1, 0.5, -1, -2, -3, 1])
    solid, dashed, red, _ = parted_lines(years, values, 2023, name="x", colour="#123456", is_red_below=True)
    assert (solid.line.dash, list(solid.x)) == ("solid", [2020, 2021, 2022, 2023])
    assert (dashed.line.dash, int(dashed.x[0])) == ("dash", 2023)
    assert (red.line.color, list(red.x)) == (DEFICIT, [2026, 2027, 2028])
    assert not set(np.asarray(dashed.x)[np.isfinite(np.asarray(dashed.y, dtype=float))]) & {2027, 2028}


def test_every_year_answers_the_pointer_once() -> None:
    years, values = np.arange(2020, 2030), np.linspace(5, -4, 10)
    parts = parted_lines(years, values, 2023, name="x", colour="#123456", is_red_below=True)
    answering = [part for part in parts if part.hoverinfo != "skip"]
    assert len(answering) == 1
    assert list(answering[0].x) == years.tolist()


@pytest.mark.parametrize("side", ["income", "outgo"])
def test_the_budget_lines_add_up_to_the_total(base: Projection, side: str) -> None:
    fund = base.funds[FUND]
    figure = lines_chart(getattr(fund, f"{side}_lines"), base.years, "zh", until=UNTIL)
    stacked = np.sum([trace.y for trace in figure.data], axis=0)
    at = [int(year) - int(base.years[0]) for year in figure.data[0].x]
    assert stacked == pytest.approx(fund.measures[side][at] / 1e8)


def test_lines_without_a_booking_are_left_out() -> None:
    lines = {"interest": np.array([np.nan, 1.0]), "transfers_in": np.array([np.nan, 0.0])}
    assert list(used_lines(lines)) == ["interest"]


def test_the_pyramid_counts_everybody_men_to_the_left() -> None:
    people = activity(Scenario())
    figure = pyramid(people, 2040, "zh")
    row = people.row(2040)
    for sex, is_left in ((0, True), (1, False)):
        side = [trace for trace in figure.data if (np.asarray(trace.x).sum() < 0) == is_left]
        counted = -1e4 * np.sum([trace.x for trace in side]) if is_left else 1e4 * np.sum([trace.x for trace in side])
        everyone = people.children[row, sex] + people.working[row, sex] + people.retired[row, sex]
        assert counted == pytest.approx(everyone.sum())
    assert len(figure.data[0].y) == 101


def test_the_pyramid_is_as_wide_in_every_year() -> None:
    people = activity(Scenario())
    widths = {tuple(pyramid(people, year, "en").layout.xaxis.range) for year in (2023, 2060, 2100)}
    assert len(widths) == 1


def test_the_watched_months_are_those_of_the_rule_book(base: Projection) -> None:
    row = watched_months("employee_medical", 2023)
    assert row is not None
    fund = base.funds["employee_medical"]
    figure = measure_chart(
        base.years,
        fund.measures["months_payable"],
        "zh",
        name="months_payable",
        actual_until=fund.actual_until,
        form=",.1f",
    )
    add_watched_months(figure, row, "zh")
    (band,) = [shape for shape in figure.layout.shapes if shape.type == "rect"]
    assert (band.y0, band.y1) == (6, 9)
    assert {"合理区间 6–9个月", "不足线 3个月", "结余过多 15个月"} <= set(texts(figure))


def test_the_law_watches_no_pension() -> None:
    assert watched_months("enterprise_pension", 2023) is None
    watched = {fund: dict(watched_months(fund, 2023).value) for fund in ("unemployment", "work_injury")}
    assert watched == {"unemployment": {"short_below": 12}, "work_injury": {"cut_from": 18, "deep_cut_from": 24}}
