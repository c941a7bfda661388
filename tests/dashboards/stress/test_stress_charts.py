"""The fan and the probabilities as they are drawn, and as a file."""

import csv
from dataclasses import replace
from io import StringIO

import numpy as np
import pytest

from dashboards.results import projection_of
from dashboards.stress.cases import outcomes_of
from dashboards.stress.chances import BANDS, MEDIAN, PERCENTS, Chances, chances_of
from dashboards.stress.fan_chart import HEIGHT, LABEL_PX, Fan, fan_chart, legend
from dashboards.stress.fan_table import fan_table
from dashboards.stress.files import as_csv
from dashboards.stress.probability_chart import probability_chart
from simulation.futures import Plan, simulate
from simulation.scenario import Scenario
from tests.dashboards.pages import PATHS, SINCE

FUND, UNTIL = "enterprise_pension", 2050


@pytest.fixture(scope="module")
def chances() -> Chances:
    return chances_of((), Plan(paths=PATHS), FUND)


@pytest.fixture(scope="module")
def fan(chances: Chances) -> Fan:
    return Fan(chances, projection_of(()), None, "accumulated_balance", UNTIL)


def named(chart) -> dict:
    return {trace.name: trace for trace in chart.data}


def test_what_is_read_off_is_what_the_futures_say(chances: Chances) -> None:
    fund = simulate(Scenario(), Plan(paths=PATHS)).funds[FUND]
    assert np.array_equal(chances.measures["months_payable"], fund.quantiles("months_payable", PERCENTS))
    assert chances.by(2048) == fund.probability_of_depletion(2048)
    assert chances.shortfall[2035] == fund.expected_shortfall(2035)


def test_the_bands_are_the_percentiles_in_hundreds_of_millions(fan: Fan) -> None:
    traces, shown = named(fan_chart(fan, "zh")), fan.chances.years <= UNTIL
    for row, percent in enumerate(PERCENTS):
        if row != MEDIAN:
            expected = fan.chances.measures["accumulated_balance"][row][shown] / 1e8
            assert traces[f"{percent:g}%"].y == pytest.approx(expected)
    assert [traces[f"{PERCENTS[high]:g}%"].fill for _, high, _ in BANDS] == ["tonexty"] * len(BANDS)


def test_the_path_without_chance_is_the_projection(fan: Fan) -> None:
    trace = named(fan_chart(fan, "zh"))["中心路径"]
    years = fan.projection.years
    at = [int(year) - int(years[0]) for year in trace.x]
    assert trace.y == pytest.approx(fan.fund.measures["accumulated_balance"][at] / 1e8)
    assert min(trace.x) == fan.fund.actual_until


def test_months_are_not_divided(fan: Fan) -> None:
    months = replace(fan, measure="months_payable")
    traces, shown = named(fan_chart(months, "en")), fan.chances.years <= UNTIL
    assert traces["median"].y == pytest.approx(fan.chances.measures["months_payable"][MEDIAN][shown])


@pytest.mark.parametrize("until", [2035, 2050, 2100])
def test_the_names_of_the_lines_do_not_cover_each_other(fan: Fan, until: int) -> None:
    chart = fan_chart(replace(fan, until=until), "zh")
    low, high = chart.layout.yaxis.range
    scale = (HEIGHT - chart.layout.margin.t - chart.layout.margin.b) / (high - low)
    ends = [note for note in chart.layout.annotations if note.xref == "paper" and note.x == 1]
    places = sorted((note.y - low) * scale + note.yshift for note in ends)
    assert len(places) == 4
    assert np.diff(places).min() >= LABEL_PX - 1e-6


def test_bands_are_told_apart_by_lightness_alone() -> None:
    from dashboards.stress.fan_chart import TINTS

    grey = [sum(int(TINTS[share][at : at + 2], 16) for at in (1, 3, 5)) / 3 for share in (50, 80, 95)]
    assert grey == sorted(grey)
    assert min(np.diff(grey)) > 20


def test_the_base_stands_behind_a_scenario_only(fan: Fan, chances: Chances) -> None:
    moved = replace(fan, base=chances)
    assert "基准中位数" in named(fan_chart(moved, "zh"))
    assert "基准中位数" not in named(fan_chart(fan, "zh"))
    assert "基准中位数" in legend(moved, "zh")


def test_points_stand_where_the_depletion_years_are(chances: Chances) -> None:
    chart = probability_chart(chances, None, "zh", until=2100)
    points = [(int(trace.x[0]), float(trace.y[0])) for trace in chart.data if trace.mode == "markers"]
    assert [year for year, _ in points] == [year for year in chances.depletion if year is not None]
    for (year, level), percent in zip(points, (5, 50, 95), strict=False):
        assert level == chances.by(year) >= percent / 100
        assert chances.by(year - 1) < percent / 100


def test_the_table_has_every_percentile_of_every_fifth_year(fan: Fan) -> None:
    text = fan_table(fan, "zh")
    row = 2040 - int(fan.chances.years[0])
    for value in fan.chances.measures["accumulated_balance"][:, row]:
        assert f"{abs(value) / 1e8:,.0f}" in text
    assert text.count('<tr><th scope="row">') == len(range(2025, 2051, 5)) + 1


def test_the_file_holds_the_fan_the_probabilities_and_the_cases(chances: Chances) -> None:
    cases = outcomes_of((), FUND, SINCE, UNTIL)
    text = as_csv(chances, projection_of(()), cases, ("a.key@2027+=1",), "zh").decode("utf-8-sig")
    head = [line for line in text.splitlines() if line.startswith("# ")]
    assert any(f"anlan simulate china --paths {PATHS} --seed 1 --set 'a.key@2027+=1'" in line for line in head)
    assert any("截止日期" in line for line in head)
    rows = list(csv.DictReader(StringIO("\n".join(text.splitlines()[len(head) :]))))
    (median,) = [row for row in rows if row["measure"] == "accumulated_balance" and row["year"] == "2045"
                 and row["percentile"] == "50.0"]  # fmt: skip
    at = 2045 - int(chances.years[0])
    assert float(median["value"]) == chances.measures["accumulated_balance"][MEDIAN][at]
    assert all(row["unit"] for row in rows)
    together = [row for row in rows if row["part"] == "together" and row["measure"] == "depletion_year"]
    assert [row["value"] for row in together] == [str(each.after.depletion_year) for each in cases.together]
