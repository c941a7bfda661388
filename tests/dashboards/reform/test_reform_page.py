"""The page Reform lab: answers of the solver, the split of a change, and targets that cannot be."""

import re
from html import unescape

import pytest
from streamlit.testing.v1 import AppTest

from dashboards.reform.attributed import attributed, part_title
from dashboards.reform.front_chart import front_chart
from dashboards.reform.waterfall import waterfall
from simulation.futures import Plan
from simulation.levers import LEVERS, scenario_settings
from simulation.scenario import Scenario
from simulation.solving.front import Front, Pair
from simulation.solving.solvency import Target, by_chance
from simulation.solving.solver import lever_named, solve
from tests.dashboards.pages import PATHS, SINCE, errors_of, html_of, page_of

FUND, MEASURE = "enterprise_pension", "actuarial_balance.75"
MOVES = {"indexation": 0.5, "employer_rate": 2.0, "delay": 24.0}


def chinese() -> None:
    from dashboards.reform.page import draw_reform

    draw_reform("zh")


def english() -> None:
    from dashboards.reform.page import draw_reform

    draw_reform("en")


def text_at(page: AppTest, name: str) -> str:
    found = re.search(rf'id="{name}">([^<]*)<', html_of(page))
    assert found is not None
    return unescape(found[1])


def press(page: AppTest) -> AppTest:
    return page.button(key="solve").click().run()


def test_the_solver_says_the_least_move_and_its_residual() -> None:
    page = press(page_of(chinese, solver_until=2050, solver_percent=90.0, solver_lever="subsidy").run())
    assert not page.exception
    target = Target(FUND, 2050, 0.9)
    judge = by_chance(FUND, 2050, Plan(paths=PATHS))
    found = solve(Scenario(), lever_named("subsidy"), target, judge=judge, since=SINCE)
    assert found.move > 0
    assert f"{found.move:+.2f} 百分点" in text_at(page, "solution")
    assert f"{found.achieved:.2%}" in html_of(page)
    assert f"{found.residual * 100:+.2f}".replace("+0.00", "0.00") in html_of(page)


def test_a_probability_above_one_is_refused_on_the_page() -> None:
    page = press(page_of(chinese, solver_percent=120.0).run())
    assert not page.exception
    assert "数值超出允许范围" in errors_of(page)
    assert "at most 1" in errors_of(page)


def test_a_target_out_of_reach_names_the_nearest() -> None:
    page = press(page_of(chinese, solver_until=2090, solver_percent=99.0, solver_lever="investment").run())
    assert not page.exception
    assert "该目标无解或有误" in errors_of(page)
    assert "nearest" in errors_of(page)


def test_a_year_before_the_change_is_refused_on_the_page() -> None:
    page = press(page_of(chinese, solver_until=2010).run())
    assert not page.exception
    assert "年份不在测算期内" in errors_of(page)


def test_in_the_base_there_is_nothing_to_explain() -> None:
    page = page_of(chinese).run()
    assert not page.exception
    assert "没有变动可归因" in page.info[0].value


def test_the_split_is_told_with_both_ends_and_the_change() -> None:
    page = page_of(chinese, **{f"lever_{name}": move for name, move in MOVES.items()}).run()
    found = attributed(scenario_settings(MOVES, SINCE), FUND, MEASURE)
    text = text_at(page, "attribution").replace("\u2212", "-")
    assert f"{found.a * 100:.2f} → {found.b * 100:.2f}" in text
    assert f"变动 {(found.b - found.a) * 100:+.2f}" in text


def test_in_english_no_chinese_word_is_left() -> None:
    page = page_of(english, lever_indexation=1.0).run()
    assert not page.exception
    assert {letter for letter in html_of(page) if "\u4e00" <= letter <= "\u9fff"} == set()


def test_one_lever_is_one_factor_and_carries_its_name() -> None:
    found = attributed(scenario_settings(MOVES, SINCE), FUND, MEASURE)
    assert {part_title(part, "zh") for part in found.parts} == {
        "基本养老金调整比例",
        "单位缴费比例",
        "延迟退休目标再推迟",
    }


@pytest.mark.slow
def test_every_lever_moved_at_once_is_split_into_as_many_factors() -> None:
    moves = {lever.name: lever.step for lever in LEVERS}
    found = attributed(scenario_settings(moves, SINCE), FUND, "accumulated_balance.2035")
    assert len(found.parts) == len(LEVERS)
    assert abs(found.gap) <= 1e-9 * abs(found.a)


def test_the_steps_of_the_waterfall_add_up_to_the_whole_change() -> None:
    found = attributed(scenario_settings(MOVES, SINCE), FUND, MEASURE)
    (steps,) = waterfall(found, "zh").data
    assert list(steps.measure) == ["relative"] * 3 + ["total"]
    assert abs(sum(steps.x[:-1]) - steps.x[-1]) < 1e-9
    low, high = waterfall(found, "zh").layout.xaxis.range
    reached = 0.0
    for value in steps.x[:-1]:
        reached += value
        assert low < reached < high


def test_the_front_joins_its_pairs_and_names_both_axes() -> None:
    levers = (lever_named("employer_rate"), lever_named("subsidy"))
    pairs = (Pair(0.0, 6.4, 0.9), Pair(1.1, 3.2, 0.901), Pair(2.3, 0.0, 0.9))
    chart = front_chart(Front(levers, Target(FUND, 2050, 0.9), pairs, (), False, 30), "zh")
    assert list(chart.data[0].x) == [0.0, 1.1, 2.3]
    assert list(chart.data[0].y) == [6.4, 3.2, 0.0]
    assert "单位缴费比例" in chart.layout.xaxis.title.text
    assert "财政补贴占支出" in chart.layout.yaxis.title.text
    assert chart.layout.xaxis.range[0] < 0 < 2.3 < chart.layout.xaxis.range[1]
