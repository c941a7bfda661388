"""The pictures of docs/images, taken of the pages as they are: `python docs/pictures.py` starts, looks and ends."""

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterable
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

from PIL import Image
from playwright.sync_api import sync_playwright

from cli.dashboard import command

IMAGES = Path(__file__).parent / "images"
BROWSER, FLAGS = (
    "/usr/bin/chromium",
    ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"],
)
CHART = ".js-plotly-plot .bars path"
START_S = 90
# The first futures after a change of the kernels wait for them to be compiled.
DRAWN_MS = 300_000
OUTLOOK = ""
# The made-up province behind the page Data.
PERSONS, SEED = 5000, 1


class Shot(NamedTuple):
    """One picture: its file, the size of the window, the page by its link, and what is done before it is taken."""

    file: str
    size: tuple[int, int]
    page: str = OUTLOOK
    is_english: bool = False
    view: str = ""
    levers: tuple[tuple[str, int], ...] = ()
    until: str = CHART


PICTURES = (
    Shot("fund_outlook.png", (1280, 1810), view="收支与结余"),
    Shot("fund_outlook_en.png", (1280, 1990), is_english=True, view="Accounts"),
    Shot("fund_outlook_people.png", (1280, 1900), view="人口"),
    Shot("fund_outlook_phone.png", (390, 844), view="收支与结余"),
    Shot("stress.png", (1280, 1900), "压力测试", until="#chance"),
    Shot("stress_en.png", (1280, 1900), "Stress test", True, until="#chance"),
    Shot("stress_phone.png", (390, 1500), "压力测试", until="#chance"),
    Shot(
        "reform.png",
        (1280, 1250),
        "改革",
        levers=(("单位缴费比例", 4), ("基本养老金调整比例", 2)),
        until="#attribution",
    ),
    Shot("provinces.png", (1280, 1750), "省际", until=".al-tiles"),
    Shot("provinces_phone.png", (390, 1300), "省际", until=".al-tiles"),
    Shot("data.png", (1280, 1340), "数据", until="#worst"),
)


def main() -> int:
    """Take every picture."""
    with TemporaryDirectory() as folder:
        pool = Path(folder) / "province"
        _make_pool(pool)
        take(PICTURES, pool)
    return 0


def take(shots: Iterable[Shot], pool: Path) -> None:
    """Take these pictures of pages that show this pool."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = subprocess.Popen(
        command("127.0.0.1", port),
        env={**os.environ, "ANLAN_POOL": str(pool)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        _wait(f"http://127.0.0.1:{port}/_stcore/health")
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=BROWSER, args=FLAGS)
            for shot in shots:
                _save(_picture(browser, f"http://127.0.0.1:{port}", shot), IMAGES / shot.file)
            browser.close()
    finally:
        server.terminate()
        server.wait()


def _make_pool(folder: Path) -> None:
    province = ("generate", "--persons", str(PERSONS), "--seed", str(SEED), "--out", str(folder))
    for words in (province, ("build", str(folder))):
        subprocess.run([sys.executable, "-m", "cli", "data", *words], check=True, stdout=subprocess.DEVNULL)


def _picture(browser: Any, address: str, shot: Shot) -> bytes:
    page = browser.new_page(viewport={"width": shot.size[0], "height": shot.size[1]})
    page.set_default_timeout(DRAWN_MS)
    page.goto(address)
    page.wait_for_selector(CHART)
    if shot.is_english:
        page.get_by_text("English", exact=True).click()
        page.wait_for_selector("text=Fund outlook")
    if shot.page:
        _open(page, shot)
    if shot.view:
        page.get_by_role("tab", name=shot.view).click()
    page.mouse.move(shot.size[0] / 2, 4)
    page.wait_for_timeout(2500)
    page.evaluate("document.querySelector('[data-testid=stMain]').scrollTo(0, 0)")
    page.wait_for_timeout(300)
    taken: bytes = page.screenshot()
    page.close()
    return taken


def _open(page: Any, shot: Shot) -> None:
    """Go to the page by its link, in the drawer where the window is narrow, and move the levers."""
    drawer, close = page.get_by_test_id("stExpandSidebarButton"), page.get_by_test_id("stSidebarCollapseButton")
    is_narrow = drawer.is_visible()
    if is_narrow:
        drawer.click()
    page.get_by_role("link", name=shot.page, exact=True).click()
    page.wait_for_selector(f"h1:has-text('{shot.page}')")
    if is_narrow and close.locator("button").is_visible():
        close.locator("button").click()
    for lever, steps in shot.levers:
        page.get_by_role("slider", name=lever).first.focus()
        for _ in range(steps):
            page.keyboard.press("ArrowRight")
        page.wait_for_timeout(2000)
    page.wait_for_selector(shot.until)


def _save(taken: bytes, path: Path) -> None:
    """In 256 colours spread over all that occur, so that the few red deficits stay red in a small file."""
    picture = Image.open(BytesIO(taken)).convert("RGB")
    picture.quantize(256, method=Image.Quantize.MAXCOVERAGE).save(path, optimize=True)


def _wait(address: str) -> None:
    until = time.monotonic() + START_S
    while True:
        try:
            urllib.request.urlopen(address, timeout=2).close()
            return
        except OSError:
            if time.monotonic() > until:
                raise
            time.sleep(0.2)


if __name__ == "__main__":
    sys.exit(main())
