"""Compiled functions are kept on disk, and forgotten as soon as any source they may hold has changed."""

import os
import subprocess
import sys
from pathlib import Path

from simulation import compiled

PROGRAM = """
import sys
sys.path[:0] = [{root!r}, {folder!r}]
import simulation.compiled
import kernel
print(kernel.answer(), sum(kernel.double.stats.cache_hits.values()))
"""
KERNEL = """
from typing import NamedTuple
from simulation.compiled import njit
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
    program = program.replace("import kernel", f"simulation.compiled._keep_by_source({sources!r})\nimport kernel")
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


def test_the_hash_follows_every_source(tmp_path: Path, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    monkeypatch.setattr(compiled, "ROOT", tmp_path)
    (tmp_path / "formulas").mkdir()
    source = tmp_path / "formulas" / "pension.py"
    source.write_text("rate = 1\n", encoding="utf-8")
    before = compiled.source_hash((tmp_path / "formulas",))
    assert compiled.source_hash((tmp_path / "formulas",)) == before
    source.write_text("rate = 2\n", encoding="utf-8")
    assert compiled.source_hash((tmp_path / "formulas",)) != before
