"""`anlan ledger …`: what people do to suspected cases; each act is in the log before it is acknowledged."""

from argparse import Namespace
from datetime import UTC, datetime
from pathlib import Path

from casework.alerts import Report, open_ledger
from casework.alerts.bodies import day_of
from casework.alerts.case import Action, Case, Finding
from casework.alerts.words import word
from cli.console import print_json, print_lines
from cli.ledger_case import amount, case_json
from cli.ledger_files import actor_in
from core.errors import InputError
from core.money import Money
from core.settings import Settings

_WORDS = {
    "zh": {
        "imported": "导入{alerts}条：新增疑点{opened}件，金额上调{raised}件，并入已有疑点{attached}件；日志{entry}。",
        "done": "{id}：{state}，现在{holder}{officer}{due}。应追回{due_yuan}元，未追回{outstanding}元。",
        "officer": "，承办人{officer}", "due": "，办理时限{due}",
    },
    "en": {
        "imported": "{alerts} alerts: {opened} new cases, {raised} raised, {attached} attached; entry {entry}.",
        "done": "{id}: {state}, with {holder}{officer}{due}. Due {due_yuan} yuan, outstanding {outstanding}.",
        "officer": ", officer {officer}", "due": ", due on {due}",
    },
}  # fmt: skip


def import_alerts(chosen: Namespace, settings: Settings) -> int:
    """Take in a file of alerts; the first one makes the ledger."""
    who, path = actor_in(chosen), Path(chosen.file)
    ledger = open_ledger(chosen.folder, database=chosen.database, making=path.is_file())
    done = ledger.import_alerts(path, who=who, now=datetime.now(UTC))
    found = {"opened": done.opened, "raised": done.raised, "attached": done.attached}
    if chosen.json:
        listed = {name: list(cases) for name, cases in found.items()}
        print_json({"alerts": done.alerts, **listed, "entry": done.entry})
    else:
        counts = {name: len(cases) for name, cases in found.items()}
        print_lines(_WORDS[chosen.language]["imported"].format(alerts=done.alerts, entry=done.entry, **counts))
    return 0


def assign(chosen: Namespace, settings: Settings) -> int:
    """Send a case on, or give it to an officer."""
    ledger = open_ledger(chosen.folder)
    to = {"unit": chosen.unit, "officer": chosen.officer}
    return _say(chosen, ledger.assign(chosen.case, chosen.to, **to, who=actor_in(chosen), now=datetime.now(UTC)))


def report(chosen: Namespace, settings: Settings) -> int:
    """Report what was found, and keep the evidence for it."""
    found = Report(
        finding=Finding(chosen.finding),
        actions=tuple(map(Action, chosen.follows)),
        due_fen=Money.parse(chosen.due).fen,
        note=chosen.note,
        typology=chosen.typology,
        members=dict(map(_member, chosen.member)),
    )
    ledger, evidence = open_ledger(chosen.folder), tuple(map(Path, chosen.evidence))
    done = ledger.report(chosen.case, found, evidence=evidence, who=actor_in(chosen), now=datetime.now(UTC))
    return _say(chosen, done)


def act(chosen: Namespace, settings: Settings) -> int:
    """One more thing that follows from a finding."""
    ledger = open_ledger(chosen.folder)
    return _say(chosen, ledger.act(chosen.case, Action(chosen.follows), who=actor_in(chosen), now=datetime.now(UTC)))


def review(chosen: Namespace, settings: Settings) -> int:
    """Say that a report stands, or send it back."""
    ledger, now = open_ledger(chosen.folder), datetime.now(UTC)
    case = ledger.review(chosen.case, accepted=chosen.accept, note=chosen.note, who=actor_in(chosen), now=now)
    return _say(chosen, case)


def close(chosen: Namespace, settings: Settings) -> int:
    """End a case."""
    ledger = open_ledger(chosen.folder)
    return _say(chosen, ledger.close(chosen.case, who=actor_in(chosen), now=datetime.now(UTC)))


def recover(chosen: Namespace, settings: Settings) -> int:
    """Write down what came back."""
    ledger, fen = open_ledger(chosen.folder), Money.parse(chosen.yuan).fen
    paid = {"paid_on": chosen.paid_on, "receipt": chosen.receipt}
    return _say(chosen, ledger.recover(chosen.case, fen, **paid, who=actor_in(chosen), now=datetime.now(UTC)))


def _member(text: str) -> tuple[str, Finding]:
    alert, _, finding = text.partition("=")
    if finding not in tuple(Finding):
        raise InputError(f"{text!r} is no finding of a member.", remedy=f"Write ALERT={'|'.join(Finding)}.")
    return alert, Finding(finding)


def _say(chosen: Namespace, case: Case) -> int:
    if chosen.json:
        print_json(case_json(case, day_of(datetime.now(UTC))))
        return 0
    words = _WORDS[chosen.language]
    said = words["done"].format(
        id=case.id,
        state=word("states", case.state, "en" if chosen.language == "en" else "zh"),
        holder=case.holder,
        officer=words["officer"].format(officer=case.officer) if case.officer else "",
        due="" if case.due_on is None else words["due"].format(due=case.due_on),
        due_yuan=amount(case.due_fen),
        outstanding=amount(case.outstanding_fen),
    )
    print_lines(said)
    return 0
