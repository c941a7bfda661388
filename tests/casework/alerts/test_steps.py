"""A case on its way: what comes after what, who may do it, and what nobody may do."""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from casework.alerts import Ledger, Report
from casework.alerts.acts import ACTS
from casework.alerts.case import Action, Case, Finding, State, covers, parent_of
from casework.alerts.permission import MAY, PURPOSES
from casework.alerts.refusals import NotPermitted, OutOfPlace, UnknownCase
from core.errors import InputError, ValueOutOfRange
from core.principal import Principal, PrincipalRefused, Role
from tests.casework.alerts.world import (
    CITY,
    CLERK,
    COUNTY,
    MANAGER,
    NOW,
    OFFICER,
    PROVINCE,
    alert,
    closed,
    document,
    later,
    ledger_of,
    principal,
    reported,
    sent_to_the_county,
)

TRUE = Report(Finding.TRUE, due_fen=100)


@pytest.fixture
def ledger(tmp_path: Path) -> Ledger:
    return ledger_of(tmp_path, alert(1))


@pytest.fixture
def case(ledger: Ledger) -> str:
    return ledger.cases()[0].id


def with_evidence(ledger: Ledger, case: str, folder: Path) -> None:
    ledger.add_document(case, document(folder), who=OFFICER, now=NOW)


def test_a_case_goes_down_to_the_county_and_comes_back_up(ledger: Ledger, case: str, tmp_path: Path) -> None:
    assert sent_to_the_county(ledger, case).holder == COUNTY
    with_evidence(ledger, case, tmp_path)
    assert ledger.report(case, TRUE, who=OFFICER, now=later(1)).holder == "4701"
    assert ledger.review(case, accepted=True, who=CITY, now=later(2)).holder == "47"
    done = ledger.close(case, who=PROVINCE, now=later(3))
    assert (done.state, done.closed_on, done.due_on) == (State.CLOSED, date(2026, 1, 8), None)
    told = [(each.act, each.who, each.at[:10]) for each in ledger.history(case)]
    assert told == [
        ("import", "p-1", "2026-01-05"),
        ("assign", "p-1", "2026-01-05"),
        ("assign", "c-1", "2026-01-05"),
        ("assign", "h-1", "2026-01-05"),
        ("document", "w-1", "2026-01-05"),
        ("report", "w-1", "2026-01-06"),
        ("review", "c-1", "2026-01-07"),
        ("close", "p-1", "2026-01-08"),
    ]


def test_a_case_can_be_checked_where_it_was_issued(ledger: Ledger, case: str, tmp_path: Path) -> None:
    officer = replace(OFFICER, region="47")
    ledger.assign(case, "47", unit="省社保中心", officer="w-1", who=PROVINCE, now=NOW)
    ledger.add_document(case, document(tmp_path), who=officer, now=NOW)
    assert ledger.report(case, TRUE, who=officer, now=NOW).holder == "47"
    assert ledger.review(case, accepted=True, who=PROVINCE, now=NOW).holder == "47"


@pytest.mark.parametrize("action", list(Action))
def test_nothing_follows_before_an_investigation_has_reported(ledger: Ledger, case: str, action: Action) -> None:
    with pytest.raises(NotPermitted):
        ledger.act(case, action, who=OFFICER, now=NOW)
    sent_to_the_county(ledger, case)
    with pytest.raises(OutOfPlace, match="before an investigation has reported"):
        ledger.act(case, action, who=OFFICER, now=NOW)
    with pytest.raises(OutOfPlace, match="nothing was found"):
        ledger.report(case, Report(Finding.FALSE, (action,)), who=OFFICER, now=NOW)


def test_a_benefit_stops_once_it_was_found_true_and_the_case_says_so_once(
    ledger: Ledger, case: str, tmp_path: Path
) -> None:
    reported(ledger, case, tmp_path, Finding.PARTLY, actions=(Action.RECOVER,))
    for _ in range(2):
        after = ledger.act(case, Action.STOP, who=OFFICER, now=later(6))
    assert after.actions == (Action.RECOVER, Action.STOP)


