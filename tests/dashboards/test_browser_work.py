"""Risk, Operation and Models as people see them: a desk and a phone, both languages, legible and labelled."""

import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from casework.alerts import open_ledger
from tests.casework.alerts.world import alert, ledger_of
from tests.dashboards.browser_tab import ASKED_TWICE, DESK, IDLE, PHONE, Tab
from tests.dashboards.conftest import Server, serving
from tests.dashboards.models.test_models_page import make_registry
from tests.dashboards.operation.made_results import lay_results

pytestmark = pytest.mark.browser
# [page] its titles, and its parts in both languages.
PAGES = {
    "operation": (
        {"zh": "运行监测", "en": "Operation"},
        {
            "zh": ("收支监测", "收支预测", "业务量预测", "政策效果"),
            "en": ("Payments and collections", "Income and outgo", "Service demand", "Effect of a policy"),
        },
    ),
    "risk": (
        {"zh": "风险", "en": "Risk"},
        {
            "zh": ("疑点台账", "一案", "分布", "查实与召回", "漂移", "公平"),
            "en": ("Ledger", "One case", "Where", "Findings and recall", "Drift", "Fairness"),
        },
    ),
    "models": (
        {"zh": "模型", "en": "Models"},
        {"zh": ("登记", "模型卡", "准入记录", "调参"), "en": ("Registry", "Card", "Gate", "Searches")},
    ),
}
SIZES = {"desk": DESK, "phone": PHONE}
# Two of the four are enough for every day.
SEEN = [
    pytest.param(("desk", "zh"), id="desk-zh"),
    pytest.param(("phone", "en"), id="phone-en"),
    pytest.param(("desk", "en"), id="desk-en", marks=pytest.mark.slow),
    pytest.param(("phone", "zh"), id="phone-zh", marks=pytest.mark.slow),
]
# Texts of ours whose contrast to their ground is below 4.5, or below 3 where they are large or bold.
FAINT = """() => {
    const parse = text => (text.match(/[\\d.]+/g) || []).map(Number);
    const light = ([r, g, b]) => [r, g, b].map(v => v / 255)
        .map(v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
        .reduce((sum, v, at) => sum + v * [0.2126, 0.7152, 0.0722][at], 0);
    const ground = each => {
        for (let at = each; at; at = at.parentElement) {
            const colour = parse(getComputedStyle(at).backgroundColor);
            if (colour.length === 3 || colour[3] > 0.9) return colour;
        }
        return [255, 255, 255];
    };
    return [...document.querySelectorAll('[data-testid=stMain] [data-testid=stHtml] *')].filter(each =>
        [...each.childNodes].some(node => node.nodeType === 3 && /[\\p{L}\\p{N}]/u.test(node.textContent))
        && each.offsetParent
    ).map(each => {
        const style = getComputedStyle(each);
        const pair = [light(parse(style.color)), light(ground(each))].sort((a, b) => b - a);
        const size = parseFloat(style.fontSize), isLarge = size >= 24 || (size >= 18.6 && +style.fontWeight >= 700);
        return [(pair[0] + 0.05) / (pair[1] + 0.05), isLarge ? 3 : 4.5, each.textContent.trim().slice(0, 30)];
    }).filter(([ratio, least]) => ratio < least);
}"""
UNNAMED = """() => [...document.querySelectorAll(
    '[data-testid=stMain] :is(input, button, select, img, [role=img])'
)].filter(each => each.offsetParent && each.type !== 'hidden'
    && !(each.getAttribute('aria-label') || each.getAttribute('aria-labelledby') || each.hasAttribute('alt')
         || each.textContent.trim() || each.title || (each.labels && each.labels.length)
         || each.closest('[data-testid=stSelectbox]'))
).map(each => each.outerHTML.slice(0, 120))"""


