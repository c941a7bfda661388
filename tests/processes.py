"""Our commands as a person starts them: as processes of their own, or through the same entry point in this process."""

import io
import os
import subprocess
import sys
import traceback
from collections.abc import Iterator, Sequence
from contextlib import chdir, contextmanager, redirect_stderr, redirect_stdout
from pathlib import Path
from subprocess import CompletedProcess

from cli.main import main


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


def call_anlan(words: Sequence[str], *, folder: Path, variables: dict[str, str] | None = None) -> CompletedProcess[str]:
    """What `anlan` would print and end with, without a start of Python: imports and kernels are there already."""
    out, err = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8", write_through=True) for _ in range(2))
    with chdir(folder), _environment(variables or {}), redirect_stdout(out), redirect_stderr(err):
        try:
            code = main(words)
        except SystemExit as ended:
            code = ended.code if isinstance(ended.code, int) else int(ended.code is not None)
        except Exception:
            # To whoever starts a process, an error that nobody caught is a traceback and exit code 1.
            traceback.print_exc()
            code = 1
    return CompletedProcess(["anlan", *words], code, _written(out), _written(err))


@contextmanager
def _environment(variables: dict[str, str]) -> Iterator[None]:
    """No ANLAN_* variable but those given, until the block ends."""
    kept = dict(os.environ)
    for name in [name for name in kept if name.startswith("ANLAN_")]:
        del os.environ[name]
    os.environ.update(variables)
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(kept)


def _written(stream: io.TextIOWrapper) -> str:
    stream.seek(0)
    return stream.read()
