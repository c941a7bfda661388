"""A newcomer reads a file in one sitting: ceilings on files, functions and parameters, and no drawers."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.architecture.tree import python_files, relative

LINES_PER_FILE, LINES_PER_FUNCTION, PARAMETERS = 400, 60, 7
DRAWERS = {"utils", "util", "helpers", "helper", "common", "misc"}
# A kernel takes one array per quantity: bundling them in an object would hide their axes from numba.
TAKES_ARRAYS_ONE_BY_ONE = {"kernels.py"}

FILES = pytest.mark.parametrize("path", python_files(), ids=relative)


def functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def parameters(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    given = function.args
    names = [argument.arg for argument in (*given.posonlyargs, *given.args, *given.kwonlyargs)]
    return len([name for name in names if name not in {"self", "cls"}])


@FILES
def test_a_file_has_at_most_400_lines(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= LINES_PER_FILE


@FILES
def test_a_function_has_at_most_60_lines(path: Path) -> None:
    long = {
        f.name: f.end_lineno - f.lineno + 1 for f in functions(path) if f.end_lineno - f.lineno >= LINES_PER_FUNCTION
    }
    assert long == {}


@FILES
def test_a_function_takes_at_most_seven_parameters(path: Path) -> None:
    if path.name in TAKES_ARRAYS_ONE_BY_ONE:
        return
    assert {f.name: parameters(f) for f in functions(path) if parameters(f) > PARAMETERS} == {}


def test_no_file_or_folder_is_a_drawer() -> None:
    names = {relative(path): {part.split(".")[0] for part in Path(relative(path)).parts} for path in python_files()}
    assert {name for name, parts in names.items() if parts & DRAWERS} == set()


def test_the_ceilings_are_seen_by_these_tests(tmp_path: Path) -> None:
    long = tmp_path / "long.py"
    body = "\n".join(f"    x = {n}" for n in range(LINES_PER_FUNCTION))
    long.write_text(f"def f(self, a, b, c, d, *, e, g, h, i):\n{body}\n", encoding="utf-8")
    with pytest.raises(AssertionError):
        test_a_function_has_at_most_60_lines(long)
    with pytest.raises(AssertionError):
        test_a_function_takes_at_most_seven_parameters(long)
