"""Rows of a pool small enough to be counted by hand: one maker for each table, and the pool they are laid out in."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

from datapool.aggregates.counting import combined, partial_aggregates, pieces
from datapool.aggregates.suppression import Path as CellPath
from datapool.pool import Pool
from tests.datapool.quality.laid_out import lay_out
from tests.datapool.quality.mini_province import Row, identifier

DESCRIPTION = """\
province: "47"
title: {zh: 小省（虚构）, en: Small (made up)}
made_up: true
history: {first: 2019-01, last: 2020-12}
"""
HERE, THERE, SILENT = "470102", "470202", "470602"


def citizen(number: int, *, male: bool = False, born: date = date(1980, 5, 1)) -> str:
    """18 characters that say when somebody was born and of which sex."""
    return f"{HERE}{born:%Y%m%d}{number:02d}{1 if male else 2}X"


def insured(person: str, since: date, **changes: Any) -> Row:
    return {
        "_delivery": str(since.year), "person_no": person, "person_name": "张三", "sex": "2",
        "birth_date": date(1980, 5, 1), "employment_form": "1", "insured_status": "1", "employer_no": "E1",
        "first_insured_month": date(2010, 1, 1), "registered_on": since, "region_code": HERE,
        **identifier("citizen_id", None, "missing"), **changes,
    }  # fmt: skip


def paid_in(person: str, year: int, months: Sequence[int], **changes: Any) -> list[Row]:
    return [
        {
            "_delivery": str(year), "person_no": person, "employer_no": "E1", "period": date(year, month, 1),
            "contribution_kind": "10", "contribution_base": 5000.0, "employer_contribution": 800.0,
            "person_contribution": 400.0, "received_on": date(year, month, 9), "region_code": HERE, **changes,
        }
        for month in months
    ]  # fmt: skip


def paid_out(person: str, year: int, months: Sequence[int], **changes: Any) -> list[Row]:
    return [
        {
            "_delivery": str(year), "person_no": person, "pension_scheme": "110", "period": date(year, month, 1),
            "amount": 2000.0, "payment_result": "1", "paid_on": date(year, month, 12), "region_code": HERE, **changes,
        }
        for month in months
    ]  # fmt: skip


def member(number: str, since: date, **changes: Any) -> Row:
    return {
        "_delivery": str(since.year), "member_no": number, "person_name": "李四", "sex": "2",
        "birth_date": date(1980, 5, 1), "medical_scheme": "310", "registered_on": since, "region_code": HERE,
        **identifier("citizen_id", None, "missing"), **changes,
    }  # fmt: skip


def treated(number: str, day: date, bill: float, **changes: Any) -> Row:
    return {
        "_delivery": str(day.year), "settlement_no": f"S{number}{day}{bill}", "member_no": number, "provider_no": "H1",
        "settlement_kind": "21", "admitted_on": day, "discharged_on": day, "diagnosis": "I10", "bill_amount": bill,
        "fund_payment": bill / 2, "person_payment": bill / 2, "settled_on": day, "region_code": HERE, **changes,
    }  # fmt: skip


def resident(number: str, since: date, **changes: Any) -> Row:
    return {
        "_delivery": str(since.year), "person_name": "王五", "sex": "2", "birth_date": date(1980, 5, 1),
        "registered_on": since, "region_code": HERE, **identifier("citizen_id", number, "ric18"), **changes,
    }  # fmt: skip


def changed(number: str, kind: str, day: date, **changes: Any) -> Row:
    return {
        "_delivery": str(day.year), "person_name": "王五", "population_change": kind, "event_on": day,
        "registered_on": day, "region_code": HERE, **identifier("citizen_id", number, "ric18"), **changes,
    }  # fmt: skip


def employer(number: str, kind: str) -> Row:
    return {
        "_delivery": "2019", "employer_no": number, "employer_name": "某某公司", "employer_kind": kind,
        "registered_on": date(2010, 1, 1), "region_code": HERE, **identifier("uscc", None, "missing"),
    }  # fmt: skip


def pool_of(root: Path, **tables: Sequence[Row]) -> Pool:
    """A pool of two years with these rows."""
    root.mkdir(parents=True, exist_ok=True)
    (root / "pool.yaml").write_text(DESCRIPTION, encoding="utf-8")
    tables.setdefault("hrss_employers", [employer("E1", "1"), employer("E2", "2")])
    return Pool.open(lay_out(root, tables))


def cells_of(pool: Pool, table: str) -> dict[CellPath, tuple[int, ...]]:
    """[path] persons and measures of the finest cells, nothing held back."""
    cells = combined(partial_aggregates(pool.root, each) for each in pieces(pool))
    return {path: tuple(sums) for path, sums in cells[table].items()}
