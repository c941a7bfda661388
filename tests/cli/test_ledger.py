"""`anlan ledger …`: the walk of a case from the command line, and every wrong word with its reason and exit code 2."""

import json
import sqlite3
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any

import pytest

from core.alerts import OUTCOMES, read_file
from tests.casework.alerts.world import (
    AUDITOR,
    CITY,
    CLERK,
    OFFICER,
    PROVINCE,
    alert,
    alerts_file,
    subjects_file,
)

PEOPLE = {"province": PROVINCE, "city": CITY, "officer": OFFICER, "clerk": CLERK, "auditor": AUDITOR}


@pytest.fixture
def ledger(anlan: Any, tmp_path: Path) -> Any:
    """Run `anlan ledger WORD cases …` beside the claims of everybody and a file of alerts."""
    for name, who in PEOPLE.items():
        (tmp_path / f"{name}.json").write_text(json.dumps(who.to_claims()), encoding="utf-8")
    ring = {"ring": "r", "typology": "T05"}
    alerts_file(tmp_path / "alerts.parquet", alert(1, expected_loss_fen=9_000_000), alert(2, **ring), alert(3, **ring))
    subjects_file(tmp_path / "subjects.parquet", range(1, 101))
    (tmp_path / "document.pdf").write_text("a certificate", encoding="utf-8")

    def run(word: str, *words: str, who: str | None = None) -> CompletedProcess[str]:
        acting = () if who is None else ("--as", f"{who}.json")
        return anlan("ledger", word, "cases", *words, *acting)

    return run


@pytest.fixture
def case(ledger: Any) -> str:
    return str(said(ledger("import", "alerts.parquet", "--json", who="province"))["opened"][0])


def said(done: CompletedProcess[str]) -> dict[str, Any]:
    assert done.returncode == 0, done.stderr
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


def refused(done: CompletedProcess[str], *words: str) -> None:
    assert done.returncode == 2, (done.stdout, done.stderr)
    assert done.stdout == ""
    for word in words:
        assert word in done.stderr


def sent_down(ledger: Any, case: str) -> None:
    said(ledger("assign", case, "--to", "4701", "--unit", "市社保中心", "--json", who="province"))
    said(ledger("assign", case, "--to", "470102", "--unit", "县社保中心", "--json", who="city"))
    to = ("--to", "470102", "--unit", "县社保中心", "--officer", "w-1")
    assert said(ledger("assign", case, *to, "--json", who="officer"))["state"] == "under_check"


def test_a_case_walks_from_an_alert_to_its_end_and_to_a_label(ledger: Any, case: str, tmp_path: Path) -> None:
    sent_down(ledger, case)
    found = ("--finding", "true", "--due", "1234.56", "--action", "stop", "--evidence", "document.pdf")
    told = said(ledger("report", case, *found, "--json", who="officer"))
    assert (told["state"], told["due_fen"], told["actions"], len(told["documents"])) == (
        "reported",
        123_456,
        ["stop"],
        1,
    )
    assert said(ledger("act", case, "--action", "police", "--json", who="officer"))["actions"] == ["stop", "police"]
    assert said(ledger("review", case, "--accept", "--json", who="city"))["holder"] == "47"
    assert said(ledger("close", case, "--json", who="province"))["state"] == "closed"
    paid = ("--yuan", "1000.06", "--paid-on", "2026-01-02", "--receipt", "no 1")
    assert said(ledger("recover", case, *paid, "--json", who="clerk"))["outstanding_fen"] == 23_450
    assert said(ledger("outcomes", "--out", "outcomes.parquet", "--json"))["rows"] == 1
    (row,) = read_file(tmp_path / "outcomes.parquet", OUTCOMES).to_pylist()
    assert (row["finding"], row["due_fen"], row["recovered_fen"]) == ("true", 123_456, 100_006)
    rates = said(ledger("rates", "--json"))
    assert rates["rates"]["all"]["checked"] == 1
    assert set(rates["definitions"]) == {"checked", "confirmed", "recovered"}
    history = said(ledger("show", case, "--json"))["history"]
    assert [each["act"] for each in history][-3:] == ["review", "close", "recover"]
    assert said(ledger("verify", "--json")) == {"agrees": True, "tables": []}


def test_a_report_that_cannot_be_leaves_no_document_and_is_made_again_with_the_same(
    ledger: Any, case: str, tmp_path: Path
) -> None:
    sent_down(ledger, case)
    evidence = ("--evidence", "document.pdf")
    refused(ledger("report", case, "--finding", "false", "--due", "1", *evidence, who="officer"), "cannot be due")
    assert not (tmp_path / "cases" / "evidence").exists()
    refused(ledger("report", case, "--finding", "false", *evidence, "--evidence", "nowhere", who="officer"), "nowhere")
    assert len(said(ledger("show", case, "--json"))["documents"]) == 1
    again = said(ledger("report", case, "--finding", "false", *evidence, *evidence, "--json", who="officer"))
    assert (again["state"], len(again["documents"])) == ("reported", 1)


