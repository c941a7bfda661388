"""The page as Streamlit runs it, without a browser."""

import re
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from dashboards.findings import finding
from simulation.levers import LEVERS
from simulation.projection import project
from simulation.result import Projection
from simulation.scenario import Scenario

PAGE = Path(__file__).parents[2] / "dashboards" / "app.py"
SINCE = 2027
TIMEOUT_S = 60


def html_of(page: AppTest) -> str:
    return "\n".join(str(element.value) for element in page.get("html"))


def heading(page: AppTest) -> str:
    found = re.search(r'id="finding">([^<]*)<', html_of(page))
    assert found is not None
    return found[1].replace("&#x27;", "'")


@pytest.fixture
def page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AppTest:
    """The page in an empty folder, its levers in force from a year that the calendar does not move."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("ANLAN_LANGUAGE", raising=False)
    test = AppTest.from_file(str(PAGE), default_timeout=TIMEOUT_S)
    test.session_state["since"] = SINCE
    test.session_state["overview_year"] = 2030
    return test.run()


def test_the_page_opens_in_chinese_with_the_finding_of_the_first_fund(page: AppTest, base: Projection) -> None:
    assert not page.exception
    assert "基金前景" in html_of(page)
    assert heading(page) == finding(base.funds["enterprise_pension"], 2100, "zh")


def test_every_fund_stands_on_the_first_screen(page: AppTest, base: Projection) -> None:
    for fund in base.funds.values():
        assert f'<th scope="row">{fund.title["zh"]}' in html_of(page)


def test_the_language_of_the_settings_is_the_language_of_the_page(
    page: AppTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ANLAN_LANGUAGE", "en")
    english = AppTest.from_file(str(PAGE), default_timeout=TIMEOUT_S).run()
    assert "Fund outlook" in html_of(english)
    assert "基金前景" not in html_of(english)


def test_the_switch_turns_every_word_and_keeps_the_levers(page: AppTest, base: Projection) -> None:
    page.slider(key="lever_indexation").set_value(1.0).run()
    moved = project(Scenario(settings=(f"pension.indexation@{SINCE}+=0.01",)))
    page.get("button_group")[0].set_value("en").run()
    assert not page.exception
    assert page.slider(key="lever_indexation").value == 1.0
    assert heading(page) == finding(moved.funds["enterprise_pension"], 2100, "en")
    chinese = {letter for letter in html_of(page) if "\u4e00" <= letter <= "\u9fff"}
    assert chinese == set()


def test_a_lever_changes_the_finding_to_that_of_the_projection(page: AppTest) -> None:
    page.slider(key="lever_employer_rate").set_value(4.0).run()
    moved = project(Scenario(settings=(f"pension.contribution.employer_rate@{SINCE}+=0.04",)))
    assert heading(page) == finding(moved.funds["enterprise_pension"], 2100, "zh")
    assert f"pension.contribution.employer_rate@{SINCE}+=0.04" in page.code[0].value


def test_reset_takes_every_lever_back_to_the_base(page: AppTest, base: Projection) -> None:
    page.slider(key="lever_indexation").set_value(3.0)
    page.slider(key="lever_subsidy").set_value(-10.0).run()
    assert heading(page) != finding(base.funds["enterprise_pension"], 2100, "zh")
    page.button(key="reset").click().run()
    assert heading(page) == finding(base.funds["enterprise_pension"], 2100, "zh")
    assert [slider.value for slider in page.slider if slider.key.startswith("lever_")] == [0.0] * len(LEVERS)
    assert page.code[0].value == "anlan project china"


def test_reset_has_nothing_to_do_in_the_base(page: AppTest) -> None:
    assert page.button(key="reset").disabled


def test_under_each_lever_stands_what_one_step_does(page: AppTest, base: Projection) -> None:
    moved = project(Scenario(settings=(f"pension.indexation@{SINCE}+=0.01",)))
    at = SINCE + 4 - int(base.years[0])
    after, before = (p.funds["enterprise_pension"].measures["accumulated_balance"][at] for p in (moved, base))
    assert f"+1 百分点 = 五年 \u2212{(before - after) / 1e8:,.0f}亿元" in html_of(page)


def test_choosing_a_fund_turns_the_finding_to_it(page: AppTest, base: Projection) -> None:
    page.session_state["fund"] = "resident_medical"
    page.run()
    assert heading(page) == finding(base.funds["resident_medical"], 2100, "zh")


@pytest.mark.parametrize("view", ["收支构成", "抚养比与可支付月数", "人口", "敏感性", "下载"])
@pytest.mark.parametrize("fund", ["enterprise_pension", "employee_medical", "unemployment"])
def test_every_view_of_a_fund_can_be_drawn(page: AppTest, view: str, fund: str) -> None:
    page.session_state["view"] = view
    page.session_state["fund"] = fund
    page.run()
    assert not page.exception
    assert not page.error


def test_the_pyramid_says_the_shares_of_the_year_chosen(page: AppTest, base: Projection) -> None:
    page.session_state["view"] = "人口"
    page.session_state["pyramid_year"] = 2050
    page.run()
    people = base.population
    at = people.index(2050)
    share = people.aged(60)[at] / people.total()[at]
    assert f"2050年末总人口{people.total()[at] / 1e8:.2f}亿人，60岁及以上占{share:.1%}" in html_of(page)


def test_the_footnote_names_scope_source_cut_off_and_the_hashes(page: AppTest, base: Projection) -> None:
    text = html_of(page)
    assert "口径" in text
    assert "来源" in text
    assert "截止日期" in text
    assert base.manifest["data"][:12] in text
