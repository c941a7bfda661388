"""The pages beside Fund outlook as people see them, at a desk and on a phone."""

import re
from pathlib import Path

import pytest

from tests.dashboards.browser_tab import PHONE, Tab
from tests.dashboards.conftest import Server
from tests.simulation.regions.workbooks import cell, write_workbook

pytestmark = pytest.mark.browser
PAGES = {"压力测试": "#chance", "改革": "text=求解：需要调整多少", "省际": ".al-tiles", "数据": "#pool-empty"}


def probability(heading: str) -> float:
    found = re.search(r"概率为([\d.]+)%", heading)
    assert found is not None, heading
    return float(found[1])


@pytest.mark.parametrize("name", PAGES)
def test_a_page_fits_a_desk(desk: Tab, name: str) -> None:
    desk.open_page(name, PAGES[name])
    assert desk.page.inner_text("h1") == name
    assert desk.beyond_the_edge() == []
    assert desk.page.locator("[data-testid=stAlert]").filter(has_text="Traceback").count() == 0


@pytest.mark.parametrize("name", PAGES)
def test_a_page_fits_a_phone(phone: Tab, name: str) -> None:
    phone.open_page(name, PAGES[name])
    assert phone.page.inner_text("h1") == name
    assert phone.page.evaluate("document.querySelector('[data-testid=stMain]').scrollWidth") <= PHONE[0]
    assert phone.beyond_the_edge() == []


def test_a_lever_redraws_the_answers_and_not_the_page(desk: Tab) -> None:
    desk.open_page("压力测试", "#chance")
    before = desk.page.inner_text("#chance")
    desk.received.clear()
    desk.page.get_by_role("slider", name="单位缴费比例").first.focus()
    desk.page.keyboard.press("End")
    after = desk.wait_for_change(before, "#chance")
    assert after.startswith("企业职工基本养老保险：到2050年末累计结余耗尽的概率为")
    sent = b"".join(desk.received)
    assert b'id="chance"' in sent
    assert b"al-head" not in sent
    desk.page.get_by_role("button", name="恢复基准").click()
    assert desk.wait_for_change(after, "#chance") == before


def test_a_choice_goes_along_to_every_page(desk: Tab) -> None:
    desk.open_page("压力测试", "#chance")
    before = desk.page.inner_text("#chance")
    desk.page.get_by_role("slider", name="遵缴率").first.focus()
    desk.page.keyboard.press("End")
    desk.wait_for_change(before, "#chance")
    desk.open_page("省际", ".al-tiles")
    assert "pension.employee.compliance" in desk.page.get_by_test_id("stMain").inner_text()
    desk.open_page("改革", "#attribution")
    assert "遵缴率" in desk.page.inner_text("table:has-text('变动合计')")
    desk.page.get_by_role("button", name="恢复基准").click()
    desk.page.wait_for_selector("text=没有变动可归因")


def test_one_click_lays_a_case_on_top(desk: Tab) -> None:
    desk.open_page("压力测试", "#chance")
    before = desk.page.inner_text("#chance")
    case = desk.page.get_by_test_id("stMain").get_by_text("全部同时发生", exact=True).first
    case.click()
    after = desk.wait_for_change(before, "#chance")
    assert probability(after) > probability(before)
    case.click()
    desk.wait_for_change(after, "#chance")


def test_a_workbook_that_is_wrong_is_told_by_its_cell(desk: Tab, tmp_path: Path) -> None:
    at = cell("enterprise_pension.income")
    path = write_workbook(tmp_path / "mine.xlsx", edit=lambda sheet: sheet.__setitem__(at, "约12亿"))
    desk.open_page("省际", ".al-tiles")
    desk.page.get_by_text("用本省决算数测算").click()
    desk.page.set_input_files("input[type=file]", [str(path)])
    desk.page.wait_for_selector("text=该工作簿未被采用")
    message = desk.page.get_by_test_id("stAlert").inner_text()
    assert at in message
    assert "按所示单元格修改" in message
    assert "示意省A" in desk.page.inner_text(".al-tiles")


def test_the_console_and_the_log_have_nothing_to_say(desk: Tab, phone: Tab, server: Server) -> None:
    assert desk.complaints == []
    assert phone.complaints == []
    log = server.log.read_text(encoding="utf-8")
    assert re.search(r"deprecat|warning|traceback|error", log, re.IGNORECASE) is None, log
