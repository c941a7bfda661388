"""Log and tables are of one mind: whoever is behind catches up, and whoever was changed by hand is found out."""

import sqlite3
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import create_engine

from casework.alerts import Ledger, Report, open_ledger
from casework.alerts.acts import ACTS, act_from, act_json
from casework.alerts.case import Finding, State
from casework.alerts.database import VERSION_TABLE
from casework.alerts.refusals import LedgerUnusable, OutOfPlace
from casework.alerts.schema import metadata
from core.chain import ChainBroken, ChainNotWritten, Writer, verify
from core.errors import FileMissing, InputError, WrongType
from tests.casework.alerts.world import (
    CLERK,
    NOW,
    OFFICER,
    PROVINCE,
    alert,
    alerts_file,
    closed,
    document,
    later,
    ledger_of,
    reported,
    sent_to_the_county,
)
from tests.datapool.intake.server import BINARIES, running

LOG, TABLES = "log.jsonl", "ledger.sqlite"


def changed(folder: Path, command: str) -> None:
    with sqlite3.connect(folder / "cases" / TABLES) as connection:
        connection.execute(command)


def remove_tables(folder: Path) -> None:
    for path in (folder / "cases").glob(f"{TABLES}*"):
        path.unlink()


def test_tables_that_are_gone_are_made_anew_from_the_log(tmp_path: Path) -> None:
    ledger = ledger_of(tmp_path, alert(1), alert(2))
    closed(ledger, ledger.cases()[0].id, tmp_path)
    before = ledger.cases()
    remove_tables(tmp_path)
    assert open_ledger(tmp_path / "cases").cases() == before


def test_a_ledger_that_another_process_wrote_to_is_seen_and_written_to(tmp_path: Path) -> None:
    one = ledger_of(tmp_path, alert(1))
    other = open_ledger(tmp_path / "cases")
    (case,) = one.cases()
    sent_to_the_county(one, case.id)
    assert other.case(case.id).state is State.UNDER_CHECK
    with pytest.raises(OutOfPlace):
        other.assign(case.id, "4701", unit="", who=OFFICER, now=NOW)
    assert one.disagreements() == other.disagreements() == ()


def test_of_many_who_write_at_once_nobody_s_write_is_lost(tmp_path: Path) -> None:
    ledger = ledger_of(tmp_path, alert(1))
    case = ledger.cases()[0].id
    closed(ledger, case, tmp_path)

    def pay(fen: int) -> None:
        mine = open_ledger(tmp_path / "cases")
        for _ in range(5):
            mine.recover(case, fen, paid_on=NOW.date(), receipt="1", who=CLERK, now=later(20))

    with ThreadPoolExecutor(4) as people:
        list(people.map(pay, (1, 10, 100, 1000)))
    assert ledger.case(case).recovered_fen == 5 * 1111
    assert ledger.disagreements() == ()


def test_a_new_ledger_is_for_its_owner_s_eyes_only(tmp_path: Path) -> None:
    open_ledger(tmp_path / "cases", making=True)
    assert (tmp_path / "cases").stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(
    ("command", "table"),
    [
        ("UPDATE cases SET recovered_fen = due_fen", "cases"),
        ("UPDATE cases SET reviewed_by = 'x'", "cases"),
        ("DELETE FROM history WHERE act = 'report'", "history"),
        ("UPDATE documents SET sha256 = 'x'", "documents"),
        ("UPDATE lines SET told = replace(told, 'T01', 'T02')", "lines"),
        ("DELETE FROM imports", "imports"),
    ],
)
def test_a_table_changed_by_hand_is_named(tmp_path: Path, command: str, table: str) -> None:
    ledger = ledger_of(tmp_path, alert(1))
    reported(ledger, ledger.cases()[0].id, tmp_path)
    assert ledger.disagreements() == ()
    changed(tmp_path, command)
    assert ledger.disagreements() == (table,)


def test_tables_ahead_of_a_log_that_was_cut_are_refused(tmp_path: Path) -> None:
    ledger = ledger_of(tmp_path, alert(1))
    sent_to_the_county(ledger, ledger.cases()[0].id)
    log = tmp_path / "cases" / LOG
    log.write_bytes(b"".join(log.read_bytes().splitlines(keepends=True)[:-1]))
    with pytest.raises(ChainBroken):
        open_ledger(tmp_path / "cases")


