"""Simulation sees the pool through its aggregates only."""

import ast

from tests.architecture.tree import python_files, relative


def imported(source: str) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value.startswith("datapool."):
            found.add(node.value)
    return {name for name in found if name.split(".")[0] == "datapool"}


def test_simulation_imports_nothing_of_the_pool_but_its_aggregates() -> None:
    used = {
        (relative(path), name)
        for path in python_files()
        if relative(path).startswith("simulation/")
        for name in imported(path.read_text(encoding="utf-8"))
    }
    assert used
    assert {each for each in used if not each[1].startswith("datapool.aggregates")} == set()
