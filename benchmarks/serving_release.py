"""What risk answers from when it is measured: a small release, learned from a made-up pool, and cases of another."""

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from benchmarks.serving_processes import ROOT, environment

_MAKES = "tests.benchmarks.serving_release"


@dataclass(frozen=True, slots=True)
class Made:
    """A folder with a signed release, the key it is signed with, and cases."""

    folder: Path

    @property
    def release(self) -> Path:
        """Folder of the release."""
        return self.folder / "1"

    @property
    def trust(self) -> Path:
        """Folder of the public key."""
        return self.folder / "trust"

    @property
    def bodies(self) -> list[bytes]:
        """Of requests with one case each."""
        return self.bodies_of(1)

    def bodies_of(self, together: int) -> list[bytes]:
        """Of requests with so many cases each."""
        cases = json.loads((self.folder / "cases.json").read_bytes())
        return [
            json.dumps({"cases": [cases[(first + place) % len(cases)] for place in range(together)]}).encode()
            for first in range(len(cases))
        ]


def make(folder: Path) -> Made:
    """Made anew, in a process of its own, so that whoever measures stays small."""
    subprocess.run([sys.executable, "-m", _MAKES, str(folder)], cwd=ROOT, env=environment(), check=True)
    return Made(folder)