def test_of_a_case_found_false_nothing_follows_and_nothing_is_due(ledger: Ledger, case: str, tmp_path: Path) -> None:
    sent_to_the_county(ledger, case)
    with pytest.raises(ValueOutOfRange, match="cannot be due"):
        ledger.report(case, Report(Finding.FALSE, due_fen=1), who=OFFICER, now=NOW)
    ledger.report(case, Report(Finding.FALSE), who=OFFICER, now=NOW)
    with pytest.raises(OutOfPlace, match="nothing was found"):
        ledger.act(case, Action.STOP, who=OFFICER, now=NOW)


@pytest.mark.parametrize("name", ["w-1", "W-1", "ｗ-1", "w-１"])
def test_who_reported_neither_reviews_nor_closes_whatever_the_letters(
    ledger: Ledger, case: str, tmp_path: Path, name: str
) -> None:
    reported(ledger, case, tmp_path)
    same = principal(name, Role.RISK_INVESTIGATOR, "4701")
    with pytest.raises(OutOfPlace, match="second person"):
        ledger.review(case, accepted=True, who=same, now=later(6))
    ledger.review(case, accepted=True, who=CITY, now=later(6))
    with pytest.raises(OutOfPlace, match="second person"):
        ledger.close(case, who=replace(same, region="47", tenant="other"), now=later(7))


def test_nothing_closes_without_evidence(ledger: Ledger, case: str) -> None:
    sent_to_the_county(ledger, case)
    ledger.report(case, TRUE, who=OFFICER, now=NOW)
    with pytest.raises(OutOfPlace, match="no evidence"):
        ledger.review(case, accepted=True, who=CITY, now=NOW)


def test_evidence_that_was_changed_or_is_gone_keeps_a_case_open(ledger: Ledger, case: str, tmp_path: Path) -> None:
    kept = ledger.folder / "evidence" / reported(ledger, case, tmp_path).documents[0].sha256
    ledger.review(case, accepted=True, who=CITY, now=later(6))
    text = kept.read_bytes()
    kept.write_bytes(text[:-1] + b"?")
    with pytest.raises(OutOfPlace, match="is not what it was"):
        ledger.close(case, who=PROVINCE, now=later(7))
    kept.unlink()
    with pytest.raises(OutOfPlace, match="is gone"):
        ledger.close(case, who=PROVINCE, now=later(7))
    kept.write_bytes(text)
    assert ledger.close(case, who=PROVINCE, now=later(7)).state is State.CLOSED


def test_only_the_officer_in_charge_reports(ledger: Ledger, case: str) -> None:
    sent_to_the_county(ledger, case)
    with pytest.raises(OutOfPlace, match="another officer"):
        ledger.report(case, TRUE, who=principal("w-2", Role.RISK_INVESTIGATOR, COUNTY), now=NOW)


def test_a_report_that_goes_back_is_made_anew_and_keeps_what_came_back(
    ledger: Ledger, case: str, tmp_path: Path
) -> None:
    reported(ledger, case, tmp_path, actions=(Action.RECOVER,))
    ledger.recover(case, 400, paid_on=NOW.date(), receipt="1", who=CLERK, now=later(6))
    with pytest.raises(OutOfPlace, match="without a reason"):
        ledger.review(case, accepted=False, note=" ", who=CITY, now=later(6))
    back = ledger.review(case, accepted=False, note="which account?", who=CITY, now=later(6))
    assert (back.state, back.holder, back.finding, back.actions) == (State.UNDER_CHECK, COUNTY, None, ())
    assert (back.due_fen, back.recovered_fen, back.outstanding_fen) == (400, 400, 0)
    with pytest.raises(ValueOutOfRange, match="less is due"):
        ledger.report(case, Report(Finding.TRUE, due_fen=399), who=OFFICER, now=later(7))
    assert ledger.report(case, Report(Finding.TRUE, due_fen=900), who=OFFICER, now=later(7)).outstanding_fen == 500


@pytest.mark.parametrize(
    ("fen", "days", "said"), [(0, 0, "cannot have"), (-5, 0, "cannot have"), (1_000_001, 0, "cannot"), (1, 99, "come")]
)
def test_what_cannot_have_come_back_is_refused(
    ledger: Ledger, case: str, tmp_path: Path, fen: int, days: int, said: str
) -> None:
    closed(ledger, case, tmp_path)
    with pytest.raises(ValueOutOfRange, match=said):
        ledger.recover(case, fen, paid_on=NOW.date() + timedelta(days), receipt="1", who=CLERK, now=later(10))
    assert ledger.case(case).recovered_fen == 0


