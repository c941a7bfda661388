"""Our commands as processes of their own, the way a person starts them."""

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from subprocess import CompletedProcess


def run_python(
    words: Sequence[str], *, folder: Path, variables: dict[str, str] | None = None, timeout_s: float = 300
) -> CompletedProcess[str]:
    """Run this environment's Python in `folder` with no ANLAN_* variable but those given."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("ANLAN_")}
    return subprocess.run(
        [sys.executable, *words],
        cwd=folder,
        env={**inherited, **(variables or {})},
        capture_output=True,
        text=True,
        timeout=timeout_s,
        check=False,
    )
