"""Commands of our documents that do not end, or that make the environment: how each is exercised instead."""

import socket
import subprocess
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path

from tests.docs.sessions import environment

SECONDS_TO_START = 60
HTTP_OK = 200

Exercise = Callable[[Path], None]


def recipe(target: str, folder: Path) -> list[str]:
    """What make would run for a target when the environment has to be made."""
    words = ["make", "--dry-run", "--always-make", target]
    done = subprocess.run(words, cwd=folder, capture_output=True, text=True, check=True)
    return done.stdout.splitlines()


def make_setup(folder: Path) -> None:
    """The recipe makes a virtual environment from the lock; .ci/run carries it out in full before any test."""
    lines = recipe("setup", folder)
    assert any("-m venv" in line for line in lines)
    assert any("-r requirements.lock" in line for line in lines)
    assert any("--no-deps" in line and "-e ." in line for line in lines)
    assert "make check" in (folder / ".ci" / "run").read_text(encoding="utf-8")


def make_run(folder: Path) -> None:
    """The recipe prints the table, then serves the page; both are carried out, the page on a free port."""
    acts = [line.split("/bin/")[1] for line in recipe("run", folder) if "/bin/anlan" in line]
    assert acts == ["anlan project china", "anlan dashboard"]
    subprocess.run(acts[0].split(), cwd=folder, env=environment(), check=True, capture_output=True)
    dashboard(folder)


def make_test(folder: Path) -> None:
    """The target runs this very suite, so it is read, not run again."""
    assert any("-m pytest" in line for line in recipe("test", folder))


def make_check(folder: Path) -> None:
    """Its parts run in tests/architecture and in .ci/run; here its recipe is read."""
    lines = "\n".join(recipe("check", folder))
    assert all(
        word in lines for word in ("ruff format --check", "ruff check", "mypy", "lint-imports", "generate.py --check")
    )


def dashboard(folder: Path) -> None:
    """Start it on a free port, ask for the page once, and end it."""
    port = free_port()
    words = ["anlan", "dashboard", "--port", str(port)]
    with subprocess.Popen(words, cwd=folder, env=environment(), stdout=subprocess.DEVNULL) as page:
        try:
            assert answer(f"http://127.0.0.1:{port}", page) == HTTP_OK
        finally:
            page.terminate()
            page.wait(SECONDS_TO_START)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def answer(address: str, page: "subprocess.Popen[bytes]") -> int | None:
    """The status of the first answer; None when the process ends or the time is up."""
    for _ in range(SECONDS_TO_START * 4):
        try:
            with urllib.request.urlopen(address, timeout=SECONDS_TO_START) as reply:
                return int(reply.status)
        except OSError:
            if page.poll() is not None:
                return None
            time.sleep(0.25)
    return None


EXERCISES: dict[str, Exercise] = {
    "make setup": make_setup,
    "make run": make_run,
    "make test": make_test,
    "make check": make_check,
    "anlan dashboard": dashboard,
}
