"""Works out the few formulas that the reports write into their workbooks, without a spreadsheet program."""

import re
from typing import Any

from openpyxl.worksheet.worksheet import Worksheet

_CELL = re.compile(r"\b([A-Z]{1,2}\d+)\b")


def worked_out(sheet: Worksheet, place: str) -> Any:
    """The value of a cell, formulas followed; an empty text where a formula gives one."""
    content = sheet[place].value
    if not (isinstance(content, str) and content.startswith("=")):
        return content
    python = _CELL.sub(lambda match: f"cell('{match[1]}')", content[1:].replace("<>", "!="))
    names = {
        "cell": lambda name: worked_out(sheet, name),
        "SUM": lambda *values: sum(value for value in values if isinstance(value, int | float)),
        "ISNUMBER": lambda value: isinstance(value, int | float),
    }
    return eval(_lazy(python), {"__builtins__": {}}, names)


def _lazy(python: str) -> str:
    """IF(a,b,c) as a conditional expression, so that the branch not taken is not worked out."""
    match = re.fullmatch(r"IF\((.*),([^,]*),\"\"\)", python)
    return python if match is None else f"({match[2]}) if ({match[1]}) else ''"
