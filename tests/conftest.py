"""What every test may ask for: the reference data, the browser, and the rule that in CI nothing is skipped."""

import os
import sys
from collections.abc import Callable, Generator, Iterator
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any

import pytest

from tests.processes import call_anlan, run_python

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
# The files of tests that take longest, the longest first: begun last, one would keep a single worker busy at the end.
LONG_FILES = (
    "tests/docs/test_documents.py",
    "tests/cluster/test_futures_on_ray.py",
    "tests/cli/test_commands.py",
    "tests/dashboards/data/test_persons_browser.py",
    "tests/dashboards/data/test_data_browser.py",
    "tests/cli/test_person.py",
    "tests/dashboards/test_page.py",
    "tests/dashboards/reports/test_outlook_and_actuarial.py",
    "tests/cli/test_project_pool.py",
    "tests/cluster/test_profiles_on_ray.py",
)


def pytest_configure(config: pytest.Config) -> None:
    """Workers take the files in the order of collection, not by how many tests a file has."""
    if hasattr(config.option, "loadscopereorder"):
        config.option.loadscopereorder = False


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Long files first; all others stay in their order."""
    places = {str(ROOT / name): place for place, name in enumerate(LONG_FILES)}
    items.sort(key=lambda item: places.get(str(item.path), len(places)))


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


# For a file, not for all of them: while it is open its event loop runs, and no test could run one of its own.
@pytest.fixture(scope="module")
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
    """Run `anlan` in an empty folder, without settings of the person who runs the tests.

    The page, which would serve until it is ended, is a process of its own; all else is called in this one.
    """

    def run(*words: str, folder: Path = tmp_path, **variables: str) -> CompletedProcess[str]:
        if words[0] == "dashboard":
            return run_python(["-m", "cli", *words], folder=folder, variables=variables)
        return call_anlan(words, folder=folder, variables=variables)

    return run


@pytest.fixture
def anlan_process(tmp_path: Path) -> Run:
    """As `anlan`, always as a process of its own: for what only a start of Python shows."""

    def run(*words: str, folder: Path = tmp_path, **variables: str) -> CompletedProcess[str]:
        return run_python(["-m", "cli", *words], folder=folder, variables=variables)

    return run
