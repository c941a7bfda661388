"""Compiling for the kernels: the rule book's formulas as machine code, kept on disk while the code stays the same.

Numba keeps compiled functions beside their file and looks only at that file to see whether they are stale. A kernel
holds the formulas and tuples of other files, so a changed formula would go on being computed the old way. Here every
index of the cache carries a hash of all these sources: when one changes, everything is compiled anew.
"""

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

from numba import njit
from numba.core.caching import IndexDataCacheFile
from numba.extending import register_jitable

from rules.formulas import retirement

__all__ = ["compiled", "njit", "source_hash"]

ROOT = Path(__file__).resolve().parent.parent
SOURCES = (ROOT / "rules" / "formulas", ROOT / "simulation")

# Formulas that other formulas call: known to the compiler by their plain name.
register_jitable(retirement.delay_months)


def source_hash(folders: tuple[Path, ...] = SOURCES) -> str:
    """sha256 of every Python file that a compiled function may hold a part of."""
    digest = hashlib.sha256()
    for path in sorted(path for folder in folders for path in folder.rglob("*.py")):
        digest.update(str(path.relative_to(ROOT)).encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


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
