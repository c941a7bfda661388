"""Compiled functions are kept on disk, and forgotten as soon as any source they may hold has changed."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from core import compiled

PROGRAM = """
import sys
sys.path[:0] = [{root!r}, {folder!r}]
import core.compiled
import kernel
print(kernel.answer(), sum(kernel.double.stats.cache_hits.values()))
"""
KERNEL = """
from typing import NamedTuple
from core.compiled import njit
from formula import factor

class {name}(NamedTuple):
    value: float

@njit(cache=True)
def double(given):
    return factor * given.value

def answer():
    return double({name}(21.0))
"""


def run(folder: Path, *, name: str, factor: float, sources: str) -> list[str]:
    for file, text in (("kernel.py", KERNEL.format(name=name)), ("formula.py", f"factor = {factor}\n")):
        path = folder / file
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8")
    program = PROGRAM.format(root=str(compiled.ROOT), folder=str(folder))
    keep = f"core.compiled._keep_by_source(lambda folder: {sources!r})"
    program = program.replace("import kernel", f"{keep}\nimport kernel")
    variables = {**os.environ, "NUMBA_CACHE_DIR": str(folder / "cache"), "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run([sys.executable, "-c", program], env=variables, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout.split()


def test_the_same_sources_are_compiled_once(tmp_path: Path) -> None:
    assert run(tmp_path, name="Given", factor=2.0, sources="a") == ["42.0", "0"]
    assert run(tmp_path, name="Given", factor=2.0, sources="a") == ["42.0", "1"]


def test_a_changed_formula_of_another_file_is_computed_the_new_way(tmp_path: Path) -> None:
    assert run(tmp_path, name="Given", factor=2.0, sources="a")[0] == "42.0"
    assert run(tmp_path, name="Given", factor=3.0, sources="b") == ["63.0", "0"]


def test_a_tuple_that_was_renamed_does_not_stop_the_program(tmp_path: Path) -> None:
    assert run(tmp_path, name="Given", factor=2.0, sources="a")[0] == "42.0"
    assert run(tmp_path, name="Taken", factor=2.0, sources="b") == ["42.0", "0"]


def _tree(root: Path) -> Path:
    texts = {
        "simulation/kernels.py": "from simulation.compiled import njit\nfrom simulation.shapes import (\n    one,\n)\n",
        "simulation/shapes.py": "from rules.formulas import pension as law\n",
        "simulation/report.py": "words = 1\n",
        "rules/formulas/pension.py": "rate = 1\n",
        "rules/book.py": "pages = 1\n",
        "datapool/kernels.py": "from core.compiled import njit\n",
    }
    for name, text in texts.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, encoding="utf-8")
    return root


@pytest.mark.parametrize("name", ["simulation/kernels.py", "simulation/shapes.py", "rules/formulas/pension.py"])
def test_the_hash_follows_the_kernels_and_all_they_import(tmp_path: Path, name: str) -> None:
    before = compiled.source_hash(_tree(tmp_path))
    assert compiled.source_hash(tmp_path) == before
    (tmp_path / name).write_text((tmp_path / name).read_text(encoding="utf-8") + "more = 1\n", encoding="utf-8")
    assert compiled.source_hash(tmp_path) != before


@pytest.mark.parametrize("name", ["simulation/report.py", "rules/book.py"])
def test_what_no_kernel_imports_leaves_the_hash_as_it_is(tmp_path: Path, name: str) -> None:
    before = compiled.source_hash(_tree(tmp_path))
    (tmp_path / name).write_text("words = 2\n", encoding="utf-8")
    assert compiled.source_hash(tmp_path) == before


def test_a_change_in_one_package_leaves_the_other_compiled(tmp_path: Path) -> None:
    before = compiled.source_hash(_tree(tmp_path), ("simulation",)), compiled.source_hash(tmp_path, ("datapool",))
    (tmp_path / "datapool/kernels.py").write_text("from core.compiled import njit\nmore = 1\n", encoding="utf-8")
    after = compiled.source_hash(tmp_path, ("simulation",)), compiled.source_hash(tmp_path, ("datapool",))
    assert after[0] == before[0]
    assert after[1] != before[1]


def test_every_kernel_of_ours_and_the_law_are_followed() -> None:
    followed = {str(path.relative_to(compiled.ROOT)) for path in compiled.compiled_sources(compiled.ROOT)}
    kernels = {str(path.relative_to(compiled.ROOT)) for path in (compiled.ROOT / "simulation").rglob("kernels.py")}
    assert kernels <= followed
    assert {"rules/formulas/pension.py", "rules/formulas/retirement.py", "simulation/futures/figures.py"} <= followed
