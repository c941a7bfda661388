"""The doctor compares what is installed with the lock, and says which thing is wrong."""

import socket
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest

from cli.dashboard import PortTaken, check_port
from cli.doctor import LOCK, differences, pinned
from tests.docs.endless import HTTP_OK, answer, free_port


def test_this_environment_is_the_locked_one() -> None:
    assert differences(pinned(LOCK)) == []


def test_a_missing_and_an_older_package_are_named() -> None:
    found = differences({"no-such-package": "1.0", "pytest": "0.1", "numpy": version("numpy")})
    assert found == ["no-such-package is missing", f"pytest {version('pytest')} instead of 0.1"]


def test_a_build_of_the_same_version_is_the_same_package() -> None:
    assert differences({"torch": version("torch").split("+")[0]}) == []


def test_names_are_compared_as_indexes_compare_them(tmp_path: Path) -> None:
    lock = tmp_path / "requirements.lock"
    lock.write_text("# a comment==1\nTypes_PyYAML==6.0\n", encoding="utf-8")
    assert pinned(lock) == {"types-pyyaml": "6.0"}


def test_a_taken_port_is_named_with_a_way_out(anlan: Any) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(PortTaken, match=str(port)):
            check_port("127.0.0.1", port)
        done = anlan("dashboard", "--port", str(port))
    assert (done.returncode, done.stdout) == (1, "")
    assert f"127.0.0.1:{port}" in done.stderr
    assert f"--port {port + 1}" in done.stderr
    assert "Traceback" not in done.stderr


def test_the_page_answers_and_ends_with_the_command(tmp_path: Path) -> None:
    port = free_port()
    words = [sys.executable, "-m", "cli", "dashboard", "--port", str(port)]
    with subprocess.Popen(words, cwd=tmp_path, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as page:
        try:
            assert answer(f"http://127.0.0.1:{port}", page) == HTTP_OK
        finally:
            page.terminate()
            page.wait(30)
    check_port("127.0.0.1", port)
