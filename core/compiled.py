"""Compiling for the kernels: machine code that is kept on disk while the code stays the same.

Numba keeps compiled functions beside their file and looks only at that file to see whether they are stale. A kernel
holds the formulas and tuples of other files, so a changed formula would go on being computed the old way. Here every
index of the cache carries a hash of its package's files with kernels and of all that they import: when one of these
changes, the package is compiled anew; a change of anything else costs nothing.
"""

import hashlib
import re
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import Any

from numba import njit
from numba.core.caching import IndexDataCacheFile

__all__ = ["compiled", "njit", "source_hash"]

ROOT = Path(__file__).resolve().parent.parent
KERNEL_PACKAGES = ("simulation", "datapool")
PACKAGES = (*KERNEL_PACKAGES, "rules", "core")
_MARK = re.compile(r"^from (core|simulation)\.compiled import", re.MULTILINE)
_IMPORT = re.compile(r"^ *from +([\w.]+) +import +(\([^)]*\)|[^\n]+)|^ *import +([\w.]+)", re.MULTILINE)


def source_hash(root: Path = ROOT, packages: tuple[str, ...] = KERNEL_PACKAGES) -> str:
    """sha256 of every Python file that a compiled function of the packages may hold a part of."""
    digest = hashlib.sha256()
    for path in sorted(compiled_sources(root, packages)):
        digest.update(str(path.relative_to(root)).encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


def compiled_sources(root: Path, packages: tuple[str, ...] = KERNEL_PACKAGES) -> set[Path]:
    """The files with kernels, and what they import from our packages, and what that imports."""
    files = [path for package in packages for path in (root / package).rglob("*.py")]
    texts = {path: path.read_text(encoding="utf-8") for path in files}
    waiting = [path for path, text in texts.items() if _MARK.search(text)]
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


def _keep_by_source(hash_of: Callable[[Path], str]) -> None:
    """Let each index of the cache carry `hash_of` the folder it lies in."""
    prepare = IndexDataCacheFile.__init__

    def prepare_for_these_sources(cache: Any, cache_path: Any, *arguments: Any, **options: Any) -> None:
        prepare(cache, cache_path, *arguments, **options)
        cache._version = f"{cache._version} {hash_of(Path(cache_path))}"

    IndexDataCacheFile.__init__ = prepare_for_these_sources


def _hash_of_package(folder: Path) -> str:
    """The hash of the package in which the folder lies; of all of them for a cache that is kept elsewhere."""
    inside = tuple(package for package in KERNEL_PACKAGES if ROOT / package in folder.parents)
    return _hash_of(inside or KERNEL_PACKAGES)


@lru_cache
def _hash_of(packages: tuple[str, ...]) -> str:
    return source_hash(ROOT, packages)


_keep_by_source(_hash_of_package)
