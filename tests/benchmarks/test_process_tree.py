"""What a command took is counted over all its processes."""

import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks.process_tree import measured

CHILD = "x = bytearray(150_000_000); x[::4096] = bytes(len(x[::4096])); import time; time.sleep(1.2)"
PARENT = f"""
import subprocess, sys
children = [subprocess.Popen([sys.executable, "-c", {CHILD!r}]) for _ in range(2)]
print([child.wait() for child in children])
"""


def test_the_memory_of_children_counts(tmp_path: Path) -> None:
    run = measured([sys.executable, "-c", PARENT], folder=tmp_path)
    assert run.stdout.strip() == "[0, 0]"
    assert 280 < run.peak_mb < 500
    assert run.seconds > 1.2
    assert run.cpu_seconds > 0.01


def test_a_command_that_fails_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(subprocess.CalledProcessError):
        measured([sys.executable, "-c", "raise SystemExit(3)"], folder=tmp_path)
