"""A folder of deliveries: department, table, delivery, files."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from core.errors import FileMissing
from datapool.intake.content import file_sha256, open_file, unpacked_size
from datapool.standards.sources import Table

FEEDS = "feeds"
UNDATED = "undated"
_PERIOD = re.compile(r"(?<!\d)(?:19|20)\d\d(?:-?(?:0[1-9]|1[0-2]))?(?!\d)")
# What editors and systems leave beside files; no department delivers it.
_LEFTOVER = re.compile(r"^(\.|~\$|Thumbs\.db$|desktop\.ini$)")


@dataclass(frozen=True, slots=True)
class FileDelivery:
    """One delivered file; see `Delivery`."""

    table: Table | None
    department: str
    table_name: str
    delivery: str
    path: str
    size: int
    file: Path

    def sha256(self) -> str:
        """Of the file as it lies there."""
        with _readable(self.file):
            return file_sha256(self.file)

    def open(self) -> BinaryIO:
        """Its unpacked bytes."""
        with _readable(self.file):
            return open_file(self.file)


@dataclass(frozen=True, slots=True)
class FolderSource:
    """The files below `root`/feeds, or below `root` itself where there is no such folder.

    tables   [department_table] descriptions
    """

    root: Path
    tables: Mapping[str, Table]

    def deliveries(self) -> Sequence[FileDelivery]:
        """Every file, in the order of table, delivery and path."""
        feeds = self.root / FEEDS
        base = feeds if feeds.is_dir() else self.root
        departments = {table.department for table in self.tables.values()}
        found = [
            self._delivery(path, base)
            for folder in sorted(base.iterdir())
            if folder.is_dir() and (base == feeds or folder.name in departments)
            for path in _files(folder)
        ]
        return sorted(found, key=lambda each: (each.table_name, each.delivery, each.path))

    def _delivery(self, path: Path, base: Path) -> FileDelivery:
        department, *between = path.relative_to(base).parts[:-1]
        name = f"{department}_{between[0]}" if between else department
        period = _PERIOD.search(path.name)
        delivery = between[1] if len(between) > 1 else period.group() if period else UNDATED
        with _readable(path):
            size = unpacked_size(path)
        return FileDelivery(
            self.tables.get(name), department, name, delivery, path.relative_to(self.root).as_posix(), size, path
        )


def _files(folder: Path) -> Iterator[Path]:
    for entry in sorted(folder.iterdir()):
        if _LEFTOVER.search(entry.name):
            continue
        if entry.is_dir():
            yield from _files(entry)
        elif entry.is_file():
            yield entry


class _readable:  # noqa: N801
    """Say in our words that a file could not be read."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if isinstance(error, OSError):
            raise FileMissing(
                f"this file cannot be read: {error.strerror or error}.",
                path=self._path,
                remedy="Check that it is there and may be read.",
            ) from error
