"""Whatever people try, in whatever order: the tables are what the log says, and no case breaks a rule."""

import shutil
import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from casework.alerts import Report, open_ledger
from casework.alerts.case import Action, Case, Finding, State, covers
from casework.alerts.refusals import NotPermitted, OutOfPlace
from casework.alerts.steps import same_person
from core.chain import verify
from core.errors import ValueOutOfRange
from core.principal import Principal
from tests.casework.alerts.world import (
    CITY,
    CLERK,
    COUNTY,
    MANAGER,
    NOW,
    OFFICER,
    PROVINCE,
    alert,
    alerts_file,
    later,
    ledger_of,
)

PEOPLE = st.sampled_from([OFFICER, CITY, PROVINCE, CLERK, MANAGER])
CASES = st.integers(0, 1)
ORDER = list(State)


class Casework(RuleBasedStateMachine):
    """Two cases, five people of three levels, and everything that anybody can try."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp(dir=self.fast()))
        self.acknowledged = 0

    @staticmethod
    def fast() -> str | None:
        """Memory instead of a disk: what is asked here is order, not durability."""
        return "/dev/shm" if Path("/dev/shm").is_dir() else None

    @initialize()
    def open(self) -> None:
        self.ledger = ledger_of(self.folder, alert(1), alert(2, ring="r", typology="T05"))
        self.acknowledged = 1
        self.known = self.ledger.cases()
        self.before = {case.id: case for case in self.known}

    def tried(self, act: Any, *words: Any, **named: Any) -> None:
        """An act succeeds, or is refused with a reason and changes nothing."""
        entries = self.entries()
        try:
            act(*words, **named, now=later(entries))
        except (NotPermitted, OutOfPlace, ValueOutOfRange) as err:
            assert self.ledger.cases() == self.known, err
            return
        assert self.entries() == entries + 1
        self.acknowledged += 1
        self.known = self.ledger.cases()

    def entries(self) -> int:
        head = self.ledger._store.log.head()
        return 0 if head is None else head.number

    def id(self, number: int) -> str:
        return self.known[number].id

    @rule(case=CASES, who=PEOPLE, region=st.sampled_from(["47", "4701", COUNTY, "33"]), officer=st.booleans())
    def assign(self, case: int, who: Principal, region: str, officer: bool) -> None:
        name = OFFICER.subject if officer else ""
        self.tried(self.ledger.assign, self.id(case), region, unit="社保中心", officer=name, who=who)

    @rule(case=CASES)
    def send_down(self, case: int) -> None:
        """The way that cases usually go, so that the later states are reached often."""
        steps = ((PROVINCE, "4701", ""), (CITY, COUNTY, ""), (OFFICER, COUNTY, OFFICER.subject))
        for who, region, officer in steps:
            self.tried(self.ledger.assign, self.id(case), region, unit="社保中心", officer=officer, who=who)

    @rule(
        case=CASES,
        who=PEOPLE,
        finding=st.sampled_from(list(Finding)),
        due=st.sampled_from([0, 100, 99_999]),
        actions=st.lists(st.sampled_from(list(Action)), max_size=2),
    )
    def report(self, case: int, who: Principal, finding: Finding, due: int, actions: list[Action]) -> None:
        self.tried(self.ledger.report, self.id(case), Report(finding, tuple(actions), due), who=who)

    @rule(case=CASES, who=PEOPLE, text=st.sampled_from("ab"))
    def evidence(self, case: int, who: Principal, text: str) -> None:
        path = self.folder / "document.txt"
        path.write_text(text, encoding="utf-8")
        self.tried(self.ledger.add_document, self.id(case), path, who=who)

    @rule(case=CASES, who=PEOPLE, action=st.sampled_from(list(Action)))
    def act(self, case: int, who: Principal, action: Action) -> None:
        self.tried(self.ledger.act, self.id(case), action, who=who)

    @rule(case=CASES, who=PEOPLE, accepted=st.booleans())
    def review(self, case: int, who: Principal, accepted: bool) -> None:
        self.tried(self.ledger.review, self.id(case), accepted=accepted, note="why", who=who)

    @rule(case=CASES, who=PEOPLE)
    def close(self, case: int, who: Principal) -> None:
        self.tried(self.ledger.close, self.id(case), who=who)

    @rule(case=CASES, who=PEOPLE, fen=st.sampled_from([1, 60, 99_999]))
    def recover(self, case: int, who: Principal, fen: int) -> None:
        self.tried(self.ledger.recover, self.id(case), fen, paid_on=NOW.date(), receipt="1", who=who)

    @rule()
    def import_again(self) -> None:
        """A case that is in hand does not change; one that is not has the greater figures."""
        before = self.known
        path = alerts_file(
            self.folder / "again.parquet", alert(1, paid_fen=2_000_000), alert(3, ring="r", typology="T05")
        )
        self.ledger.import_alerts(path, who=PROVINCE, now=NOW)
        self.acknowledged += 1
        self.known = self.ledger.cases()
        for old, new in zip(before, self.known, strict=False):
            if old.state is not State.ISSUED:
                assert (new.paid_fen, new.months, new.state) == (old.paid_fen, old.months, old.state)

    @precondition(lambda self: self.acknowledged > 3)
    @rule()
    def open_again(self) -> None:
        self.ledger = open_ledger(self.folder / "cases")
        assert self.ledger.cases() == self.known

    @invariant()
    def no_case_breaks_a_rule(self) -> None:
        if not hasattr(self, "ledger"):
            return
        for case in self.known:
            self.keeps_its_rules(case)
            old = self.before.get(case.id)
            if old is not None and old.state is State.CLOSED:
                assert (case.state, case.finding, case.due_fen) == (State.CLOSED, old.finding, old.due_fen)
            self.before[case.id] = case

    @staticmethod
    def keeps_its_rules(case: Case) -> None:
        assert 0 <= case.recovered_fen <= case.due_fen
        assert covers(case.origin, case.holder)
        if case.actions:
            assert case.finding is not None
            assert case.finding.is_confirmed
        reached = ORDER.index(case.state)
        assert (case.finding is not None) == (reached >= ORDER.index(State.REPORTED))
        if reached >= ORDER.index(State.REVIEWED):
            assert case.documents
            assert not same_person(case.reported_by, case.reviewed_by)
        assert (case.closed_on is not None) == (case.state is State.CLOSED)

    def teardown(self) -> None:
        if hasattr(self, "ledger"):
            acts = {entry.number for entry in self.ledger._store.log.entries() if entry.body["act"] != "refused"}
            assert len(acts) == self.acknowledged
            assert verify(self.ledger._store.log.path).is_whole
            assert self.ledger.disagreements() == ()
            assert {each.number for case in self.known for each in self.ledger.history(case.id)} <= acts
        shutil.rmtree(self.folder)


def checked(examples: int, steps: int) -> settings:
    return settings(
        max_examples=examples, stateful_step_count=steps, deadline=None, suppress_health_check=list(HealthCheck)
    )


def test_in_a_few_hundred_tries_no_rule_is_broken() -> None:
    run_state_machine_as_test(Casework, settings=checked(6, 20))


@pytest.mark.slow
def test_in_ten_thousand_tries_no_rule_is_broken() -> None:
    run_state_machine_as_test(Casework, settings=checked(300, 35))
