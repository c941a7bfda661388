"""A run of alerts taken in: nothing twice, nothing smaller, one case per ring, and no file with a person in it."""

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow.parquet as parquet
import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.alerts import open_ledger
from casework.alerts.alert_file import is_pseudonym, read_alerts
from casework.alerts.case import Case, Finding, State
from casework.alerts.line_form import line_from, line_json, line_of_row
from casework.alerts.matching import match
from casework.alerts.refusals import AlertRefused, NotPermitted
from core.errors import FileMissing, WrongType
from datapool.marts.naming import Naming
from tests.casework.alerts.world import (
    COUNTY,
    NOW,
    PROVINCE,
    alert,
    alerts_file,
    closed,
    later,
    ledger_of,
    sent_to_the_county,
)

RING = {"ring": "r1", "typology": "T05"}


def run(ledger: Any, folder: Path, *rows: dict[str, Any]) -> Any:
    return ledger.import_alerts(alerts_file(folder / "later.parquet", *rows), who=PROVINCE, now=later(30))


def figures(ledger: Any) -> list[Case]:
    return ledger.cases()


def test_the_same_file_twice_changes_nothing(tmp_path: Path) -> None:
    rows = [alert(1), alert(2, **RING), alert(3, **RING)]
    ledger = ledger_of(tmp_path, *rows)
    before = figures(ledger)
    again = run(ledger, tmp_path, *rows)
    assert (again.opened, again.raised, again.attached) == ((), (), ())
    assert figures(ledger) == before


def test_the_members_of_a_ring_are_the_lines_of_one_case(tmp_path: Path) -> None:
    ledger = ledger_of(tmp_path, alert(2, **RING), alert(3, **RING, region="4702"), alert(4, **{**RING, "ring": "r2"}))
    one, other = sorted(figures(ledger), key=lambda case: -case.members)
    assert (one.ring, one.members, one.months, one.paid_fen) == ("r1", 2, 12, 2 * 1_234_567)
    assert one.expected_loss_fen == 2_000_005
    assert (one.region, one.origin, one.holder) == ("47", "47", "47")
    assert (other.ring, other.members) == ("r2", 1)


def test_a_later_run_raises_the_figures_of_a_case_that_nobody_has_in_hand_and_never_lowers_them(tmp_path: Path) -> None:
    ledger = ledger_of(tmp_path, alert(1))
    higher = alert(1, last_month=date(2025, 11, 1), months=9, paid_fen=2_000_000, probability=0.2)
    assert len(run(ledger, tmp_path, higher).raised) == 1
    (case,) = figures(ledger)
    assert (case.last_month, case.months, case.paid_fen, case.probability) == (date(2025, 11, 1), 9, 2_000_000, 0.9)
    assert run(ledger, tmp_path, alert(1, paid_fen=5)).raised == ()
    assert figures(ledger) == [case]


@pytest.mark.parametrize("state", [State.UNDER_CHECK, State.CLOSED])
def test_a_case_in_hand_or_closed_is_kept_as_it_is(tmp_path: Path, state: State) -> None:
    ledger = ledger_of(tmp_path, alert(1))
    (case,) = figures(ledger)
    if state is State.CLOSED:
        closed(ledger, case.id, tmp_path)
    else:
        sent_to_the_county(ledger, case.id)
    before = figures(ledger)
    done = run(ledger, tmp_path, alert(1, paid_fen=9_000_000, months=20, last_month=date(2025, 12, 1)))
    assert (done.opened, done.raised, done.attached) == ((), (), ())
    assert figures(ledger) == before


def test_a_new_alert_inside_the_months_of_a_closed_case_is_attached_to_it(tmp_path: Path) -> None:
    ledger = ledger_of(tmp_path, alert(1))
    (case,) = figures(ledger)
    before = closed(ledger, case.id, tmp_path)
    done = run(ledger, tmp_path, alert(1, first_month=date(2025, 5, 1)))
    assert (done.opened, done.attached) == ((), (case.id,))
    (after,) = figures(ledger)
    assert [line.is_attached for line in after.lines] == [False, True]
    assert replace(after, lines=before.lines) == before