def test_tables_that_followed_another_log_are_refused(tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        ledger_of(tmp_path / name, alert(1 if name == "a" else 2))
    (tmp_path / "a" / "cases" / LOG).write_bytes((tmp_path / "b" / "cases" / LOG).read_bytes())
    with pytest.raises(ChainBroken):
        open_ledger(tmp_path / "a" / "cases")


def test_an_entry_changed_in_the_log_is_found_by_the_verifier(tmp_path: Path) -> None:
    ledger_of(tmp_path, alert(1))
    log = tmp_path / "cases" / LOG
    log.write_bytes(log.read_bytes().replace(b'"paid_fen":1234567', b'"paid_fen":1234568'))
    assert not verify(log).is_whole


@pytest.mark.parametrize("kept", [0.3, 0.99])
def test_half_an_entry_that_a_killed_writer_left_is_cut_off(tmp_path: Path, kept: float) -> None:
    ledger = ledger_of(tmp_path, alert(1))
    before, log = ledger.cases(), tmp_path / "cases" / LOG
    sent_to_the_county(ledger, before[0].id)
    lines = log.read_bytes().splitlines(keepends=True)
    log.write_bytes(lines[0] + lines[1][: int(kept * len(lines[1]))])
    remove_tables(tmp_path)
    again = open_ledger(tmp_path / "cases")
    assert again.cases() == before
    assert sent_to_the_county(again, before[0].id).state is State.UNDER_CHECK
    assert verify(log).is_whole


def test_a_whole_entry_without_its_line_end_counts_before_anything_else_is_decided(tmp_path: Path) -> None:
    ledger = ledger_of(tmp_path, alert(1))
    case, log = ledger.cases()[0].id, tmp_path / "cases" / LOG
    reported(ledger, case, tmp_path)
    log.write_bytes(log.read_bytes()[:-1])
    remove_tables(tmp_path)
    again = open_ledger(tmp_path / "cases")
    assert again.case(case).state is State.REPORTED
    with pytest.raises(OutOfPlace):
        again.report(case, Report(Finding.TRUE, due_fen=1), who=OFFICER.__class__(**vars_of(OFFICER, "4701")), now=NOW)


def vars_of(who: Any, region: str) -> dict[str, Any]:
    return {name: getattr(who, name) for name in ("subject", "tenant", "roles", "purpose")} | {"region": region}


def test_what_the_log_does_not_take_is_not_in_the_tables(tmp_path: Path, monkeypatch: Any) -> None:
    ledger = ledger_of(tmp_path, alert(1))
    before = ledger.cases()

    def full(self: Writer, *bodies: Any) -> Any:
        if bodies:
            raise ChainNotWritten("the disk is full")
        return ()

    with monkeypatch.context() as patched:
        patched.setattr(Writer, "append", full)
        with pytest.raises(ChainNotWritten):
            ledger.assign(before[0].id, "4701", unit="x", who=PROVINCE, now=NOW)
    assert ledger.cases() == before
    assert ledger.assign(before[0].id, "4701", unit="x", who=PROVINCE, now=NOW).holder == "4701"


def test_what_the_tables_do_not_take_never_comes_into_the_log(tmp_path: Path) -> None:
    ledger = ledger_of(tmp_path, alert(1))
    changed(
        tmp_path,
        "CREATE TRIGGER no BEFORE UPDATE ON cases BEGIN SELECT RAISE(ABORT, '11010519491231002X is secret'); END",
    )
    with pytest.raises(LedgerUnusable) as failed:
        ledger.assign(ledger.cases()[0].id, "4701", unit="x", who=PROVINCE, now=NOW)
    assert "11010519491231002X" not in str(failed.value)
    assert [entry.number for entry in ledger._store.log.entries()] == [1]
    changed(tmp_path, "DROP TRIGGER no")
    assert ledger.assign(ledger.cases()[0].id, "4701", unit="x", who=PROVINCE, now=NOW).holder == "4701"


def test_the_tables_that_the_scripts_make_are_those_of_the_schema(tmp_path: Path) -> None:
    ledger_of(tmp_path, alert(1))
    with create_engine(f"sqlite:///{tmp_path / 'cases' / TABLES}").connect() as connection:
        context = MigrationContext.configure(connection, opts={"version_table": VERSION_TABLE, "compare_type": True})
        assert context.get_current_revision() == "0001"
        assert compare_metadata(context, metadata) == []


def test_a_ledger_of_a_later_version_is_left_alone(tmp_path: Path) -> None:
    ledger_of(tmp_path, alert(1))
    changed(tmp_path, f"UPDATE {VERSION_TABLE} SET version_num = '9999'")
    with pytest.raises(LedgerUnusable, match="later version"):
        open_ledger(tmp_path / "cases")


def test_the_file_is_written_ahead_and_synced_in_full(tmp_path: Path) -> None:
    ledger = ledger_of(tmp_path, alert(1))
    with ledger._store.reading() as connection:
        settings = [connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in ("journal_mode", "synchronous")]
    assert settings == ["wal", 2]


@pytest.mark.parametrize("address", ["mysql://x/y", "no address", "sqlite:///x"])
def test_an_address_that_is_not_postgresql_s_is_refused_and_makes_nothing(tmp_path: Path, address: str) -> None:
    with pytest.raises(InputError):
        open_ledger(tmp_path / "cases", database=address, making=True)
    assert not (tmp_path / "cases" / "database").exists()


def test_every_act_comes_back_from_its_plain_form_as_it_was(tmp_path: Path) -> None:
    ledger = ledger_of(tmp_path, alert(1))
    closed(ledger, ledger.cases()[0].id, tmp_path)
    told = [entry.body for entry in ledger._store.log.entries() if entry.body["act"] in ACTS]
    assert {body["act"] for body in told} == {"assign", "document", "report", "review", "close"}
    for body in told:
        assert act_json(act_from(body["act"], body["told"])) == body["told"]
    with pytest.raises(WrongType):
        act_from("unheard", {})


def test_the_same_document_twice_and_an_empty_one_are_refused(tmp_path: Path) -> None:
    ledger = ledger_of(tmp_path, alert(1))
    case = sent_to_the_county(ledger, ledger.cases()[0].id).id
    kept = ledger.add_document(case, document(tmp_path), who=OFFICER, now=NOW).documents[0]
    assert (ledger.folder / "evidence" / kept.sha256).read_text(encoding="utf-8") == "a certificate of death"
    assert kept.size == 22
    with pytest.raises(OutOfPlace, match="already"):
        ledger.add_document(case, document(tmp_path), who=OFFICER, now=NOW)
    with pytest.raises(InputError, match="empty"):
        ledger.add_document(case, document(tmp_path, ""), who=OFFICER, now=NOW)
    with pytest.raises(FileMissing):
        ledger.add_document(case, tmp_path / "nowhere", who=OFFICER, now=NOW)
    with pytest.raises(InputError, match="name"):
        ledger.add_document(case, document(tmp_path), name="a\nb", who=OFFICER, now=NOW)
    assert [path.name for path in (ledger.folder / "evidence").iterdir()] == [kept.sha256]


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    if not BINARIES:
        pytest.skip("there is no PostgreSQL: apt-get install postgresql")
    folder = tmp_path_factory.mktemp("postgresql")
    with running(folder / "server") as address:
        words = dict(word.split("=", 1) for word in address.split())
        yield f"postgresql://{words['user']}@/{words['dbname']}?host={words['host']}&port={words['port']}"


def test_on_postgresql_a_ledger_is_the_same_and_its_folder_remembers_where_its_tables_lie(
    tmp_path: Path, server: str
) -> None:
    plain, large = tmp_path / "plain", tmp_path / "large"
    ledgers: list[Ledger] = []
    for folder, opening in ((plain, {}), (large, {"database": server})):
        folder.mkdir()
        ledger = ledger_of(
            folder, alert(1), alert(2, ring="r", typology="T05"), alert(3, ring="r", typology="T05"), **opening
        )
        closed(ledger, ledger.cases()[0].id, folder)
        more = alerts_file(folder / "more.parquet", alert(2, ring="r", typology="T05", paid_fen=9_000_000), alert(9))
        ledger.import_alerts(more, who=PROVINCE, now=later(40))
        ledgers.append(ledger)
    assert ledgers[0].cases() == ledgers[1].cases()
    assert ledgers[1].disagreements() == ()
    assert not (large / "cases" / TABLES).exists()
    assert (large / "cases" / "database").stat().st_mode & 0o077 == 0
    again = open_ledger(large / "cases")
    assert again.cases() == ledgers[0].cases()
    with pytest.raises(InputError, match="another database"):
        open_ledger(large / "cases", database=server.replace("dbname", "x") + "&application_name=x")
    with pytest.raises(ChainBroken):
        open_ledger(tmp_path / "third", database=server, making=True)
    # What a process left that was killed before it had written down the address is no address.
    (tmp_path / "fourth").mkdir()
    (tmp_path / "fourth" / "database").touch()
    assert open_ledger(tmp_path / "fourth", making=True).cases() == []
