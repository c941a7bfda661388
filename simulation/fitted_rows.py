"""Assumption rows that a fit writes: the fitted values, their source and what they bring about."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import yaml

from simulation.assumptions import Assumption

Fields = dict[str, object]


def row_fields(row: Assumption, *, values: float | Mapping[int, float], source: str, reason: str) -> Fields:
    """The fields of `row` as an assumption file holds them, with fitted `values`: one for all years, or by year."""
    return {
        "title": dict(row.title),
        "unit": row.unit,
        "range": list(row.bounds),
        "values": dict(values) if isinstance(values, Mapping) else values,
        "status": "fitted",
        "source": source,
        "reason": reason,
    }


def rows_text(rows: Mapping[str, Fields], *, module: str, reads: Sequence[str]) -> str:
    """The text of a fitted file: how it was made, then the rows."""
    header = f"# Fitted by `python -m {module}`, which reads\n# {', '.join(reads)}. Do not edit; fit again.\n"
    return header + yaml.safe_dump(dict(rows), allow_unicode=True, sort_keys=False, width=118)


def write_rows(path: Path, rows: Mapping[str, Fields], *, module: str, reads: Sequence[str]) -> None:
    """Write a fitted file."""
    path.write_text(rows_text(rows, module=module, reads=reads), encoding="utf-8")
