"""The project's own files, as git sees them: tracked, or new and not ignored."""

import subprocess
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
PACKAGES = (
    "core", "rules", "datapool", "casework", "simulation", "training",
    "federated", "serving", "dashboards", "edge_workers", "cli",
)  # fmt: skip


@cache
def project_files() -> tuple[Path, ...]:
    """Every committed or committable file, from the root."""
    words = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=True).stdout.splitlines()
    return tuple(path for name in sorted(set(listed)) if (path := ROOT / name).is_file())


@cache
def python_files() -> tuple[Path, ...]:
    return tuple(path for path in project_files() if path.suffix == ".py")


def relative(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def module_name(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def modules() -> tuple[str, ...]:
    """Every importable module of the packages."""
    found = (path for path in python_files() if path.relative_to(ROOT).parts[0] in PACKAGES)
    return tuple(module_name(path) for path in found)
