"""The results that the page shows: read once, again only where a file was written anew."""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from core.errors import InputError
from training.operation.results import Kind, Result, read_result, result_files

_KEPT = 64


@dataclass(frozen=True, slots=True)
class Opened:
    """Results of a folder, and why some of its files are none."""

    folder: Path
    results: tuple[Result, ...]
    unread: tuple[InputError, ...]

    def of_kind(self, kind: Kind) -> list[Result]:
        """Those of one kind, in the order of their names."""
        return [result for result in self.results if result.about.kind == kind]


def opened(folder: Path) -> Opened:
    """Raises FileMissing where there is no such folder."""
    results, unread = [], []
    for path in result_files(folder):
        try:
            found = path.stat()
            results.append(_read(path, found.st_mtime_ns, found.st_size))
        except (InputError, OSError) as err:
            if isinstance(err, InputError):
                unread.append(err)
    return Opened(folder, tuple(results), tuple(unread))


@lru_cache(maxsize=_KEPT)
def _read(path: Path, written: int, size: int) -> Result:
    """The file as it was when it had that size and was written at that moment."""
    del written, size
    return read_result(path)
