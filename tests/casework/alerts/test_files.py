"""Files that leave the ledger: labels for training, and the 疑点台账 as a workbook and CSV that run no formula."""

import csv
import zipfile
from dataclasses import replace
from datetime import date
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

import pyarrow.parquet as parquet
import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from casework.alerts.case import Action, Case, Finding, opened
from casework.alerts.export import HEADINGS, csv_text, workbook
from casework.alerts.line_form import line_of_row
from casework.alerts.outcomes import divided, outcome_table
from casework.alerts.words import word
from core.alerts import OUTCOMES, alert_name, read_file
from tests.casework.alerts.world import (
    CLERK,
    NOW,
    PROVINCE,
    alert,
    alerts_file,
    closed,
    later,
    ledger_of,
    reported,
    subject,
)

RING = {"ring": "r", "typology": "T05"}
TODAY = date(2026, 1, 5)
DANGEROUS = ['=HYPERLINK("http://x","y")', "+1+1", "-1+1", "@SUM(A1)", "\t=1+1", "＝1+1", "a\x00b"]


def test_closed_cases_are_labels_of_the_schema_and_open_ones_are_not(tmp_path: Path) -> None:
    ledger = ledger_of(tmp_path, alert(1), alert(2), alert(3))
    by_subject = {case.subject: case.id for case in ledger.cases()}
    closed(ledger, by_subject[subject(1)], tmp_path)
    closed(ledger, by_subject[subject(2)], tmp_path, Finding.FALSE)
    reported(ledger, by_subject[subject(3)], tmp_path)
    ledger.recover(by_subject[subject(1)], 33, paid_on=NOW.date(), receipt="1", who=CLERK, now=later(20))
    parquet.write_table(outcome_table(ledger.cases()), tmp_path / "outcomes.parquet")
    rows = read_file(tmp_path / "outcomes.parquet", OUTCOMES).to_pylist()
    assert {row["subject"]: (row["finding"], row["due_fen"], row["recovered_fen"]) for row in rows} == {
        subject(1): ("true", 1_000_000, 33),
        subject(2): ("false", 0, 0),
    }
    assert rows[1]["alert"] == alert_name(subject(1), "T01", "2025-03")
    assert {row["closed_on"] for row in rows} == {date(2026, 1, 14)}


def test_the_members_of_a_ring_are_labelled_each_and_share_what_is_due(tmp_path: Path) -> None:
    members = [alert(1, **RING), alert(2, **RING, paid_fen=2 * 1_234_567), alert(3, **RING)]
    ledger = ledger_of(tmp_path, *members)
    (case,) = ledger.cases()
    cleared = members[2]["alert"]
    closed(
        ledger, case.id, tmp_path, Finding.PARTLY, members={cleared: Finding.FALSE, members[0]["alert"]: Finding.TRUE}
    )
    rows = {row["alert"]: row for row in outcome_table(ledger.cases()).to_pylist()}
    assert [rows[each["alert"]]["finding"] for each in members] == ["true", "partly", "false"]
    assert [rows[each["alert"]]["due_fen"] for each in members] == [333_333, 666_667, 0]


def test_an_attached_alert_is_labelled_and_owes_nothing_a_second_time(tmp_path: Path) -> None:
    ledger = ledger_of(tmp_path, alert(1))
    closed(ledger, ledger.cases()[0].id, tmp_path)
    again = alerts_file(tmp_path / "again.parquet", alert(1, first_month=date(2025, 5, 1)))
    ledger.import_alerts(again, who=PROVINCE, now=later(30))
    rows = outcome_table(ledger.cases()).to_pylist()
    assert [(row["finding"], row["due_fen"]) for row in rows] == [("true", 1_000_000), ("true", 0)]


@given(st.integers(0, 10**12), st.lists(st.integers(0, 10**10), min_size=1, max_size=12))
def test_an_amount_is_divided_to_the_fen_and_nobody_is_off_by_more_than_one(fen: int, weights: list[int]) -> None:
    parts = divided(fen, weights)
    assert sum(parts) == fen
    whole = sum(weights)
    if whole:
        assert all(abs(part - fen * weight / whole) <= 1 + 1e-3 for part, weight in zip(parts, weights, strict=True))


def cases_of(tmp_path: Path, **changes: Any) -> list[Case]:
    ledger = ledger_of(tmp_path, alert(1, **changes), alert(2, **RING), alert(3, **RING))
    single = next(case.id for case in ledger.cases() if case.ring is None)
    closed(ledger, single, tmp_path, actions=(Action.STOP, Action.RECOVER))
    ledger.recover(single, 12_345, paid_on=NOW.date(), receipt="1", who=CLERK, now=later(20))
    return ledger.cases()


