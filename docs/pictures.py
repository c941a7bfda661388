"""The pictures of docs/images, taken of the page as it is: `python docs/pictures.py` starts it, looks, and ends it."""

import socket
import subprocess
import sys
import time
import urllib.request
from io import BytesIO
from pathlib import Path
from typing import Any

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
# File, width and height of the window, whether the page is switched to English, and the view.
PICTURES = (
    ("fund_outlook.png", (1280, 1810), False, "收支与结余"),
    ("fund_outlook_en.png", (1280, 1990), True, "Accounts"),
    ("fund_outlook_people.png", (1280, 1900), False, "人口"),
    ("fund_outlook_phone.png", (390, 844), False, "收支与结余"),
)


def main() -> int:
    """Take every picture."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = subprocess.Popen(command("127.0.0.1", port), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        _wait(f"http://127.0.0.1:{port}/_stcore/health")
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=BROWSER, args=FLAGS)
            for name, size, is_english, view in PICTURES:
                _save(_picture(browser, f"http://127.0.0.1:{port}", size, is_english, view), IMAGES / name)
            browser.close()
    finally:
        server.terminate()
        server.wait()
    return 0


def _picture(browser: Any, address: str, size: tuple[int, int], is_english: bool, view: str) -> bytes:
    page = browser.new_page(viewport={"width": size[0], "height": size[1]})
    page.goto(address)
    page.wait_for_selector(CHART)
    if is_english:
        page.get_by_text("English", exact=True).click()
        page.wait_for_selector("text=Fund outlook")
    page.get_by_role("tab", name=view).click()
    page.mouse.move(size[0] / 2, 4)
    page.wait_for_timeout(2500)
    page.evaluate("document.querySelector('[data-testid=stMain]').scrollTo(0, 0)")
    page.wait_for_timeout(300)
    taken: bytes = page.screenshot()
    page.close()
    return taken


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
