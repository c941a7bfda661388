"""Nobody looks at a case unseen: every look is in the log before the case is given, and so is every refused one."""

from pathlib import Path

import pytest

from casework.alerts import open_ledger
from casework.alerts.refusals import NotPermitted, UnknownCase
from core.chain import START
from core.principal import Principal, Role
from tests.casework.alerts.world import AUDITOR, CITY, NOW, alert, later, ledger_of

STRANGER = Principal("city-2", "hrss", frozenset({Role.RISK_INVESTIGATOR}), "4702", "fraud_investigation")
STEWARD = Principal("s", "hrss", frozenset({Role.DATA_STEWARD}), "47", "data_quality")


def test_a_look_is_in_the_log_with_who_when_and_which_case(tmp_path: Path) -> None:
    ledger = ledger_of(tmp_path, alert(1), alert(2))
    first, other = (case.id for case in ledger.cases())
    assert ledger.look(first, who=CITY, now=later(1)).id == first
    ledger.look(other, who=AUDITOR, now=later(2))
    (look,) = ledger.looks(first)
    assert (look.who, look.tenant, look.is_refused) == (CITY.subject, CITY.tenant, False)
    assert look.at.startswith(later(1).date().isoformat())


@pytest.mark.parametrize("who", [STRANGER, STEWARD], ids=["of another city", "of another role"])
def test_a_refused_look_shows_nothing_and_is_in_the_log(tmp_path: Path, who: Principal) -> None:
    ledger = ledger_of(tmp_path, alert(1))
    (case,) = ledger.cases()
    with pytest.raises(NotPermitted):
        ledger.look(case.id, who=who, now=NOW)
    (look,) = ledger.looks(case.id)
    assert (look.who, look.is_refused) == (who.subject, True)


def test_a_look_of_the_owner_of_the_files_is_called_local(tmp_path: Path) -> None:
    ledger = ledger_of(tmp_path, alert(1))
    (case,) = ledger.cases()
    ledger.look(case.id, who=None, now=NOW)
    assert [look.who for look in ledger.looks(case.id)] == ["local"]


def test_looks_change_no_case_and_the_tables_still_follow_from_the_log(tmp_path: Path) -> None:
    ledger = ledger_of(tmp_path, alert(1))
    (before,) = ledger.cases()
    for _ in range(3):
        ledger.look(before.id, who=CITY, now=NOW)
    assert ledger.disagreements() == ()
    again = open_ledger(ledger.folder)
    assert again.case(before.id) == before
    assert len(again.history(before.id)) == 1
    assert len(again.looks(before.id)) == 3


def test_the_log_of_looks_tells_nothing_of_the_person(tmp_path: Path) -> None:
    ledger = ledger_of(tmp_path, alert(1))
    (case,) = ledger.cases()
    ledger.look(case.id, who=CITY, now=NOW)
    *_, (_, last) = ledger._store.log.read(START)
    assert case.subject not in str(last.body)


def test_a_case_that_is_not_there_cannot_be_looked_at(tmp_path: Path) -> None:
    with pytest.raises(UnknownCase):
        ledger_of(tmp_path, alert(1)).look("47-2026-999999", who=CITY, now=NOW)
