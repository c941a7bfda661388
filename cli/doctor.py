"""`anlan doctor`: whether this installation is whole, line by line, and what to do where it is not."""

import re
import shutil
import sys
from argparse import Namespace
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from importlib.metadata import distributions
from pathlib import Path

from cli.console import print_json, print_table
from cli.dashboard import PortTaken, check_port
from core.settings import Settings

ROOT = Path(__file__).parent.parent
LOCK = ROOT / "requirements.lock"
PYTHON = (3, 11)
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
FONT_FOLDERS = (Path("/usr/share/fonts"), Path("/usr/local/share/fonts"), Path.home() / ".fonts")
FONT_PATTERN = "*CJK*.*"

_TITLE = {"zh": "安装检查", "en": "This installation"}
_COLUMNS = {"zh": ("项目", "结果", "状况", "办法"), "en": ("What", "Result", "Found", "Remedy")}
_RESULT = {
    "good": {"zh": "正常", "en": "good"},
    "optional": {"zh": "可选", "en": "optional"},
    "bad": {"zh": "异常", "en": "bad"},
}


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at: `result` is good, optional (missing, and only some things need it) or bad."""

    what: str
    result: str
    found: str
    remedy: str = ""


def run(chosen: Namespace, settings: Settings) -> int:
    """Print every finding; 1 when one of them is bad."""
    findings = list(examine(settings))
    if chosen.json:
        print_json({"findings": [asdict(finding) for finding in findings]})
    else:
        cells = [(f.what, _RESULT[f.result][chosen.language], f.found, f.remedy) for f in findings]
        print_table(_TITLE[chosen.language], _COLUMNS[chosen.language], cells, left=4)
    return 1 if any(finding.result == "bad" for finding in findings) else 0


def examine(settings: Settings) -> Iterator[Finding]:
    """Look at the interpreter, the packages, the browser, the fonts, the reference data and the port."""
    yield _python()
    yield _environment()
    yield _packages(LOCK)
    yield _browser()
    yield _fonts()
    yield _reference_data(settings.reference_data)
    yield _port(settings)


def _python() -> Finding:
    found = ".".join(map(str, sys.version_info[:3]))
    if sys.version_info[:2] == PYTHON:
        return Finding("python", "good", found)
    return Finding("python", "bad", found, "Make the environment with Python 3.11: make setup")


def _environment() -> Finding:
    if sys.prefix != sys.base_prefix:
        return Finding("environment", "good", sys.prefix)
    return Finding("environment", "optional", "not a virtual environment", "make setup")


def _packages(lock: Path) -> Finding:
    if not lock.is_file():
        return Finding("packages", "optional", "requirements.lock is not beside the code", "Install from a clone.")
    wrong = differences(pinned(lock))
    if not wrong:
        return Finding("packages", "good", "every package is the locked one")
    return Finding("packages", "bad", "; ".join(wrong[:5]), "make setup")


def pinned(lock: Path) -> dict[str, str]:
    """[distribution name] the version the lock asks for."""
    pairs = (
        line.split("==") for line in lock.read_text(encoding="utf-8").splitlines() if "==" in line and line[0] != "#"
    )
    return {_normal(name): version.strip() for name, version in pairs}


def differences(wanted: dict[str, str]) -> list[str]:
    """What is not installed, or installed in another version; a build's local suffix (+cpu) does not count."""
    installed = {_normal(found.metadata["Name"]): found.version.split("+")[0] for found in distributions()}
    return [
        f"{name} {installed.get(name, 'is missing')} instead of {version}"
        if name in installed
        else f"{name} is missing"
        for name, version in wanted.items()
        if installed.get(name) != version.split("+")[0]
    ]


def _browser() -> Finding:
    found = next((path for name in BROWSERS if (path := shutil.which(name))), None)
    if found:
        return Finding("browser", "good", found)
    return Finding("browser", "optional", "no chromium; the tests of the page need it", "apt-get install chromium")


def _fonts() -> Finding:
    for folder in FONT_FOLDERS:
        font = next(folder.rglob(FONT_PATTERN), None) if folder.is_dir() else None
        if font:
            return Finding("fonts", "good", str(font))
    return Finding("fonts", "optional", "no font for Chinese; screenshots need one", "apt-get install fonts-noto-cjk")


def _reference_data(folder: Path | None) -> Finding:
    if folder is not None and folder.is_dir():
        return Finding("reference data", "good", str(folder))
    found = "not set" if folder is None else f"{folder} is not there"
    return Finding(
        "reference data", "optional", found, "Set reference_data to run the tests against other agencies' figures."
    )


def _port(settings: Settings) -> Finding:
    host, port = settings.dashboard.host, settings.dashboard.port
    try:
        check_port(host, port)
    except PortTaken as err:
        return Finding("dashboard port", "optional", f"{host}:{port}", str(err))
    return Finding("dashboard port", "good", f"{host}:{port} is free")


def _normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()
