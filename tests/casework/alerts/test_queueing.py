"""The queue of a month: by expected yuan, one alert per ring, and a random audit that looks at no score."""

from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as parquet
import pytest
from scipy.stats import chisquare

from casework.alerts import Ledger, Plan, Report
from casework.alerts.case import RANDOM_AUDIT, Channel, Finding, State
from casework.alerts.queueing import Subject, budget_of, drawn, read_frame
from casework.alerts.refusals import NotPermitted, OutOfPlace
from core.errors import FileMissing, InputError, ValueOutOfRange, WrongType
from tests.casework.alerts.world import (
    AUDITOR,
    CITY,
    NOW,
    OFFICER,
    PROVINCE,
    alert,
    alerts_file,
    ledger_of,
    sent_to_the_county,
    subject,
    subjects_file,
)

MONTH = date(2026, 1, 1)


def plan(folder: Path, budget: int = 10, **more: Any) -> Plan:
    subjects = subjects_file(folder / "subjects.parquet", range(1, 501))
    return Plan(MONTH, budget, **{"subjects": subjects, "seed": 7, **more})


@pytest.fixture
def ledger(tmp_path: Path) -> Ledger:
    ring = {"ring": "r", "typology": "T05", "expected_loss_fen": 400}
    losses = {1: 500, 2: 900, 3: 100}
    rows = [alert(number, expected_loss_fen=loss) for number, loss in losses.items()]
    return ledger_of(tmp_path, *rows, alert(4, **ring), alert(5, **ring))


def test_the_queue_has_the_greatest_expected_losses_and_a_ring_once(ledger: Ledger) -> None:
    assert [case.expected_loss_fen for case in ledger.queue(3)] == [900, 800, 500]
    assert len(ledger.queue(99)) == 4
    assert ledger.queue(0) == ()


def test_a_fixed_queue_is_marked_and_two_in_a_hundred_of_the_budget_are_drawn(ledger: Ledger, tmp_path: Path) -> None:
    fixed = ledger.fix_queue(plan(tmp_path, budget=3), who=PROVINCE, now=NOW)
    chosen = [ledger.case(case) for case in fixed.cases]
    assert [(case.expected_loss_fen, case.queued_for) for case in chosen] == [(900, MONTH), (800, MONTH)]
    (audit,) = (ledger.case(case) for case in fixed.audits)
    assert (audit.channel, audit.typology, audit.state) == (Channel.AUDIT, RANDOM_AUDIT, State.ISSUED)
    assert audit.drawn_with == 1 / 497
    assert ledger.draws() == [fixed.draw]
    assert (fixed.draw.queued, fixed.draw.drawn, fixed.draw.frame) == (2, 1, 497)
    assert ledger.disagreements() == ()


def test_nobody_in_the_queue_or_being_checked_is_drawn_and_everybody_else_can_be(
    ledger: Ledger, tmp_path: Path
) -> None:
    sent_to_the_county(ledger, next(case.id for case in ledger.cases() if case.expected_loss_fen == 100))
    every = Plan(MONTH, 1000, subjects=subjects_file(tmp_path / "s.parquet", range(1, 51)), audit_share=0.9)
    fixed = ledger.fix_queue(every, who=PROVINCE, now=NOW)
    audited = {ledger.case(case).subject for case in fixed.audits}
    assert audited == {subject(number) for number in range(6, 51)}
    assert fixed.draw.frame == 45
    assert all(ledger.case(case).drawn_with == 1.0 for case in fixed.audits)


def test_the_same_seed_draws_the_same_persons_in_whatever_order_the_file_has_them() -> None:
    frame = [Subject(subject(number), "person", "47", 0.5) for number in range(300)]
    once = drawn(frame, 20, seed=1, month=MONTH)
    assert drawn(frame[::-1], 20, seed=1, month=MONTH) == once
    assert drawn(frame, 20, seed=2, month=MONTH) != once
    assert drawn(frame, 20, seed=1, month=date(2026, 2, 1)) != once
    rescored = [Subject(each.subject, each.subject_kind, each.region, 1 - each.probability / 3) for each in frame]
    assert [each.subject for each in drawn(rescored, 20, seed=1, month=MONTH)] == [each.subject for each in once]


def test_everybody_is_drawn_with_the_same_chance() -> None:
    frame = [Subject(subject(number), "person", "47", 0.0) for number in range(40)]
    counts = Counter(each.subject for seed in range(1500) for each in drawn(frame, 4, seed=seed, month=MONTH))
    assert chisquare([counts[each.subject] for each in frame]).pvalue > 0.001


