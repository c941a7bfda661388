"""Office files are zip archives: the same content is packed into the same bytes, whenever it is written."""

import zipfile
from collections.abc import Mapping
from io import BytesIO

# The earliest moment a zip archive can name; the real dates stand in the properties of the document.
FIXED_TIME = (1980, 1, 1, 0, 0, 0)


def parts_of(content: bytes) -> dict[str, bytes]:
    """Name -> content of every part of an office file, in its order."""
    with zipfile.ZipFile(BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(parts: Mapping[str, bytes]) -> bytes:
    """The parts as one archive, each dated alike."""
    file = BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            entry = zipfile.ZipInfo(name, FIXED_TIME)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o600 << 16
            archive.writestr(entry, content)
    return file.getvalue()
