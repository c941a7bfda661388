"""What every test may ask for: the reference data, the browser, and the rule that in CI nothing is skipped."""

import os
import sys
from collections.abc import Callable, Generator, Iterator
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any

import pytest

from tests.processes import run_python

ROOT = Path(__file__).parent.parent
NO_SKIP = os.environ.pop("ANLAN_NO_SKIP", "") == "1"
CHROMIUM = Path("/usr/bin/chromium")
CHROMIUM_FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
Run = Callable[..., CompletedProcess[str]]


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport() -> Generator[None, Any, None]:
    """Under ANLAN_NO_SKIP=1 a skipped test is a failed one; an expected failure stays what it is."""
    outcome = yield
    report = outcome.get_result()
    # Figures that a test records travel between processes, which only plain values do.
    report.user_properties = [(name, str(value)) for name, value in report.user_properties]
    _refuse_skip(report)


@pytest.hookimpl(hookwrapper=True)
def pytest_make_collect_report() -> Generator[None, Any, None]:
    """The same for a module that skips itself while it is collected."""
    outcome = yield
    _refuse_skip(outcome.get_result())


def _refuse_skip(report: Any) -> None:
    if NO_SKIP and report.skipped and not hasattr(report, "wasxfail"):
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else report.longrepr
        report.outcome = "failed"
        report.longrepr = f"{report.nodeid} may not be skipped here: {reason}"


@pytest.fixture(autouse=True)
def main_module() -> Iterator[None]:
    """A page run in this process leaves its script behind as __main__; a process spawned later would run it first."""
    kept = sys.modules["__main__"]
    yield
    sys.modules["__main__"] = kept


@pytest.fixture(scope="session")
def reference_data() -> Path:
    """The folder of third-party figures that are not part of the project."""
    folder = Path(os.environ.get("ANLAN_REFERENCE_DATA", ROOT.parent / "shared" / "data"))
    if not folder.is_dir():
        pytest.skip("there is no reference data: set ANLAN_REFERENCE_DATA to its folder")
    return folder


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    """Debian's browser, driven by Playwright; each test opens pages of its own."""
    from playwright.sync_api import sync_playwright

    if not CHROMIUM.exists():
        pytest.skip("there is no chromium: apt-get install chromium fonts-noto-cjk")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=CHROMIUM_FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def anlan(tmp_path: Path) -> Run:
    """Run `anlan` as its own process in an empty folder, without settings of the person who runs the tests."""

    def run(*words: str, folder: Path = tmp_path, **variables: str) -> CompletedProcess[str]:
        return run_python(["-m", "cli", *words], folder=folder, variables=variables)

    return run