@pytest.fixture(scope="module")
def work_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("work")
    ring = [alert(number, ring="ring-7", typology="T05", scheme="110", region="470203") for number in range(10, 14)]
    ledger_of(folder, alert(1), alert(2, typology="T06", scheme="unemployment"), *ring)
    lay_results(folder / "results")
    (folder / "out").mkdir()
    make_registry(folder / "out" / "models")
    words = [sys.executable, "-m", "cli", "dashboard", "--ledger", str(folder / "cases")]
    words += ["--operation", str(folder / "results"), "--port"]
    with serving(folder, lambda port: [*words, str(port)]) as started:
        yield started


@pytest.fixture(scope="module", params=SEEN)
def seen(request: pytest.FixtureRequest, chromium: Any, work_server: Server) -> Iterator[tuple[Tab, str]]:
    size, language = request.param
    tab = Tab(chromium, f"{work_server.address}/operation", SIZES[size], until="#watch")
    tab.page.set_default_timeout(60_000)
    if language == "en":
        tab.page.get_by_text("English", exact=True).click()
        tab.page.wait_for_selector("h1:has-text('Operation')")
    yield tab, language
    tab.context.close()


@pytest.mark.parametrize("name", PAGES)
def test_every_part_fits_is_legible_and_has_names(seen: tuple[Tab, str], name: str) -> None:
    tab, language = seen
    titles, parts = PAGES[name]
    if tab.page.inner_text("h1") != titles[language]:
        tab.open_page(titles[language], f"h1:has-text('{titles[language]}')")
    for part in parts[language]:
        tab.open_view(part)
        tab.page.wait_for_selector(IDLE)
        tab.page.wait_for_timeout(250)
        width = tab.page.viewport_size["width"]
        assert tab.page.evaluate("document.querySelector('[data-testid=stMain]').scrollWidth") <= width, part
        assert tab.beyond_the_edge() == [], part
        assert tab.page.evaluate(FAINT) == [], part
        assert tab.page.evaluate(UNNAMED) == [], part
        text = tab.page.get_by_test_id("stMain").inner_text()
        assert "Traceback" not in text
        if language == "en" and name != "risk":
            assert not re.search("[\u4e00-\u9fff]", text.replace("中文", "").replace("减免 Relief", "")), part


def test_a_part_has_an_address_that_opens_it(seen: tuple[Tab, str], work_server: Server) -> None:
    tab, _ = seen
    tab.page.goto(f"{work_server.address}/operation?part=effect")
    tab.page.wait_for_selector("#effect")
    assert "减免 Relief" in tab.page.inner_text("#effect")


def test_opening_a_case_in_the_browser_is_a_look_in_the_log(seen: tuple[Tab, str], work_server: Server) -> None:
    tab, _ = seen
    ledger = open_ledger(work_server.log.parent / "cases")
    before = {case.id: len(ledger.looks(case.id)) for case in ledger.cases()}
    tab.page.goto(f"{work_server.address}/risk?part=case")
    tab.page.wait_for_selector("#case")
    opened = tab.page.inner_text("#case").split()[-1]
    assert len(ledger.looks(opened)) == before[opened] + 1


def test_the_console_and_the_log_have_nothing_to_say(seen: tuple[Tab, str], work_server: Server) -> None:
    assert [complaint for complaint in seen[0].complaints if complaint != ASKED_TWICE] == []
    log = work_server.log.read_text(encoding="utf-8")
    assert re.search(r"deprecat|warning|traceback|error", log, re.IGNORECASE) is None, log


def test_faint_text_would_be_seen(chromium: Any, tmp_path: Path) -> None:
    page = chromium.new_page()
    page.set_content(
        "<div data-testid=stMain><div data-testid=stHtml><p style='color:#aaa'>faint</p><p style='color:#222'>dark</p>"
        "<input></div></div>"
    )
    assert [text for _, _, text in page.evaluate(FAINT)] == ["faint"]
    assert len(page.evaluate(UNNAMED)) == 1
    page.close()
