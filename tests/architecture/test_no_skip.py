"""In CI nothing is skipped: under ANLAN_NO_SKIP=1 a skip is a failure, and an expected failure is not."""

from pathlib import Path

from tests.architecture.tree import ROOT
from tests.processes import run_python

TESTS = """
import pytest

def test_that_skips_itself():
    pytest.skip("no data here")

@pytest.mark.xfail(strict=True)
def test_that_is_known_to_fail():
    assert False

def test_that_passes():
    assert True
"""


def outcome(folder: Path, text: str, **variables: str) -> tuple[int, str]:
    path = folder / "test_sample.py"
    path.write_text(text, encoding="utf-8")
    words = ["-m", "pytest", "-p", "tests.conftest", "--rootdir", str(folder), "-c", "/dev/null", str(path)]
    done = run_python(words, folder=ROOT, variables=variables)
    return done.returncode, done.stdout.splitlines()[-1]


def test_a_skip_is_a_failure_in_ci(tmp_path: Path) -> None:
    code, last = outcome(tmp_path, TESTS, ANLAN_NO_SKIP="1")
    assert code == 1
    assert "1 failed, 1 passed, 1 xfailed" in last


def test_a_module_that_skips_itself_is_a_failure_in_ci(tmp_path: Path) -> None:
    module = "import pytest\npytest.skip('no data here', allow_module_level=True)\n"
    assert outcome(tmp_path, module, ANLAN_NO_SKIP="1")[0] != 0
    assert outcome(tmp_path, module)[0] in (0, 5)


def test_elsewhere_a_skip_is_a_skip(tmp_path: Path) -> None:
    code, last = outcome(tmp_path, TESTS)
    assert code == 0
    assert "1 passed, 1 skipped, 1 xfailed" in last
