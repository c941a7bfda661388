"""Excel files whose bytes depend on their rows alone."""

import zipfile
from collections.abc import Sequence
from io import BytesIO

from openpyxl import Workbook

# The earliest moment a zip archive can name.
_TIME = (1980, 1, 1, 0, 0, 0)
_PROPERTIES = "docProps/core.xml"
_NO_PROPERTIES = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties"/>'
)


def spreadsheet(header: Sequence[str], rows: Sequence[Sequence[str | None]]) -> bytes:
    """A workbook of one sheet, all cells as text, without author and time."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Sheet1")
    sheet.append(list(header))
    for row in rows:
        sheet.append(list(row))
    made = BytesIO()
    book.save(made)
    return _undated(made.getvalue())


def _undated(content: bytes) -> bytes:
    file = BytesIO()
    with zipfile.ZipFile(BytesIO(content)) as source, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(source.namelist()):
            entry = zipfile.ZipInfo(name, _TIME)
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, _NO_PROPERTIES if name == _PROPERTIES else source.read(name))
    return file.getvalue()
