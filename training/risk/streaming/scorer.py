"""The scorer: events in, each on disk before it is answered with the cases that its person has now.

A group of events is written whole or not at all. What is in memory follows what is on disk and never runs ahead of it,
so that a process that is killed loses nothing it has answered, and a group that could not be written leaves no trace.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import pyarrow as pa

from core.errors import InputError
from rules.book import RuleBook
from training.risk.alerting import Model, Source
from training.risk.streaming.answer import Answer, Reception
from training.risk.streaming.case import Case
from training.risk.streaming.event import Event, EventRefused, parse_event, read_event
from training.risk.streaming.history import History
from training.risk.streaming.judging import Judged, alerts, judge, usable
from training.risk.streaming.rules import STREAMED, Employers, Others, StreamedRule
from training.risk.streaming.shelf import ROWS, Person, Shelf
from training.risk.streaming.store import Kept, Store
from training.risk.streaming.tables import BILLS, EMPLOYERS, MEMBERS, TABLES
from training.risk.streaming.usual import NO_CHANGE, Change, difference, share, together
from training.risk.streaming.usual import moved as usual_moved
from training.risk.streaming.written import Writing

_DAY = "day"
# What an event may come as: itself, plain values, or a line of JSON.
Incoming = Event | Mapping[str, object] | str | bytes
_RULES_OF = {table.kind: {one.rule.name: one for one in STREAMED if table.name in one.rule.tables} for table in TABLES}
_USUAL = frozenset((MEMBERS, BILLS))


@dataclass(slots=True)
class _Touched:
    """A person in a group: rules that are asked of them, and what they were before and become."""

    rules: dict[str, StreamedRule] = field(default_factory=dict)
    rows: list[Event] = field(default_factory=list)
    person: Person | None = None
    after: History | None = None
    judged: tuple[Judged, ...] = ()
    changed: tuple[str, ...] = ()
    ended: tuple[str, ...] = ()


class Scorer:
    """One state, its models and the day as of which is scored. Not for two threads at once: see `Desk`."""

    def __init__(self, store: Store, models: Mapping[str, Model], day: int, *, source: Source, rows: int) -> None:
        self._store, self._models, self._day, self._source = store, models, day, source
        self._shelf, self._others = Shelf(store, rows), Others(Employers(), store.usual())
        for row in store.employers():
            self._others.employers.put(row.id, row.uscc, row.employer_no, row.known)

    @classmethod
    def open(
        cls,
        folder: Path,
        models: Mapping[str, Model],
        *,
        as_of: date,
        source: Source,
        rows: int = ROWS,
    ) -> "Scorer":
        """The state in a folder, as it was when it was last written to.

        models  [rule] of a release (`training.risk.release.read_models`); those of questions are left out
        as_of   the day; never one before that of the state
        source  who says so: name of the model and hash of the release
        rows    that are held in memory
        Raises StateUnusable, and InputError for models of other figures or an earlier day.
        """
        chances, store = usable(models), Store.open(folder)
        scorer = cls(store, chances, int(store.note(_DAY, str(as_of.toordinal()))), source=source, rows=rows)
        try:
            scorer.move(as_of)
        except BaseException:
            store.close()
            raise
        return scorer

    def close(self) -> None:
        """Give the folder free."""
        self._store.close()

    def __enter__(self) -> "Scorer":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def as_of(self) -> date:
        """The day as of which is scored."""
        return date.fromordinal(self._day)

    def move(self, as_of: date) -> None:
        """On to a later day. Raises InputError for an earlier one, StateNotWritten where the disk does not take it."""
        day = as_of.toordinal()
        if day < self._day:
            raise InputError(
                f"the state stands at {self.as_of}; it does not go back to {as_of}.",
                remedy="Give that day or a later one, or fill a new folder.",
            )
        moved = (self._shelf.history(name, _USUAL) for name in self._store.due(day))
        change = together(difference(share(each, self._day), share(each, day)) for each in moved)
        self._store.write(Writing((), change, done=day, notes=((_DAY, str(day)),)))
        self._day = day
        self._others.usual.change(change)

    def handle(self, incoming: Iterable[Incoming]) -> list[Answer]:
        """Take a group of events in and answer each, in order, once all of them are on disk.

        An event that is none is refused with its reason, and the others go on. Raises StateNotWritten where the disk
        does not take the group: then nothing of it is kept or answered, and it may be sent again.
        """
        received = [self._received(one) for one in incoming]
        staged: dict[tuple[int, str, str], Event] = {}
        touched: dict[str, _Touched] = defaultdict(_Touched)
        with self._store.reading():
            answers = [one if isinstance(one, Answer) else self._receive(one, staged) for one in received]
            for event, answer in zip(received, answers, strict=True):
                if isinstance(event, Event) and answer.reception is not Reception.REFUSED and event.person:
                    touched[event.person].rules.update(_RULES_OF[event.table.kind])
            for event in staged.values():
                if event.person:
                    touched[event.person].rows.append(event)
            change = together([self._prepare(name, one) for name, one in touched.items()])
        self._tell_before(touched)
        if staged:
            later = [
                (event.known, event.person)
                for event in staged.values()
                if event.table.kind in _USUAL and event.known > self._day
            ]
            self._store.write(Writing(tuple(staged.values()), change, later))
        self._follow(staged.values(), touched, change)
        return [self._told(answer, touched) for answer in answers]

    def look(self, person: str) -> tuple[Judged, ...]:
        """All cases of a person as of the day that are worth an alert."""
        history = self._shelf.concerning(person, STREAMED)
        found = self._judge([(person, streamed, history) for streamed in STREAMED])
        return tuple(each for judged in found.values() for each in judged)

    def cases(self, person: str) -> dict[str, list[Case]]:
        """[rule] every case of a person as of the day, however unlikely, also of rules that have no model."""
        history = self._shelf.concerning(person, STREAMED)
        return {one.rule.name: list(self._cases(one, history)) for one in STREAMED}

    def persons(self) -> list[str]:
        """Everybody of whom there is a row."""
        return self._store.persons()

    def alerts(self, persons: Iterable[str], book: RuleBook) -> pa.Table:
        """The alerts of these persons, with the schema ALERTS: what the ledger takes in."""
        found: dict[str, list[tuple[str, Case]]] = {one.rule.name: [] for one in STREAMED}
        for person in persons:
            for name, cases in self.cases(person).items():
                found[name] += [(person, one) for one in cases]
        return alerts(found, self._models, book=book, as_of=self.as_of, source=self._source)

    def _received(self, one: Incoming) -> Event | Answer:
        try:
            if isinstance(one, str | bytes):
                return parse_event(one)
            return one if isinstance(one, Event) else read_event(one)
        except EventRefused as err:
            return Answer("", Reception.REFUSED, "", self.as_of, why=str(err))

    def _receive(self, event: Event, staged: dict[tuple[int, str, str], Event]) -> Answer:
        """What becomes of an event, beside the row that is there; those that are taken are staged."""
        key = event.table.kind, event.person, event.id
        mine = staged.get(key)
        there = self._store.find(event) if mine is None else Kept(mine.version, mine.known, mine.values)
        reception = Reception.TAKEN
        if there is not None and there.version > event.version:
            reception = Reception.OUTDATED
        elif there is not None and there.version == event.version:
            if (there.values, there.known) != (event.values, event.known):
                why = f"event {event.id}: its row is there already and differs. Give a correction a greater version."
                return Answer(event.name, Reception.REFUSED, "", self.as_of, why=why)
            reception = Reception.AGAIN
        else:
            staged[key] = event
        return Answer(event.name, reception, event.person, self.as_of)

    def _prepare(self, name: str, touched: _Touched) -> Change:
        """Read what is needed of a person, before anything is written; what the group changes of what is usual."""
        person = self._shelf.person(name)
        person.history = self._shelf.whole(name, person.history, touched.rules.values())
        # The rows of the group may have rules concern the person that did not before.
        after = self._shelf.whole(name, _applied(person.history, touched.rows), touched.rules.values())
        new = {kind: rows for kind, rows in after.tables.items() if kind not in person.history.tables}
        before = person.history = person.history.joined(new) if new else person.history
        after = _applied(before, touched.rows) if new else after
        touched.person, touched.after = person, after
        if not any(event.table.kind in _USUAL for event in touched.rows):
            return NO_CHANGE
        return usual_moved(before, after, self._day)

    def _tell_before(self, touched: Mapping[str, _Touched]) -> None:
        """What cases were before the group, of those of whom it was not told yet."""
        asked = [
            (name, streamed, one.person.history)
            for name, one in touched.items()
            if one.person is not None
            for rule, streamed in one.rules.items()
            if rule not in one.person.told
        ]
        for (name, rule), judged in self._judge(asked).items():
            person = touched[name].person
            assert person is not None
            person.told[rule] = judged

    def _follow(self, staged: Iterable[Event], touched: Mapping[str, _Touched], change: Change) -> None:
        """Have memory follow the disk, and judge everybody anew who was touched."""
        for event in staged:
            if event.table.kind == EMPLOYERS:
                self._put_employer(event)
        self._others.usual.change(change)
        asked = []
        for name, one in touched.items():
            assert one.person is not None and one.after is not None
            one.person.history = one.after
            self._shelf.hold(name, one.person)
            asked += [(name, streamed, one.after) for streamed in one.rules.values()]
        for (name, rule), now in self._judge(asked).items():
            one = touched[name]
            assert one.person is not None
            was, one.person.told[rule] = one.person.told[rule], now
            one.judged += now
            one.changed += tuple(each.alert for each in now if each not in was)
            one.ended += tuple({each.alert for each in was} - {each.alert for each in now})

    def _told(self, answer: Answer, touched: Mapping[str, _Touched]) -> Answer:
        one = touched.get(answer.person)
        if answer.reception is Reception.REFUSED or one is None:
            return answer
        event, reception, person = answer.event, answer.reception, answer.person
        return Answer(event, reception, person, answer.as_of, one.judged, one.changed, tuple(sorted(one.ended)))

    def _put_employer(self, event: Event) -> None:
        if event.values is None:
            self._others.employers.drop(event.id)
        else:
            row = event.table.row._make((event.id, event.known, *event.values))
            self._others.employers.put(row.id, row.uscc, row.employer_no, row.known)

    def _judge(self, asked: Sequence[tuple[str, StreamedRule, History]]) -> dict[tuple[str, str], tuple[Judged, ...]]:
        """[person, rule] the cases worth an alert; a model is asked once for all."""
        found: dict[tuple[str, str], tuple[Judged, ...]] = {}
        by_rule: dict[str, list[tuple[str, Case]]] = defaultdict(list)
        for name, streamed, history in asked:
            found[name, streamed.rule.name] = ()
            if streamed.rule.name in self._models:
                by_rule[streamed.rule.name] += [(name, one) for one in self._cases(streamed, history)]
        for streamed in STREAMED:
            cases = by_rule.get(streamed.rule.name, [])
            judged = judge(streamed, cases, self._models[streamed.rule.name]) if cases else []
            for (name, _), one in zip(cases, judged, strict=True):
                if one is not None:
                    found[name, streamed.rule.name] += (one,)
        return found

    def _cases(self, streamed: StreamedRule, history: History) -> Iterator[Case]:
        return streamed.cases(history, self._day, self._others) if streamed.concerns(history) else iter(())


def _applied(history: History, rows: Iterable[Event]) -> History:
    """With rows of the tables that were read; others are read once they are needed."""
    for event in rows:
        kind = event.table.kind
        if kind not in history.tables:
            continue
        if event.values is None:
            history = history.without(kind, event.id)
        else:
            history = history.put(kind, event.table.row._make((event.id, event.known, *event.values)))
    return history
