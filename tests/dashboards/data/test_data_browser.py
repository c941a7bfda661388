"""The page Data as people see it: a desk and a phone, both languages, opened by `anlan dashboard --pool`."""

import re
import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from tests.dashboards.browser_tab import ASKED_TWICE, DESK, IDLE, PHONE, Tab
from tests.dashboards.conftest import Server, serving
from tests.dashboards.data.conftest import Built
from tests.dashboards.data.pools import ORIGINAL, personal_values

pytestmark = pytest.mark.browser
PARTS = {
    "zh": ("质量", "隔离区", "批次", "工单", "画像"),
    "en": ("Quality", "Quarantine", "Batches", "Tickets", "Profiles"),
}
TIMEOUT_MS = 60_000


@pytest.fixture(scope="module")
def pool_server(built: Built, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    words = [sys.executable, "-m", "cli", "dashboard", "--pool", str(built.root), "--port"]
    with serving(tmp_path_factory.mktemp("data"), lambda port: [*words, str(port)]) as started:
        yield started


@pytest.fixture(scope="module", params=[DESK, PHONE], ids=["desk", "phone"])
def tab(request: pytest.FixtureRequest, chromium: Any, pool_server: Server) -> Iterator[Tab]:
    opened = Tab(chromium, f"{pool_server.address}/data", request.param, until="#worst")
    opened.page.set_default_timeout(TIMEOUT_MS)
    yield opened
    opened.context.close()


def open_part(tab: Tab, name: str) -> None:
    tab.open_view(name)
    tab.page.wait_for_selector(IDLE)
    tab.page.wait_for_timeout(100)


def switch(tab: Tab, language: str) -> None:
    title = {"zh": "数据", "en": "Data"}[language]
    tab.page.get_by_text({"zh": "中文", "en": "English"}[language], exact=True).click()
    tab.page.wait_for_selector(f"h1:has-text('{title}')")
    tab.page.get_by_role("tab", name=PARTS[language][-1]).wait_for()
    tab.page.wait_for_selector(IDLE)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_part_fits_and_shows_nothing_personal(tab: Tab, built: Built, language: str) -> None:
    switch(tab, language)
    personal = [*set(personal_values(built.rows)), *ORIGINAL.split("|")]
    for name in PARTS[language]:
        open_part(tab, name)
        assert (
            tab.page.evaluate("document.querySelector('[data-testid=stMain]').scrollWidth")
            <= tab.page.viewport_size["width"]
        )
        assert tab.beyond_the_edge() == [], name
        text = tab.page.get_by_test_id("stMain").inner_text()
        assert "Traceback" not in text
        assert not [value for value in personal if value in text], name
        if language == "en":
            assert not re.search("[\u4e00-\u9fff]", text.replace("中文", "")), name


def test_a_choice_in_a_part_redraws_that_part_and_not_the_head(tab: Tab) -> None:
    switch(tab, "zh")
    open_part(tab, "批次")
    tab.received.clear()
    tab.page.get_by_test_id("stButtonGroup").get_by_text("拒收", exact=True).click()
    tab.page.wait_for_selector("table.al:has(caption:text-is('批次')) tbody tr:only-child td.rejected")
    sent = b"".join(tab.received)
    assert b"tax_wages-2021-9.csv" in sent
    assert b"al-head" not in sent


def test_the_tickets_of_a_department_can_be_taken_away(tab: Tab, tmp_path: Path) -> None:
    switch(tab, "zh")
    open_part(tab, "工单")
    with tab.page.expect_download() as waiting:
        tab.page.get_by_role("button", name="税务部门").click()
    path = tmp_path / waiting.value.suggested_filename
    waiting.value.save_as(path)
    assert path.name == "anlan-tax.xlsx"
    book = load_workbook(BytesIO(path.read_bytes()))
    assert book["工单"].max_row > 1


def test_the_console_and_the_log_have_nothing_to_say(tab: Tab, pool_server: Server) -> None:
    assert [complaint for complaint in tab.complaints if complaint != ASKED_TWICE] == []
    log = pool_server.log.read_text(encoding="utf-8")
    assert re.search(r"deprecat|warning|traceback|error", log, re.IGNORECASE) is None, log