def test_money_comes_back_after_a_case_is_closed_and_to_the_fen(ledger: Ledger, case: str, tmp_path: Path) -> None:
    closed(ledger, case, tmp_path)
    for who, fen in ((CLERK, 1), (replace(CLERK, region="4701"), 999_998), (MANAGER, 1)):
        after = ledger.recover(case, fen, paid_on=NOW.date(), receipt="1", who=who, now=later(10))
    assert (after.recovered_fen, after.outstanding_fen, after.state) == (1_000_000, 0, State.CLOSED)


@pytest.mark.parametrize(
    ("region", "said"),
    [
        (COUNTY, "not next to"),
        ("4702", "belongs to 470102"),
        ("33", "not next to"),
        ("CN", "not next"),
        ("47", "already"),
    ],
)
def test_a_case_is_sent_one_level_at_a_time_and_towards_its_own_region(
    ledger: Ledger, case: str, region: str, said: str
) -> None:
    with pytest.raises(OutOfPlace, match=said):
        ledger.assign(case, region, unit="某社保中心", who=PROVINCE, now=NOW)


def test_a_county_hands_a_case_back_to_the_city(ledger: Ledger, case: str) -> None:
    sent_to_the_county(ledger, case)
    back = ledger.assign(case, "4701", unit="市社保中心", who=OFFICER, now=NOW)
    assert (back.state, back.holder, back.officer) == (State.ISSUED, "4701", "")


def test_a_new_officer_gets_no_new_limit(ledger: Ledger, case: str) -> None:
    due = sent_to_the_county(ledger, case).due_on
    again = ledger.assign(case, COUNTY, unit="县社保中心", officer="w-2", who=OFFICER, now=later(20))
    assert (again.due_on, again.officer) == (due, "w-2")


def test_a_case_is_overdue_once_its_stage_ought_to_be_done(ledger: Ledger, case: str) -> None:
    due = sent_to_the_county(ledger, case).due_on
    assert due is not None
    present = ledger.case(case)
    assert not present.is_overdue(due)
    assert present.is_overdue(due + timedelta(days=1))


def test_an_unknown_case_is_told_for_every_act(ledger: Ledger, tmp_path: Path) -> None:
    acts = {**ACTORS, "document": lambda ledger, case, who: ledger.add_document(case, tmp_path, who=who, now=NOW)}
    for act in acts.values():
        with pytest.raises(UnknownCase, match="47-2026-9") as refused:
            act(ledger, "47-2026-9", PROVINCE)
        assert refused.value.exit_code == 2
    assert set(acts) == set(ACTS)


def test_a_finding_of_a_member_that_the_case_does_not_have_is_refused(ledger: Ledger, case: str) -> None:
    sent_to_the_county(ledger, case)
    with pytest.raises(UnknownCase, match="0123"):
        ledger.report(case, Report(Finding.PARTLY, members={"0123": Finding.FALSE}), who=OFFICER, now=NOW)
    (line,) = ledger.case(case).lines
    for finding, member in ((Finding.TRUE, Finding.FALSE), (Finding.FALSE, Finding.TRUE), (Finding.PARTLY,) * 2):
        contradicts = finding is not Finding.PARTLY
        if contradicts:
            with pytest.raises(OutOfPlace, match="partly true"):
                ledger.report(case, Report(finding, members={line.alert: member}), who=OFFICER, now=NOW)
    with pytest.raises(OutOfPlace, match="Such a case is false"):
        ledger.report(case, Report(Finding.PARTLY, members={line.alert: Finding.FALSE}), who=OFFICER, now=NOW)


ACTORS = {
    "assign": lambda ledger, case, who: ledger.assign(case, "4701", unit="x", who=who, now=NOW),
    "review": lambda ledger, case, who: ledger.review(case, accepted=True, who=who, now=NOW),
    "close": lambda ledger, case, who: ledger.close(case, who=who, now=NOW),
    "report": lambda ledger, case, who: ledger.report(case, TRUE, who=who, now=NOW),
    "act": lambda ledger, case, who: ledger.act(case, Action.STOP, who=who, now=NOW),
    "recover": lambda ledger, case, who: ledger.recover(case, 1, paid_on=NOW.date(), receipt="1", who=who, now=NOW),
}


