"""The page as people see it: a desk and a phone, both languages, in Debian's browser."""

import re
from pathlib import Path

import pytest
from openpyxl import load_workbook

from tests.dashboards.browser_tab import CHART, PHONE, Tab
from tests.dashboards.conftest import Server

pytestmark = pytest.mark.browser


def test_the_chart_has_columns_and_the_rule_between_published_and_projected(desk: Tab) -> None:
    assert desk.page.locator(CHART).count() > 60
    assert desk.page.get_by_text("实际 | 预测").count() == 1
    assert desk.page.locator(".js-plotly-plot .shapelayer path").count() >= 1


def test_the_title_of_the_fund_states_the_finding(desk: Tab) -> None:
    assert re.fullmatch(r"企业职工基本养老保险：.+当期赤字，累?计?.+(耗尽|未耗尽)", desk.finding())


def test_a_lever_moves_the_finding_and_reset_moves_it_back(desk: Tab) -> None:
    before = desk.finding()
    lever = desk.page.get_by_role("slider", name="基本养老金调整比例").first
    lever.focus()
    desk.page.keyboard.press("End")
    moved = desk.wait_for_change(before)
    assert moved.startswith("企业职工基本养老保险：")
    desk.page.get_by_role("button", name="恢复基准").click()
    assert desk.wait_for_change(moved) == before


def test_the_pyramid_moves_with_the_year(desk: Tab) -> None:
    desk.open_view("人口")
    desk.page.wait_for_selector("#people")
    desk.page.wait_for_selector(CHART)
    before = desk.page.inner_text("#people")
    desk.page.get_by_role("slider", name="年份（年末人口）").focus()
    desk.page.keyboard.press("End")
    after = desk.wait_for_change(before, "#people")
    assert after.startswith("2100年末")
    # Two sexes, single ages from 0 to 100.
    assert desk.page.locator(CHART).count() >= 2 * 101


def test_both_files_can_be_taken_away(desk: Tab, tmp_path: Path) -> None:
    desk.open_view("下载")
    saved = {}
    for label in ("下载 CSV", "下载 Excel"):
        with desk.page.expect_download() as waiting:
            desk.page.get_by_role("button", name=label).click()
        saved[label] = tmp_path / waiting.value.suggested_filename
        waiting.value.save_as(saved[label])
    text = saved["下载 CSV"].read_text(encoding="utf-8-sig")
    assert text.startswith("# 基金前景")
    assert load_workbook(saved["下载 Excel"]).sheetnames[0] == "说明"


def test_the_language_switch_turns_the_page_to_english(desk: Tab) -> None:
    desk.page.get_by_role("button", name="English").or_(desk.page.get_by_role("radio", name="English")).first.click()
    desk.page.wait_for_selector("text=Fund outlook")
    assert "first deficit" in desk.wait_for_change("")
    desk.page.get_by_role("tab", name="Accounts").click()
    desk.page.wait_for_selector("text=actual | projected")


@pytest.mark.parametrize("view", ["收支与结余", "收支构成", "抚养比与可支付月数", "人口", "敏感性", "下载"])
def test_nothing_reaches_beyond_the_edge_of_a_phone(phone: Tab, view: str) -> None:
    phone.open_view(view)
    phone.page.wait_for_timeout(500)
    assert phone.page.evaluate("document.documentElement.scrollWidth") <= PHONE[0]
    assert phone.page.evaluate("document.querySelector('[data-testid=stMain]').scrollWidth") <= PHONE[0]
    assert phone.beyond_the_edge() == []


def test_on_a_phone_each_fund_is_a_card_with_named_figures(phone: Tab) -> None:
    cell = phone.page.locator("table.al.cards td").first
    assert cell.evaluate("each => getComputedStyle(each, '::before').content") == '"收入"'
    assert phone.page.locator("table.al.cards thead").is_hidden()


def test_the_console_and_the_log_have_nothing_to_say(desk: Tab, phone: Tab, server: Server) -> None:
    assert desk.complaints == []
    assert phone.complaints == []
    log = server.log.read_text(encoding="utf-8")
    assert re.search(r"deprecat|warning|traceback|error", log, re.IGNORECASE) is None, log
