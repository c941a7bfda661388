"""Tiny pools: a few persons, insured and delivered year by year, whose every figure can be counted by hand."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

from datapool.intake.record import Places
from datapool.pool import Pool
from tests.datapool.quality.laid_out import lay_out, write_batch
from tests.datapool.quality.mini_province import Row, identifier

TABLE = "hrss_insured"


def insured(number: int, delivery: int, **changes: Any) -> Row:
    """A woman without fault."""
    row = {
        "_delivery": str(delivery),
        "person_no": f"P{number}",
        "person_name": "张三",
        **identifier("citizen_id", f"47010219800101{number:03d}X", "ric18"),
        "sex": "1" if number % 2 else "2",
        "birth_date": date(1980, 1, 1),
        "employment_form": "3",
        "insured_status": "1",
        "phone": "13912340000",
        "registered_on": date(delivery, 3, 1),
        "region_code": "470102",
    }
    return {**row, **changes}


def pool_of(root: Path, *rows: Row) -> Pool:
    return Pool.open(lay_out(root, {TABLE: list(rows)}))


def deliver(root: Path, delivery: int, rows: Sequence[Row], part: int = 1) -> Pool:
    """One more file of the table."""
    write_batch(Places(root), TABLE, str(delivery), rows, part)
    return Pool.open(root)
