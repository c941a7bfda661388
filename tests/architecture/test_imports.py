"""Importing is silent, and nobody pays for a package that the act does not use."""

import json
from pathlib import Path

import pytest

from tests.architecture.tree import PACKAGES, modules
from tests.processes import run_python

HEAVY_FOR_HELP = {"numba", "numpy", "torch", "ray", "flwr", "streamlit", "pandas", "rich"}
HEAVY_FOR_PROJECT = {"torch", "ray", "flwr", "streamlit", "pandas", "plotly"}
# A page is a script: Streamlit runs it, and to import it is to draw it.
DRAWN_ON_IMPORT = "dashboards.pages"

IMPORT_ALL = """
import importlib, sys
for name in {names}:
    importlib.import_module(name)
"""
LOADED = """
import json, sys
from cli.main import main
try:
    code = main({words})
except SystemExit as end:
    code = end.code
tops = sorted({{name.partition(".")[0] for name in sys.modules}})
print(json.dumps({{"code": code, "tops": tops}}), file=sys.stderr)
"""


def loaded_by(words: list[str], folder: Path) -> set[str]:
    done = run_python(["-c", LOADED.format(words=words)], folder=folder)
    answer = json.loads(done.stderr.splitlines()[-1])
    assert answer["code"] == 0, done.stderr
    return set(answer["tops"])


@pytest.mark.parametrize("package", PACKAGES)
def test_importing_a_package_prints_warns_and_writes_nothing(package: str, tmp_path: Path) -> None:
    names = [name for name in modules() if name.partition(".")[0] == package and name != "cli.__main__"]
    names = [name for name in names if not name.startswith(DRAWN_ON_IMPORT)]
    script = IMPORT_ALL.format(names=names)
    home = {"HOME": str(tmp_path), "PYTHONDONTWRITEBYTECODE": "1"}
    done = run_python(["-W", "error:::" + package, "-c", script], folder=tmp_path, variables=home)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert list(tmp_path.iterdir()) == []


def test_help_loads_no_heavy_package(tmp_path: Path) -> None:
    assert loaded_by(["--help"], tmp_path) & HEAVY_FOR_HELP == set()


def test_project_loads_neither_models_nor_pages(tmp_path: Path) -> None:
    loaded = loaded_by(["project", "china", "--json"], tmp_path)
    assert "numpy" in loaded
    assert loaded & HEAVY_FOR_PROJECT == set()


def test_a_question_of_law_loads_no_arrays(tmp_path: Path) -> None:
    loaded = loaded_by(["rules", "list", "--json"], tmp_path)
    assert loaded & (HEAVY_FOR_PROJECT | {"numba"}) == set()