@pytest.mark.parametrize(
    "changes", [{"first_month": date(2025, 9, 1), "last_month": date(2025, 10, 1)}, {"typology": "T03"}]
)
def test_a_new_alert_outside_the_months_or_of_another_typology_is_a_new_case(tmp_path: Path, changes: Any) -> None:
    ledger = ledger_of(tmp_path, alert(1))
    closed(ledger, figures(ledger)[0].id, tmp_path)
    assert len(run(ledger, tmp_path, alert(1, **changes)).opened) == 1


def test_a_new_member_of_an_open_ring_joins_its_case_and_of_a_closed_one_opens_another(tmp_path: Path) -> None:
    ledger = ledger_of(tmp_path, alert(2, **RING))
    (case,) = figures(ledger)
    assert run(ledger, tmp_path, alert(3, **RING)).attached == (case.id,)
    assert figures(ledger)[0].members == 2
    closed(ledger, case.id, tmp_path)
    assert len(run(ledger, tmp_path, alert(4, **RING)).opened) == 1


def test_a_ring_that_grows_into_another_city_belongs_to_both_until_it_is_sent_on(tmp_path: Path) -> None:
    ledger = ledger_of(tmp_path, alert(2, **RING))
    run(ledger, tmp_path, alert(3, **RING, region="470201"))
    (case,) = figures(ledger)
    assert case.region == "47"
    ledger.assign(case.id, "4701", unit="市社保中心", who=PROVINCE, now=NOW)
    run(ledger, tmp_path, alert(4, **RING, region="470301"))
    assert (figures(ledger)[0].region, figures(ledger)[0].members) == ("47", 3)
    assert ledger.disagreements() == ()


def test_a_member_that_comes_while_the_ring_is_checked_stands_in_the_case_and_counts_nowhere(tmp_path: Path) -> None:
    ledger = ledger_of(tmp_path, alert(2, **RING))
    case = sent_to_the_county(ledger, figures(ledger)[0].id)
    run(ledger, tmp_path, alert(3, **RING))
    (after,) = figures(ledger)
    assert (len(after.lines), after.members, after.paid_fen) == (2, 1, case.paid_fen)


def test_a_random_audit_of_a_subject_who_has_a_case_is_a_case_of_its_own(tmp_path: Path) -> None:
    ledger = ledger_of(tmp_path, alert(1))
    done = run(ledger, tmp_path, alert(1, first_month=date(2025, 4, 1), channel="audit", drawn_with=0.01))
    assert len(done.opened) == 1


def test_cases_are_numbered_by_province_and_year_and_by_expected_loss(tmp_path: Path) -> None:
    ledger, nation = open_ledger(tmp_path / "cases", making=True), replace(PROVINCE, region="CN")
    path = alerts_file(tmp_path / "nation.parquet", alert(1), alert(7), alert(5, region="33"))
    with pytest.raises(NotPermitted, match="33 lies outside"):
        ledger.import_alerts(path, who=PROVINCE, now=NOW)
    ledger.import_alerts(path, who=nation, now=NOW)
    assert [(case.id, case.lines[0].subject[:5]) for case in figures(ledger)] == [
        ("33-2026-000001", "00005"),
        ("47-2026-000001", "00007"),
        ("47-2026-000002", "00001"),
    ]


rows = st.builds(
    lambda number, first, months, paid, ring: alert(
        number, first_month=date(2025, first, 1), last_month=date(2025, first + months, 1), paid_fen=paid, **ring
    ),
    st.integers(1, 4), st.integers(1, 6), st.integers(0, 6), st.integers(0, 10**9),
    st.sampled_from([{}, RING, {**RING, "ring": "r2"}]),
)  # fmt: skip


@given(runs=st.lists(st.lists(rows, max_size=6, unique_by=lambda row: row["alert"]), min_size=1, max_size=4))
def test_whatever_the_runs_each_alert_stands_once_and_each_run_again_does_nothing(runs: list[list[Any]]) -> None:
    cases: dict[str, Case] = {}
    for number, run in enumerate(runs):
        alerts = [line_of_row(row) for row in run]
        for _ in range(2):
            found = match(alerts, cases.values(), numbers={"47-2026": len(cases)}, on=NOW.date())
            for case in found.opened:
                cases[case.id] = case
            for case, lines in found.raised.items():
                higher = {line.alert: line for line in lines}
                present = cases[case]
                cases[case] = present.with_lines(tuple(higher.get(each.alert, each) for each in present.lines))
            for case, lines in found.attached.items():
                cases[case] = cases[case].with_lines((*cases[case].lines, *lines))
        assert match(alerts, cases.values(), numbers={}, on=NOW.date()).opened == (), number
    known = [line.alert for case in cases.values() for line in case.lines]
    assert sorted(known) == sorted({row["alert"] for run in runs for row in run})
    rings = [case.ring for case in cases.values() if case.ring is not None]
    assert len(rings) == len(set(rings))
    for case in cases.values():
        assert case.paid_fen == sum(line.paid_fen for line in case.lines if not line.is_attached)


