"""Files of a site that others read while they are written."""

from pathlib import Path

from core import files
from core.errors import AnlanError


class FileNotKept(AnlanError):
    """A file of a site could not be written; the one before is untouched."""

    code = "serving.file_not_kept"


def write_whole(path: Path, content: bytes, *, mode: int = 0o600) -> None:
    """Replace a file, on disk before this returns. Raises FileNotKept where the disk does not take it."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        files.write_whole(path, content, mode=mode)
    except OSError as err:
        what = f"{path.name} of the site was not written: {err.strerror or err}."
        raise FileNotKept(f"{what} Make room on the disk, or give the site another folder.") from err
