"""The page as a server of its own, and what its tests compare it with."""

import os
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from cli.dashboard import command
from simulation.projection import project
from simulation.result import Projection
from simulation.scenario import Scenario
from tests.dashboards.browser_tab import DESK, PHONE, Tab

START_S = 90


@dataclass(frozen=True)
class Server:
    """Where the page listens, and the file its log goes to."""

    address: str
    log: Path


@pytest.fixture(scope="session")
def base() -> Projection:
    return project(Scenario())


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The page started the way `anlan dashboard` starts it, on a free port and in an empty folder."""
    with serving(tmp_path_factory.mktemp("page"), lambda port: command("127.0.0.1", port)) as started:
        yield started


@contextmanager
def serving(folder: Path, words: Callable[[int], list[str]]) -> Iterator[Server]:
    """The page, started in `folder` by the command line for a free port, without settings of who runs the tests."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    log = folder / "log.txt"
    variables = {name: value for name, value in os.environ.items() if not name.startswith("ANLAN_")}
    with log.open("w") as output:
        process = subprocess.Popen(words(port), cwd=folder, env=variables, stdout=output, stderr=output)
    try:
        _wait(f"http://127.0.0.1:{port}/_stcore/health", process, log)
        yield Server(f"http://127.0.0.1:{port}", log)
    finally:
        process.terminate()
        process.wait(timeout=30)


@pytest.fixture(scope="module")
def desk(chromium: Any, server: Server) -> Iterator[Tab]:
    tab = Tab(chromium, server.address, DESK)
    yield tab
    tab.context.close()


@pytest.fixture(scope="module")
def phone(chromium: Any, server: Server) -> Iterator[Tab]:
    tab = Tab(chromium, server.address, PHONE)
    yield tab
    tab.context.close()


def _wait(address: str, process: "subprocess.Popen[bytes]", log: Path) -> None:
    until = time.monotonic() + START_S
    while time.monotonic() < until:
        assert process.poll() is None, log.read_text()
        try:
            with urllib.request.urlopen(address, timeout=2):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
    raise AssertionError(f"the page did not start: {log.read_text()}")