def cells(content: bytes) -> list[dict[str, Any]]:
    rows = list(load_workbook(BytesIO(content))["疑点台账"].iter_rows())
    return [{str(head.value): cell for head, cell in zip(rows[0], row, strict=True)} for row in rows[1:]]


def test_the_workbook_has_the_columns_of_the_state_and_amounts_as_numbers(tmp_path: Path) -> None:
    cases = cases_of(tmp_path)
    rows = cells(workbook(cases, today=TODAY))
    assert tuple(rows[0]) == HEADINGS
    one = next(row for row in rows if "等" not in row["人员（脱敏）"].value)
    assert {
        name: cell.value for name, cell in one.items() if name not in ("序号", "下发日期", "办理时限", "办结日期")
    } == {
        "险种": "养老保险",
        "疑点类型": word("typologies", "T01"),
        "人员（脱敏）": "000***bcd",
        "起止年月": "2025-03至2025-08",
        "月数": 6,
        "涉及金额（元）": 12345.67,
        "数据来源": one["数据来源"].value,
        "规则及依据": one["规则及依据"].value,
        "承办单位": "县社保中心",
        "承办人": "w-1",
        "核查结论": "属实",
        "处理措施": "停发待遇、追回",
        "应追回（元）": 10000,
        "已追回（元）": 123.45,
        "未追回（元）": 9876.55,
    }
    assert one["规则及依据"].value.startswith("社会保险法 第八十八条；")
    assert one["涉及金额（元）"].number_format == "#,##0.00"
    assert one["办结日期"].value.date() == date(2026, 1, 14)
    ring = next(row for row in rows if row is not one)
    assert ring["人员（脱敏）"].value.endswith("等2人")


def test_an_article_that_nobody_checked_says_so(tmp_path: Path) -> None:
    unchecked = [{"law": "某办法", "article": "第一条", "status": "unverified"}]
    rows = cells(workbook(cases_of(tmp_path, articles=unchecked), today=TODAY))
    assert any("某办法 第一条（待核对）" in row["规则及依据"].value for row in rows)


def test_the_limit_of_an_overdue_case_is_red(tmp_path: Path) -> None:
    ledger = ledger_of(tmp_path, alert(1))
    case = ledger.assign(ledger.cases()[0].id, "4701", unit="市社保中心", who=PROVINCE, now=NOW)
    assert case.due_on is not None
    colours = [
        cells(workbook([case], today=day))[0]["办理时限"].fill.start_color.rgb
        for day in (case.due_on, case.due_on.replace(year=2027))
    ]
    assert colours == ["00000000", "00FFC7CE"]


def fresh_case() -> Case:
    return opened("47-2026-000001", (line_of_row(alert(1)),), on=TODAY)


@pytest.mark.parametrize("text", DANGEROUS)
def test_no_text_becomes_a_formula_in_the_workbook(text: str) -> None:
    case = replace(fresh_case(), unit=text, officer=text, typology=text, scheme=text)
    content = workbook([case], today=TODAY)
    (row,) = cells(content)
    shown = text.replace("\x00", " ")
    for name in ("承办单位", "承办人", "疑点类型", "险种"):
        assert (row[name].value.strip(), row[name].data_type) == (shown.strip(), "s")
    with zipfile.ZipFile(BytesIO(content)) as book:
        assert b"<f>" not in b"".join(book.read(name) for name in book.namelist() if "sheet" in name)


@pytest.mark.parametrize("text", DANGEROUS)
def test_no_text_becomes_a_formula_in_the_csv(text: str) -> None:
    content = csv_text([replace(fresh_case(), unit=text)])
    (row,) = csv.DictReader(StringIO(content.decode("utf-8-sig"), newline=""))
    assert not row["承办单位"].startswith(("=", "+", "-", "@", "\t", "\r", "＝"))
    assert row["承办单位"].lstrip("'").strip() == text.replace("\x00", " ").strip()


def test_the_csv_has_amounts_with_two_decimals_and_opens_in_excel_as_utf_8(tmp_path: Path) -> None:
    content = csv_text(cases_of(tmp_path))
    assert content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(StringIO(content.decode("utf-8-sig"), newline="")))
    assert tuple(rows[0]) == HEADINGS
    assert {row["未追回（元）"] for row in rows} == {"9876.55", "0.00"}
    assert {row["涉及金额（元）"] for row in rows} == {"12345.67", "24691.34"}


def test_every_word_of_the_ledger_has_both_languages_and_an_unknown_code_is_itself() -> None:
    for kind, codes in {"findings": Finding, "actions": Action}.items():
        assert all(word(kind, code) != code or word(kind, code, "en") for code in codes)
        assert all(word(kind, code) != code.value for code in codes)
    assert word("schemes", "999") == "999"
    assert word("schemes", None) == ""
