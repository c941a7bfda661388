"""From a name in the ledger to the rows in the pool: through the log, by the rules, and to nobody else."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from casework.alerts.case import Case
from core.principal import Principal, Role
from dashboards.risk.case_rows import read_rows
from dashboards.risk.neighbourhood import things_of
from datapool.marts.linked import ITEM
from datapool.marts.naming import Naming, pool_key
from datapool.marts.opening import marts_folder
from datapool.marts.release_log import entries
from datapool.persons.finding import find_person
from datapool.pool import Pool
from datapool.sharing.refusal import ReleaseRefused
from datapool.viewing.looks import who_looked
from tests.casework.alerts.world import alert, ledger_of
from tests.datapool.viewing.conftest import lay_out

NOW = datetime(2026, 3, 1, 9, tzinfo=UTC)


def investigator(region: str) -> Principal:
    return Principal("u-1", "hrss", frozenset({Role.RISK_INVESTIGATOR}), region, "fraud_investigation")


@pytest.fixture(scope="module")
def pool(tmp_path_factory: pytest.TempPathFactory) -> Pool:
    return lay_out(tmp_path_factory.mktemp("pool"))


def case_about(pool: Pool, folder: Path, person: str) -> Case:
    """A case on the row of a person in the register, under the name that the purpose `risk` has for them."""
    name = Naming.of(pool_key(marts_folder(pool.root)), "risk").name(ITEM, find_person(pool, f"hrss:{person}"))
    with pool.connect(["hrss_insured"], threads=1) as connection:
        rows = connection.execute("SELECT _batch, _line FROM hrss_insured WHERE person_no = ?", [person]).fetchall()
    named = [f"hrss_insured:{batch}:{line}" for batch, line in rows]
    return ledger_of(folder, alert(1, subject=name, rows=named)).cases()[0]


def test_the_rows_of_a_case_are_read_and_both_logs_say_who_asked(pool: Pool, tmp_path: Path) -> None:
    case = case_about(pool, tmp_path, "0001")
    shown = read_rows(pool.root, case, who=investigator("4701"), now=NOW)
    (view,) = shown.views.values()
    assert (shown.unknown, view.missing, view.rows[0].values["person_no"]) == (0, (), "0001")
    assert who_looked(pool, "hrss:0001")[-1].who == "u-1"
    asked = entries(marts_folder(pool.root))[-1]
    assert (asked["kind"], asked["who"], asked["names"]) == ("identified", "u-1", [case.subject])
    things = things_of(case, shown)
    assert {thing.kind for thing in things} == {"account", "address"}
    assert "9222000011112222333" not in str(things)


def test_an_investigator_of_another_province_sees_no_row(pool: Pool, tmp_path: Path) -> None:
    with pytest.raises(ReleaseRefused):
        read_rows(pool.root, case_about(pool, tmp_path, "0001"), who=investigator("11"), now=NOW)


def test_a_subject_that_the_index_does_not_have_is_counted_as_unknown(pool: Pool, tmp_path: Path) -> None:
    case = ledger_of(tmp_path, alert(1)).cases()[0]
    shown = read_rows(pool.root, case, who=investigator("4701"), now=NOW)
    assert (dict(shown.views), shown.unknown) == ({}, 1)
