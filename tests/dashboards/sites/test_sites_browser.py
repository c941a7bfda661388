"""The page Sites as people see it, of real gateways that are asked, killed and started again while it is open."""

import re
import signal
import socket
import sys
import threading
from collections.abc import Iterator
from typing import Any

import pytest

from core.principal import Role
from core.tokens import jwk_of
from tests.dashboards.browser_tab import ASKED_TWICE, DESK, IDLE, PHONE, Tab
from tests.dashboards.conftest import Server, serving
from tests.serving.gateway.sites import EVERYBODY, Issuer, Site, describe, own_key, running

pytestmark = pytest.mark.browser
APPLICATIONS = {
    "echo": {"work_class": "edge_first", "roles": EVERYBODY},
    "slow": {"work_class": "cloud_only", "roles": EVERYBODY},
}
FINDING = "#sites-finding"
CHART = ".js-plotly-plot .scatterlayer path.js-line"


@pytest.fixture(scope="module")
def cloud(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    root = tmp_path_factory.mktemp("sites")
    (root / "edge-east").mkdir()
    speaker = jwk_of(own_key(root / "edge-east").public, region="33", roles=(Role.REGIONAL_CENTRE,))
    issuer = Issuer(own_key(root))
    made = describe(root / "cloud", issuer=issuer, region="CN", trusted=[speaker], applications=APPLICATIONS)
    with running(made) as site:
        yield site


@pytest.fixture(scope="module")
def edge(cloud: Site) -> Iterator[Site]:
    made = describe(
        cloud.folder.parent / "edge-east", issuer=cloud.issuer, role="edge", parent_key="own.key",
        parent=f"http://127.0.0.1:{cloud.port}", applications=APPLICATIONS,
    )  # fmt: skip
    with running(made) as site:
        yield site


@pytest.fixture(scope="module")
def asked(cloud: Site, edge: Site) -> Iterator[None]:
    """Somebody asks both sites all the while."""
    ended = threading.Event()

    def ask() -> None:
        token = cloud.issuer.token()
        while not ended.wait(0.1):
            for site in (cloud, edge):
                try:
                    site.ask("echo", {"x": 1}, token=token)
                except OSError:
                    continue

    asking = threading.Thread(target=ask)
    asking.start()
    yield
    ended.set()
    asking.join()


@pytest.fixture(scope="module")
def site_server(cloud: Site, edge: Site, asked: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with socket.socket() as hangs:
        hangs.bind(("127.0.0.1", 0))
        hangs.listen()
        ports = (cloud.port, edge.port, hangs.getsockname()[1])
        urls = ",".join(f"http://127.0.0.1:{port}" for port in ports)
        words = [sys.executable, "-m", "cli", "dashboard", "--sites", urls, "--port"]
        with serving(tmp_path_factory.mktemp("page"), lambda port: [*words, str(port)]) as started:
            yield started


@pytest.fixture(scope="module", params=[DESK, PHONE], ids=["desk", "phone"])
def tab(request: pytest.FixtureRequest, chromium: Any, site_server: Server) -> Iterator[Tab]:
    opened = Tab(chromium, f"{site_server.address}/sites", request.param, until=".al-site")
    opened.page.set_default_timeout(60_000)
    yield opened
    opened.context.close()


def switch(tab: Tab, language: str) -> None:
    tab.page.get_by_text({"zh": "中文", "en": "English"}[language], exact=True).click()
    tab.page.wait_for_selector(f"h1:has-text('{ {'zh': '站点', 'en': 'Sites'}[language] }')")
    tab.page.wait_for_selector(IDLE)


def wait_for_finding(tab: Tab, text: str) -> None:
    tab.page.wait_for_function(
        "([at, text]) => document.querySelector(at) && document.querySelector(at).innerText.includes(text)",
        arg=[FINDING, text],
    )


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_page_fits_and_speaks_one_language(tab: Tab, language: str) -> None:
    switch(tab, language)
    tab.page.wait_for_selector(CHART, state="attached")
    width = tab.page.viewport_size["width"]
    assert tab.page.evaluate("document.querySelector('[data-testid=stMain]').scrollWidth") <= width
    assert tab.beyond_the_edge() == []
    text = tab.page.get_by_test_id("stMain").inner_text()
    assert "Traceback" not in text
    if language == "en":
        assert not re.search("[\u4e00-\u9fff]", text.replace("中文", ""))
    names = tab.page.locator(".al-site .name").all_inner_texts()
    assert names[:2] == ["cloud", "edge-east"]
    assert len(names) == 3


def test_on_a_phone_every_site_of_the_table_of_releases_has_a_line_of_its_own(tab: Tab) -> None:
    switch(tab, "zh")
    boxes = [cell.bounding_box() for cell in tab.page.locator("table.releases tbody tr").first.locator("td").all()]
    tops = {round(box["y"]) for box in boxes if box}
    assert len(boxes) == 2
    assert len(tops) == (2 if tab.is_phone else 1)


def test_a_rate_is_told_from_the_second_look_on_and_the_head_is_not_sent_again(tab: Tab) -> None:
    switch(tab, "zh")
    rate = tab.page.locator(".al-site.well dl.figures dd").first
    tab.page.wait_for_function("parseFloat(document.querySelector('.al-site.well dl.figures dd').innerText) > 0")
    before = tab.page.locator(".al-site.well p.taken").first.inner_text()
    tab.received.clear()
    tab.wait_for_change(before, ".al-site.well p.taken")
    assert float(rate.inner_text()) > 0
    sent = b"".join(tab.received)
    assert b"al-sites" in sent
    assert b"al-head" not in sent


def test_a_gateway_that_is_killed_is_shown_within_seconds_and_again_when_it_is_back(tab: Tab, edge: Site) -> None:
    switch(tab, "zh")
    wait_for_finding(tab, "2个正常")
    edge.end_gateway(signal.SIGKILL)
    wait_for_finding(tab, "2个无应答（edge-east")
    card = tab.page.locator(".al-site.silent:has-text('edge-east')").inner_text()
    assert re.search(r"该地址无人监听，自\d\d:\d\d:\d\d起", card)
    assert "最近一次应答" in card
    edge.start_gateway()
    wait_for_finding(tab, "2个正常")


def test_a_line_that_is_cut_is_told_at_the_edge(tab: Tab, cloud: Site) -> None:
    switch(tab, "zh")
    cloud.end_gateway(signal.SIGKILL)
    wait_for_finding(tab, "受影响（edge-east）")
    card = tab.page.locator(".al-site.impaired").inner_text()
    assert "到上级站点的线路中断" in card
    cloud.start_gateway()
    wait_for_finding(tab, "2个正常")


def test_the_console_and_the_log_have_nothing_to_say(tab: Tab, site_server: Server) -> None:
    assert [line for line in tab.complaints if line != ASKED_TWICE] == []
    log = site_server.log.read_text(encoding="utf-8")
    assert re.search(r"deprecat|warning|traceback|error", log, re.IGNORECASE) is None, log