def test_lists_show_masked_persons_in_both_languages(ledger: Any, case: str) -> None:
    subject = alert(1)["subject"]
    for language, word in (("zh", "疑点台账"), ("en", "Suspected cases")):
        done = ledger("list", "--language", language)
        assert word in done.stdout
        assert "000***bcd" in done.stdout
        assert subject not in done.stdout
    listed = said(ledger("list", "--json"))
    assert [each["subject"] for each in listed["listed"]] == ["000***bcd"] * 2
    assert case in ledger("show", case).stdout
    assert "核查率" in ledger("rates").stdout


def test_the_queue_is_shown_and_fixed_with_a_random_audit(ledger: Any, case: str) -> None:
    assert [each["id"] for each in said(ledger("queue", "--budget", "1", "--json"))["queue"]] == [case]
    fix = ("--budget", "2", "--fix", "2026-01", "--subjects", "subjects.parquet", "--seed", "5", "--json")
    fixed = said(ledger("queue", *fix, who="province"))
    assert (fixed["cases"], len(fixed["audits"]), fixed["frame"]) == ([case], 1, 99)
    assert said(ledger("recall", "--json"))["audit_open"] == 1
    assert "95%" in ledger("recall").stdout
    refused(ledger("queue", *fix, who="province"), "has its queue")
    assert said(ledger("queue", "--share", "0.01", "--persons", "100", "--json"))["budget"] == 1


def test_the_ledger_is_written_as_workbook_and_csv_and_never_over_another_file(
    ledger: Any, case: str, tmp_path: Path
) -> None:
    for name in ("ledger.xlsx", "ledger.csv"):
        assert said(ledger("export", "--out", name, "--json"))["rows"] == 2
        assert (tmp_path / name).stat().st_size > 100
        refused(ledger("export", "--out", name), "no new file")
    refused(ledger("export", "--out", "ledger.txt"), ".xlsx or .csv")
    refused(ledger("outcomes", "--out", "nowhere/o.parquet"), "no new file")
    assert said(ledger("export", "--out", "closed.csv", "--state", "closed", "--json"))["rows"] == 0


def test_an_unknown_case_is_exit_code_2_for_every_act(ledger: Any, case: str) -> None:
    for word, *words in (
        ("show",),
        ("assign", "--to", "4701", "--unit", "x"),
        ("report", "--finding", "false"),
        ("act", "--action", "stop"),
        ("review", "--accept"),
        ("close",),
        ("recover", "--yuan", "1", "--paid-on", "2026-01-01", "--receipt", "1"),
    ):
        refused(ledger(word, "47-2026-999999", *words, who="province"), "has no case 47-2026-999999")


def test_stop_before_an_investigation_is_exit_code_2(ledger: Any, case: str) -> None:
    sent_down(ledger, case)
    refused(ledger("act", case, "--action", "stop", who="officer"), "before an investigation has reported")


def test_whoever_may_not_act_is_exit_code_2(ledger: Any, case: str) -> None:
    refused(ledger("assign", case, "--to", "4701", "--unit", "x", who="auditor"), "no role claimed may assign")
    refused(ledger("assign", case, "--to", "4701", "--unit", "x", who="city"), "in the hands of 47")
    refused(ledger("assign", case, "--to", "4701", "--unit", "x"), "--as")


def test_claims_that_cannot_be_are_exit_code_2(ledger: Any, case: str, tmp_path: Path) -> None:
    for claims in ("{}", "[]", "no JSON", '{"sub": "x", "tenant": "hrss", "roles": ["king"]}'):
        (tmp_path / "province.json").write_text(claims, encoding="utf-8")
        refused(ledger("close", case, who="province"))


def test_wrong_words_are_exit_code_2_and_make_nothing(ledger: Any, tmp_path: Path) -> None:
    refused(ledger("list"), "no ledger of cases here")
    refused(ledger("import", "nowhere.parquet", who="province"))
    assert not (tmp_path / "cases").exists()


def test_wrong_options_of_known_cases_are_exit_code_2(ledger: Any, case: str) -> None:
    refused(ledger("queue"), "--budget")
    refused(ledger("queue", "--budget", "1", "--share", "0.1", "--persons", "9"), "--budget")
    refused(ledger("queue", "--budget", "1", "--subjects", "subjects.parquet"), "--fix")
    refused(ledger("queue", "--budget", "1", "--fix", "2026-01"), "--as")
    refused(ledger("report", case, "--finding", "maybe", who="officer"), "maybe")
    sent_down(ledger, case)
    refused(ledger("report", case, "--finding", "true", "--due", "1.234", who="officer"), "fen")
    refused(ledger("report", case, "--finding", "true", "--member", "x", who="officer"), "ALERT=")
    refused(ledger("review", case, who="city"), "--accept")


def test_tables_changed_by_hand_are_exit_code_1(ledger: Any, case: str, tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "cases" / "ledger.sqlite") as connection:
        connection.execute("UPDATE cases SET paid_fen = 0")
    done = ledger("verify", "--language", "en")
    assert done.returncode == 1
    assert "cases" in done.stdout