def test_a_month_has_one_queue(ledger: Ledger, tmp_path: Path) -> None:
    ledger.fix_queue(plan(tmp_path, budget=3), who=PROVINCE, now=NOW)
    with pytest.raises(OutOfPlace, match="has its queue"):
        ledger.fix_queue(plan(tmp_path), who=PROVINCE, now=NOW)
    later = Plan(date(2026, 2, 1), 3, subjects=tmp_path / "subjects.parquet", seed=7)
    assert [ledger.case(case).expected_loss_fen for case in ledger.fix_queue(later, who=PROVINCE, now=NOW).cases] == [
        500,
        100,
    ]


def test_without_a_list_of_subjects_nobody_is_drawn(ledger: Ledger) -> None:
    fixed = ledger.fix_queue(Plan(MONTH, 4), who=PROVINCE, now=NOW)
    assert (len(fixed.cases), fixed.audits, fixed.draw.sha256) == (4, (), "")


@pytest.mark.parametrize("who", [AUDITOR, OFFICER.__class__("x", "hrss", AUDITOR.roles, "33", "audit")])
def test_whoever_may_not_fix_a_queue_is_refused(ledger: Ledger, tmp_path: Path, who: Any) -> None:
    with pytest.raises(NotPermitted):
        ledger.fix_queue(plan(tmp_path), who=who, now=NOW)
    assert ledger.draws() == []


def test_a_random_audit_that_finds_something_is_named(ledger: Ledger, tmp_path: Path) -> None:
    (audit,) = ledger.fix_queue(plan(tmp_path), who=PROVINCE, now=NOW).audits
    sent_to_the_county(ledger, audit)
    with pytest.raises(OutOfPlace, match="Name the typology"):
        ledger.report(audit, Report(Finding.TRUE, due_fen=1), who=OFFICER, now=NOW)
    named = ledger.report(audit, Report(Finding.TRUE, due_fen=1, typology="T03"), who=OFFICER, now=NOW)
    assert named.typology == "T03"
    back = ledger.review(audit, accepted=False, note="why", who=CITY, now=NOW)
    assert back.typology == RANDOM_AUDIT


def test_a_case_of_the_queue_keeps_its_typology(ledger: Ledger) -> None:
    case = ledger.queue(1)[0].id
    sent_to_the_county(ledger, case)
    with pytest.raises(OutOfPlace, match="typology is known"):
        ledger.report(case, Report(Finding.TRUE, typology="T03"), who=OFFICER, now=NOW)


def test_an_audit_drawn_elsewhere_comes_in_with_its_chance(ledger: Ledger, tmp_path: Path) -> None:
    path = alerts_file(tmp_path / "audit.parquet", alert(77, channel="audit", drawn_with=0.125))
    (case,) = ledger.import_alerts(path, who=PROVINCE, now=NOW).opened
    assert ledger.case(case).drawn_with == 0.125
    assert ledger.case(case) not in ledger.queue(99)


@pytest.mark.parametrize(
    ("changes", "kind"),
    [
        ({"subject": [subject(1), subject(1)]}, InputError),
        ({"subject": [subject(1), None]}, InputError),
        ({"subject": [subject(1), "张三"]}, InputError),
        ({"region": ["47", "x"]}, InputError),
        ({"probability": ["high", "low"]}, WrongType),
    ],
)
def test_a_list_of_subjects_that_cannot_be_is_refused(tmp_path: Path, changes: Any, kind: type[InputError]) -> None:
    columns = {"subject": [subject(1), subject(2)], "subject_kind": ["person"] * 2, "region": ["47"] * 2}
    path = tmp_path / "subjects.parquet"
    parquet.write_table(pa.table({**columns, "probability": [0.1, 0.2], **changes}), path)
    with pytest.raises(kind) as refused:
        read_frame(path, "47")
    assert "张三" not in str(refused.value)


def test_a_list_of_subjects_that_lacks_a_column_or_is_no_parquet_is_refused(tmp_path: Path) -> None:
    parquet.write_table(pa.table({"subject": [subject(1)]}), tmp_path / "s.parquet")
    with pytest.raises(WrongType, match="subject_kind"):
        read_frame(tmp_path / "s.parquet", "47")
    (tmp_path / "t.parquet").write_text("no")
    for name in ("t.parquet", "nowhere.parquet"):
        with pytest.raises(FileMissing):
            read_frame(tmp_path / name, "47")


@pytest.mark.parametrize(
    "wrong", [{"budget": 0}, {"audit_share": 1.0}, {"audit_share": -0.1}, {"month": date(2026, 1, 2)}]
)
def test_a_plan_that_cannot_be_is_refused(wrong: Any) -> None:
    with pytest.raises(ValueOutOfRange):
        Plan(**{"month": MONTH, "budget": 10, **wrong})


def test_a_budget_is_a_share_of_persons() -> None:
    assert [budget_of(0.001, persons) for persons in (100, 5_000, 1_234_567)] == [1, 5, 1234]
    with pytest.raises(ValueOutOfRange):
        budget_of(0, 100)