def test_a_line_comes_back_from_its_plain_form_as_it_was() -> None:
    line = replace(line_of_row(alert(1)), finding=Finding.PARTLY, is_attached=True)
    assert line_from(line_json(line)) == line


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"subject": "张三"}, "subject is no name"),
        ({"subject": "11010519491231002X"}, "subject is no name"),
        ({"subject": "91350100M000100Y43"}, "subject is no name"),
        ({"region": "浙江"}, "region"),
        ({"region": "471"}, "region"),
        ({"last_month": date(2025, 1, 1)}, "months in their order"),
        ({"last_month": date(2025, 8, 2)}, "first days"),
        ({"alert": "0" * 16}, "alert is not the name"),
        ({"months": 0}, "out of range"),
        ({"paid_fen": -1}, "out of range"),
        ({"probability": 1.5}, "probability"),
        ({"probability": float("nan")}, "probability"),
        ({"channel": "tip"}, "channel"),
        ({"channel": "audit", "drawn_with": 0.0}, "audit"),
        ({"reasons": [{"code": "x", "figures": "not JSON", "weight": 1.0}]}, "figures"),
        ({"reasons": [{"code": "x", "figures": "[1]", "weight": 1.0}]}, "figures"),
    ],
)
def test_a_file_with_a_row_that_cannot_be_is_refused_whole(tmp_path: Path, changes: Any, said: str) -> None:
    row = alert(2, **changes)
    with pytest.raises(AlertRefused, match="row 2") as refused:
        read_alerts(alerts_file(tmp_path / "alerts.parquet", alert(3), row))
    assert said in refused.value.what
    assert str(row["subject"]) not in str(refused.value)


def test_of_a_file_that_is_refused_nothing_is_taken(tmp_path: Path) -> None:
    ledger = ledger_of(tmp_path, alert(1))
    with pytest.raises(AlertRefused):
        run(ledger, tmp_path, alert(3), alert(2, months=0))
    assert len(figures(ledger)) == 1


def test_an_alert_that_stands_twice_in_a_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(AlertRefused, match="earlier row"):
        ledger_of(tmp_path, alert(1), alert(1))


def test_a_file_that_is_no_file_of_alerts_makes_no_ledger(tmp_path: Path) -> None:
    ledger = ledger_of(tmp_path, alert(1))
    parquet.write_table(parquet.read_table(tmp_path / "alerts.parquet").drop_columns(["ring"]), tmp_path / "b.parquet")
    with pytest.raises(WrongType, match="ring"):
        ledger.import_alerts(tmp_path / "b.parquet", who=PROVINCE, now=NOW)
    with pytest.raises(FileMissing):
        open_ledger(tmp_path / "nowhere")
    assert not (tmp_path / "nowhere").exists()


@given(st.from_regex(r"\d{11}|\d{15,19}|\d{17}[\dXx]|[一-龥]{2,4}|[0-9A-Z]{18}", fullmatch=True))
def test_no_number_or_name_of_a_person_or_an_employer_passes_as_a_pseudonym(text: str) -> None:
    assert not is_pseudonym(text)


@given(st.binary(min_size=1, max_size=40), st.text(max_size=30))
def test_every_name_that_the_marts_give_passes(key: bytes, number: str) -> None:
    assert is_pseudonym(Naming.of(key.ljust(32, b"k"), "risk").name("person_no", number))


def test_the_ledger_shows_and_keeps_no_more_of_a_subject_than_its_pseudonym(tmp_path: Path) -> None:
    ledger = ledger_of(tmp_path, alert(1))
    (case,) = figures(ledger)
    assert case.masked == "000***bcd"
    assert case.region == COUNTY
