"""The parts about persons as people see them: a desk and a phone, both languages, with mouse, keyboard and finger."""

import json
import re
import sys
from collections.abc import Iterator
from typing import Any

import pytest

from datapool.sharing.ledger import Ledger
from tests.dashboards.browser_tab import ASKED_TWICE, DESK, IDLE, PHONE, Tab
from tests.dashboards.conftest import Server, serving
from tests.dashboards.data.people import HERS, People, build_people, clerk

pytestmark = pytest.mark.browser
PARTS = {
    "zh": ("一人一档", "人工核对", "血缘", "共享协议", "谁看过"),
    "en": ("One person", "Clerical queue", "Lineage", "Agreements", "Who looked"),
}
TIMEOUT_MS = 60_000


@pytest.fixture(scope="module")
def looked_at(tmp_path_factory: pytest.TempPathFactory) -> People:
    """A pool of its own: looks are written into its log."""
    return build_people(tmp_path_factory.mktemp("looked_at"))


@pytest.fixture(scope="module")
def people_server(looked_at: People, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    claims = looked_at.root.parent / f"{looked_at.root.name}.json"
    claims.write_text(json.dumps(clerk().to_claims()), encoding="utf-8")
    words = [sys.executable, "-m", "cli", "dashboard", "--pool", str(looked_at.root), "--as", str(claims), "--port"]
    with serving(tmp_path_factory.mktemp("people"), lambda port: [*words, str(port)]) as started:
        yield started


@pytest.fixture(scope="module", params=[DESK, PHONE], ids=["desk", "phone"])
def tab(request: pytest.FixtureRequest, chromium: Any, people_server: Server) -> Iterator[Tab]:
    opened = Tab(chromium, f"{people_server.address}/data?part=person", request.param, until="[role=tab]")
    opened.page.set_default_timeout(TIMEOUT_MS)
    opened.page.wait_for_selector(IDLE)
    yield opened
    opened.context.close()


def idle(tab: Tab) -> None:
    tab.page.wait_for_timeout(200)
    tab.page.wait_for_selector(IDLE)
    tab.page.wait_for_timeout(100)


def look(tab: Tab) -> None:
    """王芳, by her number at the clinic."""
    kind = tab.page.get_by_test_id("stSelectbox").first.locator("input")
    kind.click()
    kind.fill("医保编号（医保）")
    tab.page.keyboard.press("Enter")
    tab.page.get_by_label("号码或名称", exact=True).fill("7")
    tab.page.get_by_role("button", name="查看（记入日志）").click()
    tab.page.wait_for_selector("#person")
    idle(tab)


def switch(tab: Tab, language: str) -> None:
    tab.page.get_by_text({"zh": "中文", "en": "English"}[language], exact=True).click()
    tab.page.wait_for_selector(f"h1:has-text('{ {'zh': '数据', 'en': 'Data'}[language] }')")
    tab.page.get_by_role("tab", name=PARTS[language][0]).wait_for()
    idle(tab)


def test_a_look_shows_its_sources_by_mouse_keyboard_and_finger(tab: Tab, looked_at: People) -> None:
    before = len(list(Ledger(looked_at.root).log.entries()))
    look(tab)
    item = tab.page.locator(".al-item", has_text="姓名").first
    tip = item.locator(".al-tip")
    assert not tip.is_visible()
    item.hover()
    assert tip.is_visible() and "feeds/police/population" in tip.inner_text()
    tab.page.mouse.move(1, 1)
    assert not tip.is_visible()
    item.focus()
    assert tip.is_visible()
    assert tab.beyond_the_edge() == []
    tab.page.evaluate("document.activeElement.blur()")
    item.click()
    assert tip.is_visible()
    # Another language and another part look at nothing again, and no number is in the address.
    switch(tab, "en")
    assert "16 items" in tab.page.inner_text("#person")
    switch(tab, "zh")
    assert len(list(Ledger(looked_at.root).log.entries())) == before + 1
    assert HERS not in tab.page.url and tab.page.url.endswith("?part=person")


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_part_about_persons_fits(tab: Tab, language: str) -> None:
    switch(tab, language)
    for name in PARTS[language]:
        tab.open_view(name)
        idle(tab)
        assert (
            tab.page.locator("[data-testid=stMain]").evaluate("each => each.scrollWidth")
            <= tab.page.viewport_size["width"]
        )
        assert tab.beyond_the_edge() == [], name
        assert "Traceback" not in tab.page.get_by_test_id("stMain").inner_text()
    switch(tab, "zh")


def test_the_lineage_is_drawn_on_a_desk_and_listed_on_a_phone(tab: Tab) -> None:
    tab.open_view("血缘")
    tab.page.wait_for_selector("#lineage")
    idle(tab)
    graph = tab.page.locator(".al-graph")
    assert graph.is_visible() is not tab.is_phone
    assert tab.page.locator("table.lineage").first.is_visible()
    if tab.is_phone:
        return
    assert tab.page.locator(".al-graph img.edges").evaluate("each => each.complete && each.naturalWidth > 0")
    line = graph.locator(".line.asked")
    line.hover()
    assert line.locator(".al-tip").is_visible()
    assert "pool.hrss_insured" in line.locator(".al-tip").inner_text()


def test_a_pair_is_compared_and_decided(tab: Tab, looked_at: People) -> None:
    tab.open_view("人工核对")
    idle(tab)
    opened = tab.page.get_by_role("button", name="打开核对清单")
    if opened.is_visible():
        opened.click()
    tab.page.get_by_role("button", name="并排查看（记入日志）").click()
    tab.page.wait_for_selector("table.pair")
    idle(tab)
    assert tab.page.locator("table.pair tr.differs").count() >= 1
    assert tab.beyond_the_edge() == []
    tab.page.get_by_role("button", name="不是同一人").click()
    tab.page.wait_for_selector("table.pair", state="detached")
    assert "clerk.li" in tab.page.locator("table.al", has_text="决定人").inner_text()


def test_the_console_and_the_log_have_nothing_to_say_about_persons(tab: Tab, people_server: Server) -> None:
    assert [complaint for complaint in tab.complaints if complaint != ASKED_TWICE] == []
    log = people_server.log.read_text(encoding="utf-8")
    assert re.search(r"deprecat|warning|traceback|error", log, re.IGNORECASE) is None, log
    assert HERS not in log and "王芳" not in log