def test_a_role_that_may_not_is_refused_with_its_reason_and_the_refusal_is_in_the_log(
    ledger: Ledger, case: str
) -> None:
    before, tried = ledger.cases(), []
    for act, actor in ACTORS.items():
        for role in sorted(set(Role) - set(MAY[act])):
            with pytest.raises(NotPermitted, match=f"no role claimed may {act}") as refused:
                actor(ledger, case, principal("x-1", role, "47"))
            assert refused.value.exit_code == 2
            tried.append(act)
    bodies = [entry.body for entry in ledger._store.log.entries() if entry.body["act"] == "refused"]
    assert [body["told"]["act"] for body in bodies] == tried
    assert (ledger.cases(), ledger.disagreements()) == (before, ())


def test_an_auditor_reads_and_does_nothing() -> None:
    assert [act for act, roles in MAY.items() if Role.AUDITOR in roles] == ["read"]


@pytest.mark.parametrize("purpose", ["audit", "handling_case", "model_training"])
def test_a_purpose_that_is_not_that_of_the_role_is_refused(ledger: Ledger, case: str, purpose: str) -> None:
    with pytest.raises(NotPermitted, match=purpose):
        ledger.assign(case, "4701", unit="x", who=replace(PROVINCE, purpose=purpose), now=NOW)


@pytest.mark.parametrize("region", ["33", "4701", COUNTY, "CN"])
def test_whoever_is_not_where_the_case_is_cannot_send_it_on(ledger: Ledger, case: str, region: str) -> None:
    with pytest.raises(NotPermitted):
        ledger.assign(case, "4701", unit="x", who=replace(PROVINCE, region=region), now=NOW)


def test_readers_see_the_cases_of_their_region_and_those_that_they_check(tmp_path: Path) -> None:
    ring = {"ring": "r", "typology": "T05"}
    ledger = ledger_of(tmp_path, alert(1), alert(2, region="470201"), alert(3, **ring), alert(4, **ring, region="4702"))
    by_region = {case.region: case.id for case in ledger.cases()}
    seen = {
        region: sorted(case.region for case in ledger.cases(who=principal("x", Role.AUDITOR, region)))
        for region in ("47", "4701", "4702", "33", "CN")
    }
    everything = ["47", "470102", "470201"]
    assert seen == {"47": everything, "CN": everything, "33": [], "4701": ["470102"], "4702": ["470201"]}
    ledger.assign(by_region["47"], "4701", unit="市社保中心", who=PROVINCE, now=NOW)
    assert [each.region for each in ledger.cases(who=CITY)] == ["47", "470102"]
    with pytest.raises(NotPermitted):
        ledger.case(by_region["470201"], who=CITY)
    with pytest.raises(NotPermitted):
        ledger.history(by_region["470201"], who=CITY)
    with pytest.raises(NotPermitted, match="no role claimed may read"):
        ledger.cases(who=principal("x", Role.ML_ENGINEER, "47"))


def test_a_ring_over_two_cities_can_be_checked_by_the_county_it_was_sent_to(tmp_path: Path) -> None:
    ring = {"ring": "r", "typology": "T05"}
    ledger = ledger_of(tmp_path, alert(3, **ring), alert(4, **ring, region="4702"))
    (case,) = ledger.cases()
    alerts = [line.alert for line in case.lines]
    mixed = {"members": {alerts[0]: Finding.TRUE, alerts[1]: Finding.FALSE}}
    done = closed(ledger, case.id, tmp_path, Finding.PARTLY, **mixed)
    assert [line.finding for line in done.lines] == [Finding.TRUE, Finding.FALSE]


def test_who_claims_no_region_is_nobody() -> None:
    with pytest.raises(PrincipalRefused):
        Principal("x", "hrss", frozenset({Role.AUDITOR}), None, PURPOSES[Role.AUDITOR])


def test_regions_lie_in_one_another() -> None:
    assert [parent_of(region) for region in (COUNTY, "4701", "47", "CN")] == ["4701", "47", "CN", "CN"]
    assert covers("CN", "47")
    assert covers("47", "47")
    assert not covers("4701", "47")
    assert not covers(None, "47")
    assert not covers("47", "CN")


def test_every_refusal_of_a_case_is_wrong_input_and_names_no_subject(ledger: Ledger, case: str) -> None:
    present: Case = ledger.case(case)
    with pytest.raises(InputError) as refused:
        ledger.close(case, who=PROVINCE, now=NOW)
    assert refused.value.exit_code == 2
    assert present.subject not in str(refused.value)
