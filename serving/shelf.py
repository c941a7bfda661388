"""The releases that a site was given for one application: verified copies of its own, the newest first.

    order.json        names of the copies, the one to serve first
    <hash>/           a release, as it was signed

A release is put here only after all of it was verified, and is verified again by whoever opens it. Where the first can
no longer be opened, the one before goes on being served, and whoever asks for health is told.
"""

import json
import shutil
from dataclasses import dataclass
from pathlib import Path

from core.errors import AnlanError
from core.keys import TrustList
from core.release_content import ReleaseRefused
from core.releases import Release, copy_release, open_release
from serving.files import write_whole

_ORDER = "order.json"
# The one that is served, and those to fall back on.
KEPT = 3
_LETTERS = 16


class ShelfUnreadable(AnlanError):
    """The order of the releases was changed by hand into something that is none."""

    code = "serving.shelf_unreadable"


@dataclass(frozen=True, slots=True)
class Picked:
    """The release to serve, None where there is none; `why` tells of newer ones that were refused."""

    release: Release | None
    why: str = ""


@dataclass(frozen=True, slots=True)
class Shelf:
    """The releases of one application at one site."""

    folder: Path

    def put(self, source: Path, trusted: TrustList) -> Release:
        """Verify a release, copy it and have it served next. Raises ReleaseRefused; then nothing is changed."""
        release = open_release(source, trusted)
        name = release.hash[:_LETTERS]
        place = self.folder / name
        before = [one for one in self._order() if one != name]
        if place.exists():
            try:
                open_release(place, trusted)
            except ReleaseRefused:
                # What was spoilt on this disk is made good by the same release, whole.
                shutil.rmtree(place)
        if not place.exists():
            copy_release(release, place)
        kept = [name, *before][:KEPT]
        write_whole(self.folder / _ORDER, json.dumps(kept).encode())
        for gone in [name, *before][KEPT:]:
            shutil.rmtree(self.folder / gone, ignore_errors=True)
        return open_release(place, trusted)

    def pick(self, trusted: TrustList) -> Picked:
        """The newest release that can be opened."""
        refused: list[str] = []
        for name in self._order():
            try:
                release = open_release(self.folder / name, trusted)
            except ReleaseRefused as err:
                refused.append(f"{name}: {err.what}")
                continue
            return Picked(release, " ".join(refused))
        return Picked(None, " ".join(refused))

    def names(self) -> list[str]:
        """Of the copies, the one to serve first. Raises ShelfUnreadable."""
        return self._order()

    def place(self, name: str) -> Path:
        """Where a copy lies."""
        return self.folder / name

    def mark(self) -> tuple[int, int]:
        """Changes whenever another release is to be served."""
        try:
            found = (self.folder / _ORDER).stat()
        except OSError:
            return (0, 0)
        return found.st_mtime_ns, found.st_ino

    def _order(self) -> list[str]:
        try:
            found = json.loads((self.folder / _ORDER).read_bytes())
        except FileNotFoundError:
            return []
        except (OSError, ValueError) as err:
            raise self._unreadable() from err
        if not isinstance(found, list) or not all(isinstance(one, str) and Path(one).name == one for one in found):
            raise self._unreadable()
        return found

    def _unreadable(self) -> ShelfUnreadable:
        return ShelfUnreadable(f"{self.folder / _ORDER} is no list of releases. Remove it and load the release again.")
