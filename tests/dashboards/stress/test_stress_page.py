"""The page Stress: what it says is what the futures say, whatever is chosen or dragged."""

import re
from html import unescape

import pytest
from streamlit.testing.v1 import AppTest

from dashboards.stress.cases import named_cases
from simulation.futures import FundFutures, Plan, simulate
from simulation.scenario import Scenario
from simulation.stress.cases import laid_on
from tests.dashboards.pages import PATHS, SINCE, errors_of, html_of, page_of

FUND = "enterprise_pension"


def chinese() -> None:
    from dashboards.stress.page import draw_stress

    draw_stress("zh")


def english() -> None:
    from dashboards.stress.page import draw_stress

    draw_stress("en")


def futures(*settings: str) -> FundFutures:
    return simulate(Scenario(settings=settings), Plan(paths=PATHS)).funds[FUND]


def heading(page: AppTest) -> str:
    found = re.search(r'id="chance">([^<]*)<', html_of(page))
    assert found is not None
    return unescape(found[1])


def told(fund: FundFutures, until: int) -> str:
    return f"到{until}年末累计结余耗尽的概率为{fund.probability_of_depletion(until):.1%}"


def test_the_heading_is_the_probability_of_depletion() -> None:
    page = page_of(chinese).run()
    assert not page.exception
    assert heading(page) == f"企业职工基本养老保险：{told(futures(), 2050)}"
    early, middle, late = futures().depletion_quantiles((5, 50, 95))
    assert f"中位数{middle}；百分之五的路径不晚于{early}，百分之九十五不晚于{late}" in html_of(page)


def test_a_lever_asks_all_futures_again() -> None:
    page = page_of(chinese).run()
    page.slider(key="lever_employer_rate").set_value(2.0).run()
    assert told(futures(f"pension.contribution.employer_rate@{SINCE}+=0.02"), 2050) in heading(page)


def test_a_case_is_laid_on_the_levers() -> None:
    page = page_of(chinese, stress_case="compliance_lower", lever_indexation=0.5).run()
    case = next(case for case in named_cases() if case.name == "compliance_lower")
    scenario = laid_on(Scenario(settings=(f"pension.indexation@{SINCE}+=0.005",)), case, SINCE)
    assert told(futures(*scenario.settings), 2050) in heading(page)


@pytest.mark.parametrize("paths", [0, -5, 5_000_000])
def test_a_number_of_futures_that_cannot_be_is_refused_on_the_page(paths: int) -> None:
    page = page_of(chinese, paths=paths).run()
    assert not page.exception
    assert "数值超出允许范围" in errors_of(page)
    assert "from 1 to 1000000" in errors_of(page)


def test_the_last_row_is_all_cases_together() -> None:
    from dashboards.stress.cases import outcomes_of

    page = page_of(chinese).run()
    found = outcomes_of((), FUND, SINCE, 2050)
    last = found.together[-1].after
    row = re.findall(r'<tr class="is-total">.*?</tr>', html_of(page))[-1]
    assert "全部同时发生" in row
    assert str(last.first_deficit_year) in row
    assert f"{last.reserve.present_value / 1e8:,.0f}" in row


def test_in_english_no_chinese_word_is_left() -> None:
    page = page_of(english).run()
    assert not page.exception
    text = html_of(page) + "".join(str(each.value) for each in page.caption)
    assert {letter for letter in text if "\u4e00" <= letter <= "\u9fff"} == set()


def test_the_page_says_what_its_figures_are() -> None:
    text = html_of(page_of(chinese).run())
    for word in ("预测", "名义值", "来源", "截止日期", "耗尽：年末累计结余低于零"):
        assert word in text
