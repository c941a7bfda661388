"""`anlan assumptions list`: every assumption with its values, source and reason."""

from argparse import Namespace
from typing import Any

from cli.console import print_json, print_table
from core.settings import Settings
from simulation.assumptions import Assumption
from simulation.countries.china.pack import base_assumptions

_TITLE = {"zh": "测算假设", "en": "Assumptions of the projection"}
_COLUMNS = {
    "zh": ("键", "名称", "取值", "单位", "状态", "来源", "理由"),
    "en": ("Key", "Title", "Values", "Unit", "Status", "Source", "Reason"),
}


def run(chosen: Namespace, _settings: Settings) -> int:
    """Print the base assumption set."""
    assumptions = base_assumptions()
    rows = [assumptions.row(key) for key in assumptions.keys()]
    if chosen.json:
        print_json({"assumptions": {row.key: _plain(row) for row in rows}})
        return 0
    cells = [
        (row.key, row.title[chosen.language], values_text(row), row.unit, row.status, row.source, row.reason)
        for row in rows
    ]
    print_table(_TITLE[chosen.language], _COLUMNS[chosen.language], cells, left=7)
    return 0


def values_text(row: Assumption) -> str:
    """The values in one line: the choice, the number, or year: number pairs."""
    if row.text is not None:
        return row.text
    if len(row.points) == 1:
        return f"{row.points[0][1]:g}"
    return ", ".join(f"{year}: {value:g}" for year, value in row.points)


def _plain(row: Assumption) -> dict[str, Any]:
    return {
        "title": dict(row.title),
        "unit": row.unit,
        "values": row.text if row.text is not None else {str(year): value for year, value in row.points},
        "status": row.status,
        "source": row.source,
        "reason": row.reason,
    }
