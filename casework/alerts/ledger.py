"""The ledger of suspected cases (疑点台账): alerts become cases, cases are checked, and what is found is kept."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path

from sqlalchemy import ColumnElement, Connection, and_, func, select

from casework.alerts import schema
from casework.alerts.acts import Act, ActionTaken, Assigned, Closed, Event, PaidBack, Reported, Reviewed
from casework.alerts.alert_file import file_hash, read_alerts
from casework.alerts.bodies import LOOK, Draw, act_body, day_of, import_body, look_body, queue_body, refused_body
from casework.alerts.case import Action, Case, Channel, Finding, Line, State
from casework.alerts.evidence_folder import keep, refuse_changed
from casework.alerts.limits import Stage, limits_of
from casework.alerts.looks import Looked, looks_in
from casework.alerts.matching import match
from casework.alerts.permission import is_seen_by, permit, permit_on, permit_to_read
from casework.alerts.queueing import Plan, Subject, audit_line, drawn, ranked, read_frame
from casework.alerts.rates import Rates, rates_of
from casework.alerts.reading import Happened, Wanted, load_case, load_cases, load_history, load_touched
from casework.alerts.recall import Recall, recall_of
from casework.alerts.refusals import NotPermitted, OutOfPlace
from casework.alerts.steps import step
from casework.alerts.store import Store
from core.principal import NATION, Principal

EVERYTHING = Wanted()


@dataclass(frozen=True, slots=True)
class Imported:
    """What a run of alerts did; `entry` is its number in the log."""

    alerts: int
    opened: tuple[str, ...]
    raised: tuple[str, ...]
    attached: tuple[str, ...]
    entry: int


@dataclass(frozen=True, slots=True)
class Report:
    """What an officer found; `members` as in `acts.Reported`."""

    finding: Finding
    actions: tuple[Action, ...] = ()
    due_fen: int = 0
    note: str = ""
    typology: str = ""
    members: Mapping[str, Finding] | None = None


@dataclass(frozen=True, slots=True)
class Queued:
    """The queue of a month: cases to check first, persons drawn at random, and the draw behind them."""

    cases: tuple[str, ...]
    audits: tuple[str, ...]
    draw: Draw
    entry: int


class Ledger:
    """Whoever acts gives a principal and the moment; every act is in the log before it is acknowledged.

    Raises UnknownCase, NotPermitted or OutOfPlace, all of them InputErrors, where an act cannot be.
    """

    def __init__(self, store: Store) -> None:
        self._store = store

    @property
    def folder(self) -> Path:
        return self._store.folder

    def cases(self, wanted: Wanted = EVERYTHING, *, who: Principal | None = None) -> list[Case]:
        """Cases by what is looked for, in the order of their numbers; with `who`, those of their region."""
        with self._store.reading() as connection:
            found = load_cases(connection, wanted.condition())
        return self._seen(found, who)

    def case(self, case: str, *, who: Principal | None = None) -> Case:
        """One case."""
        with self._store.reading() as connection:
            found = load_case(connection, case)
        if who is not None:
            permit_to_read(who, found)
        return found

    def look(self, case: str, *, who: Principal | None, now: datetime) -> Case:
        """One case for somebody's eyes: who looks is in the log before it is given, and who may not, as well.

        who  None: whoever owns the files
        """
        try:
            found = self.case(case, who=who)
        except NotPermitted as err:
            if who is not None:
                self._store.note(refused_body(LOOK, case, err.what, who, now))
            raise
        self._store.note(look_body(case, who, now))
        return found

    def looks(self, case: str, *, who: Principal | None = None) -> tuple[Looked, ...]:
        """Who looked at a case, and who was refused, the first first; every entry of the log is read for it."""
        self.case(case, who=who)
        return looks_in(self._store.log, case)

    def history(self, case: str, *, who: Principal | None = None) -> tuple[Happened, ...]:
        """Everything that happened to a case, by whom and when, with its number in the log."""
        self.case(case, who=who)
        with self._store.reading() as connection:
            return load_history(connection, case)

    def queue(self, budget: int, *, who: Principal | None = None) -> tuple[Case, ...]:
        """What would be checked first; nothing is chosen by it."""
        return ranked(self.cases(Wanted(state=State.ISSUED), who=who), budget)

    def draws(self) -> list[Draw]:
        """The queues that were fixed, the first month first."""
        names = Draw.__slots__
        table = schema.draws
        with self._store.reading() as connection:
            rows = connection.execute(
                select(*(table.c[name] for name in names)).order_by(table.c.month, table.c.region)
            )
            return [Draw(*row) for row in rows]

    def rates(
        self, by: str = "typology", *, today: date, wanted: Wanted = EVERYTHING, who: Principal | None = None
    ) -> dict[str, Rates]:
        """[group] rates checked, confirmed, recovered; "" for all together. `rates.DEFINITIONS` says what they are."""
        return rates_of(self.cases(wanted, who=who), by, today=today)

    def recall(self, *, month: date | None = None, wanted: Wanted = EVERYTHING, who: Principal | None = None) -> Recall:
        """How much of what is there the queue had, estimated from the random audits."""
        return recall_of(self.cases(wanted, who=who), month=month)

    def disagreements(self) -> tuple[str, ...]:
        """The tables that are not what the log makes of them; none, unless somebody changed the database by hand."""
        return self._store.disagreements()

    def import_alerts(self, path: Path, *, who: Principal, now: datetime) -> Imported:
        """Take in a run of alerts: new cases are issued, the figures of those nobody has checked may grow.

        Raises AlertRefused, and takes nothing, where one of them cannot be.
        """
        alerts = read_alerts(path)
        self._permit(who, "import", [line.region for line in alerts] or [who.region or NATION], now)
        digest, matched = file_hash(path), None

        def decide(connection: Connection) -> Mapping[str, object]:
            nonlocal matched
            day = day_of(now)
            touched = load_touched(connection, alerts)
            matched = match(alerts, touched, numbers=_numbers(connection, day), on=day)
            return import_body(matched, who, now, file=path.name, sha256=digest, alerts=len(alerts))

        entry = self._store.write(decide)
        if matched is None:
            raise OutOfPlace("", "nothing was decided.", "Try again.")
        ids = tuple(case.id for case in matched.opened)
        return Imported(len(alerts), ids, tuple(matched.raised), tuple(matched.attached), entry)

    def fix_queue(self, plan: Plan, *, who: Principal, now: datetime) -> Queued:
        """Choose the cases of a month by expected loss, and draw the random audit from everybody else.

        Raises InputError for a list of subjects that cannot be, OutOfPlace where the month has its queue.
        """
        region = who.region or NATION
        self._permit(who, "queue", [region], now)
        everybody = [] if plan.subjects is None else read_frame(plan.subjects, region)
        digest = "" if plan.subjects is None else file_hash(plan.subjects)
        found: list[Queued] = []

        def decide(connection: Connection) -> Mapping[str, object]:
            if connection.scalar(select(func.count()).where(_is_drawn(plan.month, region))):
                remedy = "A queue is fixed once; what comes later waits for the next month."
                raise OutOfPlace("of all", f"{region} has its queue for {plan.month:%Y-%m}.", remedy)
            waiting = load_cases(connection, Wanted(state=State.ISSUED, region=region).condition())
            chosen = ranked(waiting, plan.budget - plan.audits)
            known = {line.subject for case in chosen for line in case.lines} | _in_hand(connection, plan.month)
            frame = [each for each in everybody if each.subject not in known]
            picked = drawn(frame, plan.audits, seed=plan.seed, month=plan.month)
            audits = _audit_cases(picked, plan, len(frame), numbers=_numbers(connection, day_of(now)), on=day_of(now))
            draw = Draw(plan.month, region, plan.seed, len(chosen), len(audits), len(frame), digest)
            found.append(Queued(tuple(case.id for case in chosen), tuple(case.id for case in audits), draw, 0))
            return queue_body(draw, chosen, audits, who, now)

        entry = self._store.write(decide)
        return replace(found[-1], entry=entry)

    def assign(self, case: str, region: str, *, unit: str, officer: str = "", who: Principal, now: datetime) -> Case:
        """Send a case on to a region one level down or up, or give it to an officer, who then has it under check."""
        stage = Stage.CHECK if officer else Stage.SEND_ON
        return self._act(case, Assigned(region, unit, officer, self._due(stage, now)), who, now)

    def add_document(self, case: str, path: Path, *, name: str = "", who: Principal, now: datetime) -> Case:
        """Copy a piece of evidence into the evidence folder and name it in the case."""
        # Nobody's file is copied for an act that could not be.
        self._try("document", self.case(case), who, now)
        with self._store.keeping():
            added = keep(self.folder, path, name)
        return self._act(case, added, who, now)

    def report(
        self, case: str, report: Report, *, evidence: Sequence[Path] = (), who: Principal, now: datetime
    ) -> Case:
        """Report what was found, with documents that the case does not have yet; the case goes one level up.

        A report that cannot be leaves no document behind.
        """
        act = Reported(
            finding=report.finding,
            actions=report.actions,
            due_fen=report.due_fen,
            due_on=self._due(Stage.REVIEW, now),
            note=report.note,
            typology=report.typology,
            members=report.members or {},
        )
        present = self.case(case)
        self._try(act.what, present, who, now)
        step(present, Event(who.subject, day_of(now), act))
        known = {document.sha256 for document in present.documents}
        for path in evidence:
            if not path.is_file() or file_hash(path) not in known:
                known |= {document.sha256 for document in self.add_document(case, path, who=who, now=now).documents}
        return self._act(case, act, who, now)

    def act(self, case: str, action: Action, *, who: Principal, now: datetime) -> Case:
        """One more thing that follows from what was reported."""
        return self._act(case, ActionTaken(action), who, now)

    def review(self, case: str, *, accepted: bool, note: str = "", who: Principal, now: datetime) -> Case:
        """Say as a second person that the report stands, or send it back."""
        stage = Stage.CLOSE if accepted else Stage.CHECK
        return self._act(case, Reviewed(accepted, self._due(stage, now), note), who, now)

    def close(self, case: str, *, who: Principal, now: datetime) -> Case:
        """End the case; its evidence has to be there, byte for byte."""
        refuse_changed(self.folder, self.case(case))
        return self._act(case, Closed(), who, now)

    def recover(self, case: str, fen: int, *, paid_on: date, receipt: str, who: Principal, now: datetime) -> Case:
        """Write down an amount that came back."""
        return self._act(case, PaidBack(fen, paid_on, receipt), who, now)

    def _act(self, case: str, act: Act, who: Principal, now: datetime) -> Case:
        event = Event(who.subject, day_of(now), act)
        self._try(act.what, self.case(case), who, now)

        def decide(connection: Connection) -> Mapping[str, object]:
            present = load_case(connection, case)
            permit_on(who, act.what, present)
            step(present, event)
            return act_body(case, act, who, now)

        self._store.write(decide)
        return self.case(case)

    def _try(self, act: str, case: Case, who: Principal, now: datetime) -> None:
        try:
            permit_on(who, act, case)
        except NotPermitted as err:
            self._store.note(refused_body(act, case.id, err.what, who, now))
            raise

    def _permit(self, who: Principal, act: str, regions: Sequence[str], now: datetime) -> None:
        try:
            for region in sorted(set(regions)):
                permit(who, act, region)
        except NotPermitted as err:
            self._store.note(refused_body(act, "", err.what, who, now))
            raise

    def _due(self, stage: Stage, now: datetime) -> date:
        return limits_of(self.folder).due_on(stage, day_of(now))

    def _seen(self, found: list[Case], who: Principal | None) -> list[Case]:
        if who is None:
            return found
        permit(who, "read", who.region or NATION)
        return [case for case in found if is_seen_by(who, case)]


def open_ledger(place: Path | str, *, database: str | None = None, making: bool = False) -> Ledger:
    """The ledger in a folder.

    place     the folder of log and evidence, and of the tables unless they lie in PostgreSQL
    database  address of a PostgreSQL database, given when the ledger is made; the folder remembers it
    making    whether a folder without a ledger gets one; FileMissing otherwise
    """
    return Ledger(Store.open(Path(place), database=database, making=making))


def _numbers(connection: Connection, on: date) -> dict[str, int]:
    """[province and year] the greatest number of a case."""
    table = schema.cases.c
    found: dict[str, int] = {}
    for (case,) in connection.execute(select(table.id).where(table.issued_on >= date(on.year, 1, 1))):
        series, _, number = case.rpartition("-")
        found[series] = max(found.get(series, 0), int(number))
    return found


def _is_drawn(month: date, region: str) -> ColumnElement[bool]:
    return and_(schema.draws.c.month == month, schema.draws.c.region == region)


def _in_hand(connection: Connection, month: date) -> set[str]:
    """Subjects of open cases that were chosen or sent on, and whoever was drawn for this month already."""
    table = schema.cases.c
    chosen = and_(table.state != State.CLOSED.value, (table.queued_for.is_not(None)) | (table.sent_on.is_not(None)))
    audited = and_(table.queued_for == month, table.channel == Channel.AUDIT.value)
    joined = schema.lines.join(schema.cases, schema.lines.c.case == table.id)
    return set(connection.scalars(select(schema.lines.c.subject).select_from(joined).where(chosen | audited)))


def _audit_cases(
    picked: Sequence[Subject], plan: Plan, frame: int, *, numbers: Mapping[str, int], on: date
) -> tuple[Case, ...]:
    """A case for everybody drawn, with the chance of being drawn."""
    lines: list[Line] = [audit_line(each, plan, len(picked) / frame, on) for each in picked]
    matched = match(lines, (), numbers=numbers, on=on)
    return tuple(replace(case, queued_for=plan.month) for case in matched.opened)
