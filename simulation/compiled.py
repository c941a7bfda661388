"""Compiling for the kernels: the rule book's formulas as machine code, kept on disk while the code stays the same.

Numba keeps compiled functions beside their file and looks only at that file to see whether they are stale. A kernel
holds the formulas and tuples of other files, so a changed formula would go on being computed the old way. Here every
index of the cache carries a hash of the files with kernels and of all that they import: when one of these changes,
everything is compiled anew; a change of anything else costs nothing.
"""

import hashlib
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from numba import njit
from numba.core.caching import IndexDataCacheFile
from numba.extending import register_jitable

from rules.formulas import retirement

__all__ = ["compiled", "njit", "source_hash"]

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("simulation", "rules")
_MARK = "from simulation.compiled import"
_IMPORT = re.compile(r"^ *from +([\w.]+) +import +(\([^)]*\)|[^\n]+)|^ *import +([\w.]+)", re.MULTILINE)

# Formulas that other formulas call: known to the compiler by their plain name.
register_jitable(retirement.delay_months)


def source_hash(root: Path = ROOT) -> str:
    """sha256 of every Python file that a compiled function may hold a part of."""
    digest = hashlib.sha256()
    for path in sorted(compiled_sources(root)):
        digest.update(str(path.relative_to(root)).encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


def compiled_sources(root: Path) -> set[Path]:
    """The files with kernels, and what they import from our packages, and what that imports."""
    texts = {path: path.read_text(encoding="utf-8") for path in (root / PACKAGES[0]).rglob("*.py")}
    waiting = [path for path, text in texts.items() if _MARK in text]
    found: set[Path] = set()
    while waiting:
        path = waiting.pop()
        if path in found:
            continue
        found.add(path)
        waiting += _imported(root, texts.get(path) or path.read_text(encoding="utf-8"))
    return found


def _imported(root: Path, text: str) -> list[Path]:
    """The files of our packages that are named in the import lines of `text`."""
    modules = []
    for origin, names, whole in _IMPORT.findall(text):
        module = origin or whole
        if module.partition(".")[0] in PACKAGES:
            words = re.findall(r"\w+", names)
            modules += [module, *(f"{module}.{word}" for word in words)]
    bases = [root.joinpath(*module.split(".")) for module in modules]
    candidates = [path for base in bases for path in (base.with_suffix(".py"), base / "__init__.py")]
    return [path for path in candidates if path.is_file()]


def compiled(formula: Callable[..., Any]) -> Any:
    """The formula as machine code that kernels can call."""
    return njit(formula, cache=True)


def _keep_by_source(hash_of_sources: str) -> None:
    prepare = IndexDataCacheFile.__init__

    def prepare_for_these_sources(cache: Any, *arguments: Any, **options: Any) -> None:
        prepare(cache, *arguments, **options)
        cache._version = f"{cache._version} {hash_of_sources}"

    IndexDataCacheFile.__init__ = prepare_for_these_sources


_keep_by_source(source_hash())
