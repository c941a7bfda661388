"""A package imports only from the rows below it, and no file lies where no row is."""

import subprocess
import sys
import tomllib
from pathlib import Path

from tests.architecture.tree import PACKAGES, ROOT, python_files

CONTRACTS_KEPT = "Contracts: 2 kept, 0 broken."
LINT = Path(sys.executable).with_name("lint-imports")


def test_the_layers_hold_and_no_package_circles() -> None:
    done = subprocess.run([LINT, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
    assert CONTRACTS_KEPT in done.stdout


def test_every_package_has_a_row_in_the_contract() -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]
    layers = settings["contracts"][0]["layers"]
    in_rows = {package.strip() for row in layers for package in row.split("|")}
    assert in_rows == set(PACKAGES) == set(settings["root_packages"])


def test_every_folder_with_python_is_a_package_of_the_map_or_beside_it() -> None:
    beside = {"tests", "benchmarks", "docs"}
    tops = {path.relative_to(ROOT).parts[0] for path in python_files()}
    assert tops <= set(PACKAGES) | beside
