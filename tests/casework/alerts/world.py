"""A made-up ledger for tests: alerts written as the detectors will write them, and the people who work on cases."""

import atexit
import shutil
import tempfile
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as parquet

from casework.alerts import Ledger, Report, open_ledger
from casework.alerts.case import Case, Finding
from core.alerts import ALERTS, alert_name
from core.principal import Principal, Role

PURPOSES = {
    Role.RISK_INVESTIGATOR: "fraud_investigation",
    Role.AUDITOR: "audit",
    Role.FUND_MANAGER: "fund_management",
    Role.CLERK: "handling_case",
}
NOW = datetime(2026, 1, 5, 2, 0, tzinfo=UTC)
COUNTY = "470102"


def principal(subject: str, role: Role, region: str, **more: Any) -> Principal:
    claims = {"subject": subject, "tenant": "hrss", "roles": frozenset({role}), "region": region}
    return Principal(**{**claims, "purpose": PURPOSES.get(role, "model_training"), **more})


PROVINCE = principal("p-1", Role.RISK_INVESTIGATOR, "47")
CITY = principal("c-1", Role.RISK_INVESTIGATOR, "4701")
OFFICER = principal("w-1", Role.RISK_INVESTIGATOR, COUNTY)
CLERK = principal("k-1", Role.CLERK, COUNTY)
AUDITOR = principal("a-1", Role.AUDITOR, "47")
MANAGER = principal("m-1", Role.FUND_MANAGER, "47")


def subject(number: int) -> str:
    """A name as the marts give it."""
    return f"{number:05d}" + "c0ffee12345abcd"[:15]


def alert(number: int = 1, **changes: Any) -> dict[str, Any]:
    """One row of a file of alerts; its name follows from what is changed."""
    row: dict[str, Any] = {
        "ring": None,
        "typology": "T01",
        "subject_kind": "person",
        "subject": subject(number),
        "scheme": "pension",
        "region": COUNTY,
        "first_month": date(2025, 3, 1),
        "last_month": date(2025, 8, 1),
        "months": 6,
        "paid_fen": 1_234_567,
        "monthly_fen": 205_761,
        "probability": 0.9,
        "expected_loss_fen": 1_000_000 + number,
        "reasons": [{"code": "paid_after_death", "figures": '{"months": 6}', "weight": 4.0}],
        "articles": [{"law": "社会保险法", "article": "第八十八条", "status": "verified"}],
        "rows": ["hrss_pension_payments:b1:17", "health_deaths:b2:3"],
        "clears": ["alive_in_person"],
        "rule": "supervision.death.months_after",
        "model": "records",
        "release": "",
        "as_of": date(2025, 12, 31),
        "channel": "queue",
        "drawn_with": 0.0,
        **changes,
    }
    row.setdefault("alert", alert_name(row["subject"], row["typology"], f"{row['first_month']:%Y-%m}"))
    return row


def alerts_file(path: Path, *rows: dict[str, Any]) -> Path:
    parquet.write_table(pa.Table.from_pylist(list(rows), schema=ALERTS), path)
    return path


def subjects_file(path: Path, numbers: range, *, region: str = COUNTY) -> Path:
    rows = [
        {"subject": subject(number), "subject_kind": "person", "region": region, "probability": (number % 100) / 100}
        for number in numbers
    ]
    parquet.write_table(pa.Table.from_pylist(rows), path)
    return path


@cache
def empty() -> Path:
    """A ledger without a case, made once for all tests of this process."""
    folder = Path(tempfile.mkdtemp()) / "cases"
    atexit.register(shutil.rmtree, folder.parent)
    open_ledger(folder, making=True)._store._engine.dispose()
    return folder


def ledger_of(folder: Path, *rows: dict[str, Any], **opening: Any) -> Ledger:
    """A new ledger that has taken in these alerts; where it has no database of its own, a copy of an empty one."""
    if not opening:
        shutil.copytree(empty(), folder / "cases")
    ledger = open_ledger(folder / "cases", making=True, **opening)
    ledger.import_alerts(alerts_file(folder / "alerts.parquet", *rows), who=PROVINCE, now=NOW)
    return ledger


def document(folder: Path, text: str = "a certificate of death") -> Path:
    path = folder / f"document-{len(text)}-{hash(text) % 10_000}.pdf"
    path.write_text(text, encoding="utf-8")
    return path


def later(days: int) -> datetime:
    return NOW + timedelta(days=days)


def sent_to_the_county(ledger: Ledger, case: str, *, officer: str = OFFICER.subject) -> Case:
    """From the province by the city to the county, which names its officer."""
    ledger.assign(case, "4701", unit="市社保中心", who=PROVINCE, now=NOW)
    ledger.assign(case, COUNTY, unit="县社保中心", who=CITY, now=NOW)
    county = principal("h-1", Role.RISK_INVESTIGATOR, COUNTY)
    return ledger.assign(case, COUNTY, unit="县社保中心", officer=officer, who=county, now=NOW)


def reported(ledger: Ledger, case: str, folder: Path, finding: Finding = Finding.TRUE, **more: Any) -> Case:
    """Checked and reported, with a piece of evidence."""
    sent_to_the_county(ledger, case)
    ledger.add_document(case, document(folder, f"evidence of {case}"), who=OFFICER, now=later(3))
    due = 0 if finding is Finding.FALSE else 1_000_000
    return ledger.report(case, Report(finding, **{"due_fen": due, **more}), who=OFFICER, now=later(5))


def closed(ledger: Ledger, case: str, folder: Path, finding: Finding = Finding.TRUE, **more: Any) -> Case:
    """From the province down and back to its end."""
    reported(ledger, case, folder, finding, **more)
    ledger.review(case, accepted=True, who=CITY, now=later(8))
    return ledger.close(case, who=PROVINCE, now=later(9))
