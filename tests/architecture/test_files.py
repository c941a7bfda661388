"""What is committed is the project's own: no path of one machine, no third-party data, no leftovers."""

import re
from pathlib import Path

import pytest

from tests.architecture.tree import project_files, relative

# Put together here so that this file does not name them itself.
HOMES = "|".join(("work", "tmp", "home", "root", "Users", "mnt"))
MACHINE_PATH = re.compile(rf"(?<![\w.~/$}}\]-])/(?:{HOMES})/[\w.]")
LARGEST_BYTES = 2_000_000
LEFTOVERS = re.compile(r"\b(TODO|FIXME|XXX|HACK)\b")

TEXTS = pytest.mark.parametrize("path", [p for p in project_files() if p.suffix not in {".png", ".npz"}], ids=relative)


@TEXTS
def test_a_file_names_no_path_of_one_machine(path: Path) -> None:
    found = [line for line in path.read_text(encoding="utf-8").splitlines() if MACHINE_PATH.search(line)]
    assert found == []


@TEXTS
def test_a_file_leaves_nothing_to_be_done_later(path: Path) -> None:
    if path.name == Path(__file__).name:
        return
    assert LEFTOVERS.search(path.read_text(encoding="utf-8")) is None


def test_a_path_of_one_machine_would_be_seen() -> None:
    home, folder = "/" + "home", "/" + "work"
    assert MACHINE_PATH.search(f'open("{home}/someone/data.csv")')
    assert MACHINE_PATH.search(f"see {folder}/main/x")
    assert not MACHINE_PATH.search("https://example.org" + home + "/page")


def test_no_file_is_so_large_that_it_must_be_data() -> None:
    assert [relative(path) for path in project_files() if path.stat().st_size > LARGEST_BYTES] == []
