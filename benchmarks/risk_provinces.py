"""Made-up provinces for the risk benchmark: generated, built and linked by the commands a user would give."""

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).parent.parent
_DONE = "linked"


def province(folder: Path, *, persons: int, seed: int) -> Path:
    """The folder of a linked pool, made unless it is there already."""
    root = folder / f"{seed}_{persons}"
    if not (root / _DONE).is_file():
        _anlan(["generate", "--persons", str(persons), "--seed", str(seed), "--out", str(root)])
        _anlan(["build", str(root)])
        _anlan(["link-persons", str(root)])
        (root / _DONE).touch()
    return root


def _anlan(arguments: Sequence[str]) -> None:
    command = [sys.executable, "-m", "cli", "data", *arguments]
    subprocess.run(command, cwd=ROOT, stdout=subprocess.DEVNULL, check=True)
