"""Files of a site that others read while they are written: whole as they were, or whole as they are."""

import os
import secrets
from contextlib import suppress
from pathlib import Path

from core.errors import AnlanError


class FileNotKept(AnlanError):
    """A file of a site could not be written; the one before is untouched."""

    code = "serving.file_not_kept"


def write_whole(path: Path, content: bytes, *, mode: int = 0o600) -> None:
    """Replace a file, on disk before this returns. Raises FileNotKept where the disk does not take it."""
    fresh = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, mode)
        with os.fdopen(handle, "wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(handle)
        fresh.rename(path)
    except OSError as err:
        with suppress(OSError):
            fresh.unlink()
        what = f"{path.name} of the site was not written: {err.strerror or err}."
        raise FileNotKept(f"{what} Make room on the disk, or give the site another folder.") from err
