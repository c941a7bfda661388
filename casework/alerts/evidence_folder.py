"""The evidence folder: copies of documents under the hash of their bytes, on disk before the ledger names them."""

import os
from contextlib import suppress
from hashlib import file_digest, sha256
from pathlib import Path

from casework.alerts.acts import DocumentAdded
from casework.alerts.case import Case
from casework.alerts.refusals import OutOfPlace
from core.errors import FileMissing, InputError

FOLDER, BEGUN = "evidence", ".begun"
_BYTES_AT_ONCE = 2**20
_LONGEST_NAME = 200


def keep(folder: Path, path: Path, name: str = "") -> DocumentAdded:
    """Copy a document; it is on disk when this returns. To be called by one process at a time.

    folder  of the ledger
    name    under which the ledger shows it (default: that of its file)
    Raises FileMissing where it cannot be read, InputError where it is empty, its name is none, or the disk is full.
    """
    shown = name or path.name
    if not shown.strip() or len(shown) > _LONGEST_NAME or not shown.isprintable():
        raise InputError("this is no name of a document.", path=path, remedy="Give a short one with --name.")
    if not path.is_file():
        raise FileMissing("this document cannot be read.", path=path, remedy="Check the path.")
    place = folder / FOLDER
    try:
        place.mkdir(parents=True, exist_ok=True)
        for left in place.glob(f"*{BEGUN}"):
            left.unlink()
        digest, size = _copy(path, place)
    except OSError as err:
        raise InputError(
            f"this document cannot be kept: {err.strerror or err}.", path=path, remedy="Check both disks and try again."
        ) from err
    return DocumentAdded(shown, digest, size)


def refuse_changed(folder: Path, case: Case) -> None:
    """Raises OutOfPlace where a piece of evidence of a case is gone, or is not what it was."""
    for document in case.documents:
        path = folder / FOLDER / document.sha256
        found = None
        with suppress(OSError), path.open("rb") as file:
            found = file_digest(file, "sha256").hexdigest()
        if found != document.sha256:
            what = "is gone" if found is None else "is not what it was"
            raise OutOfPlace(
                case.id, f"evidence {document.sha256[:12]}… {what}.", "Bring back the document, byte for byte."
            )


def _copy(path: Path, place: Path) -> tuple[str, int]:
    begun = place / f"{os.getpid()}{BEGUN}"
    digest, size = sha256(), 0
    try:
        with path.open("rb") as source, begun.open("wb") as copy:
            while block := source.read(_BYTES_AT_ONCE):
                digest.update(block)
                size += len(block)
                copy.write(block)
            copy.flush()
            os.fsync(copy.fileno())
        if not size:
            raise InputError("this document is empty.", path=path, remedy="Give one with something in it.")
        begun.replace(place / digest.hexdigest())
    finally:
        begun.unlink(missing_ok=True)
    for folder in (place, place.parent):
        _settle(folder)
    return digest.hexdigest(), size


def _settle(folder: Path) -> None:
    """Put the names in a folder on disk."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
